/** Who changed what, when, from what to what (S1-0.2). Entries are only ever added. */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';

/** The fields of a row, as they were or as they are. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** What kinds of rows are logged: the table's name. */
export type Subject =
  | 'organisation'
  | 'person'
  | 'care_file'
  | 'pairing'
  | 'family_tie'
  | 'request'
  | 'happening'
  | 'visit'
  | 'obligation'
  | 'setting';

/** One change; `before` is absent for a new row, `after` for one that is gone. */
export interface Change {
  /** The person who did it; absent for the system itself and for the command line. */
  readonly actorId?: string | null;
  /** A verb, e.g. create, update, take, close, review. */
  readonly action: string;
  readonly subject: Subject;
  readonly subjectId: string;
  readonly before?: Snapshot | null;
  readonly after?: Snapshot | null;
}

/** Keeps one change, in the caller's transaction. */
export const logChange = (db: Db, clock: Clock, change: Change): Promise<void> =>
  logChanges(db, clock, [change]);

/** Keeps many changes in one statement. ID numbers are masked: the log outlives the file (PIPL, domain E-1 and E-4). */
export async function logChanges(db: Db, clock: Clock, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(change => ({
    ...change,
    before: masked(change.before),
    after: masked(change.after),
  }));
  await db.$executeRaw`
    INSERT INTO "change_log" ("at", "actorId", "action", "subject", "subjectId", "before", "after")
    SELECT ${clock.now().toISOString()}::timestamptz, x.*
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS x("actorId" uuid, "action" text, "subject" text, "subjectId" uuid, "before" jsonb, "after" jsonb)`;
}

/** The fields in which two snapshots differ, as they were and as they are; undefined when they do not. */
export function difference(
  before: Snapshot,
  after: Snapshot,
): { before: Snapshot; after: Snapshot } | undefined {
  const changed = Object.keys(after).filter(field => !same(before[field], after[field]));
  if (changed.length === 0) return undefined;
  const only = (from: Snapshot): Snapshot =>
    Object.fromEntries(changed.map(field => [field, from[field] ?? null]));
  return { before: only(before), after: only(after) };
}

/** What was logged about a row, oldest first. */
export const changesOf = (db: Db, subject: Subject, subjectId: string) =>
  db.changeLog.findMany({ where: { subject, subjectId }, orderBy: { id: 'asc' } });

/** An ID number of which only the last four digits are left. */
export const maskIdNumber = (idNumber: string): string => idNumber.slice(-4).padStart(idNumber.length, '*');

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function masked(snapshot: Snapshot | null | undefined): Snapshot | null {
  const idNumber = snapshot?.['idNumber'];
  if (typeof idNumber !== 'string') return snapshot ?? null;
  return { ...snapshot, idNumber: maskIdNumber(idNumber) };
}
