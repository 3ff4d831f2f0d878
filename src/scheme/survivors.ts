/**
 * 遗属: who is left after a member's death, and whether they are to be visited still (D1, S5-4). A death opens the question
 * with everybody who is known already; the clerk answers it when the family can be asked, not in the same hour.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { Prisma, type Db } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { difference, logChange } from './audit-trail.ts';
import { relativesOf } from './family.ts';
import { spouseOf } from './family-members.ts';
import { maskPhone } from './masking.ts';
import { closeDutiesOf } from './obligations/close.ts';

/** Somebody who is left; `keepVisiting` is null until it was asked. */
export type Survivor = Opened<Row, 'survivor'>;
type Row = NonNullable<Awaited<ReturnType<Db['survivor']['findUnique']>>>;
const opened = (db: Db, row: Row): Survivor => db.$vault.openRow('survivor', row.id, row);

/** What was said of somebody who is left. */
export interface SurvivorWord {
  readonly memberId: string;
  readonly name: string;
  /** 老伴, 女儿 … as it was said. */
  readonly relation: string;
  /** Left as it is when absent. */
  readonly phone?: string | null;
  readonly keepVisiting: boolean | null;
  readonly note?: string | null;
  readonly actorId: string | null;
}

/**
 * Keeps those who are known — the relatives who acted for the member, and the spouse — as survivors of whom nothing has been
 * decided. In the transaction that records the death; repeating it adds nobody. Returns how many are new.
 */
export async function openSurvivors(
  db: Db,
  clock: Clock,
  { memberId, actorId }: { readonly memberId: string; readonly actorId: string },
): Promise<number> {
  const relatives = await relativesOf(db, memberId);
  const tied = relatives.map(({ person, relation }) => ({
    name: person.name,
    relation,
    phone: person.phone,
  }));
  const spouse = await spouseOf(db, memberId);
  const known = spouse && !tied.some(({ name }) => name === spouse.name) ? [...tied, spouse] : tied;
  const now = clock.now();
  const rows = known.map(({ name, relation, phone }) => {
    const id = randomUUID();
    const words = db.$vault.sealRow('survivor', id, { name, relation, phone });
    return { ...words, id, memberId, createdById: actorId, createdAt: now, updatedAt: now };
  });
  const made = await db.survivor.createManyAndReturn({ data: rows, skipDuplicates: true });
  for (const { id, name, relation } of made)
    await logChange(db, clock, {
      actorId,
      action: 'create',
      subject: 'survivor',
      subjectId: id,
      after: { name, relation, keepVisiting: null },
    });
  return made.length;
}

/** Forgets the survivors of somebody who lives: in the transaction that takes a death back. Returns how many there were. */
export async function forgetSurvivors(
  db: Db,
  clock: Clock,
  { memberId, actorId }: { readonly memberId: string; readonly actorId: string },
): Promise<number> {
  const rows = await db.survivor.findMany({ where: { memberId } });
  for (const { id, name, relation, keepVisiting } of rows)
    await logChange(db, clock, {
      actorId,
      action: 'remove',
      subject: 'survivor',
      subjectId: id,
      before: { name, relation, keepVisiting },
    });
  return (await db.survivor.deleteMany({ where: { memberId } })).count;
}

