/** Fields with a numbered list. */
import { describe, expect, test } from 'vitest';
import { choice, choices } from '../../../../src/chat/fields/choice.ts';
import { yesNo } from '../../../../src/chat/fields/yes-no.ts';
import { image, voice } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

describe('one or several', () => {
  const how = choice({
    label: '方式',
    question: '怎么取书？',
    options: [
      { value: 'counter', label: '柜台取', words: ['柜台', '自己取'] },
      { value: 'post', label: '邮寄', words: ['寄'] },
      { value: 'friend', label: '托人取' },
    ],
  });

  describe('choice', () => {
    test.each([
      ['1', 'counter'],
      ['２', 'post'],
      ['③', 'friend'],
      ['第二个', 'post'],
      ['选3', 'friend'],
      ['二', 'post'],
      ['2、', 'post'],
      ['2.邮寄', 'post'],
      ['邮寄吧', 'post'],
      ['寄', 'post'],
      ['我自己取就行', 'counter'],
      ['[微笑]2', 'post'],
    ])('"%s"', async (text, value) => {
      expect(await answer(how, text)).toEqual({ value });
    });

    test('a number off the list names the range', async () => {
      expect(await answer(how, '8')).toEqual({ hint: '没有第8项，请回复1到3里的数字。' });
    });

    test('two of them in one answer is asked back, with only those two', async () => {
      const { hint, options } = await answer(how, '邮寄或者托人取都行');
      expect(hint).toBe('您说的是哪一个？');
      expect(options?.map(option => option.value)).toEqual(['post', 'friend']);
    });

    test.each([...wordless, '随便', tenThousand])('"%s" gets one kind sentence', async text => {
      expect(await answer(how, text)).toEqual({
        hint: '没看明白选的是哪一个，回复前面的数字就行，比如“1”。',
      });
    });

    test.each([['照片', image('a')], ['语音', voice('b')], ...unreadable] as const)(
      '%s cannot choose',
      async (name, said) => {
        expect((await answer(how, said)).hint).toMatch(new RegExp(`^${name}.*麻烦您打几个字`));
      },
    );

    test('an example of its own is quoted, and voice is told from pictures', async () => {
      const quoted = choice({
        label: '方式',
        question: '?',
        example: '邮寄',
        options: [{ value: 1, label: '邮寄' }],
      });
      expect((await answer(quoted, voice('v'))).hint).toBe(
        '语音我还听不懂，这里麻烦您打几个字，比如“邮寄”。',
      );
      expect((await answer(quoted, image('a'))).hint).toBe(
        '照片收到了，不过这里麻烦您打几个字，比如“邮寄”。',
      );
    });

    test('shows the label of a fixed list', () => {
      expect(how.show('post', ctx)).toBe('邮寄');
    });
  });

  describe('a list made for the turn', () => {
    const shelf = choice({
      label: '书架',
      question: '放哪个书架？',
      options: async answers =>
        answers.big === true ? [{ value: { id: 7, name: '大书架' }, label: '大书架（空）' }] : [],
    });

    test('comes from the answers so far', async () => {
      expect(await shelf.choices?.({ big: true }, ctx)).toHaveLength(1);
      expect(await shelf.choices?.({}, ctx)).toEqual([]);
    });

    test('numbers mean what was shown, even if the list has changed since', async () => {
      const shown = [{ value: { id: 3, name: '小书架' }, label: '小书架' }];
      expect(await answer(shelf, '1', { answers: { big: true }, shown })).toEqual({
        value: { id: 3, name: '小书架' },
      });
    });

    test('takes a list of one without asking only where it says so', () => {
      const taking = choice({ label: '层', question: '?', options: () => [], takeOnlyOne: true });
      expect([taking.takeOnlyOne, shelf.takeOnlyOne ?? false]).toEqual([true, false]);
    });

    test('shows the value by its own name, or as told', () => {
      expect(
        choice({ label: '层', question: '?', options: () => [{ value: '二层', label: '' }] }).show(
          '二层',
          ctx,
        ),
      ).toBe('二层');
      expect(shelf.show({ id: 7, name: '大书架' }, ctx)).toBe('大书架');
      const told = choice({
        label: '层',
        question: '?',
        options: () => [{ value: 2, label: '二层' }],
        showAs: n => `${n}层`,
      });
      expect(told.show(2, ctx)).toBe('2层');
    });
  });

  describe('choices', () => {
    const topics = choices({
      label: '爱好',
      question: '爱看什么书？',
      max: 2,
      options: [
        { value: 'history', label: '历史' },
        { value: 'opera', label: '戏曲', words: ['秦腔'] },
        { value: 'health', label: '养生' },
      ],
    });

    test.each([
      ['1 3', ['history', 'health']],
      ['1、3', ['history', 'health']],
      ['13', ['history', 'health']],
      ['秦腔', ['opera']],
      ['历史和养生', ['history', 'health']],
    ])('"%s"', async (text, value) => {
      expect(await answer(topics, text)).toEqual({ value });
    });

    test('too many are refused with the number allowed', async () => {
      expect(await answer(topics, '都要')).toEqual({ hint: '最多选2项，请挑最要紧的，比如“1 2”。' });
      expect(topics.refuse(['history', 'opera', 'health'], ctx)).toMatch('最多选2项');
    });

    test.each(['', '没有', '😀', '啥都行', tenThousand])('"%s" is not understood', async text => {
      expect((await answer(topics, text)).hint).toMatch('比如“1 3”');
    });

    test('a number off the list', async () => {
      expect((await answer(topics, '1 5')).hint).toBe('没有第5项，请回复1到3里的数字。');
    });

    test('shows every label', () => {
      expect(topics.show(['history', 'opera'], ctx)).toBe('历史、戏曲');
    });
  });
});

describe('yes or no', () => {
  const mended = yesNo({
    label: '修好',
    question: '修好了吗？',
    yes: '修好了',
    no: '还没修',
    noWords: ['没修'],
  });

  test.each(['1', '是', '对', '好', '可以', '嗯', '行', '没错', '修好了', '①', '是的，谢谢', '第一个'])(
    '"%s" is yes',
    async text => {
      expect(await answer(mended, text)).toEqual({ value: true });
    },
  );

  test.each(['2', '不', '否', '没有', '不是', '还没修', '没修', '还没有', '②', '没呢'])(
    '"%s" is no',
    async text => {
      expect(await answer(mended, text)).toEqual({ value: false });
    },
  );

  test.each([...wordless, '3', '差不多', tenThousand])('"%s" is neither', async text => {
    expect(await answer(mended, text)).toEqual({ hint: '请回复“1”（修好了）或“2”（还没修）。' });
  });

  test.each([['语音', voice('a')], ...unreadable] as const)('%s is neither', async (name, said) => {
    expect((await answer(mended, said)).hint).toMatch(name);
  });

  test('shows its own words', () => {
    expect([mended.show(true, ctx), mended.show(false, ctx)]).toEqual(['修好了', '还没修']);
    expect(yesNo({ label: '', question: '' }).show(false, ctx)).toBe('否');
  });
});
