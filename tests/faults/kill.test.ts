/** Processes killed at the worst moment, queues wiped, servers gone: nothing lost, nothing doubled. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadDemo } from '../../prisma/demo.ts';
import { systemClock } from '../../src/clock.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fieldKeysText } from '../support/field-keys.ts';
import { freePort, startProduct, type Product } from '../support/product.ts';
import { hasRedis, leaveOut, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const withoutRedis = leaveOut('a campaign with Redis wiped in the middle', 'redis-server', hasRedis);
const platform = {
  corpId: 'ww-test-corp',
  secret: 'test-secret',
  token: 'testtoken',
  encodingAesKey: 'TestTestTestTestTestTestTestTestTestTestTes',
};

let database: TestDatabase;
let fake: FakeWecom;
let api: { url: string; close: () => Promise<void> };
let dataDir: string;
let port: string;
let products: Product[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.empty();
  const clock = systemClock();
  await loadDemo(database.db, clock);
  dataDir = await mkdtemp(join(tmpdir(), 'bangfu-faults-'));
  port = String(await freePort());
  fake = createFakeWecom({ ...platform, agentId: 1000002, clock });
  fake.setCallbackUrl(`http://127.0.0.1:${port}/wecom/callback`);
  const people = await database.db.person.findMany({ where: { userId: { not: null } } });
  fake.setUsers(people.map(({ userId, name }) => ({ userId: userId ?? '', name })));
  api = await fake.listen();
});
afterEach(async () => {
  await Promise.all(products.map(product => product.stop()));
  products = [];
  await api.close();
  await rm(dataDir, { recursive: true, force: true });
});

const settings = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  PORT: port,
  WECOM_CORP_ID: platform.corpId,
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: platform.secret,
  WECOM_TOKEN: platform.token,
  WECOM_ENCODING_AES_KEY: platform.encodingAesKey,
  WECOM_API_BASE: api.url,
  FIELD_KEYS: fieldKeysText,
  CLOCK_CONTROL: '1',
  ...more,
});
const launch = async (more?: Record<string, string>, ready?: () => Promise<boolean>): Promise<Product> => {
  const product = await startProduct(settings(more), ready);
  products.push(product);
  return product;
};
const moveClock = (product: Product, now: string) =>
  fetch(`${product.address}/sandbox/clock`, { method: 'POST', body: JSON.stringify({ now }) });
const texts = (userId: string) => fake.delivered(userId).map(message => message.text);

test('kill -9 between send and mark, then a restart: the phone shows the message once', async () => {
  const first = await launch();
  fake.fault({ api: 'message/send', times: 1, delayMs: 60_000 });
  await fake.say('LiMing', { text: '帮助' });
  await until(
    () => texts('LiMing').length,
    shown => shown === 1,
  );
  await first.kill();
  const second = await launch();
  const later = new Date(systemClock().now().getTime() + 5 * 60_000).toISOString();
  await moveClock(second, later);
  await until(
    () => fake.counters.duplicates,
    duplicates => duplicates === 1,
    30_000,
  );
  await until(
    () => database.db.outboundMessage.findFirstOrThrow({ where: { recipient: 'LiMing' } }),
    row => row.state === 'sent',
  );
  expect(texts('LiMing')).toHaveLength(1);
}, 120_000);

test('kill -9 with messages kept and not yet handled: every one is answered after the restart, once', async () => {
  const web = await launch({ ROLE: 'web' });
  const writers = fake
    .users()
    .slice(0, 12)
    .map(user => user.userId);
  for (const userId of writers) await fake.say(userId, { text: '帮助' });
  await web.kill();
  expect(writers.flatMap(texts)).toEqual([]);
  await launch();
  await until(
    () => writers.filter(userId => texts(userId).length === 1).length,
    answered => answered === writers.length,
    30_000,
  );
  expect(writers.flatMap(texts)).toHaveLength(writers.length);
}, 120_000);

test('SIGTERM stops in order with code 0, and web and worker run apart', async () => {
  const web = await launch({ ROLE: 'web' });
  const beating = async () => (await database.db.systemState.count({ where: { key: 'worker-alive' } })) > 0;
  const worker = await launch({ ROLE: 'worker' }, beating);
  await fake.say('LiMing', { text: '帮助' });
  await until(
    () => texts('LiMing').length,
    shown => shown === 1,
  );
  expect([await web.stop(), await worker.stop()]).toEqual([0, 0]);
}, 120_000);

/** Starts a campaign (every festival prompt of the county), wipes the queue again and again, and counts what phones show. */
async function campaign(more: Record<string, string>, wipe: () => Promise<void>): Promise<void> {
  const product = await launch(more);
  fake.fault({ api: 'message/send', times: 400, delayMs: 30 });
  const moved = moveClock(product, '2027-01-17T09:05:00+08:00');
  for (let round = 0; round < 20; round += 1) {
    await wipe();
    await new Promise(done => setTimeout(done, 100));
  }
  await moved;
  const prompts = () => database.db.outboundMessage.findMany({ where: { purpose: 'prompt' } });
  await until(prompts, rows => rows.length > 3 && rows.every(row => row.state === 'sent'), 60_000);
  const shown = fake.delivered().filter(message => message.text.includes('春节'));
  const perPhone = new Set(shown.map(message => message.to));
  expect(shown).toHaveLength(perPhone.size);
}

/** Empties the queue's tables. Whoever works in them meanwhile may get into a deadlock with us; then once more. */
async function wipeQueue(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ t: string }>(
    `SELECT tablename AS t FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
  );
  const sql = `TRUNCATE ${rows.map(row => `bullmq."${row.t}"`).join(', ')}`;
  await client.query(sql).catch((error: pg.DatabaseError) => {
    if (error.code !== '40P01') throw error;
    return wipeQueue(client);
  });
}

test('the queue’s tables wiped in mid-campaign: nothing lost, nothing doubled', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await campaign({}, () => wipeQueue(client));
  } finally {
    await client.end();
  }
}, 180_000);

test.skipIf(withoutRedis)(
  'Redis wiped in mid-campaign: nothing lost, nothing doubled',
  async () => {
    const redis = await startRedis();
    const client = new Redis(redis.url);
    await campaign({ REDIS_URL: redis.url }, async () => void (await client.flushall()));
    client.disconnect();
    await redis.stop();
  },
  180_000,
);
