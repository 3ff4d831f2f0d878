/**
 * The product's clock, where it may be moved (CLOCK_CONTROL): its distance to the real one is a row, so that every
 * process and the next start live by the same time.
 */
import type { MovableClock } from './clock.ts';
import type { Db } from './database.ts';

const key = 'clock-offset';

interface ClockParts {
  readonly db: Db;
  readonly clock: MovableClock;
  readonly env: { readonly clockControl: boolean };
}

/** Puts the clock at `instant` for all processes; null puts it back to real time. */
export async function moveClock({ db, clock }: ClockParts, instant: Date | null): Promise<void> {
  if (instant) clock.moveTo(instant);
  else clock.setOffset(0);
  const value = { offsetMs: clock.offsetMs };
  await db.systemState.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** Takes over the distance another process, or an earlier start, set. */
export async function followClock({ db, clock, env }: ClockParts): Promise<void> {
  if (!env.clockControl) return;
  const row = await db.systemState.findUnique({ where: { key } });
  const offsetMs = (row?.value as { offsetMs?: number } | undefined)?.offsetMs ?? 0;
  if (Math.abs(offsetMs - clock.offsetMs) > 1) clock.setOffset(offsetMs);
}

/** Whether anybody has ever set the clock of this installation, also back to real time. */
export async function clockWasMoved(db: Db): Promise<boolean> {
  return (await db.systemState.count({ where: { key } })) > 0;
}
