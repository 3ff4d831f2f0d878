/** Where the keys come from: FIELD_KEYS, or the sandbox's own file. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldKeysFor } from '../../src/own-field-keys.ts';
import { fieldKeys } from '../support/field-keys.ts';

const sandbox = { fieldKeys: undefined, wecom: undefined };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bangfu-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('those that were given are used, and no file is made', async () => {
  expect(await fieldKeysFor({ ...sandbox, fieldKeys }, folder)).toBe(fieldKeys);
  await expect(stat(join(folder, 'field-keys'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a sandbox makes its own once, for nobody else to read, and says so once without showing it', async () => {
  const said: string[] = [];
  const data = join(folder, 'not', 'there', 'yet');
  const made = await fieldKeysFor(sandbox, data, line => said.push(line));
  expect(made).toHaveLength(1);
  expect(await fieldKeysFor(sandbox, data, line => said.push(line))).toEqual(made);
  const file = join(data, 'field-keys');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(file);
  expect(said[0]).not.toContain((await readFile(file, 'utf8')).split(':')[1]?.trim());
});

test('of several that start together all use the same', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => fieldKeysFor(sandbox, folder)));
  for (const each of all) expect(each).toEqual(all[0]);
});

test('a file that is damaged is not replaced: what it sealed would be lost', async () => {
  await writeFile(join(folder, 'field-keys'), 'sandbox:broken');
  await expect(fieldKeysFor(sandbox, folder)).rejects.toMatchObject({ code: 'field-keys-unreadable' });
  expect(await readFile(join(folder, 'field-keys'), 'utf8')).toBe('sandbox:broken');
});
