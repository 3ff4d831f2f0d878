/** A workbook's sheets with everything that is kept sealed masked: what an export shows unless a clerk gave a reason (E-16). */
import { sealedTables } from '../../vault/sealed-columns.ts';
import * as mask from '../masking.ts';
import type { ExportedSheet } from '../workbook-export.ts';
import type { Columns } from './read-rows.ts';
import { careFileColumns, familyColumns, personColumns, sheetNames } from './sheets.ts';

type Mask = (text: string) => string;

/** How a sealed field is masked; one that is not here shows only that something is known. */
const maskOf: Readonly<Record<string, Mask>> = {
  phone: mask.maskPhone,
  idNumber: mask.maskIdNumber,
  address: mask.maskAddress,
  bankAccount: mask.maskBankAccount,
  emergencyContact: mask.maskEmergencyContact,
};

const sealedFields: ReadonlySet<string> = new Set([
  ...Object.keys(sealedTables.care_file.columns),
  ...Object.keys(sealedTables.person.columns),
]);

const columnsOf: Readonly<Record<string, Columns>> = {
  [sheetNames.people]: personColumns,
  [sheetNames.careFiles]: careFileColumns,
  [sheetNames.family]: familyColumns,
};

/** The same sheets, masked. Masked cells are left alone when a sheet is imported again (`isMasked`). */
export const maskSheets = (sheets: readonly ExportedSheet[]): ExportedSheet[] =>
  sheets.map(sheet => {
    const masks = Object.entries(columnsOf[sheet.name] ?? {}).map(([field]) =>
      sealedFields.has(field) ? (maskOf[field] ?? mask.maskHealth) : undefined,
    );
    return { ...sheet, rows: maskRows(sheet.rows, masks) };
  });

async function* maskRows(
  rows: AsyncIterable<readonly string[]>,
  masks: readonly (Mask | undefined)[],
): AsyncGenerator<readonly string[]> {
  for await (const row of rows) yield row.map((cell, place) => masks[place]?.(cell) ?? cell);
}
