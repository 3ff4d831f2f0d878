/**
 * The last look before a message leaves: is what it says still so? Its words are frozen, so a list of which one item was
 * done is not sent either; the prompter writes what is left anew.
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import type { Conditions } from './notices.ts';
import { databaseNow } from './obligations/now.ts';
import { currentOn } from './pairings.ts';

/** Whether a message may leave, or why not (a code, kept with the message). */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: Reason };
export type Reason =
  | 'recipient-gone'
  | 'member-deceased'
  | 'taken-back'
  | 'not-paired'
  | 'all-done'
  | 'partly-done';

/** Looks at every condition a message was written under (notices.ts); `recipient` is its reader's user id, if known. */
export async function stillRight(
  db: Db,
  clock: Clock,
  conditions: Conditions,
  recipient?: string,
): Promise<Verdict> {
  if (Object.keys(conditions).length === 0) return { ok: true };
  const reason =
    (await recipientReason(db, recipient)) ??
    (await memberReason(db, conditions)) ??
    (await happeningReason(db, conditions)) ??
    (await pairingReason(db, clock, conditions)) ??
    (await obligationReason(db, conditions));
  return reason ? { ok: false, reason } : { ok: true };
}

const listed = (value: string | readonly string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : [...value];

const membersOf = ({ memberId, memberIds }: Conditions): string[] => [
  ...listed(memberId),
  ...listed(memberIds),
];

async function recipientReason(db: Db, recipient: string | undefined): Promise<Reason | undefined> {
  if (recipient === undefined) return undefined;
  const known = await db.person.count({ where: { userIdKey: recipient.toLowerCase() } });
  return known === 0 ? 'recipient-gone' : undefined;
}

async function memberReason(db: Db, conditions: Conditions): Promise<Reason | undefined> {
  const memberId = { in: membersOf(conditions) };
  if (memberId.in.length === 0) return undefined;
  return (await db.careFile.count({ where: { memberId, state: 'deceased' } })) > 0
    ? 'member-deceased'
    : undefined;
}

async function happeningReason(db: Db, { happeningId }: Conditions): Promise<Reason | undefined> {
  const ids = listed(happeningId);
  if (ids.length === 0) return undefined;
  const standing = await db.happening.count({ where: { id: { in: ids }, undoneAt: null } });
  return standing < ids.length ? 'taken-back' : undefined;
}

async function pairingReason(db: Db, clock: Clock, conditions: Conditions): Promise<Reason | undefined> {
  const [helperId] = listed(conditions.helperId);
  const memberIds = membersOf(conditions);
  if (helperId === undefined || memberIds.length === 0) return undefined;
  const day = shanghaiDate(await databaseNow(db, clock));
  const paired = await db.pairing.findMany({
    where: { helperId, memberId: { in: memberIds }, ...currentOn(day) },
    select: { memberId: true },
  });
  return memberIds.every(id => paired.some(({ memberId }) => memberId === id)) ? undefined : 'not-paired';
}

async function obligationReason(db: Db, { obligationIds }: Conditions): Promise<Reason | undefined> {
  const ids = listed(obligationIds);
  if (ids.length === 0) return undefined;
  const left = await db.obligation.count({ where: { id: { in: ids }, state: { in: ['open', 'overdue'] } } });
  if (left === ids.length) return undefined;
  return left === 0 ? 'all-done' : 'partly-done';
}
