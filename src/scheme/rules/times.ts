/** The moments at which rules prompt. */
import { addDays, shanghaiDate, shanghaiInstant, weekday, type IsoDate } from '../../calendar/dates.ts';
import { addWorkdays, type WorkdayTable } from '../../calendar/workdays.ts';
import { gentleInstant } from '../quiet-hours.ts';
import type { DutyWindow, Step } from './rule.ts';

/** When the day's messages are written, Shanghai time: not on the hour, after the quiet hours. */
export const promptTime = '08:17';
/** After this time of day no more of the day's messages leave. */
export const promptsUntil = '20:30';

const hourMs = 60 * 60 * 1000;

/** The moment of that day's prompts. */
export const morningOf = (day: IsoDate): Date => shanghaiInstant(day, promptTime);

export const hoursAfter = (instant: Date, hours: number): Date =>
  new Date(instant.getTime() + hours * hourMs);

/** The day on which so many hours from `instant` are over: the last day of a window given in hours. */
export const dayAfterHours = (instant: Date, hours: number): IsoDate =>
  shanghaiDate(hoursAfter(instant, hours));

/** The last day of a window given in working days, the day of `instant` not counted; `table` is what was entered by hand. */
export const dayAfterWorkdays = (instant: Date, days: number, table?: WorkdayTable): IsoDate =>
  addWorkdays(shanghaiDate(instant), days, table);

/** At once. */
export const atOnce = ({ createdAt }: DutyWindow): Date => createdAt;

/** So many hours after the news could reach somebody awake. */
export const hoursAfterNews =
  (hours: number) =>
  ({ createdAt }: DutyWindow): Date =>
    gentleInstant(hoursAfter(gentleInstant(createdAt), hours));

/** The first morning after the day on which the news could be read. */
export const nextMorning = ({ createdAt }: DutyWindow): Date =>
  morningOf(addDays(shanghaiDate(gentleInstant(createdAt)), 1));

/** The morning of the `n`th working day after it came up. */
export const workdayMorning =
  (n: number) =>
  ({ createdAt, workdays }: DutyWindow): Date =>
    morningOf(dayAfterWorkdays(createdAt, n, workdays));

/** The first day's morning. */
export const openingMorning = ({ opensOn }: DutyWindow): Date => morningOf(opensOn);

/** The last day's morning. */
export const lastMorning = ({ dueOn }: DutyWindow): Date => morningOf(dueOn);

/** The morning after the window. */
export const morningAfter = ({ dueOn }: DutyWindow): Date => morningOf(addDays(dueOn, 1));

/** The morning so many days before the last day. */
export const morningBefore =
  (days: number) =>
  ({ dueOn }: DutyWindow): Date =>
    morningOf(addDays(dueOn, -days));

/** The most days first, so that prompts given in days before something stand in the order of their dates. */
export const farthestFirst = (days: readonly number[]): number[] =>
  [...new Set(days)].sort((one, other) => other - one);

/** One prompt in the day's message on each of these days before the last one. */
export const promptsBefore = (days: readonly number[]): Step[] =>
  farthestFirst(days).map(each => ({ to: 'owner', manner: 'digest', at: morningBefore(each) }));

/** A prompt on the opening day, if it is wanted, and so many days before the last one, within a window of so many days. */
export const promptsInWindow = (
  windowDays: number,
  { opening, prompts }: { readonly opening: boolean; readonly prompts: readonly number[] },
): Step[] => [
  ...(opening ? [{ to: 'owner', manner: 'digest', at: openingMorning } as const] : []),
  ...promptsBefore(prompts.filter(each => each < windowDays - 1 || (each === windowDays - 1 && !opening))),
];

/** One prompt in the day's message on each of these working days after it came up. */
export const promptsOnWorkdays = (days: readonly number[]): Step[] =>
  farthestFirst(days)
    .reverse()
    .map(each => ({ to: 'owner', manner: 'digest', at: workdayMorning(each) }));

/** The morning of the `n`th Monday after a day: what is late is spoken of on one day of the week. */
export const mondaysAfter = (day: IsoDate, n: number): Date =>
  morningOf(addDays(day, 7 * n + 1 - weekday(day)));
