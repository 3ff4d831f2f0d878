/** The queue on both of its backends: bells, schedules, a wiped store, and a bell that cannot be rung. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openQueueBackend } from '../../src/queue/connect.ts';
import { createQueue, type BangfuQueue } from '../../src/queue/queue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { hasRedis, leaveOut, startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const log = createLog('silent');
let database: TestDatabase;
let redis: TestRedis | undefined;
const withoutRedis = leaveOut('the queue on Redis', 'redis-server', hasRedis);

beforeAll(async () => {
  database = await createTestDatabase();
  if (!withoutRedis) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await database.close();
});

const backends: readonly ['postgres' | 'redis'][] = withoutRedis ? [['postgres']] : [['postgres'], ['redis']];

describe.each(backends)('on %s', kind => {
  let queue: BangfuQueue | undefined;
  afterEach(async () => {
    await queue?.close();
    queue = undefined;
    await wipe();
  });

  const open = async (): Promise<BangfuQueue> => {
    const redisUrl = kind === 'redis' ? redis?.url : undefined;
    queue = createQueue(await openQueueBackend({ redisUrl, databaseUrl: database.url }, log), log);
    return queue;
  };

  const wipe = async (): Promise<void> => {
    if (kind === 'redis') {
      const client = new Redis(redis?.url ?? '');
      await client.flushall();
      client.disconnect();
      return;
    }
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ t: string }>(
      `SELECT tablename AS t FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
    );
    await client.query(`TRUNCATE ${rows.map(row => `bullmq."${row.t}"`).join(', ')}`);
    await client.end();
  };

  test('a bell brings its job with its ids, and a delayed one comes later than a plain one', async () => {
    const ran: string[] = [];
    const q = await open();
    await q.work(async (_name, payload) => void ran.push(JSON.stringify(payload)));
    await q.enqueue('send-outbound-message', { outboundId: '2' }, { delayMs: 300 });
    await q.enqueue('handle-inbound-message', { inboundId: '1' });
    await until(
      () => ran,
      jobs => jobs.length === 2,
    );
    expect(ran).toEqual(['{"inboundId":"1"}', '{"outboundId":"2"}']);
    expect(q.idleMs()).toBeLessThan(10_000);
  });

  test('schedules are exactly the list, come back after a wipe, and run by themselves', async () => {
    const ran: string[] = [];
    const q = await open();
    await q.work(async name => void ran.push(name));
    await q.schedule([{ job: 'escalate', everyMs: 200 }]);
    await until(
      () => ran,
      jobs => jobs.length >= 2,
    );
    await wipe();
    await q.schedule([{ job: 'send-digests', everyMs: 200 }]);
    ran.length = 0;
    await until(
      () => ran,
      jobs => jobs.filter(job => job === 'send-digests').length >= 2,
    );
    expect(ran.slice(2)).not.toContain('escalate');
  });

  test('a job that throws does not stop the next one', async () => {
    const ran: string[] = [];
    const q = await open();
    await q.work(async (_name, payload) => {
      if (JSON.stringify(payload).includes('bad')) throw new Error('on purpose');
      ran.push('good');
    });
    await q.enqueue('handle-inbound-message', { inboundId: 'bad' });
    await q.enqueue('handle-inbound-message', { inboundId: 'fine' });
    await until(
      () => ran,
      jobs => jobs.length === 1,
    );
  });

  test('new workers after a restart hear the bells', async () => {
    const ran: string[] = [];
    const q = await open();
    await q.work(async name => void ran.push(name));
    await q.restart();
    await q.enqueue('plan-obligations', {});
    await until(
      () => ran,
      jobs => jobs.includes('plan-obligations'),
    );
  });
});

test.skipIf(withoutRedis)(
  'with Redis gone a bell is given up in time, and work resumes when Redis is back',
  async () => {
    const ran: string[] = [];
    const own = await startRedis();
    const queue = createQueue(
      await openQueueBackend({ redisUrl: own.url, databaseUrl: database.url }, log),
      log,
    );
    await queue.work(async (_name, payload) => void ran.push(JSON.stringify(payload)));
    await queue.enqueue('handle-inbound-message', { inboundId: 'before' });
    await until(
      () => ran,
      jobs => jobs.length === 1,
    );
    await own.kill();
    const startedMs = performance.now();
    await queue.enqueue('handle-inbound-message', { inboundId: 'during' });
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    await own.restart();
    await until(
      async () => {
        await queue.enqueue('handle-inbound-message', { inboundId: 'after' });
        return ran;
      },
      jobs => jobs.some(job => job.includes('after')),
      30_000,
    );
    await queue.close();
    await own.stop();
  },
  60_000,
);
