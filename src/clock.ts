/**
 * The one source of "now". Everything that decides by time is given a Clock; nothing else asks the machine.
 *
 * Scheduling and sending decide by the database's clock, so that several machines agree: `sqlNow()` in
 * database.ts turns a Clock into an SQL expression, the database's `now()` moved by the same offset.
 */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /** How far this clock is ahead of the machine's, in ms; SQL adds it to the database's `now()`. */
  readonly offsetMs: number;
  /** Set where the clock stands still (tests): SQL then uses this instant and not the database's clock. */
  readonly heldAt?: Date;
}

/** A clock that can be moved; it runs on from where it was put. */
export interface MovableClock extends Clock {
  /** Puts the clock at `instant`, forwards or back. */
  moveTo(instant: Date): void;
  /** Sets the distance to the machine's clock, in ms (used when another process moved it). */
  setOffset(offsetMs: number): void;
}

/** The machine's clock, movable for the sandbox (`CLOCK_CONTROL`). */
export function systemClock(): MovableClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    get offsetMs() {
      return offsetMs;
    },
    moveTo(instant) {
      offsetMs = instant.getTime() - Date.now();
    },
    setOffset(value) {
      offsetMs = value;
    },
  };
}

/** Milliseconds of the monotonic clock: for durations only, never for dates. */
export const monotonicMs = (): number => performance.now();
