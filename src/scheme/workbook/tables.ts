/**
 * The tables an import reads and writes. What the sheets' columns say (sheets.ts) is all there is to say: SELECT, INSERT,
 * UPDATE, an empty row and the types of a row follow from it. Only columns that are no cell of a sheet are named here.
 */
import { Prisma, type Db } from '../../database.ts';
import type { Subject } from '../audit-trail.ts';
import { columnsOf, sealedTables, type SealedTableName } from '../../vault/sealed-columns.ts';
import type { StoredCell } from './cells.ts';
import { careFileFields, organisationFields, pairingFields, personFields } from './sheets.ts';

/** How a column is stored, and what a new row has in it. */
export type StoredColumn = Pick<StoredCell<unknown, unknown>, 'sql' | 'empty'>;

/** A table: `id` is written to its `key`, and every other column under its own name. */
export interface Table<T extends { readonly id: string }> {
  readonly subject: Subject;
  readonly key: string;
  readonly columns: Readonly<Record<keyof T & string, StoredColumn>>;
  /** Whether it keeps when it was last changed. */
  readonly updatedAt?: true;
  /** Where it keeps when it was written, if not in `createdAt`. */
  readonly stampedIn?: string;
}

/** A row's fields by the columns of a sheet; those that are not stored as they are written have none. */
type FieldsOf<Columns> = {
  readonly [
    Field in keyof Columns as Columns[Field] extends StoredColumn ? Field : never
  ]: Columns[Field] extends StoredCell<infer Value, infer Empty> ? Value | Empty : never;
};

export interface OrganisationState extends FieldsOf<typeof organisationFields> {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly path: string;
}

export interface PersonState extends FieldsOf<typeof personFields> {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly userIdKey: string | null;
  readonly organisationId: string;
}

/** A care file; `id` is the member's. */
export interface CareFileStateRow extends FieldsOf<typeof careFileFields> {
  readonly id: string;
  readonly birthDate: string | null;
}

export interface PairingState extends FieldsOf<typeof pairingFields> {
  readonly id: string;
  readonly helperId: string;
  readonly memberId: string;
  readonly startsOn: string;
}

export interface TieState {
  readonly id: string;
  readonly relativeId: string;
  readonly memberId: string;
  readonly relation: string;
}

/** A consent of the member's own; an import adds some and changes none. */
export interface ConsentState {
  readonly id: string;
  readonly memberId: string;
  readonly scope: string;
  readonly textVersion: string;
  readonly textHash: string;
  readonly way: string;
  /** Who witnessed it. */
  readonly note: string | null;
  readonly givenOn: string;
  readonly expiresOn: string | null;
  readonly withdrawnAt: Date | null;
}

const uuid = { sql: 'uuid', empty: null } as const satisfies StoredColumn;
const text = { sql: 'text', empty: null } as const satisfies StoredColumn;

export const organisationTable: Table<OrganisationState> = {
  subject: 'organisation',
  key: 'id',
  columns: { id: uuid, name: text, parentId: uuid, path: text, ...storedOnly(organisationFields) },
};

export const personTable: Table<PersonState> = {
  subject: 'person',
  key: 'id',
  columns: {
    id: uuid,
    name: text,
    userId: text,
    userIdKey: text,
    organisationId: uuid,
    ...storedOnly(personFields),
  },
};

export const careFileTable: Table<CareFileStateRow> = {
  subject: 'care_file',
  key: 'memberId',
  updatedAt: true,
  columns: { id: uuid, birthDate: text, ...storedOnly(careFileFields) },
};

export const pairingTable: Table<PairingState> = {
  subject: 'pairing',
  key: 'id',
  columns: { id: uuid, helperId: uuid, memberId: uuid, startsOn: text, ...storedOnly(pairingFields) },
};

export const tieTable: Table<TieState> = {
  subject: 'family_tie',
  key: 'id',
  columns: { id: uuid, relativeId: uuid, memberId: uuid, relation: text },
};

export const consentTable: Table<ConsentState> = {
  subject: 'consent',
  key: 'id',
  stampedIn: 'recordedAt',
  columns: {
    id: uuid,
    memberId: uuid,
    scope: text,
    textVersion: text,
    textHash: text,
    way: text,
    note: text,
    givenOn: text,
    expiresOn: text,
    withdrawnAt: { sql: 'timestamptz', empty: null },
  },
};

/** The rows that `where` lets through, in the order it asks for; what is sealed is opened. */
export async function selectRows<T extends { readonly id: string }>(
  db: Db,
  table: Table<T>,
  where: Prisma.Sql,
): Promise<T[]> {
  const columns = namesOf(table).map(name => `${quoted(columnOf(table, name))} AS ${quoted(name)}`);
  const rows = await db.$queryRaw<
    T[]
  >`SELECT ${Prisma.raw(columns.join(', '))} FROM ${tableName(table)} ${where}`;
  const sealed = sealedNameOf(table);
  const compact = compactor(table);
  return rows.map(row => compact(sealed ? (db.$vault.openRow(sealed, row.id, row) as T) : row));
}

