/**
 * Who did what, when, from what to what (S1-0.2), and who looked at what is masked (E-1): entries are only ever added, in
 * the transaction of what they tell of. Each organisation's entries form a chain: an entry carries the keyed hash of the
 * one before it, so that a changed, removed or moved entry is found (`verifyChain`, audit-chain.ts; E-9).
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { firstHash, hashOf, installationChain, type AuditRow } from './audit-chain.ts';
import { sensitiveFields } from './sensitive-fields.ts';

/** The fields of a row, as they were or as they are. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** What kinds of rows are logged: the table's name. */
export type Subject =
  | 'organisation'
  | 'person'
  | 'care_file'
  | 'family_member'
  | 'survivor'
  | 'four_nearby'
  | 'consent'
  | 'correction'
  | 'pairing'
  | 'letter'
  | 'family_tie'
  | 'request'
  | 'happening'
  | 'visit'
  | 'obligation'
  | 'absence'
  | 'setting'
  | 'rule_version'
  | 'local_festival'
  | 'workday_change'
  | 'file';

/** One thing that was done; `before` is absent for a new row, `after` for one that is gone. */
export interface Change {
  /** The person who did it; absent for the system itself and for the command line. */
  readonly actorId?: string | null;
  /** A verb, e.g. create, update, take, close, review, reveal, deny. */
  readonly action: string;
  readonly subject: Subject;
  readonly subjectId: string;
  readonly before?: Snapshot | null;
  readonly after?: Snapshot | null;
  /** Why somebody looked or exported, in their words. */
  readonly purpose?: string;
  /** What it belongs to, where entries are looked up by it (`entriesAbout`). */
  readonly ref?: string;
  /** The organisation in whose chain it stands; found from the subject when absent. */
  readonly organisationId?: string;
}

/** What an entry tells besides who and when. */
export interface Detail {
  readonly before: Snapshot | null;
  readonly after: Snapshot | null;
  readonly purpose?: string;
}

/** An entry as it is read. */
export interface AuditEntry extends Detail {
  readonly id: string;
  readonly at: Date;
  readonly actorId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  readonly ref: string | null;
}

/** Keeps one change, in the caller's transaction. */
export const logChange = (db: Db, clock: Clock, change: Change): Promise<void> =>
  logChanges(db, clock, [change]);

/** Keeps many changes, in one statement for each organisation's chain. Other writers of those chains wait until the caller commits. */
export async function logChanges(db: Db, clock: Clock, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const chains = await chainsOf(db, changes);
  const byChain = new Map<string, Change[]>();
  changes.forEach((change, place) => {
    const chain = chains[place] ?? installationChain;
    const list = byChain.get(chain);
    if (list) list.push(change);
    else byChain.set(chain, [change]);
  });
  // In one order for everybody, so that two writers of the same chains do not wait for each other.
  for (const chain of [...byChain.keys()].sort()) await append(db, clock, chain, byChain.get(chain) ?? []);
}

