/** The one door to the database: the Prisma client, transactions that are tried again, and "now" in SQL. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Clock } from './clock.ts';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';
import type { Vault } from './vault/vault.ts';

export { Prisma, PrismaClient };

/** A client or a transaction: functions that read and write take it first and do not care which. */
export type Db = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'> &
  WithVault;

/** The client itself, which can open transactions (`inTransaction`). */
export type Database = PrismaClient & WithVault;

interface WithVault {
  /** Seals and opens the columns that hold what is personal. */
  readonly $vault: Vault;
}

/** The product's connections: one pool for Prisma, a small one kept free for callbacks. */
export interface Connections {
  readonly db: Database;
  /** Reserved for keeping callbacks, so that a busy worker cannot hold up an acknowledgement. */
  readonly inboxPool: pg.Pool;
  readonly close: () => Promise<void>;
}

/** Opens the connections; nothing is sent before the first query. `poolSize` bounds each process's share of the server. */
export function connect(databaseUrl: string, options: { vault: Vault; poolSize?: number }): Connections {
  const { vault, poolSize = 16 } = options;
  const limits = {
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: inUtc,
  };
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize, ...limits });
  const inboxPool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8,
    statement_timeout: 4_000,
    ...limits,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  for (const each of [pool, inboxPool]) each.on('error', () => undefined);
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: preparedName }),
    transactionOptions: { maxWait: 5_000, timeout: 20_000 },
    errorFormat: 'minimal',
  });
  // Transactions of the client show what is defined on it.
  const db = Object.defineProperty(client, '$vault', { value: vault }) as Database;
  return {
    db,
    inboxPool,
    close: async () => {
      await db.$disconnect();
      await Promise.all([pool.end(), inboxPool.end()]);
    },
  };
}

/** The driver adapter writes and reads instants without their zone: they are right only while the session counts in UTC. */
const inUtc = '-c TimeZone=UTC';

/** The instant now, in SQL: the database's own clock moved as far as `clock` was moved, or the instant it is held at. */
export function sqlNow(clock: Clock): Prisma.Sql {
  if (clock.heldAt) return Prisma.sql`${clock.heldAt.toISOString()}::timestamptz`;
  return Prisma.sql`(clock_timestamp() + ${clock.offsetMs} * interval '1 millisecond')`;
}

const retryableCodes = new Set(['40001', '40P01']);

/** Whether a transaction failed only because another one was in its way: a write conflict or a deadlock, in either shape. */
export function isWriteConflict(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, originalCode, kind, cause, meta } = error as Record<string, unknown>;
  if (code === 'P2034' || kind === 'TransactionWriteConflict') return true;
  if ([code, originalCode].some(each => typeof each === 'string' && retryableCodes.has(each))) return true;
  return [cause, meta, (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError].some(
    each => each !== undefined && each !== error && isWriteConflict(each),
  );
}

/** How often a transaction is tried, and how long one may take and wait for a connection (ms; the client's own when absent). */
export interface TransactionOptions {
  readonly tries?: number;
  readonly timeout?: number;
  readonly maxWait?: number;
  readonly isolationLevel?: 'RepeatableRead' | 'Serializable';
}

/** Runs `work` in one transaction; a write conflict or deadlock runs it again, five times in all. */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Db) => Promise<T>,
  { tries = 5, ...limits }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(tx => work(tx as unknown as Db), limits);
    } catch (error) {
      if (attempt >= tries || !isWriteConflict(error)) throw error;
    }
  }
}

/**
 * What `work` would do: inside the caller's transaction, which it leaves as it was, whether it succeeds or throws. Locks that
 * `work` takes end with it.
 */
export async function takenBack<T>(tx: Db, work: () => Promise<T>): Promise<T> {
  await tx.$executeRaw`SAVEPOINT taken_back`;
  try {
    return await work();
  } finally {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT taken_back`;
  }
}

/** Lists and searches by subtree or by name: what is the best plan depends on how much the values let through. */
const plannedAnew = /"path"::text LIKE|"nameKeys"/;

/** One prepared statement for each SQL text: the server then plans it once per connection. */
const preparedNames = new Map<string, string>();
const maxPrepared = 500;
function preparedName(query: { sql: string }): string {
  const known = preparedNames.get(query.sql);
  if (known !== undefined) return known;
  if (preparedNames.size >= maxPrepared || plannedAnew.test(query.sql)) return '';
  const name = `q${preparedNames.size}`;
  preparedNames.set(query.sql, name);
  return name;
}
