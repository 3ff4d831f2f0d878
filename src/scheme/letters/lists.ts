/** Whose letters are to be signed, and which have waited too long. */
import { addDays, shanghaiInstant } from '../../calendar/dates.ts';
import type { Db } from '../../database.ts';
import { currentOn } from '../pairing/holding.ts';
import { inForce } from '../pairing/in-force.ts';
import { pairingFields, type Pairing } from '../pairing/reads.ts';
import { manageableMembers } from '../pairing/who.ts';
import type { Listed, Path } from '../obligations/lists.ts';
import type { Person } from '../people.ts';
import { lettersWhere, standing, unsignedParties, type Letter } from './reads.ts';
import { maySign, type MaySign } from './who.ts';

/** A letter that waits longer than so many days stands in the lists. */
export const signWithinDays = 14;

/** A letter and the party for which somebody may sign it. */
export interface ToSign {
  readonly letter: Letter;
  readonly as: MaySign;
}

/** What this person may read of letters: those to sign first, then those that stand. */
export async function lettersFor(
  db: Db,
  person: Person,
  today: string,
): Promise<{ readonly toSign: readonly ToSign[]; readonly others: readonly Letter[] }> {
  const ofMember = { pairing: { memberId: person.id } };
  const ofRelative = { pairing: { member: { relatives: { some: { relativeId: person.id } } } } };
  const ofHelper = { pairing: { helperId: person.id, ...currentOn(today) } };
  const ofBranch = { pairing: { member: signsFor(person) } };
  const letters = await lettersWhere(db, {
    state: { in: [...standing] },
    OR: [ofMember, ofRelative, ofHelper, ofBranch],
  });
  const toSign: ToSign[] = [];
  for (const letter of letters.filter(({ state }) => state === 'signing')) {
    const waiting = unsignedParties(letter);
    const as = (await maySign(db, letter, person)).find(({ party }) => waiting.includes(party));
    if (as) toSign.push({ letter, as });
  }
  const mine = new Set(toSign.map(({ letter }) => letter.id));
  const own = (letter: Letter): boolean => !mine.has(letter.id);
  return { toSign: toSign.sort(ownFirst), others: letters.filter(own) };
}

/** What is one's own to sign before what one may sign for somebody else. */
const ownFirst = (one: ToSign, other: ToSign): number =>
  Number(one.as.way === 'proxy') - Number(other.as.way === 'proxy');

/** The members whose letters a secretary or leader signs: those of the organisation and below. */
const signsFor = ({ roles, organisation }: Person) =>
  roles.includes('secretary') || roles.includes('leader') || roles.includes('clerk')
    ? { organisation: { path: { startsWith: organisation.path } } }
    : { id: { in: [] as string[] } };

/** 未签订: letters written more than 14 days ago that somebody has yet to sign, the oldest first. */
export async function unsignedLetters(
  db: Db,
  today: string,
  path: Path,
  limit: number,
): Promise<Listed<Letter>> {
  const where = {
    state: 'signing',
    createdAt: { lt: shanghaiInstant(addDays(today, -signWithinDays)) },
    pairing: { ...currentOn(today), member: { organisation: { path: { startsWith: path } } } },
  };
  const count = await db.letter.count({ where });
  const rows = count === 0 ? [] : await lettersWhere(db, where, 200);
  return { count, rows: [...rows].reverse().slice(0, limit) };
}

/** The pairings this person sees to that are 生效 and have no letter yet, the oldest first. */
export async function withoutLetter(db: Db, viewer: Person, today: string): Promise<Pairing[]> {
  const rows = await db.pairing.findMany({
    where: {
      ...currentOn(today),
      letters: { none: { state: { in: [...standing] } } },
      member: {
        AND: [
          manageableMembers(viewer),
          { careFile: { is: { state: { notIn: ['deceased', 'moved-away'] } } } },
        ],
      },
    },
    select: pairingFields,
    orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
  });
  return rows.filter(row => inForce(row, today));
}

/** Letters of the members this person sees to that are still to be signed by somebody. */
export const lettersToRecord = (db: Db, viewer: Person): Promise<Letter[]> =>
  lettersWhere(db, { state: 'signing', pairing: { member: manageableMembers(viewer) } });
