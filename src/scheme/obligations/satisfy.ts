/** Which duties a visit fulfils, in SQL, from what the rules say of it (C1.10: one visit closes everything it meets). */
import { shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { sqlInstant } from './now.ts';

/** A duty that was closed or opened again. */
export interface DutyRow {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly memberId: string | null;
  readonly ownerId: string;
}

/** The rules that visits fulfil, as a table: what `closedBy` says. */
const closing = JSON.stringify(
  rules.flatMap(({ code, occasion, closedBy }) =>
    closedBy ? [{ rule: code, occasion, statedWays: [], ...closedBy }] : [],
  ),
);

/** The first day of the week, month or quarter that duty `o` is of (calendar/periods.ts), or of the silence that it is to end. */
const periodStart = Prisma.sql`to_char(CASE
  WHEN o.occurrence LIKE 'since-%' THEN substr(o.occurrence, 7)::timestamp + interval '1 day'
  WHEN o.occurrence LIKE '%-W%' THEN o."dueOn"::timestamp - interval '6 days'
  ELSE date_trunc(CASE WHEN o.occurrence LIKE '%-Q%' THEN 'quarter' ELSE 'month' END, o."dueOn"::timestamp) END, 'YYYY-MM-DD')`;

/** Visit `v` fulfils duty `o`: in a way that counts, with somebody met, on a day of the window or, where that helps, later. */
const fulfils = Prisma.sql`
  v."undoneAt" IS NULL AND v.met IS DISTINCT FROM 'nobody' AND v."memberId" = o."memberId" AND r.rule = o.rule
  AND v."visitedOn" >= CASE WHEN r."wholePeriod" THEN ${periodStart} ELSE o."opensOn" END
  AND (v."visitedOn" <= o."dueOn" OR r.late)
  AND (v.way = ANY(r.ways) OR (v.occasion = r.occasion AND v.way = ANY(r."statedWays")))
  AND (r."sinceReport" IS NOT TRUE OR v."loggedAt" >= o."createdAt" OR v.occasion = r.occasion)
  AND (r."toFamily" IS NOT TRUE OR v.met = 'family' OR v.occasion = r.occasion)`;

const close = (now: Date, which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  UPDATE obligation o SET state = 'done', "closedAt" = ${sqlInstant(now)}, "visitId" = v.id,
    "closeReason" = CASE WHEN v."visitedOn" > o."dueOn" THEN 'visited-late' ELSE 'visited' END
  FROM visit v, jsonb_to_recordset(${closing}::jsonb)
    AS r(rule text, occasion text, ways text[], "statedWays" text[], late boolean, "sinceReport" boolean, "toFamily" boolean,
      "wholePeriod" boolean)
  WHERE ${fulfils} AND ${which}
  RETURNING o.id, o.rule, o.title, o."opensOn", o."dueOn", o."memberId", o."ownerId"`;

/**
 * Duties that a visit may still close: open or 逾期, or missed where the visit was made in time and is only told of later (补录).
 */
const closable = Prisma.sql`(o.state IN ('open', 'overdue') OR (o.state = 'missed' AND v."visitedOn" <= o."dueOn"))`;

/** Closes what this visit fulfils among the member's duties; a late entry counts for its own day. */
export const closeByVisit = (db: Db, now: Date, visitId: string): Promise<DutyRow[]> =>
  db.$queryRaw<DutyRow[]>(close(now, Prisma.sql`v.id = ${visitId}::uuid AND ${closable}`));

/** Closes the duties this run of the planner made (`now`) that a visit recorded before already fulfils. */
export const closeAlreadyVisited = (
  db: Db,
  now: Date,
  { rule, slice }: { rule: Rule; slice: Prisma.Sql },
): Promise<DutyRow[]> =>
  db.$queryRaw<DutyRow[]>(
    close(
      now,
      Prisma.sql`o.rule = ${rule.code} AND o.state = 'open' AND o."createdAt" = ${sqlInstant(now)} AND o."subjectId" ${slice}`,
    ),
  );

/** Closes those of these duties, whose days or settings changed, that a visit recorded before fulfils now. */
export const closeVisitedAmong = (db: Db, now: Date, ids: readonly string[]): Promise<DutyRow[]> =>
  db.$queryRaw<DutyRow[]>(
    close(now, Prisma.sql`o.id = ANY(${[...ids]}::uuid[]) AND o.state IN ('open', 'overdue')`),
  );

/**
 * Opens again what a visit that was taken back had closed; what is past its last day is 逾期, what belongs to somebody who
 * has died is not wanted any more. Another visit that fulfils it closes it at once.
 */
export async function reopenByVisit(db: Db, now: Date, visitId: string): Promise<DutyRow[]> {
  const today = shanghaiDate(now);
  const opened = await db.$queryRaw<DutyRow[]>`
    UPDATE obligation o SET "closedAt" = NULL, "closeReason" = NULL, "visitId" = NULL,
      state = CASE
        WHEN o.rule <> 'death' AND EXISTS (SELECT 1 FROM care_file f WHERE f."memberId" = o."memberId" AND f.state = 'deceased')
        THEN 'cancelled'
        WHEN o."dueOn" >= ${today} THEN 'open' ELSE 'overdue' END
    WHERE o."visitId" = ${visitId}::uuid AND o.state = 'done'
    RETURNING o.id, o.rule, o.title, o."opensOn", o."dueOn", o."memberId", o."ownerId"`;
  if (opened.length === 0) return [];
  const ids = opened.map(({ id }) => id);
  const closed = await db.$queryRaw<DutyRow[]>(
    close(now, Prisma.sql`o.id = ANY(${ids}::uuid[]) AND o.state IN ('open', 'overdue')`),
  );
  return opened.filter(({ id }) => !closed.some(each => each.id === id));
}
