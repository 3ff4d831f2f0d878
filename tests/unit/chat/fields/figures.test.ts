/** Days, amounts and numbers. */
import { describe, expect, test } from 'vitest';
import { date } from '../../../../src/chat/fields/date.ts';
import { money } from '../../../../src/chat/fields/money.ts';
import { number } from '../../../../src/chat/fields/number.ts';
import { image, voice } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

describe('date', () => {
  const lent = date({ label: '日期', question: '哪天借的？', past: true });
  const due = date({ label: '还书', question: '哪天还？', future: true });

  describe('a day in the past', () => {
    test.each([
      ['今天', '2027-01-17'],
      ['昨天', '2027-01-16'],
      ['前天下午', '2027-01-15'],
      ['1月15日', '2027-01-15'],
      ['１月１５号', '2027-01-15'],
      ['12月30日', '2026-12-30'],
      ['2026-12-01', '2026-12-01'],
      ['上周五', '2027-01-08'],
      ['腊月初八', '2027-01-15'],
      ['昨天下午在柜台借的', '2027-01-16'],
    ])('"%s"', async (text, value) => {
      expect(await answer(lent, text)).toEqual({ value });
    });

    test('2099 has not come yet', async () => {
      const { hint } = await answer(lent, '2099年1月1日');
      expect(hint).toMatch(/^2099年1月1日（.+）还没到，请说今天或以前的日子，比如“昨天”。$/);
      expect((await answer(lent, '明天')).hint).toMatch('还没到');
    });

    test('a day that does not exist', async () => {
      expect((await answer(lent, '2月30日')).hint).toBe('日历上没有这一天，请再看看，比如“昨天”。');
    });

    test('a day somewhere in a long story', async () => {
      expect((await answer(lent, `${'书很好看'.repeat(12)}，昨天`)).hint).toBeDefined();
    });

    test('more than one day', async () => {
      expect((await answer(lent, '昨天或者前天吧')).hint).toMatch('请说具体是哪一天');
      expect((await answer(lent, '前几天')).hint).toMatch('请说具体是哪一天');
    });

    test.each([...wordless, '忘了', '3楼', tenThousand])('"%s" is no day', async text => {
      expect((await answer(lent, text)).hint).toBe('没看明白是哪一天，可以这样说：“昨天”或“1月17日”。');
    });

    test.each([['照片', image('a')], ...unreadable] as const)('%s is no day', async (name, said) => {
      expect((await answer(lent, said)).hint).toMatch(new RegExp(`^${name}.*比如“昨天”`));
    });
  });

  test('a day to come', async () => {
    expect(await answer(due, '明天')).toEqual({ value: '2027-01-18' });
    expect(await answer(due, '1月3日')).toEqual({ value: '2028-01-03' });
    expect((await answer(due, '昨天')).hint).toMatch('已经过去了');
  });

  test('not before the first possible day, also when understood from a sentence', async () => {
    const since = date({ label: '日期', question: '?', earliest: '2020-01-01' });
    expect((await answer(since, '2019年12月31日')).hint).toMatch('太早');
    expect(since.refuse('2019-12-31', ctx)).toMatch('太早');
    expect(since.refuse('2020-01-01', ctx)).toBeUndefined();
    expect(lent.refuse('2027-01-18', ctx)).toMatch('还没到');
    expect(lent.refuse('2027-01-17', ctx)).toBeUndefined();
  });

  test('shows weekday and lunar date, and the year where it is another one', () => {
    expect(lent.show('2027-01-17', ctx)).toBe('1月17日（腊月初十，周日）');
    expect(lent.show('2026-12-30', ctx)).toMatch(/^2026年12月30日（/);
  });
});

describe('money and number', () => {
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
});
