/** What becomes of a letter when what was agreed has changed. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { logChange } from '../audit-trail.ts';
import type { Pairing } from '../pairing/reads.ts';
import { factsOf } from './facts.ts';
import { wordsOf, writeVersion } from './make.ts';
import { currentLetter, type Letter } from './reads.ts';

/**
 * `none`: there is no letter, or its words are the same; `rewritten`: nobody had signed, its text is the new one; `superseded`: it
 * stays as it was signed and a new version is to be signed by everybody.
 */
export type Refreshed =
  | { readonly kind: 'none' }
  | { readonly kind: 'rewritten' | 'superseded'; readonly letter: Letter };

/** Brings the letter of a pairing that the caller has locked up to what is agreed now. */
export async function refreshLetter(
  db: Db,
  clock: Clock,
  pairing: Pairing,
  actorId: string,
): Promise<Refreshed> {
  const found = await currentLetter(db, pairing.id);
  if (!found) return { kind: 'none' };
  await db.$queryRaw`SELECT id FROM letter WHERE id = ${found.id}::uuid FOR UPDATE`;
  const letter = (await currentLetter(db, pairing.id)) ?? found;
  const { number, version } = letter;
  const words = wordsOf(await factsOf(db, pairing, { number, version }));
  if (words.textHash === letter.textHash) return { kind: 'none' };
  if (letter.signatures.length > 0) return supersede(db, clock, letter, pairing, actorId);
  await db.letter.update({
    where: { id: letter.id },
    data: {
      ...db.$vault.sealRow('letter', letter.id, {
        text: words.text,
        content: JSON.stringify(words.content),
      }),
      textHash: words.textHash,
    },
  });
  const before = { textHash: letter.textHash };
  const change = { actorId, action: 'rewrite', subject: 'letter', subjectId: letter.id } as const;
  await logChange(db, clock, { ...change, before, after: { textHash: words.textHash } });
  return { kind: 'rewritten', letter: { ...letter, ...words } };
}

async function supersede(
  db: Db,
  clock: Clock,
  old: Letter,
  pairing: Pairing,
  actorId: string,
): Promise<Refreshed> {
  await db.letter.update({ where: { id: old.id }, data: { state: 'superseded', endedAt: clock.now() } });
  const change = { actorId, action: 'supersede', subject: 'letter', subjectId: old.id } as const;
  const after = { state: 'superseded' };
  await logChange(db, clock, { ...change, before: { state: old.state }, after });
  return { kind: 'superseded', letter: await writeVersion(db, clock, pairing, actorId) };
}
