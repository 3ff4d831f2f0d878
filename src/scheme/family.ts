/** 代办人: relatives who may write for a member who cannot or does not. */
import type { Db } from '../database.ts';
import { isMember, personFields, toPerson, type Member, type Person } from './people.ts';

/** A relative, and what they are to the member as the clerk wrote it (女儿, 老伴 …). */
export interface Relative {
  readonly person: Person;
  readonly relation: string;
}

/** The relatives who act for a member, by name. */
export async function relativesOf(db: Db, memberId: string): Promise<Relative[]> {
  const ties = await db.familyTie.findMany({
    where: { memberId },
    select: { relation: true, relative: { select: personFields } },
    orderBy: [{ relative: { name: 'asc' } }, { id: 'asc' }],
  });
  return ties.map(({ relation, relative }) => ({ relation, person: toPerson(db, relative) }));
}

/** A member somebody acts for, and what that somebody is to them. */
export interface ActedFor {
  readonly member: Member;
  readonly relation: string;
}

/** The members a relative acts for, by name. */
export async function actedForBy(db: Db, relativeId: string): Promise<ActedFor[]> {
  const ties = await db.familyTie.findMany({
    where: { relativeId },
    select: { relation: true, member: { select: personFields } },
    orderBy: [{ member: { name: 'asc' } }, { id: 'asc' }],
  });
  return ties.flatMap(({ relation, member: row }) => {
    const member = toPerson(db, row);
    return isMember(member) ? [{ member, relation }] : [];
  });
}