/** A member's survivors: those of whom nothing was decided first, then by name. */
export async function survivorsOf(db: Db, memberId: string): Promise<Survivor[]> {
  const rows = await db.survivor.findMany({
    where: { memberId },
    orderBy: [{ keepVisiting: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(row => opened(db, row));
}

/**
 * Keeps what was said of one survivor, new or known (by name and relation); closes the clerk's duty once everybody has been
 * asked about. Refused for somebody who lives. The same words twice change nothing.
 */
export async function recordSurvivor(db: Db, clock: Clock, word: SurvivorWord): Promise<Survivor> {
  const { memberId, name, relation, phone, keepVisiting, note, actorId } = word;
  await requireDeceased(db, memberId);
  const before = await db.survivor.findUnique({
    where: { memberId_name_relation: { memberId, name, relation } },
  });
  const id = before?.id ?? randomUUID();
  const said = {
    keepVisiting,
    ...(phone === undefined ? {} : { phone }),
    ...(note === undefined ? {} : { note }),
  };
  const fields = difference(before ? { ...opened(db, before) } : {}, said);
  const now = clock.now();
  const values = { ...db.$vault.sealRow('survivor', id, said), updatedAt: now };
  const fresh = { ...values, id, memberId, name, relation, createdById: actorId, createdAt: now };
  const row = await db.survivor.upsert({ where: { id }, create: fresh, update: values });
  if (!before || fields)
    await logChange(db, clock, {
      actorId,
      action: before ? 'update' : 'create',
      subject: 'survivor',
      subjectId: id,
      ...(before ? { before: fields?.before } : {}),
      after: { name, relation, ...said },
    });
  await closeWhenAsked(db, clock, memberId, actorId);
  return opened(db, row);
}

/** Nobody is left, or nobody wishes to be visited: closes the question. Those not asked about are not to be visited. */
export async function noSurvivors(
  db: Db,
  clock: Clock,
  { memberId, actorId }: { readonly memberId: string; readonly actorId: string },
): Promise<void> {
  await requireDeceased(db, memberId);
  for (const { name, relation, keepVisiting } of await survivorsOf(db, memberId))
    if (keepVisiting === null)
      await recordSurvivor(db, clock, { memberId, name, relation, keepVisiting: false, actorId });
  await closeDutiesOf(db, clock, { memberId, rule: 'survivors', actorId, reason: 'asked' });
}

async function closeWhenAsked(db: Db, clock: Clock, memberId: string, actorId: string | null): Promise<void> {
  if ((await db.survivor.count({ where: { memberId, keepVisiting: null } })) > 0) return;
  await closeDutiesOf(db, clock, { memberId, rule: 'survivors', actorId, reason: 'asked' });
}

async function requireDeceased(db: Db, memberId: string): Promise<void> {
  if ((await db.careFile.count({ where: { memberId, state: 'deceased' } })) > 0) return;
  throw new AppError('member-not-deceased', 'survivors of somebody who has not died', {
    expose: '这位老同志没有登记去世，不用登记遗属。',
  });
}

/** A survivor who is to be visited still, with whom they have lost and whose branch it was. */
export interface Bereaved {
  readonly id: string;
  readonly name: string;
  readonly relation: string;
  readonly phone: string | null;
  readonly memberName: string;
  readonly organisation: string;
}

/** 遗属名单: those to be visited still, of the members at and below `path`, by branch; `count` is of all, `rows` the first. */
export async function survivorsToVisit(
  db: Db,
  path: string,
  limit = 50,
): Promise<{ readonly count: number; readonly rows: readonly Bereaved[] }> {
  const rows = await db.$queryRaw<(Row & Bereaved & { count: number })[]>`
    SELECT s.*, m.name AS "memberName", g.name AS organisation, count(*) OVER ()::int AS count
    FROM survivor s JOIN person m ON m.id = s."memberId" JOIN organisation g ON g.id = m."organisationId"
    WHERE s."keepVisiting" AND m."fileState" = 'deceased' AND ${startsWith(path)}
    ORDER BY g.path, s.name, s.id LIMIT ${limit}`;
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.map(row => {
      const { id, name, relation, phone, memberName, organisation } = { ...row, ...opened(db, row) };
      return { id, name, relation, phone, memberName, organisation };
    }),
  };
}

const startsWith = (path: string): Prisma.Sql => Prisma.sql`g.path LIKE ${`${path}%`}`;

/** What the file of somebody who has died says of those who are left; empty when nobody is known. Numbers are masked. */
export async function survivorLines(db: Db, memberId: string): Promise<string[]> {
  return (await survivorsOf(db, memberId)).map(survivor => `遗属：${survivorText(survivor)}`);
}

/** 老伴王秀英，继续慰问，电话 138****1234. */
export function survivorText({
  name,
  relation,
  keepVisiting,
  phone,
}: Omit<Bereaved, 'id' | 'memberName' | 'organisation'> & {
  readonly keepVisiting?: boolean | null;
}): string {
  const wish = keepVisiting === null ? '还没有问' : keepVisiting === false ? '不再慰问' : '继续慰问';
  const number = maskPhone(phone);
  return `${relation}${name}，${wish}${number === '' ? '' : `，电话 ${number}`}`;
}
