/** What becomes of a message whose sending failed: read from the platform's error table, never guessed from its texts. */
import type { ClaimedMessage, Outcome } from '../src/chat/delivery.ts';
import { surelyNotSent, WecomApiError, WecomTokenError, type ErrcodeAction } from '../src/wecom/errors.ts';
import type { JobContext } from './context.ts';
import { pauseDelivery, pauseStep } from './delivery-pause.ts';

const minuteMs = 60_000;
const retryMs = (attempts: number): number => Math.min(5 * minuteMs, 2_000 * 2 ** attempts);
/** The platform's own advice for "system busy" is three tries; after them we wait longer. */
const quickTries = 3;
const maxTries = 20;
/** How soon to look again when the message never left this machine. */
const notReachedMs = 20_000;

/** The outcome of a failed attempt; `unsent` when it is not to count as one: the platform never looked at the message. */
export interface Failure {
  readonly outcome: Outcome;
  readonly unsent: boolean;
}

/** What follows from `error`; pauses all sending where the platform asks for it. */
export async function failureOf(
  error: unknown,
  message: ClaimedMessage,
  context: JobContext,
): Promise<Failure> {
  const now = context.clock.now().getTime();
  if (error instanceof WecomApiError) {
    const unsent = error.action === 'slow-down' || error.action === 'alert';
    return { outcome: await outcomeFor(error.action, error.errcode, error, message, context), unsent };
  }
  if (error instanceof WecomTokenError) {
    return { outcome: await outcomeFor(error.action, undefined, error, message, context), unsent: true };
  }
  const unsent = surelyNotSent(error);
  context.log.warn({ err: error, outboundId: String(message.id) }, 'platform not reached');
  if (unsent) return { outcome: pending(now + notReachedMs, 'not-reached'), unsent };
  return { outcome: later(message, now, 'outcome-unknown'), unsent };
}

const pending = (retryAtMs: number, reason: string, errcode?: number): Outcome => ({
  state: 'pending',
  retryAt: new Date(retryAtMs),
  reason,
  errcode,
});

function later(message: ClaimedMessage, now: number, reason: string, errcode?: number): Outcome {
  if (message.attempts >= maxTries) return { state: 'failed', reason: 'tried-too-often', errcode };
  const delayMs = message.attempts < quickTries ? retryMs(message.attempts) : 5 * minuteMs;
  return pending(now + delayMs, reason, errcode);
}

async function outcomeFor(
  action: ErrcodeAction,
  errcode: number | undefined,
  error: Error,
  message: ClaimedMessage,
  context: JobContext,
): Promise<Outcome> {
  const now = context.clock.now().getTime();
  switch (action) {
    case 'recipient':
      await context.delivery.setReachable(context.db, message.recipient, `errcode-${errcode ?? 'unknown'}`);
      return { state: 'failed', reason: 'not-reachable', errcode };
    case 'slow-down':
      return slowDown(context, now, errcode);
    case 'alert':
      return alert(error, context, now, errcode);
    case 'retry':
    case 'refresh-token':
      return later(message, now, 'platform-busy', errcode);
    case 'retry-once':
      if (message.attempts < 2) return later(message, now, 'unknown-errcode', errcode);
      return refused(error, message, context, errcode);
    default:
      return refused(error, message, context, errcode);
  }
}

function refused(
  error: Error,
  message: ClaimedMessage,
  { log }: JobContext,
  errcode: number | undefined,
): Outcome {
  log.error({ err: error, outboundId: String(message.id) }, 'message refused by the platform');
  return { state: 'failed', reason: 'refused', errcode };
}

async function slowDown(context: JobContext, now: number, errcode: number | undefined): Promise<Outcome> {
  const step = (await pauseStep(context)) + 1;
  const dayMs = 24 * 60 * minuteMs;
  const untilNextDay = dayMs - ((now + 8 * 60 * minuteMs) % dayMs);
  const until = new Date(now + ([minuteMs, 60 * minuteMs][step - 1] ?? untilNextDay));
  await pauseDelivery(context.db, until, 'frequency', step);
  context.log.error(
    { errcode, until: until.toISOString() },
    'the platform limits our frequency: sending paused',
  );
  return pending(until.getTime(), 'frequency', errcode);
}

/** A setting is wrong (secret, trusted IP, agent): everything waits five minutes and an administrator is called for. */
async function alert(
  error: Error,
  context: JobContext,
  now: number,
  errcode: number | undefined,
): Promise<Outcome> {
  const until = new Date(now + 5 * minuteMs);
  await pauseDelivery(context.db, until, 'settings', 0);
  context.log.error(
    { err: error, until: until.toISOString() },
    'settings refused by the platform; run: npx bangfu doctor',
  );
  return pending(until.getTime(), 'settings', errcode);
}
