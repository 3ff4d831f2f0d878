/**
 * 代办人: relatives who may write for a member who cannot or does not. Staff bind them, nobody binds themselves (E-13); once
 * unbound they see nothing of the member any more.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { nameKeys } from './names.ts';
import { sqlInstant } from './obligations/now.ts';
import { findPerson, isMember, personFields, toPerson, type Member, type Person } from './people.ts';
import { freeAccount } from './accounts.ts';

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

/** Somebody who is to write for a member: known already, or new with their name and, if they have one, their account. */
export type NewRelative =
  | { readonly personId: string }
  | { readonly name: string; readonly userId: string | null; readonly phone: string | null };

/** A tie to be made. */
export interface NewTie {
  readonly memberId: string;
  /** As it is said: 女儿, 老伴 … */
  readonly relation: string;
  readonly relative: NewRelative;
  readonly actorId: string;
}

/** The relative who writes for the member from now on; `already` when nothing was new. */
export interface BoundRelative {
  readonly relative: Person;
  readonly already: boolean;
}

/**
 * Binds a relative to a member. The caller has checked that the actor is a clerk or secretary who may write for the member.
 * Refused to whoever would bind themselves (`own-binding`), the member to themself, and with an account that somebody else
 * uses (`account-taken`). The same tie twice changes nothing but the relation.
 */
export async function bindRelative(db: Db, clock: Clock, tie: NewTie): Promise<BoundRelative> {
  const { memberId, relation, actorId } = tie;
  const member = await findPerson(db, memberId);
  if (!member) throw nobodyThere();
  const relative = await relativeFor(db, clock, tie, member);
  if (relative.id === actorId || relative.id === memberId)
    throw new AppError('own-binding', 'nobody binds themselves', {
      expose: '代办人不能登记成自己，请另一位同志来登记。',
    });
  const before = await db.familyTie.findUnique({
    where: { relativeId_memberId: { relativeId: relative.id, memberId } },
  });
  if (before?.relation === relation) return { relative, already: true };
  const id = before?.id ?? randomUUID();
  const row = { id, relativeId: relative.id, memberId, relation, createdAt: clock.now() };
  await db.familyTie.upsert({ where: { id }, create: row, update: { relation } });
  await giveRole(db, relative);
  await logChange(db, clock, {
    actorId,
    action: 'bind',
    subject: 'family_tie',
    subjectId: id,
    ref: memberId,
    before: before && { relation: before.relation },
    after: { relativeId: relative.id, name: relative.name, relation },
  });
  return { relative, already: false };
}

const nobodyThere = (): AppError =>
  new AppError('person-unknown', 'there is no such person', { expose: '没有找到这位同志。' });

async function relativeFor(
  db: Db,
  clock: Clock,
  { relative, actorId }: NewTie,
  member: Person,
): Promise<Person> {
  if ('personId' in relative) {
    const known = await findPerson(db, relative.personId);
    if (known) return known;
    throw nobodyThere();
  }
  const { name, userId, phone } = relative;
  const account = userId === null ? {} : await freeAccount(db, userId);
  const id = randomUUID();
  const organisationId = member.organisation.id;
  const words = db.$vault.sealRow('person', id, { phone });
  const keys = { nameKeys: nameKeys(name), roles: ['family'] };
  await db.person.create({
    data: { id, name, organisationId, ...words, ...keys, ...account, createdAt: clock.now() },
  });
  const after = { name, userId, roles: ['family'] };
  await logChange(db, clock, { actorId, action: 'create', subject: 'person', subjectId: id, after });
  const made = await findPerson(db, id);
  if (!made) throw nobodyThere();
  return made;
}

async function giveRole(db: Db, { id, roles }: Person): Promise<void> {
  if (roles.includes('family')) return;
  await db.person.update({ where: { id }, data: { roles: { push: 'family' } } });
}

/** A tie to be ended. */
export interface EndedTie {
  readonly memberId: string;
  readonly relativeId: string;
  readonly actorId: string;
}

/**
 * Ends a tie: from this transaction on the relative sees nothing of the member, what they were writing is forgotten, and what
 * was waiting to be sent to them about the member is withdrawn. False when there was no such tie.
 */
export async function unbindRelative(db: Db, clock: Clock, ended: EndedTie): Promise<boolean> {
  const { memberId, relativeId, actorId } = ended;
  const tie = await db.familyTie.findUnique({ where: { relativeId_memberId: { relativeId, memberId } } });
  const relative = await findPerson(db, relativeId);
  if (!tie || !relative) return false;
  await logChange(db, clock, {
    actorId,
    action: 'unbind',
    subject: 'family_tie',
    subjectId: tie.id,
    ref: memberId,
    before: { relativeId, name: relative.name, relation: tie.relation },
  });
  await db.familyTie.delete({ where: { id: tie.id } });
  if ((await db.familyTie.count({ where: { relativeId } })) === 0)
    await db.person.update({
      where: { id: relativeId },
      data: { roles: relative.roles.filter(role => role !== 'family') },
    });
  await forgetWhatWasSaid(db, clock, relative, memberId);
  return true;
}

async function forgetWhatWasSaid(db: Db, clock: Clock, { userId }: Person, memberId: string): Promise<void> {
  if (userId === null) return;
  await db.chatSession.deleteMany({ where: { sender: userId.toLowerCase() } });
  await db.$executeRaw`
    UPDATE outbound_message m SET state = 'cancelled', reason = 'unbound', "closedAt" = ${sqlInstant(clock.now())}
    WHERE m.recipient = ${userId} AND m.state = 'pending'
      AND (m.conditions->>'memberId' = ${memberId} OR jsonb_exists(m.conditions->'memberIds', ${memberId}))`;
}
