import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  dateOf,
  dateParts,
  dayNumber,
  daysBetween,
  fromDayNumber,
  isIsoDate,
  lastDayOfMonth,
  makeDate,
  maxDate,
  minDate,
  shanghaiDate,
  shanghaiInstant,
  shanghaiTime,
  weekday,
} from '../../../src/calendar/dates.ts';
import { randomIntegers, seed } from './random.ts';

describe('a date', () => {
  it.each([
    ['2026-11-23', true],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['2023-02-29', false],
    ['1900-02-29', false],
    ['2026-11-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
    ['0000-01-01', false],
    ['2026-11-23T00:00:00Z', false],
    ['', false],
  ])('%s: %s', (text, exists) => {
    expect(isIsoDate(text)).toBe(exists);
  });

  it('is made of numbers that fit, or is null', () => {
    expect(makeDate(2026, 2, 28)).toBe('2026-02-28');
    expect(makeDate(7, 3, 4)).toBe('0007-03-04');
    expect([
      makeDate(2026, 2, 29),
      makeDate(2026, 4, 31),
      makeDate(2026, 1.5, 1),
      makeDate(2026, 1, 0),
    ]).toEqual([null, null, null, null]);
    expect(makeDate(10_000, 1, 1)).toBeNull();
    expect(() => dateOf(2026, 2, 29)).toThrow(RangeError);
  });

  it('has parts, and a string that is no date is refused', () => {
    expect(dateParts('1986-05-04')).toEqual({ year: 1986, month: 5, day: 4 });
    expect(() => dateParts('1986-5-4')).toThrow(RangeError);
    expect(() => addDays('tomorrow', 1)).toThrow(RangeError);
  });
});

describe('civil arithmetic', () => {
  it('numbers days from 1970', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayNumber('2000-03-01')).toBe(11_017);
    expect(dayNumber('1969-12-31')).toBe(-1);
    expect(() => fromDayNumber(dayNumber('9999-12-31') + 1)).toThrow(RangeError);
  });

  it('agrees with UTC arithmetic on every day 1899–2101, and weekdays follow one another', () => {
    const wrong: string[] = [];
    for (let number = dayNumber('1899-01-01'); number <= dayNumber('2101-12-31'); number++) {
      const date = fromDayNumber(number);
      const utc = new Date(number * 86_400_000);
      const sunday7 = utc.getUTCDay() || 7;
      if (date !== utc.toISOString().slice(0, 10) || weekday(date) !== sunday7 || dayNumber(date) !== number)
        wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });

  it('adds days and months', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(daysBetween('2026-11-23', '2027-02-06')).toBe(75);
    expect(daysBetween('2027-02-06', '2026-11-23')).toBe(-75);
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
    expect(addMonths('2026-12-15', 13)).toBe('2028-01-15');
    expect(() => addMonths('9999-12-01', 1)).toThrow(RangeError);
  });

  it('knows month lengths and extremes', () => {
    expect([2023, 2024, 1900, 2000].map(year => lastDayOfMonth(year, 2))).toEqual([28, 29, 28, 29]);
    expect([1, 4, 7, 8, 11, 12].map(month => lastDayOfMonth(2026, month))).toEqual([31, 30, 31, 31, 30, 31]);
    expect(minDate('2026-11-23', '2025-12-31', '2026-01-01')).toBe('2025-12-31');
    expect(maxDate('2026-11-23', '2025-12-31', '2027-01-01')).toBe('2027-01-01');
  });

  it(`moves there and back again (seed ${seed})`, () => {
    const random = randomIntegers(seed);
    for (let i = 0; i < 500; i++) {
      const date = fromDayNumber(random(-30_000, 50_000));
      const days = random(-5000, 5000);
      const moved = addDays(date, days);
      expect([addDays(moved, -days), daysBetween(date, moved)]).toEqual([date, days]);
      const later = addMonths(date, random(1, 60));
      expect(dateParts(later).day).toBeLessThanOrEqual(dateParts(date).day);
      expect(later > date).toBe(true);
    }
  });
});

describe('Shanghai time', () => {
  it('is UTC+8 whatever the zone of the machine', () => {
    const lateOnSunday = new Date('2026-11-22T16:00:00Z');
    expect(shanghaiDate(lateOnSunday)).toBe('2026-11-23');
    expect(shanghaiDate(new Date(lateOnSunday.getTime() - 1))).toBe('2026-11-22');
    expect(shanghaiTime(new Date('2026-11-23T00:17:59.999Z'))).toEqual({ hour: 8, minute: 17, second: 59 });
    expect(shanghaiTime(new Date('1969-12-31T15:59:59Z'))).toEqual({ hour: 23, minute: 59, second: 59 });
    expect(shanghaiInstant('2027-01-20', '08:00').toISOString()).toBe('2027-01-20T00:00:00.000Z');
    expect(shanghaiInstant('2027-01-20').toISOString()).toBe('2027-01-19T16:00:00.000Z');
    expect(shanghaiInstant('2027-01-20', '23:59:58').toISOString()).toBe('2027-01-20T15:59:58.000Z');
  });

  it('refuses what is no time', () => {
    for (const time of ['24:00', '8:00', '08:60', '08:00:60', 'noon'])
      expect(() => shanghaiInstant('2027-01-20', time), time).toThrow(RangeError);
    expect(() => shanghaiDate(new Date(NaN))).toThrow(RangeError);
  });

  it('brings every day 1985–1992 through an instant and back, over six summers of daylight saving', () => {
    const wrong: string[] = [];
    for (let date = '1985-01-01'; date <= '1992-12-31'; date = addDays(date, 1)) {
      const back = ['00:00', '02:00', '23:59:59'].map(time => shanghaiDate(shanghaiInstant(date, time)));
      if (back.some(other => other !== date)) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });
});
