/** Seals what stands in clear text from before there were keys, and seals anew what an older data key sealed. */
import type pg from 'pg';
import { isSealed, keyIdOf } from './cipher.ts';
import {
  columnsOf,
  findBy,
  sealedTables,
  type SealedColumn,
  type SealedTableName,
} from './sealed-columns.ts';
import type { Vault } from './vault.ts';

const page = 500;
/** Rows of the audit trail are never changed: their chain is over the sealed bytes. */
const frozen: ReadonlySet<SealedTableName> = new Set(['audit_entry']);

/** What is to be done, and over which connections. */
interface Task {
  /** Has a transaction open, which sees every row once, as it was at the beginning. */
  readonly reader: pg.ClientBase;
  readonly writer: pg.ClientBase;
  readonly vault: Vault;
  readonly wanted: (bytes: Buffer) => boolean;
  readonly read: (bytes: Buffer, column: SealedColumn, key: string) => string;
}

/** Seals every value that was never sealed, in the transaction that `client` has open; returns how many. */
export const sealClearRows = (client: pg.ClientBase, vault: Vault): Promise<number> =>
  overAll({
    reader: client,
    writer: client,
    vault,
    wanted: bytes => !isSealed(bytes),
    read: bytes => bytes.toString(),
  });

/**
 * Seals anew every value that another than the present data key sealed; returns how many. Harmless to repeat and to break
 * off, and the product may go on meanwhile: each row is a transaction of its own, so nobody waits for the whole.
 */
export async function resealRows(
  reader: pg.ClientBase,
  writer: pg.ClientBase,
  vault: Vault,
): Promise<number> {
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  // What a crash takes back is still sealed as it was, and found the next time.
  await writer.query('SET synchronous_commit = off');
  const count = await overAll({
    reader,
    writer,
    vault,
    wanted: bytes => isSealed(bytes) && keyIdOf(bytes) !== vault.currentKey,
    read: (bytes, column, key) => vault.open(column, key, bytes),
  });
  await reader.query('COMMIT');
  return count;
}

async function overAll(task: Task): Promise<number> {
  let count = 0;
  for (const table of Object.keys(sealedTables) as SealedTableName[]) {
    if (!frozen.has(table)) count += await overTable(table, task);
  }
  return count;
}

type SealedRow = Record<string, Buffer | null> & { readonly key: string; readonly found: string };

/** Goes through a table once, page by page, and rewrites each row that has something to be sealed. */
async function overTable(table: SealedTableName, task: Task): Promise<number> {
  const columns = columnsOf(table).map(([column]) => `"${column}"`);
  await task.reader.query(
    `DECLARE sealed_rows NO SCROLL CURSOR FOR
       SELECT "${findBy(table)}"::text AS found, "${sealedTables[table].key}"::text AS key, ${columns.join(', ')} FROM "${table}"`,
  );
  let count = 0;
  for (;;) {
    const { rows } = await task.reader.query<SealedRow>(`FETCH ${page} FROM sealed_rows`);
    for (const row of rows) count += await rewrite(table, row, task);
    if (rows.length < page) break;
  }
  await task.reader.query('CLOSE sealed_rows');
  return count;
}

/** Seals what is wanted of a row; returns how many values. */
async function rewrite(table: SealedTableName, row: SealedRow, task: Task): Promise<number> {
  const values: Record<string, string> = {};
  for (const [column] of columnsOf(table)) {
    const bytes = row[column];
    if (bytes && task.wanted(bytes))
      values[column] = task.read(bytes, `${table}.${column}` as SealedColumn, row.key);
  }
  const names = Object.keys(values);
  return names.length > 0 && (await replace(table, row, values, task)) ? names.length : 0;
}

/** Puts sealed values in the place of those that were read; false where somebody has changed one of them meanwhile. */
async function replace(
  table: SealedTableName,
  row: SealedRow,
  values: Record<string, string>,
  { writer, vault }: Task,
): Promise<boolean> {
  const sealed = Object.entries(vault.sealRow(table, row.key, values) as Record<string, unknown>);
  const names = Object.keys(values);
  const set = sealed.map(([name], place) => `"${name}" = $${place + 2}`).join(', ');
  // Whoever changed a value meanwhile has sealed it with a key of their own: theirs stands.
  const same = names.map((name, place) => `"${name}" = $${sealed.length + place + 2}`).join(' AND ');
  const { rowCount } = await writer.query(
    `UPDATE "${table}" SET ${set} WHERE "${findBy(table)}" = $1 AND ${same}`,
    [row.found, ...sealed.map(([, value]) => value), ...names.map(name => row[name])],
  );
  return rowCount === 1;
}
