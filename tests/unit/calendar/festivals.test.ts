import { describe, expect, it } from 'vitest';
import { festivalCodes, festivals, isFestivalCode, nextFestival } from '../../../src/calendar/festivals.ts';

describe('festivals', () => {
  it('fall on these days', () => {
    const on = (year: number): string[] =>
      festivalCodes.map(code => `${festivals[code].name} ${festivals[code].on(year)}`);
    expect(on(2026)).toEqual([
      '元旦 2026-01-01',
      '春节 2026-02-17',
      '端午 2026-06-19',
      '七一 2026-07-01',
      '中秋 2026-09-25',
      '国庆 2026-10-01',
      '重阳 2026-10-18',
    ]);
    expect(on(2027)).toContain('春节 2027-02-06');
    expect(on(2030)).toContain('春节 2030-02-03');
    // 2020: 中秋 on the day of 国庆.
    expect(on(2020)).toContain('中秋 2020-10-01');
  });

  it('come round: the next one may be today or next year', () => {
    expect(nextFestival('spring-festival', '2026-02-17')).toEqual({ date: '2026-02-17', year: 2026 });
    expect(nextFestival('spring-festival', '2026-02-18')).toEqual({ date: '2027-02-06', year: 2027 });
    expect(nextFestival('double-ninth', '2026-11-23')).toEqual({ date: '2027-10-08', year: 2027 });
    expect(nextFestival('new-year', '2026-12-31')).toEqual({ date: '2027-01-01', year: 2027 });
    expect(nextFestival('party-day', '2026-11-23')).toEqual({ date: '2027-07-01', year: 2027 });
  });

  it('know their codes', () => {
    expect(isFestivalCode('mid-autumn')).toBe(true);
    expect(isFestivalCode('toString')).toBe(false);
    expect(isFestivalCode('中秋')).toBe(false);
  });
});
