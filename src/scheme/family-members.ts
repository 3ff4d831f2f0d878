/**
 * 家庭成员: who belongs to a member's family, with no more than the file needs (E-4). Name, relation and whether a child is out
 * of work may be kept as the member tells them; health, income and insurance only with that person's own consent (S3-3.4).
 */
import { randomUUID } from 'node:crypto';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { difference, logChange, type Snapshot } from './audit-trail.ts';
import { recordConsent, type NewConsent } from './consents.ts';
import {
  consentOf,
  existing,
  findFamilyMember,
  opened,
  type FamilyMember,
  type Keeping,
} from './family-member-rows.ts';
import { standingNeed, withNeed, type KeptFamilyMember } from './family-needs.ts';
import { familyRelations, type FamilyRelation } from './labels/family.ts';
import { labelOf } from './labels.ts';
import { settleRequest } from './request-duties.ts';
import { withdrawRequest } from './requests.ts';

export { findFamilyMember, hasConsented, type FamilyMember, type Keeping } from './family-member-rows.ts';
export { referForWork, type KeptFamilyMember, type Referral } from './family-needs.ts';

/** What may be said of them. */
export interface FamilyFacts {
  readonly name?: string;
  readonly relation?: FamilyRelation;
  readonly birthYear?: number | null;
  readonly work?: string | null;
  /** Out of work and looking for some (S3-1.4). */
  readonly jobless?: boolean;
  readonly note?: string | null;
  /** These three only with their own consent. */
  readonly health?: string | null;
  readonly monthlyIncomeFen?: number | null;
  readonly insurance?: string | null;
}

/** Without what was not spoken of. */
const said = (facts: FamilyFacts): Snapshot =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

const theirOwn = ['health', 'monthlyIncomeFen', 'insurance'] as const;

