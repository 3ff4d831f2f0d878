import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, fromDayNumber, type IsoDate } from '../../../src/calendar/dates.ts';
import {
  fromLunar,
  lunarBirthdayIn,
  lunarDayName,
  lunarMonthLength,
  lunarMonthName,
  lunarNewYearsEve,
  lunarText,
  nextLunarBirthday,
  nextSolarBirthday,
  solarBirthdayIn,
  springFestival,
  toLunar,
  type LunarBirthday,
} from '../../../src/calendar/lunar.ts';
import { randomIntegers, seed } from './random.ts';

describe('names', () => {
  it.each<[IsoDate, string]>([
    ['2027-01-17', '腊月初十'],
    ['2027-02-05', '腊月廿九'],
    ['2027-02-06', '正月初一'],
    ['2026-11-23', '十月十五'],
    ['2025-08-22', '闰六月廿九'],
    ['2034-01-05', '闰十一月十五'],
    ['2033-12-01', '冬月初十'],
    ['2026-10-29', '九月二十'],
    ['2026-02-16', '腊月廿九'],
    ['2025-01-28', '腊月廿九'],
    ['2024-02-09', '腊月三十'],
  ])('%s is %s', (date, text) => {
    expect(lunarText(date)).toBe(text);
  });

  it('has thirty day names, all different, and no other', () => {
    const names = Array.from({ length: 30 }, (_, i) => lunarDayName(i + 1));
    expect(new Set(names).size).toBe(30);
    expect(names.join(' ')).toContain('初十 十一');
    expect(names.join(' ')).toContain('十九 二十 廿一');
    for (const day of [0, 31, 1.5]) expect(() => lunarDayName(day)).toThrow(RangeError);
    expect(lunarMonthName(12)).toBe('腊月');
    expect(lunarMonthName(12, true)).toBe('闰十二月');
    expect(() => lunarMonthName(13)).toThrow(RangeError);
  });
});

describe('conversion', () => {
  it('is null where there is no such day', () => {
    expect(fromLunar({ year: 2026, month: 12, day: 29, leap: false })).toBe('2027-02-05');
    expect(fromLunar({ year: 2026, month: 12, day: 30, leap: false })).toBeNull();
    expect(fromLunar({ year: 2026, month: 6, day: 1, leap: true })).toBeNull();
    expect(fromLunar({ year: 2025, month: 6, day: 1, leap: true })).toBe('2025-07-25');
    expect(fromLunar({ year: 2026, month: 13, day: 1, leap: false })).toBeNull();
    expect(fromLunar({ year: 2026, month: 1, day: 0, leap: false })).toBeNull();
    expect(lunarMonthLength(2026, 12, false)).toBe(29);
    expect(lunarMonthLength(2026, 12, true)).toBeNull();
  });

  it('knows the new year and its eve', () => {
    expect(springFestival(2027)).toBe('2027-02-06');
    expect(springFestival(2030)).toBe('2030-02-03');
    expect(lunarNewYearsEve(2027)).toBe('2027-02-05');
    expect(toLunar(lunarNewYearsEve(2024))).toEqual({ year: 2023, month: 12, day: 30, leap: false });
  });
});

