/**
 * Workbooks (xlsx) as sheets of rows of text. A format only: what a cell means is for its reader to say; workbook-writer.ts is
 * the way back.
 *
 * Everything read is a string: a number becomes its plain digits (never 1.1E+17), a date cell 'YYYY-MM-DD', an empty cell
 * ''. Text that looks like a formula is text on the way in and on the way out, so a sheet cannot run anything.
 */
import readXlsxFile, { InvalidInputError } from 'read-excel-file/universal';
import { AppError } from '../errors.ts';
import { withSmallHeap } from './frugal.ts';
import { openZip, storedZip, ZipTooLarge } from './zip.ts';

export { columnLetters, writeWorkbook, type CellContent, type NewSheet } from './workbook-writer.ts';

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

/** Larger files are not what this product's forms fill; refusing them keeps a mistaken upload from filling the memory. */
export const maxWorkbookBytes = 50 * 1024 * 1024;

/** The roster of a province of 100 000 unpacks to about this much; a file that unpacks to more is not one. */
const unpacked = { maxEntries: 2_000, maxBytes: 250 * 1024 * 1024 };

/** Reads all sheets of an xlsx file. A file of another kind is refused with a sentence for the person who chose it. */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookSheet[]> {
  if (bytes.byteLength > maxWorkbookBytes) throw unreadable('这个文件超过 50 MB，不像是名册，请检查后重试。');
  const keep = keeper();
  const texts = (cells: readonly unknown[]): string[] => cells.map(cell => keep(textOf(cell)));
  const sheets = await withSmallHeap(() => readSheets(bytes, texts));
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    rows: data
      .map((cells, index) => ({ number: index + 1, cells }))
      .filter(({ cells }) => cells.some(cell => cell.trim() !== '')),
  }));
}

/** Each text once, and apart from the file's: a piece of a string keeps the whole of it in the memory. */
function keeper(): (text: string) => string {
  const kept = new Map<string, string>();
  return text => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const own = Buffer.from(text).toString();
    kept.set(own, own);
    return own;
  };
}

interface SheetData {
  readonly sheet: string;
  readonly data: readonly (readonly string[])[];
}

type Texts = (cells: readonly unknown[]) => string[];

async function readSheets(bytes: Uint8Array, texts: Texts): Promise<SheetData[]> {
  try {
    return isZip(bytes) ? await readParts(bytes, texts) : await parse(new Uint8Array(bytes).buffer, texts);
  } catch (error) {
    if (error instanceof ZipTooLarge)
      throw unreadable('这个文件解压后过大，不像是名册；请删去多余的表和空行，另存后重试。', error);
    if (error instanceof InvalidInputError && error.code === 'XLS_FILE_NOT_SUPPORTED')
      throw unreadable('这是旧版 .xls 文件，请用 Excel 或 WPS 另存为 .xlsx 后重试。', error);
    throw unreadable('这个文件不是 Excel 表格（.xlsx），或者已经损坏，请重新另存为 .xlsx 后重试。', error);
  }
}

/** Large sheets are read one after the other, with an empty one in the place of the others, so that one is in the memory at a time. */
async function readParts(bytes: Uint8Array, texts: Texts): Promise<SheetData[]> {
  const archive = openZip(bytes, unpacked, isPart);
  const large = archive.entries.filter(({ name, size }) => isLargeSheet(name, size)).map(({ name }) => name);
  const read = (only: string | undefined): Promise<SheetData[]> => {
    const parts = archive.entries.map(({ name }): [string, Uint8Array] => [
      name,
      large.includes(name) && name !== only ? emptySheet : archive.read(name),
    ]);
    return parse(storedZip(new Map(parts)).buffer as ArrayBuffer, texts);
  };
  const sheets = await read(large[0]);
  for (const name of large.slice(1)) {
    const more = await read(name);
    sheets.forEach((sheet, index) => {
      if (sheet.data.length === 0) sheets[index] = more[index] ?? sheet;
    });
  }
  return sheets;
}

async function parse(zip: ArrayBuffer, texts: Texts): Promise<SheetData[]> {
  const sheets = await readXlsxFile(zip, { trim: false, parseNumber: plainNumber });
  return sheets.map(({ sheet, data }) => ({ sheet, data: data.map(texts) }));
}

const isLargeSheet = (name: string, size: number): boolean =>
  name.includes('/worksheets/') && size > 1024 * 1024;
const emptySheet = Buffer.from(
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>',
);

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
/** The parts that hold what is in the cells; pictures and settings of printers are not unpacked. */
const isPart = (name: string): boolean => name.endsWith('.xml') || name.endsWith('.xml.rels');

const unreadable = (expose: string, cause?: unknown): AppError =>
  new AppError('workbook-unreadable', 'the bytes are not a workbook that can be read', { expose, cause });

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
