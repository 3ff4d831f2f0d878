/** Writes what an import worked out: one statement for each table's new rows and one for its changed ones, however many. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChanges, type Change } from '../audit-trail.ts';
import { fillNameKeys } from '../name-keys.ts';
import { lineOf } from '../organisations.ts';
import { snapshot, type Drafts } from './drafts.ts';
import * as tables from './tables.ts';
import type { World } from './world.ts';

/** Who imports, and when. */
export interface Writing {
  readonly clock: Clock;
  readonly actorId: string | null;
}

/** Writes all that is new or different, parents first, and logs every row of it with what it was. */
export async function writeWorld(db: Db, world: World, writing: Writing): Promise<void> {
  const depth = (path: string): number => lineOf(path).length;
  const added = world.organisations.added().sort((one, other) => depth(one.path) - depth(other.path));
  await write(db, tables.organisationTable, world.organisations, writing, added);
  await write(db, tables.personTable, world.people, writing);
  await fillNameKeys(db);
  await write(db, tables.careFileTable, world.careFiles, writing);
  await write(db, tables.pairingTable, world.pairings, writing);
  await write(db, tables.tieTable, world.ties, writing);
}

async function write<T extends { readonly id: string }>(
  db: Db,
  table: tables.Table<T>,
  drafts: Drafts<T>,
  { clock, actorId }: Writing,
  added: readonly T[] = drafts.added(),
): Promise<void> {
  const changed = drafts.changed();
  const rows = changed.map(({ row }) => row);
  if (added.length > 0) expectAll(await tables.insertRows(db, table, added, clock.now()), added);
  if (rows.length > 0) expectAll(await tables.updateRows(db, table, rows, clock.now()), rows);
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

function expectAll(count: number, rows: readonly unknown[]): void {
  if (count !== rows.length) throw new AppError('import-incomplete', `wrote ${count} rows of ${rows.length}`);
}
