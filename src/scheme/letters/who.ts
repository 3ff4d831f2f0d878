/** Who may read a letter, and for which party somebody may sign it. */
import { maySee } from '../access.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import type { LetterParty, SignatureWay } from '../labels/pairing.ts';
import { isWithin } from '../organisations.ts';
import { manageableMembers } from '../pairing/who.ts';
import { findPerson, hasRole, type Person } from '../people.ts';
import type { Letter } from './reads.ts';

/** A party somebody may sign for: as themself (`chat`), or in its place (`proxy`, with a reason). */
export interface MaySign {
  readonly party: LetterParty;
  readonly way: Exclude<SignatureWay, 'photo'>;
}

/**
 * The parties for which this person may sign: the helper and the member themselves, the branch its head; in the member's place a
 * relative bound to them who is not the helper, in the head's another secretary or leader above the member who is not the helper.
 */
export async function maySign(db: Db, letter: Letter, person: Person): Promise<MaySign[]> {
  const found: MaySign[] = [];
  if (person.id === letter.helperId) found.push({ party: 'helper', way: 'chat' });
  if (person.id === letter.memberId) found.push({ party: 'member', way: 'chat' });
  else if (found.length === 0 && (await isRelative(db, person.id, letter.memberId)))
    found.push({ party: 'member', way: 'proxy' });
  const branch = await mayBranch(db, letter, person);
  return branch ? [{ party: 'branch', way: branch }, ...found] : found;
}

/** Whether somebody is bound to the member as 代办人. */
export const isRelative = async (db: Db, relativeId: string, memberId: string): Promise<boolean> =>
  (await db.familyTie.count({ where: { relativeId, memberId } })) > 0;

async function mayBranch(
  db: Db,
  { helperId, memberId, content }: Letter,
  person: Person,
): Promise<MaySign['way'] | undefined> {
  if ([helperId, memberId].includes(person.id) || !hasRole(person, 'secretary', 'leader')) return undefined;
  const member = await findPerson(db, memberId);
  if (!member || !isWithin(member.organisation.path, person.organisation.path)) return undefined;
  return content.facts.branch.headId === person.id ? 'chat' : 'proxy';
}

/** Whether this person may read the letter: those who may see the member's file, and those who see to the pairing. */
export const mayRead = async (db: Db, viewer: Person, memberId: string, clock: Clock): Promise<boolean> =>
  (await maySee(db, viewer, memberId, clock)) ||
  (hasRole(viewer, 'secretary', 'clerk') &&
    (await db.person.count({ where: { AND: [{ id: memberId }, manageableMembers(viewer)] } })) > 0);
