/** Brings the duties up to date with the facts: run often, and twice as harmless as once. */
import { settleAbsences } from '../src/scheme/absences.ts';
import { shanghaiDate } from '../src/calendar/dates.ts';
import { inTransaction } from '../src/database.ts';
import { handBackTaken, takenByAway } from '../src/scheme/hand-backs.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { planObligations as plan } from '../src/scheme/obligations/planner.ts';
import type { JobContext, JobHandler } from './context.ts';

export const planObligations: JobHandler<'plan-obligations'> = async (
  _payload,
  { db, clock, log, outbox }: Pick<JobContext, 'db' | 'clock' | 'log' | 'outbox'>,
) => {
  const planned = await plan(db, clock);
  if (planned.created + planned.changed + planned.dropped > 0)
    log.info({ ...planned }, 'obligations planned');
  const taken = await takenByAway(db, shanghaiDate(await databaseNow(db, clock)));
  for (const personId of new Set(taken.map(({ ownerId }) => ownerId)))
    await inTransaction(db, async tx => {
      const { notices } = await handBackTaken(tx, clock, { personId, actorId: null });
      for (const notice of notices) await outbox.queue(tx, outgoing(notice));
    });
  const moved = await settleAbsences(db, clock);
  if (moved > 0) log.info({ moved }, 'leaves began or ended');
};
