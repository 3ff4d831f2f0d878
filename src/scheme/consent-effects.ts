/** What is erased when a consent ends (PIPL 15, 47; E-2). */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import type { ConsentScope } from './labels/privacy.ts';
import { sensitiveFields, type SensitiveField } from './sensitive-fields.ts';

/** A consent that ended, and whose. */
export interface Ended {
  readonly memberId: string;
  readonly scope: ConsentScope;
  /** Required with scope `family`. */
  readonly familyMemberId: string | null;
  /** 'YYYY-MM-DD'. */
  readonly today: string;
}

/** Erases what may no longer be kept; returns the names of the fields that held something. Publicity has nothing to erase: what is published from then on asks for the consent. */
export function eraseFor(db: Db, ended: Ended, clock: Clock): Promise<string[]> {
  const effects: Readonly<Record<ConsentScope, () => Promise<string[]>>> = {
    sensitive: () => eraseSensitive(db, ended.memberId, clock),
    publicity: () => Promise.resolve([]),
    'four-nearby': () => endNearby(db, ended),
    family: () => eraseRelative(db, ended, clock),
  };
  return effects[ended.scope]();
}

/** The sensitive fields of a member that hold something: what withdrawing would erase. */
export async function filledSensitive(db: Db, memberId: string): Promise<SensitiveField[]> {
  const file = await db.careFile.findUnique({ where: { memberId } });
  return sensitiveFields.filter(field => file !== null && file[field] !== null);
}

async function eraseSensitive(db: Db, memberId: string, clock: Clock): Promise<string[]> {
  const held = await filledSensitive(db, memberId);
  if (held.length === 0) return [];
  const empty = Object.fromEntries(sensitiveFields.map(field => [field, null]));
  const data = db.$vault.sealRow('care_file', memberId, empty);
  await db.careFile.update({ where: { memberId }, data: { ...data, updatedAt: clock.now() } });
  return held;
}

/** The arrangement ends, and whoever looked after them nearby is no longer named. */
async function endNearby(db: Db, { memberId, today }: Ended): Promise<string[]> {
  const { count } = await db.fourNearby.updateMany({
    where: { memberId, OR: [{ endsOn: null }, { endsOn: { gt: today } }] },
    data: { endsOn: today, contactName: null, contactPhone: null },
  });
  return count === 0 ? [] : ['contactName', 'contactPhone'];
}

const relativeFields = [
  'name',
  'birthYear',
  'health',
  'work',
  'monthlyIncomeFen',
  'insurance',
  'note',
] as const;

/** Nothing is left of the relative but that somebody stood there. */
async function eraseRelative(db: Db, { familyMemberId: id }: Ended, clock: Clock): Promise<string[]> {
  const row = id === null ? null : await db.familyMember.findUnique({ where: { id } });
  if (!row || row.removedAt) return [];
  const held = relativeFields.filter(field => row[field] !== null);
  const nothing = { name: '（已撤回同意）', health: null, note: null };
  const data = {
    ...db.$vault.sealRow('family_member', row.id, nothing),
    birthYear: null,
    work: null,
    monthlyIncomeFen: null,
    insurance: null,
    jobless: false,
    removedAt: clock.now(),
  };
  await db.familyMember.update({ where: { id: row.id }, data });
  return held;
}
