/** Keys for tests of the vault: fixed, and different from each other. */
import { createVault, type OpenKeys, type Vault } from '../../../src/vault/vault.ts';

const secret = (fill: number): Uint8Array => Buffer.alloc(32, fill);

/** Keys of which number `current` seals; all of `numbers` open. */
export const keysOf = (current: number, numbers: readonly number[] = [current]): OpenKeys => ({
  current: { id: current, secret: secret(current) },
  data: new Map(numbers.map(id => [id, secret(id)])),
  index: secret(101),
  audit: secret(102),
});

export const vaultWith = (keys: OpenKeys): Vault => createVault(() => keys);
