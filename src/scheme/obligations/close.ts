/** Closing a duty that no visit fulfils: a report that was handed in. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { logChange } from '../audit-trail.ts';
import { databaseNow } from './now.ts';
import { withdrawMessages } from './withdraw.ts';

/** Who closes which duty, and why (a code, e.g. reported). */
export interface Closing {
  readonly obligationId: string;
  readonly actorId: string;
  readonly reason: string;
}

/** Marks a duty done; false when it was not open any more. Only the first of several counts. */
export async function closeObligation(
  db: Db,
  clock: Clock,
  { obligationId, actorId, reason }: Closing,
): Promise<boolean> {
  const now = await databaseNow(db, clock);
  const { count } = await db.obligation.updateMany({
    where: { id: obligationId, state: { in: ['open', 'overdue'] } },
    data: { state: 'done', closedAt: now, closeReason: reason },
  });
  if (count === 0) return false;
  await withdrawMessages(db, now, [obligationId]);
  const after = { state: 'done', closeReason: reason };
  await logChange(db, clock, {
    actorId,
    action: 'close',
    subject: 'obligation',
    subjectId: obligationId,
    after,
  });
  return true;
}
