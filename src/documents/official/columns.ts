/** How wide the columns of a table are. Lengths are in twips. */
import { CELL_MARGIN, SIZE, TEXT_WIDTH, widthOf } from './layout.ts';
import { linesOf } from './text.ts';

/** The longest line in a column, in Chinese characters. */
export const widestLine = (column: readonly string[]): number =>
  Math.max(1, ...column.flatMap(linesOf).map(widthOf));

/** Widths that fill the text: by the shares given, or so that short columns need not break and long ones share the rest. */
export function columnWidths(columns: readonly (readonly string[])[], parts?: readonly number[]): number[] {
  const given = columns.map((_, index) => Math.max(parts?.[index] ?? 0, 0));
  return shares(given.some(part => part > 0) ? given : fitting(columns.map(neededWidth)));
}

/** Half a character more than the text: fonts differ. */
const neededWidth = (column: readonly string[]): number =>
  (widestLine(column) + 0.5) * SIZE.table * 10 + 2 * CELL_MARGIN;

/** Each column gets what it needs, but no more than the same limit for all, chosen so that together they fill the text. */
function fitting(needs: readonly number[]): number[] {
  const ascending = [...needs].sort((a, b) => a - b);
  let room = TEXT_WIDTH;
  for (const [index, need] of ascending.entries()) {
    const limit = room / (needs.length - index);
    if (need > limit) return needs.map(each => Math.min(each, limit));
    room -= need;
  }
  return [...needs];
}

/** At least this for a column, however small its share: half a character of text must fit. */
const NARROWEST = 2 * CELL_MARGIN + SIZE.table * 10;

/** Parts of the width of the text; what rounding leaves goes to the last column. */
function shares(parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const free = Math.max(TEXT_WIDTH - parts.length * NARROWEST, 0);
  const least = (TEXT_WIDTH - free) / parts.length;
  const exact = parts.map(part => least + (part / whole) * free);
  const widths = exact.map(Math.floor);
  const rest = TEXT_WIDTH - widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width, index) => (index === widths.length - 1 ? width + rest : width));
}
