import { expect, test } from 'vitest';
import { scheduledPeriod } from '../../../src/scheme/digests.ts';

test.each([
  ['2027-01-20', 'day'], // Wednesday
  ['2027-01-25', 'week'], // Monday
  ['2027-01-23', undefined], // Saturday
  ['2027-01-24', undefined],
  ['2027-02-01', 'month'], // Monday and the first: the larger period
  ['2027-03-01', 'month'],
  ['2027-05-31', 'week'],
  ['2027-06-01', 'month'], // Tuesday
  ['2027-02-06', undefined], // 春节
  ['2026-10-01', undefined], // 国庆
  ['2026-10-08', 'month'], // the first working day of October 2026
  ['2026-10-09', 'day'],
])('%s: %s', (day, period) => {
  expect(scheduledPeriod(day)).toBe(period);
});

test('after a Monday off, the week’s digest comes on the first working day of the week', () => {
  expect(scheduledPeriod('2026-04-06')).toBeUndefined(); // 清明 2026
  expect(scheduledPeriod('2026-04-07')).toBe('week');
});

test('a Saturday that was entered as worked has its digest, and Monday looks back to it; a day entered as off has none', () => {
  const entered = { workDays: new Set(['2027-01-23']), restDays: new Set(['2027-01-25']) };
  expect(scheduledPeriod('2027-01-23', entered)).toBe('day');
  expect(scheduledPeriod('2027-01-25', entered)).toBeUndefined();
  expect(scheduledPeriod('2027-01-26', entered)).toBe('week');
  expect(scheduledPeriod('2027-05-30', { workDays: new Set(['2027-05-30']), restDays: new Set() })).toBe(
    'day',
  );
  expect(scheduledPeriod('2027-08-01', { workDays: new Set(['2027-08-01']), restDays: new Set() })).toBe(
    'month',
  );
});
