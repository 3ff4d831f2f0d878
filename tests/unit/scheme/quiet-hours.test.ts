import { expect, test } from 'vitest';
import { shanghaiDate, shanghaiInstant, shanghaiTime } from '../../../src/calendar/dates.ts';
import { gentleInstant, gentleTime, isQuiet } from '../../../src/scheme/quiet-hours.ts';

const at = (time: string, day = '2027-01-20') => shanghaiInstant(day, time);

test.each([
  ['08:00', '08:01'],
  ['08:01', '08:01'],
  ['08:17', '08:17'],
  ['08:30:00', '08:31'],
  ['08:30:59', '08:31'],
  ['12:00:30', '12:01'],
  ['20:59:59', '20:59:59'],
])('%s → %s, the same day', (from, to) => {
  expect(gentleInstant(at(from))).toEqual(at(to));
});

test.each([
  ['21:00', '2027-01-20', '2027-01-21'],
  ['23:59:59', '2027-12-31', '2028-01-01'],
  ['00:00', '2027-01-20', '2027-01-20'],
  ['07:59:59', '2027-01-20', '2027-01-20'],
])('%s of %s waits for 08:01 of %s', (time, day, next) => {
  expect(gentleInstant(at(time, day))).toEqual(at('08:01', next));
});

test('for every minute of a day the answer is gentle, not earlier, not later than needed, and its own answer', () => {
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const instant = new Date(at('00:00').getTime() + minute * 60_000 + 17_000);
    const gentle = gentleInstant(instant);
    expect(isQuiet(gentle)).toBe(false);
    expect([0, 30]).not.toContain(shanghaiTime(gentle).minute);
    expect(gentle.getTime()).toBeGreaterThanOrEqual(instant.getTime());
    expect(gentleInstant(gentle)).toEqual(gentle);
    if (!isQuiet(instant)) expect(gentle.getTime() - instant.getTime()).toBeLessThanOrEqual(60_000);
    if (isQuiet(instant))
      expect(gentle.getTime() - instant.getTime()).toBeLessThanOrEqual(11 * 3_600_000 + 60_000);
  }
});

test('quiet is 21:00 to 08:00 in Shanghai, wherever the server stands', () => {
  expect(isQuiet(new Date('2027-01-20T12:59:59Z'))).toBe(false);
  expect(isQuiet(new Date('2027-01-20T13:00:00Z'))).toBe(true);
  expect(isQuiet(new Date('2027-01-20T23:59:59Z'))).toBe(true);
  expect(isQuiet(new Date('2027-01-21T00:00:00Z'))).toBe(false);
});

test('what is urgent leaves at once by day, on the full hour too, and a prompt does not', () => {
  expect(gentleTime('urgent', at('10:00'))).toEqual(at('10:00'));
  expect(gentleTime('prompt', at('10:00'))).toEqual(at('10:01'));
});

test('an answer and an alarm leave at any hour, nothing else does', () => {
  const night = at('23:00');
  expect(gentleTime('answer', night)).toBe(night);
  expect(gentleTime('alarm', night)).toBe(night);
  for (const purpose of ['urgent', 'notice', 'prompt', 'digest'])
    expect(shanghaiDate(gentleTime(purpose, night))).toBe('2027-01-21');
});
