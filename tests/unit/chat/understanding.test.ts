/** Words, numbers and corrections as people type them. */
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/chat/commands.ts';
import { editIn, labelEdit, withoutProtest } from '../../../src/chat/edits.ts';
import { listText, numberIn, pickOne, pickSeveral } from '../../../src/chat/numbered.ts';
import {
  isClear,
  isDone,
  isKeep,
  isNo,
  isNone,
  isPass,
  isWordless,
  isYes,
  plain,
  sayings,
  shortened,
} from '../../../src/chat/words.ts';

describe('words', () => {
  describe('plain words', () => {
    test.each([
      ['  取消。 ', '取消'],
      ['“借书”！', '借书'],
      ['好的[微笑]', '好的'],
      ['好的👍🏻', '好的'],
      ['ＯＫ', 'ok'],
      ['（二）', '二'],
      ['①', '1'],
      ['1️⃣', '1'],
      ['5-6月', '5-6月'],
    ])('%s is %s', (text, expected) => {
      expect(plain(text)).toBe(expected);
    });

    test('a message is compared with less and less at its end', () => {
      expect(sayings('算了吧！')).toEqual(['算了吧', '算了', '算']);
      expect(sayings('好')).toEqual(['好']);
      expect(sayings('。。。')).toEqual([]);
    });

    test.each(['', '  ', '。', '……', '😀😀', '[微笑][玫瑰]', '👌', '❤️', '🇨🇳', '——', '?！'])(
      '"%s" has no words',
      text => {
        expect(isWordless(text)).toBe(true);
      },
    );

    test.each(['1', '好', 'a', '😀好', '[重要] 明天'])('"%s" has words', text => {
      expect(isWordless(text)).toBe(false);
    });

    test('long text is cut with a mark, short text is not', () => {
      expect(shortened('一二三四', 4)).toBe('一二三四');
      expect(shortened('一二三四五', 4)).toBe('一二三四…');
      expect(shortened('一\n二', 4)).toBe('一 二');
    });
  });

  describe('yes, no and nothing', () => {
    test.each([
      '是',
      '对',
      '好',
      '可以',
      '嗯',
      '行',
      '没错',
      '对的！',
      '好吧',
      '是的。',
      'OK',
      '好的[OK]',
      '嗯嗯',
      '行了',
    ])('"%s" is yes', text => {
      expect([isYes(text), isNo(text)]).toEqual([true, false]);
    });

    test.each(['不', '否', '没有', '不是', '不用了', '没有呢', '不对', '不行', '还没有', '没'])(
      '"%s" is no',
      text => {
        expect([isYes(text), isNo(text)]).toEqual([false, true]);
      },
    );

    test.each(['不错吧你看着办', '是不是', '好几天了', '没错过', '对面'])('"%s" is neither', text => {
      expect([isYes(text), isNo(text)]).toEqual([false, false]);
    });

    test('nothing, nothing to add, take it away, leave it and that was all are told apart', () => {
      expect([isNone('没有'), isNone('不用了'), isNone('没什么'), isNone('好了')]).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect([isPass('好了'), isPass('保存'), isPass('无'), isPass('还有一件')]).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect([isClear('不填'), isClear('没有')]).toEqual([true, false]);
      expect([isKeep('不变'), isKeep('不用改了'), isKeep('改')]).toEqual([true, true, false]);
      expect([isDone('好了'), isDone('发完了'), isDone('没有了'), isDone('还有')]).toEqual([
        true,
        true,
        true,
        false,
      ]);
    });
  });

  describe('commands', () => {
    test.each([
      ['取消', 'cancel'],
      ['取消吧', 'cancel'],
      ['取消。', 'cancel'],
      ['“取消”', 'cancel'],
      ['算了', 'cancel'],
      ['算了吧', 'cancel'],
      ['返回', 'back'],
      ['上一步', 'back'],
      ['跳过！', 'skip'],
      ['先跳过吧', 'skip'],
      ['重来', 'restart'],
      ['人工', 'human'],
      ['转人工', 'human'],
      ['帮助', 'help'],
      ['?', 'help'],
      ['？', 'help'],
      ['撤销', 'undo'],
      ['撤回', 'undo'],
      ['继续', 'resume'],
    ])('%s means %s', (text, command) => {
      expect(commandOf(text)).toBe(command);
    });

    test.each([
      '',
      '取消订单的事',
      '他说算了',
      '人工关节',
      '返回家里',
      '跳过了第三页',
      '1',
      '取消'.repeat(50),
    ])('"%s" is no command', text => {
      expect(commandOf(text)).toBeNull();
    });
  });
});

