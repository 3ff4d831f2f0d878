/**
 * Writes workbooks (xlsx), sheet by sheet and row by row, so that ten thousand rows need no more memory than the file itself.
 *
 * Every cell of text is typed as text and no formula is ever written: what begins with = + - @ or a tab is shown as it is
 * (domain E-16). Empty cells are formatted as text too, so that an ID number typed into them keeps its digits.
 */
import { withSmallHeap } from './frugal.ts';
import { writeZip, type ZipEntry } from './zip.ts';

/** What may be written in a cell; null and '' leave it empty. A marked cell is filled with a colour that asks for a look. */
export type CellContent = string | number | null | MarkedCell;

/** A cell with a coloured background. */
export interface MarkedCell {
  readonly marked: string;
}

/** A sheet to be written: one header row, kept in view, and the rows below it, which may be made while they are written. */
export interface NewSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: Iterable<readonly CellContent[]> | AsyncIterable<readonly CellContent[]>;
}

/** What is said about a workbook besides its sheets. */
export interface WorkbookOptions {
  /** Who made it, when and why, a line each: printed at the foot of every page, and on a last sheet 说明 (domain E-16). */
  readonly about?: readonly string[];
}

/** The sheet that says where a workbook comes from; it holds no data. */
export const aboutSheet = '说明';

/** Writes sheets to the bytes of an xlsx file. */
export function writeWorkbook(
  sheets: readonly NewSheet[],
  { about = [] }: WorkbookOptions = {},
): Promise<Buffer> {
  const all =
    about.length === 0
      ? sheets
      : [...sheets, { name: aboutSheet, header: [aboutSheet], rows: about.map(line => [line]) }];
  const footer = footerOf(about);
  const strings = new Strings();
  const parts: ZipEntry[] = [
    { name: '[Content_Types].xml', text: [contentTypes(all.length)] },
    { name: '_rels/.rels', text: [relations([['officeDocument', 'xl/workbook.xml']])] },
    { name: 'xl/workbook.xml', text: [workbookPart(all)] },
    { name: 'xl/_rels/workbook.xml.rels', text: [workbookRelations(all.length)] },
    { name: 'xl/styles.xml', text: [styles] },
    ...all.map((sheet, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      text: sheetPart(sheet, index === 0, footer, strings),
    })),
    { name: 'xl/sharedStrings.xml', text: strings.part() },
  ];
  return withSmallHeap(() => writeZip(parts));
}

/** The texts of all cells, each written once: what a spreadsheet does itself, and what is read with the least memory. */
class Strings {
  readonly #places = new Map<string, number>();

