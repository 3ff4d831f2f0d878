import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, createBadTokens } from '../../../src/http/upload/bad-tokens.ts';
import {
  busyPage,
  donePage,
  formPage,
  gonePage,
  pageHeaders,
  tooLarge,
} from '../../../src/http/upload/page.ts';

const form = formPage({
  title: '人员名册',
  labels: ['Excel 工作簿（.xlsx）'],
  accept: '.xlsx',
  maxBytes: 20 * 1024 * 1024,
  until: '10:35',
});
const pages = [form, donePage('名册.xlsx'), gonePage(), busyPage()];

test('says what to choose, how large it may be, and until when the link works', () => {
  expect(form).toMatch(/上传人员名册[\s\S]*Excel 工作簿（\.xlsx），不超过 20 MB[\s\S]*10:35 前有效/);
  expect(tooLarge(20 * 1024 * 1024)).toContain('20 MB');
});

test('holds nothing from elsewhere, and allows exactly its own style and script', () => {
  const policy = pageHeaders['content-security-policy'] ?? '';
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  for (const page of pages) {
    expect(page).not.toMatch(/https?:|\bsrc=|@import|\son\w+=|\sstyle=/);
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    expect(policy).toContain(`style-src ${hash(style)}`);
  }
  const [, script = ''] = /<script>([^]*?)<\/script>/.exec(form) ?? [];
  expect(policy).toContain(`script-src ${hash(script)}`);
  expect(policy).toContain("default-src 'none'");
  expect(pageHeaders).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
});

test('a file’s name stays text', () => {
  expect(donePage('<img src=x onerror=alert(1)>"\'&.xlsx')).toContain(
    '“&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.xlsx”',
  );
});

test('an address that guesses is held off for a while, others are not', () => {
  let now = 0;
  const bad = createBadTokens(() => now);
  for (let n = 0; n < 30; n += 1) bad.note('198.51.100.7');
  expect(bad.isHeldOff('198.51.100.7')).toBe(true);
  expect(bad.isHeldOff('198.51.100.8')).toBe(false);
  now = 10 * 60_000;
  expect(bad.isHeldOff('198.51.100.7')).toBe(false);
});

test('an address is the client’s, and behind a proxy nearby the one the proxy saw', () => {
  const from = (remoteAddress: string, forwarded?: string) =>
    addressOf({
      socket: { remoteAddress },
      headers: { 'x-forwarded-for': forwarded },
    } as unknown as IncomingMessage);
  expect(from('198.51.100.7')).toBe('198.51.100.7');
  expect(from('198.51.100.7', '203.0.113.1')).toBe('198.51.100.7');
  expect(from('127.0.0.1', '10.9.9.9, 203.0.113.1')).toBe('203.0.113.1');
  expect(from('::ffff:127.0.0.1', '203.0.113.1')).toBe('203.0.113.1');
  expect(from('127.0.0.1')).toBe('127.0.0.1');
});
