/** Who is asked next when somebody cannot go. */
import { shanghaiDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { standInsFor } from '../absences/stand-ins.ts';
import { staffByOrganisation, standIns } from '../obligations/owners.ts';
import type { Duty } from '../obligations/steps.ts';
import { handedBack } from './reads.ts';

/** Who is next, and whether they are the last in line, with whom it lies to decide. */
export interface Next {
  readonly id: string | null;
  readonly decides: boolean;
}

/**
 * Another helper of the member; one colleague of the same organisation, the one with the fewest members; then the secretary,
 * who decides. Nobody is asked twice about one duty; where its last day is today there is no time to ask around.
 */
export async function nextInLine(db: Db, now: Date, duty: Duty, personId: string): Promise<Next> {
  const day = shanghaiDate(now);
  const asked = await db.handBack.findMany({
    where: { obligationId: duty.id, answer: { not: 'withdrawn' }, ...handedBack },
    select: { personId: true, offeredToId: true },
  });
  const known = new Set([
    personId,
    duty.ownerId,
    ...asked.flatMap(({ personId: one, offeredToId }) => [one, offeredToId ?? one]),
  ]);
  if (duty.state === 'open' && duty.dueOn > day && duty.memberId !== null) {
    const wanted = { personId: duty.ownerId, memberIds: [duty.memberId], day };
    const around = await standInsFor(db, wanted, 50);
    const fresh = around.filter(({ id }) => !known.has(id));
    const helper = fresh.find(({ helpsToo }) => helpsToo);
    if (helper) return { id: helper.id, decides: false };
    const askedOne = around.some(({ id, helpsToo }) => known.has(id) && !helpsToo);
    const [colleague] = fresh;
    if (colleague && !askedOne) return { id: colleague.id, decides: false };
  }
  return { id: await lastInLine(db, now, duty, personId), decides: true };
}

/** The secretary upwards, but for whoever says that they cannot go, and the member. */
async function lastInLine(db: Db, now: Date, duty: Duty, personId: string): Promise<string | null> {
  const staff = staffByOrganisation(
    standIns.secretary,
    Prisma.sql`SELECT ${duty.organisationId}::uuid`,
    shanghaiDate(now),
  );
  const [row] = await db.$queryRaw<{ people: string[] }[]>(staff);
  const except = [personId, duty.ownerId, duty.memberId];
  return row?.people.find(id => !except.includes(id)) ?? null;
}
