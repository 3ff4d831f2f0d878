/**
 * What stood under which number in the list somebody was shown last, so that "2" or "2 已打电话" means what they read and not
 * what has moved there since. Duties have numbers of their own (obligations/numbers.ts).
 */
import type { Db } from '../database.ts';

/** The lists whose numbers are kept. */
export type ShownList = 'digest' | 'unreached';

/** A numbered entry: the code of the list behind it (digest), or whom it is about (unreached). */
export interface ShownItem {
  readonly number: number;
  readonly ref: string;
}

/** Keeps the numbers of a list as it was shown just now; those it had before no longer count. */
export async function keepShown(
  db: Db,
  { personId, list, at }: { readonly personId: string; readonly list: ShownList; readonly at: Date },
  items: readonly ShownItem[],
): Promise<void> {
  await db.shownItem.deleteMany({ where: { personId, list } });
  const rows = items.map(({ number, ref }) => ({ personId, list, number, ref, shownAt: at }));
  await db.shownItem.createMany({ data: rows, skipDuplicates: true });
}

/** What stood under this number; null where nothing did, or where duties were numbered anew since. */
export async function shownAs(
  db: Db,
  personId: string,
  list: ShownList,
  number: number,
  since: Date,
): Promise<string | null> {
  const item = await db.shownItem.findUnique({
    where: { personId_list_number: { personId, list, number }, shownAt: { gte: since } },
  });
  if (!item) return null;
  const newer = { personId, createdAt: { gt: item.shownAt }, ...(list === 'digest' ? {} : { number }) };
  return (await db.promptItem.count({ where: newer })) > 0 ? null : item.ref;
}
