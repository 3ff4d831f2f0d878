import { expect, test } from 'vitest';
import { yesNo } from '../../../../src/chat/fields/yes-no.ts';
import { voice } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

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
