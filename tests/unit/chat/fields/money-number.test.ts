import { describe, expect, test } from 'vitest';
import { money } from '../../../../src/chat/fields/money.ts';
import { number } from '../../../../src/chat/fields/number.ts';
import { voice } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

describe('money', () => {
  const fee = money({ label: '押金', question: '押金多少？', minFen: 1_000, maxFen: 500_000 });

  test.each([
    ['500', 50_000],
    ['500元', 50_000],
    ['５００元', 50_000],
    ['五百块', 50_000],
    ['1,200元', 120_000],
    ['0.5万', 500_000],
    ['12.50元', 1_250],
    ['一共500元', 50_000],
    ['交了500元押金', 50_000],
  ])('"%s" is %d fen', async (text, value) => {
    expect(await answer(fee, text)).toEqual({ value });
  });

  test.each(['5元', '5000.01元', '一万', '0'])('%s is out of range', async text => {
    expect((await answer(fee, text)).hint).toBe('金额要在10元到5000元之间，请再看看，比如“500元”。');
  });

  test('without a least amount only the greatest is named; nought is refused', async () => {
    const any = money({ label: '押金', question: '?' });
    expect((await answer(any, '2000万')).hint).toMatch('不超过');
    expect((await answer(any, '0元')).hint).toMatch('金额');
    expect(await answer(any, '0.01元')).toEqual({ value: 1 });
  });

  test.each([...wordless, '不知道', '3本书', tenThousand])('"%s" is no amount', async text => {
    expect((await answer(fee, text)).hint).toBe('没看明白是多少钱，请写一个数，比如“500元”。');
  });

  test.each([['语音', voice('a')], ...unreadable] as const)('%s is no amount', async (name, said) => {
    expect((await answer(fee, said)).hint).toMatch(name);
  });

  test('shows yuan', () => {
    expect(fee.show(50_000, ctx)).toBe('500元');
    expect(fee.refuse(999, ctx)).toMatch('10元到5000元');
    expect(fee.refuse(1_000, ctx)).toBeUndefined();
  });
});

describe('number', () => {
  const pages = number({ label: '页数', question: '几页？', min: 1, max: 99, unit: '页' });

  test.each([
    ['3', 3],
    ['３页', 3],
    ['三页', 3],
    ['大概十二页吧', 12],
    ['两页', 2],
    ['1', 1],
    ['99', 99],
  ])('"%s" is %d', async (text, value) => {
    expect(await answer(pages, text)).toEqual({ value });
  });

  test.each(['0', '100', '-3', '一万页'])('%s is out of range', async text => {
    expect((await answer(pages, text)).hint).toBe('这个数要在1到99页之间，请再看看，比如“3页”。');
  });

  test('whole numbers only, unless decimals are allowed', async () => {
    expect((await answer(pages, '2.5')).hint).toBe('这里要写整数，比如“3页”。');
    expect(await answer(number({ label: '重', question: '?', decimals: true }), '2.5')).toEqual({
      value: 2.5,
    });
  });

  test.each([...wordless, '几页', '3到5页', '3页或者4页', tenThousand])('"%s" is no number', async text => {
    expect((await answer(pages, text)).hint).toBe('没看明白是多少，请写一个数，比如“3页”。');
  });

  test.each(unreadable)('%s is no number', async (name, said) => {
    expect((await answer(pages, said)).hint).toMatch(name);
  });

  test('shows the unit; the example stays within the range', () => {
    expect(pages.show(12, ctx)).toBe('12页');
    expect(number({ label: '年', question: '?', min: 1949, max: 2100 }).example).toBe('1949');
  });
});
