/** Writes what an import worked out: one statement for each table's new rows and one for its changed ones, however many. */
import type { Clock } from '../../clock.ts';
import { Prisma, type Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChanges, type Change, type Subject } from '../change-log.ts';
import { lineOf } from '../organisations.ts';
import { snapshot, type Drafts } from './drafts.ts';
import type { World } from './world.ts';

type ColumnType = 'text' | 'text[]' | 'uuid' | 'integer' | 'boolean';

/** A table as an import writes it: its columns with their types, and the one that `id` is written to. */
interface Table<T> {
  readonly subject: Subject;
  readonly key: string;
  readonly columns: Readonly<Record<keyof T & string, ColumnType>>;
  /** Whether it keeps when it was last changed. */
  readonly updatedAt?: true;
}

type RowOf<D> = D extends Drafts<infer T> ? T : never;

const tables: { readonly [Name in Exclude<keyof World, 'partners'>]: Table<RowOf<World[Name]>> } = {
  organisations: {
    subject: 'organisation',
    key: 'id',
    columns: {
      id: 'uuid',
      name: 'text',
      kind: 'text',
      parentId: 'uuid',
      organisationDepartment: 'text',
      path: 'text',
    },
  },
  people: {
    subject: 'person',
    key: 'id',
    columns: {
      id: 'uuid',
      name: 'text',
      userId: 'text',
      userIdKey: 'text',
      organisationId: 'uuid',
      roles: 'text[]',
      phone: 'text',
      title: 'text',
    },
  },
  careFiles: {
    subject: 'care_file',
    key: 'memberId',
    updatedAt: true,
    columns: {
      id: 'uuid',
      state: 'text',
      sex: 'text',
      birthDate: 'text',
      birthCalendar: 'text',
      birthLeapMonth: 'boolean',
      retirementKind: 'text',
      partyMember: 'boolean',
      joinedPartyOn: 'text',
      formerUnit: 'text',
      formerUnitStatus: 'text',
      idNumber: 'text',
      phone: 'text',
      address: 'text',
      marriage: 'text',
      living: 'text',
      children: 'text',
      pensionFen: 'integer',
      spouseIncomeFen: 'integer',
      householdSize: 'integer',
      health: 'text',
      selfCare: 'text',
      hardshipKinds: 'text[]',
      hardshipLevel: 'text',
      mainCause: 'text',
      secondaryCauses: 'text[]',
      skills: 'text',
      urgentNeeds: 'text',
      lastReviewedOn: 'text',
    },
  },
  pairings: {
    subject: 'pairing',
    key: 'id',
    columns: {
      id: 'uuid',
      helperId: 'uuid',
      memberId: 'uuid',
      primary: 'boolean',
      startsOn: 'text',
      endsOn: 'text',
      direction: 'text',
      project: 'text',
      task: 'text',
      goal: 'text',
      frequency: 'text',
    },
  },
  ties: {
    subject: 'family_tie',
    key: 'id',
    columns: { id: 'uuid', relativeId: 'uuid', memberId: 'uuid', relation: 'text' },
  },
};

/** Who imports, and when. */
export interface Writing {
  readonly clock: Clock;
  readonly actorId: string | null;
}

/** Writes all that is new or different, parents first, and logs every row of it with what it was. */
export async function writeWorld(db: Db, world: World, writing: Writing): Promise<void> {
  const depth = (path: string): number => lineOf(path).length;
  const added = world.organisations.added().sort((one, other) => depth(one.path) - depth(other.path));
  await write(db, tables.organisations, world.organisations, writing, added);
  await write(db, tables.people, world.people, writing);
  await write(db, tables.careFiles, world.careFiles, writing);
  await write(db, tables.pairings, world.pairings, writing);
  await write(db, tables.ties, world.ties, writing);
}

async function write<T extends { readonly id: string }>(
  db: Db,
  table: Table<T>,
  drafts: Drafts<T>,
  { clock, actorId }: Writing,
  added: readonly T[] = drafts.added(),
): Promise<void> {
  const changed = drafts.changed();
  await insertRows(db, table, added, clock.now());
  await updateRows(
    db,
    table,
    changed.map(({ row }) => row),
    clock.now(),
  );
  const { subject } = table;
  const additions = added.map<Change>(row => ({
    actorId,
    action: 'import',
    subject,
    subjectId: row.id,
    after: snapshot(row),
  }));
  const changes = changed.map<Change>(({ row, before, after }) => ({
    actorId,
    action: 'import',
    subject,
    subjectId: row.id,
    before,
    after,
  }));
  await logChanges(db, clock, [...additions, ...changes]);
}

async function insertRows<T>(db: Db, table: Table<T>, rows: readonly T[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(table);
  const stamps = table.updatedAt ? ['createdAt', 'updatedAt'] : ['createdAt'];
  const into = Prisma.raw([...names.map(name => columnOf(table, name)), ...stamps].map(quoted).join(', '));
  const from = Prisma.raw(names.map(name => `x.${quoted(name)}`).join(', '));
  const now = Prisma.join(stamps.map(() => Prisma.sql`${at.toISOString()}::timestamptz`));
  const count = await db.$executeRaw`
    INSERT INTO ${Prisma.raw(quoted(table.subject))} (${into}) SELECT ${from}, ${now} FROM ${records(table, rows)}`;
  expectAll(count, rows);
}

async function updateRows<T>(db: Db, table: Table<T>, rows: readonly T[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(table).filter(name => name !== 'id');
  const set = Prisma.raw(names.map(name => `${quoted(name)} = x.${quoted(name)}`).join(', '));
  const stamp = table.updatedAt ? Prisma.sql`, "updatedAt" = ${at.toISOString()}::timestamptz` : Prisma.empty;
  const count = await db.$executeRaw`
    UPDATE ${Prisma.raw(quoted(table.subject))} AS t SET ${set}${stamp} FROM ${records(table, rows)}
    WHERE t.${Prisma.raw(quoted(table.key))} = x."id"`;
  expectAll(count, rows);
}

/** The rows as one JSON parameter, which Postgres takes apart by the columns' types. */
function records<T>(table: Table<T>, rows: readonly T[]): Prisma.Sql {
  const types = Prisma.raw(
    namesOf(table)
      .map(name => `${quoted(name)} ${table.columns[name]}`)
      .join(', '),
  );
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(${types})`;
}

const namesOf = <T>(table: Table<T>): (keyof T & string)[] =>
  Object.keys(table.columns) as (keyof T & string)[];
const columnOf = <T>(table: Table<T>, name: string): string => (name === 'id' ? table.key : name);
const quoted = (name: string): string => `"${name}"`;

function expectAll(count: number, rows: readonly unknown[]): void {
  if (count !== rows.length) throw new AppError('import-incomplete', `wrote ${count} rows of ${rows.length}`);
}
