/** Files on their way to phones: sealed, uploaded when they leave, shown once whatever breaks on the way, and forgotten. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JobContext } from '../../jobs/context.ts';
import { sendOutboundMessage } from '../../jobs/send-outbound-message.ts';
import { sweep } from '../../jobs/sweep.ts';
import { bodyWithFile } from '../../jobs/upload-file.ts';
import { claimNext, leaseMs, recipientsDue } from '../../src/chat/delivery.ts';
import { createOutbox, type NewMessage } from '../../src/chat/outbox.ts';
import { deliveryRules } from '../../src/delivery-rules.ts';
import { createLog } from '../../src/log.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { databaseTokenStore } from '../../src/token-store.ts';
import { createWecomClient } from '../../src/wecom/client.ts';
import { fileMessage, splitText, textMessage } from '../../src/wecom/messages.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const app = { corpId: 'ww-test-corp', agentId: '1000002', secret: 'test-secret' };
const log = createLog('silent');
const anyTime = (_sent: readonly number[], now: number): number => now;
const marker = '张德厚 身份证 331122194405060011';
const bytes = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(marker), randomBytes(50_000)]);
const file = { name: '名册：有错的行 "3/5".xlsx', contentType: 'application/octet-stream', bytes };
const shownName = '名册：有错的行 ＂3／5＂.xlsx';

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
  fake.setUsers([{ userId: 'LiMing', name: '李明' }]);
  api = await fake.listen();
  context = worker();
});
afterEach(() => api.close());

/** A worker's context; two of them are two processes with one database. */
function worker(): JobContext {
  const { db } = database;
  const nowMs = () => clock.now().getTime();
  const tokens = databaseTokenStore(db, 'ww-test-corp/1000002');
  const { agentId } = app;
  return {
    db,
    clock,
    log,
    outbox: createOutbox({
      clock,
      split: splitText,
      compose: (toUser, content) => textMessage({ agentId, toUser, content }),
    }),
    enqueue: async () => undefined,
    wecom: createWecomClient({ ...app, apiBase: api.url, tokens, nowMs, timeoutMs: 500 }),
    converse: () => Promise.reject(new Error('nobody talks here')),
    delivery: deliveryRules({ clock, log }),
    composeFile: (toUser, mediaId) => fileMessage({ agentId, toUser, mediaId }),
    incomingFiles: [],
    keepTextDays: 180,
    attachmentFolder: '/nowhere',
  };
}

const send = (more: Partial<NewMessage> = {}) =>
  context.outbox.queue(database.db, { to: 'LiMing', purpose: 'answer', file, ...more });
const sendDue = async (by = context): Promise<void> => {
  for (const outboundId of await recipientsDue(database.db, clock, 100))
    await sendOutboundMessage({ outboundId }, by);
};
const states = async () =>
  (await database.db.outboundMessage.findMany({ orderBy: { id: 'asc' } })).map(({ state, reason }) =>
    reason ? `${state}: ${reason}` : state,
  );
const shown = () => fake.delivered('LiMing').map(({ text }) => text);
const uploads = () => fake.requests('media/upload').length;
const bodiesSent = () => fake.requests('message/send').map(({ body }) => body);
/** Claims the message and does what a worker does before the POST, which then never comes: the process died. */
async function dieBeforeSending(): Promise<void> {
  const [id = ''] = await recipientsDue(database.db, clock, 1);
  const { claimed } = await claimNext(database.db, clock, id, anyTime);
  if (!claimed?.file) throw new Error('no file message was claimed');
  expect(typeof (await bodyWithFile(claimed, claimed.file, context))).toBe('string');
}

test('a file arrives to the byte under its name, after its text, once however often the job runs', async () => {
  await send({ text: '名册里有三行要改，请看表格。' });
  await Promise.all([sendDue(), sendDue(worker()), sendDue(worker())]);
  await sendDue();
  expect(shown()).toEqual(['名册里有三行要改，请看表格。', shownName]);
  const [, message] = fake.delivered('LiMing');
  expect(message).toMatchObject({ msgtype: 'file' });
  expect(fake.media(message?.mediaId ?? '')?.bytes.equals(bytes)).toBe(true);
  expect(uploads()).toBe(1);
  expect(await states()).toEqual(['sent', 'sent']);
});

