/**
 * The end of a pairing, and handing a member on: from that day on the old helper sees nothing of the member (C3.26), what was
 * theirs to do is somebody else's, and what was written to them and has not left is withdrawn, all in one transaction.
 */
import { maxDate, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import { endLetters } from '../letters/ending.ts';
import { currentLetter } from '../letters/reads.ts';
import { moveOverdue } from '../obligations/hand-on.ts';
import { databaseNow } from '../obligations/now.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { withdrawMessagesTo } from '../obligations/withdraw.ts';
import type { EndReason } from '../labels/pairing.ts';
import { findMember, findPerson } from '../people.ts';
import { moveRequests } from '../requests.ts';
import { conflictsOf } from './conflicts.ts';
import { dayBefore, makePlanned, planPairing, setPrimary, type Made } from './create.ts';
import { currentOn, isWaiting } from './holding.ts';
import { locked, lockPeople, type PairingEnd } from './locks.ts';
import { helpersOf, pairingFields, type Pairing } from './reads.ts';

/** Why and when a pairing ends. */
export interface Ending {
  readonly pairingId: string;
  readonly actorId: string;
  readonly reason: EndReason;
  /** In people's own words; kept in the trail. */
  readonly words?: string;
  /** The first day on which it no longer holds, never after today; today when absent. */
  readonly from?: IsoDate;
}

/** Ends a pairing. Ending it again changes nothing; returns whether it ended now. */
export async function endPairing(db: Db, clock: Clock, ending: Ending): Promise<boolean> {
  refuseAhead(clock, ending.from);
  const pairing = await lockedWithPeople(db, ending.pairingId);
  if (!(await close(db, clock, pairing, ending))) return false;
  await promote(db, clock, pairing.memberId, ending.actorId);
  await passOn(db, clock, pairing, ending.actorId);
  return true;
}

/** What ends takes effect at once: duties and requests move in the same transaction. */
function refuseAhead(clock: Clock, from: IsoDate | undefined): void {
  if (from === undefined || from <= shanghaiDate(clock.now())) return;
  throw new AppError('day-ahead', 'an end lies ahead', {
    expose: '移交和解除结对从当天起算，请到那一天再办。',
  });
}

/** People before pairings, as whoever makes one does: two that want the same rows never wait for each other. */
async function lockedWithPeople(
  db: Db,
  pairingId: string,
  ...others: readonly string[]
): Promise<Pairing & PairingEnd> {
  const sides = await db.pairing.findUnique({ where: { id: pairingId } });
  if (sides) await lockPeople(db, [sides.helperId, sides.memberId, ...others]);
  return locked(db, pairingId);
}

/** Writes the end; false where there already is one by that day. */
async function close(db: Db, clock: Clock, pairing: Pairing & PairingEnd, ending: Ending): Promise<boolean> {
  const { reason, actorId, words } = ending;
  const endsOn = dayBefore(ending.from ?? shanghaiDate(clock.now()));
  if (pairing.endReason !== null || (pairing.endsOn !== null && pairing.endsOn <= endsOn)) return false;
  const after = { endsOn, endReason: reason, endedById: actorId };
  await db.pairing.update({ where: { id: pairing.id }, data: after });
  const change = { actorId, action: 'end', subject: 'pairing', subjectId: pairing.id } as const;
  const purpose = words === undefined ? {} : { purpose: words };
  await logChange(db, clock, { ...change, before: { endsOn: pairing.endsOn }, after, ...purpose });
  await endLetters(db, clock, { pairingIds: [pairing.id], actorId, reason });
  return true;
}

/** Where the 主帮扶人 is gone, the helper of longest standing is it. */
async function promote(db: Db, clock: Clock, memberId: string, actorId: string): Promise<void> {
  const [first] = await helpersOf(db, memberId, clock);
  if (first && !first.pairing.primary)
    await setPrimary(db, clock, { id: first.pairing.id, primary: true, actorId });
}

/** What the helper had to do for this member goes to whoever answers now, and what they were to be told is withdrawn. */
async function passOn(db: Db, clock: Clock, { helperId, memberId }: Pairing, actorId: string): Promise<void> {
  const now = await databaseNow(db, clock);
  if (await stillHelps(db, helperId, memberId, shanghaiDate(now))) return;
  await planObligationsOf(db, clock, [memberId], now);
  await moveOverdue(db, now, { memberId, fromId: helperId });
  await moveRequests(db, clock, { memberId, fromId: helperId, actorId });
  await withdrawMessagesTo(db, now, { personId: helperId, memberId, reason: 'not-paired' });
}

const stillHelps = async (db: Db, helperId: string, memberId: string, today: IsoDate): Promise<boolean> =>
  (await db.pairing.count({ where: { helperId, memberId, ...currentOn(today) } })) > 0;

/** A member handed on to another helper. */
export interface HandOver extends Omit<Ending, 'reason'> {
  readonly toId: string;
  /** 移交, or why the helper is no longer there. */
  readonly reason?: EndReason;
  readonly overrideReason?: string;
}

/** What was handed over: the new pairing, and whether the old one had a letter, so that a new one is to be signed. */
export interface HandedOver extends Made {
  readonly hadLetter: boolean;
}

/**
 * Hands a member on: the old pairing ends the day before, the new one begins with what was agreed, open duties, requests and
 * 主帮扶人 go with it. Whoever takes over counts the member among their own (at most two). Refused for a relative, who needs a
 * second person first (E-11), and for a pairing that has ended.
 */
export async function handOver(db: Db, clock: Clock, wanted: HandOver): Promise<HandedOver> {
  refuseAhead(clock, wanted.from);
  const old = await lockedWithPeople(db, wanted.pairingId, wanted.toId);
  const from = maxDate(wanted.from ?? shanghaiDate(clock.now()), old.startsOn);
  await refuseHandOver(db, old, wanted, from);
  const takeOver = await planTakeOver(db, clock, old, wanted, from);
  const hadLetter = (await currentLetter(db, old.id)) !== null;
  await close(db, clock, old, { ...wanted, from, reason: wanted.reason ?? 'handed-over' });
  const made = await takeOver();
  await passOn(db, clock, old, wanted.actorId);
  return { ...made, hadLetter };
}

async function refuseHandOver(
  db: Db,
  pairing: Pairing & PairingEnd,
  { toId }: HandOver,
  from: IsoDate,
): Promise<void> {
  const over = pairing.endReason !== null || (pairing.endsOn !== null && pairing.endsOn < from);
  if (over || isWaiting(pairing))
    throw new AppError('pairing-ended', 'it does not hold', {
      expose: '这一对现在没有在帮扶，不用移交。',
    });
  if (pairing.helperId === toId)
    throw new AppError('same-helper', 'the same helper', { expose: '移交前后是同一位帮扶人，请另选一位。' });
  const conflicts = await conflictsOf(db, toId, pairing.memberId);
  if (conflicts.length > 0)
    throw new AppError('relative-takes-over', 'a relative needs a second person first', {
      expose: `接手的同志${conflicts.join('，')}，要先请另一位书记或领导看过：请先用“结对”给他们结上，看过以后再“解除结对”原来的。`,
    });
}

/** The pairing that goes on: a new one, or the one the other helper has with this member already. Everything is looked at first. */
async function planTakeOver(
  db: Db,
  clock: Clock,
  old: Pairing,
  { toId, actorId, overrideReason }: HandOver,
  from: IsoDate,
): Promise<() => Promise<Made>> {
  const { memberId, primary, direction, project, task, goal, frequency } = old;
  const known = await db.pairing.findFirst({
    where: { helperId: toId, memberId, endReason: null, ...currentOn(from) },
    select: pairingFields,
  });
  if (known)
    return async () => {
      if (primary && !known.primary) await setPrimary(db, clock, { id: known.id, primary: true, actorId });
      return existing(db, { ...known, primary: primary || known.primary });
    };
  const agreed = { direction, project, task, goal, frequency };
  const override = overrideReason === undefined ? {} : { overrideReason };
  const sides = { helperId: toId, memberId, actorId, startsOn: from, primary };
  const planned = await planPairing(db, clock, { ...sides, ...agreed, ...override });
  return () => makePlanned(db, clock, planned);
}

async function existing(db: Db, pairing: Pairing): Promise<Made> {
  const helper = await findPerson(db, pairing.helperId);
  const member = await findMember(db, pairing.memberId);
  if (!helper || !member) throw new AppError('pairing-nobody', 'its people are gone');
  return { pairing, helper, member, conflicts: [] };
}
