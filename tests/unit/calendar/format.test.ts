import { describe, expect, it } from 'vitest';
import { dateRangeText, dateText, shortDate, timeText, weekdayText } from '../../../src/calendar/format.ts';

describe('how dates are written', () => {
  it('is always the same', () => {
    expect(dateText('2027-01-17')).toBe('1月17日（腊月初十，周日）');
    expect(dateText('2027-01-17', { year: true })).toBe('2027年1月17日（腊月初十，周日）');
    expect(dateText('2025-08-22')).toBe('8月22日（闰六月廿九，周五）');
    expect(shortDate('2026-11-03')).toBe('11月3日');
    expect(weekdayText('2026-11-23')).toBe('周一');
  });

  it('covers ranges', () => {
    expect(dateRangeText('2027-01-17', '2027-02-05')).toBe(
      '1月17日（腊月初十，周日）至2月5日（腊月廿九，周五）',
    );
    expect(dateRangeText('2027-01-17', '2027-02-05', { year: true })).toBe(
      '2027年1月17日（腊月初十，周日）至2月5日（腊月廿九，周五）',
    );
    expect(dateRangeText('2026-12-31', '2027-01-01', { year: true })).toBe(
      '2026年12月31日（冬月廿三，周四）至2027年1月1日（冬月廿四，周五）',
    );
    expect(dateRangeText('2027-02-06', '2027-02-06')).toBe('2月6日（正月初一，周六）');
  });

  it('has the time in China', () => {
    expect(timeText(new Date('2026-11-23T00:05:59Z'))).toBe('08:05');
    expect(timeText(new Date('2026-11-23T16:00:00Z'))).toBe('00:00');
  });
});
