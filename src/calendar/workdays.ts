/**
 * Working days in mainland China.
 *
 * Each November the State Council publishes next year's days off and the weekends worked in their place. Where that
 * list is known (chinese-days, 2004 on, or a table entered by hand) it decides. Where it is not, weekends and the
 * statutory festival days are days off: 全国年节及纪念日放假办法, as amended by State Council Decree 795, in force since
 * 2025-01-01. chinese-days itself calls every weekday of an unlisted year a working day, 正月初三 included, so it is
 * only asked for its lists.
 */
import { createRequire } from 'node:module';
import { SolarTerm } from 'tyme4ts';
import { addDays, dateOf, dateParts, weekday, type IsoDate } from './dates.ts';
import { festivals } from './festivals.ts';
import { springFestival } from './lunar.ts';

/** Days that differ from the published lists; they win over everything else. */
export interface WorkdayTable {
  /** Days off, beyond weekends. */
  restDays: ReadonlySet<IsoDate>;
  /** Days worked, such as the weekends that make up for a long festival. */
  workDays: ReadonlySet<IsoDate>;
}

/** Nothing differs: known to be empty, and not merely unknown. */
export const nothingEntered: WorkdayTable = { restDays: new Set(), workDays: new Set() };

/**
 * chinese-days' own list, by date. Its functions build and read the list through timestamps of the machine's zone, which
 * west of Greenwich puts days off a day early, so the data file is read instead.
 */
interface PublishedDays {
  holidays: Readonly<Record<IsoDate, string>>;
  workdays: Readonly<Record<IsoDate, string>>;
}

const published = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as PublishedDays;

/** tyme4ts counts the solar terms of a year from the winter solstice before it. */
const QINGMING = 7;

/** 清明, the day on which the sun reaches 15°: 4, 5 or (before 1944) 6 April. */
export function qingming(year: number): IsoDate {
  const day = SolarTerm.fromIndex(year, QINGMING).getSolarDay();
  return dateOf(day.getYear(), day.getMonth(), day.getDay());
}

function range(first: IsoDate, days: number): IsoDate[] {
  return Array.from({ length: days }, (_, i) => addDays(first, i));
}

/**
 * The days off that the law gives everyone, without the weekends joined to them: 元旦 1, 春节 4 (除夕 to 初三), 清明 1,
 * 劳动节 2, 端午 1, 中秋 1, 国庆 3. Applied to years before 2025 too, which had two days fewer.
 */
export function statutoryHolidays(year: number): Set<IsoDate> {
  return new Set([
    festivals['new-year'].on(year),
    ...range(addDays(springFestival(year), -1), 4),
    qingming(year),
    ...range(dateOf(year, 5, 1), 2),
    festivals['dragon-boat'].on(year),
    festivals['mid-autumn'].on(year),
    ...range(festivals['national-day'].on(year), 3),
  ]);
}

const statutory = new Map<number, Set<IsoDate>>();

function isStatutoryHoliday(date: IsoDate): boolean {
  const { year } = dateParts(date);
  let days = statutory.get(year);
  if (!days) {
    days = statutoryHolidays(year);
    statutory.set(year, days);
  }
  return days.has(date);
}

/**
 * Whether the list of days off for `year` is known, from chinese-days or from `extra`. A list counts as known when it
 * has that year's 春节 (a stray day in January may belong to the year before). When false, {@link isWorkday} is a good
 * guess that does not know the make-up days, and the product should say so.
 */
export function hasYearTable(year: number, extra?: WorkdayTable): boolean {
  const festival = springFestival(year);
  return festival in published.holidays || (extra?.restDays.has(festival) ?? false);
}

/** Whether people work on this day. `extra` wins over the published list, a day worked over a day off. */
export function isWorkday(date: IsoDate, extra?: WorkdayTable): boolean {
  if (extra?.workDays.has(date)) return true;
  if (extra?.restDays.has(date)) return false;
  if (date in published.workdays) return true;
  if (date in published.holidays || weekday(date) > 5) return false;
  return hasYearTable(dateParts(date).year, extra) || !isStatutoryHoliday(date);
}

/**
 * The `n`th working day after `date` (before it when negative); `date` itself does not count. With 0: `date` if it is
 * a working day, else the next one. Three working days from Friday is Wednesday.
 */
export function addWorkdays(date: IsoDate, n: number, extra?: WorkdayTable): IsoDate {
  if (!Number.isInteger(n)) throw new RangeError(`not a number of working days: ${n}`);
  const step = n < 0 ? -1 : 1;
  let day = date;
  let left = n === 0 && !isWorkday(date, extra) ? 1 : Math.abs(n);
  while (left > 0) {
    day = addDays(day, step);
    if (isWorkday(day, extra)) left -= 1;
  }
  return day;
}
