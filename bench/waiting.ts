/** What waits in the queue, on Redis and on PostgreSQL, while 100 000 duties wait in their rows. */
import { Redis } from 'ioredis';
import { schedules } from '../jobs/schedules.ts';
import { bellsAtOnce } from '../src/app.ts';
import type { Database } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import { openQueueBackend } from '../src/queue/connect.ts';
import { createQueue, type BangfuQueue } from '../src/queue/queue.ts';
import { planObligations } from '../src/scheme/obligations/planner.ts';
import { startRedis } from '../tests/support/redis.ts';
import { quiet, withMembers } from './members.ts';
import type { Print } from './support.ts';

/** A member has four duties and more in the half year that is planned. */
const members = 25_000;
const messages = 100_000;
/** The prompter writes 20 000 messages a run, and each run rings for some of them. */
const bells = bellsAtOnce * Math.ceil(messages / 20_000);

/**
 * `npm run bench waiting`: what the queue holds while 100 000 duties wait, and while the bells of 100 000 messages ring at
 * once; in Redis, and in its tables where there is no Redis.
 */
export async function benchWaiting(print: Print): Promise<void> {
  const redis = await openRedis();
  try {
    await withMembers(members, async (db, databaseUrl) => {
      await planObligations(db, quiet);
      await inRedis(redis, db, print);
      await inTables(databaseUrl, db, print);
    });
  } finally {
    await redis.stop();
  }
}

async function inRedis(redis: BenchRedis, db: Database, print: Print): Promise<void> {
  const emptyBytes = await redis.usedBytes();
  const held = async () => megabytes((await redis.usedBytes()) - emptyBytes);
  const duties = await db.obligation.count({ where: { nextStepAt: { not: null } } });
  await withQueue({ redisUrl: redis.url, databaseUrl: '' }, async queue => {
    await queue.schedule(schedules);
    print(`${duties} duties wait for their next step: ${await held()} MB in Redis (want ≤ 50)`);
    await redis.empty();
    await ring(queue);
    print(
      `${messages} messages written and none has left: ${bells} bells, ${await held()} MB in Redis (want ≤ 50)`,
    );
  });
  const rows = megabytes(await sizeOf(db, 'public', 'obligation'));
  print(`  the rows of the duties with every index: ${rows} MB on the disk of PostgreSQL`);
}

/** The same without Redis. */
async function inTables(databaseUrl: string, db: Database, print: Print): Promise<void> {
  await withQueue({ redisUrl: undefined, databaseUrl }, async queue => {
    await queue.schedule(schedules);
    const waiting = megabytes(await sizeOf(db, 'bullmq'));
    await ring(queue);
    const ringing = megabytes(await sizeOf(db, 'bullmq'));
    print(
      `  without Redis, in the queue's own tables with every index: ${waiting} MB while the duties wait, ${ringing} MB with the bells`,
    );
  });
}

async function withQueue(
  source: { readonly redisUrl: string | undefined; readonly databaseUrl: string },
  work: (queue: BangfuQueue) => Promise<void>,
): Promise<void> {
  const log = createLog('silent');
  const queue = createQueue(await openQueueBackend(source, log), log);
  try {
    await work(queue);
  } finally {
    await queue.close();
  }
}

/** Few enough at a time that none is given up on a machine that has much else to do. */
async function ring(queue: BangfuQueue): Promise<void> {
  const atOnce = 100;
  for (let from = 0; from < bells; from += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, (_, n) =>
        queue.enqueue('send-outbound-message', { outboundId: String(from + n) }),
      ),
    );
}

/** Bytes of the tables of a schema, or of one of them, with their indexes. */
async function sizeOf(db: Database, schema: string, table = '%'): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT COALESCE(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = ${schema} AND c.relname LIKE ${table}`;
  return row?.bytes ?? 0;
}

type BenchRedis = Awaited<ReturnType<typeof openRedis>>;

/** A server of its own, and a look at what it holds. */
async function openRedis() {
  const server = await startRedis();
  const client = new Redis(server.url);
  return {
    url: server.url,
    usedBytes: async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? 0),
    empty: () => client.flushall(),
    stop: async () => {
      client.disconnect();
      await server.stop();
    },
  };
}

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
