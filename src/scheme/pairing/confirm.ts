/**
 * A relative helping a relative (E-11): the pairing waits until a second person, a secretary or leader other than whoever made
 * it, has looked at it and said so. Until then it gives nobody anything to see or to do.
 */
import { shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import { isWithin } from '../organisations.ts';
import { findMember, findPerson, hasRole, type Person } from '../people.ts';
import { dayBefore, takeEffect } from './create.ts';
import { isWaiting, waiting } from './holding.ts';
import { locked, lockPeople, type PairingEnd } from './locks.ts';
import { pairingFields, type Pairing } from './reads.ts';

/** A pairing that waits, with both sides. */
export interface Waiting {
  readonly pairing: Pairing & PairingEnd;
  readonly helper: Person;
  readonly member: Person;
}

/** The pairings that this person is to look at, the oldest first. */
export async function waitingFor(db: Db, viewer: Person): Promise<Waiting[]> {
  if (!hasRole(viewer, 'secretary', 'leader')) return [];
  const rows = await db.pairing.findMany({
    where: {
      ...waiting,
      endReason: null,
      helperId: { not: viewer.id },
      memberId: { not: viewer.id },
      OR: [{ createdById: null }, { createdById: { not: viewer.id } }],
      member: { organisation: { path: { startsWith: viewer.organisation.path } } },
    },
    select: { ...pairingFields, endReason: true, createdById: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const found: Waiting[] = [];
  for (const pairing of rows) {
    const helper = await findPerson(db, pairing.helperId);
    const member = await findPerson(db, pairing.memberId);
    if (helper && member) found.push({ pairing, helper, member });
  }
  return found;
}

/** What the second person says. */
export interface Word {
  readonly pairingId: string;
  readonly actorId: string;
  readonly agrees: boolean;
  /** In their own words. */
  readonly note?: string;
}

/**
 * The second person's word. With it the pairing holds from its first day on, or never does. Refused to whoever made it, to the
 * two of them, to anybody who is neither secretary nor leader above the member, and once somebody else has answered.
 */
export async function confirmPairing(db: Db, clock: Clock, word: Word): Promise<Pairing> {
  const { pairingId, actorId, agrees } = word;
  const { helperId, memberId } = await db.pairing.findUniqueOrThrow({ where: { id: pairingId } });
  await lockPeople(db, [helperId, memberId]);
  const pairing = await locked(db, pairingId);
  if (!isWaiting(pairing) || pairing.endReason !== null)
    throw new AppError('pairing-answered', 'somebody has answered', {
      expose: '这一对已经有人看过了，不用再回复。',
    });
  await refuseOthers(db, pairing, actorId);
  return agrees ? accept(db, clock, pairing, word) : decline(db, clock, pairing, word);
}

async function refuseOthers(db: Db, pairing: Pairing & PairingEnd, actorId: string): Promise<void> {
  const actor = await findPerson(db, actorId);
  const member = await findPerson(db, pairing.memberId);
  const involved = [pairing.createdById, pairing.helperId, pairing.memberId].includes(actorId);
  const above = actor && member && isWithin(member.organisation.path, actor.organisation.path);
  if (above && !involved && hasRole(actor, 'secretary', 'leader')) return;
  throw new AppError('not-second', 'only another secretary or leader may look at it', {
    expose: '亲属结对要由经手人以外的书记或领导看过才行，请转告他们回复“亲属结对”。',
  });
}

async function accept(db: Db, clock: Clock, pairing: Pairing, { actorId, note }: Word): Promise<Pairing> {
  const member = await findMember(db, pairing.memberId);
  if (member?.member.state === 'deceased' || member?.member.state === 'moved-away')
    throw new AppError('pairing-closed', 'the member died or moved away', {
      expose: '这位老同志已经去世或迁出，不再结对了。',
    });
  const after = { conflictSeenById: actorId, conflictNote: noted(pairing, note) };
  await write(db, clock, pairing, { action: 'confirm', actorId, after });
  const confirmed = { ...pairing, ...after };
  await takeEffect(db, clock, confirmed, actorId);
  return confirmed;
}

async function decline(db: Db, clock: Clock, pairing: Pairing, { actorId, note }: Word): Promise<Pairing> {
  const endsOn = dayBefore(pairing.startsOn);
  const after = {
    endReason: 'declined',
    endedById: actorId,
    endsOn,
    conflictNote: noted(pairing, note),
    primary: false,
  };
  await write(db, clock, pairing, { action: 'decline', actorId, after });
  return { ...pairing, ...after };
}

async function write(
  db: Db,
  clock: Clock,
  pairing: Pairing,
  {
    action,
    actorId,
    after,
  }: { action: string; actorId: string; after: Record<string, string | boolean | null> },
): Promise<void> {
  await db.pairing.update({ where: { id: pairing.id }, data: after });
  const before = {
    conflictNote: pairing.conflictNote,
    conflictSeenById: null,
    at: shanghaiDate(clock.now()),
  };
  const change = { actorId, action, subject: 'pairing', subjectId: pairing.id } as const;
  await logChange(db, clock, { ...change, before, after });
}

const noted = ({ conflictNote }: Pairing, note: string | undefined): string | null =>
  note === undefined || note.trim() === '' ? conflictNote : `${conflictNote ?? ''}（${note.trim()}）`;
