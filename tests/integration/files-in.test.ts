/** Files handed in on the upload page: one ticket, one file, one handling, whatever breaks or races; and then forgotten. */
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IncomingFileHandler } from '../../jobs/incoming-files/handler.ts';
import { createUploadTicket, ticketValidMs } from '../../src/chat/upload-tickets.ts';
import { xlsx } from '../../src/documents/file-kinds.ts';
import { writeWorkbook } from '../../src/documents/workbook.ts';
import { createWorld, type World } from '../support/world.ts';

const dayMs = 24 * 60 * 60_000;
const marker = '张德厚的身份证号和住址';
let world: World;
let clerk: { id: string; userId: string };
let workbook: Buffer;
/** What the handler was given, and how it is to fail. */
let handled: { name: string; bytes: Buffer; personId: string }[];
let trouble: (() => Promise<void>) | undefined;

const handler: IncomingFileHandler = {
  purpose: 'import-workbook',
  title: '人员名册',
  accepts: [xlsx],
  longestMs: 5_000,
  handle: async (file, { db, clock, reply }) => {
    handled.push({ name: file.name, bytes: Buffer.from(file.bytes), personId: file.personId });
    await db.systemState.create({
      data: { key: `handled-${file.id}-${randomUUID()}`, value: {}, updatedAt: clock.now() },
    });
    await reply({
      text: `“${file.name}”处理好了。`,
      file: { name: '结果.xlsx', contentType: xlsx.accept, bytes: file.bytes },
    });
    await trouble?.();
  },
};

beforeAll(async () => {
  world = await createWorld(undefined, { incomingFiles: [handler] });
  workbook = await writeWorkbook([
    {
      name: '人员',
      header: ['姓名', '手机'],
      rows: [
        [marker, '138'],
        ['王芳', '139'],
      ],
    },
  ]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  handled = [];
  trouble = undefined;
  const person = await world.app.db.person.findFirstOrThrow({
    where: { roles: { has: 'clerk' }, userId: { not: null } },
  });
  clerk = { id: person.id, userId: person.userId ?? '' };
});

const ticket = (purpose = handler.purpose): Promise<string> =>
  createUploadTicket(world.app.db, world.clock, { personId: clerk.id, purpose });
const open = (token: string): Promise<Response> => fetch(`${world.address}/files/${token}`);
const post = (
  token: string,
  body: RequestInit['body'],
  headers?: Record<string, string>,
): Promise<Response> =>
  fetch(`${world.address}/files/${token}`, { method: 'POST', body, ...(headers ? { headers } : {}) });
function upload(token: string, bytes: Uint8Array = workbook, name = '名册 2026.xlsx'): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return post(token, form);
}
const files = () => world.app.db.incomingFile.findMany();
const effects = () => world.app.db.systemState.count({ where: { key: { startsWith: 'handled-' } } });
const heardFiles = () => world.fake.delivered(clerk.userId).filter(({ msgtype }) => msgtype === 'file');

test('a file goes in at the page and comes out at the handler, to the byte; the answer comes to the chat', async () => {
  const token = await ticket();
  expect(await (await open(token)).text()).toMatch(/上传人员名册[\s\S]*10:35 前有效/);
  const answer = await upload(token);
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('“名册 2026.xlsx”已经收到'),
  ]);
  await world.settle();
  expect(handled).toEqual([{ name: '名册 2026.xlsx', bytes: workbook, personId: clerk.id }]);
  expect(world.hears(clerk.userId)).toEqual(['“名册 2026.xlsx”处理好了。', '结果.xlsx']);
  expect(world.fake.media(heardFiles()[0]?.mediaId ?? '')?.bytes.equals(workbook)).toBe(true);
  expect(await (await open(token)).text()).toContain('这个链接用不了了');
});

test('bare bytes will do, too', async () => {
  const answer = await post(
    `${await ticket()}?name=${encodeURIComponent('名册.xlsx')}`,
    new Uint8Array(workbook),
  );
  expect(answer.status).toBe(200);
  await world.settle();
  expect(handled[0]).toMatchObject({ name: '名册.xlsx', bytes: workbook });
});

test('every answer is kept nowhere, told nobody and framed by nobody', async () => {
  for (const token of [await ticket(), 'x'.repeat(43), 'short']) {
    const { headers } = await open(token);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
  }
});

