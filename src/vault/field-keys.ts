/** FIELD_KEYS: the installation's own keys, which never enter the database and open everything that is sealed in it. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';

/** A key that wraps data keys: a name that the database remembers, and 32 secret bytes that it never sees. */
export interface FieldKey {
  readonly name: string;
  readonly secret: Uint8Array;
}

export const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** What a list of keys looks like: `name:base64,name:base64`; the first one wraps what is new, the others only open. */
export const fieldKeysHint =
  'must be one or more name:key pairs, separated by commas, each key 32 bytes in base64 (npx bangfu keys new makes one)';

/** The keys of a FIELD_KEYS value, the present one first; undefined where it is malformed or names a key twice. */
export function parseFieldKeys(text: string): readonly FieldKey[] | undefined {
  const keys = text.split(',').map(part => parseOne(part.trim()));
  const names = new Set(keys.map(key => key?.name));
  if (names.size !== keys.length) return undefined;
  return keys.every(key => key !== undefined) ? keys : undefined;
}

function parseOne(text: string): FieldKey | undefined {
  const [, name, encoded] = /^([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/]{43}=)$/i.exec(text) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const secret = Buffer.from(encoded, 'base64');
  return secret.length === secretBytes ? { name, secret } : undefined;
}

/** A new key under this name, as it is written in FIELD_KEYS. */
export const newFieldKey = (name: string): string => `${name}:${randomBytes(secretBytes).toString('base64')}`;

/** A data key as the database keeps it: sealed under a field key, bound to its purpose. */
export function wrapKey(key: Uint8Array, purpose: string, { secret }: FieldKey): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(bound(purpose));
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The data key again. Throws where the field key of that name is not the one that wrapped it. */
export function unwrapKey(wrapped: Uint8Array, purpose: string, { name, secret }: FieldKey): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, wrapped.subarray(0, nonceBytes));
    decipher.setAAD(bound(purpose)).setAuthTag(wrapped.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new AppError('field-key-wrong', `FIELD_KEYS: "${name}" is not the key that sealed this database`, {
      cause,
    });
  }
}

const bound = (purpose: string): Buffer => Buffer.from(`data_key|${purpose}`);
