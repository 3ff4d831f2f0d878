/** Files both ways in a real Chromium: the link in the chat, the page behind it, and the file that comes back. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IncomingFileHandler } from '../../jobs/incoming-files/handler.ts';
import { createUploadTicket } from '../../src/chat/upload-tickets.ts';
import { xlsx } from '../../src/documents/file-kinds.ts';
import { writeWorkbook } from '../../src/documents/workbook.ts';
import { closeServer, createHttpApp, createHttpServer, listen } from '../../src/http/app.ts';
import { createClockRoute, createSandboxRouter } from '../../src/sandbox/pages.ts';
import { webRoutes } from '../../src/start.ts';
import { leaveOut } from '../support/redis.ts';
import { createWorld, type World } from '../support/world.ts';

const executablePath = '/usr/bin/chromium';
const leftOut = leaveOut('the upload page in a browser', 'chromium', existsSync(executablePath));
/** SHOTS=folder keeps a picture of each state, for whoever changes the looks. */
const shots = process.env['SHOTS'];

let world: World;
let browser: Browser;
let address: string;
let stop: () => Promise<void>;
let workbook: Buffer;

const handler: IncomingFileHandler = {
  purpose: 'import-workbook',
  title: '人员名册',
  accepts: [xlsx],
  handle: async ({ bytes }, { reply }) => {
    const name = '人员名册（有 3 行要改）.xlsx';
    await reply({
      text: '有 3 行要改，请看表格里标红的地方。',
      file: { name, contentType: xlsx.accept, bytes },
    });
  },
};

beforeAll(async () => {
  if (leftOut) return;
  world = await createWorld(undefined, { incomingFiles: [handler] });
  workbook = await writeWorkbook([{ name: '人员', header: ['姓名'], rows: [['王芳'], ['李明']] }]);
  // The phone page and the upload page on one address, as in the sandbox.
  const { app, clock, fake } = world;
  const moveClock = async (to: Date) => clock.moveTo(to);
  const people = async () =>
    fake.users().map(({ userId, name }) => ({ userId, name, roles: '经办', organisation: '江滨县老干部局' }));
  const routes = await webRoutes(app, clock);
  routes.push(
    createClockRoute({ clock, moveClock }),
    createSandboxRouter({ fake, clock, moveClock, people }),
  );
  const server = createHttpServer(createHttpApp({ routes, log: app.log }));
  address = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  stop = () => closeServer(server, 100);
  const flags = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
    '--lang=zh-CN',
  ];
  browser = await chromium.launch({ executablePath, args: flags });
}, 90_000);
afterAll(async () => {
  if (leftOut) return;
  await browser.close();
  await stop();
  await world.close();
});
beforeEach(async () => {
  if (leftOut) return;
  world.clock.advance(60_000);
});

async function open(path: string, width: number, height = 720): Promise<{ page: Page; trouble: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' });
  const trouble: string[] = [];
  page.on('console', message => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', error => trouble.push(error.message));
  page.on('request', request => request.url().startsWith(address) || trouble.push(request.url()));
  await page.goto(`${address}${path}`);
  return { page, trouble };
}
async function ticket(): Promise<string> {
  const clerk = await world.app.db.person.findFirstOrThrow({
    where: { roles: { has: 'clerk' }, userId: { not: null } },
  });
  const personId = clerk.id;
  return createUploadTicket(world.app.db, world.clock, { personId, purpose: handler.purpose });
}
const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: xlsx.accept, buffer });
const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};
const width = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

test.skipIf(leftOut)(
  'on a phone’s width: choose, upload, done; and the link is used up',
  async () => {
    const path = `/files/${await ticket()}`;
    const { page, trouble } = await open(path, 375);
    await shoot(page, 'form-375');
    expect(await width(page)).toBeLessThanOrEqual(375);
    await choose(page, '人员名册.xlsx', workbook);
    await page.getByText('人员名册.xlsx（').waitFor();
    await shoot(page, 'chosen-375');
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByRole('heading', { name: '收到了' }).waitFor();
    await shoot(page, 'done-375');
    expect(trouble).toEqual([]);
    await page.goto(`${address}${path}`);
    await page.getByRole('heading', { name: '这个链接用不了了' }).waitFor();
    await shoot(page, 'gone-375');
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'on a desk: what is too large is said before it is sent, what is no workbook after, and then it works',
  async () => {
    const { page, trouble } = await open(`/files/${await ticket()}`, 1280);
    await choose(page, '照片.xlsx', Buffer.alloc(20 * 1024 * 1024 + 1));
    await page.getByText('这个文件超过 20 MB').waitFor();
    await choose(page, '名册.csv', Buffer.from('姓名,手机'));
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByText('这不是 Excel 工作簿').waitFor();
    await shoot(page, 'problem-1280');
    expect(trouble.filter(text => !text.includes('415'))).toEqual([]);
    await choose(page, '人员名册.xlsx', workbook);
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByRole('heading', { name: '收到了' }).waitFor();
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'the phone page opens our own link and nobody else’s, and a file is downloaded as it was sent',
  async () => {
    await world.settle();
    const before = world.fake.delivered().filter(({ msgtype }) => msgtype === 'file').length;
    const clerk = await world.app.db.person.findFirstOrThrow({
      where: { roles: { has: 'clerk' }, userId: { not: null } },
    });
    const to = clerk.userId ?? '';
    const link = `${address}/files/${await ticket()}`;
    const foreign = `https://example.invalid/files/${'x'.repeat(43)} 和 ${address}/sandbox/`;
    const text = `请点这里上传人员名册（30分钟内有效）：\n${link}\n别的：${foreign}`;
    await world.app.outbox.queue(world.app.db, { to, purpose: 'answer', text });
    await world.settle();
    const { page, trouble } = await open(`/sandbox/?left=${to}`, 375);
    const bubbles = page.locator('.phone:visible .bubble');
    await bubbles.getByText('请点这里上传').waitFor();
    const links = bubbles.locator('a[href^="/files/"]');
    expect(await bubbles.filter({ hasText: '请点这里上传' }).locator('a').count()).toBe(1);
    const [upload] = await Promise.all([page.waitForEvent('popup'), links.click()]);
    await choose(upload, '人员名册.xlsx', workbook);
    await upload.getByRole('button', { name: '上传' }).click();
    await upload.getByRole('heading', { name: '收到了' }).waitFor();
    await world.settle();
    const bubble = page.locator('.phone:visible .bubble.file');
    await expect.poll(() => bubble.count()).toBe(before + 1);
    await page
      .locator('.intro-close')
      .click()
      .catch(() => undefined);
    await shoot(page, 'bubble-375');
    expect(await width(page)).toBeLessThanOrEqual(375);
    const [download] = await Promise.all([page.waitForEvent('download'), bubble.last().click()]);
    expect(download.suggestedFilename()).toBe('人员名册（有 3 行要改）.xlsx');
    expect((await readFile(await download.path())).equals(workbook)).toBe(true);
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);
