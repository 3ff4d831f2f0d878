/** 组织: the tree of bureaus, committees and branches, and who answers for a part of it. */
import type { Db } from '../database.ts';
import type { OrganisationKind, Role } from './labels.ts';
import { personFields, toPerson, type Person } from './people.ts';

/** An organisation as the product speaks of it; `path` holds the ids from the root, each followed by "/". */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parentId: string | null;
  /** The superior in the organisation department's line (S1-0.1), as written. */
  readonly organisationDepartment: string | null;
  readonly path: string;
}

const organisationFields = {
  id: true,
  name: true,
  kind: true,
  parentId: true,
  organisationDepartment: true,
  path: true,
} as const;

/** One organisation, or null. */
export async function findOrganisation(db: Db, id: string): Promise<Organisation | null> {
  const row = await db.organisation.findUnique({ where: { id }, select: organisationFields });
  return row as Organisation | null;
}

/** All organisations, or those at and below one; superiors come before their subordinates. */
export async function organisationTree(db: Db, below?: { readonly path: string }): Promise<Organisation[]> {
  const where = below ? { path: { startsWith: below.path } } : {};
  const rows = await db.organisation.findMany({
    where,
    select: organisationFields,
    orderBy: { name: 'asc' },
  });
  return (rows as Organisation[]).sort((one, other) => depthOf(one.path) - depthOf(other.path));
}

/** The ids from the root to the organisation itself. */
export const lineOf = (path: string): string[] => path.split('/').filter(id => id !== '');

/** The path of the unit at the top of the tree above `path`: its subtree is the whole bureau. */
export const topPathOf = (path: string): string => `${lineOf(path)[0] ?? ''}/`;

/** Whether `path` lies at or below `above`. */
export const isWithin = (path: string, above: string): boolean => path.startsWith(above);

const depthOf = (path: string): number => lineOf(path).length;

/** What else must be true of the staff looked for. */
export interface StaffOptions {
  /** Only people to whom a message can be sent: with a user id, and not known to be out of reach. */
  readonly reachable?: boolean;
}

/**
 * Those who hold `role` for an organisation: in the nearest one upwards that has anybody in it (S2-4.4a: branch, then
 * general branch, then bureau). Empty when nobody does up to the root. Reachable people come first.
 */
export async function staffFor(
  db: Db,
  organisationId: string,
  role: Role,
  { reachable = false }: StaffOptions = {},
): Promise<Person[]> {
  const own = await findOrganisation(db, organisationId);
  if (!own) return [];
  const rows = await db.person.findMany({
    where: {
      organisationId: { in: lineOf(own.path) },
      roles: { has: role },
      ...(reachable ? { userId: { not: null }, unreachableSince: null } : {}),
    },
    select: personFields,
    orderBy: { name: 'asc' },
  });
  const people = rows.map(row => toPerson(db, row));
  const nearest = Math.max(...people.map(person => depthOf(person.organisation.path)));
  return people
    .filter(person => depthOf(person.organisation.path) === nearest)
    .sort((one, other) => Number(other.reachable) - Number(one.reachable));
}

/** The secretary (书记) who answers for an organisation's members (S2-4.3e), or null. */
export const secretaryFor = (
  db: Db,
  organisationId: string,
  options?: StaffOptions,
): Promise<Person | null> => firstOf(staffFor(db, organisationId, 'secretary', options));

/** The clerk (经办) who keeps an organisation's files and reports, or null. */
export const clerkFor = (db: Db, organisationId: string, options?: StaffOptions): Promise<Person | null> =>
  firstOf(staffFor(db, organisationId, 'clerk', options));

/** The leader (领导) at the end of the ladder, or null. */
export const leaderFor = (db: Db, organisationId: string, options?: StaffOptions): Promise<Person | null> =>
  firstOf(staffFor(db, organisationId, 'leader', options));

const firstOf = async (people: Promise<Person[]>): Promise<Person | null> => (await people)[0] ?? null;
