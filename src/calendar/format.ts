/** How dates and times are written for people: there is one way. */
import { dateParts, shanghaiTime, weekday, type IsoDate } from './dates.ts';
import { lunarText } from './lunar.ts';

/** Choices of {@link dateText} and {@link dateRangeText}. */
export interface DateTextOptions {
  /** Put the year in front: '2027年1月17日（…）'. */
  year?: boolean;
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** '周一' … '周日'. */
export const weekdayText = (date: IsoDate): string => `周${WEEKDAYS[weekday(date) - 1]}`;

/** '1月17日', for where the day of the week and the lunar date were just said. */
export function shortDate(date: IsoDate): string {
  const { month, day } = dateParts(date);
  return `${month}月${day}日`;
}

/** '1月17日（腊月初十，周日）'; with `{ year: true }` '2027年1月17日（腊月初十，周日）'. */
export function dateText(date: IsoDate, options: DateTextOptions = {}): string {
  const year = options.year ? `${dateParts(date).year}年` : '';
  return `${year}${shortDate(date)}（${lunarText(date)}，${weekdayText(date)}）`;
}

/**
 * '1月17日（腊月初十，周日）至2月5日（腊月廿九，周五）'; one date when both are the same. With `{ year: true }` the second
 * date has its year only where it differs.
 */
export function dateRangeText(from: IsoDate, to: IsoDate, options: DateTextOptions = {}): string {
  if (from === to) return dateText(from, options);
  const year = options.year === true && dateParts(from).year !== dateParts(to).year;
  return `${dateText(from, options)}至${dateText(to, { year })}`;
}

/** The time of day in China, '08:05'. */
export function timeText(instant: Date): string {
  const { hour, minute } = shanghaiTime(instant);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
