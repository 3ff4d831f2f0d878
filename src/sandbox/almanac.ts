import { addDays, dateParts, shanghaiDate, shanghaiInstant, type IsoDate } from '../calendar/dates.ts';
import { dateText } from '../calendar/format.ts';
import { springFestival } from '../calendar/lunar.ts';

const HOUR_MS = 3_600_000;

/** Where the buttons of the clock bar go. */
export const JUMPS = ['spring', 'july', 'tomorrow', 'hour', 'real'] as const;

/** The name of one of those buttons. */
export type Jump = (typeof JUMPS)[number];

/** The date in China as "2027年1月17日（腊月初十，周日）". */
export const dateLine = (instant: Date): string => dateText(shanghaiDate(instant), { year: true });

/** The instant a button goes to, seen from `now`; `real` is the machine's own time. */
export function jumpTarget(jump: Jump, now: Date, offsetMs: number): Date {
  const today = shanghaiDate(now);
  const { year } = dateParts(today);
  switch (jump) {
    case 'spring':
      return before(nextOf(today, [springFestival(year), springFestival(year + 1)]), 20);
    case 'july':
      return before(nextOf(today, [`${year}-07-01`, `${year + 1}-07-01`]), 10);
    case 'tomorrow':
      return shanghaiInstant(addDays(today, 1), '09:00');
    case 'hour':
      return new Date(now.getTime() + HOUR_MS);
    case 'real':
      return new Date(now.getTime() - offsetMs);
  }
}

/** So many days before a day, in the morning when everybody has had the day's message, and not at one of the full or half hours. */
const before = (day: IsoDate, days: number): Date => shanghaiInstant(addDays(day, -days), '09:02');

const nextOf = (today: IsoDate, days: readonly IsoDate[]): IsoDate => days.find(day => day >= today) ?? today;
