/** Brings the duties up to date with the facts: run often, and twice as harmless as once. */
import { settleAbsences } from '../src/scheme/absences.ts';
import { clockAgrees } from '../src/clock-skew.ts';
import { planObligations as plan } from '../src/scheme/obligations/planner.ts';
import type { JobContext, JobHandler } from './context.ts';

export const planObligations: JobHandler<'plan-obligations'> = async (
  _payload,
  { db, clock, log }: Pick<JobContext, 'db' | 'clock' | 'log'>,
) => {
  if (!(await clockAgrees({ db, clock, log }))) return;
  const planned = await plan(db, clock);
  if (planned.created + planned.changed + planned.dropped > 0)
    log.info({ ...planned }, 'obligations planned');
  const moved = await settleAbsences(db, clock);
  if (moved > 0) log.info({ moved }, 'leaves began or ended');
};
