/** Writing a letter: a first version, a new text while nobody has signed, a new version once somebody has (S5-3c). */
import { createHash, randomUUID } from 'node:crypto';
import { dateParts, shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { documentText } from '../../documents/official-document.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { isCurrentOn } from '../pairing/holding.ts';
import { lackingIn } from '../pairing/in-force.ts';
import { locked } from '../pairing/locks.ts';
import type { Pairing } from '../pairing/reads.ts';
import { letterDocument, type LetterFacts } from './document.ts';
import { factsOf } from './facts.ts';
import { nextNumber } from './number.ts';
import { currentLetter, findLetter, type Letter, type LetterContent } from './reads.ts';

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal: what names the text that somebody signed. */
export const hashOfText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Whose letter, and who has it written. */
export interface Writing {
  readonly pairingId: string;
  readonly actorId: string;
}

/** A letter, and whether it was written just now. */
export interface Written {
  readonly letter: Letter;
  readonly isNew: boolean;
}

/**
 * The pairing's letter, written where there is none. Refused while the pairing is not 生效 (S2-4.4b), with what is missing, and
 * where nobody can sign for the branch. Two at once get the same letter.
 */
export async function makeLetter(db: Db, clock: Clock, { pairingId, actorId }: Writing): Promise<Written> {
  const pairing = await locked(db, pairingId);
  const known = await currentLetter(db, pairingId);
  if (known) return { letter: known, isNew: false };
  refuseUnagreed(pairing, shanghaiDate(clock.now()));
  const letter = await writeVersion(db, clock, pairing, actorId);
  await planObligationsOf(db, clock, [pairing.memberId]);
  return { letter, isNew: true };
}

function refuseUnagreed(pairing: Pairing, today: string): void {
  if (!isCurrentOn(pairing, today))
    throw new AppError('pairing-not-current', 'the pairing does not hold today', {
      expose: '这一对现在没有在帮扶，先不写责任书。',
    });
  const lacking = lackingIn(pairing);
  if (lacking.length === 0) return;
  throw new AppError('pairing-not-agreed', `lacking: ${lacking.join(', ')}`, {
    expose: `还不能写责任书：${lacking.join('、')}还没有填，结对也还不算生效。回复“帮扶内容”补上就行。`,
  });
}

/** The next version of the pairing's letter: the same number, the first time a new one. The pairing is locked. */
export async function writeVersion(db: Db, clock: Clock, pairing: Pairing, actorId: string): Promise<Letter> {
  const earlier = await db.letter.findFirst({
    where: { pairingId: pairing.id },
    orderBy: { version: 'desc' },
    select: { version: true, number: true },
  });
  const version = (earlier?.version ?? 0) + 1;
  const facts = await factsOf(db, pairing, { number: earlier?.number ?? '', version });
  const number = earlier?.number ?? (await numberFor(db, clock, pairing.memberId));
  const id = randomUUID();
  const written = wordsOf({ ...facts, number });
  await db.letter.create({
    data: {
      ...db.$vault.sealRow('letter', id, { text: written.text, content: JSON.stringify(written.content) }),
      ...{ id, pairingId: pairing.id, version, number, state: 'signing', textHash: written.textHash },
      ...{ termFrom: facts.from, termTo: facts.to, createdById: actorId, createdAt: clock.now() },
    },
  });
  const after = { version, number, state: 'signing', textHash: written.textHash };
  const change = { actorId, action: 'create', subject: 'letter', subjectId: id, ref: pairing.id } as const;
  await logChange(db, clock, { ...change, after });
  const letter = await findLetter(db, id);
  if (letter) return letter;
  throw new AppError('letter-lost', 'the letter just written is not there');
}

async function numberFor(db: Db, clock: Clock, memberId: string): Promise<string> {
  const { organisationId } = await db.person.findUniqueOrThrow({ where: { id: memberId } });
  return nextNumber(db, organisationId, dateParts(shanghaiDate(clock.now())).year);
}

/** A letter's words: its text, the text's hash, and what it was made of. */
export function wordsOf(facts: LetterFacts): { text: string; textHash: string; content: LetterContent } {
  const document = letterDocument(facts);
  const text = documentText(document);
  return { text, textHash: hashOfText(text), content: { facts, document } };
}
