/**
 * The planner: brings into being the duties that are due to exist, and lets go of those that no longer are.
 *
 * Every rule is one statement for thousands of subjects: what is wanted is compared with what is there. It is therefore
 * harmless to run it twice, two at once, or after any change of facts; the unique key (rule, subject, occurrence, owner)
 * keeps one occurrence one row. A change of helper moves what is open to the new one; what is done stays done.
 */
import { addDays, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import { inTransaction, Prisma, type Database, type Db } from '../../database.ts';
import { rules } from '../rules/index.ts';
import { scheduleOf, type Occurrence, type Period, type Rule } from '../rules/rule.ts';
import { databaseNow, sqlInstant } from './now.ts';
import { firstBut, helperOf, staffByOrganisation, standIns, takenOver } from './owners.ts';
import { closeAlreadyVisited } from './satisfy.ts';
import { withdrawMessages } from './withdraw.ts';

/** Nothing is planned further ahead. */
export const horizonDays = 180;

/** How many duties a run made, took up again or replaced (`changed`), and let go (`dropped`). */
export interface Planned {
  readonly created: number;
  readonly changed: number;
  readonly dropped: number;
}

/** Plans everything, in slices that each are one short transaction. */
export async function planObligations(
  db: Database,
  clock: Clock,
  { membersPerSlice = 25_000 }: { readonly membersPerSlice?: number } = {},
): Promise<Planned> {
  const period = periodAt(await databaseNow(db, clock));
  const slices = await slicesOf(db, membersPerSlice);
  let total = nothing;
  for (const rule of rules) {
    const occurrences = await rule.occurrences(db, period);
    for (const slice of slices) {
      total = sum(total, await inTransaction(db, tx => planRule(tx, rule, occurrences, period, slice)));
    }
  }
  return total;
}

/** Plans the duties about these members only, in the caller's transaction: after a change of helper, of the file or of facts. */
export async function planObligationsOf(
  db: Db,
  clock: Clock,
  memberIds: readonly string[],
  now?: Date,
): Promise<Planned> {
  const period = { ...periodAt(now ?? (await databaseNow(db, clock))), memberIds };
  const only = Prisma.sql`= ANY(${[...memberIds]}::uuid[])`;
  let total = nothing;
  for (const rule of rules.filter(({ about }) => about !== 'organisation')) {
    total = sum(total, await planRule(db, rule, await rule.occurrences(db, period), period, only));
  }
  return total;
}

/** Plans one rule for these subjects only, in the caller's transaction: what has just come up. */
export async function planSubjectsOf(
  db: Db,
  clock: Clock,
  rule: Rule,
  subjectIds: readonly string[],
): Promise<Planned> {
  const period = periodAt(await databaseNow(db, clock));
  const only = Prisma.sql`= ANY(${[...subjectIds]}::uuid[])`;
  return planRule(db, rule, await rule.occurrences(db, period), period, only);
}

const nothing: Planned = { created: 0, changed: 0, dropped: 0 };
const sum = (one: Planned, other: Planned): Planned => ({
  created: one.created + other.created,
  changed: one.changed + other.changed,
  dropped: one.dropped + other.dropped,
});

export function periodAt(now: Date): Period & { readonly today: IsoDate } {
  const today = shanghaiDate(now);
  return { now, today, until: addDays(today, horizonDays) };
}

/** Ranges of ids that hold about so many members each, as SQL to follow an id: ids are random, so equal ranges are equal shares. */
async function slicesOf(db: Db, membersPerSlice: number): Promise<Prisma.Sql[]> {
  const count = Math.max(1, Math.ceil((await db.careFile.count()) / membersPerSlice));
  const bound = (index: number): string =>
    `${Math.floor((index * 0x1_0000_0000) / count)
      .toString(16)
      .padStart(8, '0')}-0000-0000-0000-000000000000`;
  return Array.from({ length: count }, (_, index) =>
    index === count - 1
      ? Prisma.sql`>= ${bound(index)}::uuid`
      : Prisma.sql`BETWEEN ${bound(index)}::uuid AND ${bound(index + 1)}::uuid`,
  );
}

/** What the statement needs to know of an occurrence: with the first prompt, and the first one still to come. */
function planned(rule: Rule, occurrence: Occurrence, now: Date) {
  const schedule = scheduleOf(rule, { ...occurrence, createdAt: now });
  const later = schedule.findIndex(at => at > now);
  return {
    ...occurrence,
    firstAt: schedule[0]?.toISOString() ?? null,
    laterStep: later < 0 ? schedule.length : later,
    laterAt: schedule[later]?.toISOString() ?? null,
  };
}

async function planRule(
  db: Db,
  rule: Rule,
  occurrences: readonly Occurrence[],
  period: Period,
  slice: Prisma.Sql,
): Promise<Planned> {
  const wanted = JSON.stringify(occurrences.map(each => planned(rule, each, period.now)));
  const [result] = await db.$queryRaw<(Planned & { droppedIds: string[] | null })[]>(
    statement(rule, wanted, period, slice),
  );
  if (!result) return nothing;
  if (result.created > 0) await closeAlreadyVisited(db, period.now, { rule, slice });
  await withdrawMessages(db, period.now, result.droppedIds ?? []);
  return result;
}

/** What the planner itself let go may come back; what ended by a death or was taken back does not (undoing does that). */
const mayComeBack = ['owner-changed', 'no-longer-due'];

const dueWindow = { opensOn: Prisma.sql`due."opensOn"`, dueOn: Prisma.sql`due."dueOn"` };

/** Whose duty it is: whoever took it over, a member's helper, else somebody of the staff, never the member themself. */
function ownerOf(rule: Rule, today: IsoDate): Prisma.Sql {
  const staff = firstBut(Prisma.sql`staff.people`, Prisma.sql`due."memberId"`);
  return rule.owner === 'helper'
    ? Prisma.sql`COALESCE(taken."ownerId", ${helperOf(Prisma.sql`due."memberId"`, today, dueWindow)}, ${staff})`
    : Prisma.sql`COALESCE(taken."ownerId", ${staff})`;
}

function statement(rule: Rule, wanted: string, { now, today, until }: Period, slice: Prisma.Sql): Prisma.Sql {
  const organisations = Prisma.sql`SELECT DISTINCT due."organisationId" FROM due`;
  return Prisma.sql`
    WITH occurrence AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${wanted}::jsonb) AS x("match" text, occurrence text, title text, "opensOn" text,
        "dueOn" text, "firstAt" timestamptz, "laterStep" int, "laterAt" timestamptz)
    ), due AS MATERIALIZED (
      SELECT s."subjectId", s."memberId", s."organisationId", occurrence.*
      FROM (${rule.subjects}) s JOIN occurrence ON occurrence.match = s.match WHERE s."subjectId" ${slice}
    ), staff AS MATERIALIZED (
      ${staffByOrganisation(standIns[rule.owner], organisations, today)}
    ), taken AS MATERIALIZED (
      ${takenOver(rule.code)}
    ), wanted AS MATERIALIZED (
      SELECT due.*, ${ownerOf(rule, today)} AS "ownerId"
      FROM due LEFT JOIN staff ON staff."organisationId" = due."organisationId"
        LEFT JOIN taken ON taken."subjectId" = due."subjectId" AND taken.occurrence = due.occurrence
    ), dropped AS (
      ${letGo(rule, now, today, until, slice)}
    ), kept AS (
      ${keep(rule, now)}
    )
    SELECT (SELECT count(*)::int FROM dropped) AS dropped, (SELECT array_agg(id) FROM dropped) AS "droppedIds",
      (SELECT count(*)::int FROM kept WHERE made) AS created,
      (SELECT count(*)::int FROM kept WHERE NOT made) AS changed`;
}

const letGo = (
  rule: Rule,
  now: Date,
  today: IsoDate,
  until: IsoDate,
  slice: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
  UPDATE obligation o SET state = 'cancelled', "closedAt" = ${sqlInstant(now)}, "closeReason" = CASE
    WHEN EXISTS (SELECT 1 FROM wanted w WHERE w."subjectId" = o."subjectId" AND w.occurrence = o.occurrence)
    THEN 'owner-changed' ELSE 'no-longer-due' END
  WHERE o.rule = ${rule.code} AND o."opensOn" <= ${until}
    AND ((o.state = 'open' AND o."dueOn" >= ${today}) OR (o.state IN ('open', 'overdue') AND ${rule.standing === true}))
    AND o."subjectId" ${slice} AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w."subjectId" = o."subjectId"
      AND w.occurrence = o.occurrence AND w."ownerId" = o."ownerId")
  RETURNING o.id`;

/** Inserts in one order, so that two planners wait for each other instead of blocking each other. */
const keep = (rule: Rule, now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO obligation (id, rule, "ruleVersion", "subjectId", occurrence, "ownerId", "memberId", "organisationId", title,
    "opensOn", "dueOn", "nextStep", "nextStepAt", "createdAt")
  SELECT gen_random_uuid(), ${rule.code}, ${rule.version}::int, w."subjectId", w.occurrence, w."ownerId", w."memberId",
    w."organisationId", w.title, w."opensOn", w."dueOn", 0, w."firstAt", ${sqlInstant(now)}
  FROM wanted w
  WHERE w."ownerId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM obligation done WHERE done.rule = ${rule.code}
    AND done."subjectId" = w."subjectId" AND done.occurrence = w.occurrence AND done.state IN ('done', 'excused', 'missed'))
  ORDER BY w."subjectId", w.occurrence
  ON CONFLICT (rule, "subjectId", occurrence, "ownerId") DO UPDATE SET ${takeUp()}
  WHERE obligation."ruleVersion" <= excluded."ruleVersion" AND (
    (obligation.state = 'cancelled' AND obligation."closeReason" = ANY(${mayComeBack}::text[]))
    OR (obligation.state IN ('open', 'overdue') AND ${replaced})
    OR (obligation.state = 'open' AND obligation.title <> excluded.title))
  RETURNING xmax = 0 AS made`;

/** The rule or the facts under a duty changed: a newer version, or other days. */
const replaced = Prisma.sql`(obligation."ruleVersion" < excluded."ruleVersion"
  OR obligation."opensOn" <> excluded."opensOn" OR obligation."dueOn" <> excluded."dueOn")`;

/** Prompts that were given stay given: what is replaced goes on with the first step still to come. */
function takeUp(): Prisma.Sql {
  const later = (column: Prisma.Sql) => Prisma.sql`(SELECT ${column} FROM wanted w
    WHERE w."subjectId" = excluded."subjectId" AND w.occurrence = excluded.occurrence LIMIT 1)`;
  return Prisma.sql`state = 'open', "closedAt" = NULL, "closeReason" = NULL, "visitId" = NULL,
    "ruleVersion" = excluded."ruleVersion", title = excluded.title,
    "opensOn" = excluded."opensOn", "dueOn" = excluded."dueOn", "organisationId" = excluded."organisationId",
    "nextStep" = CASE WHEN ${replaced} THEN ${later(Prisma.sql`w."laterStep"`)} ELSE obligation."nextStep" END,
    "nextStepAt" = CASE WHEN ${replaced} THEN ${later(Prisma.sql`w."laterAt"`)} ELSE obligation."nextStepAt" END`;
}
