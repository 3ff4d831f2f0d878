/** A nonce that comes twice under one key would betray both texts. */
import { expect, test } from 'vitest';
import { sealBytes } from '../../../src/vault/cipher.ts';
import { nextNonce } from '../../../src/vault/nonces.ts';

/** The first that comes twice. Of each the first 8 of 12 bytes: by mere chance they are equal once in 37 million runs. */
function repeated(count: number, next: () => Buffer): bigint | undefined {
  const seen = BigUint64Array.from({ length: count }, () => next().readBigUInt64BE(0)).sort();
  return seen.find((nonce, place) => place > 0 && nonce === seen[place - 1]);
}

test('among a million there is none that comes twice', () => {
  expect(repeated(1_000_000, nextNonce)).toBeUndefined();
});

test('each value is sealed with one of its own', () => {
  const key = { id: 1, secret: Buffer.alloc(32, 1) };
  const text = Buffer.from('好');
  const nonceOf = (sealed: Uint8Array) => Buffer.from(sealed).subarray(5, 17);
  expect(repeated(20_000, () => nonceOf(sealBytes(key, 'a|b|c', text)))).toBeUndefined();
});
