/** From when to when somebody is away: 下周一到周三, 1月22日到26日, 明天起三天, 25号回来. */
import {
  addDays,
  addMonths,
  dateOf,
  dateParts,
  lastDayOfMonth,
  type IsoDate,
} from '../../../calendar/dates.ts';
import { chineseNumber } from '../../../calendar/numerals.ts';
import { findDate } from '../../../calendar/parse-date.ts';

/** The first and the last day, each only where it was said. */
export interface DaysAway {
  readonly from?: IsoDate;
  readonly to?: IsoDate;
}

/** The days a text speaks of, from today on. */
export function daysAway(text: string, today: IsoDate): DaysAway {
  const first = firstDate(text, today);
  if (!first) return {};
  const behind = text.slice(first.index + first.length);
  if (/^[^，。]{0,4}回(?:来|岗|单位)/u.test(behind)) return { to: first.date };
  const to = lastDay(behind, first.date) ?? lengthOf(behind, first.date);
  return { from: first.date, ...(to === undefined ? {} : { to }) };
}

/** 这个月22号 or 22号 with anything in front: the sooner of the days that are still to come. */
function firstDate(text: string, today: IsoDate) {
  const found = findDate(text, today, { prefer: 'future' });
  if (found && found.date >= today) return found;
  const bare = /(?<!\d|月)(?<day>\d{1,2})[日号]/u.exec(text);
  const date = bare && dayOfMonth(Number(bare.groups?.['day']), today);
  return bare && date ? { date, index: bare.index, length: bare[0].length } : undefined;
}

const until =
  /^[^，。]{0,12}?(?:到|至|[-~—]+|，|、)?(?:(?<whole>(?:\d{1,2}月|下周|这周|本周)[\d一二三四五六日天]{1,3}[日号]?)|周(?<weekday>[一二三四五六日天])|(?<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?)[日号]|(?<end>月底))/u;

function lastDay(behind: string, from: IsoDate): IsoDate | undefined {
  const { whole, weekday, day, end } = until.exec(behind)?.groups ?? {};
  const said = whole ?? (weekday === undefined ? undefined : `周${weekday}`);
  if (said !== undefined) return findDate(said, from, { prefer: 'future' })?.date;
  if (end !== undefined) return endOfMonth(from);
  return day === undefined ? undefined : dayOfMonth(Number(chineseNumber(day)), from);
}

/** The day of that number on or after another day. */
function dayOfMonth(day: number, from: IsoDate): IsoDate | undefined {
  const { year, month } = dateParts(from);
  if (day < 1 || day > lastDayOfMonth(year, month)) return undefined;
  const here = dateOf(year, month, day);
  return here >= from ? here : addMonths(here, 1);
}

function endOfMonth(day: IsoDate): IsoDate {
  const { year, month } = dateParts(day);
  return dateOf(year, month, lastDayOfMonth(year, month));
}

const length = /(?<count>\d{1,2}|[一两二三四五六七八九十])(?:个)?(?<unit>天|星期|礼拜|周(?!年))/u;

function lengthOf(behind: string, from: IsoDate): IsoDate | undefined {
  const { count, unit } = length.exec(behind)?.groups ?? {};
  const number = count === undefined ? null : chineseNumber(count);
  return number === null ? undefined : addDays(from, number * (unit === '天' ? 1 : 7) - 1);
}
