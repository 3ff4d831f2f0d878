import { describe, expect, it } from 'vitest';
import {
  dailyCeiling,
  earliestSendMs,
  memberLimits,
  TRAVEL_MARGIN_MS,
} from '../../../src/wecom/rate-limit.ts';
import { seededRandom } from './support/random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const times = (count: number, startMs: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => startMs + index * everyMs);

describe('earliestSendMs', () => {
  const now = 10 * HOUR;

  it('is now for somebody who got nothing, or little', () => {
    expect(earliestSendMs([], now)).toBe(now);
    expect(earliestSendMs(times(29, now, 0), now)).toBe(now);
  });

  it('is a minute after the first of 30', () => {
    expect(earliestSendMs(times(30, now - 40_000, 1000), now, 0)).toBe(now - 40_000 + MINUTE);
    expect(earliestSendMs(times(30, now - 40_000, 1000), now)).toBe(now - 40_000 + MINUTE + TRAVEL_MARGIN_MS);
  });

  it('is now again once the first of 30 is a minute old', () => {
    expect(earliestSendMs(times(30, now - MINUTE, 0), now, 0)).toBe(now);
    expect(earliestSendMs(times(30, now - MINUTE + 1, 0), now, 0)).toBe(now + 1);
  });

  it('is an hour after the first of 1000', () => {
    expect(earliestSendMs(times(1000, now - HOUR + 5000, 3500), now, 0)).toBe(now + 5000);
  });

  it('counts what is planned, in any order', () => {
    expect(earliestSendMs(times(30, now + 29_000, -1000), now, 0)).toBe(now + MINUTE);
  });

  it('does not wait for times of a clock that was moved back', () => {
    expect(earliestSendMs(times(2000, now + 30 * 24 * HOUR, 1), now)).toBe(now);
  });

  it('keeps a flood within both limits, and wastes nothing', () => {
    const random = seededRandom();
    const sent: number[] = [];
    let clock = now;
    for (let message = 0; message < 2_200; message += 1) {
      clock = Math.max(clock, earliestSendMs(sent.slice(-1100), clock, 0));
      sent.push(clock);
      clock += random.int(50);
    }
    for (const { count, windowMs } of memberLimits) {
      const spans = sent.slice(count).map((at, index) => at - (sent[index] ?? 0));
      expect(Math.min(...spans), `seed ${random.seed}`).toBeGreaterThanOrEqual(windowMs);
      expect(Math.min(...spans), `seed ${random.seed}`).toBeLessThan(windowMs + 2000);
    }
  });
});

it('dailyCeiling is 200 for each account', () => expect(dailyCeiling(350)).toBe(70_000));
