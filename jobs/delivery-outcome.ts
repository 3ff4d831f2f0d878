/** What becomes of a message whose sending failed: read from the platform's error table, never guessed from its texts. */
import type { ClaimedMessage, Outcome } from '../src/chat/delivery.ts';
import { WecomApiError, WecomNetworkError } from '../src/wecom/errors.ts';
import type { JobContext } from './context.ts';
import { pauseDelivery, pauseStep } from './delivery-pause.ts';

const minuteMs = 60_000;
const retryMs = (attempts: number): number => Math.min(5 * minuteMs, 2_000 * 2 ** attempts);
/** The platform's own advice for "system busy" is three tries; after them we wait longer. */
const quickTries = 3;
const maxTries = 20;

/** The outcome for `error`; pauses all sending where the platform asks for it. */
export async function outcomeOfError(
  error: unknown,
  message: ClaimedMessage,
  context: JobContext,
): Promise<Outcome> {
  const now = context.clock.now().getTime();
  if (error instanceof WecomApiError) return apiOutcome(error, message, context, now);
  const unknown = error instanceof WecomNetworkError && error.outcomeUnknown;
  context.log.warn({ err: error, outboundId: String(message.id) }, 'platform not reached');
  return later(message, now, unknown ? 'outcome-unknown' : 'not-reached');
}

function later(message: ClaimedMessage, now: number, reason: string, errcode?: number): Outcome {
  if (message.attempts >= maxTries) return { state: 'failed', reason: 'tried-too-often', errcode };
  const delayMs = message.attempts < quickTries ? retryMs(message.attempts) : 5 * minuteMs;
  return { state: 'pending', retryAt: new Date(now + delayMs), reason, errcode };
}

async function apiOutcome(error: WecomApiError, message: ClaimedMessage, context: JobContext, now: number) {
  const { errcode } = error;
  switch (error.action) {
    case 'recipient':
      await context.delivery.setReachable(context.db, message.recipient, `errcode-${errcode}`);
      return { state: 'failed', reason: 'not-reachable', errcode } satisfies Outcome;
    case 'slow-down':
      return pause(context, now, errcode);
    case 'alert':
      return alert(error, context, now);
    case 'retry':
    case 'refresh-token':
      return later(message, now, 'platform-busy', errcode);
    default:
      context.log.error({ err: error, outboundId: String(message.id) }, 'message refused by the platform');
      return { state: 'failed', reason: 'refused', errcode } satisfies Outcome;
  }
}

async function pause(context: JobContext, now: number, errcode: number): Promise<Outcome> {
  const step = (await pauseStep(context)) + 1;
  const untilNextDay = 24 * 60 * minuteMs - ((now + 8 * 60 * minuteMs) % (24 * 60 * minuteMs));
  const lengthMs = [minuteMs, 60 * minuteMs, untilNextDay][Math.min(step, 3) - 1] ?? untilNextDay;
  const until = new Date(now + lengthMs);
  await pauseDelivery(context.db, until, 'frequency', step);
  context.log.error(
    { errcode, until: until.toISOString() },
    'the platform limits our frequency: sending paused',
  );
  return { state: 'pending', retryAt: until, reason: 'frequency', errcode };
}

/** A setting is wrong (secret, trusted IP, agent): everything waits five minutes and an administrator is called for. */
async function alert(error: WecomApiError, context: JobContext, now: number): Promise<Outcome> {
  const until = new Date(now + 5 * minuteMs);
  await pauseDelivery(context.db, until, `errcode-${error.errcode}`, 0);
  context.log.error(
    { err: error, until: until.toISOString() },
    'settings refused by the platform; run: npx bangfu doctor',
  );
  return { state: 'pending', retryAt: until, reason: 'settings', errcode: error.errcode };
}
