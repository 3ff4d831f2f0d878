/**
 * The lists of duties and of what is missing, within an organisation and below it. The digests count with these same
 * queries, so that a number and the list behind it never differ (C3.29).
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import type { HappeningKind } from '../labels.ts';
import { holdsOn } from '../pairing/holding.ts';
import { clerksRules, reviewRules, rules } from '../rules/index.ts';
import { sqlInstant } from './now.ts';
import { concernsTheLiving, dutyColumns, type Duty } from './steps.ts';

/** An organisation's subtree: ids from the root, each followed by "/". */
export type Path = string;

/** The first rows of a list, and how many there are in all. */
export interface Listed<Row> {
  readonly count: number;
  readonly rows: readonly Row[];
}

/** What is overdue longer than this is history: it stands in the reports, not in the digests. */
const overdueShownDays = 60;

const within = (path: Path): Prisma.Sql => Prisma.sql`g.path LIKE ${`${path}%`}`;

async function listed<Row>(db: Db, query: Prisma.Sql): Promise<Listed<Row>> {
  const rows = await db.$queryRaw<(Row & { count: number })[]>(query);
  return { count: rows[0]?.count ?? 0, rows };
}

/** Reviews of files are spoken of by their number, in a line of their own: there are too many to be named among visits. */
const notAReview = Prisma.sql`o.rule <> ALL(${[...reviewRules]}::text[])`;
/** What stays due until it is done is never history. */
const standing = rules.flatMap(({ code, standing }) => (standing ? [code] : []));

/** 逾期: past their last day and not done, the oldest first; files to be looked at again left out (`reviewsOverdue`). */
export const overdueDuties = (db: Db, today: IsoDate, path: Path, limit: number): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count
      FROM obligation o JOIN organisation g ON g.id = o."organisationId"
      WHERE ${within(path)} AND ${concernsTheLiving} AND ${notAReview} AND o."dueOn" < ${today}
        AND o."dueOn" >= ${addDays(today, -overdueShownDays)} AND o.state IN ('open', 'overdue', 'missed')
      ORDER BY o."dueOn", o.id LIMIT ${limit}`,
  );

/** What became 逾期 from `since` on. */
export const newlyOverdue = (db: Db, today: IsoDate, since: IsoDate, path: Path): Promise<number> =>
  countOf(
    db,
    Prisma.sql`SELECT count(*)::int AS count FROM obligation o JOIN organisation g ON g.id = o."organisationId"
      WHERE ${within(path)} AND ${concernsTheLiving} AND ${notAReview}
        AND o."dueOn" < ${today} AND o."dueOn" >= ${addDays(since, -1)}
        AND o.state IN ('open', 'overdue', 'missed')`,
  );

/** A duty's rule and time round, how many there are of it and how many are done. */
export interface Progress {
  readonly rule: string;
  readonly title: string;
  readonly dueOn: IsoDate;
  readonly total: number;
  readonly done: number;
}

/** How far the festivals are whose window is open. */
export const festivalProgress = (db: Db, today: IsoDate, path: Path): Promise<Progress[]> =>
  db.$queryRaw<Progress[]>`
    SELECT o.rule, o.title, o."dueOn", count(DISTINCT o."subjectId")::int AS total,
      count(DISTINCT o."subjectId") FILTER (WHERE o.state = 'done')::int AS done
    FROM obligation o JOIN organisation g ON g.id = o."organisationId"
    WHERE ${within(path)} AND o.rule = 'festival' AND o.state <> 'cancelled'
      AND o."opensOn" <= ${today} AND o."dueOn" >= ${today}
    GROUP BY o.rule, o.occurrence, o.title, o."dueOn" ORDER BY o."dueOn"`;

/** Reports of one rule that are to be handed in now. */
export const reportsDue = (
  db: Db,
  today: IsoDate,
  path: Path,
  rule: string,
  limit: number,
): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count
      FROM obligation o JOIN organisation g ON g.id = o."organisationId"
      WHERE ${within(path)} AND o.rule = ${rule} AND o.state = 'open' AND o."opensOn" <= ${today}
        AND o."dueOn" >= ${today} ORDER BY o."dueOn", g.path LIMIT ${limit}`,
  );

