/** Sends supervisors the day's head of the audit trail, once a day and person (E-9); running it again sends nothing. */
import { shanghaiDate, shanghaiInstant } from '../src/calendar/dates.ts';
import { inTransaction } from '../src/database.ts';
import { anchorDay, watches } from '../src/scheme/audit-anchors.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import type { JobContext, JobHandler } from './context.ts';

/** Late in the working day, when most of it has happened; not at night. */
const from = '17:23';
const until = '20:30';

export const sendAuditHeads: JobHandler<'send-audit-heads'> = async (
  _payload,
  { db, clock, outbox, log }: Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>,
) => {
  const now = await databaseNow(db, clock);
  const day = shanghaiDate(now);
  if (now < shanghaiInstant(day, from) || now >= shanghaiInstant(day, until)) return;
  const { watches: all, unwatched } = await watches(db);
  let sent = 0;
  for (const watch of all) {
    sent += await inTransaction(db, async tx => {
      const notices = await anchorDay(tx, clock, watch, day);
      const notAfter = shanghaiInstant(day, '21:00');
      for (const notice of notices) await outbox.queue(tx, outgoing({ ...notice, notAfter }));
      return notices.length;
    });
  }
  if (sent > 0) log.info({ sent, unwatched }, 'audit heads sent');
};