test('neither content nor name nor the message is anywhere in clear in the database', async () => {
  await send();
  await sendDue();
  const tables = await database.db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  const { mediaId } = fake.delivered('LiMing')[0] ?? {};
  const secrets = [
    Buffer.from(marker).toString('hex'),
    Buffer.from('有错的行').toString('hex'),
    marker,
    '有错的行',
  ];
  for (const { name } of tables) {
    const [row] = await database.db.$queryRawUnsafe<{ all: string | null }[]>(
      `SELECT string_agg(row_to_json(t)::text, ' ') AS all FROM "${name}" t`,
    );
    for (const secret of secrets) expect([name, row?.all?.includes(secret) ?? false]).toEqual([name, false]);
  }
  const row = await database.db.outgoingFile.findFirstOrThrow();
  expect(row).toMatchObject({ bytes: bytes.length, mediaId, contentType: file.contentType });
});

test('the worker dies between upload and POST: the frozen bytes go, nothing is uploaded twice', async () => {
  await send();
  await dieBeforeSending();
  expect(shown()).toEqual([]);
  await sendDue();
  expect(shown()).toEqual([]);
  clock.advance(leaseMs + 1);
  await sendDue();
  expect(shown()).toEqual([shownName]);
  expect(uploads()).toBe(1);
});

test('the worker dies between POST and mark: the same bytes go again, the phone shows one', async () => {
  fake.fault({ api: 'message/send', dropReply: true });
  await send();
  await sendDue();
  expect(await states()).toEqual(['pending: outcome-unknown']);
  clock.advance(minuteMs);
  await sendDue(worker());
  expect(shown()).toEqual([shownName]);
  expect(fake.counters.duplicates).toBe(1);
  expect(new Set(bodiesSent()).size).toBe(1);
  expect(uploads()).toBe(1);
});

test('the reply to the upload is lost: it is uploaded again, the phone shows one', async () => {
  fake.fault({ api: 'media/upload', dropReply: true });
  await send();
  await sendDue();
  expect(await states()).toEqual(['pending: not-uploaded']);
  clock.advance(minuteMs);
  await sendDue();
  expect(shown()).toEqual([shownName]);
  expect(uploads()).toBe(2);
  expect(await states()).toEqual(['sent']);
});

test('two workers, the first one slow: the second takes over, the late one neither freezes nor sends', async () => {
  await send();
  const [id = ''] = await recipientsDue(database.db, clock, 1);
  const { claimed } = await claimNext(database.db, clock, id, anyTime);
  clock.advance(leaseMs + minuteMs);
  await sendDue(worker());
  expect(shown()).toEqual([shownName]);
  if (!claimed?.file) throw new Error('no file message was claimed');
  expect(await bodyWithFile(claimed, claimed.file, context)).toMatchObject({
    outcome: { reason: 'claim-lost' },
  });
  await sendDue();
  expect(shown()).toEqual([shownName]);
});

test('held back until the upload is too old: it is uploaded again and arrives', async () => {
  await send({ notAfter: new Date('2027-01-28T20:00:00+08:00') });
  fake.fault({ api: 'message/send', errcode: 45009 });
  await sendDue();
  expect(await states()).toEqual(['pending: frequency']);
  clock.advance(3 * dayMs);
  await sendDue();
  expect(shown()).toEqual([shownName]);
  expect(uploads()).toBe(2);
  expect(fake.media(fake.delivered('LiMing')[0]?.mediaId ?? '')?.bytes.equals(bytes)).toBe(true);
});

