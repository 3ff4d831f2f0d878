/** What is missing among pairings, within an organisation and below it: the digest and the chat count with the same queries. */
import { Prisma, type Db } from '../../database.ts';
import type { Listed, NamedRow, Path } from '../obligations/lists.ts';
import { holdsOn } from './holding.ts';

async function listed<Row>(db: Db, query: Prisma.Sql): Promise<Listed<Row>> {
  const rows = await db.$queryRaw<(Row & { count: number })[]>(query);
  return { count: rows[0]?.count ?? 0, rows };
}

const within = (path: Path): Prisma.Sql => Prisma.sql`org.path LIKE ${`${path}%`}`;

/** 党员领导干部带头 (S5-3b): leaders who have no living member today. */
export const leadersWithoutMember = (
  db: Db,
  today: string,
  path: Path,
  limit: number,
): Promise<Listed<NamedRow>> =>
  listed<NamedRow>(
    db,
    Prisma.sql`SELECT p.id, p.name, org.name AS organisation, count(*) OVER ()::int AS count
      FROM person p JOIN organisation org ON org.id = p."organisationId"
      WHERE ${within(path)} AND 'leader' = ANY(p.roles) AND NOT EXISTS (SELECT 1 FROM pairing g
        JOIN care_file f ON f."memberId" = g."memberId"
        WHERE g."helperId" = p.id AND f.state NOT IN ('deceased', 'moved-away') AND ${holdsOn(today)})
      ORDER BY org.path, p.name LIMIT ${limit}`,
  );

/** A pairing in which 项目, 任务 or 目标 is still to be agreed. */
export interface Unagreed {
  readonly pairingId: string;
  readonly helperId: string;
  readonly memberId: string;
}

/** Whether something that must be agreed is missing in the pairing `g` (S2-4.4b). */
export const isLacking: Prisma.Sql = Prisma.sql`(COALESCE(btrim(g.project), '') = ''
  OR COALESCE(btrim(g.task), '') = '' OR COALESCE(btrim(g.goal), '') = '')`;

/** The pairings of living members that are not 生效 yet because something is still to be agreed, the oldest first. */
export const lackingAgreement = (
  db: Db,
  today: string,
  path: Path,
  limit: number,
): Promise<Listed<Unagreed>> =>
  listed<Unagreed>(
    db,
    Prisma.sql`SELECT g.id AS "pairingId", g."helperId", g."memberId", count(*) OVER ()::int AS count
      FROM pairing g JOIN care_file f ON f."memberId" = g."memberId" JOIN person p ON p.id = g."memberId"
      JOIN organisation org ON org.id = p."organisationId"
      WHERE ${within(path)} AND f.state NOT IN ('deceased', 'moved-away') AND ${holdsOn(today)} AND ${isLacking}
      ORDER BY g."startsOn", g.id LIMIT ${limit}`,
  );
