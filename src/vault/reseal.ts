/** Seals what stands in clear text from before there were keys, and seals anew what an older data key sealed. */
import type pg from 'pg';
import { isSealed, keyIdOf } from './cipher.ts';
import { columnsOf, sealedTables, type SealedColumn, type SealedTableName } from './sealed-columns.ts';
import type { Vault } from './vault.ts';

const batch = 500;
/** Rows of the audit trail are never changed: their chain is over the sealed bytes. */
const frozen: ReadonlySet<SealedTableName> = new Set(['audit_entry']);

type Wanted = (sealed: Buffer) => boolean;

/** Seals every value that was never sealed; returns how many. */
export const sealClearRows = (client: pg.ClientBase, vault: Vault): Promise<number> =>
  overAll(
    client,
    vault,
    bytes => !isSealed(bytes),
    bytes => bytes.toString(),
  );

/** Seals anew every value that another than the present data key sealed; returns how many. Harmless to repeat. */
export const resealRows = (client: pg.ClientBase, vault: Vault): Promise<number> =>
  overAll(
    client,
    vault,
    bytes => isSealed(bytes) && keyIdOf(bytes) !== vault.currentKey,
    (bytes, column, key) => vault.open(column, key, bytes),
  );

type ReadValue = (bytes: Buffer, column: SealedColumn, key: string) => string;

async function overAll(
  client: pg.ClientBase,
  vault: Vault,
  wanted: Wanted,
  read: ReadValue,
): Promise<number> {
  let count = 0;
  for (const table of Object.keys(sealedTables) as SealedTableName[]) {
    if (!frozen.has(table)) count += await overTable(client, vault, table, wanted, read);
  }
  return count;
}

/** Pages through a table by its key, and rewrites each row that has something to be sealed. */
async function overTable(
  client: pg.ClientBase,
  vault: Vault,
  table: SealedTableName,
  wanted: Wanted,
  read: ReadValue,
): Promise<number> {
  const { key } = sealedTables[table];
  const columns = columnsOf(table).map(([column]) => column);
  const select = `SELECT "${key}"::text AS key, ${columns.map(name => `"${name}"`).join(', ')} FROM "${table}"
    WHERE "${key}"::text > $1 ORDER BY "${key}"::text LIMIT ${batch}`;
  let after = '';
  let count = 0;
  for (;;) {
    const { rows } = await client.query<Record<string, Buffer | null> & { key: string }>(select, [after]);
    for (const row of rows) count += await rewrite(client, vault, table, row, wanted, read);
    const last = rows.at(-1);
    if (!last || rows.length < batch) return count;
    after = last.key;
  }
}

async function rewrite(
  client: pg.ClientBase,
  vault: Vault,
  table: SealedTableName,
  row: Record<string, Buffer | null> & { key: string },
  wanted: Wanted,
  read: ReadValue,
): Promise<number> {
  const values: Record<string, string> = {};
  for (const [column] of columnsOf(table)) {
    const bytes = row[column];
    if (bytes && wanted(bytes)) values[column] = read(bytes, `${table}.${column}` as SealedColumn, row.key);
  }
  const changed = Object.keys(values).length;
  if (changed === 0) return 0;
  const sealed = Object.entries(vault.sealRow(table, row.key, values) as Record<string, unknown>);
  const set = sealed.map(([name], place) => `"${name}" = $${place + 2}`).join(', ');
  const same = Object.keys(values)
    .map((name, place) => `"${name}" = $${sealed.length + place + 2}`)
    .join(' AND ');
  const before = Object.keys(values).map(name => row[name]);
  // Whoever changed the value meanwhile has sealed it with a key of their own: theirs stands.
  await client.query(
    `UPDATE "${table}" SET ${set} WHERE "${sealedTables[table].key}"::text = $1 AND ${same}`,
    [row.key, ...sealed.map(([, value]) => value), ...before],
  );
  return changed;
}
