/** What is past its last day: 逾期, and 错过 where it cannot be made good any more. */
import { inTransaction, type Db } from '../src/database.ts';
import { markMissed, markOverdue } from '../src/scheme/obligations/escalation.ts';
import type { JobContext } from './context.ts';

type Parts = Pick<JobContext, 'db' | 'log'>;

const atOnce = 1000;

/** Marks it, in batches that each are one short transaction; finds nothing when it has been marked. */
export async function markLate(parts: Parts, now: Date): Promise<void> {
  await markAll(parts, 'obligations overdue', tx => markOverdue(tx, now, atOnce));
  await markAll(parts, 'obligations missed', tx => markMissed(tx, now, atOnce));
}

async function markAll({ db, log }: Parts, what: string, mark: (tx: Db) => Promise<number>): Promise<void> {
  for (;;) {
    const count = await inTransaction(db, mark);
    if (count > 0) log.info({ count }, what);
    if (count < atOnce) return;
  }
}
