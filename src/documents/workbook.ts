/**
 * Workbooks (xlsx) as sheets of rows of text, and back. A format only: what a cell means is for its reader to say.
 *
 * Everything read is a string: a number becomes its plain digits (never 1.1E+17), a date cell 'YYYY-MM-DD', an empty cell
 * ''. Text that looks like a formula is text on the way in and on the way out, so a sheet cannot run anything.
 */
import readXlsxFile, { InvalidInputError } from 'read-excel-file/node';
import writeXlsxFile, { type CellObject, type Sheet as FileSheet } from 'write-excel-file/node';
import { AppError } from '../errors.ts';

/** A row that holds something; `number` is the one the spreadsheet shows beside it, from 1. */
export interface WorkbookRow {
  readonly number: number;
  /** Column A first; a missing cell is ''. */
  readonly cells: readonly string[];
}

/** A sheet as it was read: only rows that hold something, each with its number. */
export interface WorkbookSheet {
  readonly name: string;
  readonly rows: readonly WorkbookRow[];
}

/** What may be written in a cell; null and '' leave it empty. */
export type CellContent = string | number | null;

/** A sheet to be written: one header row, kept in view, and the rows below it. */
export interface NewSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly CellContent[])[];
}

/** Larger files are not what this product's forms fill; refusing them keeps a mistaken upload from filling the memory. */
export const maxWorkbookBytes = 50 * 1024 * 1024;

/** Reads all sheets of an xlsx file. A file of another kind is refused with a sentence for the person who chose it. */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookSheet[]> {
  if (bytes.byteLength > maxWorkbookBytes) throw unreadable('这个文件超过 50 MB，不像是名册，请检查后重试。');
  const sheets = await readSheets(bytes);
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    rows: data
      .map((cells, index) => ({ number: index + 1, cells: cells.map(textOf) }))
      .filter(row => row.cells.some(cell => cell.trim() !== '')),
  }));
}

async function readSheets(bytes: Uint8Array) {
  try {
    return await readXlsxFile(Buffer.from(bytes), { trim: false, parseNumber: plainNumber });
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === 'XLS_FILE_NOT_SUPPORTED')
      throw unreadable('这是旧版 .xls 文件，请用 Excel 或 WPS 另存为 .xlsx 后重试。', error);
    throw unreadable('这个文件不是 Excel 表格（.xlsx），或者已经损坏，请重新另存为 .xlsx 后重试。', error);
  }
}

const unreadable = (expose: string, cause?: unknown): AppError =>
  new AppError('workbook-unreadable', 'the bytes are not a workbook that can be read', { expose, cause });

/** The letters the spreadsheet shows above a column: 0 → A, 26 → AA. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/** Digits as a person would write them. A spreadsheet keeps 15 significant digits; what follows is noise of its binary form. */
export function plainNumber(raw: string): string {
  const value = Number(raw);
  if (/^-?\d{1,15}$/.test(raw) || !Number.isFinite(value)) return raw;
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential(14).split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = (point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'string' ? value : '';
}

/** Writes sheets to the bytes of an xlsx file. Text cells are marked as text, so Excel does not turn an id into a number. */
export async function writeWorkbook(sheets: readonly NewSheet[]): Promise<Buffer> {
  return writeXlsxFile(sheets.map(fileSheet)).toBuffer();
}

function fileSheet({ name, header, rows }: NewSheet): FileSheet<never> {
  const columns = header.map((title, index) => ({ width: widthOf([title, ...rows.map(row => row[index])]) }));
  const top = header.map(title => ({ ...fileCell(title), fontWeight: 'bold' as const }));
  return { sheet: name, columns, stickyRowsCount: 1, data: [top, ...rows.map(row => row.map(fileCell))] };
}

function fileCell(content: CellContent | undefined): CellObject | null {
  if (content === null || content === undefined || content === '') return null;
  if (typeof content === 'number') return { value: content, type: Number };
  return { value: escapeCodes(content), type: String, format: '@' };
}

/** `_x0041_` in a file stands for a character; text that happens to look so is escaped as the format asks. */
const escapeCodes = (text: string): string => text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');

/** Wide enough for what is in the column, within reason; a Chinese character takes the room of two letters. */
function widthOf(contents: readonly (CellContent | undefined)[]): number {
  const widest = contents
    .slice(0, 200)
    .reduce<number>((width, content) => Math.max(width, lettersOf(content)), 0);
  return Math.min(Math.max(widest + 2, 8), 40);
}

const lettersOf = (content: CellContent | undefined): number =>
  [...String(content ?? '')].reduce((sum, character) => sum + (character > '\u00ff' ? 2 : 1), 0);
