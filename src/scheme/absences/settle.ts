/** What moves when somebody goes or comes back: open duties by the planner, 逾期 and requests as they stand. */
import { addDays, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import { inTransaction, Prisma, type Database, type Db } from '../../database.ts';
import { answeringFor, moveOverdue } from '../obligations/hand-on.ts';
import { databaseNow } from '../obligations/now.ts';
import { isAway, isTakenOver, stillAnswers } from '../obligations/owners.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { holdsOn } from '../pairing/holding.ts';
import { moveRequests } from '../requests.ts';
import { clerksRules } from '../rules/index.ts';

/** What is 逾期 for longer is history, and stays with whoever had it. */
const overdueDays = 60;

/** The members whose duties may move when this person goes or comes back: their own, and those of whom they have something to do. */
export async function membersTouched(db: Db, personId: string, day: IsoDate): Promise<string[]> {
  const rows = await db.$queryRaw<{ memberId: string }[]>`
    SELECT g."memberId" FROM pairing g WHERE g."helperId" = ${personId}::uuid AND ${holdsOn(day)}
    UNION SELECT o."memberId" FROM obligation o
      WHERE o."ownerId" = ${personId}::uuid AND o.state IN ('open', 'overdue') AND o."memberId" IS NOT NULL
    UNION SELECT r."memberId" FROM request r WHERE r."ownerId" = ${personId}::uuid AND r.state IN ('open', 'taken')
    ORDER BY 1`;
  return rows.map(({ memberId }) => memberId);
}

/** Brings everything about these members to whoever answers for it now, in the caller's transaction. */
export async function resettle(
  db: Db,
  clock: Clock,
  now: Date,
  { memberIds, actorId }: { readonly memberIds: readonly string[]; readonly actorId: string | null },
): Promise<void> {
  if (memberIds.length === 0) return;
  await planObligationsOf(db, clock, memberIds, now);
  for (const left of await leftBehind(db, now, Prisma.sql`= ANY(${[...memberIds]}::uuid[])`))
    await moveAlong(db, clock, now, left, actorId);
}

interface Left {
  readonly memberId: string;
  readonly fromId: string;
}

/**
 * Whose 逾期 or request is with somebody who does not answer for the member today: who is away, or stood in. What somebody took
 * over for this time only stays theirs, and so does a request that a colleague who never stood in took on.
 */
const leftBehind = (db: Db, now: Date, members: Prisma.Sql): Promise<Left[]> => {
  const day = shanghaiDate(now);
  const owner = (alias: Prisma.Sql) => Prisma.sql`${alias}."ownerId"`;
  const gone = (alias: Prisma.Sql) =>
    Prisma.sql`NOT ${stillAnswers(owner(alias), Prisma.sql`${alias}."memberId"`, day)}`;
  const o = Prisma.sql`o`;
  const r = Prisma.sql`r`;
  return db.$queryRaw<Left[]>`
    SELECT o."memberId", o."ownerId" AS "fromId" FROM obligation o
    WHERE o."memberId" ${members} AND o.state = 'overdue' AND o."dueOn" >= ${addDays(day, -overdueDays)}
      AND o.rule <> ALL(${[...clerksRules]}::text[]) AND NOT ${isTakenOver} AND ${gone(o)}
    UNION
    SELECT r."memberId", r."ownerId" FROM request r
    WHERE r."memberId" ${members} AND r.state IN ('open', 'taken') AND r."ownerId" IS NOT NULL AND ${gone(r)}
      AND (${isAway(owner(r), day)} OR EXISTS (SELECT 1 FROM absence s JOIN pairing g ON g."helperId" = s."personId"
        WHERE s."standInId" = r."ownerId" AND g."memberId" = r."memberId" AND ${holdsOn(day)}))
    ORDER BY 1, 2`;
};

async function moveAlong(
  db: Db,
  clock: Clock,
  now: Date,
  { memberId, fromId }: Left,
  actorId: string | null,
): Promise<boolean> {
  if ((await answeringFor(db, now, memberId)) === fromId) return false;
  await moveOverdue(db, now, { memberId, fromId });
  await moveRequests(db, clock, { memberId, fromId, actorId });
  return true;
}

/**
 * Leaves begin and end at midnight: moves what the planner does not (逾期, requests). Run with the planner, and twice as harmless
 * as once. Returns how many it moved for.
 */
export async function settleAbsences(db: Database, clock: Clock): Promise<number> {
  const now = await databaseNow(db, clock);
  const day = shanghaiDate(now);
  const touched = Prisma.sql`IN (SELECT g."memberId" FROM absence t JOIN pairing g ON g."helperId" = t."personId"
    WHERE t."startsOn" <= ${day} AND (t."endsOn" IS NULL OR t."endsOn" >= ${addDays(day, -overdueDays)}))`;
  const left = await leftBehind(db, now, touched);
  let moved = 0;
  for (const each of left)
    if (await inTransaction(db, tx => moveAlong(tx, clock, now, each, null))) moved += 1;
  return moved;
}
