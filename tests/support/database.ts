/** A database of one's own for each test file, copied from the migrated template. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Connections } from '../../src/database.ts';
import { openKeyRing, type KeyRing } from '../../src/vault/key-ring.ts';
import { fieldKeys } from './field-keys.ts';

const template = 'bangfu_template';

export interface TestDatabase extends Connections {
  readonly url: string;
  readonly keyRing: KeyRing;
  /** Empties every table, in one statement. */
  empty(): Promise<void>;
}

/** Makes a fresh database; call `close()` at the end. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = server.replace(/\/bangfu$/, `/${name}`);
  const keyRing = await openKeyRing(url, fieldKeys);
  const connections = connect(url, { vault: keyRing.vault, poolSize: 8 });
  return {
    ...connections,
    url,
    keyRing,
    empty: () => emptyTables(connections),
    close: async () => {
      await connections.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function emptyTables({ db }: Connections): Promise<void> {
  const rows = await db.$queryRaw<{ tablename: string }[]>`
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'data_key')`;
  const names = rows.map(row => `"${row.tablename}"`).join(', ');
  await db.$executeRawUnsafe(`TRUNCATE ${names} RESTART IDENTITY CASCADE`);
}
