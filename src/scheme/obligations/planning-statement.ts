/**
 * The planner's one statement for a rule: what is wanted is compared with what is there. What is no longer wanted is let go,
 * what changed is replaced or taken up again, what is missing is made.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma } from '../../database.ts';
import type { Variants } from '../rules/held.ts';
import { subjectsOf, type Period, type Rule } from '../rules/rule.ts';
import { sqlInstant } from './now.ts';
import { firstBut, helperOf, staffByOrganisation, standIns, takenOver } from './owners.ts';

/** One rule at one moment: how it holds all over the tree, and what is wanted where. */
export interface Round {
  readonly rule: Rule;
  readonly period: Period;
  readonly variants: Variants;
  /** JSON: the occurrences, with their prompts and the variants they are for. */
  readonly wanted: string;
}

/** Ends that hold whoever the owner is: an occurrence that was met, missed or let go with a reason is not made again. */
const settled = ['done', 'excused', 'missed'];

/** What the planner itself let go may come back; what ended by a death or was taken back does not (undoing does that). */
const mayComeBack = ['owner-changed', 'no-longer-due', 'rule-changed'];

const dueWindow = { opensOn: Prisma.sql`due."opensOn"`, dueOn: Prisma.sql`due."dueOn"` };

/** In whose line a rule's duties stand. */
const lineOf = ({ owner }: Rule) => (owner === 'handler' ? 'helper' : owner);

/** Who answers for a member: whoever took the duty over, else a helper. Null where it is for somebody of the staff. */
const answering = (rule: Rule, today: IsoDate): Prisma.Sql =>
  lineOf(rule) === 'helper'
    ? Prisma.sql`COALESCE(entrusted."ownerId", ${helperOf(Prisma.sql`due."memberId"`, today, dueWindow)})`
    : Prisma.sql`NULL::uuid`;

/** Somebody of the staff, never the member themself. */
const ofStaff = firstBut(Prisma.sql`staff.people`, Prisma.sql`answered."memberId"`);

const wantedColumns = Prisma.sql`"match" text, occurrence text, title text, "opensOn" text, "dueOn" text,
  "settingsVersion" int, variants int[], "firstStep" int, "firstAt" timestamptz, "firstTo" text, "firstManner" text,
  "laterStep" int, "laterAt" timestamptz, "laterTo" text, "laterManner" text,
  "afterStep" int, "afterAt" timestamptz, "afterTo" text, "afterManner" text`;

/** Plans the subjects of this slice: `created`, `changed`, `dropped`, and the ids of the last two. */
export const planningStatement = (round: Round, slice: Prisma.Sql): Prisma.Sql => Prisma.sql`
  WITH ${dueRows(round, Prisma.sql`s."subjectId" ${slice}`)}, ${ownedRows(round, Prisma.sql`due`)}, dropped AS (
    ${letGo(round, Prisma.sql`o."subjectId" ${slice}`)}
  ), taken AS (
    ${takeUp(round.rule, Prisma.sql`o."subjectId" ${slice}`)}
  ), kept AS (
    ${keep(round.rule, round.period.now)}
  )
  SELECT (SELECT count(*)::int FROM dropped) AS dropped, (SELECT array_agg(id) FROM dropped) AS "droppedIds",
    (SELECT count(*)::int FROM taken) AS changed, (SELECT array_agg(id) FROM taken) AS "changedIds",
    (SELECT count(*)::int FROM kept) AS created`;

/** What is due of these subjects (a condition on `s`), whoever is to do it, as a table `due`; to follow WITH. The subjects are read once. */
export function dueRows({ rule, period, variants, wanted }: Round, which: Prisma.Sql): Prisma.Sql {
  const varied = variants.places.length > 0;
  return Prisma.sql`
    occurrence AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${wanted}::jsonb) AS x(${wantedColumns})
    ), ${varied ? placesOf(variants) : Prisma.empty} subject AS MATERIALIZED (
      SELECT s.* FROM (${subjectsOf(rule, period)}) s WHERE ${which}
    ), due AS MATERIALIZED (
      SELECT subject."subjectId", subject."memberId", subject."organisationId", occurrence.*
      FROM subject ${varied ? Prisma.sql`JOIN place ON place.id = subject."organisationId"` : Prisma.empty}
      JOIN occurrence ON occurrence.match = subject.match
        ${varied ? Prisma.sql`AND place.variant = ANY(occurrence.variants)` : Prisma.empty}
    )`;
}

