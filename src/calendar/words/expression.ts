/** What the kinds of date expressions have in common. */
import type { IsoDate } from '../dates.ts';
import { CHINESE_NUMERALS, decimalToNumber, parseDecimal } from '../decimal.ts';

/** What a date is read against. */
export interface Context {
  today: IsoDate;
  /** Which of several possible years, months or weeks is meant. */
  prefer: 'past' | 'future';
  /** True when the expression was found among other words, which calls for more caution. */
  inside: boolean;
}

/** A date; or clearly a date but of no day that exists; or null: on second thoughts no date at all. */
export type Resolution = { date: IsoDate } | { problem: 'impossible' } | null;

/** Named groups of a match; a group that took no part is undefined. */
export type Groups = Partial<Record<string, string>>;

/** One way of writing a date. Patterns are sources of regular expressions with the `u` flag. */
export interface DateExpression {
  pattern: string;
  /** Inside a sentence, an assertion that must hold in front. */
  before?: string;
  /** Inside a sentence, an assertion that must hold behind, unless a part of the day follows (3号上午). */
  after?: string;
  resolve(groups: Groups, context: Context): Resolution;
}

/** That a Chinese number ends here; the 一 of 一起 and 一早 does not belong to it. */
export const NUMBER_ENDS = `(?![〇零二两三四五六七八九十百千万廿卅]|一(?![起早家块同直大共]))`;

const CHINESE_DAY = `[一二两三四五六七八九十]{1,3}${NUMBER_ENDS}`;

/** One or two Arabic or up to three Chinese digits, starting where the number starts. */
export const NUMBER = `(?:(?<![\\d.])\\d{1,2}(?!\\d)|(?<![${CHINESE_NUMERALS}])${CHINESE_DAY})`;

/** As {@link NUMBER}, for a number behind another word of the expression. */
export const NUMBER_HERE = `(?:\\d{1,2}(?!\\d)|${CHINESE_DAY})`;

/** An optional year in front: groups `year` (26, 2026, 二〇二六) or `yearWord` (去年). */
export const YEAR =
  '(?:(?:(?<year>(?<!\\d)\\d{4}|(?<!\\d)\\d{2}|[〇零一二三四五六七八九]{4})[ ]?年|(?<yearWord>今年|本年|去年|上年|前年|明年|后年))[ 的]?)?';

const PLACES = '[ ，,。.；;：:、！!？?（(）)\\n]';

/** Behind a date that could be something else (3号, 11.3): the end, punctuation, or a word for what was done that day. */
export const DATE_FOLLOWS = `(?=$|${PLACES}|去|来|我|和|陪|送|给|在|到|打|看|走访|慰问|探|家访|上门|电话|住院|入院|出院|手术|跟)`;

/** An impossible day. */
export const impossible: Resolution = { problem: 'impossible' };

/** A date, or impossible when there is none. */
export const dateOrImpossible = (date: IsoDate | null): Resolution => (date === null ? impossible : { date });

/** The value of a digit group; NaN when it is missing or no number. */
export function numberOf(text: string | undefined): number {
  const value = parseDecimal(text ?? '');
  return value ? decimalToNumber(value) : NaN;
}

const YEAR_WORDS: Record<string, number> = {
  今年: 0,
  本年: 0,
  去年: -1,
  上年: -1,
  前年: -2,
  明年: 1,
  后年: 2,
};

/** 26 → 2026: the nearest such year, not after `thisYear` when the past is preferred, not before it otherwise. */
function fullYear(twoDigits: number, thisYear: number, prefer: Context['prefer']): number {
  const year = Math.floor(thisYear / 100) * 100 + twoDigits;
  if (prefer === 'past') return year > thisYear ? year - 100 : year;
  return year < thisYear ? year + 100 : year;
}

/** The year that was said, if one was; `thisYear` is what 今年 means. */
export function yearSaid(groups: Groups, thisYear: number, prefer: Context['prefer']): number | undefined {
  if (groups.yearWord !== undefined) return thisYear + (YEAR_WORDS[groups.yearWord] ?? 0);
  if (groups.year === undefined) return undefined;
  const year = numberOf(groups.year);
  return groups.year.length === 2 ? fullYear(year, thisYear, prefer) : year;
}

/**
 * Of one occurrence per year, the one that is meant when no year is said: the latest not after today, or the earliest
 * not before it.
 */
export function preferredYear(on: (year: number) => IsoDate, year: number, context: Context): number {
  const thisYear = on(year);
  if (context.prefer === 'past') return thisYear <= context.today ? year : year - 1;
  return thisYear >= context.today ? year : year + 1;
}
