/** The end of letters: with their pairing, or with the member's life; nobody is asked anything. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { logChanges } from '../audit-trail.ts';
import { standing } from './reads.ts';

/** Letters that end, and why (a code). */
export interface LettersEnd {
  readonly pairingIds: readonly string[];
  readonly actorId: string | null;
  readonly reason: string;
}

/** A letter that ended, with the state it had. */
export interface EndedLetter {
  readonly id: string;
  readonly state: string;
}

/** Ends what is being signed or in force of these pairings; returns what ended. */
export async function endLetters(db: Db, clock: Clock, end: LettersEnd): Promise<EndedLetter[]> {
  const { pairingIds, actorId, reason } = end;
  const letters = await db.letter.findMany({
    where: { pairingId: { in: [...pairingIds] }, state: { in: [...standing] } },
    select: { id: true, state: true },
    orderBy: { id: 'asc' },
  });
  await db.letter.updateMany({
    where: { id: { in: letters.map(({ id }) => id) } },
    data: { state: 'ended', endedAt: clock.now() },
  });
  const changes = letters.map(({ id, state }) => ({
    ...({ actorId, action: 'end', subject: 'letter', subjectId: id } as const),
    ...{ before: { state }, after: { state: 'ended', reason } },
  }));
  await logChanges(db, clock, changes);
  return letters;
}

/** Ends the letters of somebody who has died; returns what ended, to be put back should it have been a mistake. */
export async function endLettersOfMember(
  db: Db,
  clock: Clock,
  memberId: string,
  actorId: string,
): Promise<EndedLetter[]> {
  const pairings = await db.pairing.findMany({ where: { memberId }, select: { id: true } });
  return endLetters(db, clock, { pairingIds: pairings.map(({ id }) => id), actorId, reason: 'death' });
}

/** Puts letters back that ended by mistake, as they were. */
export async function restoreLetters(db: Db, letters: readonly EndedLetter[]): Promise<void> {
  for (const { id, state } of letters)
    await db.letter.updateMany({ where: { id, state: 'ended' }, data: { state, endedAt: null } });
}
