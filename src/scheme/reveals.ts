/**
 * Looking at what is masked (E-1, C5.35): somebody who may see it says what for, and the look is kept in the same
 * transaction as the answer. Tries without a right are kept as well (E-13, row 78), in the chain of the viewer's own unit.
 */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { mayReveal, visibleMembers, type Viewer } from './access.ts';
import { logChange } from './audit-trail.ts';
import { findCareFile } from './care-files.ts';
import { relativesOf } from './family.ts';
import type { LookKind, LookPurpose } from './labels/privacy.ts';
import { calledAs } from './names.ts';
import { findPerson } from './people.ts';

/** Who wants to see what of whom, and what for. */
export interface Look {
  readonly memberId: string;
  readonly kind: LookKind;
  readonly purpose: LookPurpose;
  /** In words, with purpose `other`. */
  readonly note?: string;
}

/** The value in full, '' where the file holds none; or a refusal, which is kept too. */
export type Revealed = { readonly ok: true; readonly value: string } | { readonly ok: false };

/** Shows one particular of a member in full and keeps who looked, at what, and what for; refuses (and keeps that) without the right. */
export async function reveal(db: Db, viewer: Viewer, look: Look, clock: Clock): Promise<Revealed> {
  const { memberId, kind, purpose, note } = look;
  if (!(await mayReveal(db, viewer, memberId, kind, clock))) {
    await logDenied(db, clock, viewer, { memberId, what: kind });
    return { ok: false };
  }
  const value = await valueOf(db, memberId, kind);
  await logChange(db, clock, {
    actorId: viewer.id,
    action: 'reveal',
    subject: 'care_file',
    subjectId: memberId,
    after: { kind, filled: value !== '' },
    purpose: note === undefined ? purpose : `${purpose}：${note}`,
  });
  return { ok: true, value };
}

async function valueOf(db: Db, memberId: string, kind: LookKind): Promise<string> {
  const file = await findCareFile(db, memberId);
  if (!file) return '';
  switch (kind) {
    case 'phone':
      return file.phone ?? (await findPerson(db, memberId))?.phone ?? '';
    case 'address':
      return file.address ?? '';
    case 'emergency-contact':
      return joined(file.emergencyContact, ...(await relativesWithPhones(db, memberId)));
    case 'health':
      return joined(file.health, file.disease, file.disability);
    case 'id-number':
      return file.idNumber ?? '';
    case 'bank':
      return joined(file.bankAccount, file.bankName);
  }
}

const relativesWithPhones = async (db: Db, memberId: string): Promise<string[]> =>
  (await relativesOf(db, memberId)).flatMap(({ person, relation }) =>
    person.phone === null ? [] : [`${relation}${person.name} ${person.phone}`],
  );

const joined = (...parts: readonly (string | null)[]): string =>
  parts.filter(part => part !== null && part.trim() !== '').join('，');

/** What somebody tried to see without a right. */
export interface Denied {
  /** The member concerned, where there is one. */
  readonly memberId: string;
  /** A kind of particular, or `file` for a name that was asked for. */
  readonly what: LookKind | 'file' | 'export' | 'request';
}

/** Keeps a try without a right, in the chain of the viewer's own organisation: who, when, about whom. */
export const logDenied = (db: Db, clock: Clock, viewer: Viewer, { memberId, what }: Denied): Promise<void> =>
  logChange(db, clock, {
    actorId: viewer.id,
    action: 'deny',
    subject: 'person',
    subjectId: viewer.id,
    ref: memberId,
    after: { what },
    organisationId: viewer.organisation.id,
  });

const keptAtMost = 3;

/**
 * Keeps that a name was asked for of members whom the writer may not see. Call it where somebody is told that nobody of
 * that name was found: the sentence is the same whether there is such a person or not, and the trail knows. A surname
 * alone fits half the county and counts for nothing. Resolves to how many there were; nobody is to hear that number.
 */
export async function noteUnseen(db: Db, viewer: Viewer, text: string, clock: Clock): Promise<number> {
  const { surname, name } = calledAs(text);
  if (surname !== undefined || [...name].length < 2) return 0;
  const where = { name, careFile: { isNot: null }, NOT: await visibleMembers(db, viewer, clock) };
  const meant = await db.person.findMany({
    where,
    select: { id: true },
    orderBy: { id: 'asc' },
    take: keptAtMost,
  });
  for (const { id } of meant) await logDenied(db, clock, viewer, { memberId: id, what: 'file' });
  return meant.length;
}
