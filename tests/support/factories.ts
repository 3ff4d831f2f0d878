/**
 * Builders of rows for tests. Each makes the parents it was not given, so a test names only what it is about:
 *
 *     const member = await createMember(db, { name: '张德厚', careFile: { birthDate: '1944-05-06' } });
 *     const { helper } = await createPairing(db, { member });
 *
 * They write rows as they are told and check no rule of the scheme: a test may need a forbidden state.
 */
import { randomUUID } from 'node:crypto';
import type { Db, Prisma } from '../../src/database.ts';
import { nameKeys } from '../../src/scheme/names.ts';
import type { InClear } from './sealed.ts';

type Row<Delegate extends (...input: never[]) => unknown> = NonNullable<Awaited<ReturnType<Delegate>>>;

export type OrganisationRow = Row<Db['organisation']['findUnique']>;
export type PersonRow = Row<Db['person']['findUnique']>;
export type CareFileRow = Row<Db['careFile']['findUnique']>;
export type MemberRow = PersonRow & { readonly careFile: CareFileRow };
export type PairingRow = Row<Db['pairing']['findUnique']>;

let made = 0;
const next = (): number => (made += 1);

/** Chinese digits by place, so that made-up names are real characters: 12 → 一二. */
const numeral = (value: number): string =>
  [...String(value)].map(digit => '零一二三四五六七八九'[Number(digit)]).join('');

export interface OrganisationOptions {
  readonly name?: string;
  /** cadre-bureau | committee | general-branch | branch | other */
  readonly kind?: string;
  readonly parent?: OrganisationRow;
  readonly organisationDepartment?: string;
}

/** An organisation; a root one unless `parent` is given. */
export async function createOrganisation(
  db: Db,
  options: OrganisationOptions = {},
): Promise<OrganisationRow> {
  const { name = `第${numeral(next())}党支部`, kind = 'branch', parent, organisationDepartment } = options;
  const id = randomUUID();
  const path = `${parent?.path ?? ''}${id}/`;
  return db.organisation.create({
    data: {
      id,
      name,
      kind,
      path,
      parentId: parent?.id ?? null,
      organisationDepartment: organisationDepartment ?? null,
    },
  });
}

/** The branch of everybody who was given none: the same one each time within a database. */
export async function defaultBranch(db: Db): Promise<OrganisationRow> {
  const name = '测试党支部';
  return (await db.organisation.findUnique({ where: { name } })) ?? createOrganisation(db, { name });
}

export interface PersonOptions {
  readonly name?: string;
  /** The platform's user id; made up when absent, none when null. */
  readonly userId?: string | null;
  readonly organisation?: OrganisationRow;
  /** helper | member | family | secretary | leader | clerk | approver | cashier | supervisor | administrator */
  readonly roles?: readonly string[];
  readonly phone?: string | null;
  readonly title?: string | null;
  readonly unreachableSince?: Date;
  readonly unreachableReason?: string;
}

/** A person without any role unless `roles` says so. */
export async function createPerson(db: Db, options: PersonOptions = {}): Promise<PersonRow> {
  const number = next();
  const { name = `甲${numeral(number)}`, userId = `person-${number}`, organisation, ...rest } = options;
  const { id: organisationId } = organisation ?? (await defaultBranch(db));
  const id = randomUUID();
  const phone = rest.phone === undefined ? `1000000${String(number).padStart(4, '0')}` : rest.phone;
  return db.person.create({
    data: {
      id,
      name,
      nameKeys: nameKeys(name),
      userId,
      userIdKey: userId?.toLowerCase() ?? null,
      organisationId,
      roles: [...(rest.roles ?? [])],
      ...db.$vault.sealRow('person', id, { phone }),
      title: rest.title ?? null,
      unreachableSince: rest.unreachableSince ?? null,
      unreachableReason: rest.unreachableReason ?? null,
    },
  });
}

/** A helper (帮扶人), paired with nobody. */
export const createHelper = (db: Db, options: PersonOptions = {}): Promise<PersonRow> =>
  createPerson(db, { roles: ['helper'], ...options });

export interface MemberOptions extends PersonOptions {
  readonly careFile?: Partial<Omit<InClear<Prisma.CareFileUncheckedCreateInput, 'care_file'>, 'memberId'>>;
}

/** A member (帮扶对象) with an enrolled care file; paired with nobody. */
export async function createMember(db: Db, options: MemberOptions = {}): Promise<MemberRow> {
  const { careFile, ...person } = options;
  const row = await createPerson(db, { roles: ['member'], ...person });
  const file = await db.careFile.create({
    data: {
      state: 'enrolled',
      birthDate: '1944-05-06',
      birthCalendar: 'solar',
      // As if it had been made just now, on whatever day a test plays: no regular contact, silence or review is due of a member
      // unless the test says since when there has been a file. In the order in which they were made.
      createdAt: new Date(Date.UTC(2100, 0, 1) + next() * 1000),
      ...db.$vault.sealRow('care_file', row.id, { ...careFile }),
      memberId: row.id,
    },
  });
  return { ...row, careFile: file };
}

