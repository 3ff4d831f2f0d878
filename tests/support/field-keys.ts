/** The field keys of all tests: fixed, so that a failure can be looked into again. They open nothing else. */
import { parseFieldKeys, type FieldKey } from '../../src/vault/field-keys.ts';

export const fieldKeysText = `test:${Buffer.alloc(32, 7).toString('base64')}`;

export const fieldKeys: readonly FieldKey[] = parseFieldKeys(fieldKeysText) ?? [];
