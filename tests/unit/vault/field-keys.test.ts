/** FIELD_KEYS, as somebody writes it into .env. */
import { expect, test } from 'vitest';
import { newFieldKey, parseFieldKeys, unwrapKey, wrapKey } from '../../../src/vault/field-keys.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

test('a new key is read again, and is another one each time', () => {
  const made = newFieldKey('2027-01');
  expect(parseFieldKeys(made)).toMatchObject([{ name: '2027-01' }]);
  expect(newFieldKey('2027-01')).not.toBe(made);
});

test('several keys keep their order: the first one wraps', () => {
  const keys = parseFieldKeys(` new:${key(2)} , old:${key(1)}\n`);
  expect(keys?.map(({ name }) => name)).toEqual(['new', 'old']);
  expect(keys?.[0]?.secret).toEqual(Buffer.alloc(32, 2));
});

test.each([
  ['nothing', ''],
  ['a comma', ','],
  ['a comma at the end', `one:${key(1)},`],
  ['no name', `:${key(1)}`],
  ['only the key', key(1)],
  ['a name with a space', `my key:${key(1)}`],
  ['a name too long', `${'n'.repeat(33)}:${key(1)}`],
  ['31 bytes', `one:${Buffer.alloc(31, 1).toString('base64')}`],
  ['33 bytes', `one:${Buffer.alloc(33, 1).toString('base64')}`],
  ['hexadecimal', `one:${Buffer.alloc(32, 1).toString('hex')}`],
  ['base64 for addresses', `one:${'_'.repeat(43)}=`],
  ['one name twice', `one:${key(1)},one:${key(2)}`],
  ['a second one that is broken', `one:${key(1)},two:short`],
])('%s is no key', (_, text) => {
  expect(parseFieldKeys(text)).toBeUndefined();
});

test('a data key is unwrapped by the key that wrapped it, for its own purpose only', () => {
  const [one, two] = parseFieldKeys(`one:${key(1)},two:${key(2)}`) ?? [];
  if (!one || !two) throw new Error('two keys');
  const wrapped = wrapKey(Buffer.alloc(32, 5), 'data', one);
  expect(wrapped.includes(Buffer.alloc(8, 5))).toBe(false);
  expect(unwrapKey(wrapped, 'data', one)).toEqual(Buffer.alloc(32, 5));
  expect(() => unwrapKey(wrapped, 'index', one)).toThrow(/FIELD_KEYS: "one"/);
  expect(() => unwrapKey(wrapped, 'data', two)).toThrow(/FIELD_KEYS: "two"/);
});
