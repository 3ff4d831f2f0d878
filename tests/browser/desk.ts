/** The phone page in a real Chromium, against the product as a newcomer starts it: no setting at all but the database and its keys. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Locator, type Page } from 'playwright-core';
import { createTestDatabase } from '../support/database.ts';
import { fieldKeysText } from '../support/field-keys.ts';
import { startProduct } from '../support/product.ts';

export const executablePath = '/usr/bin/chromium';
export const chromiumIsHere = existsSync(executablePath);

/** UPDATE_PICTURES=1 keeps the pictures that README and the manual show. */
const pictures =
  process.env['UPDATE_PICTURES'] === '1' ? fileURLToPath(new URL('../../docs/', import.meta.url)) : undefined;

/** A page and what went wrong on it: errors, and requests to anywhere but the product. */
export interface Opened {
  readonly page: Page;
  readonly trouble: string[];
}

export interface Desk {
  /** Opens the phone page; `query` says whose phones. */
  open(width: number, height: number, query?: string): Promise<Opened>;
  close(): Promise<void>;
}

/** Starts a database, the product and a browser. */
export async function startDesk(): Promise<Desk> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'bangfu-browser-'));
  const product = await startProduct({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    FIELD_KEYS: fieldKeysText,
  });
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-quic'];
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync', '--lang=zh-CN', ...quiet],
  });
  return {
    async open(width, height, query = '') {
      const page = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' });
      const trouble: string[] = [];
      page.on('console', message => message.type() === 'error' && trouble.push(message.text()));
      page.on('pageerror', error => trouble.push(error.message));
      page.on('request', request => request.url().startsWith(product.address) || trouble.push(request.url()));
      await page.goto(`${product.address}/sandbox/${query}`);
      return { page, trouble };
    },
    async close() {
      await browser.close();
      await product.stop();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The phone at a place on the desk, from the left, beginning with 0. */
export const phone = (page: Page, place: number): Locator => page.locator('.phone').nth(place);

/** Types a message on a phone and sends it. */
export async function say(where: Locator, text: string): Promise<void> {
  await where.getByPlaceholder('写消息').fill(text);
  await where.getByRole('button', { name: '发送', exact: true }).click();
}

/** Waits until a phone shows a message with this in it, at most `timeoutMs`. */
export const shows = (where: Locator, text: string | RegExp, timeoutMs = 10_000): Promise<void> =>
  where.locator('.log').getByText(text).last().waitFor({ timeout: timeoutMs });

/** Keeps a picture of the page in docs/, if pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, name), animations: 'disabled' });
}
