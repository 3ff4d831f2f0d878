/** 人员: who there is, where they belong and what they do. */
import { randomUUID } from 'node:crypto';
import type { Role } from '../labels.ts';
import type { Directory, Identified } from './directory.ts';
import { Once, rowsOf, type Plan } from './plan.ts';
import { sheetNames, type PersonRow } from './sheets.ts';
import { emptyRow, personTable, type PersonState } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** Works out what becomes of the people; returns the good rows by the person they are about. */
export async function planPeople(
  plan: Plan,
  directory: Directory,
  rows: readonly PersonRow[],
): Promise<Map<string, PersonRow>> {
  const once = new Once();
  const listed = new Map<string, PersonRow>();
  for await (const row of rowsOf(plan, rows)) {
    const person = planPerson(plan, directory, row, once);
    if (person === undefined) directory.markBad(row.values.name);
    else listed.set(person.id, row);
  }
  return listed;
}

function planPerson(plan: Plan, directory: Directory, row: PersonRow, once: Once): PersonState | undefined {
  const identified = directory.identify(row.values, field => row.at(field));
  if (!identified) return undefined;
  const person = merge(plan, row, identified);
  const first = once.first(person.id, row.number);
  if (first !== undefined) return void plan.problems.error(row.at('name'), repeated(person.name, first));
  warnOfDuties(plan, row);
  plan.outcomes.push({
    sheet: sheetNames.people,
    row: row.number,
    drafts: plan.world.people,
    id: person.id,
  });
  return directory.put(person);
}

/** What to say when a second row turns out to be about the same person. */
export const repeated = (name: string, first: number) => ({
  message: `“${name}”在第${first}行已经写过。`,
  advice: '请只保留一行；如果是另一位同名同志，请填写企业微信账号加以区分。',
});

function merge(plan: Plan, row: PersonRow, { known, name, organisation }: Identified): PersonState {
  const { userId, roles, phone, title } = row.values;
  if (known && known.name !== name) warnOfRenaming(plan, row, known, name);
  const own = known ?? newPerson(name, organisation?.id ?? '');
  return {
    ...own,
    ...(own.userId === null && !isBlank(userId) ? account(userId) : {}),
    name,
    organisationId: organisation?.id ?? own.organisationId,
    roles: roles === undefined ? own.roles : (roles ?? []),
    phone: phone === undefined ? own.phone : phone,
    title: title === undefined ? own.title : title,
  };
}

/** A person of whom nothing is known but the name and where they belong. */
export const newPerson = (name: string, organisationId: string): PersonState =>
  emptyRow(personTable, { id: randomUUID(), name, organisationId });

/** An account as it is kept: as it was written, and in lower case for comparing. */
export const account = (userId: string) => ({ userId, userIdKey: userId.toLowerCase() });

function warnOfRenaming({ problems }: Plan, row: PersonRow, known: PersonState, name: string): void {
  const message = `账号 ${known.userId ?? ''} 原来登记的是“${known.name}”，将改名为“${name}”。`;
  problems.warning(row.at('name'), { message, advice: '如果不是改名，请核对账号。' });
}

const duties: readonly Role[] = ['clerk', 'approver', 'cashier'];

/** Clerk, approver and cashier are to be different people (S1-3.4b). */
function warnOfDuties({ problems }: Plan, row: PersonRow): void {
  const held = duties.filter(duty => row.values.roles?.includes(duty));
  if (held.length > 1)
    problems.warning(row.at('roles'), {
      message: '一个人同时担任了经办、审批、出纳中的两项。',
      advice: '同一笔帮扶资金的经办、审批、出纳应由不同的人担任。',
    });
}
