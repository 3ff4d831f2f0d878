/** Duties that are called for once a week until they are done: windows of twelve weeks, one after another. */
import { addDays, daysBetween, type IsoDate } from '../../calendar/dates.ts';
import type { Period, Step } from './rule.ts';
import { morningOf } from './times.ts';

const weeks = 12;
const windowDays = 7 * weeks;

/** The window that is open on `today` of something that has been wanting since `since`. */
export interface WeeklyWindow {
  /** 1, 2, …: which twelve weeks. */
  readonly round: number;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** The window that is open, or the first one where it opens within the period; undefined when it opens later. */
export function windowSince(since: IsoDate, { today, until }: Period): WeeklyWindow | undefined {
  if (since > until) return undefined;
  const round = Math.max(0, Math.floor(daysBetween(since, today) / windowDays));
  const opensOn = addDays(since, round * windowDays);
  return { round: round + 1, opensOn, dueOn: addDays(opensOn, windowDays - 1) };
}

/** One prompt a week to the owner, in the one message of the day. */
export const weeklySteps: readonly Step[] = Array.from({ length: weeks }, (_, week) => ({
  to: 'owner',
  manner: 'digest',
  at: ({ opensOn }) => morningOf(addDays(opensOn, 7 * week)),
}));
