/** Who may pair whom: the secretary and the clerk those of their organisation and below, an administrator anybody. */
import type { Db, Prisma } from '../../database.ts';
import { hasRole, type Person } from '../people.ts';

/** The members whose pairings and letters this person sees to, in every state: the `where` of a query over people. */
export function manageableMembers(viewer: Pick<Person, 'roles' | 'organisation'>): Prisma.PersonWhereInput {
  if (hasRole(viewer, 'administrator')) return { careFile: { isNot: null } };
  if (!hasRole(viewer, 'secretary', 'clerk')) return { id: { in: [] } };
  return { careFile: { isNot: null }, organisation: { path: { startsWith: viewer.organisation.path } } };
}

/** Whether this person sees to the pairings of this member. */
export const mayManage = async (
  db: Db,
  viewer: Pick<Person, 'roles' | 'organisation'>,
  memberId: string,
): Promise<boolean> =>
  (await db.person.count({ where: { AND: [{ id: memberId }, manageableMembers(viewer)] } })) > 0;
