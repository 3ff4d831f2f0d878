/** Roles that follow from the facts: whoever has a file is a member, whoever is paired a helper, whoever is tied family. */
import { codesOf, roles, type Role } from '../labels.ts';
import type { Plan } from './plan.ts';
import type { PersonRow } from './sheets.ts';

/** Adds the roles that follow from the facts to those that were written, in the order of the table. */
export function settleRoles(plan: Plan): void {
  const { people } = plan.world;
  const implied = impliedRoles(plan);
  for (const person of people.all()) {
    const wanted = new Set<Role>([...person.roles, ...(implied.get(person.id) ?? [])]);
    const settled = codesOf(roles).filter(role => wanted.has(role));
    if (settled.join() !== person.roles.join()) people.put({ ...person, roles: settled });
  }
}

function impliedRoles({ world, today }: Plan): Map<string, Set<Role>> {
  const implied = new Map<string, Set<Role>>();
  const imply = (id: string, role: Role): void =>
    void implied.set(id, (implied.get(id) ?? new Set()).add(role));
  for (const { id } of world.careFiles.all()) imply(id, 'member');
  for (const { relativeId } of world.ties.all()) imply(relativeId, 'family');
  for (const { helperId, endsOn } of world.pairings.all())
    if (endsOn === null || endsOn >= today) imply(helperId, 'helper');
  return implied;
}

/** Tells of people who can do nothing yet, because no role was written and none follows. */
export function reportRoleless({ world, problems }: Plan, listed: ReadonlyMap<string, PersonRow>): void {
  for (const [id, row] of listed) {
    const person = world.people.get(id);
    if (person?.roles.length !== 0) continue;
    const message = `“${person.name}”没有角色，还不能使用机器人。`;
    problems.warning(row.at('roles'), { message, advice: '请填写角色，例如“帮扶人”。' });
  }
}
