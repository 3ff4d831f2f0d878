/**
 * Who answers for a duty, in SQL: found for thousands of members in one statement. The helper of the member; while they are
 * away (请假、外出) their stand-in, else another helper of the member, else the branch secretary, until they are back.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma } from '../../database.ts';
import type { Role } from '../labels.ts';
import { holdsOn } from '../pairing/holding.ts';
import type { Target } from '../rules/rule.ts';

const staffRoles = ['secretary', 'clerk', 'leader', 'administrator'] as const satisfies readonly Role[];
/** The roles of those to whom a duty comes when it is nobody's own. */
export type StaffRole = (typeof staffRoles)[number];

/** Who is looked for, in this order of roles; where none holds the first anywhere upwards, the second, and so on. */
export const standIns: Readonly<Record<'helper' | 'clerk' | Exclude<Target, 'owner'>, readonly StaffRole[]>> =
  {
    // A member without a helper is the branch secretary's own (S2-4.3e).
    helper: ['secretary', 'clerk', 'leader', 'administrator'],
    clerk: ['clerk', 'secretary', 'leader', 'administrator'],
    secretary: ['secretary', 'leader', 'clerk'],
    leader: ['leader', 'secretary', 'clerk'],
  };

/** The condition of the index person_staff, word for word: it finds the staff of an organisation without its members. */
const isStaff = Prisma.raw(`p.roles && ARRAY[${staffRoles.map(role => `'${role}'`).join(', ')}]`);

/** A duty's window as SQL; both days are inclusive. */
export interface Window {
  readonly opensOn: Prisma.Sql;
  readonly dueOn: Prisma.Sql;
}

/** The window of the duty called `o`. */
export const windowOfO: Window = { opensOn: Prisma.sql`o."opensOn"`, dueOn: Prisma.sql`o."dueOn"` };

const onlyToday = (day: IsoDate): Window => ({ opensOn: Prisma.sql`${day}`, dueOn: Prisma.sql`${day}` });

/**
 * Whether the absence called `alias`, looked at on `day`, takes a duty of this window from whoever is away: they are away on
 * the day and the window opens before they are back, or all of it lies within the leave. What opens after the return stays.
 */
const takes = (alias: Prisma.Sql, day: IsoDate, { opensOn, dueOn }: Window): Prisma.Sql => Prisma.sql`
  (${alias}."undoneAt" IS NULL AND (${alias}."endsOn" IS NULL OR ${alias}."endsOn" >= ${day})
    AND ((${alias}."startsOn" <= ${day} AND (${alias}."endsOn" IS NULL OR ${opensOn} <= ${alias}."endsOn"))
      OR (${alias}."startsOn" <= ${opensOn} AND (${alias}."endsOn" IS NULL OR ${dueOn} <= ${alias}."endsOn"))))`;

