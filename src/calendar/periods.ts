/** Weeks, months and quarters of the civil calendar: what is done once in each is counted by them. */
import { addDays, dateOf, dateParts, lastDayOfMonth, weekday, type IsoDate } from './dates.ts';

/** One of them; both days are inclusive. */
export interface CivilPeriod {
  /** '2027-W11', '2027-03', '2027-Q1'. */
  readonly key: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** The week of `day`, Monday to Sunday. It is numbered as ISO 8601 has it: the first one of a year is that of its first Thursday. */
export function weekOf(day: IsoDate): CivilPeriod {
  const from = addDays(day, 1 - weekday(day));
  const thursday = addDays(from, 3);
  const { year } = dateParts(thursday);
  const number = 1 + Math.floor((dayOfYear(thursday) - 1) / 7);
  return { key: `${year}-W${two(number)}`, from, to: addDays(from, 6) };
}

/** The calendar month of `day`. */
export function monthOf(day: IsoDate): CivilPeriod {
  const { year, month } = dateParts(day);
  return monthsFrom(`${year}-${two(month)}`, year, month, 1);
}

/** The quarter of `day`: January to March is the first. */
export function quarterOf(day: IsoDate): CivilPeriod {
  const { year, month } = dateParts(day);
  const number = Math.ceil(month / 3);
  return monthsFrom(`${year}-Q${number}`, year, number * 3 - 2, 3);
}

function monthsFrom(key: string, year: number, month: number, count: number): CivilPeriod {
  const last = month + count - 1;
  return { key, from: dateOf(year, month, 1), to: dateOf(year, last, lastDayOfMonth(year, last)) };
}

function dayOfYear(day: IsoDate): number {
  const { year, month, day: ofMonth } = dateParts(day);
  let days = ofMonth;
  for (let each = 1; each < month; each += 1) days += lastDayOfMonth(year, each);
  return days;
}