/** Rows as small as they can be held: of one shape, and with each text once, for most are words of a list. */
function compactor<T extends { readonly id: string }>(table: Table<T>): (row: T) => T {
  const names = namesOf(table);
  const [texts, lists] = [new Map<string, unknown>(), new Map<string, unknown>()];
  const keep = (value: unknown): unknown => {
    if (typeof value === 'string') return kept(texts, value, value);
    return Array.isArray(value) ? kept(lists, JSON.stringify(value), value) : value;
  };
  const shape = JSON.parse(JSON.stringify(Object.fromEntries(names.map(name => [name, null])))) as T;
  return row => {
    const own = { ...shape };
    for (const name of names) own[name] = keep(row[name]) as T[typeof name];
    return own;
  };
}

/** The first value that was given for a key. */
function kept(values: Map<string, unknown>, key: string, value: unknown): unknown {
  const known = values.get(key);
  if (known !== undefined) return known;
  values.set(key, value);
  return value;
}

/** A new row of which nothing is known but what is `given`. */
export function emptyRow<T extends { readonly id: string }, Given extends Partial<T>>(
  table: Table<T>,
  given: Given,
): T {
  const empty = namesOf(table).map(name => [name, table.columns[name].empty]);
  return { ...(Object.fromEntries(empty) as T), ...given };
}

/** Adds rows, stamped with `at`; returns how many. */
export function insertRows<T extends { readonly id: string }>(
  db: Db,
  table: Table<T>,
  rows: readonly T[],
  at: Date,
): Promise<number> {
  const names = writtenNamesOf(table);
  const stamps = [table.stampedIn ?? 'createdAt', ...(table.updatedAt ? ['updatedAt'] : [])];
  const into = Prisma.raw([...names.map(name => columnOf(table, name)), ...stamps].map(quoted).join(', '));
  const from = Prisma.raw(names.map(name => `x.${quoted(name)}`).join(', '));
  const now = Prisma.join(stamps.map(() => Prisma.sql`${at.toISOString()}::timestamptz`));
  return db.$executeRaw`
    INSERT INTO ${tableName(table)} (${into}) SELECT ${from}, ${now} FROM ${records(db, table, rows)}`;
}

/** Replaces rows, whole; returns how many. */
export function updateRows<T extends { readonly id: string }>(
  db: Db,
  table: Table<T>,
  rows: readonly T[],
  at: Date,
): Promise<number> {
  const names = writtenNamesOf(table).filter(name => name !== 'id');
  const set = Prisma.raw(names.map(name => `${quoted(name)} = x.${quoted(name)}`).join(', '));
  const stamp = table.updatedAt ? Prisma.sql`, "updatedAt" = ${at.toISOString()}::timestamptz` : Prisma.empty;
  return db.$executeRaw`
    UPDATE ${tableName(table)} AS t SET ${set}${stamp} FROM ${records(db, table, rows)}
    WHERE t.${Prisma.raw(quoted(table.key))} = x."id"`;
}

/** The rows as one JSON parameter, which Postgres takes apart by the columns' types; what is to be sealed is. */
function records<T extends { readonly id: string }>(db: Db, table: Table<T>, rows: readonly T[]): Prisma.Sql {
  const sealed = sealedNameOf(table);
  const bytes = new Set(sealed ? Object.keys(sealedTables[sealed].columns) : []);
  const types = writtenNamesOf(table).map(name => {
    const sql = bytes.has(name) ? 'bytea' : (table.columns[name as keyof T & string]?.sql ?? 'text');
    return `${quoted(name)} ${sql}`;
  });
  const written = sealed ? rows.map(row => asJson(db.$vault.sealRow(sealed, row.id, row))) : rows;
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(written)}::jsonb) AS x(${Prisma.raw(types.join(', '))})`;
}

/** A row with its bytes as JSON holds them for a bytea. */
const asJson = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value,
    ]),
  );

const sealedNameOf = ({ subject }: { readonly subject: Subject }): SealedTableName | undefined =>
  Object.hasOwn(sealedTables, subject) ? (subject as SealedTableName) : undefined;

/** The columns an import writes: a row's own, and the blind indexes of those that are sealed. */
function writtenNamesOf<T extends { readonly id: string }>(table: Table<T>): string[] {
  const own: string[] = namesOf(table);
  const sealed = sealedNameOf(table);
  const indexes = sealed ? columnsOf(sealed).filter(([column]) => own.includes(column)) : [];
  return [...own, ...indexes.flatMap(([, index]) => index ?? [])];
}

/** The fields of these columns that are stored under their own name. */
function storedOnly<Columns extends object>(
  columns: Columns,
): Readonly<Record<keyof FieldsOf<Columns>, StoredColumn>> {
  const stored = Object.entries(columns).filter(([, column]: [string, object]) => 'sql' in column);
  return Object.fromEntries(stored);
}

const namesOf = <T extends { readonly id: string }>(table: Table<T>): (keyof T & string)[] =>
  Object.keys(table.columns) as (keyof T & string)[];
const columnOf = ({ key }: { readonly key: string }, name: string): string => (name === 'id' ? key : name);
const tableName = ({ subject }: { readonly subject: Subject }): Prisma.Sql => Prisma.raw(quoted(subject));
const quoted = (name: string): string => `"${name}"`;
