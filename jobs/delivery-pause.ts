/**
 * A pause of all sending, shared by every worker: the platform blocks an app that goes on after a frequency error, and
 * a wrong secret repeated gets the whole address banned (WeCom errcode 45009, 40001).
 */
import { sqlNow, type Db } from '../src/database.ts';
import type { JobContext } from './context.ts';

const key = 'delivery-pause';

/** Until when nothing may be sent, or undefined. */
export async function deliveryPausedUntil({
  db,
  clock,
}: Pick<JobContext, 'db' | 'clock'>): Promise<Date | undefined> {
  const [row] = await db.$queryRaw<{ until: string }[]>`
    SELECT value->>'until' AS until FROM system_state
    WHERE key = ${key} AND (value->>'until')::timestamptz > ${sqlNow(clock)}`;
  return row && new Date(row.until);
}

/**
 * Pauses all sending. `step` counts frequency errors in a row: 60 s, then 60 min, then to the end of the day, since the
 * platform does not say which of its limits was hit.
 */
export async function pauseDelivery(db: Db, until: Date, reason: string, step: number): Promise<void> {
  const value = JSON.stringify({ until: until.toISOString(), reason, step });
  await db.$executeRaw`
    INSERT INTO system_state (key, value, "updatedAt") VALUES (${key}, ${value}::jsonb, now())
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, "updatedAt" = now()`;
}

/** How many frequency errors came in a row: those of the last two hours count as one row. */
export async function pauseStep({ db, clock }: Pick<JobContext, 'db' | 'clock'>): Promise<number> {
  const [row] = await db.$queryRaw<{ step: number }[]>`
    SELECT (value->>'step')::int AS step FROM system_state
    WHERE key = ${key} AND (value->>'until')::timestamptz > ${sqlNow(clock)} - interval '2 hours'`;
  return row?.step ?? 0;
}
