import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainName, takeFile, type Taken } from '../../../src/http/upload/body.ts';

const maxBytes = 300 * 1024;
let server: Server;
let url: string;
let taken: ((value: Taken) => void) | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    void takeFile(request, maxBytes).then(value => {
      taken?.(value);
      response.end(typeof value === 'string' ? value : value.name);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function take(init: RequestInit): Promise<Taken> {
  const result = new Promise<Taken>(resolve => (taken = resolve));
  await fetch(url, { method: 'POST', ...init }).catch(() => undefined);
  return result;
}

function form(...parts: readonly [name: string, value: string | Blob, fileName?: string][]): FormData {
  const body = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, fileName);
  }
  return body;
}

test('takes the file of a form to the byte, whatever bytes it has', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 7919 + (n >> 3)) % 256));
  const tricky = Buffer.concat([bytes, Buffer.from('\r\n--\r\n\r\n'), bytes, Buffer.from('\r\n')]);
  const file = await take({ body: form(['note', '附言'], ['file', new Blob([tricky]), '名册 "2026".xlsx']) });
  expect(file).toMatchObject({ name: '名册 "2026".xlsx' });
  expect((file as { bytes: Buffer }).bytes.equals(tricky)).toBe(true);
});

test('takes bare bytes', async () => {
  const file = await take({
    body: Buffer.from('bare bytes'),
    headers: { 'content-type': 'application/zip' },
  });
  expect(file).toEqual({ name: '', bytes: Buffer.from('bare bytes') });
});

test.each([
  ['no file chosen', form(['file', new Blob([]), ''])],
  ['an empty file', form(['file', new Blob([]), '名册.xlsx'])],
  ['words only', form(['note', '附言'])],
])('a form with %s has no file', async (_name, body) => {
  expect(await take({ body })).toBe('no-file');
});

test.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=other'])(
  'a broken form (%s) has none either',
  async contentType => {
    expect(await take({ body: '--x\r\nno end', headers: { 'content-type': contentType } })).toBe('no-file');
  },
);

test('a file at the limit is taken, one byte more is not, and far more is not waited for', async () => {
  const sized = (size: number) => take({ body: form(['file', new Blob([new Uint8Array(size)]), 'a.xlsx']) });
  expect(await sized(maxBytes)).toMatchObject({ name: 'a.xlsx' });
  expect(await sized(maxBytes + 1)).toBe('too-large');
  expect(await sized(3 * maxBytes)).toBe('too-large');
  expect(await sized(12 * maxBytes)).toBe('too-large');
});

test('somebody who goes away leaves nothing behind', async () => {
  const result = new Promise<Taken>(resolve => (taken = resolve));
  const half = httpRequest(url, { method: 'POST', headers: { 'content-length': 1000 } });
  half.on('error', () => undefined);
  half.write('half of it', () => half.destroy());
  expect(await result).toBe('cut');
});

test.each([
  ['C:\\Users\\王芳\\名册.xlsx', '名册.xlsx'],
  ['../../etc/passwd', 'passwd'],
  ['名\u202e册\u0000.xlsx', '名册.xlsx'],
  ['', ''],
])('the name "%s" becomes "%s"', (given, expected) => {
  expect(plainName(given)).toBe(expected);
});

test('a very long name keeps its beginning and its ending', () => {
  const name = plainName(`${'长'.repeat(300)}.xlsx`);
  expect([...name]).toHaveLength(96);
  expect(name).toMatch(/^长+….*\.xlsx$/);
});
