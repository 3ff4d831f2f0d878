/** Keeps the keys by which names are found (names.ts) beside the names. */
import type { Db } from '../database.ts';
import { nameKeys } from './names.ts';

const perRound = 500;

/**
 * Works out the keys of every name that has none yet: new people, renamed ones (a trigger empties theirs), and everybody
 * when the column is new. Returns how many. Harmless to repeat and to run twice at once; whoever has none yet is found all
 * the same, only more slowly.
 */
export async function fillNameKeys(db: Db): Promise<number> {
  let filled = 0;
  for (;;) {
    const rows = await db.person.findMany({
      where: { nameKeys: { isEmpty: true } },
      select: { id: true, name: true },
      take: perRound,
    });
    if (rows.length === 0) return filled;
    const keyed = rows.map(({ id, name }) => ({ id, name, keys: nameKeys(name) }));
    const count = await db.$executeRaw`
      UPDATE person p SET "nameKeys" = x.keys
      FROM jsonb_to_recordset(${JSON.stringify(keyed)}::jsonb) AS x(id uuid, name text, keys text[])
      WHERE p.id = x.id AND p.name = x.name AND p."nameKeys" = '{}'`;
    // Nobody left that this call could fill: another one is at it.
    if (count === 0) return filled;
    filled += count;
  }
}
