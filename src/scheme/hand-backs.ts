/**
 * 我不便前往: a duty that its owner cannot do this time is offered to the next in line (another helper of the member, a colleague
 * with few members) and in the end lies with the secretary, who goes, names somebody or lets it go with a reason. Whoever takes
 * it has it for this occurrence only. Each step is a row (HandBack) and an entry of the trail.
 */
import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { letGo } from './hand-backs/excusals.ts';
import { nextInLine } from './hand-backs/line.ts';
import { findOffer, lockDuty, takenByAway } from './hand-backs/reads.ts';
import { inOrder, log, noNews, openOffer, refused, settle, tellFormerOwners } from './hand-backs/steps.ts';
import { noticeOf, offerNotice } from './hand-backs/telling.ts';
import { outOfReach, type Told } from './notices.ts';
import { assign } from './obligations/hand-on.ts';
import { databaseNow } from './obligations/now.ts';
import type { Duty } from './obligations/steps.ts';
import { withdrawMessages, withdrawMessagesKeyed } from './obligations/withdraw.ts';
import { findPerson, type Person } from './people.ts';
import { clerksRules } from './rules/index.ts';

export { excusableOf, excusedOf, type Excused } from './hand-backs/excusable.ts';
export { excuseDuty, undoExcusal, type Restored } from './hand-backs/excusals.ts';
export {
  takenByAway,
  handBacksOf,
  offersTo,
  offersOver,
  type HandBackRow,
  type Offer,
} from './hand-backs/reads.ts';

/** A duty that somebody hands back. */
export interface NewHandBack {
  readonly obligationId: string;
  /** Its owner, who cannot go. */
  readonly personId: string;
  /** Who says so; null for what follows by itself. */
  readonly actorId: string | null;
  readonly reason?: string | null;
}

/** What became of a duty. Its notices must be written to the outbox in the same transaction. */
export interface HandedOn extends Told {
  readonly handBackId: string;
  /** Who is asked, or has it now; null where there is nobody, and it stays with its owner. */
  readonly next: Person | null;
  /** They are the last in line, and are to decide. */
  readonly decides: boolean;
}

/** Hands a duty back and asks the next in line. Refused where it is no longer to be done, or not theirs. */
export async function handBack(db: Db, clock: Clock, wanted: NewHandBack): Promise<HandedOn> {
  const now = await databaseNow(db, clock);
  const duty = await lockDuty(db, wanted.obligationId);
  if (!duty || (duty.state !== 'open' && duty.state !== 'overdue'))
    throw refused('duty-over', '这件事已经不用办了，您放心。');
  if (duty.ownerId !== wanted.personId) throw refused('duty-not-theirs', '这件事现在不在您名下，不用再转。');
  if (duty.memberId === null || clerksRules.includes(duty.rule))
    throw refused('duty-no-visit', '这件事不是走访，不能转给别的同志。请跟书记商量。');
  const pending = await db.handBack.findFirst({ where: { obligationId: duty.id, answer: null } });
  if (pending && pending.offeredToId !== duty.ownerId)
    throw refused('already-offered', '已经在问别的同志了，有了回音就告诉您。');
  if (pending) await settle(db, now, pending.id, 'refused');
  return ask(db, clock, now, duty, { ...wanted, reason: wanted.reason ?? null });
}

/** What this person took over and cannot do because they are away now goes to the next in line; all of it in the caller's transaction. */
export async function handBackTaken(
  db: Db,
  clock: Clock,
  { personId, actorId }: { readonly personId: string; readonly actorId: string | null },
): Promise<Told> {
  const day = shanghaiDate(await databaseNow(db, clock));
  const all: HandedOn[] = [];
  for (const { id } of await takenByAway(db, day, personId))
    all.push(await handBack(db, clock, { obligationId: id, personId, actorId, reason: '请假外出' }));
  return {
    notices: all.flatMap(({ notices }) => notices),
    unreached: all.flatMap(({ unreached }) => unreached),
  };
}

interface Asking {
  readonly personId: string;
  readonly actorId: string | null;
  readonly reason: string | null;
}

/** Asks the next in line; the last in line has it at once, and decides. */
async function ask(db: Db, clock: Clock, now: Date, duty: Duty, asking: Asking): Promise<HandedOn> {
  const { id: nextId, decides } = await nextInLine(db, now, duty, asking.personId);
  const handBackId = randomUUID();
  const next = nextId === null ? null : await findPerson(db, nextId);
  const facts = { obligationId: duty.id, personId: asking.personId, offeredToId: nextId };
  const sealed = db.$vault.sealRow('hand_back', handBackId, { reason: asking.reason });
  const nobody = nextId === null ? { answer: 'nobody', answeredAt: now } : {};
  await db.handBack.create({
    data: { ...facts, ...sealed, ...nobody, id: handBackId, createdAt: await inOrder(db, now, duty.id) },
  });
  await log(db, clock, duty, asking.actorId, 'hand-back', { ...facts, handBackId });
  if (nextId !== null && decides) await assign(db, now, [duty.id], nextId);
  else await withdrawMessages(db, now, [duty.id]);
  const { notices, unreached } = next ? await tell(db, now, duty, handBackId, next, decides) : noNews;
  return { handBackId, next, decides, notices, unreached };
}

