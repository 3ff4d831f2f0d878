/** Handles everything a sender has written, in order, one message in one transaction. */
import { lockSenderOf, markHandled, noteFailedAttempt, oldestWaiting } from '../src/chat/inbox.ts';
import type { WaitingMessage } from '../src/chat/inbox.ts';
import { inTransaction } from '../src/database.ts';
import type { Conversed, JobContext, JobHandler } from './context.ts';

/** After so many failures a message is set aside, its writer told, and the next one gets its turn. */
const maxAttempts = 5;
const backoffMs = (attempts: number): number => Math.min(60_000, 1_000 * 2 ** attempts);
/** How soon to look again when another worker is busy with the same person. */
const busyDelayMs = 300;

export const handleInboundMessage: JobHandler<'handle-inbound-message'> = async ({ inboundId }, context) => {
  for (;;) {
    const result = await handleNext(inboundId, context);
    if (result === 'busy')
      await context.enqueue('handle-inbound-message', { inboundId }, { delayMs: busyDelayMs });
    if (result !== 'more') return;
  }
};

type Result = 'more' | 'done' | 'busy' | 'failed';

async function handleNext(inboundId: string, context: JobContext): Promise<Result> {
  const { db, clock, log, outbox, converse } = context;
  let message: WaitingMessage | undefined;
  try {
    const result = await inTransaction(db, async tx => {
      const lock = await lockSenderOf(tx, inboundId);
      if (lock?.locked === false) return 'busy';
      message = lock && (await oldestWaiting(tx, lock.sender));
      if (!message) return 'done';
      const conversed = await converse(tx, message, outbox);
      return { ...conversed, more: await markHandled(tx, message, clock) };
    });
    if (typeof result === 'string') return result;
    await wake(result, context);
    return result.more ? 'more' : 'done';
  } catch (error) {
    if (!message) throw error;
    log.error(
      { err: error, inboundId: String(message.id), attempts: message.attempts + 1 },
      'message not handled',
    );
    return message.attempts + 1 < maxAttempts ? retryLater(message, context) : setAside(message, context);
  }
}

async function wake({ attachmentId }: Conversed, { enqueue }: JobContext): Promise<void> {
  if (attachmentId !== undefined) await enqueue('fetch-attachment', { attachmentId });
}

async function retryLater(message: WaitingMessage, { db, clock, enqueue }: JobContext): Promise<Result> {
  const delayMs = backoffMs(message.attempts);
  await noteFailedAttempt(db, message.id, clock, delayMs);
  await enqueue('handle-inbound-message', { inboundId: String(message.id) }, { delayMs });
  return 'failed';
}

/** One message that cannot be handled must not silence its writer for good. */
async function setAside(message: WaitingMessage, { db, clock, outbox }: JobContext): Promise<Result> {
  await inTransaction(db, async tx => {
    await markHandled(tx, message, clock, 'gave-up');
    await outbox.queue(tx, {
      to: message.sender,
      purpose: 'answer',
      text: '抱歉，您刚才那条消息我没能处理好，已经记下并告知管理员。请换个说法再发一次，或直接给单位打电话。',
      dedupeKey: `gave-up:${message.id}`,
    });
  });
  return 'more';
}
