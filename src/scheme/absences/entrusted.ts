/** Whom somebody may see for a while: through a helper for whom they stand in, and through a duty they took over. */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { isAway } from '../obligations/owners.ts';
import { holdsOn } from '../pairing/holding.ts';

/**
 * The members entrusted to this person on `day`: those of a helper who is away and named them, on the days of the leave and not
 * one longer, and those of a duty that was handed back and that they took, until it is done (C3.26).
 */
export async function entrustedTo(db: Db, personId: string, day: IsoDate): Promise<string[]> {
  const me = Prisma.sql`${personId}::uuid`;
  const rows = await db.$queryRaw<{ memberId: string }[]>`
    SELECT g."memberId" FROM absence a JOIN pairing g ON g."helperId" = a."personId" AND ${holdsOn(day)}
    WHERE a."standInId" = ${me} AND ${lastsOn(Prisma.sql`a`, day)} AND g."memberId" <> ${me}
      AND NOT ${isAway(me, day)} AND NOT EXISTS (SELECT 1 FROM absence later
        WHERE later."personId" = a."personId" AND later."standInId" IS NOT NULL AND ${lastsOn(Prisma.sql`later`, day)}
          AND (later."createdAt", a.id) > (a."createdAt", later.id) AND NOT ${isAway(Prisma.sql`later."standInId"`, day)})
    UNION
    SELECT o."memberId" FROM hand_back b JOIN obligation o ON o.id = b."obligationId"
    WHERE b."offeredToId" = ${me} AND (b.answer = 'taken' OR b.answer IS NULL) AND o."ownerId" = ${me}
      AND o.state IN ('open', 'overdue') AND o."memberId" IS NOT NULL`;
  return rows.map(({ memberId }) => memberId);
}

const lastsOn = (absence: Prisma.Sql, day: IsoDate): Prisma.Sql => Prisma.sql`
  (${absence}."undoneAt" IS NULL AND ${absence}."startsOn" <= ${day}
    AND (${absence}."endsOn" IS NULL OR ${absence}."endsOn" >= ${day}))`;
