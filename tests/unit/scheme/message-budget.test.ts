/** How much anybody is written to on one day. */
import { describe, expect, test } from 'vitest';
import { shanghaiDate, shanghaiTime } from '../../../src/calendar/dates.ts';
import {
  gatheredAt,
  gatheredFrom,
  isRound,
  nextRound,
  urgentRounds,
} from '../../../src/scheme/message-budget.ts';
import { isQuiet } from '../../../src/scheme/quiet-hours.ts';

const day = '2027-01-17';
const minuteOf = (at: Date): number => shanghaiTime(at).hour * 60 + shanghaiTime(at).minute;

describe('the gathered message', () => {
  const people = Array.from({ length: 1_000 }, (_, number) => `user-${number}`);
  const minutes = people.map(userId => minuteOf(gatheredAt(userId, day)));

  test('leaves between 08:17 and 09:00, never at half past, and not everybody’s at once', () => {
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(8 * 60 + 17);
    expect(Math.max(...minutes)).toBeLessThan(9 * 60);
    expect(minutes).not.toContain(8 * 60 + 30);
    const crowd = new Map<number, number>();
    for (const minute of minutes) crowd.set(minute, (crowd.get(minute) ?? 0) + 1);
    expect(crowd.size).toBeGreaterThan(35);
    // Even, no minute has more than three times its share (the one after half past has two shares).
    expect(Math.max(...crowd.values())).toBeLessThan((3 * people.length) / 43);
  });

  test('leaves at the same minute each day for the same person, however their name is written', () => {
    const days = ['2027-01-17', '2027-01-27', '2028-02-29'];
    expect(new Set(days.map(each => minuteOf(gatheredAt('LiMing', each)))).size).toBe(1);
    expect(gatheredAt('LIMING', day)).toEqual(gatheredAt('liming', day));
  });

  test('after that minute it leaves as soon as it is decent', () => {
    const at = (time: string): Date => new Date(`${day}T${time}+08:00`);
    expect(gatheredFrom('LiMing', at('08:17:00'))).toEqual(gatheredAt('LiMing', day));
    expect(gatheredFrom('LiMing', at('10:05:00'))).toEqual(at('10:05:00'));
    expect(gatheredFrom('LiMing', at('10:30:20'))).toEqual(at('10:31:00'));
  });
});

describe('rounds', () => {
  test.each([
    ['2027-01-17T07:00:00+08:00', '2027-01-17T08:01:00+08:00'],
    ['2027-01-17T09:00:00+08:00', '2027-01-17T11:17:00+08:00'],
    ['2027-01-17T11:17:00+08:00', '2027-01-17T14:17:00+08:00'],
    ['2027-01-17T20:17:01+08:00', '2027-01-18T08:01:00+08:00'],
    ['2027-01-17T23:59:00+08:00', '2027-01-18T08:01:00+08:00'],
  ])('after %s comes %s', (now, round) => {
    expect(nextRound(new Date(now))).toEqual(new Date(round));
  });

  test('none is in the quiet hours, and each is known as one', () => {
    let at = new Date(`${day}T00:00:00+08:00`);
    for (let each = 0; each < urgentRounds.length; each += 1) {
      at = nextRound(at);
      expect(isQuiet(at)).toBe(false);
      expect(isRound(at)).toBe(true);
      expect(isRound(new Date(at.getTime() + 1_000))).toBe(false);
    }
    expect(shanghaiDate(at)).toBe(day);
  });
});
