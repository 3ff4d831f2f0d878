/** Text from people, made safe for a document and for a hash; and the numbers of its headings and lists. */
import { dateParts, type IsoDate } from '../../calendar/dates.ts';
import type { Block, Heading, Item, Table } from './content.ts';

const LINE_ENDS = /\r\n|[\r\n\u000b\u000c\u0085\u2028\u2029]/g;

/** What XML forbids (controls, halves of a surrogate pair), and what cannot be seen but could turn or hide what is signed. */
const UNSEEN =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/**
 * The lines of a text: every kind of line end parts them, a tab is a space, characters that nobody sees or that XML
 * forbids are gone, the rest is in Unicode form NFC, each line is trimmed and empty ones are left out. Doing it to its own
 * lines changes nothing.
 */
export function linesOf(text: string): string[] {
  return text
    .replace(LINE_ENDS, '\n')
    .replace(/\t/g, ' ')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** The same on one line, for what has no room for more: a heading, a name, a cell's line in plain text. */
export const lineOf = (text: string): string => linesOf(text).join(' ');

/** '2026年11月25日': Arabic digits, no zero in front (GB/T 9704-2012 7.3.5.4). */
export function officialDate(date: IsoDate): string {
  const { year, month, day } = dateParts(date);
  return `${year}年${month}月${day}日`;
}

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1 → 一, 12 → 十二, 20 → 二十, 35 → 三十五; Arabic digits from 100 on, which no document should need. */
export function ordinal(number: number): string {
  if (number >= 100) return String(number);
  const tens = Math.floor(number / 10);
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens]}十`;
  return `${ten}${DIGITS[number % 10]}`;
}

/** A block with the number it is read with; '' where it has none. */
export interface Numbered {
  readonly block: Block;
  readonly label: string;
}

/** Numbers of the headings so far, by level; the fourth place counts items. */
type Counts = readonly [number, number, number, number];

/** The blocks that have any text, each with its number. Counting begins anew with every call. */
export function numberBlocks(blocks: readonly Block[]): Numbered[] {
  let counts: Counts = [0, 0, 0, 0];
  return blocks.filter(hasText).map(block => {
    if (block.type !== 'heading' && block.type !== 'item') return { block, label: '' };
    counts = counted(counts, depthOf(block));
    return { block, label: labelOf(block, counts) };
  });
}

function hasText(block: Block): boolean {
  if (block.type === 'table') return tableRows(block)[0].length > 0;
  return block.type === 'signatures' ? block.signatures.length > 0 : linesOf(block.text).length > 0;
}

const depthOf = (block: Heading | Item): number => (block.type === 'item' ? 3 : block.level - 1);

const counted = (counts: Counts, depth: number): Counts => {
  const next = (place: 0 | 1 | 2 | 3) =>
    place < depth ? counts[place] : place === depth ? counts[place] + 1 : 0;
  return [next(0), next(1), next(2), next(3)];
};

function labelOf(block: Heading | Item, [first, second, third, items]: Counts): string {
  if (block.type === 'item') return third > 0 ? `（${items}）` : `${items}. `;
  if (block.level === 1) return `${ordinal(first)}、`;
  return block.level === 2 ? `（${ordinal(second)}）` : `${third}. `;
}

/** '附件：甲', or '附件：1. 甲' and then '2. 乙', as the lines below the text name them. */
export function attachmentLabels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const number = count > 1 ? `${index + 1}. ` : '';
    return index === 0 ? `附件：${number}` : number;
  });
}

/** '附件', or '附件2' where there are several: what stands above an attachment. */
export const attachmentName = (index: number, count: number): string =>
  count > 1 ? `附件${index + 1}` : '附件';

/** The header and the rows of a table, all of the same length: what is missing is '', what has no header keeps its place. */
export function tableRows({ header, rows }: Table): [string[], ...string[][]] {
  const width = Math.max(header.length, ...rows.map(cells => cells.length));
  const filled = (cells: readonly string[]) =>
    Array.from({ length: width }, (_, column) => cells[column] ?? '');
  return [filled(header), ...rows.map(filled)];
}