test('the same after a worker died on it: what was too old at the first try is not sent', async () => {
  await send({ notAfter: new Date('2027-01-28T20:00:00+08:00') });
  fake.fault({ api: 'message/send', errcode: 45009 });
  await sendDue();
  clock.advance(3 * dayMs);
  const [id = ''] = await recipientsDue(database.db, clock, 1);
  await claimNext(database.db, clock, id, anyTime);
  clock.advance(2 * minuteMs);
  await sendDue();
  expect(shown()).toEqual([shownName]);
  expect(uploads()).toBe(2);
});

test('the platform has lost the medium: uploaded again, once', async () => {
  fake.fault({ api: 'message/send', errcode: 40007 });
  await send();
  await sendDue();
  expect(await states()).toEqual(['pending: media-gone']);
  clock.advance(minuteMs);
  await sendDue();
  expect(shown()).toEqual([shownName]);
  expect(uploads()).toBe(2);
});

test('it loses it every time: refused, and no endless uploading', async () => {
  fake.fault({ api: 'message/send', errcode: 40007, times: 9 });
  await send();
  for (let n = 0; n < 5; n += 1) {
    await sendDue();
    clock.advance(minuteMs);
  }
  expect(await states()).toEqual(['failed: refused']);
  expect(uploads()).toBe(2);
});

test('an upload follows the errcodes: a wrong secret pauses, a busy platform is asked again, a refusal is final', async () => {
  fake.fault({ api: 'media/upload', errcode: 45009 });
  await send();
  await sendDue();
  expect(await states()).toEqual(['pending: frequency']);
  clock.advance(2 * minuteMs);
  fake.fault({ api: 'media/upload', errcode: -1 });
  await sendDue();
  expect(await states()).toEqual(['pending: platform-busy']);
  clock.advance(2 * minuteMs);
  fake.fault({ api: 'media/upload', errcode: 45001 });
  await sendDue();
  expect(await states()).toEqual(['failed: refused']);
  expect(shown()).toEqual([]);
});

test('never uploaded in its window: expired, not unknown, since nobody can have seen it', async () => {
  fake.fault({ api: 'media/upload', dropReply: true, times: 99 });
  await send();
  await sendDue();
  clock.advance(5 * 60 * minuteMs);
  await sendDue();
  expect(await states()).toEqual(['expired: window-over']);
});

test('one reason, one file: a second message with the key writes nothing', async () => {
  expect(await send({ text: '请看表格。', dedupeKey: 'once' })).toHaveLength(2);
  expect(await send({ text: '请看表格。', dedupeKey: 'once' })).toEqual([]);
  expect(await database.db.outgoingFile.count()).toBe(1);
});

test('nothing to say, or a file the platform would not take, is refused where it is written', async () => {
  await expect(send({ file: { ...file, bytes: Buffer.from('12345') } })).rejects.toThrow(RangeError);
  await expect(send({ file: { ...file, bytes: new Uint8Array(20 * 1024 * 1024 + 1) } })).rejects.toThrow(
    RangeError,
  );
  await expect(context.outbox.queue(database.db, { to: 'LiMing', purpose: 'answer' })).rejects.toThrow(
    TypeError,
  );
  expect(await database.db.outboundMessage.count()).toBe(0);
});

test('the content is forgotten seven days after its time, twice is harmless; what was sent when stays known', async () => {
  await send();
  await sendDue();
  const kept = () => database.db.outgoingFile.findFirstOrThrow();
  clock.advance(7 * dayMs);
  await sweep({}, context);
  expect((await kept()).content).not.toBeNull();
  clock.advance(5 * 60 * minuteMs);
  await sweep({}, context);
  await sweep({}, context);
  expect(await kept()).toMatchObject({ content: null, bytes: bytes.length, forgetAfter: null });
  expect(await states()).toEqual(['sent']);
});

test('a file forgotten before it could leave fails, and is listed', async () => {
  await send({ notAfter: new Date('2027-01-28T20:00:00+08:00') });
  await database.db.outgoingFile.updateMany({ data: { content: null } });
  await sendDue();
  expect(await states()).toEqual(['failed: file-forgotten']);
});
