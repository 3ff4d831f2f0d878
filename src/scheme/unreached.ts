/**
 * 未送达名单 (C2.13): who was to be told something and was reached by no message, why, and of what. Whoever is reached later
 * — by a message, or because they wrote themselves — leaves the list; so does whoever was told by telephone or in person,
 * until there is something new for them.
 */
import { randomUUID } from 'node:crypto';
import { addDays, shanghaiInstant, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import { Prisma, type Db } from '../database.ts';
import { logChange } from './audit-trail.ts';
import type { MissedReason, ToldWay } from './labels/unreached.ts';
import { listed, within, type Listed, type NamedRow, type Path } from './obligations/lists.ts';
import { sqlInstant } from './obligations/now.ts';
import { concernsTheLiving, dutyColumns, type Duty } from './obligations/steps.ts';

/** Somebody who was to be told and was not. */
export interface Missed extends NamedRow {
  readonly reason: MissedReason;
  /** The duties that the message they did not get spoke of, by id; none where it spoke of something else. */
  readonly obligationIds: readonly string[] | null;
}

/** From when and where somebody looks. */
export interface UnreachedView {
  readonly now: Date;
  readonly today: IsoDate;
  readonly path: Path;
}

/** What came to nothing further back is not news any more. */
const missedDays = 7;

/** Told otherwise since `since`. */
const toldSince = (since: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (SELECT 1 FROM told_otherwise t
  WHERE t."personId" = p.id AND t."undoneAt" IS NULL AND t."toldAt" >= ${since})`;

/** Duties of person `p` of which they are to know now. */
const duties = (today: IsoDate): Prisma.Sql => Prisma.sql`FROM obligation o WHERE o."ownerId" = p.id
  AND o.state IN ('open', 'overdue') AND o."opensOn" <= ${today} AND o."dueOn" >= ${addDays(today, -missedDays)}
  AND ${concernsTheLiving}`;

/** From when on a duty is spoken of: its first day, or when it came up. */
const arose = Prisma.sql`GREATEST(o."createdAt", (o."opensOn" || 'T00:00:00+08:00')::timestamptz)`;

/** When it was known of message `m` that it would not arrive: after an outage, days after it was written. */
const gaveUpAt = Prisma.sql`COALESCE(m."closedAt", m."createdAt")`;

/** Messages to person `p` that did not reach them, after which none did and they did not write. */
const lost = (now: Date): Prisma.Sql => Prisma.sql`
  SELECT m.state::text, m.conditions->'obligationIds' AS "obligationIds" FROM outbound_message m
  WHERE m.recipient = p."userId" AND ${gaveUpAt} > ${sqlInstant(new Date(now.getTime() - missedDays * dayMs))}
    AND m.state IN ('failed', 'expired', 'unknown') AND m.purpose IN ('alarm', 'urgent', 'notice', 'prompt')
    AND NOT EXISTS (SELECT 1 FROM outbound_message later WHERE later.recipient = m.recipient AND later.state = 'sent'
      AND later."sentAt" > ${gaveUpAt})
    AND NOT EXISTS (SELECT 1 FROM inbound_message i WHERE i.sender = p."userIdKey" AND i."receivedAt" > m."createdAt")
    AND NOT ${toldSince(Prisma.sql`m."createdAt"`)}
  ORDER BY m.id DESC LIMIT 1`;
const dayMs = 24 * 60 * 60 * 1000;

/** Cannot be written to at all, and has a duty of which nobody has told them. */
const outOfReach = (
  today: IsoDate,
): Prisma.Sql => Prisma.sql`(p."userId" IS NULL OR p."unreachableSince" IS NOT NULL)
  AND EXISTS (SELECT 1 ${duties(today)} AND NOT ${toldSince(arose)})`;

const reason = Prisma.sql`CASE WHEN p."userId" IS NULL THEN 'no-account'
  WHEN p."unreachableReason" = 'errcode-43004' THEN 'no-wechat' WHEN p."unreachableSince" IS NOT NULL THEN 'not-visible'
  WHEN lost.state = 'expired' THEN 'too-late' WHEN lost.state = 'unknown' THEN 'unsure' ELSE 'not-delivered' END`;

/** Who is to be phoned or called on, by branch and name; only these people where `ids` is given. */
export const notReached = (
  db: Db,
  { now, today, path }: UnreachedView,
  limit: number,
  ids?: readonly string[],
): Promise<Listed<Missed>> =>
  listed<Missed>(
    db,
    Prisma.sql`SELECT p.id, p.name, g.name AS organisation, ${reason} AS reason, lost."obligationIds",
        count(*) OVER ()::int AS count
      FROM person p JOIN organisation g ON g.id = p."organisationId" LEFT JOIN LATERAL (${lost(now)}) lost ON true
      WHERE ${within(path)} AND p."fileState" IS DISTINCT FROM 'deceased'
        AND (lost.state IS NOT NULL OR ${outOfReach(today)})
        ${ids ? Prisma.sql`AND p.id = ANY(${[...ids]}::uuid[])` : Prisma.empty}
      ORDER BY g.path, p.name, p.id LIMIT ${limit}`,
  );

/** Those of these duties that passed without having been told: nobody went, and it cannot be made good any more. */
export const passedUntold = (db: Db, obligationIds: readonly string[]): Promise<Duty[]> =>
  db.$queryRaw<Duty[]>`SELECT ${dutyColumns} FROM obligation o
    WHERE o.id = ANY(${[...obligationIds]}::uuid[]) AND o.state = 'missed' AND ${concernsTheLiving}
    ORDER BY o."dueOn", o.id`;

/** Somebody told somebody. */
export interface Telling {
  readonly personId: string;
  readonly toldById: string;
  readonly way: ToldWay;
  /** In the words of whoever told them. */
  readonly said: string;
}

/** Keeps that somebody was told by telephone or in person: they leave the list. Returns the record's id, to take it back. */
export async function tellOtherwise(db: Db, clock: Clock, telling: Telling): Promise<string> {
  const { personId, toldById, way, said } = telling;
  const id = randomUUID();
  const row = db.$vault.sealRow('told_otherwise', id, { said });
  await db.toldOtherwise.create({ data: { ...row, id, personId, toldById, way, toldAt: clock.now() } });
  const change = { action: 'tell-otherwise', subject: 'person', subjectId: personId, ref: id } as const;
  await logChange(db, clock, { ...change, actorId: toldById, after: { way } });
  return id;
}

/** Takes that back: they stand on the list again. Returns whom it was about; null where it was taken back before. */
export async function untell(db: Db, clock: Clock, id: string, actorId: string): Promise<string | null> {
  const [row] = await db.toldOtherwise.updateManyAndReturn({
    where: { id, undoneAt: null },
    data: { undoneAt: clock.now() },
  });
  if (!row) return null;
  const change = { action: 'untell', subject: 'person', subjectId: row.personId, ref: id } as const;
  await logChange(db, clock, { ...change, actorId, before: { way: row.way } });
  return row.personId;
}

/** Who told this person last since a day, and how; null where nobody did. */
export async function lastTelling(db: Db, personId: string, since: IsoDate) {
  return db.toldOtherwise.findFirst({
    where: { personId, undoneAt: null, toldAt: { gte: shanghaiInstant(since) } },
    orderBy: [{ toldAt: 'desc' }, { id: 'desc' }],
    select: { toldById: true, toldAt: true, way: true },
  });
}