/** Whether `personId` is away, on `day`, for a duty of this window; for the day itself without one. */
export const isAway = (personId: Prisma.Sql, day: IsoDate, window = onlyToday(day)): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT 1 FROM absence away WHERE away."personId" = ${personId} AND ${takes(Prisma.sql`away`, day, window)})`;

/**
 * For each organisation ("organisationId") the first three who hold one of `roles` in it or above it ("people"): those who are
 * away on `day` last, then by role, then the nearest, then those whom messages reach. Three, because the member or the owner
 * may be one of them.
 */
export const staffByOrganisation = (
  roles: readonly StaffRole[],
  organisationIds: Prisma.Sql,
  day?: IsoDate,
): Prisma.Sql => Prisma.sql`
  SELECT o.id AS "organisationId",
    (array_agg(q.id ORDER BY q.away, q.rank, up.depth DESC, q.reachable DESC, q.name, q.id))[1:3] AS people
  FROM organisation o
  CROSS JOIN LATERAL unnest(string_to_array(rtrim(o.path, '/'), '/')) WITH ORDINALITY AS up(id, depth)
  JOIN (
    SELECT p.id, p.name, p."organisationId", p."userId" IS NOT NULL AND p."unreachableSince" IS NULL AS reachable,
      ${day === undefined ? Prisma.sql`false` : isAway(Prisma.sql`p.id`, day)} AS away,
      (SELECT min(array_position(${[...roles]}::text[], role)) FROM unnest(p.roles) AS role) AS rank
    FROM person p WHERE ${isStaff} AND p.roles && ${[...roles]}::text[]
  ) q ON q."organisationId" = up.id::uuid
  WHERE o.id IN (${organisationIds})
  GROUP BY o.id`;

/** The first of `people` (an SQL array) who is none of `except`. */
export const firstBut = (people: Prisma.Sql, ...except: readonly Prisma.Sql[]): Prisma.Sql => Prisma.sql`
  (SELECT each.id FROM unnest(${people}) WITH ORDINALITY AS each(id, place)
    WHERE ${Prisma.join(
      except.map(id => Prisma.sql`each.id IS DISTINCT FROM ${id}`),
      ' AND ',
    )}
    ORDER BY each.place LIMIT 1)`;

/** A member's pairings of `day`, the primary one first, then by how long they hold (as `helpersOf` has it). */
const pairingsOf = (memberId: Prisma.Sql, day: IsoDate, more = Prisma.empty): Prisma.Sql => Prisma.sql`
  SELECT g."helperId" AS id FROM pairing g WHERE g."memberId" = ${memberId} AND ${holdsOn(day)} ${more}
    ORDER BY g."primary" DESC, g."startsOn", g.id LIMIT 1`;

/**
 * Who answers for a member on `day`, for a duty of this window: the primary helper, else the one of longest standing; while
 * they are away the stand-in they named, else another helper of the member who is there. Null where it is the secretary's.
 */
export const helperOf = (memberId: Prisma.Sql, day: IsoDate, window = onlyToday(day)): Prisma.Sql => {
  const absent = (personId: Prisma.Sql) => isAway(personId, day, window);
  const standIn = Prisma.sql`SELECT a."standInId" FROM absence a
    WHERE a."personId" = first.id AND ${takes(Prisma.sql`a`, day, window)} AND a."standInId" <> ${memberId}
      AND NOT ${absent(Prisma.sql`a."standInId"`)}
    ORDER BY a."createdAt" DESC, a.id LIMIT 1`;
  return Prisma.sql`COALESCE(
    (SELECT CASE WHEN ${absent(Prisma.sql`first.id`)} THEN (${standIn}) ELSE first.id END
      FROM (${pairingsOf(memberId, day)}) first),
    (${pairingsOf(memberId, day, Prisma.sql`AND NOT ${absent(Prisma.sql`g."helperId"`)}`)}))`;
};

/**
 * Whether `ownerId` answers for the member on `day` and is there to do it: one of the member's helpers, the stand-in of one,
 * or anybody where none of the helpers is there whose it would be.
 */
export const stillAnswers = (ownerId: Prisma.Sql, memberId: Prisma.Sql, day: IsoDate): Prisma.Sql => {
  const paired = (more: Prisma.Sql) => Prisma.sql`EXISTS (SELECT 1 FROM pairing g
    WHERE g."memberId" = ${memberId} AND ${holdsOn(day)} AND ${more})`;
  const standsIn = Prisma.sql`EXISTS (SELECT 1 FROM absence a WHERE a."personId" = g."helperId"
    AND a."standInId" = ${ownerId} AND ${takes(Prisma.sql`a`, day, onlyToday(day))})`;
  return Prisma.sql`(${memberId} IS NULL OR (NOT ${isAway(ownerId, day)} AND (
    ${paired(Prisma.sql`(g."helperId" = ${ownerId} OR ${standsIn})`)}
    OR NOT ${paired(Prisma.sql`NOT ${isAway(Prisma.sql`g."helperId"`, day)}`)})))`;
};

/**
 * The duties of one rule that somebody took over for this time only, or that wait for whoever is last in line to decide:
 * "subjectId", occurrence and "ownerId", who keeps them whoever helps the member.
 */
export const takenOver = (ruleCode: string): Prisma.Sql => Prisma.sql`
  SELECT DISTINCT o."subjectId", o.occurrence, o."ownerId" FROM hand_back b JOIN obligation o ON o.id = b."obligationId"
  WHERE (b.answer = 'taken' OR b.answer IS NULL) AND b."offeredToId" = o."ownerId"
    AND o.rule = ${ruleCode} AND o.state IN ('open', 'overdue')`;

/** Whether duty `o` waits for somebody else's word: its owner said that they cannot go, and is not prompted (HandBack). */
export const isOffered: Prisma.Sql = Prisma.sql`
  EXISTS (SELECT 1 FROM hand_back b WHERE b."obligationId" = o.id AND b.answer IS NULL
    AND b."offeredToId" IS DISTINCT FROM o."ownerId")`;

/** Whether the owner of duty `o` took it over for this time only, or is to decide whose it is. */
export const isTakenOver: Prisma.Sql = Prisma.sql`
  EXISTS (SELECT 1 FROM hand_back b WHERE b."obligationId" = o.id AND (b.answer = 'taken' OR b.answer IS NULL)
    AND b."offeredToId" = o."ownerId")`;
