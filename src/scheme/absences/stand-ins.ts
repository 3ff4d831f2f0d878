/** Who may stand in for a helper, those nearest first; also who is asked next when a duty is handed back. */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { isAway } from '../obligations/owners.ts';
import { holdsOn } from '../pairing/holding.ts';

/** Somebody who could go instead. */
export interface StandIn {
  readonly id: string;
  readonly name: string;
  /** How many members they help themselves. */
  readonly load: number;
  /** Helps one of the same members already. */
  readonly helpsToo: boolean;
  readonly organisation: string;
}

/** For which helper somebody is looked for, and when. */
export interface Wanted {
  readonly personId: string;
  /** Whom the helper would go to; all their members when absent. */
  readonly memberIds?: readonly string[];
  readonly day: IsoDate;
}

/**
 * The helpers who could go in somebody's place on a day: other helpers of the same members first, then colleagues of the same
 * organisation, those with the fewest members first. Whoever is away that day or cannot be reached is left out.
 */
export async function standInsFor(
  db: Db,
  { personId, memberIds, day }: Wanted,
  limit = 8,
): Promise<StandIn[]> {
  const me = Prisma.sql`${personId}::uuid`;
  const theirs = memberIds
    ? Prisma.sql`SELECT unnest(${[...memberIds]}::uuid[])`
    : Prisma.sql`SELECT g."memberId" FROM pairing g WHERE g."helperId" = ${me} AND ${holdsOn(day)}`;
  return db.$queryRaw<StandIn[]>`
    SELECT * FROM (
      SELECT p.id, p.name, unit.name AS organisation,
        (SELECT count(DISTINCT g."memberId")::int FROM pairing g WHERE g."helperId" = p.id AND ${holdsOn(day)}) AS load,
        EXISTS (SELECT 1 FROM pairing g WHERE g."helperId" = p.id AND g."memberId" IN (${theirs}) AND ${holdsOn(day)})
          AS "helpsToo", p."organisationId" = own."organisationId" AS near
      FROM person own JOIN organisation home ON home.id = own."organisationId"
        JOIN organisation unit ON unit.path LIKE split_part(home.path, '/', 1) || '/%'
        JOIN person p ON p."organisationId" = unit.id
      WHERE own.id = ${me} AND p.id <> ${me} AND 'helper' = ANY(p.roles)
        AND p."userId" IS NOT NULL AND p."unreachableSince" IS NULL AND p.id NOT IN (${theirs})
        AND NOT ${isAway(Prisma.sql`p.id`, day)}
    ) candidate WHERE "helpsToo" OR near
    ORDER BY "helpsToo" DESC, load, name, id LIMIT ${limit}`;
}