/** Something that happened to somebody and is not over. */
export interface OpenHappening {
  readonly id: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  readonly memberId: string;
  readonly reportedAt: Date;
  /** Whether somebody has been there. */
  readonly seenTo: boolean;
}

const newsDays = 14;

/** Stays in hospital that have not ended, and what happened in the last two weeks and nobody has seen to; newest first. */
export const openHappenings = (
  db: Db,
  now: Date,
  path: Path,
  limit: number,
): Promise<Listed<OpenHappening>> =>
  listed<OpenHappening>(
    db,
    Prisma.sql`SELECT h.*, count(*) OVER ()::int AS count FROM (
        SELECT h.id, h.kind, h."happenedOn", h."memberId", h."reportedAt", h."endedOn", EXISTS (SELECT 1 FROM obligation o
          WHERE o."memberId" = h."memberId" AND o.occurrence LIKE 'happening:' || h.id || ':%' AND o.state IN ('done', 'excused')) AS "seenTo"
        FROM happening h JOIN person p ON p.id = h."memberId" JOIN organisation g ON g.id = p."organisationId"
        JOIN care_file f ON f."memberId" = h."memberId"
        WHERE ${within(path)} AND h."undoneAt" IS NULL AND h.kind <> 'discharged'
          AND (f.state <> 'deceased' OR h.kind = 'died')
          AND ((h.kind = 'hospitalised' AND h."endedOn" IS NULL)
            OR h."reportedAt" > ${sqlInstant(new Date(now.getTime() - newsDays * 24 * 60 * 60 * 1000))})
      ) h
      WHERE (h.kind = 'hospitalised' AND h."endedOn" IS NULL) OR (h.kind <> 'hospitalised' AND h."endedOn" IS NULL AND NOT h."seenTo")
      ORDER BY h."reportedAt" DESC, h.id LIMIT ${limit}`,
  );

/** How many happenings were reported from `since` on. */
export const happeningsSince = (db: Db, since: Date, path: Path): Promise<number> =>
  countOf(
    db,
    Prisma.sql`SELECT count(*)::int AS count FROM happening h JOIN person p ON p.id = h."memberId"
      JOIN organisation g ON g.id = p."organisationId"
      WHERE ${within(path)} AND h."undoneAt" IS NULL AND h."reportedAt" >= ${sqlInstant(since)}
        AND h.kind <> 'discharged' AND (h.kind <> 'accident' OR h."endedOn" IS NULL)`,
  );

/** A request nobody has taken on. */
export interface WaitingRequest {
  readonly number: number;
  readonly kind: string;
  readonly urgency: string;
  readonly memberId: string;
  readonly createdAt: Date;
}

/** Requests that wait for somebody to take them on, the oldest first. */
export const waitingRequests = (db: Db, path: Path, limit: number): Promise<Listed<WaitingRequest>> =>
  listed<WaitingRequest>(
    db,
    Prisma.sql`SELECT r.number, r.kind, r.urgency, r."memberId", r."createdAt", count(*) OVER ()::int AS count
      FROM request r JOIN person p ON p.id = r."memberId" JOIN organisation g ON g.id = p."organisationId"
      WHERE ${within(path)} AND r.state = 'open' ORDER BY r."createdAt", r.number LIMIT ${limit}`,
  );

/** A member by name and branch. */
export interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
}

/** 在册 members who have no helper today (S1-3.2a). */
export const unpairedMembers = (
  db: Db,
  today: IsoDate,
  path: Path,
  limit: number,
): Promise<Listed<NamedRow>> =>
  listed<NamedRow>(
    db,
    Prisma.sql`SELECT p.id, p.name, g.name AS organisation, count(*) OVER ()::int AS count
      FROM care_file f JOIN person p ON p.id = f."memberId" JOIN organisation g ON g.id = p."organisationId"
      WHERE ${within(path)} AND f.state = 'enrolled' AND NOT EXISTS (SELECT 1 FROM pairing g
        WHERE g."memberId" = f."memberId" AND ${holdsOn(today)})
      ORDER BY g.path, p.name LIMIT ${limit}`,
  );

