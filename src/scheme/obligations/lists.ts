/**
 * The lists of duties and of what is missing, within an organisation and below it. The digests count with these same
 * queries, so that a number and the list behind it never differ (C3.29).
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import type { HappeningKind } from '../labels.ts';
import { holdsOn } from '../pairing/holding.ts';
import { clerksRules, reportRules, reviewRules, rules } from '../rules/index.ts';
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

/** Organisation `g` lies at or below `path`. */
export const within = (path: Path): Prisma.Sql => Prisma.sql`g.path LIKE ${`${path}%`}`;

/** The rows of a query that selects `count(*) OVER () AS count`, and that number. */
export async function listed<Row>(db: Db, query: Prisma.Sql): Promise<Listed<Row>> {
  const rows = await db.$queryRaw<(Row & { count: number })[]>(query);
  return { count: rows[0]?.count ?? 0, rows };
}

/** Reviews of files are spoken of by their number, in a line of their own: there are too many to be named among visits. */
const notAReview = Prisma.sql`o.rule <> ALL(${[...reviewRules]}::text[])`;
/** What stays due until it is done is never history. */
const standing = rules.flatMap(({ code, standing }) => (standing ? [code] : []));
const discreet = rules.flatMap(({ code, discreet }) => (discreet ? [code] : []));

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

/** Reports that are to be handed in now. */
export const reportsDue = (db: Db, today: IsoDate, path: Path, limit: number): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count
      FROM obligation o JOIN organisation g ON g.id = o."organisationId"
      WHERE ${within(path)} AND o.rule = ANY(${[...reportRules]}::text[]) AND o.state = 'open' AND o."opensOn" <= ${today}
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

/** Visits made on the days from `from` to `to`, and to how many members. */
export async function visitsBetween(db: Db, from: IsoDate, to: IsoDate, path: Path) {
  const [row] = await db.$queryRaw<{ visits: number; members: number }[]>`
    SELECT count(*)::int AS visits, count(DISTINCT v."memberId")::int AS members
    FROM visit v JOIN person p ON p.id = v."memberId" JOIN organisation g ON g.id = p."organisationId"
    WHERE ${within(path)} AND v."undoneAt" IS NULL AND v."visitedOn" BETWEEN ${from} AND ${to}`;
  return row ?? { visits: 0, members: 0 };
}

/**
 * 我的待办: what somebody has to do now; what opens later is left out. What cannot wait, then visits, then the clerk's own;
 * each overdue first, then by the last day.
 */
export const dutiesOfOwner = (db: Db, today: IsoDate, ownerId: string, limit = 50): Promise<Listed<Duty>> =>
  listed<Duty>(
    db,
    Prisma.sql`SELECT ${dutyColumns}, count(*) OVER ()::int AS count FROM obligation o
      WHERE o."ownerId" = ${ownerId}::uuid AND o.state IN ('open', 'overdue') AND ${concernsTheLiving}
        AND o."opensOn" <= ${today}
        AND (o."dueOn" >= ${addDays(today, -overdueShownDays)} OR o.rule = ANY(${standing}::text[]))
      ORDER BY o.rule = ANY(${discreet}::text[]) DESC, (o."memberId" IS NULL OR o.rule = ANY(${[...clerksRules]}::text[])),
        o."dueOn", o."opensOn", (SELECT f."createdAt" FROM care_file f WHERE f."memberId" = o."memberId"), o.id
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
