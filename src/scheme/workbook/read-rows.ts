/** Finds the header of a sheet, matches its columns with the fixed ones, and reads every row by them. */
import { isMasked } from '../masking.ts';
import { paced } from './batches.ts';
import { closest } from './closest.ts';
import type { Complaint, Place, Problems } from './problems.ts';

/** A row of a sheet as it was read: the number the spreadsheet shows, and its cells as text, column A first. */
export interface SourceRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A sheet as it was read; rows that hold nothing may be left out. */
export interface SourceSheet {
  readonly name: string;
  readonly rows: readonly SourceRow[];
}

/** A cell's value with what is odd about it, or what is wrong with it. */
export type Reading<T> =
  | { readonly value: T; readonly warning?: Complaint }
  | { readonly value?: undefined; readonly complaint: Complaint };

/** A column: its fixed title, how a cell of it is read, and how a stored value is shown in it. */
export interface Column<T> {
  readonly title: string;
  readonly read: (text: string) => Reading<T>;
  readonly show: (value: T) => string;
  /** The sheet makes no sense without this column. */
  readonly needed?: true;
  /** It stands behind the fixed columns, and nobody is told of it where it is missing. */
  readonly extra?: true;
}

// `never` in the place of a parameter accepts columns of every type.
export type Columns = Readonly<
  Record<
    string,
    Omit<Column<unknown>, 'show' | 'read'> & {
      readonly read: (text: string) => Reading<unknown>;
      readonly show: (value: never) => string;
    }
  >
>;

/** What the cells of a row say: undefined where nothing is written (leave it as it is), null where 清空 is. */
export type Values<C extends Columns> = {
  readonly [Field in keyof C]?: (C[Field] extends Column<infer T> ? T : never) | null;
};

/** A row that was read, with the means to point at its cells. */
export interface Row<C extends Columns> {
  readonly number: number;
  readonly values: Values<C>;
  /** Where this row, or one of its cells, is. */
  at(field?: keyof C): Place & { readonly row: number };
}

/** Whether nothing is written (undefined) or it says 清空 (null). */
export const isBlank = (value: unknown): value is null | undefined => value === undefined || value === null;

/** What somebody writes to empty a field: a blank cell leaves the field as it is. */
export const clearWord = '清空';

/** Columns of an error workbook that are for whoever corrects it; an import passes over them. */
export const helperColumns = { row: '原行号', advice: '需要改正' } as const;
const helperTitles: readonly string[] = Object.values(helperColumns);

/** Whether a header's cell is one of them. */
export const isHelper = (cell: string): boolean => helperTitles.includes(titleOf(cell));

const holdsSomething = ({ cells }: SourceRow, ignored: ReadonlySet<number>): boolean =>
  cells.some((cell, index) => !ignored.has(index) && tidy(cell) !== '');

/** Reads a sheet by its columns. Rows with a bad cell are reported and left out; rows that hold nothing are skipped. */
export async function readRows<C extends Columns>(
  sheet: SourceSheet,
  columns: C,
  problems: Problems,
): Promise<Row<C>[]> {
  const header = findHeader(sheet, columns);
  if (!header) {
    reportNoHeader(sheet, columns, problems);
    return [];
  }
  const positions = matchColumns(sheet.name, header, columns, problems);
  const ignored = new Set(header.cells.flatMap((cell, index) => (isHelper(cell) ? [index] : [])));
  if (!positions) return [];
  const rows: Row<C>[] = [];
  for await (const source of paced(sheet.rows)) {
    if (source.number <= header.number || !holdsSomething(source, ignored)) continue;
    const row = readRow(sheet.name, source, columns, positions, problems);
    if (!problems.isBad(sheet.name, row.number)) rows.push(row);
  }
  return rows;
}

type Positions<C extends Columns> = ReadonlyMap<keyof C & string, number>;

/** Many rosters carry a title above the header: it is the row among the first ones that holds most of the fixed titles. */
export function findHeader(sheet: SourceSheet, columns: Columns): SourceRow | undefined {
  const known = new Set(Object.values(columns).map(({ title }) => title));
  const titles = (row: SourceRow): number => row.cells.filter(cell => known.has(titleOf(cell))).length;
  const [best] = sheet.rows.slice(0, rowsAboveData).sort((one, other) => titles(other) - titles(one));
  return best && titles(best) >= Math.min(2, known.size) ? best : undefined;
}

const rowsAboveData = 6;

function reportNoHeader(sheet: SourceSheet, columns: Columns, problems: Problems): void {
  if (sheet.rows.length === 0)
    return problems.hint({ sheet: sheet.name }, { message: '这张表是空的，没有可导入的内容。' });
  const titles = Object.values(columns).flatMap(({ title, extra }) => (extra ? [] : [title]));
  problems.error(
    { sheet: sheet.name, row: sheet.rows[0]?.number ?? 1 },
    { message: '没有找到表头。', advice: `表头应是：${titles.join('、')}。` },
  );
}

