import chineseDays from 'chinese-days';
import { describe, expect, it } from 'vitest';
import { addDays, dateParts, type IsoDate } from '../../../src/calendar/dates.ts';
import { addWorkdays, hasYearTable, isWorkday, statutoryHolidays } from '../../../src/calendar/workdays.ts';

const westOfGreenwich = new Date(2026, 0, 1).getTimezoneOffset() > 0;

/** Noon by the machine's own clock, which chinese-days reads back as the same day in every zone. */
function askChineseDays(date: IsoDate): boolean {
  const { year, month, day } = dateParts(date);
  return chineseDays.isWorkday(new Date(year, month - 1, day, 12));
}

describe('a year whose list is published', () => {
  it.each<[IsoDate, boolean, string]>([
    ['2026-11-23', true, 'a Monday'],
    ['2026-11-22', false, 'a Sunday'],
    ['2026-02-14', true, 'a Saturday worked for 春节'],
    ['2026-02-15', false, 'a Sunday of 春节'],
    ['2026-02-23', false, 'a Monday of 春节'],
    ['2026-01-02', false, 'joined to 元旦'],
    ['2026-01-04', true, 'a Sunday worked for 元旦'],
    ['2026-10-10', true, 'a Saturday worked for 国庆'],
    ['2015-09-03', false, 'a day off once only'],
  ])('%s: %s (%s)', (date, works) => {
    expect(isWorkday(date)).toBe(works);
  });

  // West of Greenwich chinese-days itself is a day off: there it cannot be asked, and we must not depend on it.
  it.skipIf(westOfGreenwich)('is read as chinese-days means it, every day 2004–2026', () => {
    const wrong: string[] = [];
    for (let date = '2004-01-01'; date <= '2026-12-31'; date = addDays(date, 1))
      if (isWorkday(date) !== askChineseDays(date)) wrong.push(date);
    expect(wrong).toEqual([]);
  });
});

describe('a year whose list is missing', () => {
  it('is known to be missing', () => {
    expect([2003, 2004, 2026, 2027, 2040].map(year => hasYearTable(year))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('rests on the statutory days and on weekends', () => {
    expect([...statutoryHolidays(2027)].toSorted()).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
    expect(isWorkday('2027-02-05')).toBe(false);
    expect(isWorkday('2027-02-09')).toBe(true);
    expect(isWorkday('2027-02-13')).toBe(false);
  });

  it('rests on 8 February 2027, 正月初三, which chinese-days 1.5.7 calls a working day', () => {
    expect(isWorkday('2027-02-08')).toBe(false);
    // When this fails, the list of 2027 has come: choose another year for the tests of this block.
    expect(askChineseDays('2027-02-08')).toBe(true);
  });

  it('can be entered by hand, and then decides alone', () => {
    const extra = {
      restDays: new Set(['2027-02-05', '2027-02-06', '2027-02-08', '2027-02-09', '2027-02-12']),
      workDays: new Set(['2027-02-20', '2027-02-09']),
    };
    expect(hasYearTable(2027, extra)).toBe(true);
    expect(hasYearTable(2028, extra)).toBe(false);
    expect(isWorkday('2027-02-12', extra)).toBe(false);
    expect(isWorkday('2027-02-20', extra)).toBe(true);
    expect(isWorkday('2027-02-09', extra), 'worked wins over rest').toBe(true);
    expect(isWorkday('2027-04-05', extra), 'not in the list, a Monday').toBe(true);
  });

  it('lets one day be corrected without claiming the whole list', () => {
    const extra = { restDays: new Set(['2027-03-08']), workDays: new Set<IsoDate>() };
    expect(hasYearTable(2027, extra)).toBe(false);
    expect([isWorkday('2027-03-08', extra), isWorkday('2027-02-08', extra)]).toEqual([false, false]);
  });
});

describe('counting working days', () => {
  it.each<[IsoDate, number, IsoDate]>([
    ['2026-11-23', 1, '2026-11-24'],
    ['2026-11-20', 3, '2026-11-25'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-11-22', 0, '2026-11-23'],
    ['2026-11-23', -1, '2026-11-20'],
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-12-31', 1, '2027-01-04'],
    ['2027-02-04', 1, '2027-02-09'],
    ['2027-09-30', 1, '2027-10-04'],
  ])('from %s, %i: %s', (date, n, expected) => {
    expect(addWorkdays(date, n)).toBe(expected);
  });

  it('takes the corrections into account, and whole numbers only', () => {
    const extra = { restDays: new Set(['2026-11-24']), workDays: new Set(['2026-11-28']) };
    expect(addWorkdays('2026-11-23', 1, extra)).toBe('2026-11-25');
    expect(addWorkdays('2026-11-27', 1, extra)).toBe('2026-11-28');
    expect(() => addWorkdays('2026-11-23', 1.5)).toThrow(RangeError);
  });
});
