/** Family members as they are stored, and whether they consent. */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { activeConsent } from './consents.ts';
import type { FamilyRelation } from './labels/family.ts';

/** Somebody of a member's family. */
export type FamilyMember = Omit<Opened<Row, 'family_member'>, 'relation'> & {
  readonly relation: FamilyRelation;
};
/** A row as it is stored. */
export type Row = NonNullable<Awaited<ReturnType<Db['familyMember']['findUnique']>>>;
/** The row, opened. */
export const opened = (db: Db, row: Row): FamilyMember =>
  db.$vault.openRow('family_member', row.id, row) as FamilyMember;

/** Who writes, and when. */
export interface Keeping {
  readonly clock: Clock;
  readonly actorId: string;
}

/** One of a member's family, or null when they are unknown or were removed. */
export async function findFamilyMember(db: Db, id: string): Promise<FamilyMember | null> {
  const row = await db.familyMember.findFirst({ where: { id, removedAt: null } });
  return row && opened(db, row);
}

/** The same; throws `family-member-unknown`. */
export async function existing(db: Db, id: string): Promise<FamilyMember> {
  const person = await findFamilyMember(db, id);
  if (person) return person;
  throw new AppError('family-member-unknown', 'there is no such person', { expose: '没有找到这位家里人。' });
}

/** Whether their own consent holds today. */
export const hasConsented = async (db: Db, person: FamilyMember, clock: Clock): Promise<boolean> =>
  (await consentOf(db, person, clock)) !== null;

/** Their own consent that holds today, or null. */
export const consentOf = (db: Db, { id, memberId }: FamilyMember, clock: Clock) =>
  activeConsent(db, memberId, 'family', shanghaiDate(clock.now()), id);
