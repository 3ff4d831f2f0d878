/**
 * Who may see and act for whom: one predicate for every list, search, count and export (so that nothing leaks through a
 * list that forgot it). A member's file is open to those who need it for the scheme, by organisation subtree and by role:
 *
 * - a helper sees the members of their pairings that hold today, and loses them the day after the last one;
 * - a stand-in (请假、外出) sees as a helper those of whoever is away, on the days of the leave and not one longer; whoever took
 *   over a duty that was handed back sees its member until it is done;
 * - secretary, leader, clerk, approver, cashier and supervisor see the members of their organisation and below;
 *   approver, cashier and supervisor (S1-3.4b) only read;
 * - an administrator keeps the machine running: sees who the people are, and nothing of a file;
 * - a member sees themself, a relative (代办人) the members they act for.
 *
 * A person with several roles sees what any of them sees.
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { entrustedTo } from './absences/entrusted.ts';
import { closedStates } from './care-file/states.ts';
import type { Role } from './labels.ts';
import type { LookKind } from './labels/privacy.ts';
import { topPathOf } from './organisations.ts';
import { currentOn } from './pairings.ts';
import { findByName, hasRole, isMember, personFields, searchPeople, toPerson } from './people.ts';
import type { Member, PeopleSearch, Person } from './people.ts';

export { closedStates };

/** Whoever looks: a person, for who they are and where they belong. */
export type Viewer = Pick<Person, 'id' | 'roles' | 'organisation'>;

type Scope = 'paired' | 'subtree' | 'self' | 'tied' | 'nobody';

interface Grant {
  readonly sees: Scope;
  readonly acts: boolean;
  /** What of the masked it may ask for in full (E-1): enough to go and ring, or all of it for those who fill in forms. */
  readonly looks: readonly LookKind[];
  /** Whether it may take data out of the product (E-16). */
  readonly exports?: true;
}

const toGoAndRing: readonly LookKind[] = ['phone', 'address', 'emergency-contact', 'health'];
const all: readonly LookKind[] = [...toGoAndRing, 'id-number', 'bank'];

/** What a role opens. A new role does not compile until it is decided here. */
const grants: Readonly<Record<Role, Grant>> = {
  helper: { sees: 'paired', acts: true, looks: toGoAndRing },
  secretary: { sees: 'subtree', acts: true, looks: all, exports: true },
  leader: { sees: 'subtree', acts: true, looks: [] },
  clerk: { sees: 'subtree', acts: true, looks: all, exports: true },
  approver: { sees: 'subtree', acts: false, looks: [] },
  cashier: { sees: 'subtree', acts: false, looks: [] },
  supervisor: { sees: 'subtree', acts: false, looks: [] },
  administrator: { sees: 'nobody', acts: false, looks: [] },
  // What is kept about oneself, or about whom one acts for, is told without asking what for: 我的信息.
  member: { sees: 'self', acts: true, looks: [] },
  family: { sees: 'tied', acts: true, looks: [] },
};

/** Those whose care file the viewer may see today, in every state: the `where` of a query over people. */
export const visibleMembers = (db: Db, viewer: Viewer, clock: Clock): Promise<Prisma.PersonWhereInput> =>
  membersThrough(db, () => true, viewer, clock);

/** Those for whom the viewer may write today: record a visit, report, ask for help. A part of those they see. */
export const actableMembers = (db: Db, viewer: Viewer, clock: Clock): Promise<Prisma.PersonWhereInput> =>
  membersThrough(db, ({ acts }) => acts, viewer, clock);

/** Those of whom the viewer may ask today for what is masked, of this kind: a part of those they see. */
export const revealableMembers = (
  db: Db,
  viewer: Viewer,
  kind: LookKind,
  clock: Clock,
): Promise<Prisma.PersonWhereInput> => membersThrough(db, ({ looks }) => looks.includes(kind), viewer, clock);

/** The kinds of masked particulars that the viewer's roles open at all, of whomever. */
export const lookableKinds = (viewer: Viewer): LookKind[] =>
  all.filter(kind => viewer.roles.some(role => grants[role].looks.includes(kind)));

/** Whether the viewer may see this member's masked particular in full. Showing it is `reveal` (reveals.ts), which logs it. */
export const mayReveal = (
  db: Db,
  viewer: Viewer,
  memberId: string,
  kind: LookKind,
  clock: Clock,
): Promise<boolean> => isAmong(db, revealableMembers(db, viewer, kind, clock), memberId);

/** Whether the viewer may take data out of the product (E-16): of those they see, as `exports` roles see their subtree. */
export const mayExport = (viewer: Viewer): boolean => viewer.roles.some(role => grants[role].exports);

async function membersThrough(
  db: Db,
  opens: (grant: Grant) => boolean,
  viewer: Viewer,
  clock: Clock,
): Promise<Prisma.PersonWhereInput> {
  const today = shanghaiDate(clock.now());
  const scopes = new Set(viewer.roles.filter(role => opens(grants[role])).map(role => grants[role].sees));
  const opened = [...scopes].map(scope => whereOf(scope, viewer, today));
  const entrusted =
    viewer.roles.includes('helper') && opens(grants.helper) ? await entrustedTo(db, viewer.id, today) : [];
  if (entrusted.length > 0) opened.push({ id: { in: entrusted } });
  // A single condition stands alone: the server begins with the few rows it names.
  return { fileState: { not: null }, OR: opened.length > 0 ? opened : [nobody] };
}

/** Said in so many words: Prisma takes an empty OR beside another condition for one that always holds. */
const nobody: Prisma.PersonWhereInput = { id: { in: [] } };

