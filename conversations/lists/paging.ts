/** Long lists are cut: how many lines a telephone shows at once, and the words for the rest. */
import { chineseNumber, normalizeText } from '../../src/calendar/numerals.ts';

/** So many entries are read on a telephone without losing count. */
export const pageSize = 10;

const pageAtEnd = /[\s，,的]*第?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*页[。.]?$/u;

/** A message and the page it asks for: "逾期名单 第2页". The first where none is named. */
export function pageIn(said: string): { readonly text: string; readonly page: number } {
  const text = normalizeText(said).trim();
  const found = pageAtEnd.exec(text);
  const page = found?.[1] === undefined ? 1 : (chineseNumber(found[1]) ?? 1);
  return found ? { text: text.slice(0, found.index).trim(), page: Math.max(1, page) } : { text, page: 1 };
}

/** The rows of one page out of those read from the first on. */
export const pageOf = <T>(rows: readonly T[], page: number): readonly T[] =>
  rows.slice((page - 1) * pageSize, page * pageSize);

/** How to see the rest, or that there is none; [] where everything fits one page. `word` is what was typed for the list. */
export function restLines(count: number, page: number, word: string, unit = '件'): string[] {
  const left = count - page * pageSize;
  return left > 0 ? [`后面还有${left}${unit}，回复“${word} 第${page + 1}页”接着看。`] : [];
}

/** Said for a page beyond the last one. */
export const noSuchPage = (count: number, word: string): string =>
  `一共${Math.max(1, Math.ceil(count / pageSize))}页，没有这一页。回复“${word}”从头看。`;
