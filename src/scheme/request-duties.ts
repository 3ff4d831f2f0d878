/**
 * What a request asks of those who see to it (R7): planned in the transaction that takes it on or ends it, so that whoever is to
 * go hears of it at once, and nobody of what is over.
 */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import type { Told } from './notices.ts';
import { takeCalls } from './obligations/calls.ts';
import { databaseNow } from './obligations/now.ts';
import { planRuleOf } from './obligations/planner.ts';
import { takeRequest, type Request, type RequestStep } from './requests.ts';
import { acceptedRequest, occurrenceOf } from './rules/accepted-request.ts';

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

/** Lets go of what a request that is over asked of anybody. */
export const settleRequest = async (db: Db, clock: Clock, { memberId }: Pick<Request, 'memberId'>) => {
  await planRuleOf(db, clock, acceptedRequest, [memberId]);
};