function matchColumns<C extends Columns>(
  sheet: string,
  header: SourceRow,
  columns: C,
  problems: Problems,
): Positions<C> | undefined {
  const positions = new Map<keyof C & string, number>();
  for (const [index, cell] of header.cells.entries()) {
    if (tidy(cell) === '' || isHelper(cell)) continue;
    const place = { sheet, row: header.number, letters: lettersOf(index) };
    const field = Object.keys(columns).find(key => columns[key]?.title === titleOf(cell));
    if (field === undefined) problems.hint(place, unknownColumn(tidy(cell), columns));
    else if (positions.has(field))
      problems.error(
        { ...place, column: titleOf(cell) },
        { message: '这一列出现了两次。', advice: '请只保留一列。' },
      );
    else positions.set(field, index);
  }
  return reportMissing({ sheet, row: header.number }, columns, positions, problems) ? undefined : positions;
}

function unknownColumn(title: string, columns: Columns): Complaint {
  const similar = closest(
    title,
    Object.values(columns).map(column => column.title),
  );
  return {
    message: `不认识“${title}”这一列，没有导入。`,
    ...(similar === undefined ? {} : { advice: `如果它就是“${similar}”，请把表头改成“${similar}”。` }),
  };
}

/** Whether the sheet is unusable for want of a needed column; other missing columns are told of in one hint. */
function reportMissing<C extends Columns>(
  place: Place,
  columns: C,
  positions: Positions<C>,
  problems: Problems,
): boolean {
  const missing = Object.keys(columns).filter(field => !positions.has(field));
  const needed = missing.filter(field => columns[field]?.needed);
  for (const field of needed) {
    const column = columns[field]?.title ?? field;
    const advice = `请在表头补上“${column}”。`;
    problems.error({ ...place, column }, { message: `缺少“${column}”这一列，这张表无法导入。`, advice });
  }
  const others = missing
    .filter(field => !needed.includes(field) && !columns[field]?.extra)
    .map(field => columns[field]?.title);
  if (needed.length === 0 && others.length > 0)
    problems.hint(place, { message: `没有这些列：${others.join('、')}；这些项保持不变。` });
  return needed.length > 0;
}

function readRow<C extends Columns>(
  sheet: string,
  source: SourceRow,
  columns: C,
  positions: Positions<C>,
  problems: Problems,
): Row<C> {
  const values: Record<string, unknown> = {};
  const row = new ReadRow(sheet, source.number, values as Values<C>, columns, positions);
  for (const [field, position] of positions) {
    const text = tidy(source.cells[position] ?? '');
    // What a masked export left over is nothing to store: the cell stays as it is.
    if (text === '' || isMasked(text)) continue;
    values[field] = text === clearWord ? null : readCell(text, columns, field, row.at(field), problems);
  }
  return row;
}

/** A class, since ten thousand rows with a function each are megabytes of functions. */
class ReadRow<C extends Columns> implements Row<C> {
  readonly number: number;
  readonly values: Values<C>;
  readonly #sheet: string;
  readonly #columns: C;
  readonly #positions: Positions<C>;

  constructor(sheet: string, number: number, values: Values<C>, columns: C, positions: Positions<C>) {
    this.number = number;
    this.values = values;
    this.#sheet = sheet;
    this.#columns = columns;
    this.#positions = positions;
  }

  at(field?: keyof C): Place & { readonly row: number } {
    const column = field === undefined ? undefined : this.#columns[field];
    const position = this.#positions.get(field as keyof C & string);
    const letters = position === undefined ? {} : { letters: lettersOf(position) };
    return {
      sheet: this.#sheet,
      row: this.number,
      ...(column ? { column: column.title, ...letters } : {}),
    };
  }
}

function readCell(text: string, columns: Columns, field: string, place: Place, problems: Problems): unknown {
  const reading = columns[field]?.read(text);
  if (!reading) return undefined;
  if ('complaint' in reading) problems.error(place, reading.complaint);
  else if (reading.warning) problems.warning(place, reading.warning);
  return reading.value;
}

/** A cell's text without what cannot be seen: spaces around it, zero-width marks, non-breaking spaces. */
export const tidy = (text: string): string =>
  text
    .replaceAll(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replaceAll('\u00a0', ' ')
    .trim();

/** A title as it is compared: without spaces, an asterisk for "required", or the choices in brackets behind it. */
export const titleOf = (cell: string): string =>
  tidy(cell)
    .replaceAll(/\s+/g, '')
    .replaceAll(/[*＊]/g, '')
    .replace(/[（(][^（(]*[)）]$/u, '');

/** The letters a spreadsheet shows above a column. */
export function lettersOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : lettersOf(Math.floor(index / 26) - 1) + letter;
}
