/** Marks what is past its last day as 逾期, and tells the secretary or the leader what nobody has seen to. */
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction, type Db } from '../src/database.ts';
import { outgoing } from '../src/scheme/notices.ts';
import {
  ladderDue,
  markMissed,
  markOverdue,
  takeLadder,
  type LadderTurn,
} from '../src/scheme/obligations/escalation.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { isPromptTime } from '../src/scheme/obligations/steps.ts';
import { heldForAll } from '../src/scheme/rule-settings.ts';
import type { RuleSettings } from '../src/scheme/rules/held.ts';
import type { JobContext, JobHandler } from './context.ts';
import { forEachAtOnce, sendCalls } from './send-prompts.ts';

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
  const settings = await heldForAll(context.db);
  await forEachAtOnce(await ladderDue(context.db, now), atOnce, turn => tell(context, now, turn, settings));
};

async function markAll({ db, log }: Parts, what: string, mark: (tx: Db) => Promise<number>): Promise<void> {
  for (;;) {
    const count = await inTransaction(db, mark);
    if (count > 0) log.info({ count }, what);
    if (count < overdueAtOnce) return;
  }
}

async function tell(
  { db, outbox }: Parts,
  now: Date,
  turn: LadderTurn,
  settings: RuleSettings,
): Promise<void> {
  await inTransaction(db, async tx => {
    const { notice } = await takeLadder(tx, now, turn, settings);
    if (notice) await outbox.queue(tx, outgoing(notice));
  });
}
