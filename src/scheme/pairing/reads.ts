/** Who helps whom on a day: what every list, permission and duty asks. */
import { addDays, shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import { Prisma, type Db } from '../../database.ts';
import { closedStates } from '../care-file/states.ts';
import { currentOn } from './holding.ts';
import { helperOf } from '../obligations/owners.ts';
import { findPerson, isMember, personFields, toPerson, type Member, type Person } from '../people.ts';

/** A helper takes one or two members (S1-3.2a); many helpers may share a member (S5-3a), so it counts per helper. */
export const maxMembersPerHelper = 2;

/** A pairing with what was agreed in it (S2-4.4b: 项目 任务 目标; S5-3c: 方向). Both days are inclusive. */
export interface Pairing {
  readonly id: string;
  readonly helperId: string;
  readonly memberId: string;
  readonly primary: boolean;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly direction: string | null;
  readonly project: string | null;
  readonly task: string | null;
  readonly goal: string | null;
  readonly frequency: string | null;
  /** What speaks against it (E-11), if something does. */
  readonly conflictNote: string | null;
  /** Who, besides the one who made it, looked at that; until then the pairing does not hold. */
  readonly conflictSeenById: string | null;
}

/** What a query must select to make `Pairing`s of its rows. */
export const pairingFields = {
  id: true,
  helperId: true,
  memberId: true,
  primary: true,
  startsOn: true,
  endsOn: true,
  direction: true,
  project: true,
  task: true,
  goal: true,
  frequency: true,
  conflictNote: true,
  conflictSeenById: true,
} as const satisfies Prisma.PairingSelect;

/** A helper and the pairing through which they are one. */
export interface HelperOfMember {
  readonly helper: Person;
  readonly pairing: Pairing;
}

/** A member's helpers of today: the primary one (主帮扶人) first, then by how long they have helped. */
export async function helpersOf(db: Db, memberId: string, clock: Clock): Promise<HelperOfMember[]> {
  return (await helpersOfMany(db, [memberId], clock)).get(memberId) ?? [];
}

/** The same for many members, by member; those without a helper have an empty list. */
export async function helpersOfMany(
  db: Db,
  memberIds: readonly string[],
  clock: Clock,
): Promise<Map<string, HelperOfMember[]>> {
  const found = new Map<string, HelperOfMember[]>(memberIds.map(id => [id, []]));
  const rows = await db.pairing.findMany({
    where: { memberId: { in: [...found.keys()] }, ...currentOn(shanghaiDate(clock.now())) },
    select: { ...pairingFields, helper: { select: personFields } },
    orderBy: [{ primary: 'desc' }, { startsOn: 'asc' }, { id: 'asc' }],
  });
  for (const { helper, ...pairing } of rows)
    found.get(pairing.memberId)?.push({ helper: toPerson(db, helper), pairing });
  return found;
}

/**
 * Who answers for a member today as a helper: the primary one, else the one of longest standing; while they are away their
 * stand-in, else another helper who is there. Null where it is the secretary's.
 */
export async function primaryHelperOf(db: Db, memberId: string, clock: Clock): Promise<Person | null> {
  const [row] = await db.$queryRaw<{ id: string | null }[]>`
    SELECT ${helperOf(Prisma.sql`${memberId}::uuid`, shanghaiDate(clock.now()))} AS id`;
  return row?.id ? findPerson(db, row.id) : null;
}

/** A member and the pairing through which a helper has them. */
export interface MemberOfHelper {
  readonly member: Member;
  readonly pairing: Pairing;
}

/** The members a helper has today, whatever the state of their files, by name. */
export async function membersOf(db: Db, helperId: string, clock: Clock): Promise<MemberOfHelper[]> {
  const rows = await db.pairing.findMany({
    where: { helperId, ...currentOn(shanghaiDate(clock.now())) },
    select: { ...pairingFields, member: { select: personFields } },
    orderBy: [{ member: { name: 'asc' } }, { id: 'asc' }],
  });
  return rows.flatMap(({ member: row, ...pairing }) => {
    const member = toPerson(db, row);
    return isMember(member) ? { member, pairing } : [];
  });
}

/** How many members a helper has today; the dead and the moved away do not count. */
export async function loadOf(db: Db, helperId: string, clock: Clock): Promise<number> {
  return (await loadsOf(db, [helperId], clock)).get(helperId) ?? 0;
}

/** The same for many helpers; those with none count 0. */
export async function loadsOf(
  db: Db,
  helperIds: readonly string[],
  clock: Clock,
): Promise<Map<string, number>> {
  const rows = await db.pairing.findMany({
    where: {
      helperId: { in: [...new Set(helperIds)] },
      member: { careFile: { is: { state: { notIn: [...closedStates] } } } },
      ...currentOn(shanghaiDate(clock.now())),
    },
    select: { helperId: true, memberId: true },
    distinct: ['helperId', 'memberId'],
  });
  const loads = new Map(helperIds.map(id => [id, 0]));
  for (const { helperId } of rows) loads.set(helperId, (loads.get(helperId) ?? 0) + 1);
  return loads;
}

/**
 * Since when a helper has been the member's without a break (YYYY-MM-DD); undefined where no pairing of theirs holds
 * today. A pairing that begins the day after the last one ended goes on from it.
 */
export async function pairedSince(
  db: Db,
  {
    helperId,
    memberId,
    clock,
  }: { readonly helperId: string; readonly memberId: string; readonly clock: Clock },
): Promise<string | undefined> {
  const pairings = await db.pairing.findMany({
    where: { helperId, memberId },
    select: { startsOn: true, endsOn: true },
    orderBy: { startsOn: 'desc' },
  });
  const today = shanghaiDate(clock.now());
  const current = pairings.filter(each => each.startsOn <= today && (each.endsOn ?? today) >= today);
  if (current.length === 0) return undefined;
  return pairings.reduce(
    (since, { startsOn, endsOn }) =>
      startsOn < since && (endsOn ?? today) >= addDays(since, -1) ? startsOn : since,
    current.map(({ startsOn }) => startsOn).sort()[0] ?? today,
  );
}