function whereOf(scope: Scope, viewer: Viewer, today: string): Prisma.PersonWhereInput {
  switch (scope) {
    case 'paired':
      return { helpedBy: { some: { helperId: viewer.id, ...currentOn(today) } } };
    case 'subtree':
      return { organisation: { path: { startsWith: viewer.organisation.path } } };
    case 'self':
      return { id: viewer.id };
    case 'tied':
      return { relatives: { some: { relativeId: viewer.id } } };
    case 'nobody':
      return nobody;
  }
}

/** What to look for among members. */
export interface MemberSearch {
  readonly clock: Clock;
  /** A name, part of one, "张老", or something that sounds alike; everybody when absent. */
  readonly text?: string;
  /** At most so many; 10 when absent. */
  readonly limit?: number;
  /** Also those who died or moved away. */
  readonly closed?: boolean;
}

/** The members whose file the viewer may see, best match first; the dead and the moved away only with `closed`. */
export async function findVisibleMembers(db: Db, viewer: Viewer, search: MemberSearch): Promise<Member[]> {
  const where = inStates(await visibleMembers(db, viewer, search.clock), search.closed);
  return (await findByName(db, where, search.text, search.limit ?? 10)).filter(isMember);
}

/** How many members `findVisibleMembers` would find without a limit and a text. */
export const countVisibleMembers = async (
  db: Db,
  viewer: Viewer,
  search: Pick<MemberSearch, 'clock' | 'closed'>,
): Promise<number> =>
  db.person.count({ where: inStates(await visibleMembers(db, viewer, search.clock), search.closed) });

function inStates(where: Prisma.PersonWhereInput, closed = false): Prisma.PersonWhereInput {
  return closed ? where : { AND: [where, { fileState: { notIn: [...closedStates] } }] };
}

/** Whether the viewer may see this member's file today. */
export const maySee = (db: Db, viewer: Viewer, memberId: string, clock: Clock): Promise<boolean> =>
  isAmong(db, visibleMembers(db, viewer, clock), memberId);

/** Whether the viewer may write for this member today. */
export const mayActFor = (db: Db, viewer: Viewer, memberId: string, clock: Clock): Promise<boolean> =>
  isAmong(db, actableMembers(db, viewer, clock), memberId);

async function isAmong(db: Db, where: Promise<Prisma.PersonWhereInput>, id: string): Promise<boolean> {
  return (await db.person.count({ where: { AND: [{ id }, await where] } })) > 0;
}

/** The member, if the viewer may see their file; otherwise a refusal that does not say whether such a member exists. */
export async function visibleMember(db: Db, viewer: Viewer, memberId: string, clock: Clock): Promise<Member> {
  const row = await db.person.findFirst({
    where: { AND: [{ id: memberId }, await visibleMembers(db, viewer, clock)] },
    select: personFields,
  });
  const person = row && toPerson(db, row);
  if (person && isMember(person)) return person;
  throw new AppError('not-visible', 'the viewer may not see this member', {
    expose: '没有找到这位同志，或者您暂时不能查看。',
  });
}

/** A member by name and branch alone: enough to say whom something happened to, nothing of the file. */
export interface NamedMember {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
}

/**
 * The members whom the viewer may name when reporting that something happened to them. Any cadre who hears that an old
 * comrade is in hospital must be able to say so (S1-3.3b, S3-3.5a, R2 "reported by anyone"), so for staff and helpers these
 * are the members of the whole bureau they belong to, besides those they see anyway; members and relatives name only those
 * they see. Name and branch are known among colleagues; nothing else is shown.
 */
export async function findNameableMembers(
  db: Db,
  viewer: Viewer,
  search: MemberSearch,
): Promise<NamedMember[]> {
  const where = inStates(await nameableMembers(db, viewer, search.clock), search.closed);
  const people = await findByName(db, where, search.text, search.limit ?? 10);
  return people.map(({ id, name, organisation }) => ({ id, name, organisation: organisation.name }));
}

/** The `where` of `findNameableMembers`, in every state. */
export async function nameableMembers(
  db: Db,
  viewer: Viewer,
  clock: Clock,
): Promise<Prisma.PersonWhereInput> {
  const seen = await visibleMembers(db, viewer, clock);
  return isStaff(viewer) ? { fileState: { not: null }, OR: [seen, sameBureau(viewer)] } : seen;
}

/** Whether the viewer may name this member when reporting. */
export const mayName = (db: Db, viewer: Viewer, memberId: string, clock: Clock): Promise<boolean> =>
  isAmong(db, nameableMembers(db, viewer, clock), memberId);

/**
 * The people (helpers, staff, members by name) whom the viewer may look up: for an administrator everybody, for staff and
 * helpers those of the whole bureau they belong to, for members and relatives only themselves.
 */
export function visiblePeople(viewer: Viewer): Prisma.PersonWhereInput {
  if (hasRole(viewer, 'administrator')) return {};
  return isStaff(viewer) ? { OR: [{ id: viewer.id }, sameBureau(viewer)] } : { id: viewer.id };
}

/** The people whom the viewer may look up and who fit, best first. */
export const findVisiblePeople = (db: Db, viewer: Viewer, search: PeopleSearch): Promise<Person[]> =>
  searchPeople(db, visiblePeople(viewer), search);

const isStaff = (viewer: Viewer): boolean =>
  viewer.roles.some(role => role !== 'member' && role !== 'family');

const sameBureau = (viewer: Viewer): Prisma.PersonWhereInput => ({
  organisation: { path: { startsWith: topPathOf(viewer.organisation.path) } },
});
