/** Sending, against a platform that refuses, forgets and falls silent: what each answer leads to. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JobContext } from '../../jobs/context.ts';
import { sendOutboundMessage } from '../../jobs/send-outbound-message.ts';
import { createOutbox, type NewMessage } from '../../src/chat/outbox.ts';
import { recipientsDue } from '../../src/chat/delivery.ts';
import { deliveryRules } from '../../src/delivery-rules.ts';
import { createLog } from '../../src/log.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { databaseTokenStore } from '../../src/token-store.ts';
import { createWecomClient } from '../../src/wecom/client.ts';
import { splitText, textMessage } from '../../src/wecom/messages.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const minuteMs = 60_000;
const app = { corpId: 'ww-test-corp', agentId: '1000002', secret: 'test-secret' };
const log = createLog('silent');

let database: TestDatabase;
let clock: HeldClock;
let fake: FakeWecom;
let api: { url: string; close: () => Promise<void> };
let context: JobContext;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  clock = heldClock('2027-01-18T09:10:00+08:00');
  fake = createFakeWecom({
    ...app,
    agentId: 1000002,
    token: 'testtoken',
    encodingAesKey: 'T'.repeat(43),
    clock,
  });
  fake.setUsers([
    { userId: 'LiMing', name: '李明' },
    { userId: 'WangFang', name: '王芳' },
  ]);
  api = await fake.listen();
  context = worker();
});
afterEach(() => api.close());

/** A worker's context; two of them are two processes with one database. */
function worker(): JobContext {
  const { db } = database;
  const nowMs = () => clock.now().getTime();
  const tokens = databaseTokenStore(db, 'ww-test-corp/1000002');
  const compose = (toUser: string, content: string) => textMessage({ agentId: app.agentId, toUser, content });
  return {
    db,
    clock,
    log,
    outbox: createOutbox({ clock, split: splitText, compose }),
    enqueue: async () => undefined,
    wecom: createWecomClient({ ...app, apiBase: api.url, tokens, nowMs, timeoutMs: 500 }),
    converse: () => Promise.reject(new Error('nobody talks here')),
    delivery: deliveryRules({ clock, log }),
    composeFile: () => {
      throw new Error('no files are sent here');
    },
    incomingFiles: [],
    keepTextDays: 180,
    attachmentFolder: '/nowhere',
  };
}

const write = (text: string, more: Partial<NewMessage> = {}) =>
  context.outbox.queue(database.db, { to: 'LiMing', text, purpose: 'answer', ...more });
const sendDue = async (by = context): Promise<void> => {
  for (const outboundId of await recipientsDue(database.db, clock, 100))
    await sendOutboundMessage({ outboundId }, by);
};
const states = async () =>
  (await database.db.outboundMessage.findMany({ orderBy: { id: 'asc' } })).map(({ state, reason }) =>
    reason ? `${state}: ${reason}` : state,
  );
const shown = (userId = 'LiMing') => fake.delivered(userId).map(message => message.text);

test('a message arrives, once, however often the job runs', async () => {
  await write('您好');
  await Promise.all([sendDue(), sendDue(worker()), sendDue(worker())]);
  await sendDue();
  expect(shown()).toEqual(['您好']);
  expect(await states()).toEqual(['sent']);
});

test('a long text arrives in parts, whole and in order', async () => {
  const text = Array.from({ length: 120 }, (_, n) => `第${n}段：老同志的事，件件有着落。`).join('\n');
  await write(text);
  await sendDue();
  expect(shown().length).toBeGreaterThan(1);
  expect(shown().join('\n')).toBe(text);
  expect(fake.delivered().some(message => message.truncated)).toBe(false);
});

test('the token expires under two workers: one new one is fetched, nothing is lost', async () => {
  for (let n = 0; n < 10; n += 1) await write(`第${n}条`, { to: n % 2 ? 'LiMing' : 'WangFang' });
  await write('先来一条', { to: 'WangFang' });
  await sendDue();
  expect(fake.counters.gettoken).toBe(1);
  fake.expireTokens();
  for (let n = 10; n < 20; n += 1) await write(`第${n}条`, { to: n % 2 ? 'LiMing' : 'WangFang' });
  await Promise.all([sendDue(), sendDue(worker())]);
  await sendDue();
  expect(fake.counters.gettoken).toBe(2);
  expect(shown().length + shown('WangFang').length).toBe(21);
});

test('the platform took it and the reply was lost: the same bytes go again, the phone shows it once', async () => {
  fake.fault({ api: 'message/send', dropReply: true });
  await write('您好');
  await sendDue();
  expect(await states()).toEqual(['pending: outcome-unknown']);
  clock.advance(minuteMs);
  await sendDue();
  expect(shown()).toEqual(['您好']);
  expect(fake.counters.duplicates).toBe(1);
  expect(await states()).toEqual(['sent']);
});

test('the platform cannot be reached at all: nothing counts as tried, and it goes when the way is free', async () => {
  fake.fault({ api: '*', refuse: true, times: 3 });
  await write('您好');
  await sendDue();
  clock.advance(10 * minuteMs);
  fake.clearFaults();
  await sendDue();
  expect(shown()).toEqual(['您好']);
});

