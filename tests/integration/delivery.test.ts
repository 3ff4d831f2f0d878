import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  claimNext,
  expireOverdue,
  leaseMs,
  recipientsDue,
  release,
  settle,
  type ClaimedMessage,
} from '../../src/chat/delivery.ts';
import { createOutbox, duplicateWindowMs, frozenBody } from '../../src/chat/outbox.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const minuteMs = 60_000;
const anyTime = (_sent: readonly number[], now: number): number => now;
let database: TestDatabase;
let clock: HeldClock;
const outbox = createOutbox({
  get clock() {
    return clock;
  },
  split: text => text.split('|'),
  compose: (to, text) => JSON.stringify({ to, text }),
});

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  clock = heldClock('2027-01-18T09:10:00+08:00');
  await database.empty();
});
afterAll(() => database.close());

const say = (text: string, more: object = {}) =>
  outbox.queue(database.db, { to: 'LiMing', text, purpose: 'answer', ...more });
const anyId = async (): Promise<string> =>
  String((await database.db.outboundMessage.findFirstOrThrow({ where: { recipient: 'LiMing' } })).id);
const claim = async (): Promise<ClaimedMessage | undefined> =>
  (await claimNext(database.db, clock, await anyId(), anyTime)).claimed;
const stateOf = async (id: string | undefined) => {
  const { state, reason } = await database.db.outboundMessage.findUniqueOrThrow({
    where: { id: BigInt(id ?? 0) },
  });
  return reason ? `${state}: ${reason}` : state;
};
const textOf = (message: ClaimedMessage | undefined): string => {
  if (!message?.body) return '';
  return (JSON.parse(message.body) as { text: string }).text;
};

test('parts of a long text are rows of their own and leave in their order', async () => {
  await say('第一段|第二段|第三段');
  for (const expected of ['第一段', '第二段', '第三段']) {
    const message = await claim();
    expect(textOf(message)).toBe(expected);
    expect(await claim()).toBeUndefined();
    if (message) await settle(database.db, clock, message, { state: 'sent' });
  }
  expect(await claim()).toBeUndefined();
});

test('sixteen workers racing for one message: one gets it', async () => {
  await say('您好');
  const claims = await Promise.all(Array.from({ length: 16 }, claim));
  expect(claims.filter(Boolean)).toHaveLength(1);
});

test('a worker that died between send and mark: the same bytes go again, and the late writer changes nothing', async () => {
  const [id] = await say('您好');
  const first = await claim();
  clock.advance(leaseMs + 1);
  expect(await recipientsDue(database.db, clock, 10)).toEqual([id]);
  const second = await claim();
  expect(second?.body).toBe(first?.body);
  if (!first || !second) throw new Error('both were claimed');
  expect(await settle(database.db, clock, first, { state: 'failed', reason: 'late' })).toMatchObject({
    held: false,
  });
  expect(await settle(database.db, clock, second, { state: 'sent' })).toEqual({ held: true, more: false });
  expect(await stateOf(id)).toBe('sent');
});

test('once the platform has forgotten the first attempt nothing is sent again: a person decides', async () => {
  const [id] = await say('您好', { notAfter: new Date(clock.now().getTime() + 3 * duplicateWindowMs) });
  await claim();
  clock.advance(duplicateWindowMs);
  expect(await claim()).toBeUndefined();
  expect(await stateOf(id)).toBe('unknown: outcome-unknown');
});

test('what never left this machine is not counted as an attempt', async () => {
  const [id] = await say('您好', { notAfter: new Date(clock.now().getTime() + 3 * duplicateWindowMs) });
  const first = await claim();
  if (first) await release(database.db, first, new Date(clock.now().getTime() + minuteMs), 'quiet-hours');
  expect(await claim()).toBeUndefined();
  clock.advance(duplicateWindowMs);
  expect(textOf(await claim())).toBe('您好');
  expect(await stateOf(id)).toBe('sending: quiet-hours');
});

test('past its window a message is expired, never late, and does not hold up the next one', async () => {
  const [late] = await say('春节快到了', { notAfter: new Date(clock.now().getTime() + minuteMs) });
  const [next] = await say('您好', { notAfter: new Date(clock.now().getTime() + 60 * minuteMs) });
  clock.advance(2 * minuteMs);
  expect(textOf(await claim())).toBe('您好');
  expect(await stateOf(late)).toBe('expired: window-over');
  expect(await stateOf(next)).toBe('sending');
});

test('expiring twice closes each message once', async () => {
  await say('一|二', { notAfter: new Date(clock.now().getTime() + minuteMs) });
  clock.advance(2 * minuteMs);
  expect(await expireOverdue(database.db, clock)).toBe(2);
  expect(await expireOverdue(database.db, clock)).toBe(0);
});

test('a message for later waits without holding up an answer', async () => {
  await say('明早的提醒', { notBefore: new Date(clock.now().getTime() + 60 * minuteMs) });
  await say('您好');
  expect(textOf(await claim())).toBe('您好');
});

test('near the platform’s limit per person the exact instants decide', async () => {
  for (let n = 0; n < 26; n += 1) await say(`第${n}条`);
  for (let n = 0; n < 25; n += 1) {
    const message = await claim();
    if (message) await settle(database.db, clock, message, { state: 'sent' });
  }
  const later = clock.now().getTime() + minuteMs;
  const full = (sent: readonly number[], now: number): number => (sent.length >= 25 ? later : now);
  expect(await claimNext(database.db, clock, await anyId(), full)).toEqual({ retryAt: new Date(later) });
  expect(textOf(await claim())).toBe('第25条');
});

test('the same words said again within four hours differ by a mark nobody sees; later they are the same bytes', async () => {
  await say('什么时候去的？');
  await say('什么时候去的？');
  clock.advance(duplicateWindowMs);
  await say('什么时候去的？');
  const rows = await database.db.outboundMessage.findMany({ orderBy: { id: 'asc' } });
  const [first, second, third] = rows.map(({ body, sealKey, marks }) =>
    frozenBody(database.db.$vault, { body: body ?? new Uint8Array(), sealKey, marks }),
  );
  expect(second).not.toBe(first);
  expect(second?.replaceAll('\u200b', '')).toBe(first);
  expect(third).toBe(first);
});

test('one reason, one message: a second one with the same key is not written', async () => {
  const racing = Array.from({ length: 8 }, () => say('春节走访|请看', { dedupeKey: 'prompt:1:2027-01-18' }));
  const ids = (await Promise.all(racing)).flat();
  expect(ids).toHaveLength(2);
  expect(await database.db.outboundMessage.count()).toBe(2);
});
