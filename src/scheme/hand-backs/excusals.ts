/**
 * 免访: a secretary or clerk lets a visit go this time, with a reason that stays (S2-4.4a); 撤销免访 brings it back while its
 * window lasts. Each step is a row (HandBack without anybody asked) and an entry of the trail.
 */
import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { closedStates } from '../care-file/states.ts';
import { outOfReach, type Told } from '../notices.ts';
import { nextStepOf, scheduleFor, type Duty } from '../obligations/steps.ts';
import { databaseNow } from '../obligations/now.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { closeVisitedAmong } from '../obligations/satisfy.ts';
import { withdrawMessages, withdrawMessagesKeyed } from '../obligations/withdraw.ts';
import { peopleById } from '../people.ts';
import { settingsIn } from '../rule-settings.ts';
import type { RuleSettings } from '../rules/held.ts';
import { excusableRules, lateRules } from './excusable.ts';
import { lockDuty } from './reads.ts';
import { inOrder, log, refused } from './steps.ts';
import { noticeOf } from './telling.ts';

/** A visit that is let go, by whom and why. The caller has checked who may. */
export interface Excusal {
  readonly obligationId: string;
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Lets a visit go, whoever it lies with. Its owner, who handed it back and who was being asked hear of it. Refused without
 * a reason, where it is over, and for what may not be let go.
 */
export async function excuseDuty(db: Db, clock: Clock, wanted: Excusal): Promise<Told> {
  const now = await databaseNow(db, clock);
  const duty = await lockDuty(db, wanted.obligationId);
  if (!duty || (duty.state !== 'open' && duty.state !== 'overdue'))
    throw refused('duty-over', '这件事已经办好或者不用办了，不用再免。');
  if (!excusableRules.includes(duty.rule))
    throw refused('not-excusable', `“${duty.title}”关系到人命和权益，不能免。去不了，请换一位同志去。`);
  const readers = await concerned(db, duty);
  const id = await letGo(db, clock, now, duty, wanted);
  return tell(
    db,
    now,
    duty,
    readers.filter(each => each !== wanted.actorId),
    'excused',
    id,
    wanted.actorId,
  );
}

/** Closes the duty as 免于, keeps the reason and ends whatever was being asked about it; returns the row of the decision. */
export async function letGo(
  db: Db,
  clock: Clock,
  now: Date,
  duty: Duty,
  { actorId, reason }: Pick<Excusal, 'actorId' | 'reason'>,
): Promise<string> {
  if (reason.trim() === '') throw refused('reason-needed', '这次不去，要写一句原因。');
  await db.handBack.updateMany({
    where: { obligationId: duty.id, answer: null },
    data: { answer: 'excused', answeredAt: now },
  });
  const id = await keep(db, now, duty, actorId, 'excused', reason);
  await db.obligation.update({
    where: { id: duty.id },
    data: { state: 'excused', closeReason: 'excused', closedAt: now },
  });
  await withdrawMessages(db, now, [duty.id]);
  await log(db, clock, duty, actorId, 'excuse', { state: 'excused', reason });
  return id;
}

async function keep(
  db: Db,
  now: Date,
  duty: Duty,
  personId: string,
  answer: 'excused' | 'restored',
  reason: string | null = null,
): Promise<string> {
  const id = randomUUID();
  const sealed = db.$vault.sealRow('hand_back', id, { reason });
  const createdAt = await inOrder(db, now, duty.id);
  await db.handBack.create({
    data: { ...sealed, id, obligationId: duty.id, personId, answer, createdAt, answeredAt: now },
  });
  return id;
}

/** Whoever has it, whoever handed it back, and whoever is being asked. */
async function concerned(db: Db, { id, ownerId }: Duty): Promise<string[]> {
  const steps = await db.handBack.findMany({
    where: { obligationId: id, offeredToId: { not: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const asked = steps.flatMap(({ answer, offeredToId }) => (answer === null ? (offeredToId ?? []) : []));
  return [...new Set([ownerId, ...steps.slice(0, 1).map(({ personId }) => personId), ...asked])];
}

async function tell(
  db: Db,
  now: Date,
  duty: Duty,
  readerIds: readonly string[],
  what: 'excused' | 'restored',
  handBackId: string,
  actorId: string,
): Promise<Told> {
  const people = await peopleById(db, [...readerIds, actorId]);
  const notices = [];
  const unreached = [];
  for (const id of readerIds) {
    const reader = people.get(id);
    const missed = reader && outOfReach(reader);
    if (missed) unreached.push(missed);
    else if (reader) {
      const key = `excusal:${handBackId}:${reader.id}`;
      notices.push(await noticeOf(db, now, duty, reader, what, key, people.get(actorId)?.name));
    }
  }
  return { notices, unreached };
}

/** What became of a visit that was brought back. */
export interface Restored extends Told {
  /** open | overdue | done where a visit had been recorded meanwhile | cancelled where it is no longer to be made. */
  readonly state: string;
  /** Whose it is now. */
  readonly ownerId: string;
}

/**
 * 撤销免访: the visit is to be made after all. Its prompts go on from now; what its owner was told is not told again. Refused
 * where it was not let go, or its days are over.
 */
export async function undoExcusal(
  db: Db,
  clock: Clock,
  { obligationId, actorId }: Omit<Excusal, 'reason'>,
): Promise<Restored> {
  // Before the duty is locked: whoever changes a rule holds the settings and waits for duties.
  const settings = await settingsIn(db);
  const now = await databaseNow(db, clock);
  const duty = await lockDuty(db, obligationId);
  if (!duty || duty.state !== 'excused') throw refused('not-excused', '这件事没有免，或者已经恢复了。');
  await refuseTooLate(db, now, duty);
  const [excusal] = await db.handBack.findMany({
    where: { obligationId, answer: 'excused', offeredToId: null },
    orderBy: { createdAt: 'desc' },
    take: 1,
  });
  const unheard = await unsaid(db, now, excusal?.id);
  const readers = duty.ownerId === actorId || unheard.includes(duty.ownerId) ? [] : [duty.ownerId];
  const state = duty.dueOn < shanghaiDate(now) ? 'overdue' : 'open';
  const id = await keep(db, now, duty, actorId, 'restored');
  const told = await tell(db, now, { ...duty, state }, readers, 'restored', id, actorId);
  const knows = told.notices.length > 0 || duty.ownerId === actorId;
  const { step, at, to, manner } = nextAfter(duty, now, settings, knows);
  const next = { nextStep: step, nextStepAt: at, nextTarget: to, nextManner: manner };
  await db.obligation.update({
    where: { id: duty.id },
    data: { ...next, state, closeReason: null, closedAt: null },
  });
  await log(db, clock, duty, actorId, 'undo-excuse', { state });
  return { ...(await settled(db, clock, now, duty)), ...told };
}

async function refuseTooLate(db: Db, now: Date, duty: Duty): Promise<void> {
  if (duty.dueOn < shanghaiDate(now) && !lateRules.includes(duty.rule))
    throw refused('window-over', `“${duty.title}”的日子已经过了，恢复不了。去看过的话，照常记一次走访就行。`);
  const file = await db.careFile.findUnique({
    where: { memberId: duty.memberId ?? '' },
    select: { state: true },
  });
  if (file && (closedStates as readonly string[]).includes(file.state))
    throw refused('file-closed', '这位老同志的档案已经结束，走访的事不再恢复。');
}

/** Cancels what was to be said of the excusal and has not left; returns who therefore never heard of it. */
async function unsaid(db: Db, now: Date, handBackId: string | undefined): Promise<string[]> {
  if (handBackId === undefined) return [];
  const prefix = `excusal:${handBackId}:`;
  return (await withdrawMessagesKeyed(db, now, [prefix])).map(key => key.slice(prefix.length));
}

/** The next prompt: what fell due meanwhile is left out where the owner has just been told; what goes up the ladder is not. */
function nextAfter(duty: Duty, now: Date, settings: RuleSettings, knows: boolean) {
  const schedule = scheduleFor(duty, settings);
  const isPast = (step: number): boolean => {
    const at = schedule?.times[step];
    return at !== undefined && at <= now && schedule?.steps[step]?.to === 'owner';
  };
  let step = duty.nextStep;
  while (knows && isPast(step)) step += 1;
  return nextStepOf(schedule, step);
}

/** The duty as it stands after the planner and the visits made meanwhile have had their say. */
async function settled(
  db: Db,
  clock: Clock,
  now: Date,
  duty: Duty,
): Promise<Pick<Restored, 'state' | 'ownerId'>> {
  await closeVisitedAmong(db, now, [duty.id]);
  await planObligationsOf(db, clock, duty.memberId === null ? [] : [duty.memberId], now);
  const [row] = await db.$queryRaw<{ state: string; ownerId: string }[]>`
    SELECT o.state, o."ownerId" FROM obligation o JOIN obligation own ON own.id = ${duty.id}::uuid
      AND own.rule = o.rule AND own."subjectId" = o."subjectId" AND own.occurrence = o.occurrence
    ORDER BY o.state = 'cancelled', o.id LIMIT 1`;
  return row ?? { state: 'cancelled', ownerId: duty.ownerId };
}
