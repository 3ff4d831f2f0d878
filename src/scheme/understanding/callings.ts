/** Forms of address in a sentence: 张老, 老张, 王大妈, 李书记, told apart from words that only look like them. */
import { adverbOld, ambiguousBeforeOld, notAfterOld, notAfterTitleOld, titles } from './surnames.ts';

/** Somebody called by surname and form of address. */
export interface Calling {
  readonly text: string;
  readonly index: number;
  readonly surname: string;
  /** 老, 大妈, 书记 …; empty where 老 stands in front. */
  readonly title: string;
}

const escape = /[.*+?^${}()|[\]\\]/g;

/** The word as a regular expression for itself. */
export const escaped = (word: string): string => word.replace(escape, '\\$&');

/** The words as alternatives of a regular expression. */
export const oneOf = (words: readonly string[]): string => words.map(escaped).join('|');

/** Forms of address of two and more characters, as alternatives. */
export const titleWords = oneOf(titles.filter(title => title.length > 1));
/** Short ones are words of their own when more follows: 张姨 but 张姨妈, 王爷 but 王爷庙. */
const shortTitles = '[爷叔伯婶姨](?![\\u4e00-\\u9fff]*[庙])(?![父母妈子])';
const title = `(?<title>${titleWords}|老${notAfterTitleOld}|${shortTitles}|工(?=[，。！说家的身住在送去精病挺还\\s]|$)|总(?=[，。！说家身住\\s]|$))`;

/** Words behind which a person is expected, even without a form of address. */
export const personExpected =
  '看了|看过|看看|看一下|看望了?|看|探望了?|走访了?|慰问了?|拜访了?|探视了?|家访了?|回访了?|见了|见到了?|碰到了?|遇到了?|给|跟|和|与|同|陪|找|去|到|联系了?|问候了?|送|记|电话|、|，|对象|是';

interface Patterns {
  /** 张老. */
  readonly before: RegExp;
  /** 老张. */
  readonly after: RegExp;
}

const compiled = new Map<string, Patterns>();
/** Lists of surnames differ from writer to writer, and repeat themselves. */
const compiledAtMost = 100;

/** The patterns for these surnames, compiled once. */
function patternsFor(surnames: readonly string[]): Patterns {
  const words = [...new Set(surnames)].filter(word => word !== '').sort((a, b) => b.length - a.length);
  const key = words.join(' ');
  const kept = compiled.get(key);
  if (kept) return kept;
  const surname = `(?<surname>${oneOf(words)})`;
  const patterns = {
    before: new RegExp(`${surname}(?:家(?=老))?${title}`, 'gu'),
    after: new RegExp(
      `(?<![古养敬变衰])老${notAfterOld}${surname}(?:头|汉|哥|姐|师傅|书记|局长|主任)?`,
      'gu',
    ),
  };
  if (compiled.size >= compiledAtMost) compiled.clear();
  compiled.set(key, patterns);
  return patterns;
}

/** Everybody called by one of these surnames. */
export function callingsIn(text: string, surnames: readonly string[]): Calling[] {
  const { before, after } = patternsFor(surnames);
  const titled = [...text.matchAll(before)].filter(match => !isAdverb(match));
  return [...titled, ...text.matchAll(after)].map(match => ({
    text: match[0],
    index: match.index,
    surname: match.groups?.surname ?? '',
    title: match.groups?.title ?? '',
  }));
}

const separating = new RegExp(
  `(?:${personExpected}|[的是叫了趟次导天午早晚院家号说讲听问让请把被据接送陪])$`,
  'u',
);

/** 血压高老是头晕, 由于老人家: 高 and 于 belong to other words. */
function isAdverb({ groups, index, input, 0: { length } }: RegExpExecArray): boolean {
  if (!ambiguousBeforeOld.includes(groups?.surname ?? '')) return false;
  const joined = /[\u4e00-\u9fff]/u.test(input.slice(Math.max(0, index - 1), index));
  const separate = separating.test(input.slice(Math.max(0, index - 6), index));
  return (joined && !separate) || (groups?.title === '老' && adverbOld.test(input.slice(index + length)));
}
