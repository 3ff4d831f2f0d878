import { describe, expect, test } from 'vitest';
import { date } from '../../../../src/chat/fields/date.ts';
import { image } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

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
