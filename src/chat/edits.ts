/** Corrections in the review: "改3", "改3 500元", "把时间改成昨天", "3、500元". */
import { chineseNumber, normalizeText } from '../calendar/numerals.ts';

/** What to correct: the place in the list, and the new answer, empty when it is still to be asked. */
export interface Edit {
  readonly index: number;
  readonly rest: string;
}

const numeral = String.raw`(\d{1,2}|[一二三四五六七八九十]{1,3})`;
const item = String.raw`第?${numeral}(?:项|个|条|号)?`;
const into = String.raw`[\s，,：:、]*(?:改成|改为|改到|换成|成|为|是|到)?[\s，,：:、]*`;
/** After a number: not the rest of a date, an amount or a count ("改10月3日", "改500元"). */
const notMore = String.raw`(?![\d月日号元块点年岁人天次张万千百十.])`;

const byVerb = new RegExp(String.raw`^(?:修改|更改|更正|改一下|改|换)\s*${item}${notMore}${into}(.*)$`, 'su');
const byNumber = new RegExp(
  String.raw`^(?:把|将)?\s*${item}\s*(?:要|应该|应)?(?:改|换|应该是|应为)${into}(.*)$`,
  'su',
);
const byPlace = /^(\d{1,2})(?:[\s、：:]+|[，,](?!\d))(.+)$/su;

const protest =
  /^(?:(?:不对|不是|错了|有误|写错了|说错了|等等)(?:[，,。!！\s]+|(?=是|应|改|把|将|第))|请|麻烦|帮我)+/u;

/** The text without the words that only say that something is wrong. */
export const withoutProtest = (text: string): string => normalizeText(text).replace(protest, '');

/** The correction a message asks for, by number or by label; null when it is none. The index may be off the list. */
export function editIn(text: string, labels: readonly string[]): Edit | null {
  const said = withoutProtest(text);
  const numbered = byVerb.exec(said) ?? byNumber.exec(said) ?? placed(said, labels.length);
  if (numbered) return { index: indexOf(numbered[1] ?? ''), rest: restOf(numbered[2]) };
  return labelEdit(said, labels);
}

const indexOf = (numeral: string): number => (chineseNumber(numeral) ?? 0) - 1;

function placed(said: string, count: number): RegExpExecArray | null {
  const match = byPlace.exec(said);
  return match && Number(match[1]) >= 1 && Number(match[1]) <= count ? match : null;
}

const restOf = (text: string | undefined): string =>
  (text ?? '').trim().replace(/^(?:不对|错了|有误|写错了|一下|吧)[。!！]?$/u, '');

/** The correction a message asks for by label alone. */
export function labelEdit(text: string, labels: readonly string[]): Edit | null {
  const said = withoutProtest(text);
  const verb = /^(?:修改|更改|更正|改一下|改|把|将)\s*/u.exec(said)?.[0] ?? '';
  const after = said.slice(verb.length);
  const longestFirst = labels
    .map((label, index) => ({ label, index }))
    .sort((a, b) => b.label.length - a.label.length);
  const hit = longestFirst.find(({ label }) => after.startsWith(label));
  if (!hit) return null;
  const tail = after.slice(hit.label.length).replace(/^(?:这一项|这项|一项)/u, '');
  const link = /^\s*(?:要|应该|应)?(?:改|换)?(?:成|为|到|是)?[\s：:，,]*/u.exec(tail)?.[0] ?? '';
  const rest = restOf(tail.slice(link.length));
  return verb !== '' || link !== '' || rest === '' ? { index: hit.index, rest } : null;
}
