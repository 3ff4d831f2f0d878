/** The State Council's list of days off as somebody types it: “2027: 休 1月1日-1月3日、2月5日-2月11日 班 1月4日、2月14日”. */
import { addDays, dateOf, dateParts, isIsoDate, type IsoDate } from './dates.ts';
import { normalizeText } from './width.ts';

/** The days of one year's list. A list of a year may begin in the December before. */
export interface HolidayList {
  readonly year: number;
  readonly rest: readonly IsoDate[];
  readonly work: readonly IsoDate[];
}

/** What was read, or one sentence about what cannot be. */
export type ReadHolidayList = { readonly list: HolidayList } | { readonly problem: string };

const day = '(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号]';
const span = new RegExp(
  `${day}(?:\\s*(?:-|—|–|~|至|到)\\s*(?:(?:(\\d{4})年)?(\\d{1,2})月)?(\\d{1,2})[日号])?`,
  'gu',
);
const longestSpanDays = 15;

/** Reads such a list; `otherwise` is the year where none is said. */
export function readHolidayList(text: string, otherwise?: number): ReadHolidayList {
  const plain = normalizeText(text);
  const year = Number(/(?:^|\D)(20\d{2})(?!年?\d{1,2}月)(?!\d)/u.exec(plain)?.[1] ?? otherwise);
  if (!Number.isInteger(year))
    return { problem: '请写明是哪一年，比如“放假安排 2027：休 1月1日-1月3日 班 1月4日”。' };
  const [, rest = '', work = ''] =
    /(?:休息?|放假)(?!安排)[\s:：]*(.*?)(?:(?:上班|补班|班)[\s:：]*(.*))?$/su.exec(plain) ?? [];
  const read = [daysIn(rest, year), daysIn(work, year)];
  const problem = read.flatMap(each => ('problem' in each ? [each.problem] : []))[0];
  if (problem !== undefined) return { problem };
  const [restDays = [], workDays = []] = read.map(each => ('days' in each ? each.days : []));
  if (restDays.length === 0) return { problem: '没有看到放假的日子，请写成“休 1月1日-1月3日”这样。' };
  const both = restDays.find(each => workDays.includes(each));
  if (both !== undefined) return { problem: `${shown(both)}既写了休又写了班，请核对。` };
  return { list: { year, rest: restDays, work: workDays } };
}

function daysIn(text: string, year: number): { days: IsoDate[] } | { problem: string } {
  const days = new Set<IsoDate>();
  for (const [said, y1, m1, d1, y2, m2, d2] of text.matchAll(span)) {
    const first = dayOf(Number(y1 ?? year), m1, d1);
    const last = d2 === undefined ? first : dayOf(Number(y2 ?? y1 ?? year), m2 ?? m1, d2);
    if (first === null || last === null) return { problem: `没有“${said}”这一天，请核对。` };
    if (last < first) return { problem: `“${said}”的结束比开始还早，请核对。` };
    for (let each = first; each <= last; each = addDays(each, 1)) days.add(each);
    if (days.size > 0 && addDays(first, longestSpanDays) < last)
      return { problem: `“${said}”太长了，一次放假不会超过${longestSpanDays}天，请核对。` };
  }
  return { days: [...days].sort() };
}

function dayOf(year: number, month: string | undefined, date: string | undefined): IsoDate | null {
  const iso = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isIsoDate(iso) ? dateOf(year, Number(month), Number(date)) : null;
}

const shown = (iso: IsoDate): string => {
  const { month, day: date } = dateParts(iso);
  return `${month}月${date}日`;
};
