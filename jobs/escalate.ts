/** Marks what is past its last day as 逾期, and tells the secretary or the leader what nobody has seen to. */
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction, type Db } from '../src/database.ts';
import { markMissed, markOverdue, takeLadder } from '../src/scheme/obligations/escalation.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { isPromptTime } from '../src/scheme/obligations/steps.ts';
import type { JobContext, JobHandler } from './context.ts';
import { forEachAtOnce, gatherFor, gatheringAfterOwners } from './gathered.ts';
import { sendCalls } from './send-prompts.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

const overdueAtOnce = 1000;
const atOnce = 2;

export const escalate: JobHandler<'escalate'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  const now = await databaseNow(context.db, context.clock);
  await markAll(context, 'obligations overdue', tx => markOverdue(tx, now, overdueAtOnce));
  await markAll(context, 'obligations missed', tx => markMissed(tx, now, overdueAtOnce));
  await sendCalls(context, ['secretary', 'leader']);
  if (!isPromptTime(now)) return;
  const gathering = await gatheringAfterOwners(context, now);
  const { nobody, settings, ladder } = gathering;
  if (nobody) await inTransaction(context.db, tx => takeLadder(tx, now, nobody, settings));
  await forEachAtOnce([...ladder.keys()], atOnce, readerId => gatherFor(context, readerId, gathering));
};

async function markAll({ db, log }: Parts, what: string, mark: (tx: Db) => Promise<number>): Promise<void> {
  for (;;) {
    const count = await inTransaction(db, mark);
    if (count > 0) log.info({ count }, what);
    if (count < overdueAtOnce) return;
  }
}
