/** Numbered lists, and the many ways people pick from them: 2、②、第二个、选2, the label itself or a word of it. */
import { chineseNumber } from '../calendar/numerals.ts';
import { plain, sayings } from './words.ts';

/** What a list shows and a pick looks at. */
export interface Listed {
  readonly label: string;
  readonly words?: readonly string[];
}

/** What a message picked: one or more, a number that is not on the list, several that it may mean, or nothing. */
export type Pick<T> =
  | { readonly kind: 'picked'; readonly items: readonly T[] }
  | { readonly kind: 'no-such-number'; readonly number: number }
  | { readonly kind: 'unclear'; readonly items: readonly T[] }
  | { readonly kind: 'nothing' };

/** The list, one numbered line each. */
export const listText = (items: readonly Listed[]): string =>
  items.map((item, index) => `${index + 1}. ${item.label}`).join('\n');

const numeral = String.raw`\d{1,4}|[一二两三四五六七八九十]{1,3}`;
const numberAnswer = new RegExp(
  String.raw`^(?:我|就|是|要|回复|选择|选|答案|答)*第?\(?(${numeral})\)?(?:个|项|号|条|位|种)?(?:吧|的|了|啦|呀|谢谢)*$`,
  'u',
);

/** The number a message consists of: "2", "二", "第二个", "选2", "(2)", "2号吧"; null when it is more than that. */
export function numberIn(text: string): number | null {
  const match = numberAnswer.exec(plain(text).replace(/\s/g, ''));
  if (!match || /\d\s+\d/.test(plain(text))) return null;
  return match[1] === '两' ? 2 : chineseNumber(match[1] ?? '');
}

/** What one message picks out of a list of which one is wanted. */
export function pickOne<T extends Listed>(text: string, items: readonly T[]): Pick<T> {
  const exact = byExactLabel(text, items);
  if (exact) return { kind: 'picked', items: [exact] };
  const number = numberIn(text);
  if (number !== null) return byNumber(number, items);
  return numberWithLabel(text, items) ?? oneOf(mentioned(text, items));
}

const allWords = /^(?:都要|都有|都选|都是|全都要|全都有|全部|全选|全要|都)$/u;

/** What one message picks out of a list of which several are wanted: "1 3", "1、3", "13", "1到3", "都要", labels. */
export function pickSeveral<T extends Listed>(text: string, items: readonly T[]): Pick<T> {
  const exact = byExactLabel(text, items);
  if (exact) return { kind: 'picked', items: [exact] };
  if (sayings(text).some(saying => allWords.test(saying))) {
    return { kind: 'picked', items };
  }
  const numbers = numbersIn(text, items.length);
  if (numbers) return byNumbers(numbers, items);
  const found = mentioned(text, items);
  return found.length > 0 ? { kind: 'picked', items: found } : { kind: 'nothing' };
}

const wordsOf = (item: Listed): string[] => [item.label, ...(item.words ?? [])].map(plain);

function byExactLabel<T extends Listed>(text: string, items: readonly T[]): T | undefined {
  const said = sayings(text);
  return items.find(item => wordsOf(item).some(word => word !== '' && said.includes(word)));
}

function byNumber<T>(number: number, items: readonly T[]): Pick<T> {
  const item = items[number - 1];
  return item === undefined ? { kind: 'no-such-number', number } : { kind: 'picked', items: [item] };
}

function byNumbers<T>(numbers: readonly number[], items: readonly T[]): Pick<T> {
  const missing = numbers.find(number => items[number - 1] === undefined);
  if (missing !== undefined) return { kind: 'no-such-number', number: missing };
  const wanted = new Set(numbers);
  return { kind: 'picked', items: items.filter((_, index) => wanted.has(index + 1)) };
}

/** "2.电话": where the number and the label do not agree, it may be either. */
function numberWithLabel<T extends Listed>(text: string, items: readonly T[]): Pick<T> | null {
  const match = /^(\d{1,2})[\s.,，、:：)）]*(.+)$/u.exec(plain(text));
  const numbered = match ? items[Number(match[1]) - 1] : undefined;
  const labelled = byExactLabel(match?.[2] ?? '', items);
  return numbered && labelled ? oneOf(unique([numbered, labelled])) : null;
}

/** The numbers of a message that is nothing but numbers; "13" is 1 and 3 only where it cannot be thirteen. */
function numbersIn(text: string, count: number): number[] | null {
  const said = plain(text).replace(/^(?:我|选择|选|要|回复)+/u, '');
  const range = /^(\d{1,2})\s*(?:-|到|至|~)\s*(\d{1,2})$/u.exec(said);
  if (range) return between(Number(range[1]), Number(range[2]));
  const parts = said.split(/[\s,，、;；.+/和与跟及]+/u).filter(part => part !== '');
  const numbers = parts.flatMap(part => digitsOf(part, count) ?? [numberIn(part)]);
  return numbers.length > 0 && numbers.every(number => number !== null) ? numbers : null;
}

function digitsOf(part: string, count: number): number[] | null {
  if (count >= 10 || !/^\d{2,9}$/.test(part)) return null;
  const digits = [...part].map(Number);
  const distinct = new Set(digits).size === digits.length;
  return distinct && digits.every(digit => digit >= 1 && digit <= count) ? digits : null;
}

function between(from: number, to: number): number[] | null {
  return from < to ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : null;
}

function oneOf<T>(items: readonly T[]): Pick<T> {
  if (items.length === 0) return { kind: 'nothing' };
  return { kind: items.length === 1 ? 'picked' : 'unclear', items };
}

interface Mention<T> {
  readonly item: T;
  readonly word: string;
}

/**
 * The items a sentence speaks of, without those it denies ("不是电话"). A word inside a longer one that was also
 * found does not count. Where nothing is found, the sentence may itself be a piece of a label ("电话" of "电话联系").
 */
function mentioned<T extends Listed>(text: string, items: readonly T[]): T[] {
  const said = plain(text);
  const found = items.flatMap(item => mentionsOf(said, item));
  const whole = found.filter(a => !found.some(b => b.word.length > a.word.length && b.word.includes(a.word)));
  if (whole.length > 0) return unique(whole.map(mention => mention.item));
  if ([...said].length < 2) return [];
  return items.filter(item => wordsOf(item).some(word => word.includes(said)));
}

function mentionsOf<T extends Listed>(said: string, item: T): Mention<T>[] {
  return wordsOf(item)
    .filter(word => [...word].length >= 2 && affirmed(said, word))
    .map(word => ({ item, word }));
}

function affirmed(said: string, word: string): boolean {
  const at = said.indexOf(word);
  return at >= 0 && !/[不没非别未](?:是|有|用|去)?$/u.test(said.slice(Math.max(0, at - 3), at));
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