describe('numbers and lists', () => {
  const ways = [
    { label: '上门', words: ['家里', '去家里'] },
    { label: '医院' },
    { label: '社区医院' },
    { label: '电话联系', words: ['打电话'] },
  ];
  const labels = (pick: ReturnType<typeof pickOne<(typeof ways)[number]>>) =>
    'items' in pick ? [pick.kind, ...pick.items.map(item => item.label)] : [pick.kind];

  test('a list is one numbered line each', () => {
    expect(listText(ways.slice(0, 2))).toBe('1. 上门\n2. 医院');
  });

  describe('a number', () => {
    test.each([
      ['2', 2],
      ['２', 2],
      ['②', 2],
      ['二', 2],
      ['两', 2],
      ['第二个', 2],
      ['第2项', 2],
      ['选2', 2],
      ['我选2', 2],
      ['2、', 2],
      ['2.', 2],
      ['(2)', 2],
      ['（2）', 2],
      ['2吧', 2],
      ['2号', 2],
      ['回复2', 2],
      ['十二', 12],
      ['12', 12],
      [' 3 ', 3],
    ])('"%s" is %d', (text, expected) => {
      expect(numberIn(text)).toBe(expected);
    });

    test.each(['', '2天', '1 3', '二婶', '2元', '今天2次', '第二天', '-2', '2.5', '99999'])(
      '"%s" is none',
      text => {
        expect(numberIn(text)).toBeNull();
      },
    );
  });

  describe('picking one', () => {
    test.each([
      ['1', '上门'],
      ['第二个', '医院'],
      ['上门', '上门'],
      ['上门。', '上门'],
      ['家里', '上门'],
      ['4. 电话联系', '电话联系'],
      ['去家里看的', '上门'],
      ['在医院', '医院'],
      ['在社区医院看的', '社区医院'],
      ['电话', '电话联系'],
      ['不是上门，打电话', '电话联系'],
    ])('"%s" is %s', (text, label) => {
      expect(labels(pickOne(text, ways))).toEqual(['picked', label]);
    });

    test('two in one sentence are a doubt', () => {
      expect(labels(pickOne('上门还是打电话', ways))).toEqual(['unclear', '上门', '电话联系']);
    });

    test('a number beside another label is a doubt', () => {
      expect(labels(pickOne('2. 上门', ways))).toEqual(['unclear', '医院', '上门']);
    });

    test('a number that is not on the list is named', () => {
      expect(pickOne('7', ways)).toEqual({ kind: 'no-such-number', number: 7 });
      expect(pickOne('0', ways)).toEqual({ kind: 'no-such-number', number: 0 });
    });

    test.each(['', '😀', '走着去', '没去医院', '2天前', '院'])('"%s" is nothing', text => {
      expect(labels(pickOne(text, ways))).toEqual(['nothing']);
    });
  });

  describe('picking several', () => {
    test.each([
      ['1 3', ['上门', '社区医院']],
      ['1、3', ['上门', '社区医院']],
      ['1，3', ['上门', '社区医院']],
      ['3和1', ['上门', '社区医院']],
      ['13', ['上门', '社区医院']],
      ['①③', ['上门', '社区医院']],
      ['一、三', ['上门', '社区医院']],
      ['2到4', ['医院', '社区医院', '电话联系']],
      ['2', ['医院']],
      ['都要', ['上门', '医院', '社区医院', '电话联系']],
      ['上门和打电话', ['上门', '电话联系']],
      ['1 1', ['上门']],
    ])('"%s"', (text, expected) => {
      expect(labels(pickSeveral(text, ways))).toEqual(['picked', ...expected]);
    });

    test('digits run together only where they cannot be one number', () => {
      const twelve = Array.from({ length: 12 }, (_, index) => ({ label: `第${index + 1}本书名` }));
      expect(pickSeveral('12', twelve)).toEqual({ kind: 'picked', items: [twelve[11]] });
      expect(pickSeveral('1 2', twelve)).toEqual({ kind: 'picked', items: twelve.slice(0, 2) });
    });

    test('one bad number spoils the answer rather than being left out', () => {
      expect(pickSeveral('1 9', ways)).toEqual({ kind: 'no-such-number', number: 9 });
      expect(pickSeveral('19', ways)).toEqual({ kind: 'no-such-number', number: 19 });
    });

    test.each(['', '看情况', '[微笑]'])('"%s" is nothing', text => {
      expect(pickSeveral(text, ways)).toEqual({ kind: 'nothing' });
    });
  });
});

