/** The hours in which nobody is written to (E-10), and the minutes the platform asks to leave free. Pure. */
import { addDays, shanghaiDate, shanghaiInstant, shanghaiTime } from '../calendar/dates.ts';

/** Quiet from this hour in the evening … */
export const quietFromHour = 21;
/** … to this hour in the morning, Shanghai time. */
export const quietUntilHour = 8;

const minuteMs = 60_000;

/** Whether it is between 21:00 and 08:00 in Shanghai. */
export function isQuiet(instant: Date): boolean {
  const { hour } = shanghaiTime(instant);
  return hour >= quietFromHour || hour < quietUntilHour;
}

/**
 * The first instant from `instant` on at which somebody may be written to: outside the quiet hours and not within the
 * minute of :00 or :30, when the platform is at its busiest.
 */
export function gentleInstant(instant: Date): Date {
  if (isQuiet(instant)) return afterSharpMinute(morningAfterNight(instant));
  return afterSharpMinute(instant);
}

/**
 * `gentleInstant` for a message of this purpose. An answer or an alarm leaves at any hour; what is urgent leaves at once by
 * day, full hour or not, and waits for the morning at night.
 */
export function gentleTime(purpose: string, at: Date): Date {
  if (purpose === 'answer' || purpose === 'alarm') return at;
  return purpose === 'urgent' && !isQuiet(at) ? at : gentleInstant(at);
}

function morningAfterNight(instant: Date): Date {
  const day = shanghaiDate(instant);
  const evening = shanghaiTime(instant).hour >= quietFromHour;
  return shanghaiInstant(evening ? addDays(day, 1) : day, `0${quietUntilHour}:00`);
}

function afterSharpMinute(instant: Date): Date {
  const { minute } = shanghaiTime(instant);
  if (minute !== 0 && minute !== 30) return instant;
  return new Date((Math.floor(instant.getTime() / minuteMs) + 1) * minuteMs);
}
