/** Rows of any table, for tests that are about all tables: what must not be empty is made up, nothing refers to anything. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { columnsOf, sealedTables, type SealedTableName } from '../../src/vault/sealed-columns.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
}

/** Writes one row with all sealed columns of the table, each made by `sealed` from the row's key; returns that key. */
export async function writeAnyRow(
  client: pg.ClientBase,
  table: SealedTableName,
  sealed: (column: string, key: string) => Uint8Array,
): Promise<string> {
  const key = randomUUID();
  const values: Record<string, unknown> = { [sealedTables[table].key]: key };
  for (const [column] of columnsOf(table)) values[column] = sealed(column, key);
  for (const { name, type, needed } of await columnsIn(client, table)) {
    if (needed && !(name in values)) values[name] = anyValue(type);
  }
  const names = Object.keys(values);
  await client.query(
    `INSERT INTO "${table}" (${names.map(name => `"${name}"`).join(', ')})
     VALUES (${names.map((_, place) => `$${place + 1}`).join(', ')})`,
    Object.values(values),
  );
  return key;
}

/** From now on this connection may write rows that refer to nothing. */
export const allowStrayRows = async (client: pg.ClientBase): Promise<void> =>
  void (await client.query(`SET session_replication_role = replica`));

const known = new Map<string, readonly Column[]>();
async function columnsIn(client: pg.ClientBase, table: string): Promise<readonly Column[]> {
  const seen = known.get(table);
  if (seen) return seen;
  const { rows } = await client.query<Column>(
    `SELECT column_name AS name, udt_name AS type, is_nullable = 'NO' AND column_default IS NULL AS needed
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
    [table],
  );
  known.set(table, rows);
  return rows;
}

let made = 0;
function anyValue(type: string): unknown {
  made += 1;
  if (type === 'uuid') return randomUUID();
  if (type === 'timestamptz') return new Date(Date.UTC(2027, 0, 1));
  if (type === 'bool') return false;
  if (type === 'bytea') return Buffer.alloc(0);
  if (type === 'jsonb') return '{}';
  if (type.startsWith('_')) return [];
  return type.startsWith('int') ? made : `made-up-${made}`;
}
