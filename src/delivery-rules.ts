/** What the scheme and the platform say about sending, put together for the spine (jobs/context.ts). */
import type { DeliveryRules } from '../jobs/context.ts';
import type { Clock } from './clock.ts';
import { gentleInstant } from './scheme/quiet-hours.ts';
import { stillRight } from './scheme/still-right.ts';
import { earliestSendMs } from './wecom/rate-limit.ts';

export function deliveryRules({ clock }: { clock: Clock }): DeliveryRules {
  return {
    stillRight: (db, conditions) => stillRight(db, clock, conditions),
    gentleTime: (purpose, at) => (purpose === 'answer' || purpose === 'alarm' ? at : gentleInstant(at)),
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
