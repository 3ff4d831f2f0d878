/**
 * Dates of the civil (Gregorian) calendar, as 'YYYY-MM-DD'.
 *
 * A date is a day on a wall calendar, not an instant: no function here goes through a timestamp except those named
 * shanghai…, so neither the server's time zone nor China's daylight saving time of 1986–1991 can move a birthday.
 */

/** A day of the Gregorian calendar, 'YYYY-MM-DD', years 0001–9999. An alias for reading; {@link isIsoDate} checks. */
export type IsoDate = string & { readonly __isoDate?: never };

/** The three numbers of a date; `month` 1–12, `day` 1–31. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
}

/** A time of day on the Shanghai clock. */
export interface TimeOfDay {
  hour: number;
  minute: number;
  second: number;
}

const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The number of days in month `month` (1–12) of `year`: 28–31. */
export function lastDayOfMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The date, or null when there is no such day (2月30日, month 13, fractions, years outside 1–9999). */
export function makeDate(year: number, month: number, day: number): IsoDate | null {
  const whole = [year, month, day].every(Number.isInteger);
  if (!whole || year < 1 || year > 9999 || month < 1 || month > 12) return null;
  if (day < 1 || day > lastDayOfMonth(year, month)) return null;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** As {@link makeDate}, for days that must exist: throws RangeError where there is no such day. */
export function dateOf(year: number, month: number, day: number): IsoDate {
  const date = makeDate(year, month, day);
  if (date === null) throw new RangeError(`no such day: ${year}-${month}-${day}`);
  return date;
}

/** Whether `text` is exactly 'YYYY-MM-DD' and names a day that exists. */
export function isIsoDate(text: string): text is IsoDate {
  const match = ISO_DATE.exec(text);
  return match !== null && makeDate(Number(match[1]), Number(match[2]), Number(match[3])) !== null;
}

/** Year, month and day of a date. Throws RangeError when it is no date: a wrong string is a mistake of the caller. */
export function dateParts(date: IsoDate): DateParts {
  if (!isIsoDate(date)) throw new RangeError(`not a date (YYYY-MM-DD): ${JSON.stringify(date)}`);
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8)) };
}

/**
 * Days since 1970-01-01 (negative before); consecutive days have consecutive numbers.
 * Counts from 1 March, so that the leap day is the last of its year.
 */
export function dayNumber(date: IsoDate): number {
  const { year, month, day } = dateParts(date);
  const marchYear = month > 2 ? year : year - 1;
  const dayOfMarchYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfMarchYear - 719_468;
}

/** The date with this {@link dayNumber}. Throws RangeError outside the years 0001–9999. */
export function fromDayNumber(number: number): IsoDate {
  const sinceMarch0 = number + 719_468;
  const era = Math.floor(sinceMarch0 / 146_097);
  const dayOfEra = sinceMarch0 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfMarchYear = dayOfEra - 365 * yearOfEra - leapDays;
  const monthFromMarch = Math.floor((5 * dayOfMarchYear + 2) / 153);
  const month = ((monthFromMarch + 2) % 12) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const date = makeDate(year, month, dayOfMarchYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1);
  if (date === null) throw new RangeError(`no date with day number ${number}`);
  return date;
}

/** The date `n` days later (earlier when negative). */
export const addDays = (date: IsoDate, n: number): IsoDate => fromDayNumber(dayNumber(date) + n);

/** Days from `a` to `b`: 1 from today to tomorrow, negative when `b` is earlier. */
export const daysBetween = (a: IsoDate, b: IsoDate): number => dayNumber(b) - dayNumber(a);

/** The same day `n` months later (earlier when negative); where that month is too short, its last day. */
export function addMonths(date: IsoDate, n: number): IsoDate {
  const { year, month, day } = dateParts(date);
  const months = year * 12 + month - 1 + n;
  const y = Math.floor(months / 12);
  const m = months - y * 12 + 1;
  const result = makeDate(y, m, Math.min(day, lastDayOfMonth(y, m)));
  if (result === null) throw new RangeError(`no date ${n} months from ${date}`);
  return result;
}

/** Day of the week: 1 Monday … 7 Sunday. */
export function weekday(date: IsoDate): number {
  const monday = dayNumber(date) + 3;
  return (((monday % 7) + 7) % 7) + 1;
}

/** The earliest of the dates. */
export const minDate = (first: IsoDate, ...rest: IsoDate[]): IsoDate =>
  rest.reduce((least, date) => (date < least ? date : least), first);

/** The latest of the dates. */
export const maxDate = (first: IsoDate, ...rest: IsoDate[]): IsoDate =>
  rest.reduce((most, date) => (date > most ? date : most), first);

/** Milliseconds since 1970-01-01T00:00 on a clock that is always UTC+8. */
function shanghaiMs(instant: Date): number {
  const ms = instant.getTime();
  if (Number.isNaN(ms)) throw new RangeError('not an instant: invalid Date');
  return ms + SHANGHAI_OFFSET_MS;
}

/** The date in China at this instant, always UTC+8 (the daylight saving time of 1986–1991 is not followed). */
export const shanghaiDate = (instant: Date): IsoDate =>
  fromDayNumber(Math.floor(shanghaiMs(instant) / DAY_MS));

/** The time of day in China at this instant, always UTC+8. */
export function shanghaiTime(instant: Date): TimeOfDay {
  const ms = shanghaiMs(instant);
  const second = Math.floor((ms - Math.floor(ms / DAY_MS) * DAY_MS) / 1000);
  return { hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60 };
}

/**
 * The instant of a wall-clock time in China (UTC+8), midnight at the start of the day by default.
 * `time` is 'HH:MM' or 'HH:MM:SS', 00:00–23:59:59; anything else throws RangeError.
 */
export function shanghaiInstant(date: IsoDate, time = '00:00'): Date {
  const match = CLOCK_TIME.exec(time);
  if (!match) throw new RangeError(`not a time (HH:MM or HH:MM:SS): ${JSON.stringify(time)}`);
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
  return new Date(dayNumber(date) * DAY_MS + seconds * 1000 - SHANGHAI_OFFSET_MS);
}
