/** What was agreed in a pairing: 方向 项目 任务 目标 走访频次 (S2-4.4b, S5-3c). */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { difference, logChange } from '../audit-trail.ts';
import { refreshLetter, type Refreshed } from '../letters/refresh.ts';
import { closeAgreementDuties } from '../obligations/agreements.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { isBlank, lackingIn, type Agreed } from './in-force.ts';
import { locked } from './locks.ts';
import type { Pairing } from './reads.ts';

export type { Agreed } from './in-force.ts';

/** New words for a pairing; what is absent stays. */
export interface Agreement {
  readonly pairingId: string;
  readonly actorId: string;
  readonly words: Partial<Agreed>;
}

/** What a new agreement changed: whether anything, and what became of the letter. */
export interface AgreedChange {
  readonly pairing: Pairing;
  readonly changed: boolean;
  readonly letter: Refreshed;
}

/**
 * Writes down what is agreed. Words cannot be taken away, only replaced. A letter that nobody has signed gets the new text; one
 * that somebody has signed is superseded by a new version (S5-3c). The same words again change nothing.
 */
export async function agree(
  db: Db,
  clock: Clock,
  { pairingId, actorId, words }: Agreement,
): Promise<AgreedChange> {
  const pairing = await locked(db, pairingId);
  const given = Object.fromEntries(
    Object.entries(words).flatMap(([field, word]) => (isBlank(word) ? [] : [[field, word?.trim()]])),
  ) as Partial<Agreed>;
  const fields = difference({ ...pairing }, given);
  if (!fields) return { pairing, changed: false, letter: { kind: 'none' } };
  const after = { ...pairing, ...given };
  // The letter first: where it cannot be written, nothing has changed.
  const letter = await refreshLetter(db, clock, after, actorId);
  await db.pairing.update({ where: { id: pairingId }, data: given });
  const change = { actorId, action: 'agree', subject: 'pairing', subjectId: pairingId } as const;
  await logChange(db, clock, { ...change, ...fields });
  if (lackingIn(after).length === 0)
    await closeAgreementDuties(db, clock, { memberId: pairing.memberId, pairingId, actorId });
  await planObligationsOf(db, clock, [pairing.memberId]);
  return { pairing: after, changed: true, letter };
}
