import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../calendar/dates.ts';
import { nextFestival, type FestivalCode } from '../calendar/festivals.ts';
import { dateText } from '../calendar/format.ts';

const HOUR_MS = 3_600_000;

/** Where the buttons of the clock bar go. */
export const JUMPS = ['spring', 'july', 'tomorrow', 'hour', 'real'] as const;

/** The name of one of those buttons. */
export type Jump = (typeof JUMPS)[number];

/** The date in China as "2027年1月17日（腊月初十，周日）". */
export const dateLine = (instant: Date): string => dateText(shanghaiDate(instant), { year: true });

/**
 * The instant a button goes to, seen from `now`; `real` is the machine's own time. The festival is the next one from
 * today on, so that a second press of the button stays where the first one went.
 */
export function jumpTarget(jump: Jump, now: Date, offsetMs: number): Date {
  const today = shanghaiDate(now);
  switch (jump) {
    case 'spring':
      return daysBefore('spring-festival', 20, today);
    case 'july':
      return daysBefore('party-day', 10, today);
    case 'tomorrow':
      return shanghaiInstant(addDays(today, 1), '09:00');
    case 'hour':
      return new Date(now.getTime() + HOUR_MS);
    case 'real':
      return new Date(now.getTime() - offsetMs);
  }
}

const daysBefore = (festival: FestivalCode, days: number, today: IsoDate): Date =>
  shanghaiInstant(addDays(nextFestival(festival, today).date, -days), '08:30');