export interface PairingOptions extends Partial<
  Omit<Prisma.PairingUncheckedCreateInput, 'helperId' | 'memberId'>
> {
  readonly helper?: PersonRow;
  readonly member?: PersonRow;
}

/** What was agreed (S2-4.4b), so that nobody is asked to agree it unless a test says that it is missing. */
const agreed = { project: '就医陪护', task: '每月探望', goal: '看病有人陪' };

/** A pairing (结对) that holds since 2026-01-01, primary and agreed, with its helper and member. */
export async function createPairing(db: Db, options: PairingOptions = {}) {
  const { helper: givenHelper, member: givenMember, ...rest } = options;
  const member = givenMember ?? (await createMember(db));
  const helper = givenHelper ?? (await createHelper(db));
  const pairing = await db.pairing.create({
    data: {
      ...agreed,
      startsOn: '2026-01-01',
      primary: true,
      ...rest,
      helperId: helper.id,
      memberId: member.id,
    },
  });
  return { pairing, helper, member };
}

/** A relative (代办人) who may write for `member`; both are made when absent. */
export async function createRelative(
  db: Db,
  options: PersonOptions & { readonly member?: PersonRow; readonly relation?: string } = {},
): Promise<{ relative: PersonRow; member: PersonRow }> {
  const { member: given, relation = '女儿', ...person } = options;
  const member = given ?? (await createMember(db));
  const relative = await createPerson(db, { roles: ['family'], ...person });
  await db.familyTie.create({ data: { relativeId: relative.id, memberId: member.id, relation } });
  return { relative, member };
}

/** A happening (情况) of a member: hospitalised on 2027-01-16 unless told otherwise. */
export async function createHappening(
  db: Db,
  options: Partial<InClear<Prisma.HappeningUncheckedCreateInput, 'happening'>> & {
    readonly member?: PersonRow;
    readonly reporter?: PersonRow;
  } = {},
) {
  const { member: givenMember, reporter: givenReporter, ...rest } = options;
  const member = givenMember ?? (await createMember(db));
  const reporter = givenReporter ?? (await createHelper(db));
  const defaults = {
    kind: 'hospitalised',
    happenedOn: '2027-01-16',
    reportedAt: new Date('2027-01-16T09:00:00+08:00'),
  };
  const id = rest.id ?? randomUUID();
  const given = db.$vault.sealRow('happening', id, rest);
  return db.happening.create({
    data: { ...defaults, ...given, id, memberId: member.id, reporterId: reporter.id },
  });
}

/** A visit (走访): at home on 2027-01-16, routine, unless told otherwise. */
export async function createVisit(
  db: Db,
  options: Partial<InClear<Prisma.VisitUncheckedCreateInput, 'visit'>> & {
    readonly member?: PersonRow;
    readonly visitor?: PersonRow;
  } = {},
) {
  const { member: givenMember, visitor: givenVisitor, ...rest } = options;
  const member = givenMember ?? (await createMember(db));
  const visitor = givenVisitor ?? (await createHelper(db));
  const defaults = {
    visitedOn: '2027-01-16',
    way: 'home',
    occasion: 'routine',
    helpKind: 'spirit',
    loggedAt: new Date('2027-01-16T18:00:00+08:00'),
  };
  const id = rest.id ?? randomUUID();
  const given = db.$vault.sealRow('visit', id, rest);
  return db.visit.create({ data: { ...defaults, ...given, id, memberId: member.id, visitorId: visitor.id } });
}

/** A request (求助申请) for daily life, open and owned by nobody unless told otherwise. */
export async function createRequest(
  db: Db,
  options: Partial<InClear<Prisma.RequestUncheckedCreateInput, 'request'>> & {
    readonly member?: PersonRow;
    readonly writer?: PersonRow;
    readonly owner?: PersonRow;
  } = {},
) {
  const { member: givenMember, writer, owner, ...rest } = options;
  const member = givenMember ?? (await createMember(db));
  const defaults = {
    kind: 'living',
    urgency: 'this-week',
    createdAt: new Date('2027-01-16T09:00:00+08:00'),
  };
  const people = { memberId: member.id, writerId: writer?.id ?? member.id, ownerId: owner?.id ?? null };
  const id = rest.id ?? randomUUID();
  const given = db.$vault.sealRow('request', id, { detail: '家里水管坏了', ...rest });
  return db.request.create({ data: { ...defaults, ...given, id, ...people } });
}
