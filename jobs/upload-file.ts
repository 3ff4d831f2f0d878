/**
 * A message with a file, made ready to leave: the file goes to the platform, and the message's bytes, which name it, are
 * frozen before the first of them is sent. Whoever resends the message sends those.
 */
import type { ClaimedMessage, MessageFile, Outcome } from '../src/chat/delivery.ts';
import { freezeBody, thawBody } from '../src/chat/freezing.ts';
import { mediaUsableMs, readOutgoingFile } from '../src/chat/outgoing-files.ts';
import type { UploadedMedia } from '../src/wecom/client.ts';
import type { JobContext } from './context.ts';
import { failureOf, type Failure } from './delivery-outcome.ts';

/** How soon to look again at a message that somebody else holds now, or whose file is to be uploaded again. */
const againMs = 2_000;

/** The bytes to send, frozen; or why they could not be had. */
export async function bodyWithFile(
  message: ClaimedMessage,
  file: MessageFile,
  context: JobContext,
): Promise<string | Failure> {
  if (message.body !== null && !isStale(message, file)) return message.body;
  const opened = await readOutgoingFile(context.db, file.id);
  if (!opened) return { outcome: { state: 'failed', reason: 'file-forgotten' }, unsent: false };
  const uploaded = await upload(opened, message, context);
  if ('outcome' in uploaded) return uploaded;
  const body = context.composeFile(message.recipient, uploaded.mediaId);
  const held = await freezeBody(context.db, context.clock, message, { body, mediaId: uploaded.mediaId });
  return held ? body : { outcome: lookAgain('claim-lost', context), unsent: true };
}

/**
 * The platform keeps an upload for three days. A medium that was too old when the message was first tried was replaced
 * before anything was sent, so nothing that may have arrived is ever uploaded anew.
 */
const isStale = ({ firstAttemptAt }: ClaimedMessage, { uploadedAt }: MessageFile): boolean =>
  uploadedAt !== null && firstAttemptAt.getTime() - uploadedAt.getTime() > mediaUsableMs;

async function upload(
  { name, bytes }: { name: string; bytes: Uint8Array },
  message: ClaimedMessage,
  context: JobContext,
): Promise<UploadedMedia | Failure> {
  try {
    return await context.wecom.uploadMedia({ type: 'file', fileName: name, bytes });
  } catch (error) {
    const failure = await failureOf(error, message, context);
    if (failure.outcome.state === 'sent' || failure.outcome.reason !== 'outcome-unknown') return failure;
    // Nobody saw anything of it: an upload that may have arrived is as good as one that did not.
    return { ...failure, outcome: { ...failure.outcome, reason: 'not-uploaded' } };
  }
}

/**
 * The platform does not know the medium (40007): it is uploaded again, once, unless the message may have arrived at an
 * earlier attempt.
 */
export async function afterLostMedium(
  message: ClaimedMessage,
  file: MessageFile,
  errcode: number,
  context: JobContext,
): Promise<Failure> {
  const { body, attempts } = message;
  if (body !== null && attempts > 1) {
    return { outcome: { state: 'unknown', reason: 'outcome-unknown', errcode }, unsent: false };
  }
  const again = body === null && file.uploadedAt !== null;
  if (again) return { outcome: { state: 'failed', reason: 'refused', errcode }, unsent: false };
  await thawBody(context.db, message);
  return { outcome: lookAgain('media-gone', context), unsent: true };
}

function lookAgain(reason: string, { clock }: JobContext): Outcome {
  return { state: 'pending', retryAt: new Date(clock.now().getTime() + againMs), reason };
}
