/** Sends what is due to one person, in order, each message at most once as far as the platform lets us know. */
import { WecomApiError } from '../src/wecom/errors.ts';
import { claimNext, release, settle, type ClaimedMessage, type Outcome } from '../src/chat/delivery.ts';
import type { JobContext, JobHandler } from './context.ts';
import { deliveryPausedUntil } from './delivery-pause.ts';
import { failureOf, type Failure } from './delivery-outcome.ts';
import { afterLostMedium, bodyWithFile } from './upload-file.ts';

export const sendOutboundMessage: JobHandler<'send-outbound-message'> = async ({ outboundId }, context) => {
  const pausedUntil = await deliveryPausedUntil(context);
  if (pausedUntil) return wakeAt(outboundId, pausedUntil, context);
  for (;;) {
    const claim = await claimNext(context.db, context.clock, outboundId, context.delivery.earliestSend);
    if (!claim.claimed) return claim.retryAt ? wakeAt(outboundId, claim.retryAt, context) : undefined;
    const { outcome, more } = await deliver(claim.claimed, context);
    if (outcome.state === 'pending') return wakeAt(outboundId, outcome.retryAt, context);
    if (!more) return;
  }
};

async function wakeAt(outboundId: string, at: Date, { enqueue, clock }: JobContext): Promise<void> {
  const delayMs = Math.max(50, at.getTime() - clock.now().getTime());
  await enqueue('send-outbound-message', { outboundId }, { delayMs });
}

async function deliver(
  message: ClaimedMessage,
  context: JobContext,
): Promise<{ outcome: Outcome; more: boolean }> {
  const held = await reasonToHold(message, context);
  const { outcome, unsent } = held ? { outcome: held, unsent: true } : await send(message, context);
  if (outcome.state === 'pending' && unsent) {
    await release(context.db, message, outcome.retryAt, outcome.reason);
    return { outcome, more: false };
  }
  const { more } = await settle(context.db, context.clock, message, outcome);
  if (outcome.state !== 'sent' && outcome.state !== 'pending') {
    const { state, reason, errcode } = outcome;
    context.log.warn({ outboundId: String(message.id), state, reason, errcode }, 'message not sent');
  }
  return { outcome, more };
}

/** The last look before it leaves: is it still true, and is this an hour to write to somebody? */
async function reasonToHold(
  message: ClaimedMessage,
  { db, clock, delivery }: JobContext,
): Promise<Outcome | undefined> {
  const verdict = await delivery.stillRight(db, message.conditions, message.recipient);
  if (!verdict.ok) return { state: 'cancelled', reason: verdict.reason };
  const now = clock.now();
  const gentle = delivery.gentleTime(message.purpose, now);
  if (gentle.getTime() > now.getTime()) return hold(message, gentle, 'quiet-hours');
  const room = await delivery.roomFrom(db, message.purpose, now);
  return room.getTime() > now.getTime() ? hold(message, room, 'daily-ceiling') : undefined;
}

function hold({ notAfter }: ClaimedMessage, until: Date, reason: string): Outcome {
  return until.getTime() > notAfter.getTime()
    ? { state: 'expired', reason }
    : { state: 'pending', retryAt: until, reason };
}

async function send(message: ClaimedMessage, context: JobContext): Promise<Failure> {
  try {
    const body = await bodyOf(message, context);
    if (typeof body !== 'string') return body;
    const result = await context.wecom.send(body);
    const unreached = [...result.invalidUsers, ...result.unlicensedUsers].map(userId => userId.toLowerCase());
    if (!unreached.includes(message.recipient.toLowerCase())) {
      return { outcome: { state: 'sent', platformId: result.msgId }, unsent: false };
    }
    await context.delivery.setReachable(context.db, message.recipient, 'invalid-user');
    return { outcome: { state: 'failed', reason: 'not-reachable' }, unsent: false };
  } catch (error) {
    const lost = message.file && error instanceof WecomApiError && error.action === 'reupload';
    if (lost) return afterLostMedium(message, message.file, error.errcode, context);
    return failureOf(error, message, context);
  }
}

async function bodyOf(message: ClaimedMessage, context: JobContext): Promise<string | Failure> {
  if (message.file) return bodyWithFile(message, message.file, context);
  return message.body ?? { outcome: { state: 'failed', reason: 'nothing-to-send' }, unsent: false };
}
