/** Two files that seem to be about one person: the same ID number (refused), or the same name and birthday (asked about). */
import { paced } from './batches.ts';
import { isBlank } from './read-rows.ts';
import type { Plan } from './plan.ts';
import { sheetNames, type CareFileRow } from './sheets.ts';

/** A row and the person whose file it is. */
export interface PlannedFile {
  readonly row: CareFileRow;
  readonly personId: string;
}

/** Somebody else with the same number or birthday: in another row, or only in the database. */
interface Other {
  readonly id: string;
  readonly where: string;
}

/** Reports them among the rows, and between a row and whoever is registered already. */
export async function checkSamePeople(plan: Plan, planned: readonly PlannedFile[]): Promise<void> {
  const rows = new Map(planned.map(({ personId, row }) => [personId, row.number]));
  const numbers = byIdNumber(plan, rows);
  const birthdays = byBirthday(plan, planned, rows);
  for await (const each of paced(planned)) {
    const file = plan.world.careFiles.get(each.personId);
    if (!file) continue;
    reportNumber(plan, each, othersOf(numbers.get(file.idNumber ?? ''), each.personId));
    reportBirthday(
      plan,
      each,
      othersOf(birthdays.get(birthdayKey(plan, each.personId) ?? ''), each.personId),
    );
  }
}

const othersOf = (bearers: readonly Other[] | undefined, id: string): Other[] =>
  (bearers ?? []).filter(other => other.id !== id);

type Rows = ReadonlyMap<string, number>;

function add(groups: Map<string, Other[]>, key: string, other: Other): void {
  const known = groups.get(key);
  if (known) known.push(other);
  else groups.set(key, [other]);
}

/** Everybody who will have a number: whoever has a row, whoever bears a name of the file, and whoever else has the number. */
function byIdNumber({ world }: Plan, rows: Rows): Map<string, Other[]> {
  const groups = new Map<string, Other[]>();
  for (const { id, idNumber } of world.careFiles.all()) {
    const person = world.people.get(id);
    if (isBlank(idNumber) || !person) continue;
    const row = rows.get(id);
    const organisation = world.organisations.get(person.organisationId)?.name ?? '';
    const where =
      row === undefined ? registered({ name: person.name, organisation }) : `第${row}行的“${person.name}”`;
    add(groups, idNumber, { id, where });
  }
  for (const holder of world.holders)
    add(groups, holder.idNumber, { id: holder.id, where: registered(holder) });
  return groups;
}

const registered = ({
  name,
  organisation,
}: {
  readonly name: string;
  readonly organisation: string;
}): string => `已登记的“${organisation}”的“${name}”`;

function reportNumber(
  { world, problems }: Plan,
  { row, personId }: PlannedFile,
  others: readonly Other[],
): void {
  if (others.length === 0) return;
  const message = `身份证号与${others.map(({ where }) => where).join('、')}相同。`;
  const stored = world.careFiles.stored(personId);
  // What is in the database already is not refused now: the file that was exported must import again.
  if (stored && stored.idNumber === world.careFiles.get(personId)?.idNumber)
    problems.warning(row.at('idNumber'), { message, advice: '一个号码只能是一个人的，请核对是哪一位的。' });
  else
    problems.error(row.at('idNumber'), {
      message,
      advice: '一个号码只能是一个人的：写错的请改正；是同一个人的，请只保留一行。',
    });
}

function birthdayKey({ world }: Plan, personId: string): string | undefined {
  const person = world.people.get(personId);
  const file = world.careFiles.get(personId);
  return person && file && file.birthDate !== null
    ? `${person.name} ${file.birthDate} ${file.birthCalendar ?? ''}`
    : undefined;
}

function byBirthday(plan: Plan, planned: readonly PlannedFile[], rows: Rows): Map<string, Other[]> {
  const groups = new Map<string, Other[]>();
  const { world } = plan;
  const everybody = new Set([
    ...planned.map(({ personId }) => personId),
    ...world.careFiles.all().map(({ id }) => id),
  ]);
  for (const id of everybody) {
    const key = birthdayKey(plan, id);
    if (key !== undefined) add(groups, key, { id, where: whereIs(plan, id, rows) });
  }
  return groups;
}

function whereIs({ world }: Plan, id: string, rows: Rows): string {
  const row = rows.get(id);
  if (row !== undefined) return `第${row}行`;
  const organisationId = world.people.get(id)?.organisationId ?? '';
  return `已登记的“${world.organisations.get(organisationId)?.name ?? ''}”的那一位`;
}

function reportBirthday(
  { world, problems }: Plan,
  { row, personId }: PlannedFile,
  others: readonly Other[],
): void {
  if (others.length === 0 || world.careFiles.stored(personId)) return;
  if (problems.isBad(sheetNames.careFiles, row.number)) return;
  problems.warning(row.at('name'), {
    message: `与${others.map(({ where }) => where).join('、')}姓名、出生日期都相同，可能是同一个人。`,
    advice: '如果是同一个人，请只留一份档案（可填写同一个企业微信账号和现在的所属组织）。',
  });
}