/** Rows of `due`, or of a part of it, with whose they are, as a table `wanted`: the staff is asked only where nobody answers. */
export const ownedRows = ({ rule, period }: Round, rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
    entrusted AS MATERIALIZED (
      ${takenOver(rule.code)}
    ), answered AS MATERIALIZED (
      SELECT due.*, ${answering(rule, period.today)} AS "answersId" FROM ${rows} due
      LEFT JOIN entrusted ON entrusted."subjectId" = due."subjectId" AND entrusted.occurrence = due.occurrence
    ), staff AS MATERIALIZED (
      ${staffByOrganisation(
        standIns[lineOf(rule)],
        Prisma.sql`SELECT DISTINCT answered."organisationId" FROM answered WHERE answered."answersId" IS NULL`,
        period.today,
      )}
    ), wanted AS MATERIALIZED (
      SELECT answered.*, COALESCE(answered."answersId", ${ofStaff}) AS "ownerId"
      FROM answered LEFT JOIN staff ON staff."organisationId" = answered."organisationId"
    )`;

/** Which variant of the rule each organisation has: that of the nearest one upwards that begins one. */
const placesOf = ({ places, groups }: Variants): Prisma.Sql => Prisma.sql`
  place AS MATERIALIZED (
    SELECT o.id, COALESCE((array_agg(v.variant ORDER BY up.depth DESC) FILTER (WHERE v.variant IS NOT NULL))[1], 0) AS variant
    FROM organisation o
    CROSS JOIN LATERAL unnest(string_to_array(rtrim(o.path, '/'), '/')) WITH ORDINALITY AS up(id, depth)
    LEFT JOIN jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS v("organisationId" text, variant int)
      ON v."organisationId" = up.id
    GROUP BY o.id
  ), ruling AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(
      groups.map(group => ({
        prefix: group.form.prefix ?? '',
        version: group.version,
        variants: group.variants,
      })),
    )}::jsonb) AS x(prefix text, version int, variants int[])
  ),`;

/** Whether duty `o` is one that its organisation's own settings do away with. */
const otherSettings = Prisma.sql`EXISTS (SELECT 1 FROM place JOIN ruling ON place.variant = ANY(ruling.variants)
  WHERE place.id = o."organisationId" AND starts_with(o.occurrence, ruling.prefix) AND ruling.version <> o."settingsVersion")`;

const letGo = ({ rule, period, variants }: Round, which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  UPDATE obligation o SET state = 'cancelled', "closedAt" = ${sqlInstant(period.now)}, "closeReason" = CASE
    WHEN EXISTS (SELECT 1 FROM wanted w WHERE w."subjectId" = o."subjectId" AND w.occurrence = o.occurrence)
    THEN 'owner-changed'
    WHEN ${variants.places.length > 0 ? otherSettings : Prisma.sql`false`} THEN 'rule-changed' ELSE 'no-longer-due' END
  WHERE ${mayBeLetGo({ rule, period }, which)} AND NOT EXISTS (SELECT 1 FROM wanted w
    WHERE ${sameDuty} AND w."ownerId" = o."ownerId")
  RETURNING o.id`;

