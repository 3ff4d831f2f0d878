/** What the scheme and the platform say about sending, put together for the spine (jobs/context.ts). */
import type { DeliveryRules } from '../jobs/context.ts';
import { addDays, shanghaiDate, shanghaiInstant } from './calendar/dates.ts';
import type { Purpose } from './chat/outbox.ts';
import type { Clock } from './clock.ts';
import type { Db } from './database.ts';
import type { Log } from './log.ts';
import { gentleTime } from './scheme/quiet-hours.ts';
import { stillRight } from './scheme/still-right.ts';
import { dailyCeiling, earliestSendMs } from './wecom/rate-limit.ts';

export function deliveryRules({ clock, log }: { clock: Clock; log: Log }): DeliveryRules {
  const budget = dailyBudget(log);
  return {
    stillRight: (db, conditions, recipient) => stillRight(db, clock, conditions, recipient),
    gentleTime,
    roomFrom: budget,
    earliestSend: earliestSendMs,
    async setReachable(db, userId, unreachable) {
      const since = unreachable === null ? null : clock.now();
      await db.person.updateMany({
        where: { userIdKey: userId.toLowerCase() },
        data: { unreachableSince: since, unreachableReason: unreachable },
      });
    },
  };
}

/** How much of the day's ceiling each purpose may use up: digests give way first, answers and alarms last. */
const shares: Readonly<Record<Purpose, number>> = {
  digest: 0.8,
  prompt: 0.9,
  notice: 0.9,
  urgent: 1,
  answer: 1,
  alarm: 1,
};
/** The count is asked for again after so long; in between it may be short by what other workers sent. */
const recountMs = 10_000;

/**
 * The platform takes accounts × 200 messages a day from an app and blocks it to midnight after that (WeCom doc 90454).
 * How many accounts the corp has is not told; those we know are a safe lower bound.
 */
function dailyBudget(log: Log): DeliveryRules['roomFrom'] {
  let counted = { day: '', atMs: 0, sent: 0, ceiling: 0 };
  return async (db, purpose, at) => {
    const day = shanghaiDate(at);
    const atMs = at.getTime();
    if (counted.day !== day || Math.abs(atMs - counted.atMs) > recountMs) {
      counted = { day, atMs, ...(await usedToday(db, shanghaiInstant(day))) };
      if (counted.sent > 0.8 * counted.ceiling) {
        log.warn({ sent: counted.sent, ceiling: counted.ceiling }, 'most of the day’s messages are used up');
      }
    }
    if (counted.sent >= shares[purpose] * counted.ceiling) return shanghaiInstant(addDays(day, 1), '00:05');
    counted.sent += 1;
    return at;
  };
}

async function usedToday(db: Db, since: Date): Promise<{ sent: number; ceiling: number }> {
  const [sent, accounts] = await Promise.all([
    db.outboundMessage.count({ where: { sentAt: { gte: since } } }),
    db.person.count({ where: { userId: { not: null } } }),
  ]);
  return { sent, ceiling: dailyCeiling(Math.max(accounts, 5)) };
}
