/**
 * The queue, on Redis where there is one and on PostgreSQL otherwise. The only room that knows BullMQ. A bell that
 * cannot be rung is not an error for the caller: the row is kept, and the sweep finds it.
 */
import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type ConnectionOptions,
  type Processor,
} from 'bullmq';
import { withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { jobContracts, type QueueName } from '../../jobs/contracts.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';

/** Makes queues and workers on one backend; everything made is closed by `close`. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  queue(name: QueueName): Queue;
  worker(name: QueueName, process: Processor, concurrency: number): Worker;
  /** Rejects when the backend does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export const queueNames = [...new Set(Object.values(jobContracts).map(contract => contract.queue))];

/** Rows are the truth, so a finished job leaves nothing behind and a failed one only a little for whoever looks. */
const defaultJobOptions = { removeOnComplete: true, removeOnFail: { count: 200 }, attempts: 1 };
/** A worker that dies gives its job back within these times; running a job twice is harmless. */
const workerTimes = { lockDuration: 30_000, stalledInterval: 10_000, maxStalledCount: 10 };

/** Opens the backend, preparing its tables if it is PostgreSQL. */
export async function openQueueBackend(
  source: { redisUrl: string | undefined; databaseUrl: string },
  log: Log,
): Promise<QueueBackend> {
  return source.redisUrl === undefined
    ? openPostgres(source.databaseUrl, log)
    : openRedis(source.redisUrl, log);
}

async function openPostgres(databaseUrl: string, log: Log): Promise<QueueBackend> {
  await prepareTables(databaseUrl);
  const bull = withBackend(createPostgresBackend);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 2,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  pool.on('error', () => undefined);
  const connection = (max: number) => ({
    connectionString: databaseUrl,
    max,
    keepAlive: true,
    options: withoutFlush,
  });
  return {
    kind: 'postgres',
    queue: name =>
      quiet(new bull.Queue(name, { connection: connection(2), defaultJobOptions }), log) as unknown as Queue,
    worker: (name, process, concurrency) =>
      quiet(
        new bull.Worker(name, process, { connection: connection(4), concurrency, ...workerTimes }),
        log,
      ) as unknown as Worker,
    ping: async () => void (await pool.query('SELECT 1')),
    close: () => pool.end(),
  };
}

/**
 * A bell need not survive a crash, so its commit does not wait for the disk. BullMQ commits under locks of the whole queue
 * (and NOTIFY under one of the whole server): waiting there would have every bell, and with them the rows, stand in line.
 */
const withoutFlush = '-c synchronous_commit=off';

async function prepareTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

async function openRedis(redisUrl: string, log: Log): Promise<QueueBackend> {
  const shared = new Redis(redisUrl, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    lazyConnect: true,
  });
  shared.on('error', error => log.warn({ err: error }, 'redis'));
  await shared.connect().catch((error: unknown) => log.warn({ err: error }, 'redis is not reachable yet'));
  await refuseEviction(shared, log);
  const forQueues: ConnectionOptions = { ...parseRedis(redisUrl), maxRetriesPerRequest: 1 };
  const forWorkers: ConnectionOptions = { ...parseRedis(redisUrl), maxRetriesPerRequest: null };
  return {
    kind: 'redis',
    queue: name => quiet(new Queue(name, { connection: forQueues, defaultJobOptions }), log),
    worker: (name, process, concurrency) =>
      quiet(new Worker(name, process, { connection: forWorkers, concurrency, ...workerTimes }), log),
    ping: async () => void (await shared.ping()),
    close: async () => shared.disconnect(),
  };
}

/** A Redis that throws keys away when it is full would lose jobs at random; refuse it while somebody is watching. */
async function refuseEviction(redis: Redis, log: Log): Promise<void> {
  const answer = await redis.config('GET', 'maxmemory-policy').catch(() => undefined);
  const policy = Array.isArray(answer) ? String(answer[1]) : undefined;
  if (policy === undefined)
    return log.warn({}, 'redis does not tell its maxmemory-policy; it must be noeviction');
  if (policy === 'noeviction') return;
  throw new AppError(
    'redis-evicts',
    `Redis has maxmemory-policy ${policy}; set it to noeviction (CONFIG SET or redis.conf)`,
  );
}

function parseRedis(redisUrl: string) {
  const { hostname, port, username, password, pathname, protocol } = new URL(redisUrl);
  return {
    host: hostname,
    port: Number(port || 6379),
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: 5_000,
    // The back-off never ends: a worker must come back however long Redis was away.
    retryStrategy: (times: number) => Math.min(times * 200, 3_000),
  };
}

/** BullMQ reports connection trouble as 'error' events, which would end the process if nobody listened. */
function quiet<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  emitter: T,
  log: Log,
): T {
  let lastLoggedMs = -Infinity;
  emitter.on('error', error => {
    if (performance.now() - lastLoggedMs < 5_000) return;
    lastLoggedMs = performance.now();
    log.warn({ err: error }, 'queue connection');
  });
  return emitter;
}
