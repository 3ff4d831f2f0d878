/**
 * A machine whose clock disagrees with the database's. Duties are due by the database's clock, but messages leave, tokens
 * expire and logs are read by the machine's: where the two are far apart, nothing is planned and nobody is prompted.
 */
import type { Clock } from './clock.ts';
import { sqlNow, type Db } from './database.ts';
import type { Log } from './log.ts';

/** Further apart than this the machine neither plans nor prompts. */
export const skewLimitMs = 30_000;

/**
 * How far this machine's clock is ahead of the database's (behind: negative), in ms; 0 within the time it took to ask. A clock
 * that was moved (CLOCK_CONTROL) is moved for both, and one that is held is the same for both, so neither counts.
 */
export async function clockSkewMs(db: Db, clock: Clock): Promise<number> {
  const askedMs = clock.now().getTime();
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT ${sqlNow(clock)} AS now`;
  const answeredMs = clock.now().getTime();
  const theirsMs = row?.now.getTime() ?? answeredMs;
  if (theirsMs < askedMs) return askedMs - theirsMs;
  return theirsMs > answeredMs ? answeredMs - theirsMs : 0;
}

/** 45 s ahead of the database's clock. */
export const skewText = (skewMs: number): string =>
  `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} the database's clock`;

/** Whether this machine may plan and prompt; where it may not, the log says why. */
export async function clockAgrees({
  db,
  clock,
  log,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<boolean> {
  const skewMs = await clockSkewMs(db, clock);
  if (Math.abs(skewMs) <= skewLimitMs) return true;
  log.error(
    { skewMs },
    `this machine is ${skewText(skewMs)}: nothing is planned and nobody is prompted until they agree`,
  );
  return false;
}
