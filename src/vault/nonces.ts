/** Nonces for AES-GCM: random, and fetched many at once, since a call for each would cost as much as half the encryption. */
import { randomFillSync } from 'node:crypto';

export const nonceBytes = 12;

const pool = Buffer.alloc(512 * nonceBytes);
let used = pool.length;

/** Twelve random bytes that were never given out before; valid only until the pool is filled again: copy them at once. */
export function nextNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += nonceBytes;
  return pool.subarray(used - nonceBytes, used);
}
