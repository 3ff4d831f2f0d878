/**
 * Writes the prompts that are due: what is urgent at any hour somebody may be written to, the rest as one message a day
 * to each helper. One transaction each: steps, numbers and message are kept together or not at all.
 */
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction } from '../src/database.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { takeCalls } from '../src/scheme/obligations/calls.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { ownersDue } from '../src/scheme/obligations/prompts.ts';
import { isPromptTime } from '../src/scheme/obligations/steps.ts';
import type { Target } from '../src/scheme/rules/rule.ts';
import type { JobContext, JobHandler } from './context.ts';
import { gatherFor, readGathering } from './gathered.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

/** So many helpers' messages are written side by side. */
const atOnce = 4;

export const sendPrompts: JobHandler<'send-prompts'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  await sendCalls(context, ['owner']);
  const now = await databaseNow(context.db, context.clock);
  if (!isPromptTime(now)) return;
  const due = await ownersDue(context.db, now);
  if (due.length === 0) return;
  const gathering = await readGathering(context.db, now);
  await forEachAtOnce(due, atOnce, ownerId => gatherFor(context, ownerId, gathering));
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

/** Does `work` for each, so many at a time; one that fails does not keep the others from theirs, and is thrown at the end. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const queue = [...items].reverse();
  const worker = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
}