test('a frequency error pauses everything: a minute, then an hour, then to the next day', async () => {
  const pause = async () => {
    const row = await database.db.systemState.findUniqueOrThrow({ where: { key: 'delivery-pause' } });
    return (row.value as { until: string }).until;
  };
  const at = (iso: string) => new Date(iso).toISOString();
  fake.fault({ api: 'message/send', errcode: 45009, times: 3 });
  await write('您好', { notAfter: new Date('2027-01-20T20:00:00+08:00') });
  await sendDue();
  expect(await pause()).toBe(at('2027-01-18T09:11:00+08:00'));
  const sends = fake.counters.send;
  await sendDue();
  expect(fake.counters.send).toBe(sends);
  clock.moveTo(new Date('2027-01-18T09:11:01+08:00'));
  await sendDue();
  expect(await pause()).toBe(at('2027-01-18T10:11:01+08:00'));
  clock.moveTo(new Date('2027-01-18T10:11:02+08:00'));
  await sendDue();
  expect(await pause()).toBe(at('2027-01-19T00:00:00+08:00'));
  clock.moveTo(new Date('2027-01-19T09:11:00+08:00'));
  await sendDue();
  expect(shown()).toEqual(['您好']);
});

test('a wrong secret: no loop of gettoken, everything waits, and goes once the setting is right', async () => {
  fake.fault({ api: 'gettoken', errcode: 40001, times: 1 });
  await write('您好');
  await write('也给王芳', { to: 'WangFang' });
  await sendDue();
  await sendDue();
  expect(fake.counters.gettoken).toBe(1);
  expect((await states()).every(state => state.startsWith('pending'))).toBe(true);
  clock.advance(6 * minuteMs);
  await sendDue();
  expect([...shown(), ...shown('WangFang')]).toEqual(['您好', '也给王芳']);
});

test('somebody the platform does not know is marked unreachable, and the others get theirs', async () => {
  const organisation = await database.db.organisation.create({
    data: { name: '局', kind: 'cadre-bureau', path: 'x/' },
  });
  await database.db.person.create({
    data: {
      name: '赵远',
      userId: 'Gone',
      userIdKey: 'gone',
      organisationId: organisation.id,
      roles: ['helper'],
    },
  });
  await write('在吗', { to: 'Gone' });
  await write('您好');
  await sendDue();
  expect(await states()).toEqual(['failed: not-reachable', 'sent']);
  const person = await database.db.person.findUniqueOrThrow({ where: { userIdKey: 'gone' } });
  expect(person.unreachableSince).not.toBeNull();
  await sendDue();
  expect(fake.counters.send).toBe(2);
});

test('busy: tried again soon, at most three times before a longer wait', async () => {
  fake.fault({ api: 'message/send', errcode: -1, times: 2 });
  await write('您好');
  for (let tries = 0; tries < 3; tries += 1) {
    await sendDue();
    clock.advance(minuteMs);
  }
  expect(shown()).toEqual(['您好']);
});

test('an unknown errcode is tried once more and then given up, with its number kept', async () => {
  fake.fault({ api: 'message/send', errcode: 987654, times: 5 });
  await write('您好');
  await sendDue();
  clock.advance(minuteMs);
  await sendDue();
  const row = await database.db.outboundMessage.findFirstOrThrow();
  expect(row).toMatchObject({ state: 'failed', errcode: 987654 });
  expect(fake.counters.send).toBe(2);
});

test('the 31st message in a minute waits on our side: the platform drops nothing', async () => {
  for (let n = 0; n < 40; n += 1) await write(`第${n}条`);
  await sendDue();
  expect(shown().length).toBeLessThanOrEqual(30);
  clock.advance(2 * minuteMs);
  await sendDue();
  expect(shown()).toHaveLength(40);
  expect(fake.counters.dropped).toBe(0);
});

test('in quiet hours an answer and an alarm leave, a prompt waits for the morning, one whose window ends does not', async () => {
  clock.moveTo(new Date('2027-01-18T21:40:00+08:00'));
  const morning = new Date('2027-01-19T20:00:00+08:00');
  await write('答复');
  await write('要紧', { purpose: 'alarm' });
  await write('明早再说', { purpose: 'prompt', notAfter: morning });
  await write('只在今天', { purpose: 'notice', notAfter: new Date('2027-01-18T23:00:00+08:00') });
  for (let turn = 0; turn < 3; turn += 1) await sendDue();
  expect(shown()).toEqual(['答复', '要紧']);
  clock.moveTo(new Date('2027-01-19T08:05:00+08:00'));
  await sendDue();
  expect(shown()).toEqual(['答复', '要紧', '明早再说']);
  expect((await states()).at(-1)).toMatch(/^expired/);
});

test('near the day’s ceiling digests give way and answers still go', async () => {
  const sentAt = clock.now();
  const row = {
    recipient: 'Other',
    purpose: 'prompt',
    body: new Uint8Array(),
    textHash: 'x',
    state: 'sent' as const,
    sentAt,
  };
  const times = { notBefore: sentAt, notAfter: sentAt, createdAt: sentAt };
  await database.db.outboundMessage.createMany({
    data: Array.from({ length: 850 }, () => ({ ...row, ...times })),
  });
  await write('今日简报', { purpose: 'digest', notAfter: new Date('2027-01-18T18:00:00+08:00') });
  await write('答复', { to: 'WangFang' });
  await sendDue();
  expect(shown('WangFang')).toEqual(['答复']);
  expect(await states()).toContain('expired: daily-ceiling');
});
