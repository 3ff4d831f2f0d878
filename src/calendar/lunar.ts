/**
 * The Chinese lunar calendar (农历), by tyme4ts; `tests/unit/calendar/lunar-table.test.ts` proves it day by day for
 * 1901–2100 against an astronomical computation. JavaScript's own Intl Chinese calendar must not be used: on Node 20
 * it has the Spring Festivals of 2027 and 2030 on the wrong day.
 */
import { LunarYear } from 'tyme4ts';
import {
  addDays,
  dateOf,
  dateParts,
  dayNumber,
  fromDayNumber,
  lastDayOfMonth,
  type IsoDate,
} from './dates.ts';

/** A day of the lunar calendar; `year` is the Gregorian year in which that lunar year began, month 1–12, day 1–30. */
export interface LunarDate {
  year: number;
  month: number;
  day: number;
  /** True in a leap month (闰六月 is month 6 with leap). */
  leap: boolean;
}

/** A birthday by the lunar calendar: a day without a year. */
export type LunarBirthday = Omit<LunarDate, 'year'>;

interface LunarMonth {
  month: number;
  leap: boolean;
  firstDay: number;
  length: number;
}

/** Julian day of 1970-01-01 at noon, which is how tyme4ts numbers days. */
const JULIAN_DAY_1970 = 2_440_588;

/** A lunar year is worked out once: tyme4ts takes 0.4 ms per conversion, a look-up here a few microseconds. */
const years = new Map<number, LunarMonth[]>();

function workOutYear(year: number): LunarMonth[] {
  return LunarYear.fromYear(year)
    .getMonths()
    .map(month => ({
      month: month.getMonth(),
      leap: month.isLeap(),
      firstDay: month.getFirstJulianDay().getDay() - JULIAN_DAY_1970,
      length: month.getDayCount(),
    }));
}

function monthsOf(year: number): LunarMonth[] {
  const known = years.get(year);
  if (known) return known;
  const months = workOutYear(year);
  years.set(year, months);
  return months;
}

const findMonth = (year: number, month: number, leap: boolean): LunarMonth | undefined =>
  monthsOf(year).find(m => m.month === month && m.leap === leap);

/** The lunar date of a civil date. Proven for 1901–2100; far outside that range it is a computation, not history. */
export function toLunar(date: IsoDate): LunarDate {
  const day = dayNumber(date);
  let { year } = dateParts(date);
  if (day < (monthsOf(year)[0]?.firstDay ?? day)) year -= 1;
  const found = monthsOf(year).findLast(m => m.firstDay <= day);
  if (!found) throw new RangeError(`no lunar date for ${date}`);
  return { year, month: found.month, day: day - found.firstDay + 1, leap: found.leap };
}

/** The civil date of a lunar date, or null when there is none (day 30 of a short month, a leap month not in that year). */
export function fromLunar({ year, month, day, leap }: LunarDate): IsoDate | null {
  if (!Number.isInteger(year) || year < 1 || year > 9998 || !Number.isInteger(day) || day < 1) return null;
  const found = findMonth(year, month, leap);
  return found && day <= found.length ? fromDayNumber(found.firstDay + day - 1) : null;
}

/** The number of days (29 or 30) of a lunar month, or null when that year has no such month. */
export function lunarMonthLength(year: number, month: number, leap: boolean): number | null {
  return findMonth(year, month, leap)?.length ?? null;
}

const MONTH_NAMES = ['正', '二', '三', '四', '五', '六', '七', '八', '九', '十', '冬', '腊'];
const DIGITS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** '正月', '冬月' (11), '腊月' (12), '闰六月', '闰十一月'. Throws RangeError outside 1–12. */
export function lunarMonthName(month: number, leap = false): string {
  const name = MONTH_NAMES[month - 1];
  if (name === undefined) throw new RangeError(`no lunar month ${month}`);
  if (!leap) return `${name}月`;
  // Nobody says 闰冬月: the leap months of winter go by number, as in almanacs.
  return `闰${month > 10 ? `十${DIGITS[month - 11]}` : name}月`;
}

/** '初一' … '初十', '十一', '二十', '廿一', '三十'. Throws RangeError outside 1–30. */
export function lunarDayName(day: number): string {
  const digit = DIGITS[(day - 1) % 10];
  if (digit === undefined || day < 1 || day > 30) throw new RangeError(`no lunar day ${day}`);
  if (day === 20 || day === 30) return `${day === 20 ? '二' : '三'}十`;
  return `${day <= 10 ? '初' : day < 20 ? '十' : '廿'}${digit}`;
}

/** The lunar date as people write it: '腊月初十', '闰六月廿九'. */
export function lunarText(date: IsoDate): string {
  const { month, day, leap } = toLunar(date);
  return lunarMonthName(month, leap) + lunarDayName(day);
}

/**
 * The day on which a lunar birthday is kept in the lunar year `year`. Who was born in a leap month keeps the plain
 * month of the same number when the year has no such leap month; who was born on the 30th keeps the 29th in a short
 * month.
 */
export function lunarBirthdayIn(year: number, birthday: LunarBirthday): IsoDate {
  const { month, day, leap } = birthday;
  const kept = (leap ? findMonth(year, month, true) : undefined) ?? findMonth(year, month, false);
  const exists = kept !== undefined && Number.isInteger(day) && day >= 1 && day <= 30;
  if (!exists) throw new RangeError(`no such lunar birthday: month ${month}, day ${day}`);
  return fromDayNumber(kept.firstDay + Math.min(day, kept.length) - 1);
}

/**
 * The first day on or after `from` on which a lunar birthday is kept (see {@link lunarBirthdayIn}); a 腊月 birthday
 * may fall in the next Gregorian year. Throws RangeError for a month or day that no lunar year has.
 */
export function nextLunarBirthday(birthday: LunarBirthday, from: IsoDate): IsoDate {
  const { year } = toLunar(from);
  const thisYear = lunarBirthdayIn(year, birthday);
  return thisYear >= from ? thisYear : lunarBirthdayIn(year + 1, birthday);
}

/** The day on which a solar birthday is kept in `year`: 02-29 on 02-28 in common years. */
export function solarBirthdayIn(year: number, { month, day }: { month: number; day: number }): IsoDate {
  if (month === 2 && day === 29) return dateOf(year, 2, lastDayOfMonth(year, 2));
  return dateOf(year, month, day);
}

/** The first day on or after `from` on which a solar birthday is kept; who was born on 02-29 keeps 02-28 in common years. */
export function nextSolarBirthday(birthday: { month: number; day: number }, from: IsoDate): IsoDate {
  const { year } = dateParts(from);
  const thisYear = solarBirthdayIn(year, birthday);
  return thisYear >= from ? thisYear : solarBirthdayIn(year + 1, birthday);
}

/** 春节, 正月初一, in the Gregorian year `year`. */
export function springFestival(year: number): IsoDate {
  const date = fromLunar({ year, month: 1, day: 1, leap: false });
  if (date === null) throw new RangeError(`no Spring Festival known for ${year}`);
  return date;
}

/** 除夕, the day before {@link springFestival} of the same Gregorian year (腊月三十, or 廿九 in a short month). */
export const lunarNewYearsEve = (year: number): IsoDate => addDays(springFestival(year), -1);