async function append(db: Db, clock: Clock, chainId: string, changes: readonly Change[]): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${chainId}, 6))`;
  const [head] = await db.$queryRaw<{ seq: number; hash: string }[]>`
    SELECT seq, hash FROM audit_entry WHERE "chainId" = ${chainId}::uuid ORDER BY seq DESC LIMIT 1`;
  const at = clock.now();
  let { seq, hash } = head ?? { seq: 0, hash: firstHash };
  const rows = changes.map(change => {
    const id = randomUUID();
    const row: AuditRow = {
      id,
      chainId,
      seq: (seq += 1),
      at,
      actorId: change.actorId ?? null,
      action: change.action,
      subject: change.subject,
      subjectId: change.subjectId,
      ref: change.ref ?? null,
      detail: db.$vault.seal('audit_entry.detail', id, JSON.stringify(detailOf(change))),
      previousHash: hash,
    };
    hash = hashOf(db.$vault, row);
    return {
      ...row,
      at: at.toISOString(),
      detail: `\\x${Buffer.from(row.detail ?? []).toString('hex')}`,
      hash,
    };
  });
  await db.$executeRaw`
    INSERT INTO audit_entry (id, "chainId", seq, at, "actorId", action, subject, "subjectId", ref, detail, "previousHash", hash)
    SELECT x.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(id uuid, "chainId" uuid, seq int, at timestamptz,
      "actorId" uuid, action text, subject text, "subjectId" uuid, ref text, detail bytea, "previousHash" text, hash text)`;
}

const detailOf = ({ before, after, purpose }: Change): Detail => ({
  before: masked(before),
  after: masked(after),
  ...(purpose === undefined ? {} : { purpose }),
});

/** The organisation of each change: the one named, else the member's or the person's; undefined where there is none. */
async function chainsOf(db: Db, changes: readonly Change[]): Promise<(string | undefined)[]> {
  const unknown = changes.filter(({ organisationId }) => organisationId === undefined);
  const found = unknown.length === 0 ? new Map<string, string>() : await findChains(db, unknown);
  return changes.map(
    ({ organisationId, subject, subjectId }) => organisationId ?? found.get(`${subject}:${subjectId}`),
  );
}

async function findChains(db: Db, changes: readonly Change[]): Promise<Map<string, string>> {
  const subjects = changes.map(({ subject }) => subject);
  const ids = changes.map(({ subjectId }) => subjectId);
  const rows = await db.$queryRaw<{ key: string; chain: string | null }[]>`
    SELECT DISTINCT c.subject || ':' || c.id AS key, CASE c.subject
      WHEN 'organisation' THEN c.id
      WHEN 'person' THEN (SELECT "organisationId" FROM person WHERE id = c.id)
      WHEN 'care_file' THEN (SELECT "organisationId" FROM person WHERE id = c.id)
      WHEN 'setting' THEN (SELECT "organisationId" FROM setting WHERE id = c.id)
      WHEN 'obligation' THEN (SELECT "organisationId" FROM obligation WHERE id = c.id)
      ELSE (SELECT "organisationId" FROM person WHERE id = CASE c.subject
        WHEN 'pairing' THEN (SELECT "memberId" FROM pairing WHERE id = c.id)
        WHEN 'letter' THEN (SELECT p."memberId" FROM letter l JOIN pairing p ON p.id = l."pairingId" WHERE l.id = c.id)
        WHEN 'family_tie' THEN (SELECT "memberId" FROM family_tie WHERE id = c.id)
        WHEN 'family_member' THEN (SELECT "memberId" FROM family_member WHERE id = c.id)
        WHEN 'survivor' THEN (SELECT "memberId" FROM survivor WHERE id = c.id)
        WHEN 'four_nearby' THEN (SELECT "memberId" FROM four_nearby WHERE id = c.id)
        WHEN 'consent' THEN (SELECT "memberId" FROM consent WHERE id = c.id)
        WHEN 'correction' THEN (SELECT "memberId" FROM correction WHERE id = c.id)
        WHEN 'request' THEN (SELECT "memberId" FROM request WHERE id = c.id)
        WHEN 'happening' THEN (SELECT "memberId" FROM happening WHERE id = c.id)
        WHEN 'visit' THEN (SELECT "memberId" FROM visit WHERE id = c.id)
      END) END AS chain
    FROM unnest(${subjects}::text[], ${ids}::uuid[]) AS c(subject, id)`;
  return new Map(rows.flatMap(({ key, chain }) => (chain === null ? [] : [[key, chain] as const])));
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
export async function changesOf(db: Db, subject: Subject, subjectId: string): Promise<AuditEntry[]> {
  const rows = await db.auditEntry.findMany({
    where: { subject, subjectId },
    orderBy: [{ at: 'asc' }, { seq: 'asc' }],
  });
  return rows.map(row => readEntry(db, row));
}

/** Entries of one action that belong to `ref`, oldest first. */
export async function entriesAbout(db: Db, action: string, ref: string): Promise<AuditEntry[]> {
  const rows = await db.auditEntry.findMany({
    where: { action, ref },
    orderBy: [{ at: 'asc' }, { seq: 'asc' }],
  });
  return rows.map(row => readEntry(db, row));
}

type Row = NonNullable<Awaited<ReturnType<Db['auditEntry']['findUnique']>>>;

/** An entry with its detail opened. */
export function readEntry(db: Db, { detail, ...row }: Row): AuditEntry {
  const { id, at, actorId, action, subject, subjectId, ref } = row;
  const opened = detail && (JSON.parse(db.$vault.open('audit_entry.detail', id, detail)) as Detail);
  return { id, at, actorId, action, subject, subjectId, ref, ...(opened ?? { before: null, after: null }) };
}

/** Numbers that open doors elsewhere: of these the trail, which outlives the file, keeps the last four digits (E-1, E-4). */
const maskedFields = ['idNumber', 'bankAccount'];

/** What must be gone once a consent is taken back (E-2): of these the trail, in which nothing is erased, tells only that they were filled. */
const untoldFields = sensitiveFields.filter(field => !maskedFields.includes(field));
const filled = '（已填写）';

function masked(snapshot: Snapshot | null | undefined): Snapshot | null {
  if (!snapshot) return null;
  const hide = (fields: readonly string[], by: (value: string) => string) =>
    fields.flatMap(field => {
      const value = snapshot[field];
      return typeof value === 'string' ? [[field, by(value)] as const] : [];
    });
  const hidden = [...hide(maskedFields, lastFour), ...hide(untoldFields, () => filled)];
  return { ...snapshot, ...Object.fromEntries(hidden) };
}

/** A number of which only the last four digits are left. */
export const lastFour = (number: string): string => number.slice(-4).padStart(number.length, '*');

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
