/** The festivals that are kept every year, by the civil and by the lunar calendar. */
import { dateOf, dateParts, type IsoDate } from './dates.ts';
import { fromLunar, springFestival } from './lunar.ts';

/** One festival. */
export interface Festival {
  /** Its Chinese name, as in "中秋慰问". */
  name: string;
  /** Its day in the Gregorian year `year`. */
  on(year: number): IsoDate;
}

const civil =
  (month: number, day: number): Festival['on'] =>
  year =>
    dateOf(year, month, day);

/** For months 1–10 only: those lie in the Gregorian year of the same number. */
function lunar(month: number, day: number): Festival['on'] {
  return year => {
    const date = fromLunar({ year, month, day, leap: false });
    if (date === null) throw new RangeError(`no lunar ${month}-${day} in ${year}`);
    return date;
  };
}

/** Every festival by its code; codes are stored, so they never change. */
export const festivals = {
  'new-year': { name: '元旦', on: civil(1, 1) },
  'spring-festival': { name: '春节', on: springFestival },
  'dragon-boat': { name: '端午', on: lunar(5, 5) },
  'party-day': { name: '七一', on: civil(7, 1) },
  'mid-autumn': { name: '中秋', on: lunar(8, 15) },
  'national-day': { name: '国庆', on: civil(10, 1) },
  'double-ninth': { name: '重阳', on: lunar(9, 9) },
} as const satisfies Record<string, Festival>;

/** The code of a festival. */
export type FestivalCode = keyof typeof festivals;

/** All codes, in the order in which the festivals fall in most years. */
export const festivalCodes = Object.keys(festivals) as FestivalCode[];

/** Whether `text` is a festival's code (for what comes out of a table or a form). */
export const isFestivalCode = (text: string): text is FestivalCode => Object.hasOwn(festivals, text);

/** The first day on or after `from` on which this festival falls, and the Gregorian year it falls in. */
export function nextFestival(code: FestivalCode, from: IsoDate): { date: IsoDate; year: number } {
  const { year } = dateParts(from);
  const date = festivals[code].on(year);
  return date >= from ? { date, year } : { date: festivals[code].on(year + 1), year: year + 1 };
}