describe('corrections', () => {
  const labels = ['对象', '日期', '日期说明', '金额', '情况'];

  describe('corrections by number', () => {
    test.each([
      ['改3', 2, ''],
      ['改第3项', 2, ''],
      ['改三', 2, ''],
      ['修改4', 3, ''],
      ['改３', 2, ''],
      ['改4 500元', 3, '500元'],
      ['改4：500元', 3, '500元'],
      ['改4为500元', 3, '500元'],
      ['改4成500元', 3, '500元'],
      ['改2昨天', 1, '昨天'],
      ['4改成500元', 3, '500元'],
      ['把第4项改成500元', 3, '500元'],
      ['4、500元', 3, '500元'],
      ['4 500元', 3, '500元'],
      ['4：500元', 3, '500元'],
      ['不对，改4 500元', 3, '500元'],
      ['改9', 8, ''],
      ['请改2吧', 1, ''],
    ])('"%s"', (text, index, rest) => {
      expect(editIn(text, labels)).toEqual({ index, rest });
    });
  });

  describe('corrections by label', () => {
    test.each([
      ['改日期', 1, ''],
      ['改日期 昨天', 1, '昨天'],
      ['日期改成昨天', 1, '昨天'],
      ['把日期改为昨天', 1, '昨天'],
      ['日期：昨天', 1, '昨天'],
      ['日期是昨天', 1, '昨天'],
      ['日期不对', 1, ''],
      ['日期', 1, ''],
      ['日期说明改成大概', 2, '大概'],
      ['错了，金额应该是800元', 3, '800元'],
      ['改金额800', 3, '800'],
    ])('"%s"', (text, index, rest) => {
      expect(editIn(text, labels)).toEqual({ index, rest });
    });
  });

  describe('what is no correction', () => {
    test.each([
      '改500元',
      '改10月3日',
      '改12.5',
      '改30人',
      '是800元',
      '10,000元',
      '情况紧急',
      '改天再说',
      '',
      '9 个人',
    ])('"%s"', text => {
      expect(editIn(text, labels)).toBeNull();
    });

    test('a label that is only the beginning of a sentence', () => {
      expect(labelEdit('情况还好', labels)).toBeNull();
      expect(labelEdit('改情况还好', labels)).toEqual({ index: 4, rest: '还好' });
    });
  });

  test('protest is taken off, the facts stay', () => {
    expect(withoutProtest('不对，是800元')).toBe('是800元');
    expect(withoutProtest('错了！不是，昨天')).toBe('昨天');
    expect(withoutProtest('不对劲的事')).toBe('不对劲的事');
  });
});
