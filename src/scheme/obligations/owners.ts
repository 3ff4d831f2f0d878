/** Who answers for a duty, in SQL: found for thousands of members in one statement. */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma } from '../../database.ts';
import type { Role } from '../labels.ts';
import { holdsOn } from '../pairing/holding.ts';
import type { Target } from '../rules/rule.ts';

/** Who is looked for, in this order of roles; where none holds the first anywhere upwards, the second, and so on. */
export const standIns: Readonly<Record<'helper' | 'clerk' | Exclude<Target, 'owner'>, readonly Role[]>> = {
  // A member without a helper is the branch secretary's own (S2-4.3e).
  helper: ['secretary', 'clerk', 'leader', 'administrator'],
  clerk: ['clerk', 'secretary', 'leader', 'administrator'],
  secretary: ['secretary', 'leader', 'clerk'],
  leader: ['leader', 'secretary', 'clerk'],
};

/**
 * For each organisation ("organisationId") the first three who hold one of `roles` in it or above it ("people"): by role,
 * then the nearest, then those whom messages reach. Three, because the member or the owner may be one of them.
 */
export const staffByOrganisation = (
  roles: readonly Role[],
  organisationIds: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
  SELECT o.id AS "organisationId",
    (array_agg(q.id ORDER BY q.rank, up.depth DESC, q.reachable DESC, q.name, q.id))[1:3] AS people
  FROM organisation o
  CROSS JOIN LATERAL unnest(string_to_array(rtrim(o.path, '/'), '/')) WITH ORDINALITY AS up(id, depth)
  JOIN (
    SELECT p.id, p.name, p."organisationId", p."userId" IS NOT NULL AND p."unreachableSince" IS NULL AS reachable,
      (SELECT min(array_position(${[...roles]}::text[], role)) FROM unnest(p.roles) AS role) AS rank
    FROM person p WHERE p.roles && ${[...roles]}::text[]
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

/** The helper who answers for a member on `day`: the primary one, else the one of longest standing (as `helpersOf` has it). */
export const helperOf = (memberId: Prisma.Sql, day: IsoDate): Prisma.Sql => Prisma.sql`
  (SELECT g."helperId" FROM pairing g WHERE g."memberId" = ${memberId} AND ${holdsOn(day)}
    ORDER BY g."primary" DESC, g."startsOn", g.id LIMIT 1)`;

/** Whether `ownerId` still is one of the member's helpers on `day`, or the member has none whose it would be. */
export const stillAnswers = (
  ownerId: Prisma.Sql,
  memberId: Prisma.Sql,
  day: IsoDate,
): Prisma.Sql => Prisma.sql`
  (${memberId} IS NULL
    OR EXISTS (SELECT 1 FROM pairing g WHERE g."memberId" = ${memberId} AND g."helperId" = ${ownerId} AND ${holdsOn(day)})
    OR NOT EXISTS (SELECT 1 FROM pairing g WHERE g."memberId" = ${memberId} AND ${holdsOn(day)}))`;
