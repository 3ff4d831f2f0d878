/** "1 无变化", "1、2、5 没变化", "都无变化", "3 仍困难": what somebody says of the files of the review list. Pure. */
import { normalizeText } from '../../src/calendar/numerals.ts';

/** What is said of a file: nothing has changed; or of a temporary case how things stand. */
export type Finding = 'unchanged' | 'still' | 'lasting';

/** What is said of which items. */
export interface ReviewAnswer {
  /** Numbers of the list, all of it, or none said: then there must be but one. */
  readonly numbers: readonly number[] | 'all' | 'only';
  readonly finding: Finding;
}

const findings: readonly (readonly [Finding, RegExp])[] = [
  [
    'unchanged',
    /^(?:档案|情况)*(?:无变化|没有?变化?|没有什么变化|未变化|不变|没变|照旧|还是老样子|和去年一样)(?:了|的)?$/u,
  ],
  ['still', /^(?:还是|仍然?|还|依然)(?:困难|有困难|需要帮扶)$/u],
  ['lasting', /^(?:转|改|改为|转为|是)?(?:为)?长期(?:困难)?$/u],
];
const numbers =
  /^(?:第)?(\d{1,2}(?:\s*(?:[、,，和与及跟]|[-~～至到]|\s)\s*\d{1,2})*)\s*(?:项|位|号|份|条|个)?\s*[.、:：,，]?\s*(?:都|全)?\s*(.+)$/u;
const everything = /^(?:都|全都|全部|这几份都|所有的?都?)\s*(.+)$/u;
const mostAtOnce = 40;

/** The answer in a message; null when it is about something else. */
export function reviewAnswerIn(said: string): ReviewAnswer | null {
  const text = normalizeText(said)
    .trim()
    .replace(/[。！!，,]+$/u, '');
  const listed = numbers.exec(text);
  if (listed) {
    const finding = findingIn(listed[2] ?? '');
    return finding && { numbers: numbersIn(listed[1] ?? ''), finding };
  }
  const all = everything.exec(text);
  const finding = findingIn(all?.[1] ?? text);
  return finding && { numbers: all ? 'all' : 'only', finding };
}

const findingIn = (words: string): Finding | null =>
  findings.find(([, pattern]) => pattern.test(words.trim()))?.[0] ?? null;

/** "1、2、5" → 1, 2, 5; "1-3" → 1, 2, 3. */
function numbersIn(text: string): number[] {
  const found: number[] = [];
  for (const [, from, to, single] of text.matchAll(/(\d+)\s*[-~～至到]\s*(\d+)|(\d+)/gu)) {
    const last = Number(to ?? single);
    for (let each = Number(from ?? single); each <= last && found.length < mostAtOnce; each += 1)
      found.push(each);
  }
  return [...new Set(found)];
}