async function tell(
  db: Db,
  now: Date,
  duty: Duty,
  handBackId: string,
  next: Person,
  decides: boolean,
): Promise<Told> {
  const missed = outOfReach(next);
  if (missed) return { notices: [], unreached: [missed] };
  return { notices: [await offerNotice(db, now, duty, handBackId, next, decides)], unreached: [] };
}

/** “我去”: it is theirs, for this time only. The one who handed it back hears of it. */
export async function takeOffer(db: Db, clock: Clock, id: string, personId: string): Promise<Told> {
  const now = await databaseNow(db, clock);
  const { duty } = await openOffer(db, now, id, personId);
  await settle(db, now, id, 'taken');
  if (duty.ownerId !== personId) await assign(db, now, [duty.id], personId);
  await log(db, clock, duty, personId, 'take', { handBackId: id, ownerId: personId });
  return tellFormerOwners(db, now, duty, personId, 'taken');
}

/** “我也不便”: the next in line is asked. Whoever is last in line decides instead. */
export async function refuseOffer(
  db: Db,
  clock: Clock,
  id: string,
  { personId, reason = null }: { readonly personId: string; readonly reason?: string | null },
): Promise<HandedOn> {
  const now = await databaseNow(db, clock);
  const { duty } = await openOffer(db, now, id, personId);
  await settle(db, now, id, 'refused');
  return ask(db, clock, now, duty, { personId, actorId: personId, reason });
}

/** An offer nobody answered goes on by itself; called under the duty's lock, twice harmless. Undefined when there is nothing to do. */
export async function expireOffer(db: Db, clock: Clock, id: string): Promise<HandedOn | undefined> {
  const now = await databaseNow(db, clock);
  const offer = await findOffer(db, id);
  if (!offer || offer.answer !== null || offer.offeredToId === null) return undefined;
  const duty = await lockDuty(db, offer.duty.id);
  const { count } = await db.handBack.updateMany({
    where: { id, answer: null },
    data: { answer: 'expired', answeredAt: now },
  });
  if (count === 0 || !duty || (duty.state !== 'open' && duty.state !== 'overdue')) return undefined;
  return ask(db, clock, now, duty, { personId: offer.offeredToId, actorId: null, reason: null });
}

/** What whoever is last in line decides, besides going themself (`takeOffer`). */
export type Decision =
  | { readonly kind: 'someone'; readonly personId: string }
  | { readonly kind: 'excuse'; readonly reason: string };

/** Names somebody, whose it is then for this time, or lets the duty go with a reason (免于). Only for whom it lies with. */
export async function decideOffer(
  db: Db,
  clock: Clock,
  id: string,
  { actorId, decision }: { readonly actorId: string; readonly decision: Decision },
): Promise<Told> {
  const now = await databaseNow(db, clock);
  const { duty } = await openOffer(db, now, id, actorId);
  if (duty.ownerId !== actorId) throw refused('not-deciding', '这件事还在问别的同志，没有到您这里定。');
  if (decision.kind === 'someone') return appoint(db, clock, now, duty, id, actorId, decision.personId);
  await letGo(db, clock, now, duty, { actorId, reason: decision.reason });
  return tellFormerOwners(db, now, duty, actorId, 'excused');
}

async function appoint(
  db: Db,
  clock: Clock,
  now: Date,
  duty: Duty,
  id: string,
  actorId: string,
  personId: string,
): Promise<Told> {
  const person = await findPerson(db, personId);
  if (!person || personId === duty.memberId)
    throw refused('person-unknown', '没有找到这位同志，请另选一位。');
  await settle(db, now, id, 'refused');
  const facts = { obligationId: duty.id, personId: actorId, offeredToId: personId };
  const createdAt = await inOrder(db, now, duty.id);
  const answered = { answer: 'taken', createdAt, answeredAt: now };
  await db.handBack.create({ data: { ...facts, ...answered, id: randomUUID() } });
  await assign(db, now, [duty.id], personId);
  await log(db, clock, duty, actorId, 'appoint', { handBackId: id, ownerId: personId });
  const missed = outOfReach(person);
  const told = await tellFormerOwners(db, now, duty, personId, 'taken');
  if (missed) return { notices: told.notices, unreached: [...told.unreached, missed] };
  const notice = await noticeOf(db, now, duty, person, 'appointed', `hand-back:${id}:appointed`);
  return { notices: [notice, ...told.notices], unreached: told.unreached };
}

/**
 * “我能去了”: takes a hand-back back while nobody has taken the duty. False where somebody has, or it is over: then it stays as it is.
 */
export async function undoHandBack(db: Db, clock: Clock, id: string, actorId: string): Promise<boolean> {
  const now = await databaseNow(db, clock);
  const offer = await findOffer(db, id);
  if (!offer) return false;
  const duty = await lockDuty(db, offer.duty.id);
  const open = duty && (duty.state === 'open' || duty.state === 'overdue');
  const pending = await db.handBack.findFirst({ where: { obligationId: offer.duty.id, answer: null } });
  if (!duty || !open || !pending) return false;
  await db.handBack.updateMany({
    where: { obligationId: duty.id, answer: null },
    data: { answer: 'withdrawn', answeredAt: now },
  });
  await withdrawMessages(db, now, [duty.id]);
  await withdrawMessagesKeyed(db, now, [`hand-back:${pending.id}`]);
  if (duty.ownerId !== offer.personId) await assign(db, now, [duty.id], offer.personId);
  await log(db, clock, duty, actorId, 'undo-hand-back', { handBackId: id, ownerId: offer.personId });
  return true;
}
