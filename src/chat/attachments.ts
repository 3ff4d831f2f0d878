/** Photos, voice messages and videos people send: known at once, fetched within the platform's three days. */
import type { Clock } from '../clock.ts';
import { sqlNow, type Db } from '../database.ts';

export type MediaKind = 'image' | 'voice' | 'video';

/** The platform keeps media for three days; an hour's margin. */
const keptMs = 71 * 60 * 60 * 1000;

export interface PendingAttachment {
  readonly id: string;
  readonly mediaId: string;
  readonly kind: MediaKind;
  readonly attempts: number;
  readonly fetchBefore: Date;
}

/** Notes an attachment in the transaction that handles its message; the same message gives the same id. */
export async function noteAttachment(
  tx: Db,
  clock: Clock,
  found: { inboundId: bigint; sender: string; kind: MediaKind; mediaId: string },
): Promise<string> {
  const now = clock.now();
  const row = await tx.attachment.upsert({
    where: { inboundId: found.inboundId },
    create: { ...found, createdAt: now, fetchBefore: new Date(now.getTime() + keptMs) },
    update: {},
    select: { id: true },
  });
  return row.id;
}

/** The attachment, if it is still to be fetched. */
export async function pendingAttachment(db: Db, id: string): Promise<PendingAttachment | null> {
  const row = await db.attachment.findFirst({
    where: { id, state: 'pending' },
    select: { id: true, mediaId: true, kind: true, attempts: true, fetchBefore: true },
  });
  return row && { ...row, kind: row.kind as MediaKind };
}

/** Ids of attachments whose next try is due; for the sweep. */
export async function attachmentsDue(db: Db, clock: Clock, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM attachment WHERE state = 'pending'
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)}) ORDER BY "createdAt" LIMIT ${limit}`;
  return rows.map(row => row.id);
}
