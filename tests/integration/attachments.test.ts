/** What people send is fetched once, kept sealed, and opens only as what it is. */
import { readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readAttachment } from '../../src/chat/attachments.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld();
  folder = join(world.app.dataDir, 'attachments');
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const voice = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(4_000, '我心口疼。')]);
const vault = () => world.app.db.$vault;
const stored = () => world.app.db.attachment.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
async function sent() {
  world.clock.advance(1_000);
  await world.fake.say('ZhangDeHou', { voice });
  await world.settle();
  return stored();
}

test('a voice message lies on the disk sealed, for nobody else to read, and opens again', async () => {
  const { id, ...row } = await sent();
  expect(row).toMatchObject({ state: 'stored', bytes: voice.length, fileName: `${id}.amr` });
  expect(await readAttachment(vault(), folder, id)).toEqual(voice);
  const file = join(folder, `${id}.sealed`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file)).includes(voice.subarray(0, 12))).toBe(false);
  expect((await readdir(folder)).filter(name => name.startsWith(id))).toEqual([`${id}.sealed`]);
});

test('fetched again, or twice at once, it is one file that opens', async () => {
  await world.fake.say('ZhangDeHou', { voice });
  await world.settle();
  const { id } = await stored();
  await world.app.db.attachment.update({ where: { id }, data: { state: 'pending' } });
  const fetch = () => world.app.runJob('fetch-attachment', { attachmentId: id });
  await Promise.all([fetch(), fetch()]);
  await fetch();
  expect(await stored()).toMatchObject({ id, state: 'stored' });
  expect(await readAttachment(vault(), folder, id)).toEqual(voice);
  expect((await readdir(folder)).filter(name => name.startsWith(id))).toEqual([`${id}.sealed`]);
});

test('a download that fails leaves nothing behind, and the next one brings it', async () => {
  world.fake.fault({ api: 'media/get', status: 500, times: 20 });
  const { id, state } = await sent();
  expect(state).toBe('pending');
  expect((await readdir(folder).catch(() => [])).filter(name => name.startsWith(id))).toEqual([]);
  await expect(readAttachment(vault(), folder, id)).rejects.toMatchObject({ code: 'attachment-missing' });
  world.fake.clearFaults();
  await world.moveTo('2026-11-23T11:05:00+08:00');
  expect(await readAttachment(vault(), folder, id)).toEqual(voice);
});

test('a file that was exchanged for another, or changed, does not open', async () => {
  const [other, { id }] = [await sent(), await sent()];
  const file = join(folder, `${id}.sealed`);
  await rename(join(folder, `${other.id}.sealed`), file);
  await expect(readAttachment(vault(), folder, id)).rejects.toMatchObject({ code: 'seal-broken' });
  await writeFile(file, voice);
  await expect(readAttachment(vault(), folder, id)).rejects.toMatchObject({ code: 'not-sealed' });
});
