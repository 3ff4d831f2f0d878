/** What is 逾期 goes to whoever answers for the member now; what is open is moved by the planner. */
import { shanghaiDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { sqlInstant } from './now.ts';
import { firstBut, helperOf, staffByOrganisation, standIns } from './owners.ts';
import { withdrawMessages } from './withdraw.ts';

/**
 * Moves a member's 逾期 duties from a helper who no longer is one to the helper of today, else to the secretary; what was to be
 * sent about them is withdrawn. Where the other has the same duty already, the old one is let go. Returns how many.
 */
export async function moveOverdue(
  db: Db,
  now: Date,
  { memberId, fromId }: { readonly memberId: string; readonly fromId: string },
): Promise<number> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM obligation WHERE "memberId" = ${memberId}::uuid AND "ownerId" = ${fromId}::uuid
      AND state IN ('open', 'overdue') ORDER BY id FOR UPDATE`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await withdrawMessages(db, now, ids);
  const member = Prisma.sql`${memberId}::uuid`;
  const staff = staffByOrganisation(
    standIns.helper,
    Prisma.sql`SELECT "organisationId" FROM person WHERE id = ${member}`,
  );
  const owner = Prisma.sql`COALESCE(${helperOf(member, shanghaiDate(now))},
    (SELECT ${firstBut(Prisma.sql`staff.people`, member)} FROM (${staff}) staff))`;
  await db.$executeRaw`
    WITH next AS MATERIALIZED (SELECT ${owner} AS id)
    UPDATE obligation o SET
      "ownerId" = CASE WHEN twin.id IS NULL THEN COALESCE(next.id, o."ownerId") ELSE o."ownerId" END,
      state = CASE WHEN twin.id IS NULL THEN o.state ELSE 'cancelled' END,
      "closeReason" = CASE WHEN twin.id IS NULL THEN o."closeReason" ELSE 'owner-changed' END,
      "closedAt" = CASE WHEN twin.id IS NULL THEN o."closedAt" ELSE ${sqlInstant(now)} END
    FROM next, obligation old LEFT JOIN obligation twin
      ON twin.rule = old.rule AND twin."subjectId" = old."subjectId" AND twin.occurrence = old.occurrence
      AND twin."ownerId" = (SELECT id FROM next)
    WHERE o.id = old.id AND o.id = ANY(${ids}::uuid[])`;
  return ids.length;
}
