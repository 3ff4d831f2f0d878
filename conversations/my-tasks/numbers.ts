/**
 * The numbers of 我的待办. There is one numbering for each person and day: what the day's prompt numbered keeps its number,
 * what is new gets the next one, so "1 已上门" means what was read last. A prompt written after this list takes its place.
 */
import type { Db } from '../../src/database.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import type { BotContext } from '../context.ts';

/** A duty and its number of today. */
export interface NumberedDuty {
  readonly number: number;
  readonly duty: Duty;
}

/** The duties with their numbers, in the order given. */
export async function numberedToday(duties: readonly Duty[], ctx: BotContext): Promise<NumberedDuty[]> {
  const { db, me, today, now } = ctx;
  await lockOwner(db, me.id);
  const items = await db.promptItem.findMany({ where: { personId: me.id, day: today } });
  const known = new Map(items.map(item => [item.obligationId, item.number]));
  const fresh = duties.filter(({ id }) => !known.has(id));
  const last = Math.max(0, ...known.values());
  const added = fresh.map((duty, place) => ({
    personId: me.id,
    day: today,
    number: last + place + 1,
    obligationId: duty.id,
    createdAt: now,
  }));
  await db.promptItem.createMany({ data: added });
  for (const item of added) known.set(item.obligationId, item.number);
  return duties.map(duty => ({ number: known.get(duty.id) ?? 0, duty }));
}

/** The day's prompt is written under this lock too: two numberings cannot come about at once. */
const lockOwner = (db: Db, personId: string): Promise<unknown> =>
  db.$queryRaw`SELECT 1 FROM person p WHERE p.id = ${personId}::uuid FOR NO KEY UPDATE`;
