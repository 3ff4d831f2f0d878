/** Marks what is past its last day as 逾期, and tells the secretary or the leader what nobody has seen to. */
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction } from '../src/database.ts';
import { takeLadder } from '../src/scheme/obligations/escalation.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { isPromptTime } from '../src/scheme/obligations/steps.ts';
import type { JobContext, JobHandler } from './context.ts';
import { forEachAtOnce, gatherFor, gatheringAfterOwners } from './gathered.ts';
import { markLate } from './late.ts';
import { sendCalls } from './send-prompts.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

const atOnce = 2;

export const escalate: JobHandler<'escalate'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  const now = await databaseNow(context.db, context.clock);
  await markLate(context, now);
  await sendCalls(context, ['secretary', 'leader']);
  if (!isPromptTime(now)) return;
  const gathering = await gatheringAfterOwners(context, now);
  const { nobody, settings, ladder } = gathering;
  if (nobody) await inTransaction(context.db, tx => takeLadder(tx, now, nobody, settings));
  await forEachAtOnce([...ladder.keys()], atOnce, readerId => gatherFor(context, readerId, gathering));
};
