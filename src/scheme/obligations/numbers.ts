/**
 * The numbers of 我的待办. There is one numbering for each person and day: what the day's prompt numbered keeps its number,
 * what is new gets the next one, so "1 已上门" means what was read last. A prompt written after this list takes its place.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import type { Db } from '../../database.ts';
import type { Duty } from './steps.ts';

/** A duty and its number of today. */
export interface NumberedDuty {
  readonly number: number;
  readonly duty: Duty;
}

/** Whose numbers, and of which day. */
export interface Numbering {
  readonly personId: string;
  readonly today: IsoDate;
  readonly now: Date;
}

/** The duties with their numbers, in the order given. */
export async function numberDuties(
  db: Db,
  { personId, today, now }: Numbering,
  duties: readonly Duty[],
): Promise<NumberedDuty[]> {
  await lockOwner(db, personId);
  const items = await db.promptItem.findMany({ where: { personId, day: today } });
  const known = new Map(items.map(item => [item.obligationId, item.number]));
  const fresh = duties.filter(({ id }) => !known.has(id));
  const last = await lastNumber(db, { personId, today, now });
  const added = fresh.map((duty, place) => ({
    personId,
    day: today,
    number: last + place + 1,
    obligationId: duty.id,
    createdAt: now,
  }));
  await db.promptItem.createMany({ data: added });
  for (const item of added) known.set(item.obligationId, item.number);
  return duties.map(duty => ({ number: known.get(duty.id) ?? 0, duty }));
}

/** The highest number of the day so far, in duties and in 未送达名单: a number means one thing. */
export async function lastNumber(db: Db, { personId, today }: Numbering): Promise<number> {
  const [row] = await db.$queryRaw<{ last: number }[]>`
    SELECT GREATEST(0, (SELECT max(number) FROM prompt_item WHERE "personId" = ${personId}::uuid AND day = ${today}),
      (SELECT max(number) FROM shown_item WHERE "personId" = ${personId}::uuid AND list = 'unreached'))::int AS last`;
  return row?.last ?? 0;
}

/** The day's prompt is written under this lock too: two numberings cannot come about at once. */
const lockOwner = (db: Db, personId: string): Promise<unknown> =>
  db.$queryRaw`SELECT 1 FROM person p WHERE p.id = ${personId}::uuid FOR NO KEY UPDATE`;
