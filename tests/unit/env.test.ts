import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseEnv, settings } from '../../src/env.ts';
import { fieldKeysText } from '../support/field-keys.ts';

const wecom = {
  WECOM_CORP_ID: 'ww0000000000000000',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'a-secret-nobody-may-see',
  WECOM_TOKEN: 'QDG6eK',
  WECOM_ENCODING_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  FIELD_KEYS: fieldKeysText,
};

function complaint(source: Record<string, string>): string {
  try {
    parseEnv(source);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('.env.example names exactly the settings of the schema', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(match => match[1]);
  expect(named.sort()).toEqual(Object.keys(settings.shape).sort());
});

test('with nothing set the sandbox runs on 127.0.0.1:3000 and its clock may be moved', () => {
  const env = parseEnv({});
  expect(env.wecom).toBeUndefined();
  expect(env.clockControl).toBe(true);
  expect(env.http).toEqual({ host: '127.0.0.1', port: 3000 });
});

test('half-filled settings: every problem is named at once, and no value is shown', () => {
  const said = complaint({ WECOM_CORP_ID: 'ww1', WECOM_TOKEN: 'no good!', PORT: '99999', ROLE: 'cook' });
  for (const name of [
    'WECOM_AGENT_ID',
    'WECOM_SECRET',
    'WECOM_ENCODING_AES_KEY',
    'WECOM_TOKEN',
    'PORT',
    'ROLE',
  ]) {
    expect(said).toContain(name);
  }
  expect(said).not.toContain('no good!');
  expect(said).not.toContain('cook ');
});

test('the base address alone is half-filled too', () => {
  expect(complaint({ WECOM_API_BASE: 'http://127.0.0.1:9' })).toContain('WECOM_SECRET is missing');
});

test('the clock cannot be moved under the real WeCom, named or by default', () => {
  expect(complaint({ ...wecom, CLOCK_CONTROL: '1' })).toContain('CLOCK_CONTROL');
  expect(
    complaint({ ...wecom, CLOCK_CONTROL: '1', WECOM_API_BASE: 'https://qyapi.weixin.qq.com/' }),
  ).toContain('CLOCK_');
  const own = parseEnv({ ...wecom, CLOCK_CONTROL: '1', WECOM_API_BASE: 'http://127.0.0.1:4000/' });
  expect(own.clockControl).toBe(true);
  expect(own.wecom?.apiBase).toBe('http://127.0.0.1:4000');
  expect(parseEnv(wecom).clockControl).toBe(false);
});

test('empty strings count as unset', () => {
  expect(parseEnv({ WECOM_CORP_ID: '', DATABASE_URL: ' ' }).wecom).toBeUndefined();
});

test('with a WeCom there must be field keys, and the complaint says how to make one', () => {
  const { FIELD_KEYS: _, ...keyless } = wecom;
  expect(complaint(keyless)).toMatch(/^ {2}- FIELD_KEYS is missing: .*npx bangfu keys new/m);
  expect(complaint({ ...keyless, FIELD_KEYS: '  ' })).toContain('FIELD_KEYS is missing');
  expect(parseEnv(wecom).fieldKeys?.map(({ name }) => name)).toEqual(['test']);
});

test('half-filled settings name the missing field keys among the rest', () => {
  expect(complaint({ WECOM_CORP_ID: 'ww1' })).toContain('FIELD_KEYS is missing');
});

test.each([
  ['no name', Buffer.alloc(32).toString('base64')],
  ['a key too short', `one:${Buffer.alloc(16).toString('base64')}`],
  ['one good and one bad', `${fieldKeysText},two:secret-but-short`],
  ['one name twice', `${fieldKeysText},${fieldKeysText}`],
])('malformed field keys (%s) are refused with a hint, without the value', (_, value) => {
  for (const source of [{ FIELD_KEYS: value }, { ...wecom, FIELD_KEYS: value }]) {
    const said = complaint(source);
    expect(said).toMatch(/FIELD_KEYS must be one or more name:key pairs.*npx bangfu keys new/);
    expect(said).not.toContain(value);
    expect(said).not.toMatch(/secret-but-short|[A-Za-z0-9+/]{20}/);
  }
});

test('the sandbox needs no field keys, and takes those it is given', () => {
  expect(parseEnv({}).fieldKeys).toBeUndefined();
  expect(parseEnv({ FIELD_KEYS: fieldKeysText }).fieldKeys).toHaveLength(1);
});

test('PUBLIC_URL is https, or this machine, and is used without a slash at its end', () => {
  const publicUrl = (value: string) => parseEnv({ PUBLIC_URL: value }).publicUrl;
  expect(publicUrl('https://bangfu.example.cn/')).toBe('https://bangfu.example.cn');
  expect(publicUrl('https://example.cn/bangfu')).toBe('https://example.cn/bangfu');
  expect(publicUrl('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
  expect(parseEnv({}).publicUrl).toBeUndefined();
  for (const bad of ['http://bangfu.example.cn', 'bangfu.example.cn', 'https://a.cn/?x=1', 'ftp://a.cn']) {
    expect(complaint({ PUBLIC_URL: bad })).toContain('PUBLIC_URL must be the https:// address');
  }
});
