import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, weekday, type IsoDate } from '../../../src/calendar/dates.ts';
import { monthOf, quarterOf, weekOf } from '../../../src/calendar/periods.ts';

const first: IsoDate = '2019-12-25';
const days = Array.from({ length: 366 * 13 }, (_, index) => addDays(first, index));

/** Counted otherwise than in periods.ts. */
const mondayOfWeek1 = (year: number): IsoDate => {
  // 4 January is always in week 1.
  const fourth: IsoDate = `${year}-01-04`;
  return addDays(fourth, 1 - weekday(fourth));
};

describe('weeks', () => {
  test.each([
    ['2026-12-28', '2026-W53', '2026-12-28', '2027-01-03'],
    ['2027-01-03', '2026-W53', '2026-12-28', '2027-01-03'],
    ['2027-01-04', '2027-W01', '2027-01-04', '2027-01-10'],
    ['2027-03-17', '2027-W11', '2027-03-15', '2027-03-21'],
    ['2024-12-30', '2025-W01', '2024-12-30', '2025-01-05'],
    ['2028-02-29', '2028-W09', '2028-02-28', '2028-03-05'],
  ])('%s is in %s', (day, key, from, to) => {
    expect(weekOf(day)).toEqual({ key, from, to });
  });

  test('every day of thirteen years is in the week that 4 January counts', () => {
    for (const day of days) {
      const { key, from, to } = weekOf(day);
      expect([weekday(from), daysBetween(from, to), from <= day && day <= to]).toEqual([1, 6, true]);
      const [year = '', number = ''] = key.split('-W');
      expect(addDays(mondayOfWeek1(Number(year)), 7 * (Number(number) - 1))).toBe(from);
    }
  });
});

describe('months and quarters', () => {
  test.each([
    ['2027-02-28', { key: '2027-02', from: '2027-02-01', to: '2027-02-28' }],
    ['2028-02-29', { key: '2028-02', from: '2028-02-01', to: '2028-02-29' }],
    ['2027-12-31', { key: '2027-12', from: '2027-12-01', to: '2027-12-31' }],
  ])('%s', (day, month) => {
    expect(monthOf(day)).toEqual(month);
  });

  test.each([
    ['2027-01-01', { key: '2027-Q1', from: '2027-01-01', to: '2027-03-31' }],
    ['2027-06-30', { key: '2027-Q2', from: '2027-04-01', to: '2027-06-30' }],
    ['2027-07-01', { key: '2027-Q3', from: '2027-07-01', to: '2027-09-30' }],
    ['2027-12-31', { key: '2027-Q4', from: '2027-10-01', to: '2027-12-31' }],
  ])('%s', (day, quarter) => {
    expect(quarterOf(day)).toEqual(quarter);
  });

  test('follow one another without a gap, and no two have the same key', () => {
    for (const periodOf of [weekOf, monthOf, quarterOf]) {
      const seen = new Set<string>();
      for (let day = first; day < '2033-01-01';) {
        const { key, to } = periodOf(day);
        expect(seen.has(key)).toBe(false);
        seen.add(key);
        day = addDays(to, 1);
        expect(periodOf(day).from).toBe(day);
      }
    }
  });
});
