import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/chat/commands.ts';
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

  test.each(['', '取消订单的事', '他说算了', '人工关节', '返回家里', '跳过了第三页', '1', '取消'.repeat(50)])(
    '"%s" is no command',
    text => {
      expect(commandOf(text)).toBeNull();
    },
  );
});
