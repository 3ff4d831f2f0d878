/** Fetches a photo, voice message or video while the platform still has it, and keeps it sealed. */
import {
  keepAttachment,
  pendingAttachment,
  type MediaKind,
  type PendingAttachment,
} from '../src/chat/attachments.ts';
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
  const { contentType, content } = await wecom.getMedia(mediaId, { maxBytes });
  await keepAttachment(db.$vault, attachmentFolder, id, content);
  const fileName = `${id}.${extensions[kind]}`;
  const data = { state: 'stored', fileName, contentType, bytes: content.length, storedAt: clock.now() };
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