/** A member's family as it is now, in the order it was entered. */
export async function familyMembersOf(db: Db, memberId: string): Promise<FamilyMember[]> {
  const rows = await db.familyMember.findMany({
    where: { memberId, removedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(row => opened(db, row));
}

/** The spouse, as a survivor is named; null when none is known. */
export async function spouseOf(
  db: Db,
  memberId: string,
): Promise<{ readonly name: string; readonly relation: string; readonly phone: null } | null> {
  const spouse = (await familyMembersOf(db, memberId)).find(({ relation }) => relation === 'spouse');
  return spouse ? { name: spouse.name, relation: labelOf(familyRelations, 'spouse'), phone: null } : null;
}

/**
 * Keeps somebody of the family; whoever is known by name and relation is changed instead. A child out of work gives rise to
 * one request for work, however often it is saved (S1-3.4). Throws `family-consent-missing` for what needs their consent.
 */
export async function keepFamilyMember(
  db: Db,
  memberId: string,
  facts: FamilyFacts & { readonly name: string; readonly relation: FamilyRelation },
  { clock, actorId }: Keeping,
): Promise<KeptFamilyMember> {
  await lockFile(db, memberId);
  const known = (await familyMembersOf(db, memberId)).find(
    ({ name, relation }) => name === facts.name && relation === facts.relation,
  );
  if (known) return change(db, known, facts, { clock, actorId });
  refuseTheirOwn(facts);
  const id = randomUUID();
  const row = await db.familyMember.create({
    data: { ...db.$vault.sealRow('family_member', id, facts), id, memberId, createdAt: clock.now() },
  });
  await logChange(db, clock, {
    actorId,
    action: 'create',
    subject: 'family_member',
    subjectId: id,
    after: said(facts),
  });
  return withNeed(db, opened(db, row), facts.jobless === true, { clock, actorId });
}

/** Changes what is kept of somebody; the same as `keepFamilyMember` where they are known by id. */
export async function changeFamilyMember(
  db: Db,
  id: string,
  facts: FamilyFacts,
  keeping: Keeping,
): Promise<KeptFamilyMember> {
  const before = await existing(db, id);
  await lockFile(db, before.memberId);
  return change(db, await existing(db, id), facts, keeping);
}

async function change(
  db: Db,
  before: FamilyMember,
  { name, ...facts }: FamilyFacts,
  { clock, actorId }: Keeping,
): Promise<KeptFamilyMember> {
  const { id, memberId } = before;
  if (holdsTheirOwn(facts) && !(await consentOf(db, before, clock))) refuseTheirOwn(facts);
  const fields = difference({ ...before }, said({ name, ...facts }));
  if (!fields) return withNeed(db, before, false, { clock, actorId });
  const renamed = name === undefined ? {} : db.$vault.sealRow('family_member', id, { name });
  const data = { ...db.$vault.sealRow('family_member', id, facts), ...renamed };
  const after = opened(db, await db.familyMember.update({ where: { id }, data }));
  await logChange(db, clock, {
    actorId,
    action: 'update',
    subject: 'family_member',
    subjectId: id,
    ref: memberId,
    ...fields,
  });
  return withNeed(db, after, after.jobless && !before.jobless, { clock, actorId });
}

/** Takes somebody out of the file: what was personal is erased. Returns false when they were not there any more. */
export async function removeFamilyMember(db: Db, id: string, { clock, actorId }: Keeping): Promise<boolean> {
  const before = await findFamilyMember(db, id);
  if (!before) return false;
  const nothing = { name: '（已删除）', health: null, note: null };
  const empty = { birthYear: null, work: null, monthlyIncomeFen: null, insurance: null, jobless: false };
  await db.familyMember.update({
    where: { id },
    data: { ...db.$vault.sealRow('family_member', id, nothing), ...empty, removedAt: clock.now() },
  });
  const { relation } = before;
  await logChange(db, clock, {
    actorId,
    action: 'remove',
    subject: 'family_member',
    subjectId: id,
    before: { relation },
  });
  const need = await standingNeed(db, before);
  if (need?.state === 'open') {
    const withdrawn = await withdrawRequest(db, { requestId: need.id, actorId: need.writerId }, clock);
    await settleRequest(db, clock, withdrawn, need.writerId);
  }
  return true;
}

/** Their own consent, in the way it was given; what is kept of them then names it. */
export async function recordFamilyConsent(
  db: Db,
  id: string,
  given: Pick<NewConsent, 'way' | 'witnessId' | 'attachmentIds' | 'note'>,
  { clock, actorId }: Keeping,
): Promise<void> {
  const person = await existing(db, id);
  const { memberId } = person;
  const whose = {
    memberId,
    scope: 'family',
    familyMemberId: id,
    givenById: null,
    recordedById: actorId,
  } as const;
  const consent = await recordConsent(db, { ...whose, ...given }, clock);
  await db.familyMember.update({ where: { id }, data: { consentId: consent.id } });
}

const holdsTheirOwn = (facts: FamilyFacts): boolean =>
  theirOwn.some(field => facts[field] !== undefined && facts[field] !== null);

function refuseTheirOwn(facts: FamilyFacts): void {
  if (!holdsTheirOwn(facts)) return;
  throw new AppError('family-consent-missing', 'health, income and insurance need their own consent', {
    expose: '家里人的身体、收入和医保，要本人同意才能记。请先问过本人，记下同意再填。',
  });
}

const lockFile = (db: Db, memberId: string): Promise<unknown> =>
  db.$queryRaw`SELECT 1 FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;

/** What the file says of the family; empty when nobody is known. Of health and income only that they are known. */
export async function familyLines(db: Db, memberId: string): Promise<string[]> {
  return (await familyMembersOf(db, memberId)).map(person => `家里人：${familyText(person)}`);
}

/** 儿子张小军，45岁上下，没有工作. */
export function familyText({
  relation,
  name,
  birthYear,
  work,
  jobless,
  health,
  consentId,
}: FamilyMember): string {
  const parts = [
    `${labelOf(familyRelations, relation)}${name}`,
    birthYear === null ? '' : `${birthYear}年生`,
    jobless ? '没有工作' : (work ?? ''),
    health === null ? '' : '身体情况有记录',
    consentId === null ? '' : '本人已同意',
  ];
  return parts.filter(part => part !== '').join('，');
}
