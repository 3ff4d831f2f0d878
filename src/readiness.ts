/** What /readyz looks at. */
import type { App } from './app.ts';
import { clockSkewMs, skewLimitMs, skewText } from './clock-skew.ts';
import type { Check } from './http/health.ts';
import { silentSeconds } from './vital-signs.ts';

/** A worker beats every few seconds; silent for this long, it is gone or stuck. */
const silentLimitSeconds = 60;

export function readinessChecks(app: App): Check[] {
  return [
    {
      name: 'database',
      check: async () => {
        await app.db.$queryRaw`SELECT 1`;
        return { ok: true };
      },
    },
    {
      name: 'queue',
      check: async () => {
        await app.queue.ping();
        return { ok: true };
      },
    },
    { name: 'worker', check: () => workerCheck(app) },
    { name: 'clock', check: () => clockCheck(app) },
  ];
}

/** A machine that is too far off neither plans nor prompts. */
async function clockCheck({ db, clock }: App): Promise<{ ok: boolean; problem?: string }> {
  const skewMs = await clockSkewMs(db, clock);
  return Math.abs(skewMs) <= skewLimitMs ? { ok: true } : { ok: false, problem: skewText(skewMs) };
}

/** A web role alone is ready without a worker: it keeps every message, and one will come to handle it. */
async function workerCheck(app: App): Promise<{ ok: boolean; problem?: string; note?: string }> {
  const seconds = await silentSeconds(app.db);
  const alive = seconds !== undefined && seconds < silentLimitSeconds;
  if (alive) return { ok: true, note: `last sign of life ${Math.round(seconds)} s ago` };
  const problem = seconds === undefined ? 'no worker has run yet' : `silent for ${Math.round(seconds)} s`;
  return app.env.role === 'all' ? { ok: false, problem } : { ok: true, note: problem };
}
