/**
 * Writes the prompts that are due: what is urgent at any hour somebody may be written to, the rest as one message a day
 * to each helper. One transaction each: steps, numbers and message are kept together or not at all.
 */
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction } from '../src/database.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { takeCalls } from '../src/scheme/obligations/calls.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { isPromptTime } from '../src/scheme/obligations/steps.ts';
import type { Target } from '../src/scheme/rules/rule.ts';
import type { JobContext, JobHandler } from './context.ts';
import { gatherOwners } from './gathered.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

export const sendPrompts: JobHandler<'send-prompts'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  await sendCalls(context, ['owner']);
  const now = await databaseNow(context.db, context.clock);
  if (!isPromptTime(now)) return;
  await gatherOwners(context, now);
};

/** Writes the messages of their own that are due to these readers, in batches. */
export async function sendCalls({ db, clock, outbox }: Parts, targets: readonly Target[]): Promise<void> {
  const now = await databaseNow(db, clock);
  for (;;) {
    const { moved } = await inTransaction(db, async tx => {
      const called = await takeCalls(tx, { now, targets });
      for (const notice of called.notices) await outbox.queue(tx, outgoing(notice));
      return called;
    });
    if (moved === 0) return;
  }
}
