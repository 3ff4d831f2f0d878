/** 关爱档案: one file for each member (S1-3.1), checked cell by cell and as a whole. */
import { account, newPerson, repeated } from './plan-people.ts';
import { settleBirth } from './birth.ts';
import { checkCareFile } from './check-care-file.ts';
import { checkSamePeople, type PlannedFile } from './check-same-people.ts';
import type { Directory, Identified } from './directory.ts';
import { Once, rowsOf, type Plan } from './plan.ts';
import { careFileFields, sheetNames, type CareFileRow } from './sheets.ts';
import { careFileTable, emptyRow, type CareFileStateRow, type PersonState } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** Works out what becomes of the care files. `listed` are the people whom the sheet 人员 describes: it decides about them. */
export async function planCareFiles(
  plan: Plan,
  directory: Directory,
  rows: readonly CareFileRow[],
  listed: ReadonlyMap<string, unknown>,
): Promise<void> {
  const people = new Once();
  const planned: PlannedFile[] = [];
  for await (const row of rowsOf(plan, rows)) {
    const personId = planCareFile(plan, people, directory, row, listed);
    if (personId === undefined) directory.markBad(row.values.name);
    else planned.push({ row, personId });
  }
  await checkSamePeople(plan, planned);
  for (const { row, personId } of planned) {
    if (problemsOf(plan, row)) takeBack(plan, directory, personId, listed);
    else
      plan.outcomes.push({
        sheet: sheetNames.careFiles,
        row: row.number,
        drafts: plan.world.careFiles,
        id: personId,
      });
  }
}

const problemsOf = ({ problems }: Plan, row: CareFileRow): boolean =>
  problems.isBad(sheetNames.careFiles, row.number);

/** The person whose file it is; undefined where the row is bad. */
function planCareFile(
  plan: Plan,
  people: Once,
  directory: Directory,
  row: CareFileRow,
  listed: ReadonlyMap<string, unknown>,
): string | undefined {
  const { world, problems } = plan;
  const identified = directory.identify(row.values, field => row.at(field));
  const person = identified && memberOf(plan, row, identified, listed);
  if (!person) return undefined;
  const first = people.first(person.id, row.number);
  if (first !== undefined) problems.error(row.at('name'), repeated(person.name, first));
  const own = world.careFiles.get(person.id) ?? emptyRow(careFileTable, { id: person.id });
  const file = mergeFile(plan, row, own);
  if (file) checkCareFile(plan, row, file, world.careFiles.stored(person.id));
  if (!file || problemsOf(plan, row)) return undefined;
  directory.put(person);
  world.careFiles.put(keepWhatIsFinal(plan, row, file));
  return person.id;
}

function takeBack(
  { world }: Plan,
  directory: Directory,
  personId: string,
  listed: ReadonlyMap<string, unknown>,
): void {
  directory.markBad(world.people.get(personId)?.name);
  world.careFiles.takeBack(personId);
  if (!listed.has(personId)) world.people.takeBack(personId);
}

/** The person of the file as they will be. A name that contradicts the account is refused: it may be somebody else's. */
function memberOf(
  plan: Plan,
  row: CareFileRow,
  identified: Identified,
  listed: ReadonlyMap<string, unknown>,
): PersonState | undefined {
  const { known, name, organisation } = identified;
  const { userId, phone } = row.values;
  if (known && known.name !== name) {
    const message = `账号 ${userId ?? ''} 登记的是“${known.name}”，这里写的是“${name}”。`;
    return void plan.problems.error(row.at('name'), {
      message,
      advice: '请核对账号；要改名，请在“人员”表里改。',
    });
  }
  if (known && organisation && organisation.id !== known.organisationId && listed.has(known.id)) {
    const stated = plan.world.organisations.get(known.organisationId)?.name ?? '';
    const message = `“${name}”在“人员”表里属于“${stated}”，这里写的是“${organisation.name}”。`;
    return void plan.problems.error(row.at('organisation'), { message, advice: '请把两张表改成一致。' });
  }
  const own = known ?? newPerson(name, organisation?.id ?? '');
  return {
    ...own,
    ...(own.userId === null && !isBlank(userId) ? account(userId) : {}),
    organisationId: organisation?.id ?? own.organisationId,
    // A number that changed reaches calls and requests; where 人员 lists the person too, that sheet decides.
    phone: listed.has(own.id) ? (own.phone ?? phone ?? null) : phone === undefined ? own.phone : phone,
  };
}

const { birth: _, birthCalendar: __, birthLeapMonth: ___, ...plain } = careFileFields;
/** Fields that are kept as they are written; the three of the birthday need a closer look. */
const plainFields = Object.keys(plain) as (keyof typeof plain)[];

function mergeFile(plan: Plan, row: CareFileRow, own: CareFileStateRow): CareFileStateRow | undefined {
  const written = plainFields.flatMap(field => {
    const value = row.values[field];
    return value === undefined ? [] : [[field, value ?? plain[field].empty] as const];
  });
  const birth = mergeBirth(plan, row, own);
  return birth && { ...own, ...(Object.fromEntries(written) as Partial<CareFileStateRow>), ...birth };
}

/** Date, calendar and leap month belong together: any of them written anew has all three looked at again. */
function mergeBirth({ problems }: Plan, row: CareFileRow, own: CareFileStateRow) {
  const { birth, birthCalendar, birthLeapMonth } = row.values;
  const kept = {
    birthDate: own.birthDate,
    birthCalendar: own.birthCalendar,
    birthLeapMonth: own.birthLeapMonth,
  };
  if (birth === null) return { birthDate: null, birthCalendar: null, birthLeapMonth: false };
  if (birth === undefined) return kept;
  const settled = settleBirth(birth, birthCalendar, birthLeapMonth);
  if ('complaint' in settled) return void problems.error(row.at('birth'), settled.complaint);
  if (settled.doubt) problems.warning(row.at('birth'), settled.doubt);
  if (birthLeapMonth === true && settled.birth.birthCalendar === 'solar')
    problems.warning(row.at('birthLeapMonth'), {
      message: '公历生日没有闰月，这一格没有采用。',
      advice: '如果是农历生日，请把历法改为“农历”。',
    });
  return settled.birth;
}

/** Death is never taken back by a file that was filled in earlier, nor a later review by an earlier one. */
function keepWhatIsFinal(
  { world, problems }: Plan,
  row: CareFileRow,
  file: CareFileStateRow,
): CareFileStateRow {
  const stored = world.careFiles.stored(file.id);
  if (!stored) return file;
  const revived = stored.state === 'deceased' && file.state !== 'deceased';
  const earlier = stored.lastReviewedOn !== null && (file.lastReviewedOn ?? '') < stored.lastReviewedOn;
  if (revived)
    problems.warning(row.at('state'), {
      message: '这位同志已登记去世，状态没有改回。',
      advice: '如果登记有误，请由经办在机器人里更正。',
    });
  if (earlier && row.values.lastReviewedOn !== undefined)
    problems.hint(row.at('lastReviewedOn'), {
      message: `系统里已有更晚的复核（${stored.lastReviewedOn}），没有改回。`,
    });
  return {
    ...file,
    ...(revived ? { state: stored.state } : {}),
    ...(earlier ? { lastReviewedOn: stored.lastReviewedOn } : {}),
  };
}
