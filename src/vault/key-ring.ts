/**
 * The data keys of a database, read with FIELD_KEYS. A field key wraps data keys, a data key seals values: changing the
 * field key re-wraps three short rows, and values sealed under an older data key stay readable beside those of the new one.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { secretBytes, unwrapKey, wrapKey, type FieldKey } from './field-keys.ts';
import { resealRows, sealClearRows } from './reseal.ts';
import { createVault, type OpenKeys, type Vault } from './vault.ts';

/** A vault and the means to follow what other processes do to its keys. */
export interface KeyRing {
  readonly vault: Vault;
  /** Reads the keys again: a key that another process made opens from now on, and seals once it is due. */
  refresh(): Promise<void>;
  /**
   * Makes a new data key, to be used in two minutes' time when every process knows it, and wraps all keys under the first
   * of FIELD_KEYS; after that the other field keys are no longer needed.
   */
  rotate(): Promise<Rotation>;
  /** Seals anew, under the present data key, what older ones sealed; resolves to how many values. Harmless to repeat. */
  reseal(): Promise<number>;
}

type Purpose = 'data' | 'index' | 'audit';
interface KeyRow {
  readonly id: number;
  readonly purpose: Purpose;
  readonly wrapped: Buffer;
  readonly wrappedBy: string;
  readonly active: boolean;
}

/** Every process has read a new data key before it seals anything. */
const spreadSeconds = 120;

/**
 * Opens the keys of a migrated database. The first time it makes them and seals what stood in clear text from before.
 * Throws, naming the field key, when one that is still needed is missing from FIELD_KEYS or is another one of that name.
 */
export async function openKeyRing(databaseUrl: string, fieldKeys: readonly FieldKey[]): Promise<KeyRing> {
  let keys = await onDatabase(databaseUrl, async client => {
    const rows = await readKeys(client);
    return openAll(rows.length > 0 ? rows : await makeKeys(client, fieldKeys), fieldKeys);
  });
  return {
    vault: createVault(() => keys),
    refresh: async () => {
      keys = await onDatabase(databaseUrl, async client => openAll(await readKeys(client), fieldKeys));
    },
    rotate: () => onDatabase(databaseUrl, client => rotateKeys(client, fieldKeys)),
    reseal: () =>
      onDatabase(databaseUrl, client =>
        resealRows(
          client,
          createVault(() => keys),
        ),
      ),
  };
}

/** What a rotation did. */
export interface Rotation {
  /** The data key that seals new values from a little later on. */
  readonly newKey: number;
  /** How many older keys were wrapped anew under the first of FIELD_KEYS. */
  readonly rewrapped: number;
}

async function rotateKeys(client: pg.Client, fieldKeys: readonly FieldKey[]): Promise<Rotation> {
  const first = firstOf(fieldKeys);
  const rows = await readKeys(client);
  const foreign = rows.filter(row => row.wrappedBy !== first.name);
  for (const row of foreign) {
    const secret = unwrapKey(row.wrapped, row.purpose, holderOf(row, fieldKeys));
    await client.query('UPDATE data_key SET wrapped = $2, "wrappedBy" = $3 WHERE id = $1', [
      row.id,
      wrapKey(secret, row.purpose, first),
      first.name,
    ]);
  }
  return { newKey: await addKey(client, 'data', first, spreadSeconds), rewrapped: foreign.length };
}

const readKeys = async (client: pg.Client): Promise<KeyRow[]> =>
  (
    await client.query<KeyRow>(
      'SELECT id, purpose, wrapped, "wrappedBy", "activeFrom" <= now() AS active FROM data_key ORDER BY id',
    )
  ).rows;

/** The first keys of a database, and everything from before them sealed, in one transaction. */
async function makeKeys(client: pg.Client, fieldKeys: readonly FieldKey[]): Promise<KeyRow[]> {
  // A second back, since the column keeps milliseconds and may round the present instant up.
  for (const purpose of ['data', 'index', 'audit'] as const)
    await addKey(client, purpose, firstOf(fieldKeys), -1);
  const rows = await readKeys(client);
  const keys = openAll(rows, fieldKeys);
  await sealClearRows(
    client,
    createVault(() => keys),
  );
  return rows;
}

async function addKey(
  client: pg.Client,
  purpose: Purpose,
  key: FieldKey,
  delaySeconds: number,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO data_key (purpose, wrapped, "wrappedBy", "activeFrom")
     VALUES ($1, $2, $3, now() + $4 * interval '1 second') RETURNING id`,
    [purpose, wrapKey(randomBytes(secretBytes), purpose, key), key.name, delaySeconds],
  );
  return rows[0]?.id ?? 0;
}

function openAll(rows: readonly KeyRow[], fieldKeys: readonly FieldKey[]): OpenKeys {
  const opened = rows.map(row => ({
    ...row,
    secret: unwrapKey(row.wrapped, row.purpose, holderOf(row, fieldKeys)),
  }));
  const of = (purpose: Purpose) => opened.filter(row => row.purpose === purpose);
  const current = of('data').findLast(row => row.active);
  const [index] = of('index');
  const [audit] = of('audit');
  if (!current || !index || !audit)
    throw new AppError('data-keys-missing', 'the table data_key is not complete');
  return {
    current,
    data: new Map(of('data').map(({ id, secret }) => [id, secret])),
    index: index.secret,
    audit: audit.secret,
  };
}

function holderOf({ wrappedBy }: KeyRow, fieldKeys: readonly FieldKey[]): FieldKey {
  const holder = fieldKeys.find(({ name }) => name === wrappedBy);
  if (holder) return holder;
  throw new AppError(
    'field-key-missing',
    `FIELD_KEYS lacks the key "${wrappedBy}", which still opens this database: put it back (behind the new one) and run npx bangfu keys rotate before removing it`,
  );
}

function firstOf(fieldKeys: readonly FieldKey[]): FieldKey {
  const [first] = fieldKeys;
  if (first) return first;
  throw new AppError('field-key-missing', 'FIELD_KEYS is empty: npx bangfu keys new makes one');
}

/** One transaction under a lock, so that two processes that start together make the keys once. */
async function onDatabase<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('data_key', 5))`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    // A transaction that failed ends with its connection.
    await client.end();
  }
}
