/** "春节走访情况", "1月走访情况", "上个月", "春节还有谁没走访": which festival or month somebody wants to see. Pure. */
import { addMonths, dateParts, type IsoDate } from '../../src/calendar/dates.ts';
import { chineseNumber } from '../../src/calendar/numerals.ts';

/** What is asked for: nothing in particular, a month ("2027-01"), or a festival by name, of a year where one was said. */
export type Wish =
  | { readonly kind: 'usual' }
  | { readonly kind: 'month'; readonly month: string }
  | { readonly kind: 'festival'; readonly name: string; readonly year?: number };

const what = '(?:走访|慰问|看望|探望)';
const tails = [
  `的?${what}?的?(?:总体|完成|落实)?(?:情况|覆盖(?:情况|率|面)?|进度|进展|统计)(?:怎么样了?|如何)?`,
  `的?${what}(?:得|到)?(?:怎么样了?|如何了?|完成了?(?:没有|吗)|到哪一步了)`,
  `(?:还|还有|都有)?(?:差|缺|剩)?(?:谁|哪些人|哪几位|哪些老同志|多少人?)(?:还)?(?:没有?|未)(?:${what}|去|访)(?:到|过|的|呢|了)*`,
  `(?:还|还有)(?:差|缺|剩)(?:谁|哪些人?|哪几位|多少人?)(?:没有?${what})?`,
  `(?:没有?|未)${what}(?:到|过)?的?(?:名单|人员?|老同志|有谁|有哪些)`,
];
const pattern = new RegExp(
  `^(?:看看?|看一下|查看?|查一下|我要看|想看看?|请问)?\\s*(.{0,14}?)(?:${tails.join('|')})[。？?！!吗呢]*$`,
  'u',
);
const monthAlone = /^(?:看看?)?(上个?月|这个月|本月|当月)的?(?:呢|情况)?[。？?]?$/u;

/** What the message asks for; null where it is about something else. `text` is without its page. */
export function wishIn(text: string, today: IsoDate): Wish | null {
  const alone = monthAlone.exec(text)?.[1];
  if (alone !== undefined) return { kind: 'month', month: monthOf(alone, today) ?? '' };
  const found = pattern.exec(text);
  if (!found || !/走访|慰问|看望|探望|覆盖|谁|哪/u.test(text)) return null;
  const head = (found[1] ?? '').replaceAll(/[\s，,的]+$/gu, '');
  if (head === '' || /^(?:现在|目前|眼下|最近|今天)$/u.test(head)) return { kind: 'usual' };
  const month = monthOf(head, today);
  return month === undefined ? festivalOf(head, today) : { kind: 'month', month };
}

const numeral = '\\d{1,2}|[一二三四五六七八九十]{1,2}';
const named = new RegExp(`^(?:(\\d{4})年|(今年|去年|明年))?(${numeral})月份?$`, 'u');

function monthOf(head: string, today: IsoDate): string | undefined {
  const thisMonth = `${today.slice(0, 7)}-01`;
  if (/^(?:这个?月|本月|当月)份?$/u.test(head)) return thisMonth.slice(0, 7);
  if (/^上个?月份?$/u.test(head)) return addMonths(thisMonth, -1).slice(0, 7);
  const [, year, relative, words] = named.exec(head) ?? [];
  const number = chineseNumber(words ?? '');
  if (number === null || number < 1 || number > 12) return undefined;
  const said = yearOf(year, relative, today);
  return said === undefined ? nearest(number, today) : monthText(said, number);
}

const relativeYears: Readonly<Record<string, number>> = { 今年: 0, 去年: -1, 明年: 1 };
const yearOf = (year: string | undefined, relative: string | undefined, today: IsoDate): number | undefined =>
  year !== undefined
    ? Number(year)
    : relative === undefined
      ? undefined
      : dateParts(today).year + (relativeYears[relative] ?? 0);

const monthText = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`;

/** The month of that number that is nearest to now; of two as near the one that is over. */
function nearest(number: number, today: IsoDate): string {
  const { year, month } = dateParts(today);
  const away = number - month;
  return monthText(away >= 6 ? year - 1 : away < -6 ? year + 1 : year, number);
}

function festivalOf(head: string, today: IsoDate): Wish | null {
  const [, year, relative, name] = /^(?:(\d{4})年|(今年|去年|明年))?(.{2,10}?)节?$/u.exec(head) ?? [];
  if (name === undefined || !/^\p{Script=Han}+$/u.test(name)) return null;
  const said = yearOf(year, relative, today);
  return { kind: 'festival', name, ...(said === undefined ? {} : { year: said }) };
}
