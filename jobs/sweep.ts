/**
 * Finds what a lost bell left lying and rings for it again: the reason why the queue may be wiped at any moment. Run
 * by a timer of the worker itself, so that it works with the queue gone.
 */
import { attachmentsDue } from '../src/chat/attachments.ts';
import { forgetIncomingFiles, incomingFilesDue } from '../src/chat/incoming-files.ts';
import { forgetOutgoingFiles } from '../src/chat/outgoing-files.ts';
import { dropOldTickets } from '../src/chat/upload-tickets.ts';
import { expireOverdue, recipientsDue } from '../src/chat/delivery.ts';
import { sendersWaiting } from '../src/chat/inbox.ts';
import { exportOrdersDue } from '../src/scheme/export-orders.ts';
import { fillNameKeys } from '../src/scheme/name-keys.ts';
import type { JobContext, JobHandler } from './context.ts';
import { deliveryPausedUntil } from './delivery-pause.ts';

/** One sweep rings at most so many bells of a kind; the next one follows in seconds. */
const limit = 500;

export const sweep: JobHandler<'sweep'> = async (_payload, context) => {
  const { db, clock, enqueue } = context;
  for (const inboundId of await sendersWaiting(db, clock, limit)) {
    await enqueue('handle-inbound-message', { inboundId });
  }
  await expireOverdue(db, clock);
  await fillNameKeys(db);
  if (!(await deliveryPausedUntil(context))) await wakeOutbound(context);
  for (const attachmentId of await attachmentsDue(db, clock, limit)) {
    await enqueue('fetch-attachment', { attachmentId });
  }
  for (const fileId of await incomingFilesDue(db, clock, limit)) {
    await enqueue('handle-incoming-file', { fileId });
  }
  for (const orderId of await exportOrdersDue(db, clock, limit)) {
    await enqueue('export-register', { orderId });
  }
  await forgetFiles(context);
};

async function wakeOutbound({ db, clock, enqueue }: JobContext): Promise<void> {
  for (const outboundId of await recipientsDue(db, clock, limit)) {
    await enqueue('send-outbound-message', { outboundId });
  }
}

/** What was sent or handed in is not kept longer than it may be needed; running it again finds nothing. */
async function forgetFiles({ db, clock }: JobContext): Promise<void> {
  await forgetOutgoingFiles(db, clock);
  await forgetIncomingFiles(db, clock);
  await dropOldTickets(db, clock);
}
