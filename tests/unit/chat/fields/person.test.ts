import { describe, expect, test } from 'vitest';
import { bareName, bestByName, nameParts, nameScore, person } from '../../../../src/chat/fields/index.ts';
import { image } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

const people = [
  { id: '1', name: '张德厚', detail: '83岁' },
  { id: '2', name: '张秀兰', detail: '79岁' },
  { id: '3', name: '殷红' },
  { id: '4', name: '欧阳志远' },
  { id: '5', name: '王秀英', detail: '一车间' },
  { id: '6', name: '王秀英', detail: '二车间' },
];
const who = person({ label: '读者', question: '谁？', list: () => people });

describe('person', () => {
  test.each([
    ['张德厚', '张德厚'],
    ['张德厚同志', '张德厚'],
    ['张德厚大爷', '张德厚'],
    ['就是张秀兰', '张秀兰'],
    ['张得厚', '张德厚'],
    ['德厚', '张德厚'],
    ['殷老', '殷红'],
    ['老尹', '殷红'],
    ['银红', '殷红'],
    ['尹大姐', '殷红'],
    ['欧阳老师', '欧阳志远'],
    ['老欧阳', '欧阳志远'],
    ['志远', '欧阳志远'],
  ])('"%s" is %s', async (text, name) => {
    expect((await answer(who, text)).value?.name).toBe(name);
  });

  test('takes the only person without asking only where it says so', () => {
    const taking = person({ label: '读者', question: '谁？', list: () => people, takeOnlyOne: true });
    expect([taking.takeOnlyOne, who.takeOnlyOne ?? false]).toEqual([true, false]);
  });

  test('the value is id and name, nothing else', async () => {
    expect(await answer(who, '张德厚')).toEqual({ value: { id: '1', name: '张德厚' } });
  });

  test.each(['张老', '老张', '张同志', '张书记', '章老'])(
    'two people of one surname: "%s" asks which',
    async text => {
      const { hint, options } = await answer(who, text);
      expect(hint).toBe('您说的是哪一位？');
      expect(options?.map(option => option.label)).toEqual(['张德厚（83岁）', '张秀兰（79岁）']);
    },
  );

  test('two people of one name are told apart by the detail', async () => {
    const { options } = await answer(who, '王秀英同志');
    expect(options?.map(option => option.label)).toEqual(['王秀英（一车间）', '王秀英（二车间）']);
  });

  test('numbers pick from what was shown', async () => {
    const shown = (await who.choices?.({}, ctx)) ?? [];
    expect(shown).toHaveLength(6);
    expect(await answer(who, '②', { shown })).toEqual({ value: { id: '2', name: '张秀兰' } });
    expect((await answer(who, '9', { shown })).hint).toBe('没有第9位，请回复1到6里的数字。');
  });

  test.each(['李明', '赵老', tenThousand])('"%s" is nobody here', async text => {
    expect((await answer(who, text)).hint).toBe('没找到这个人，请说一下全名，比如“王秀英”。');
  });

  test.each(wordless)('"%s" is no name', async text => {
    expect((await answer(who, text)).hint).toBe('请告诉我姓名，比如“王秀英”。');
  });

  test.each([['照片', image('a')], ...unreadable] as const)('%s is no name', async (name, said) => {
    expect((await answer(who, said)).hint).toMatch(name);
  });

  test('more than nine are not shown as a list, and too many of one surname are not either', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      id: `${index}`,
      name: `李${'甲乙丙丁戊己庚辛壬癸子丑'[index]}`,
    }));
    const crowd = person({ label: '读者', question: '谁？', list: () => many });
    expect(await crowd.choices?.({}, ctx)).toEqual([]);
    expect((await answer(crowd, '老李')).hint).toBe('叫得上的有12位，请说一下全名，比如“王秀英”。');
  });
});

describe('a finder of the conversation’s own', () => {
  test('decides who is meant; one exact name among several wins', async () => {
    const asked: string[] = [];
    const found = person({
      label: '读者',
      question: '谁？',
      find: async text => {
        asked.push(text);
        return [
          { id: 'a', name: '李明' },
          { id: 'b', name: '李明明' },
        ];
      },
    });
    expect(found.choices).toBeUndefined();
    expect((await answer(found, '李明')).value).toEqual({ id: 'a', name: '李明' });
    expect((await answer(found, '李')).options).toHaveLength(2);
    expect(asked).toEqual(['李明', '李']);
  });
});

describe('names', () => {
  test.each([
    ['张德厚', '张德厚', 1],
    ['张德厚同志', '张德厚', 1],
    ['我说的是张德厚那位', '张德厚', 0.95],
    ['张得后', '张德厚', 0.9],
    ['章德厚', '张德厚', 0.9],
    ['臧德厚', '张德厚', 0.8],
    ['德厚', '张德厚', 0.85],
    ['张老', '张德厚', 0.6],
    ['老章', '张德厚', 0.5],
    ['李老', '张德厚', 0],
    ['张秀兰', '张德厚', 0],
    ['王秀兰', '王秀英', 0],
    ['买买提', '买买提·吐尔逊', 0.6],
    ['吐尔逊', '买买提·吐尔逊', 0.85],
    ['', '张德厚', 0],
  ])('%s for %s scores %d', (query, name, score) => {
    expect(nameScore(query, name)).toBe(score);
  });

  test('surnames of two characters', () => {
    expect(nameParts('欧阳志远')).toEqual({ surname: '欧阳', given: '志远' });
    expect(nameParts('欧阳')).toEqual({ surname: '欧', given: '阳' });
    expect(nameParts('张德厚')).toEqual({ surname: '张', given: '德厚' });
  });

  test.each([
    ['老张', '张'],
    ['张老', '张'],
    ['小李', '李'],
    ['王秀英阿姨', '王秀英'],
    ['李局长', '李'],
    ['老欧阳', '欧阳'],
    ['老师', '老师'],
  ])('%s is bare %s', (said, name) => {
    expect(bareName(said)).toBe(name);
  });

  test('the surname as written comes before the same sound', () => {
    const both = [{ name: '殷红' }, { name: '尹志平' }];
    expect(bestByName('老尹', both)).toEqual([{ name: '尹志平' }]);
    expect(bestByName('老银', both)).toEqual(both);
    expect(bestByName('老刘', both)).toEqual([]);
  });
});
