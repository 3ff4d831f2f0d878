/** A clock that stands still until a test moves it. */
import type { MovableClock } from '../../src/clock.ts';

export interface HeldClock extends MovableClock {
  readonly heldAt: Date;
  /** Moves forward by so many ms. */
  advance(ms: number): void;
}

/** Starts at `at`, an ISO instant such as "2027-01-17T08:30:00+08:00". */
export function heldClock(at: string): HeldClock {
  let instant = new Date(at);
  return {
    now: () => new Date(instant),
    offsetMs: 0,
    get heldAt() {
      return new Date(instant);
    },
    moveTo: next => {
      instant = new Date(next);
    },
    setOffset: () => undefined,
    advance: ms => {
      instant = new Date(instant.getTime() + ms);
    },
  };
}
