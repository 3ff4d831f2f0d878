/**
 * The worker's own heartbeat, independent of the queue: sweeps what lost its bell, puts the schedules back if they
 * were wiped, gives a sign of life, follows a moved clock, and notices when no job gets done any more.
 */
import { schedules, sweepEveryMs } from '../jobs/schedules.ts';
import type { App } from './app.ts';
import { monotonicMs } from './clock.ts';
import { followClock } from './moved-clock.ts';
import { oldestWaitingSeconds, signOfLife } from './vital-signs.ts';

/** Nothing done for this long while something waits: the workers are made anew. */
const stuckAfterMs = 60_000;
const reconcileEveryMs = 30_000;

export interface Heart {
  /** Beats once, now; rejects never. */
  beat(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts beating. `onHopeless` is called when new workers did not help either: the process had better be restarted. */
export function startHeart(app: App, onHopeless: () => void): Heart {
  let restartedAtMs = -Infinity;
  let reconciledAtMs = -Infinity;
  let beating: Promise<void> | undefined;

  const once = async (): Promise<void> => {
    await followClock(app);
    await app.spool.replay(app.inbox);
    await app.runJob('sweep', {});
    await signOfLife(app.db);
    if (monotonicMs() - reconciledAtMs > reconcileEveryMs) {
      reconciledAtMs = monotonicMs();
      await app.queue.schedule(schedules);
      await app.keyRing.refresh();
    }
    await lookForStuckWorker();
  };

  const lookForStuckWorker = async (): Promise<void> => {
    const waiting = await oldestWaitingSeconds(app.db, app.clock);
    if (waiting * 1000 < stuckAfterMs || app.queue.idleMs() < stuckAfterMs) return;
    if (monotonicMs() - restartedAtMs < 3 * stuckAfterMs) {
      app.log.fatal({ waiting }, 'workers do nothing although messages wait, even after a restart');
      return onHopeless();
    }
    restartedAtMs = monotonicMs();
    app.log.error({ waiting }, 'workers do nothing although messages wait: starting new ones');
    await app.queue.restart();
  };

  const beat = (): Promise<void> => {
    beating ??= once()
      .catch((error: unknown) => app.log.error({ err: error }, 'heartbeat'))
      .finally(() => (beating = undefined));
    return beating;
  };
  const timer = setInterval(() => void beat(), sweepEveryMs);
  return {
    beat,
    stop: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}
