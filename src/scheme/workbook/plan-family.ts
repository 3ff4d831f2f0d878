/** 代办人: relatives who may write for a member. The sheet is optional. */
import { randomUUID } from 'node:crypto';
import { noFile, type Directory, type Identity } from './directory.ts';
import { Once, rowsOf, type Plan } from './plan.ts';
import { account, newPerson } from './plan-people.ts';
import { sheetNames, type FamilyRow } from './sheets.ts';
import type { PersonState } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** Works out what becomes of the family ties; a relative who is not known yet is registered with the member's branch. */
export async function planFamily(
  plan: Plan,
  directory: Directory,
  rows: readonly FamilyRow[],
): Promise<void> {
  const once = new Once();
  const { world } = plan;
  const ties = new Map(world.ties.all().map(tie => [`${tie.relativeId} ${tie.memberId}`, tie]));
  for await (const row of rowsOf(plan, rows)) {
    const sides = findSides(plan, directory, row);
    if (!sides) continue;
    const key = `${sides.relative.id} ${sides.member.id}`;
    const first = once.first(key, row.number);
    if (first !== undefined) {
      plan.problems.error(row.at('name'), {
        message: `这一对在第${first}行已经写过。`,
        advice: '请只保留一行。',
      });
      continue;
    }
    directory.put(sides.relative);
    const own = ties.get(key) ?? {
      id: randomUUID(),
      relativeId: sides.relative.id,
      memberId: sides.member.id,
      relation: '家属',
    };
    const { id } = world.ties.put({ ...own, relation: row.values.relation ?? own.relation });
    plan.outcomes.push({ sheet: sheetNames.family, row: row.number, drafts: world.ties, id });
  }
}

function findSides(
  plan: Plan,
  directory: Directory,
  row: FamilyRow,
): { relative: PersonState; member: PersonState } | undefined {
  const { world, problems } = plan;
  const { member: written, userId } = row.values;
  if (isBlank(written))
    return void problems.error(row.at('member'), {
      message: '没有填帮扶对象。',
      advice: '请填写代办人为哪一位帮扶对象办事。',
    });
  const member = directory.resolve(
    written,
    person => world.careFiles.get(person.id) !== undefined,
    row.at('member'),
  );
  if (!member) return undefined;
  if (!world.careFiles.get(member.id))
    return void problems.error(row.at('member'), noFile(directory, member.name));
  const unit = row.values.organisation ?? world.organisations.get(member.organisationId)?.name ?? null;
  const identified = directory.identify({ ...row.values, organisation: unit }, at(row));
  if (!identified) return undefined;
  const { known, name, organisation } = identified;
  if (known?.id === member.id)
    return void problems.error(row.at('name'), {
      message: `“${name}”不能做自己的代办人。`,
      advice: '请核对姓名和帮扶对象。',
    });
  if (known && known.name !== name)
    return void problems.error(row.at('name'), {
      message: `账号 ${userId ?? ''} 登记的是“${known.name}”，这里写的是“${name}”。`,
      advice: '请核对账号；要改名，请在“人员”表里改。',
    });
  const own = known ?? newPerson(name, organisation?.id ?? member.organisationId);
  return {
    member,
    relative: { ...own, ...(own.userId === null && !isBlank(userId) ? account(userId) : {}) },
  };
}

const at = (row: FamilyRow) => (field: keyof Identity) => row.at(field);