describe('the next lunar birthday', () => {
  it.each<[string, LunarBirthday, IsoDate, IsoDate]>([
    ['falls on the day itself', { month: 10, day: 15, leap: false }, '2026-11-23', '2026-11-23'],
    ['or in a year', { month: 10, day: 14, leap: false }, '2026-11-23', '2027-11-11'],
    [
      '腊月, asked in November, is next January',
      { month: 12, day: 10, leap: false },
      '2026-11-23',
      '2027-01-17',
    ],
    [
      '腊月, asked in January, is this January',
      { month: 12, day: 10, leap: false },
      '2027-01-10',
      '2027-01-17',
    ],
    ['腊月, asked the day after', { month: 12, day: 10, leap: false }, '2027-01-18', '2028-01-06'],
    ['冬月 may fall in December or January', { month: 11, day: 25, leap: false }, '2026-12-01', '2027-01-02'],
    ['正月初一', { month: 1, day: 1, leap: false }, '2026-11-23', '2027-02-06'],
    [
      '三十 in a short 腊月 is kept on the 29th',
      { month: 12, day: 30, leap: false },
      '2026-11-23',
      '2027-02-05',
    ],
    ['三十 in a long 腊月', { month: 12, day: 30, leap: false }, '2024-01-01', '2024-02-09'],
    ['闰六月 in a year that has it', { month: 6, day: 3, leap: true }, '2025-01-01', '2025-07-27'],
    ['闰六月 in a year without', { month: 6, day: 3, leap: true }, '2026-01-01', '2026-07-16'],
    [
      'plain 六月 in a year with 闰六月 is kept once',
      { month: 6, day: 3, leap: false },
      '2025-06-28',
      '2026-07-16',
    ],
    ['闰十一月 of 2033', { month: 11, day: 15, leap: true }, '2033-12-10', '2034-01-05'],
  ])('%s', (_, birthday, from, expected) => {
    expect(nextLunarBirthday(birthday, from)).toBe(expected);
  });

  it('refuses days that no lunar year has', () => {
    for (const [month, day] of [
      [0, 1],
      [13, 1],
      [1, 0],
      [1, 31],
      [1, 1.5],
    ] as const)
      expect(() => nextLunarBirthday({ month, day, leap: false }, '2026-11-23')).toThrow(RangeError);
  });

  it(`comes once in every lunar year, 1901–2100, on the right day (seed ${seed})`, () => {
    const random = randomIntegers(seed);
    for (let i = 0; i < 400; i++) {
      const birthday = { month: random(1, 12), day: random(1, 30), leap: random(0, 3) === 0 };
      const from = fromDayNumber(random(-25_150, 47_800));
      const next = nextLunarBirthday(birthday, from);
      const lunar = toLunar(next);
      const about = `${JSON.stringify(birthday)} from ${from}`;
      expect(next >= from, about).toBe(true);
      expect(daysBetween(from, next), about).toBeLessThanOrEqual(385);
      expect(lunar.month, about).toBe(birthday.month);
      const hasLeap = birthday.leap && lunarMonthLength(lunar.year, birthday.month, true) !== null;
      expect(lunar.leap, about).toBe(hasLeap);
      const length = lunarMonthLength(lunar.year, birthday.month, hasLeap) ?? 0;
      expect(lunar.day, about).toBe(Math.min(birthday.day, length));
      // Nothing nearer was skipped: the one before lies before `from`.
      expect(lunarBirthdayIn(lunar.year - 1, birthday) < from, about).toBe(true);
      expect(nextLunarBirthday(birthday, addDays(next, 1)), about).toBe(
        lunarBirthdayIn(lunar.year + 1, birthday),
      );
    }
  });
});

describe('the next solar birthday', () => {
  it.each<[{ month: number; day: number }, IsoDate, IsoDate]>([
    [{ month: 11, day: 23 }, '2026-11-23', '2026-11-23'],
    [{ month: 11, day: 22 }, '2026-11-23', '2027-11-22'],
    [{ month: 2, day: 29 }, '2026-11-23', '2027-02-28'],
    [{ month: 2, day: 29 }, '2027-03-01', '2028-02-29'],
    [{ month: 2, day: 29 }, '2028-02-28', '2028-02-29'],
    [{ month: 2, day: 29 }, '2099-12-31', '2100-02-28'],
    [{ month: 12, day: 31 }, '2026-12-31', '2026-12-31'],
  ])('%o from %s is %s', (birthday, from, expected) => {
    expect(nextSolarBirthday(birthday, from)).toBe(expected);
  });

  it('refuses days that no year has', () => {
    expect(() => nextSolarBirthday({ month: 2, day: 30 }, '2026-11-23')).toThrow(RangeError);
    expect(() => solarBirthdayIn(2026, { month: 13, day: 1 })).toThrow(RangeError);
  });

  it(`is on or after the day asked, within a year (seed ${seed})`, () => {
    const random = randomIntegers(seed + 1);
    for (let i = 0; i < 400; i++) {
      const birthday = { month: random(1, 12), day: random(1, 28) };
      const from = fromDayNumber(random(-25_150, 47_800));
      const next = nextSolarBirthday(birthday, from);
      expect(next.slice(5)).toBe(
        `${String(birthday.month).padStart(2, '0')}-${String(birthday.day).padStart(2, '0')}`,
      );
      const wait = daysBetween(from, next);
      expect(wait >= 0 && wait <= 365, `${JSON.stringify(birthday)} from ${from}`).toBe(true);
    }
  });
});
