/** The phone page in a real Chromium, against the product as a newcomer starts it: no setting at all but the database and its keys. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fieldKeysText } from '../support/field-keys.ts';
import { startProduct, type Product } from '../support/product.ts';
import { leaveOut } from '../support/redis.ts';

const executablePath = '/usr/bin/chromium';
const leftOut = leaveOut('the phone page in a browser', 'chromium', existsSync(executablePath));
/** UPDATE_PICTURES=1 keeps the pictures that README and the manual show. */
const pictures =
  process.env['UPDATE_PICTURES'] === '1' ? fileURLToPath(new URL('../../docs/', import.meta.url)) : undefined;

let database: TestDatabase;
let product: Product;
let browser: Browser;
let dataDir: string;

beforeAll(async () => {
  if (leftOut) return;
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'bangfu-browser-'));
  product = await startProduct({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    FIELD_KEYS: fieldKeysText,
  });
  const flags = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  browser = await chromium.launch({
    executablePath,
    args: [...flags, '--disable-quic', '--no-first-run', '--disable-sync'],
  });
}, 90_000);
afterAll(async () => {
  if (leftOut) return;
  await browser.close();
  await product.stop();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function open(width: number, height: number, query = ''): Promise<{ page: Page; trouble: string[] }> {
  const page = await browser.newPage({ viewport: { width, height } });
  const trouble: string[] = [];
  page.on('console', message => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', error => trouble.push(error.message));
  page.on('request', request => request.url().startsWith(product.address) || trouble.push(request.url()));
  await page.goto(`${product.address}/sandbox/${query}`);
  return { page, trouble };
}

const phone = (page: Page, n: number): Locator => page.locator('.phone').nth(n);
async function say(where: Locator, text: string): Promise<void> {
  await where.getByPlaceholder('写消息').fill(text);
  await where.getByRole('button', { name: '发送', exact: true }).click();
}
const shows = (where: Locator, text: string | RegExp): Promise<void> =>
  where.locator('.log').getByText(text).last().waitFor({ timeout: 10_000 });
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures) await page.screenshot({ path: join(pictures, name) });
};

test.skipIf(leftOut)(
  'a newcomer records a visit in one sentence and finds it again',
  async () => {
    const { page, trouble } = await open(1280, 860, '?left=LiMing&right=ZhangDeHou');
    const left = phone(page, 0);
    await say(left, '今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金');
    await shows(left, /血压高住院第三天[\s\S]*保存/);
    await picture(page, 'review.png');
    await say(left, '1');
    await shows(left, /已记/);
    await say(left, '我的对象');
    await shows(left, /张(老|德厚)/);
    await say(phone(page, 1), '我要求助');
    await shows(phone(page, 1), /1[.、．]/);
    await picture(page, 'phone-page.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'the clock moves to twenty days before the Spring Festival, and the prompt arrives',
  async () => {
    const { page, trouble } = await open(1280, 860, '?left=LiMing&right=WangFang');
    await page.getByRole('button', { name: /到春节前20天/ }).click();
    await shows(phone(page, 0), /春节走访/);
    await picture(page, 'prompt.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'on a phone’s width one phone is shown, a menu item works, and nothing scrolls sideways',
  async () => {
    const { page, trouble } = await open(375, 760, '?left=ChenZhiYuan');
    const only = page.locator('.phone:visible');
    await only.first().waitFor();
    expect(await only.count()).toBe(1);
    await say(only, '简报');
    await shows(only, /简报　\d/);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    await page.locator('.intro-close').click();
    await picture(page, 'digest.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);
