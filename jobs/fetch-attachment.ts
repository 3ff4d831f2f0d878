/** Fetches a photo, voice message or video to disk while the platform still has it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pendingAttachment, type MediaKind, type PendingAttachment } from '../src/chat/attachments.ts';
import { WecomApiError } from '../src/wecom/errors.ts';
import type { JobContext, JobHandler } from './context.ts';

/** Bytes we are willing to keep of one attachment; the platform's own limits are 10 MB for photos and videos. */
const maxBytes = 25 * 1024 * 1024;
const extensions: Record<MediaKind, string> = { image: 'jpg', voice: 'amr', video: 'mp4' };
const retryMs = (attempts: number): number => Math.min(60 * 60_000, 15_000 * 2 ** attempts);

export const fetchAttachment: JobHandler<'fetch-attachment'> = async ({ attachmentId }, context) => {
  const attachment = await pendingAttachment(context.db, attachmentId);
  if (!attachment) return;
  try {
    await store(attachment, context);
  } catch (error) {
    await noteFailure(attachment, error, context);
  }
};

async function store({ id, kind, mediaId }: PendingAttachment, context: JobContext): Promise<void> {
  const { db, clock, wecom, attachmentFolder } = context;
  const fileName = `${id}.${extensions[kind]}`;
  await mkdir(attachmentFolder, { recursive: true, mode: 0o700 });
  const { contentType, bytes } = await wecom.getMedia(mediaId, join(attachmentFolder, fileName), {
    maxBytes,
  });
  const data = { state: 'stored', fileName, contentType, bytes, storedAt: clock.now() };
  await db.attachment.updateMany({ where: { id, state: 'pending' }, data });
}

async function noteFailure(
  attachment: PendingAttachment,
  error: unknown,
  context: JobContext,
): Promise<void> {
  const { db, clock, log } = context;
  const now = clock.now();
  const gone = error instanceof WecomApiError && error.action !== 'retry' && error.action !== 'slow-down';
  const givenUp = gone || now > attachment.fetchBefore;
  log.warn({ err: error, attachmentId: attachment.id, givenUp }, 'attachment not fetched');
  await db.attachment.updateMany({
    where: { id: attachment.id, state: 'pending' },
    data: {
      attempts: attachment.attempts + 1,
      nextAttemptAt: new Date(now.getTime() + retryMs(attachment.attempts)),
      ...(givenUp ? { state: 'failed' } : {}),
    },
  });
}
