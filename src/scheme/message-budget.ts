/**
 * How much anybody is written to on one day (E-10). Pure.
 *
 * One gathered message a day: what is to be done, what went up the ladder and the digest stand in it together; what comes
 * up later that day waits for the next. Urgent matters leave at once, up to three a day to one reader; further ones are
 * gathered and leave together at the next round, some three hours at most. An alarm is held back by nothing. The reason:
 * a flood concerns twenty members of one branch, and its secretary must hear of all of them, but not by twenty buzzes.
 */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../calendar/dates.ts';
import { gentleInstant } from './quiet-hours.ts';
import { promptTime } from './rules/times.ts';

/** So many urgent messages reach one reader at once in a day. */
export const urgentAtOnce = 3;

/** When those beyond leave together: after the night, then every three hours. */
export const urgentRounds = ['08:01', '11:17', '14:17', '17:17', '20:17'] as const;

/** The most messages to one reader in one day, alarms and answers to what they wrote themselves apart. */
export const mostMessagesADay = 1 + urgentAtOnce + urgentRounds.length;

/** The next round after an instant. */
export function nextRound(now: Date): Date {
  const day = shanghaiDate(now);
  const today = urgentRounds.map(time => shanghaiInstant(day, time)).find(at => at > now);
  return today ?? shanghaiInstant(addDays(day, 1), urgentRounds[0]);
}

/** Whether something is due at a round because it was put off until then. */
export const isRound = (at: Date): boolean =>
  urgentRounds.some(time => shanghaiInstant(shanghaiDate(at), time).getTime() === at.getTime());

/** Gathered messages leave over these minutes from 08:17 on, so that not everybody's phone rings at once. */
const spreadMinutes = 43;

/** When this person's gathered message leaves on a day: always the same minute for the same person, between 08:17 and 09:00. */
export function gatheredAt(userId: string, day: IsoDate): Date {
  const start = shanghaiInstant(day, promptTime).getTime();
  return gentleInstant(new Date(start + (hashOf(userId.toLowerCase()) % (spreadMinutes * 60)) * 1000));
}

/** `gatheredAt`, or as soon as it is decent where that moment is over. */
export function gatheredFrom(userId: string, now: Date): Date {
  const moment = gatheredAt(userId, shanghaiDate(now));
  return moment > now ? moment : gentleInstant(now);
}

/** FNV-1a: the same text gives the same number on every machine. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
