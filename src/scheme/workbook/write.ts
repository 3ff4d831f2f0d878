/** Writes what an import worked out: some hundred rows to a statement, however many there are, all in the caller's transaction. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChanges, type Change } from '../audit-trail.ts';
import { fillNameKeys } from '../name-keys.ts';
import { lineOf } from '../organisations.ts';
import { batches } from './batches.ts';
import { snapshot, type Drafts } from './drafts.ts';
import * as tables from './tables.ts';
import type { World } from './world.ts';

/** Who imports, and when; `onRows` hears how many rows were written since it was last called. */
export interface Writing {
  readonly clock: Clock;
  readonly actorId: string | null;
  readonly onRows?: (count: number) => void;
}

/** Writes all that is new or different, parents first, and logs every row of it with what it was. */
export async function writeWorld(db: Db, world: World, writing: Writing): Promise<void> {
  const depth = (path: string): number => lineOf(path).length;
  const units = world.organisations.added().sort((one, other) => depth(one.path) - depth(other.path));
  const unitOf = (personId: string): string | undefined => world.people.get(personId)?.organisationId;
  const changes = [
    ...(await write(db, tables.organisationTable, world.organisations, writing, ({ id }) => id, units)),
    ...(await write(db, tables.personTable, world.people, writing, each => each.organisationId)),
    ...(await write(db, tables.careFileTable, world.careFiles, writing, ({ id }) => unitOf(id))),
    ...(await write(db, tables.pairingTable, world.pairings, writing, each => unitOf(each.memberId))),
    ...(await write(db, tables.tieTable, world.ties, writing, each => unitOf(each.memberId))),
    ...(await write(db, tables.consentTable, world.consents, writing, each => unitOf(each.memberId))),
  ];
  await fillNameKeys(db);
  await log(db, changes, writing);
  if (changes.length >= manyRows) await learnSizes(db);
}

/** From so many rows on the server is told at once how large its tables have become, as it would notice only in a minute. */
const manyRows = 1_000;

/** The planner may run the next second, and its plans for empty tables take minutes over full ones. */
const learnSizes = (db: Db): Promise<number> =>
  db.$executeRaw`ANALYZE "organisation", "person", "care_file", "pairing"`;

/** How many rows go into one statement: the database client remembers the texts of its last hundred calls. */
const rowsAtOnce = 50;
/** Entries of the log are smaller, and each organisation among them costs three statements. */
const entriesAtOnce = 150;

async function write<T extends { readonly id: string }>(
  db: Db,
  table: tables.Table<T>,
  drafts: Drafts<T>,
  { clock, actorId, onRows }: Writing,
  organisationOf: (row: T) => string | undefined,
  added: readonly T[] = drafts.added(),
): Promise<Change[]> {
  const changed = drafts.changed();
  const writeAll = async (rows: readonly T[], writeRows: typeof tables.insertRows): Promise<void> => {
    for (const batch of batches(rows, rowsAtOnce)) {
      expectAll(await writeRows(db, table, batch, clock.now()), batch);
      onRows?.(batch.length);
    }
  };
  await writeAll(added, tables.insertRows);
  await writeAll(
    changed.map(({ row }) => row),
    tables.updateRows,
  );
  const changeOf = (row: T, fields: Pick<Change, 'before' | 'after'>): Change => {
    const organisationId = organisationOf(row);
    const chain = organisationId === undefined ? {} : { organisationId };
    return { actorId, action: 'import', subject: table.subject, subjectId: row.id, ...chain, ...fields };
  };
  return [
    ...added.map(row => changeOf(row, { after: snapshot(row) })),
    ...changed.map(({ row, before, after }) => changeOf(row, { before, after })),
  ];
}

/** Organisation by organisation, since each has its own chain of entries. */
async function log(db: Db, changes: readonly Change[], { clock, onRows }: Writing): Promise<void> {
  const sorted = changes.toSorted((one, other) => compare(one.organisationId, other.organisationId));
  for (const batch of batches(sorted, entriesAtOnce)) {
    await logChanges(db, clock, batch);
    onRows?.(batch.length);
  }
}

const compare = (one = '', other = ''): number => (one < other ? -1 : one > other ? 1 : 0);

function expectAll(count: number, rows: readonly unknown[]): void {
  if (count !== rows.length) throw new AppError('import-incomplete', `wrote ${count} rows of ${rows.length}`);
}