  place(text: string): number {
    const place = this.#places.get(text) ?? this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  *part(): Generator<string> {
    yield `${head}<sst ${main} uniqueCount="${this.#places.size}">`;
    for (const text of this.#places.keys())
      yield `<si><t xml:space="preserve">${escapeXml(escapeCodes(text))}</t></si>`;
    yield '</sst>';
  }
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const contentTypes = (sheets: number): string => {
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const override = (part: string, type: string): string =>
    `<Override PartName="/xl/${part}.xml" ContentType="${kind}.${type}+xml"/>`;
  return `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${override('styles', 'styles')}${override('sharedStrings', 'sharedStrings')}${numbers(
    sheets,
  )
    .map(n => override(`worksheets/sheet${n}`, 'worksheet'))
    .join('')}</Types>`;
};

const relations = (targets: readonly (readonly [type: string, target: string])[]): string =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([type, target], n) => `<Relationship Id="rId${n + 1}" Type="${office}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

const workbookRelations = (sheets: number): string =>
  relations([
    ...numbers(sheets).map(n => ['worksheet', `worksheets/sheet${n}.xml`] as const),
    ['styles', 'styles.xml'],
    ['sharedStrings', 'sharedStrings.xml'],
  ]);

const workbookPart = (sheets: readonly NewSheet[]): string =>
  `${head}<workbook ${main} xmlns:r="${office}"><sheets>${sheets
    .map(({ name }, n) => `<sheet name="${escapeXml(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`)
    .join('')}</sheets></workbook>`;

/** Formats by their place in `cellXfs`: 0 none, then these. */
const format = { header: 1, text: 2, marked: 3 } as const;
const styles = `${head}<styleSheet ${main}><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFE699"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/></cellXfs></styleSheet>`;

/** How many rows a column's width is taken from. */
const sampleRows = 200;

async function* sheetPart(
  sheet: NewSheet,
  selected: boolean,
  footer: string,
  strings: Strings,
): AsyncGenerator<string> {
  const rows = rowsOf(sheet);
  const sample: (readonly CellContent[])[] = [];
  while (sample.length <= sampleRows) {
    const next = await rows.next();
    if (next.done) break;
    sample.push(next.value);
  }
  yield `${head}<worksheet ${main}>${view(selected)}${columnsOf(sample)}<sheetData>`;
  let number = 0;
  for (const row of sample) yield rowPart(row, (number += 1), strings);
  for await (const row of rows) yield rowPart(row, (number += 1), strings);
  yield `</sheetData><pageSetup paperSize="9" orientation="landscape"/>${footer}</worksheet>`;
}

async function* rowsOf({ header, rows }: NewSheet): AsyncGenerator<readonly CellContent[]> {
  yield header;
  yield* rows;
}

const view = (selected: boolean): string =>
  `<sheetViews><sheetView${selected ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;

function columnsOf(sample: readonly (readonly CellContent[])[]): string {
  const columns = (sample[0] ?? []).map((_, index) => {
    const width = widthOf(sample.map(row => row[index]));
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1" style="${format.text}"/>`;
  });
  return columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`;
}

function rowPart(cells: readonly CellContent[], number: number, strings: Strings): string {
  const parts = cells.map((content, index) =>
    cellPart(content, `${columnLetters(index)}${number}`, number === 1, strings),
  );
  return `<row r="${number}">${parts.join('')}</row>`;
}

function cellPart(content: CellContent, place: string, isHeader: boolean, strings: Strings): string {
  if (typeof content === 'number') return `<c r="${place}"><v>${content}</v></c>`;
  const marked = typeof content === 'object' && content !== null;
  const text = textOf(content);
  if (text === '' && !marked) return '';
  const style = isHeader ? format.header : marked ? format.marked : format.text;
  if (text === '') return `<c r="${place}" s="${style}"/>`;
  return `<c r="${place}" s="${style}" t="s"><v>${strings.place(text)}</v></c>`;
}

const textOf = (content: CellContent | undefined): string =>
  typeof content === 'object' && content !== null ? content.marked : String(content ?? '');

/** `_x0041_` in a file stands for a character; text that happens to look so, and CR, are escaped as the format asks. */
const escapeCodes = (text: string): string =>
  text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll('\r', '_x000D_');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML; what XML cannot hold (control characters, halves of a pair) is left out. */
const escapeXml = (text: string): string =>
  text

    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll(/[&<>"]/g, character => entities[character] ?? '');

/** The foot of a printed page holds 255 characters; an & in it is written twice. */
function footerOf(about: readonly string[]): string {
  const text = about.join('  ').replaceAll(/\s+/g, ' ').slice(0, 200).replaceAll('&', '&&');
  return text === ''
    ? ''
    : `<headerFooter><oddFooter>&amp;L${escapeXml(text)}&amp;R&amp;P/&amp;N</oddFooter></headerFooter>`;
}

/** Wide enough for what is in the column, within reason; a Chinese character takes the room of two letters. */
function widthOf(contents: readonly (CellContent | undefined)[]): number {
  const widest = contents.reduce<number>((width, content) => Math.max(width, lettersOf(textOf(content))), 0);
  return Math.min(Math.max(widest + 2, 8), 40);
}

const lettersOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character > '\u00ff' ? 2 : 1), 0);

/** The letters the spreadsheet shows above a column: 0 → A, 26 → AA. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}
