/** Where the keys come from: FIELD_KEYS, or in the sandbox a file of its own in the data folder. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from './env.ts';
import { AppError } from './errors.ts';
import { newFieldKey, parseFieldKeys, type FieldKey } from './vault/field-keys.ts';

/**
 * The field keys to use. A sandbox without FIELD_KEYS makes its own once, in `DATA_DIR/field-keys` (mode 600), and says
 * so: enough to try the product, and no more than that, since key and data then lie in one place.
 */
export async function fieldKeysFor(
  env: Pick<Env, 'fieldKeys' | 'wecom'>,
  dataDir: string,
  say: (line: string) => void = () => undefined,
): Promise<readonly FieldKey[]> {
  if (env.fieldKeys) return env.fieldKeys;
  // env.ts has refused to go on without FIELD_KEYS where there is a real WeCom.
  const file = join(dataDir, 'field-keys');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined) say(`No FIELD_KEYS: the sandbox has made its own, in ${file}.`);
  const keys = parseFieldKeys(known?.trim() ?? (await makeKeys(dataDir, file)));
  if (keys) return keys;
  throw new AppError(
    'field-keys-unreadable',
    `${file} does not hold field keys; restore it, or remove the data folder to begin anew`,
  );
}

async function makeKeys(dataDir: string, file: string): Promise<string> {
  const key = newFieldKey('sandbox');
  await mkdir(dataDir, { recursive: true });
  // Whoever comes second reads what the first one made.
  await writeFile(file, `${key}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await chmod(file, 0o600);
  return (await readFile(file, 'utf8')).trim();
}