test('used, expired, made up: one and the same page', async () => {
  const [used, expired] = [await ticket(), await ticket()];
  await upload(used);
  const seen = [await open(used), await open('y'.repeat(43)), await open('short'), await upload(used)];
  world.clock.advance(ticketValidMs + 1);
  seen.push(await open(expired), await upload(expired));
  const texts = new Set(await Promise.all(seen.map(response => response.text())));
  expect([...texts]).toEqual([expect.stringContaining('这个链接用不了了')]);
  expect(seen.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  expect(await files()).toHaveLength(1);
});

test('one ticket used eight times at once: one file, one handling', async () => {
  const token = await ticket();
  const answers = await Promise.all(Array.from({ length: 8 }, () => upload(token)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter(status => status === 200)).toHaveLength(1);
  // The others hear that the link is gone, or that too many upload at once; nothing breaks.
  expect(statuses.filter(status => ![200, 404, 503].includes(status))).toEqual([]);
  await world.settle();
  expect(await files()).toHaveLength(1);
  expect(await effects()).toBe(1);
});

test('a wrong kind, nothing, too much: said kindly, and the link stays good', async () => {
  const token = await ticket();
  const said = async (response: Response) => [response.status, await response.text()] as const;
  expect(await said(await upload(token, Buffer.from('姓名,手机\n'), '名册.csv'))).toEqual([
    415,
    expect.stringMatching(/<form[\s\S]*不是 Excel 工作簿.*另存为 \.xlsx/),
  ]);
  expect(await said(await upload(token, new Uint8Array(0)))).toEqual([
    400,
    expect.stringContaining('还没有选文件'),
  ]);
  const large = Buffer.concat([workbook, Buffer.alloc(20 * 1024 * 1024)]);
  expect(await said(await upload(token, large))).toEqual([413, expect.stringContaining('超过 20 MB')]);
  expect(await files()).toEqual([]);
  expect((await upload(token)).status).toBe(200);
});

test('a connection that breaks half way keeps nothing, and the link stays good', async () => {
  const token = await ticket();
  await new Promise<void>(resolve => {
    const half = httpRequest(`${world.address}/files/${token}`, {
      method: 'POST',
      headers: { 'content-length': 9_000 },
    });
    half.on('error', () => undefined).on('close', resolve);
    half.write(workbook.subarray(0, 500), () => half.destroy());
  });
  expect(await files()).toEqual([]);
  expect((await upload(token)).status).toBe(200);
});

test('whoever guesses is held off, also from a good link, for ten minutes', async () => {
  const from = (address: string, token: string) =>
    fetch(`${world.address}/files/${token}`, { headers: { 'x-forwarded-for': address } });
  const good = await ticket();
  for (let n = 0; n < 30; n += 1)
    expect((await from('203.0.113.9', `${n}`.padEnd(43, 'z'))).status).toBe(404);
  const held = await from('203.0.113.9', good);
  expect([held.status, held.headers.get('retry-after')]).toEqual([429, '120']);
  expect((await from('203.0.113.10', good)).status).toBe(200);
});

test('the queue is wiped after the upload: the sweep finds the file', async () => {
  await upload(await ticket());
  world.queue.wipe();
  expect(handled).toEqual([]);
  await world.settle();
  expect(await effects()).toBe(1);
});

test('the job run twice, and two at once, handles once', async () => {
  await upload(await ticket());
  const [{ id: fileId } = { id: '' }] = await files();
  const run = () => world.app.runJob('handle-incoming-file', { fileId });
  await Promise.all([run(), run(), run()]);
  await run();
  await world.settle();
  expect(await effects()).toBe(1);
  expect(heardFiles()).toHaveLength(1);
});

test('a handler that fails leaves nothing, is tried again, and works once', async () => {
  trouble = async () => {
    trouble = undefined;
    throw new Error('the disk is full');
  };
  await upload(await ticket());
  await world.settle();
  expect([await effects(), world.hears(clerk.userId)]).toEqual([0, []]);
  world.clock.advance(60_000);
  await world.settle();
  expect(await effects()).toBe(1);
  expect(world.hears(clerk.userId)).toHaveLength(2);
});

test('a handler that fails for good: given up after five tries, and the person is told', async () => {
  trouble = () => Promise.reject(new Error('never works'));
  await upload(await ticket());
  for (let n = 0; n < 8; n += 1) {
    await world.settle();
    world.clock.advance(10 * 60_000);
  }
  expect(handled).toHaveLength(5);
  expect(world.hears(clerk.userId)).toEqual([expect.stringContaining('没能处理好')]);
  expect((await files())[0]).toMatchObject({ failure: 'gave-up' });
});

test('a purpose nobody handles has no page, and a file of one is given up in the end', async () => {
  expect((await open(await ticket('no-such-purpose'))).status).toBe(404);
});

test('neither token, name nor content is in clear in the database or the log', async () => {
  const token = await ticket();
  await upload(token, workbook, `${marker}.xlsx`);
  await world.settle();
  const secrets = [token, Buffer.from(token).toString('hex'), marker, Buffer.from(marker).toString('hex')];
  secrets.push(workbook.subarray(100, 130).toString('hex'));
  const tables = await world.app.db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  for (const { name } of tables) {
    const [row] = await world.app.db.$queryRawUnsafe<{ all: string | null }[]>(
      `SELECT string_agg(row_to_json(t)::text, ' ') AS all FROM "${name}" t`,
    );
    for (const secret of secrets) expect([name, row?.all?.includes(secret) ?? false]).toEqual([name, false]);
  }
  for (const secret of secrets) expect(world.log()).not.toContain(secret);
});

test('content and name are forgotten after seven days, once handled; old tickets go', async () => {
  await ticket();
  await upload(await ticket());
  world.queue.wipe();
  world.clock.advance(8 * dayMs);
  await world.app.runJob('sweep', {});
  expect((await files())[0]?.content).not.toBeNull();
  await world.settle();
  await world.app.runJob('sweep', {});
  await world.app.runJob('sweep', {});
  expect((await files())[0]).toMatchObject({
    content: null,
    name: null,
    forgetAfter: null,
    bytes: workbook.length,
  });
  expect(await world.app.db.uploadTicket.count()).toBe(1);
});
