/** The bytes of a file's message: frozen once the file is uploaded, before the first of them is sent. */
import type { Clock } from '../clock.ts';
import { sqlNow, type Db } from '../database.ts';
import { leaseMs, type ClaimedMessage } from './delivery.ts';

/**
 * Freezes the bytes of a claimed message and notes the upload they name, both or neither; false when the claim had
 * meanwhile passed to somebody else, whose bytes then stand. Its time for resends and its lease run from here.
 */
export async function freezeBody(
  db: Db,
  clock: Clock,
  message: ClaimedMessage,
  { body, mediaId }: { readonly body: string; readonly mediaId: string },
): Promise<boolean> {
  const now = sqlNow(clock);
  const sealed = db.$vault.seal('outbound_message.body', message.sealKey, body);
  const changed = await db.$executeRaw`
    WITH frozen AS (
      UPDATE outbound_message SET body = ${sealed}, "firstAttemptAt" = ${now},
        "leaseUntil" = ${now} + ${leaseMs} * interval '1 millisecond'
      WHERE id = ${message.id} AND "attemptToken" = ${message.token}::uuid RETURNING "fileId")
    UPDATE outgoing_file SET "mediaId" = ${mediaId}, "uploadedAt" = ${now}
    FROM frozen WHERE outgoing_file.id = frozen."fileId"`;
  return changed === 1;
}

/** Takes the bytes back, for a new upload; only where they surely did not arrive. */
export async function thawBody(db: Db, message: ClaimedMessage): Promise<void> {
  await db.$executeRaw`
    UPDATE outbound_message SET body = NULL WHERE id = ${message.id} AND "attemptToken" = ${message.token}::uuid`;
}
