/** Understands dates as people write them in chat. The kinds of expressions are in words/. */
import type { IsoDate } from './dates.ts';
import { foldWidth } from './width.ts';
import { civilDates } from './words/civil.ts';
import type { Context, DateExpression, Resolution } from './words/expression.ts';
import { lunarDates } from './words/lunar.ts';
import { namedDates } from './words/named.ts';
import { relativeDates } from './words/relative.ts';

/** How to read a date that could be several. */
export interface ParseDateOptions {
  /** 'past' (default): a date without a year is the latest not after today; 'future': the earliest not before. */
  prefer?: 'past' | 'future';
}

/**
 * What {@link parseDate} made of a text. 'impossible': clearly a date, of a day that does not exist (2月30日, 腊月三十 in a
 * short month); 'unclear': speaks of time without naming one day (上个月, 前几天), or of a day among other words;
 * 'not-a-date': anything else.
 */
export type ParsedDate = { date: IsoDate } | { problem: 'not-a-date' | 'impossible' | 'unclear' };

/** A date found in a sentence, and where it stands in the text that was given. */
export interface FoundDate {
  date: IsoDate;
  /** Position of the first character (UTF-16 units, as `slice` counts). */
  index: number;
  /** Includes the part of the day (昨天下午) and a weekday behind it (3月1日（周一）). */
  length: number;
}

const PART_OF_DAY =
  '(?:的?(?:一大早|大清早|清早|清晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|夜里|深夜|半夜|凌晨|当天|那天|这天|当日|早(?![饭点餐就已产退期])|晚(?![饭点餐年辈期婚])))';
const WEEKDAY_BEHIND =
  '(?:[（(](?:[^（）()]{0,12}[，,])?(?:周|星期)[一二三四五六日天][）)]|(?<=[日号\\d])[ ]?(?:周|星期|礼拜)[一二三四五六日天](?![一二三四五六七八九十家天年]))?';
const HOUR = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3}|两)';
const TIME_OF_DAY = `(?:${HOUR}[点时](?:半|整|钟|一刻|(?:\\d{1,2}|[一二三四五六七八九十]{1,3})分?)?|\\d{1,2}[:：]\\d{2})?`;

interface Reader {
  expression: DateExpression;
  whole: RegExp;
  inside: RegExp;
}

function readerOf(expression: DateExpression): Reader {
  const { pattern, before = '', after = '' } = expression;
  const ending = after === '' ? `${PART_OF_DAY}?` : `(?:${PART_OF_DAY}|${after})`;
  return {
    expression,
    whole: new RegExp(`^(?:${pattern})${WEEKDAY_BEHIND}[ ]?${PART_OF_DAY}?[ ]?${TIME_OF_DAY}$`, 'u'),
    inside: new RegExp(`${before}(?:${pattern})${WEEKDAY_BEHIND}${ending}`, 'gu'),
  };
}

const readers = [...relativeDates, ...civilDates, ...lunarDates, ...namedDates].map(readerOf);

interface Candidate {
  match: RegExpExecArray;
  expression: DateExpression;
}

/** Everything that looks like a date, by place. */
function candidates(text: string): Candidate[] {
  return readers
    .flatMap(({ expression, inside }) => [...text.matchAll(inside)].map(match => ({ match, expression })))
    .toSorted((a, b) => a.match.index - b.match.index);
}

/**
 * The first date inside a sentence, or null. Cautious with what may be something else: 11床, 3号楼, 85岁, 138…, 1.2万,
 * 血糖11.3, 一周三次, 老周一家 and 春节慰问金 are no dates. Days that do not exist are passed over.
 */
export function findDate(text: string, today: IsoDate, options: ParseDateOptions = {}): FoundDate | null {
  const context: Context = { today, prefer: options.prefer ?? 'past', inside: true };
  let from = 0;
  for (const { match, expression } of candidates(foldWidth(text))) {
    if (match.index < from) continue;
    const resolution = expression.resolve(match.groups ?? {}, context);
    if (resolution && 'date' in resolution) return located(resolution.date, match);
    // What is inside an impossible date is no date: not the 十二月三号 of 闰十二月三号.
    if (resolution) from = match.index + match[0].length;
  }
  return null;
}

function located(date: IsoDate, match: RegExpExecArray): FoundDate {
  const lead = match[0].length - match[0].trimStart().length;
  return { date, index: match.index + lead, length: match[0].trim().length };
}

const FILLER_IN_FRONT = /^(?:日期[:：]?|就是|应该是|可能是|大概是?|大约是?|应该|是|在|于)[ ]*/;
const FILLER_BEHIND = /(?:去|来|走访|看望|看|办)?(?:过|的|了|吧|呢|啊|哈|左右)*[。.!！~～，,、 ]*$/;

/** No date with all its trimmings is longer; longer texts are not taken apart. */
const MAX_WHOLE_LENGTH = 60;

/** Words of time that name no single day. */
const VAGUE =
  /[前这过近后][几两些]天|最近|近[日期来]|日前|不久|[上中下]旬|[月年周][初底末]|节[前后]|[上下这本]个?(?:周|星期|礼拜|月)|[今去前明后]年|[\d一二三四五六七八九十]月|\d{4}(?:年|[-./]\d)|某天|有一天|改天|前一?阵|那[天几]|小年|以前|前不久|初[一二三四五六七八九十]/;

function problemOf(text: string, today: IsoDate, options: ParseDateOptions): ParsedDate {
  return VAGUE.test(text) || findDate(text, today, options)
    ? { problem: 'unclear' }
    : { problem: 'not-a-date' };
}

/** Readings of the text as one expression and nothing else. */
function readWhole(text: string, context: Context): Resolution[] {
  return readers.flatMap(({ expression, whole }) => {
    const match = whole.exec(text);
    return match ? [expression.resolve(match.groups ?? {}, context)] : [];
  });
}

/**
 * A text that is a date and nothing else, give or take the time of day and words such as 是, 吧, 去的. For a date inside
 * a sentence use {@link findDate}.
 */
export function parseDate(text: string, today: IsoDate, options: ParseDateOptions = {}): ParsedDate {
  const folded = foldWidth(text).trim();
  if (folded.length > MAX_WHOLE_LENGTH) return problemOf(folded, today, options);
  const bare = folded.replace(FILLER_IN_FRONT, '').replace(FILLER_BEHIND, '');
  const context: Context = { today, prefer: options.prefer ?? 'past', inside: false };
  const readings = readWhole(bare, context).filter(reading => reading !== null);
  return readings.find(reading => 'date' in reading) ?? readings[0] ?? problemOf(folded, today, options);
}
