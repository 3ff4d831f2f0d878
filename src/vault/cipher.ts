/**
 * A sealed value: AES-256-GCM under a data key, bound to its column and row, so that a value copied to another row or
 * column does not open (reliability: cut and paste between rows). Bytes: version 1 | key id 4 | nonce 12 | tag 16 | text.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';

const version = 1;
const nonceAt = 5;
const tagAt = nonceAt + 12;
const bodyAt = tagAt + 16;

/** A key for data, with the number by which sealed values name it. */
export interface DataKey {
  readonly id: number;
  readonly secret: Uint8Array;
}

/** Seals bytes under a key for one place (`table|column|row`). A fresh random nonce each time. */
export function sealBytes(
  { id, secret }: DataKey,
  place: string,
  clear: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = cipher.update(clear);
  cipher.final();
  const sealed = Buffer.allocUnsafeSlow(bodyAt + body.length);
  sealed[0] = version;
  sealed.writeUInt32BE(id, 1);
  nonce.copy(sealed, nonceAt);
  cipher.getAuthTag().copy(sealed, tagAt);
  body.copy(sealed, bodyAt);
  return sealed;
}

/** Opens what was sealed for this place. Throws where it was not: another row's value, a changed byte, clear text. */
export function openBytes(keyOf: (id: number) => Uint8Array, place: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!isSealed(bytes))
    throw new AppError('not-sealed', `${columnOf(place)} holds something that was never sealed`);
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(bytes.readUInt32BE(1)),
    bytes.subarray(nonceAt, tagAt),
  );
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(tagAt, bodyAt));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt)), decipher.final()]);
  } catch (cause) {
    throw new AppError('seal-broken', `a value of ${columnOf(place)} was changed or belongs to another row`, {
      cause,
    });
  }
}

/** Whether these bytes have the form of a sealed value. */
export const isSealed = (bytes: Uint8Array): boolean => bytes.length >= bodyAt && bytes[0] === version;

/** The data key that sealed a value. */
export const keyIdOf = (sealed: Uint8Array): number =>
  Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt32BE(1);

const columnOf = (place: string): string => place.split('|').slice(0, 2).join('.');
