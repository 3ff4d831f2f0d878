/** Birth dates as the file has them, solar or lunar, and the age they make. */
import { dateParts, isIsoDate, type IsoDate } from '../calendar/dates.ts';
import { fromLunar } from '../calendar/lunar.ts';

/** When somebody was born. The numbers of `birthDate` are those of `birthCalendar`: a lunar '1943-12-30' is 腊月三十. */
export interface BirthDay {
  readonly birthDate: string | null;
  /** "solar" or "lunar"; solar when absent. */
  readonly birthCalendar: string | null;
  /** Whether a lunar month is the leap one of its number (闰四月). */
  readonly birthLeapMonth: boolean;
}

/** Year, month and day as written; unlike a civil date, a lunar one may be the 30th of the second month. */
export function birthParts(birthDate: string): { year: number; month: number; day: number } | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate);
  return parts ? { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) } : undefined;
}

/** The civil date of birth; undefined when it is not known or there is no such day. */
export function civilBirthDate({ birthDate, birthCalendar, birthLeapMonth }: BirthDay): IsoDate | undefined {
  if (birthDate === null) return undefined;
  if (birthCalendar !== 'lunar') return isIsoDate(birthDate) ? birthDate : undefined;
  const parts = birthParts(birthDate);
  if (!parts) return undefined;
  const leap = birthLeapMonth;
  // Families say 腊月三十 for the last day of the year, also where that month had 29 days.
  const last = parts.day === 30 ? fromLunar({ ...parts, day: 29, leap }) : null;
  return fromLunar({ ...parts, leap }) ?? last ?? undefined;
}

/** Full years (周岁) on `day` ('YYYY-MM-DD'); undefined when the birth date is not known or lies after it. */
export function ageOn(birth: BirthDay, day: string): number | undefined {
  const born = civilBirthDate(birth);
  if (born === undefined || born > day) return undefined;
  return dateParts(day).year - dateParts(born).year - (day.slice(5) < born.slice(5) ? 1 : 0);
}
