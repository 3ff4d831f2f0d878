/** Workbooks for tests, written row by row as {column: text}, through the real writer and reader. */
import { readWorkbook, writeWorkbook, type WorkbookSheet } from '../../src/documents/workbook.ts';
import * as sheets from '../../src/scheme/workbook/sheets.ts';

/** Rows by the titles of their columns; the first is row 2 of its sheet. */
export type SheetRows = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

const fixedColumns: Readonly<Record<string, readonly string[]>> = {
  [sheets.sheetNames.organisations]: titles(sheets.organisationColumns),
  [sheets.sheetNames.people]: titles(sheets.personColumns),
  [sheets.sheetNames.careFiles]: titles(sheets.careFileColumns),
  [sheets.sheetNames.pairings]: titles(sheets.pairingColumns),
  [sheets.sheetNames.family]: titles(sheets.familyColumns),
  [sheets.sheetNames.consents]: titles(sheets.consentColumns),
};

/** A workbook with all columns of the sheets named, as `readWorkbook` gives it. */
export const workbookOf = async (rows: SheetRows): Promise<WorkbookSheet[]> =>
  readWorkbook(await workbookBytes(rows));

/** The same as the bytes of a file. */
export const workbookBytes = (rows: SheetRows): Promise<Buffer> =>
  writeWorkbook(
    Object.entries(rows).map(([name, list]) => {
      const header = fixedColumns[name] ?? [...new Set(list.flatMap(row => Object.keys(row)))];
      return { name, header, rows: list.map(row => header.map(column => row[column] ?? null)) };
    }),
  );

/** Everything that comes, in one list. */
export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of source) list.push(each);
  return list;
}

function titles(columns: Readonly<Record<string, { readonly title: string }>>): string[] {
  return Object.values(columns).map(({ title }) => title);
}
