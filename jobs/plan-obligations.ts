/** Brings the duties up to date with the facts: run often, and twice as harmless as once. */
import { settleAbsences } from '../src/scheme/absences.ts';
import { clockAgrees } from '../src/clock-skew.ts';
import { shanghaiDate, type IsoDate } from '../src/calendar/dates.ts';
import { inTransaction } from '../src/database.ts';
import { handBackTaken, takenByAway } from '../src/scheme/hand-backs.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { planObligations as plan } from '../src/scheme/obligations/planner.ts';
import type { JobContext, JobHandler } from './context.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'log' | 'outbox'>;

const doneKey = 'planned';

export const planObligations: JobHandler<'plan-obligations'> = async (_payload, context: Parts) => {
  if (await clockAgrees(context)) await planNow(context);
};

/**
 * Plans if this day has not been planned for: the one message of the day is written only after it. Else the first look after
 * an outage would write it without what the day has brought, and the rest would wait for tomorrow.
 */
export async function planFirst(context: Parts, day: IsoDate): Promise<void> {
  const state = await context.db.systemState.findUnique({ where: { key: doneKey } });
  if ((state?.value as { day?: string } | undefined)?.day !== day) await planNow(context);
}

async function planNow({ db, clock, log, outbox }: Parts): Promise<void> {
  const day = shanghaiDate(await databaseNow(db, clock));
  const planned = await plan(db, clock);
  if (planned.created + planned.changed + planned.dropped > 0)
    log.info({ ...planned }, 'obligations planned');
  const taken = await takenByAway(db, day);
  for (const personId of new Set(taken.map(({ ownerId }) => ownerId)))
    await inTransaction(db, async tx => {
      const { notices } = await handBackTaken(tx, clock, { personId, actorId: null });
      for (const notice of notices) await outbox.queue(tx, outgoing(notice));
    });
  const moved = await settleAbsences(db, clock);
  if (moved > 0) log.info({ moved }, 'leaves began or ended');
  const done = { value: { day }, updatedAt: clock.now() };
  await db.systemState.upsert({ where: { key: doneKey }, create: { key: doneKey, ...done }, update: done });
}
