/** Duties that go to somebody else as they stand, with their history: what is 逾期, and what was handed back and taken over. */
import { shanghaiDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { firstBut, helperOf, staffByOrganisation, standIns } from './owners.ts';
import { withdrawMessages } from './withdraw.ts';

/**
 * Moves what a member's helper has not done and the planner does not move (逾期) to whoever answers for the member now: the helper
 * of today, else the secretary; what was to be sent about it is withdrawn. Returns how many.
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
  const ownerId = await answeringFor(db, now, memberId);
  if (ownerId === null) {
    await withdrawMessages(db, now, ids);
    return ids.length;
  }
  await assign(db, now, ids, ownerId);
  return ids.length;
}

/** Who answers for a member now: the helper who is there, or their stand-in, else the secretary upwards; null where there is nobody. */
export async function answeringFor(db: Db, now: Date, memberId: string): Promise<string | null> {
  const member = Prisma.sql`${memberId}::uuid`;
  const day = shanghaiDate(now);
  const staff = staffByOrganisation(
    standIns.helper,
    Prisma.sql`SELECT "organisationId" FROM person WHERE id = ${member}`,
    day,
  );
  const [row] = await db.$queryRaw<{ id: string | null }[]>`
    SELECT COALESCE(${helperOf(member, day)},
      (SELECT ${firstBut(Prisma.sql`staff.people`, member)} FROM (${staff}) staff)) AS id`;
  return row?.id ?? null;
}

interface Twin {
  readonly id: string;
  readonly twinId: string;
  readonly state: string;
  readonly ownerId: string;
}

/**
 * Gives these duties to `ownerId` as they stand; what was to be sent about them is withdrawn. Where that person has had the
 * same duty and it was let go, the two rows change owners; where they have it still, the one given is let go.
 */
export async function assign(db: Db, now: Date, ids: readonly string[], ownerId: string): Promise<void> {
  await withdrawMessages(db, now, ids);
  const twins = await db.$queryRaw<Twin[]>`
    SELECT o.id, twin.id AS "twinId", twin.state, o."ownerId" FROM obligation o JOIN obligation twin
      ON twin.rule = o.rule AND twin."subjectId" = o."subjectId" AND twin.occurrence = o.occurrence
      AND twin."ownerId" = ${ownerId}::uuid AND twin.id <> o.id
    WHERE o.id = ANY(${[...ids]}::uuid[])`;
  const known = twins.filter(({ state }) => state !== 'cancelled');
  const ended = twins.filter(({ state }) => state === 'cancelled');
  const given = ids.filter(id => known.every(twin => twin.id !== id));
  // One owner has an occurrence once: the row that was let go steps aside under its own id, and takes the other's place.
  await own(
    db,
    ended.map(({ twinId }) => ({ id: twinId, ownerId: twinId })),
  );
  await own(
    db,
    given.map(id => ({ id, ownerId })),
  );
  await own(
    db,
    ended.map(twin => ({ id: twin.twinId, ownerId: twin.ownerId })),
  );
  await db.obligation.updateMany({
    where: { id: { in: known.map(({ id }) => id) }, state: { in: ['open', 'overdue'] } },
    data: { state: 'cancelled', closeReason: 'owner-changed', closedAt: now },
  });
}

async function own(
  db: Db,
  rows: readonly { readonly id: string; readonly ownerId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    UPDATE obligation o SET "ownerId" = x."ownerId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(id uuid, "ownerId" uuid) WHERE o.id = x.id`;
}
