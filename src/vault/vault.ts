/**
 * The vault seals what is personal before it reaches the database and opens it again: the only way into a column that
 * schema.prisma marks with `@sealed`. It holds the keys of one database in memory; `db.$vault` is the one in use.
 */
import { createHmac } from 'node:crypto';
import { AppError } from '../errors.ts';
import { openBytes, sealBytes, type DataKey } from './cipher.ts';
import {
  columnsOf,
  sealedTables,
  type SealedColumn,
  type SealedColumnsOf,
  type SealedTableName,
} from './sealed-columns.ts';

/** The keys of a database, opened. */
export interface OpenKeys {
  /** Seals what is new. */
  readonly current: DataKey;
  /** Every key that still opens something, by its number. */
  readonly data: ReadonlyMap<number, Uint8Array>;
  /** Makes blind indexes; never changes, or nothing would be found again. */
  readonly index: Uint8Array;
  /** Chains the audit trail. */
  readonly audit: Uint8Array;
}

type Bytes = Uint8Array<ArrayBuffer>;
/** What a sealed column may be given: a text, nothing, or "leave it". */
type Clear = string | null | undefined;

/** A row with its sealed columns opened: bytes have become text. */
export type Opened<Row, T extends SealedTableName> = {
  readonly [K in keyof Row]: K extends SealedColumnsOf<T>
    ? null extends Row[K]
      ? string | null
      : string
    : Row[K];
};

/** Values on their way into a table: texts of sealed columns have become bytes, with their blind indexes beside them. */
export type Sealed<Values, T extends SealedTableName> = {
  [K in keyof Values]: K extends SealedColumnsOf<T>
    ? Values[K] extends string
      ? Bytes
      : Values[K] extends string | null
        ? Bytes | null
        : Bytes | null | undefined
    : Values[K];
};

export interface Vault {
  /** Seals one text for a column of a row; `row` is the value of the table's key (sealed-columns.ts). */
  seal(column: SealedColumn, row: string, text: string): Bytes;
  /** The text again. Throws `seal-broken` where it was changed or belongs to another row. */
  open(column: SealedColumn, row: string, sealed: Uint8Array): string;
  /** The same for bytes: files. */
  sealBytes(column: SealedColumn | FileColumn, row: string, bytes: Uint8Array): Bytes;
  openBytes(column: SealedColumn | FileColumn, row: string, sealed: Uint8Array): Buffer;
  /** `values` with every sealed column of `table` sealed for this row, and its blind index set where it has one. */
  sealRow<T extends SealedTableName, V extends object>(table: T, row: string, values: V): Sealed<V, T>;
  /** `row` with every sealed column of `table` opened. */
  openRow<T extends SealedTableName, R extends object>(table: T, key: string, row: R): Opened<R, T>;
  /**
   * The blind index of a text: equal texts of one column have equal indexes, and nothing else is learnt without the key.
   * Full-width forms, spaces, hyphens, brackets and case do not matter.
   */
  index(column: SealedColumn, text: string): string;
  /** HMAC-SHA-256 of a text under the audit trail's key, in hexadecimal. */
  mac(text: string): string;
  /** The number of the key that seals what is new. */
  readonly currentKey: number;
}

/**
 * Files, sealed as bytes: on disk, or in rows that are kept for days. A rotation does not seal them anew; the data key of
 * their day goes on opening them.
 */
export type FileColumn =
  | 'attachment.file'
  | 'spool.arrival'
  | 'outgoing_file.content'
  | 'incoming_file.content';

/** A vault over keys that may be replaced while it is in use (rotation): `keys` is asked each time. */
export function createVault(keys: () => OpenKeys): Vault {
  const secretOf = (id: number): Uint8Array => {
    const secret = keys().data.get(id);
    if (secret) return secret;
    throw new AppError('data-key-unknown', `data key ${id} is not known to this process yet`, {
      retryable: true,
    });
  };
  const vault: Vault = {
    seal: (column, row, text) => sealBytes(keys().current, placeOf(column, row), Buffer.from(text)),
    open: (column, row, sealed) => openBytes(secretOf, placeOf(column, row), sealed).toString(),
    sealBytes: (column, row, bytes) => sealBytes(keys().current, placeOf(column, row), bytes),
    openBytes: (column, row, sealed) => openBytes(secretOf, placeOf(column, row), sealed),
    sealRow: (table, row, values) => sealRow(vault, table, row, values),
    openRow: (table, key, row) => openRow(vault, table, key, row),
    index: (column, text) =>
      createHmac('sha256', keys().index)
        .update(`${column}|${plainForm(text)}`)
        .digest('base64url')
        .slice(0, 22),
    mac: text => createHmac('sha256', keys().audit).update(text).digest('hex'),
    get currentKey() {
      return keys().current.id;
    },
  };
  return vault;
}

/** What a value is bound to: table|column|row. */
const placeOf = (column: string, row: string): string => `${column.replace('.', '|')}|${row}`;

/** A text as it is compared: 138-1234 5678 and １３８１２３４５６７８ are one number. */
const plainForm = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s\-—()（）]/g, '')
    .toUpperCase();

function sealRow<T extends SealedTableName, V extends object>(
  vault: Vault,
  table: T,
  row: string,
  values: V,
): Sealed<V, T> {
  const sealed = { ...values } as Record<string, unknown>;
  for (const [column, index] of columnsOf(table)) {
    const clear = (values as Record<string, unknown>)[column] as Clear;
    if (clear === undefined) continue;
    const name = `${table}.${column}` as SealedColumn;
    sealed[column] = clear === null ? null : vault.seal(name, row, clear);
    if (index !== undefined) sealed[index] = clear === null ? null : vault.index(name, clear);
  }
  return sealed as Sealed<V, T>;
}

function openRow<T extends SealedTableName, R extends object>(
  vault: Vault,
  table: T,
  key: string,
  row: R,
): Opened<R, T> {
  const opened = { ...row } as Record<string, unknown>;
  for (const column of Object.keys(sealedTables[table].columns)) {
    const sealed = opened[column];
    if (sealed instanceof Uint8Array)
      opened[column] = vault.open(`${table}.${column}` as SealedColumn, key, sealed);
  }
  return opened as Opened<R, T>;
}