/** Whether duty `o` is one that is let go of where it is not wanted: still to be done, and near enough. */
export const mayBeLetGo = (
  { rule, period }: Pick<Round, 'rule' | 'period'>,
  which: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
  o.rule = ${rule.code} AND o."opensOn" <= ${period.until}
    AND ((o.state = 'open' AND o."dueOn" >= ${period.today})
      OR (o.state IN ('open', 'overdue') AND ${rule.standing === true}))
    AND ${which}`;

/** Whether duty `o` is the same time round for the same subject as `w`. */
export const sameDuty = Prisma.sql`o."subjectId" = w."subjectId" AND o.occurrence = w.occurrence`;

/** Inserts in one order, so that two planners wait for each other instead of blocking each other. */
const keep = (rule: Rule, now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO obligation (id, rule, "ruleVersion", "subjectId", occurrence, "ownerId", "memberId", "organisationId", title,
    "opensOn", "dueOn", "settingsVersion", "nextStep", "nextStepAt", "nextTarget", "nextManner", "createdAt")
  SELECT gen_random_uuid(), ${rule.code}, ${rule.version}::int, w."subjectId", w.occurrence, w."ownerId", w."memberId",
    w."organisationId", w.title, w."opensOn", w."dueOn", w."settingsVersion", 0, w."firstAt", w."firstTo", w."firstManner",
    ${sqlInstant(now)}
  FROM wanted w
  WHERE w."ownerId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM obligation done WHERE done.rule = ${rule.code}
    AND done."subjectId" = w."subjectId" AND done.occurrence = w.occurrence AND done.state = ANY(${settled}::text[]))
  ORDER BY w."subjectId", w.occurrence
  ON CONFLICT (rule, "subjectId", occurrence, "ownerId") DO NOTHING
  RETURNING id`;

/** The rule, its settings or the facts under a duty changed. */
const replaced = (rule: Rule): Prisma.Sql => Prisma.sql`(o."ruleVersion" < ${rule.version}
  OR o."settingsVersion" <> w."settingsVersion" OR o."opensOn" <> w."opensOn" OR o."dueOn" <> w."dueOn")`;

/**
 * Takes up again what was let go, and replaces what changed. Prompts that were given stay given: what is replaced goes on
 * with the first step still to come, and with the first of all where none was given yet.
 */
function takeUp(rule: Rule, which: Prisma.Sql): Prisma.Sql {
  const next = (column: Prisma.Sql, of: string) => Prisma.sql`${column} = CASE
    WHEN NOT ${replaced(rule)} THEN o.${column}
    WHEN o."nextStep" = 0 THEN w.${Prisma.raw(`"first${of}"`)}
    WHEN w."laterStep" = 0 AND EXISTS (SELECT 1 FROM prompt_step s
      WHERE s."obligationId" = o.id AND s.step = 0 AND s.result = 'told') THEN w.${Prisma.raw(`"after${of}"`)}
    ELSE w.${Prisma.raw(`"later${of}"`)} END`;
  return Prisma.sql`
    UPDATE obligation o SET state = 'open', "closedAt" = NULL, "closeReason" = NULL, "visitId" = NULL,
      "ruleVersion" = ${rule.version}, "settingsVersion" = w."settingsVersion", title = w.title,
      "opensOn" = w."opensOn", "dueOn" = w."dueOn", "organisationId" = w."organisationId",
      ${next(Prisma.sql`"nextStep"`, 'Step')}, ${next(Prisma.sql`"nextStepAt"`, 'At')},
      ${next(Prisma.sql`"nextTarget"`, 'To')}, ${next(Prisma.sql`"nextManner"`, 'Manner')}
    FROM wanted w
    WHERE ${which} AND o.rule = ${rule.code} AND ${sameDuty} AND o."ownerId" = w."ownerId"
      AND o."ruleVersion" <= ${rule.version} AND (${comesBack} OR ${changedWhileOpen(rule)})
    RETURNING o.id`;
}

/** The planner itself let it go, and it did not come to an end in other hands. */
export const comesBack: Prisma.Sql = Prisma.sql`
  (o.state = 'cancelled' AND o."closeReason" = ANY(${mayComeBack}::text[]) AND NOT EXISTS (
    SELECT 1 FROM obligation done WHERE done.rule = o.rule AND done."subjectId" = o."subjectId"
      AND done.occurrence = o.occurrence AND done.state = ANY(${settled}::text[])))`;

/** It is to be done, and not as it was. */
export const changedWhileOpen = (rule: Rule): Prisma.Sql => Prisma.sql`
  ((o.state IN ('open', 'overdue') AND ${replaced(rule)}) OR (o.state = 'open' AND o.title <> w.title))`;
