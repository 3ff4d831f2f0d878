/** The callback route over real HTTP: what it keeps, what it refuses, and what it never acknowledges. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Middleware } from 'koa';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createInbox, type Inbox } from '../../src/chat/inbox.ts';
import { createSpool, type Spool } from '../../src/chat/spool.ts';
import { closeServer, createHttpApp, createHttpServer, listen } from '../../src/http/app.ts';
import { callbackRoutes } from '../../src/http/callback.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createLog } from '../../src/log.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { createCallbackCrypto } from '../../src/wecom/crypto.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { inboundIn } from '../support/sealed.ts';

const corpId = 'ww-test-corp';
const token = 'testtoken';
const encodingAesKey = 'TestTestTestTestTestTestTestTestTestTestTes';
const crypto = createCallbackCrypto({ token, encodingAesKey, receiveId: corpId });
const clock = heldClock('2026-11-23T10:00:00+08:00');

let database: TestDatabase;
let folder: string;
let bells: string[];
let lines: string[];
let fake: FakeWecom;
let servers: Server[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  folder = await mkdtemp(join(tmpdir(), 'bangfu-callback-'));
  bells = [];
  lines = [];
  fake = createFakeWecom({ corpId, agentId: 1000002, secret: 'unused-secret', token, encodingAesKey, clock });
  fake.setUsers([{ userId: 'LiMing', name: '李明' }]);
});
afterEach(async () => {
  await Promise.all(servers.map(server => closeServer(server, 100)));
  servers = [];
  await rm(folder, { recursive: true, force: true });
});

async function serve(
  inbox: Inbox,
  spool: Spool = createSpool(join(folder, 'spool'), database.db.$vault),
): Promise<string> {
  const log = createLog('info', { write: line => void lines.push(line) });
  const metrics = createMetrics(() => Promise.reject(new Error('not asked for')));
  const enqueue = async (_name: string, payload: object): Promise<void> =>
    void bells.push(JSON.stringify(payload));
  const routes = callbackRoutes({ crypto, agentId: '1000002', clock, inbox, spool, enqueue, metrics, log });
  const server = createHttpServer(createHttpApp({ routes: [routes.routes() as Middleware], log }));
  servers.push(server);
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}/wecom/callback`;
  fake.setCallbackUrl(url);
  return url;
}

const ourInbox = (): Inbox => createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
const kept = () => database.db.inboundMessage.count();
const securityLines = () => lines.filter(line => line.includes('"security":true'));

function signed(plaintext: string, timestamp: number): { query: string; body: string } {
  const sealed = crypto.seal(plaintext, { timestamp: String(timestamp), nonce: 'nonce' });
  const query = new URLSearchParams({
    msg_signature: sealed.signature,
    timestamp: String(timestamp),
    nonce: 'nonce',
  });
  return { query: query.toString(), body: `<xml><Encrypt><![CDATA[${sealed.encrypted}]]></Encrypt></xml>` };
}

const nowSeconds = (): number => Math.floor(clock.now().getTime() / 1000);
const post = async (url: string, query: string, body: string) => {
  const response = await fetch(`${url}?${query}`, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
};

test('the admin console’s verification gets the bare text back', async () => {
  await serve(ourInbox());
  expect(await fake.verifyUrl()).toMatchObject({ ok: true, status: 200 });
});

test('a message is committed before the empty 200, and its bell carries an id only', async () => {
  await serve(ourInbox());
  const { deliveries } = await fake.say('LiMing', { text: '今天去看了张老' });
  expect(deliveries).toMatchObject([{ status: 200, body: '' }]);
  const rows = await inboundIn(database.db);
  expect(rows).toMatchObject([
    {
      sender: 'liming',
      kind: 'text',
      handledAt: null,
      payload: { content: '今天去看了张老' },
    },
  ]);
  expect(bells).toEqual([`{"inboundId":"${rows[0]?.id}"}`]);
});

test('the same message delivered four times, twice at once, newly encrypted each time: one row, four times 200', async () => {
  await serve(ourInbox());
  const { plaintext } = fake.compose('LiMing', { text: '一次就够' });
  const deliveries = await fake.deliver(plaintext, { times: 4, together: 2 });
  expect(deliveries.map(each => each.status)).toEqual([200, 200, 200, 200]);
  expect(await kept()).toBe(1);
  expect(bells).toHaveLength(1);
});

test('two different events of one person in one second are both kept', async () => {
  await serve(ourInbox());
  await fake.click('LiMing', 'my-tasks');
  await fake.click('LiMing', 'my-members');
  expect(await kept()).toBe(2);
});

test.each<[string, number, (url: string) => Promise<{ status: number; text: string }>]>([
  [
    'a forged signature',
    403,
    async url => {
      const { query, body } = signed('<xml><MsgType>text</MsgType></xml>', nowSeconds());
      return post(url, query.replace(/msg_signature=./, 'msg_signature=x'), body);
    },
  ],
  [
    'an old timestamp, genuinely signed',
    403,
    async url => {
      const { query, body } = signed('<xml></xml>', nowSeconds() - 3600);
      return post(url, query, body);
    },
  ],
  [
    'another corp’s receiver id',
    403,
    async url => {
      const { plaintext } = fake.compose('LiMing', { text: '您好' });
      const [delivery] = await fake.deliver(plaintext, { receiveId: 'ww-other', urls: [url] });
      return { status: delivery?.status ?? 0, text: delivery?.body ?? '' };
    },
  ],
  [
    'a body without Encrypt',
    400,
    async url => post(url, signed('<xml/>', nowSeconds()).query, '<xml><MsgType>text</MsgType></xml>'),
  ],
  [
    'a DOCTYPE',
    400,
    async url => {
      const { query, body } = signed('<xml/>', nowSeconds());
      return post(url, query, `<!DOCTYPE xml [<!ENTITY a "b">]>${body}`);
    },
  ],
  [
    '64 KB and more',
    413,
    async url => post(url, signed('<xml/>', nowSeconds()).query, 'x'.repeat(65 * 1024)),
  ],
])(
  '%s: refused with %i, one generic answer, one security line, nothing stored',
  async (_what, status, deed) => {
    const url = await serve(ourInbox());
    expect(await deed(url)).toEqual({ status, text: 'refused' });
    expect(securityLines()).toHaveLength(1);
    expect(await kept()).toBe(0);
  },
);

test('with the database out of reach the callback is spooled before it is acknowledged, and is replayed later', async () => {
  const dead = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
  const spool = createSpool(join(folder, 'spool'), database.db.$vault);
  await serve(createInbox({ pool: dead, clock, vault: database.db.$vault }), spool);
  const { deliveries } = await fake.say('LiMing', { text: '数据库停了也不丢' });
  expect(deliveries.map(each => each.status)).toEqual([200]);
  expect(await spool.size()).toBe(1);
  await spool.replay(ourInbox());
  expect(await kept()).toBe(1);
  await dead.end();
});

test('with database and disk both out of reach nothing is acknowledged', async () => {
  const dead = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
  await writeFile(join(folder, 'spool'), 'a file where the folder should be');
  await serve(createInbox({ pool: dead, clock, vault: database.db.$vault }));
  const { deliveries } = await fake.say('LiMing', { text: '没有留下就不说收到' });
  expect(deliveries.map(each => each.status)).toEqual([503, 503, 503]);
  await dead.end();
});

test('no log line holds what somebody wrote or a secret', async () => {
  await serve(ourInbox());
  await fake.say('LiMing', { text: '血压高住院了' });
  const all = lines.join('');
  for (const secret of ['血压高', token, encodingAesKey, 'unused-secret']) expect(all).not.toContain(secret);
});
