/** Signs of life and figures read from the rows: for /readyz, /metrics and the watchdog. */
import type { Clock } from './clock.ts';
import { sqlNow, type Db } from './database.ts';
import type { Figures } from './http/metrics.ts';

const key = 'worker-alive';

/** Says that a worker is at work. By the database's real clock, which nobody moves. */
export async function signOfLife(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO system_state (key, value, "updatedAt") VALUES (${key}, '{}', clock_timestamp())
    ON CONFLICT (key) DO UPDATE SET "updatedAt" = clock_timestamp()`;
}

/** Seconds since any worker gave a sign of life; undefined when none ever did. */
export async function silentSeconds(db: Db): Promise<number | undefined> {
  const [row] = await db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM clock_timestamp() - "updatedAt")::float8 AS seconds FROM system_state WHERE key = ${key}`;
  return row?.seconds;
}

/** Age of the oldest message that could be handled now and is not; 0 when there is none. */
export async function oldestWaitingSeconds(db: Db, clock: Clock): Promise<number> {
  const [row] = await db.$queryRaw<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM ${sqlNow(clock)} - min("receivedAt"))::float8 AS seconds FROM inbound_message
    WHERE "handledAt" IS NULL AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)})`;
  return Math.max(0, row?.seconds ?? 0);
}

/** Everything /metrics asks the database for. */
export async function readFigures(db: Db, clock: Clock, spooled: number): Promise<Figures> {
  const now = sqlNow(clock);
  const [counts] = await db.$queryRaw<Record<string, number | null>[]>`
    SELECT (SELECT count(*)::int FROM inbound_message WHERE "handledAt" IS NULL) AS inbound,
      (SELECT extract(epoch FROM ${now} - min("notBefore"))::float8 FROM outbound_message
        WHERE state IN ('pending', 'sending') AND "notBefore" <= ${now}) AS outbound_age,
      (SELECT count(*)::int FROM obligation WHERE state = 'open') AS open,
      (SELECT count(*)::int FROM obligation WHERE state = 'overdue') AS overdue,
      (SELECT count(*)::int FROM attachment WHERE state = 'pending') AS attachments`;
  const states = await db.$queryRaw<{ state: string; count: number }[]>`
    SELECT state::text, count(*)::int FROM outbound_message
    WHERE "createdAt" > ${now} - interval '24 hours' GROUP BY state`;
  return {
    inboundWaiting: counts?.inbound ?? 0,
    inboundOldestSeconds: await oldestWaitingSeconds(db, clock),
    outboundByState: Object.fromEntries(states.map(row => [row.state, row.count])),
    outboundOldestSeconds: Math.max(0, counts?.outbound_age ?? 0),
    obligationsOpen: counts?.open ?? 0,
    obligationsOverdue: counts?.overdue ?? 0,
    attachmentsPending: counts?.attachments ?? 0,
    spooled,
    workerSilentSeconds: (await silentSeconds(db)) ?? -1,
  };
}