/** Somebody who was to be told and was not: no account, out of reach, or the message was not delivered in time. */
export interface MissedPerson extends NamedRow {
  readonly reason: 'no-account' | 'not-reachable' | 'not-delivered';
}

const missedDays = 7;

/** 未送达名单: those with something to do whom messages did not reach, to be phoned or called on (C2.13). */
export const notReached = (
  db: Db,
  now: Date,
  today: IsoDate,
  path: Path,
  limit: number,
): Promise<Listed<MissedPerson>> =>
  listed<MissedPerson>(
    db,
    Prisma.sql`SELECT missed.*, count(*) OVER ()::int AS count FROM (
        SELECT p.id, p.name, g.name AS organisation, g.path, CASE WHEN p."userId" IS NULL THEN 'no-account'
          WHEN p."unreachableSince" IS NOT NULL THEN 'not-reachable' ELSE 'not-delivered' END AS reason
        FROM person p JOIN organisation g ON g.id = p."organisationId"
        WHERE ${within(path)} AND (
          ((p."userId" IS NULL OR p."unreachableSince" IS NOT NULL) AND EXISTS (SELECT 1 FROM obligation o
            WHERE o."ownerId" = p.id AND o.state IN ('open', 'overdue') AND o."opensOn" <= ${today}
              AND o."dueOn" >= ${addDays(today, -missedDays)}))
          OR EXISTS (SELECT 1 FROM outbound_message m WHERE m.recipient = p."userId"
            AND m."createdAt" > ${sqlInstant(new Date(now.getTime() - missedDays * 24 * 60 * 60 * 1000))}
            AND m.state IN ('failed', 'expired', 'unknown') AND m.purpose IN ('alarm', 'urgent', 'notice', 'prompt')))
      ) missed ORDER BY missed.path, missed.name, missed.id LIMIT ${limit}`,
  );

/** Visits made on the days from `from` to `to`, and to how many members. */
export async function visitsBetween(db: Db, from: IsoDate, to: IsoDate, path: Path) {
  const [row] = await db.$queryRaw<{ visits: number; members: number }[]>`
    SELECT count(*)::int AS visits, count(DISTINCT v."memberId")::int AS members
    FROM visit v JOIN person p ON p.id = v."memberId" JOIN organisation g ON g.id = p."organisationId"
    WHERE ${within(path)} AND v."undoneAt" IS NULL AND v."visitedOn" BETWEEN ${from} AND ${to}`;
  return row ?? { visits: 0, members: 0 };
}

/** 我的待办: what somebody has to do now, overdue first, then by the last day; what opens later is left out. */
export const dutiesOfOwner = (db: Db, today: IsoDate, ownerId: string, limit = 50): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count FROM obligation o
      WHERE o."ownerId" = ${ownerId}::uuid AND o.state IN ('open', 'overdue') AND ${concernsTheLiving}
        AND o."opensOn" <= ${today}
        AND (o."dueOn" >= ${addDays(today, -overdueShownDays)} OR o.rule = ANY(${standing}::text[]))
      ORDER BY o."dueOn", o."opensOn", (SELECT f."createdAt" FROM care_file f WHERE f."memberId" = o."memberId"), o.id
      LIMIT ${limit}`,
  );

/** The visits and contacts about a member that are to be made now; what is the clerk's alone is left out. */
export const dutiesAbout = (db: Db, today: IsoDate, memberId: string): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count FROM obligation o
      WHERE o."memberId" = ${memberId}::uuid AND o.state IN ('open', 'overdue') AND ${concernsTheLiving}
        AND o.rule <> ALL(${[...clerksRules]}::text[])
        AND o."opensOn" <= ${today} AND o."dueOn" >= ${addDays(today, -overdueShownDays)}
      ORDER BY o."dueOn", o.id LIMIT 20`,
  );

async function countOf(db: Db, query: Prisma.Sql): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>(query);
  return row?.count ?? 0;
}
