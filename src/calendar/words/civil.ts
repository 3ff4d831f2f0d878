/** Dates by the Gregorian calendar: 2026-11-03, 11月3日, 11.3, 3号, 上个月15号. */
import { addMonths, dateParts, lastDayOfMonth, makeDate, type IsoDate } from '../dates.ts';
import {
  DATE_FOLLOWS,
  NUMBER,
  NUMBER_HERE,
  YEAR,
  dateOrImpossible,
  impossible,
  numberOf,
  preferredYear,
  yearSaid,
  type Context,
  type DateExpression,
  type Groups,
  type Resolution,
} from './expression.ts';

const CIVIL = '(?:公历|阳历|新历)?[ ]?';

/** The last day of the month stands in for a day that a given year does not have, to choose the year first. */
function nearest(year: number, month: number, day: number): IsoDate {
  return makeDate(year, month, Math.min(day, lastDayOfMonth(year, month))) ?? '';
}

/**
 * The year is chosen before the day is checked, so 2月29日 in a common year is impossible and not silently four years
 * back.
 */
function resolveMonthDay(groups: Groups, context: Context): Resolution {
  const [month, day] = [numberOf(groups.month), numberOf(groups.day)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return impossible;
  const thisYear = dateParts(context.today).year;
  const year =
    yearSaid(groups, thisYear, context.prefer) ??
    preferredYear(y => nearest(y, month, day), thisYear, context);
  return dateOrImpossible(makeDate(year, month, day));
}

/** Written with dots or strokes, a number that fits no month or day is some other figure (体温37.5, 血压130/80). */
function resolveFigures(groups: Groups, context: Context): Resolution {
  const [month, day] = [numberOf(groups.month), numberOf(groups.day)];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? resolveMonthDay(groups, context) : null;
}

function resolveFull(groups: Groups): Resolution {
  const year = numberOf(groups.year);
  if (year < 1900 || year > 2100) return null;
  return dateOrImpossible(makeDate(year, numberOf(groups.month), numberOf(groups.day)));
}

/** 2026-11-03, 2026.11.3, 2026/11/3, 2026年11月3日 (the last also by {@link monthDay}). */
const full: DateExpression = {
  pattern: '(?<!\\d)(?<year>\\d{4})[-./年](?<month>\\d{1,2})[-./月](?<day>\\d{1,2})[日号]?',
  after: '(?![-./]?\\d)',
  resolve: resolveFull,
};

/** 20261103; longer rows of digits are telephone and identity numbers. */
const compact: DateExpression = {
  pattern: '(?<!\\d)(?<year>(?:19|20)\\d{2})(?<month>\\d{2})(?<day>\\d{2})(?!\\d)',
  resolve: resolveFull,
};

/** 11月3日, 十一月三号, 去年11月3日, 26年11月3日, 公历八月十五日. */
const monthDay: DateExpression = {
  pattern: `${CIVIL}${YEAR}(?<month>${NUMBER})[ ]?月份?[ ]?(?<day>${NUMBER_HERE})[ ]?[日号]`,
  before: '(?<![年\\d])',
  after: '(?![楼床栋线馆店])',
  resolve: resolveMonthDay,
};

/** 11月3 and 八月十五, without 日 or 号; by rule Gregorian, 农历 must be said or be plain from 初 and 廿. */
const monthDayShort: DateExpression = {
  pattern: `${CIVIL}${YEAR}(?<month>${NUMBER})[ ]?月[ ]?(?<day>${NUMBER_HERE})`,
  before: '(?<![年\\d])',
  after: DATE_FOLLOWS,
  resolve: resolveMonthDay,
};

/** Words in front of a figure that say it is a measurement, a price or a place. */
const MEASURES =
  '(?<!(?:血糖|体温|血压|体重|高压|低压|尿酸|肌酐|血脂|血钾|指数|指标|价|约|共|达|为|住|第|房|室|楼)[:： ]{0,2})';

/** 11.3, 11/3, 11-3 among other words: at the start of a phrase only, and not before a unit. */
const figures: DateExpression = {
  pattern: '(?<!\\d|[-./])(?<month>\\d{1,2})[-./](?<day>\\d{1,2})(?![-./]?\\d)',
  before: `(?<=^|[ ，,。；;：:、！!？?（(\\n于在从自到至是])${MEASURES}`,
  after: DATE_FOLLOWS,
  resolve: resolveFigures,
};

/** 11.3日, 11/3号. Not 3-5日, which may be the 3rd to the 5th. */
const figuresWithDay: DateExpression = {
  pattern: '(?<!\\d|[-./])(?<month>\\d{1,2})[./](?<day>\\d{1,2})[日号]',
  after: '(?![楼床栋线馆店])',
  resolve: resolveFigures,
};

const MONTHS_AWAY: Record<string, number> = { 上上: -2, 上: -1, 这: 0, 本: 0, 当: 0, 下: 1, 下下: 2 };

/** 上个月15号, 本月3日. */
const dayOfNamedMonth: DateExpression = {
  pattern: `(?<which>上上|下下|[上这本当下])个?月份?的?[ ]?(?<day>${NUMBER_HERE})[ ]?[日号]`,
  after: '(?![楼床栋线馆店])',
  resolve(groups, { today }) {
    const { year, month } = dateParts(addMonths(today, MONTHS_AWAY[groups.which ?? ''] ?? 0));
    return dateOrImpossible(makeDate(year, month, numberOf(groups.day)));
  },
};

/** The nearest month that has such a day: on 1 December, 31号 was in October. */
function resolveDay(groups: Groups, { today, prefer }: Context): Resolution {
  const day = numberOf(groups.day);
  if (!(day >= 1 && day <= 31)) return impossible;
  for (let months = 0; months < 4; months++) {
    const { year, month } = dateParts(
      addMonths(`${today.slice(0, 8)}01`, prefer === 'past' ? -months : months),
    );
    const date = makeDate(year, month, day);
    if (date !== null && (prefer === 'past' ? date <= today : date >= today)) return { date };
  }
  return impossible;
}

/** 3号. Inside a sentence not 3号楼, 建设路3号, 住3号. */
const dayOfMonth: DateExpression = {
  pattern: `(?<day>${NUMBER})[ ]?号`,
  before:
    '(?<![第月年路街巷弄村里区园苑道院栋楼庄屯组室门牌住房座幢床同班车场厂站台大街编学工证型批号A-Za-z#.\\-/])',
  after: DATE_FOLLOWS,
  resolve: resolveDay,
};

/** 3日 alone; among other words it is as likely "three days" (住院三日) and not looked for. */
const dayAlone: DateExpression = {
  pattern: `(?<day>${NUMBER})日`,
  before: '(?!)',
  resolve: resolveDay,
};

/** All of them. */
export const civilDates: readonly DateExpression[] = [
  full,
  compact,
  monthDay,
  monthDayShort,
  figuresWithDay,
  figures,
  dayOfNamedMonth,
  dayOfMonth,
  dayAlone,
];
