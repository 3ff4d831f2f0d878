/**
 * What a request asks of those who see to it (R7, S3-3.4): planned in the transaction that takes it on, passes it on or ends it, so
 * that whoever is to go hears of it at once, and nobody of what is over.
 */
import { shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import type { Told } from './notices.ts';
import { takeCalls } from './obligations/calls.ts';
import { closeObligation } from './obligations/close.ts';
import { databaseNow } from './obligations/now.ts';
import { planRuleOf } from './obligations/planner.ts';
import { takeRequest, type Request, type RequestStep } from './requests.ts';
import { acceptedRequest, occurrenceOf } from './rules/accepted-request.ts';
import { referral, referralOf } from './rules/referral.ts';

/** A request that was taken on, who is to go and see by when, and the messages to write to them. */
export interface Accepted extends Told {
  readonly request: Request;
  /** Undefined where nobody is to go: the rule is switched off, or the file is one that nobody is visited for. */
  readonly visit: { readonly ownerId: string; readonly dueOn: string } | undefined;
}

/** 接单, and the visit that follows from it (R7). Whoever takes it on knows of it and is not written to. Refused as `takeRequest` is. */
export async function acceptRequest(db: Db, step: RequestStep, clock: Clock): Promise<Accepted> {
  const request = await takeRequest(db, step, clock);
  await planRuleOf(db, clock, acceptedRequest, [request.memberId]);
  const visit = await db.obligation.findFirst({
    where: { rule: acceptedRequest.code, occurrence: occurrenceOf(request.id), state: 'open' },
    select: { id: true, ownerId: true, dueOn: true },
  });
  const calling = {
    now: await databaseNow(db, clock),
    obligationIds: visit ? [visit.id] : [],
    reporterId: step.actorId,
  };
  const { notices, unreached } = await takeCalls(db, calling);
  return { request, visit: visit ?? undefined, notices, unreached };
}

/** 转介: another office is to answer by a day; on it whoever sees to the request is asked. A new day takes the place of the old one. */
export async function awaitAnswer(
  db: Db,
  clock: Clock,
  { id, memberId }: Pick<Request, 'id' | 'memberId'>,
  dueOn: IsoDate,
): Promise<void> {
  await db.request.update({ where: { id }, data: { answerDueOn: dueOn } });
  await planRuleOf(db, clock, referral, [memberId]);
}

/** The answer came: nobody is asked for it any more. Nothing happens where none was awaited. */
export async function answerCame(
  db: Db,
  clock: Clock,
  { id, number, memberId }: Request,
  actorId: string,
): Promise<void> {
  const { count } = await db.request.updateMany({
    where: { id, answerDueOn: { not: null } },
    data: { answerDueOn: null },
  });
  if (count === 0) return;
  const duties = await db.obligation.findMany({
    where: {
      rule: referral.code,
      subjectId: memberId,
      occurrence: { startsWith: referralOf(number) },
      state: { in: ['open', 'overdue'] },
      opensOn: { lte: shanghaiDate(await databaseNow(db, clock)) },
    },
    select: { id: true },
  });
  for (const duty of duties)
    await closeObligation(db, clock, { obligationId: duty.id, actorId, reason: 'answered' });
  await planRuleOf(db, clock, referral, [memberId]);
}

/** Lets go of what a request that is over asked of anybody. */
export async function settleRequest(db: Db, clock: Clock, request: Request, actorId: string): Promise<void> {
  await answerCame(db, clock, request, actorId);
  await planRuleOf(db, clock, acceptedRequest, [request.memberId]);
}
