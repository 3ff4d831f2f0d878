import { inTransaction } from '../../src/database.ts';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createInbox,
  lockSenderOf,
  noteFailedAttempt,
  oldestWaiting,
  sendersWaiting,
  type Arrival,
} from '../../src/chat/inbox.ts';
import { createSpool } from '../../src/chat/spool.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { inboundIn } from '../support/sealed.ts';

const clock = heldClock('2026-11-23T10:00:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const arrival = (n: number, more: Partial<Arrival> = {}): Arrival => ({
  dedupeKey: `msg:${n}`,
  sender: 'LiMing',
  kind: 'text',
  payload: { kind: 'text', content: `第${n}句` },
  sentAtMs: clock.now().getTime() + n * 1000,
  ...more,
});

test('the same message kept many times at once is one row', async () => {
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  const other = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  const ids = await Promise.all(
    Array.from({ length: 40 }, (_, n) => (n % 2 ? inbox : other).keep(arrival(n % 4))),
  );
  expect(ids.filter(id => id !== null)).toHaveLength(4);
  expect(await database.db.inboundMessage.count()).toBe(4);
});

test('many different messages at once are all kept, each with its own id', async () => {
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  const ids = await Promise.all(Array.from({ length: 350 }, (_, n) => inbox.keep(arrival(n))));
  expect(new Set(ids).size).toBe(350);
  expect(await inboundIn(database.db, { dedupeKey: 'msg:349' })).toMatchObject([
    { sender: 'liming', payload: { content: '第349句' } },
  ]);
});

test('a sender’s messages come in the order they were written, not in that of their arrival', async () => {
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  for (const n of [3, 1, 2]) await inbox.keep(arrival(n));
  const first = await oldestWaiting(database.db, 'liming');
  expect(first?.payload).toMatchObject({ content: '第1句' });
});

test('two workers never hold one sender at once', async () => {
  const { db } = database;
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  const mine = (await inbox.keep(arrival(1))) ?? '';
  const alsoMine = (await inbox.keep(arrival(2))) ?? '';
  const another = (await inbox.keep(arrival(3, { sender: 'WangFang' }))) ?? '';
  await inTransaction(db, async tx => {
    expect(await lockSenderOf(tx, mine)).toEqual({ sender: 'liming', locked: true });
    await inTransaction(db, async other => {
      expect(await lockSenderOf(other, alsoMine)).toEqual({ sender: 'liming', locked: false });
      expect(await lockSenderOf(other, another)).toEqual({ sender: 'wangfang', locked: true });
    });
  });
  await inTransaction(db, async tx => expect((await lockSenderOf(tx, mine))?.locked).toBe(true));
});

test('the sweep finds one message per sender, and none whose back-off runs', async () => {
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  const first = await inbox.keep(arrival(1));
  await inbox.keep(arrival(2));
  const other = await inbox.keep(arrival(3, { sender: 'WangFang' }));
  expect((await sendersWaiting(database.db, clock, 10)).sort()).toEqual([first, other].sort());
  await noteFailedAttempt(database.db, BigInt(other ?? 0), clock, 60_000);
  expect(await sendersWaiting(database.db, clock, 10)).toEqual([first]);
});

test('what was spooled while the database was away comes back in order, once, and the spool is empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-spool-'));
  const spool = createSpool(join(folder, 'spool'), database.db.$vault);
  for (const n of [2, 1]) await spool.put(arrival(n));
  await spool.put(arrival(1));
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  expect(await spool.size()).toBe(3);
  expect(await spool.replay(inbox)).toBe(3);
  expect(await spool.replay(inbox)).toBe(0);
  const rows = await database.db.inboundMessage.findMany({ orderBy: { id: 'asc' } });
  expect(rows.map(row => row.dedupeKey)).toEqual(['msg:1', 'msg:2']);
  expect(await readdir(join(folder, 'spool'))).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a spooled file that cannot be read is set aside and stands in nobody’s way', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'bangfu-spool-')), 'spool');
  const heard: string[] = [];
  const spool = createSpool(folder, database.db.$vault, file => void heard.push(file));
  for (const n of [1, 2]) await spool.put(arrival(n));
  const [first = ''] = (await readdir(folder)).sort();
  const bytes = await readFile(join(folder, first));
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await writeFile(join(folder, first), bytes);
  const inbox = createInbox({ pool: database.inboxPool, clock, vault: database.db.$vault });
  await spool.replay(inbox);
  expect(heard).toEqual([first]);
  expect(await readdir(folder)).toEqual([`${first}.unreadable`]);
  expect(await database.db.inboundMessage.count()).toBe(1);
  expect(await spool.replay(inbox)).toBe(0);
});

test('a spool that cannot write says so, so that no false acknowledgement is given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-spool-'));
  await writeFile(join(folder, 'spool'), 'a file where the folder should be');
  await expect(createSpool(join(folder, 'spool'), database.db.$vault).put(arrival(1))).rejects.toThrow();
  await rm(folder, { recursive: true });
});
