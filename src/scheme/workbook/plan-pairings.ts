/** 结对: who helps whom, from when to when, and what was agreed. */
import { randomUUID } from 'node:crypto';
import { noFile, type Directory } from './directory.ts';
import { checkPairings, type PlannedPairing } from './check-pairings.ts';
import { Once, rowsOf, type Plan } from './plan.ts';
import { pairingFields, sheetNames, type PairingRow } from './sheets.ts';
import { emptyRow, pairingTable, type PairingState, type PersonState } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** Works out what becomes of the pairings; those that contradict others are taken back. Returns the rows with their pairings. */
export async function planPairings(
  plan: Plan,
  directory: Directory,
  rows: readonly PairingRow[],
): Promise<PlannedPairing[]> {
  const { world, problems, outcomes } = plan;
  const index = new PairIndex(world.pairings.all());
  const once = new Once();
  const planned: PlannedPairing[] = [];
  for await (const row of rowsOf(plan, rows)) {
    const pairing = planPairing(plan, directory, row, index, once);
    if (pairing) planned.push(pairing);
  }
  settlePrimaries(plan, planned);
  await checkPairings(plan, planned);
  const isBad = ({ row }: PlannedPairing): boolean => problems.isBad(sheetNames.pairings, row.number);
  for (const { id } of planned.filter(isBad)) world.pairings.takeBack(id);
  const good = planned.filter(each => !isBad(each));
  for (const { row, id } of good)
    outcomes.push({ sheet: sheetNames.pairings, row: row.number, drafts: world.pairings, id });
  return good;
}

/** Pairings by their two sides. */
class PairIndex {
  readonly #pairs = new Map<string, PairingState[]>();

  constructor(pairings: readonly PairingState[]) {
    for (const pairing of pairings) this.of(pairing.helperId, pairing.memberId).push(pairing);
  }

  of(helperId: string, memberId: string): PairingState[] {
    const key = `${helperId} ${memberId}`;
    const known = this.#pairs.get(key) ?? [];
    this.#pairs.set(key, known);
    return known;
  }
}

function planPairing(
  plan: Plan,
  directory: Directory,
  row: PairingRow,
  index: PairIndex,
  once: Once,
): PlannedPairing | undefined {
  const { world, problems } = plan;
  const sides = findSides(plan, directory, row);
  const stored = sides && index.of(sides.helper.id, sides.member.id);
  const startsOn = stored && startOf(plan, row, stored);
  if (!sides || !stored || startsOn === undefined) return undefined;
  const own =
    stored.find(pairing => pairing.startsOn === startsOn) ??
    newPairing(sides.helper.id, sides.member.id, startsOn);
  const first = once.first(own.id, row.number);
  if (first !== undefined)
    return void problems.error(row.at('helper'), {
      message: `这一对在第${first}行已经写过。`,
      advice: '请只保留一行。',
    });
  const pairing = merge(row, own);
  if (pairing.endsOn !== null && pairing.endsOn < pairing.startsOn)
    return void problems.error(row.at('endsOn'), {
      message: `结束日期${pairing.endsOn}早于开始日期${pairing.startsOn}。`,
      advice: '结束日期应不早于开始日期；还在结对的请留空。',
    });
  if (own.id !== stored.find(each => each.id === own.id)?.id) stored.push(own);
  return { row, id: world.pairings.put(pairing).id };
}

function findSides({ world, problems }: Plan, directory: Directory, row: PairingRow) {
  const helper = findOne(
    row,
    'helper',
    directory,
    person => person.roles.includes('helper') || !world.careFiles.get(person.id),
    problems,
  );
  const member = findOne(
    row,
    'member',
    directory,
    person => world.careFiles.get(person.id) !== undefined,
    problems,
  );
  if (!helper || !member) return undefined;
  if (helper.id === member.id)
    return void problems.error(row.at('member'), {
      message: `“${helper.name}”不能与自己结对。`,
      advice: '请核对帮扶人和帮扶对象。',
    });
  const file = world.careFiles.get(member.id);
  if (!file) return void problems.error(row.at('member'), noFile(directory, member.name));
  return { helper, member };
}

function findOne(
  row: PairingRow,
  field: 'helper' | 'member',
  directory: Directory,
  prefer: (person: PersonState) => boolean,
  problems: Plan['problems'],
): PersonState | undefined {
  const written = row.values[field];
  if (!isBlank(written)) return directory.resolve(written, prefer, row.at(field));
  const who = field === 'helper' ? '帮扶人' : '帮扶对象';
  return void problems.error(row.at(field), {
    message: `没有填${who}。`,
    advice: '请填写姓名或企业微信账号。',
  });
}

/** The first day: as written; where it is left blank, that of the one pairing of the two that is open. */
function startOf({ problems }: Plan, row: PairingRow, stored: readonly PairingState[]): string | undefined {
  const { startsOn } = row.values;
  if (!isBlank(startsOn)) return startsOn;
  const open = stored.filter(({ endsOn }) => endsOn === null);
  if (open.length === 1) return open[0]?.startsOn;
  return void problems.error(row.at('startsOn'), {
    message: '没有填开始日期。',
    advice: '请填写结对开始的日期，例如 2026-03-01。',
  });
}

const newPairing = (helperId: string, memberId: string, startsOn: string): PairingState =>
  emptyRow(pairingTable, { id: randomUUID(), helperId, memberId, startsOn });

const { primary: _, ...agreed } = pairingFields;
const agreedFields = Object.keys(agreed) as (keyof typeof agreed)[];

function merge({ values }: PairingRow, own: PairingState): PairingState {
  const written = agreedFields.flatMap(field =>
    values[field] === undefined ? [] : [[field, values[field]] as const],
  );
  const primary = isBlank(values.primary) ? {} : { primary: values.primary };
  return { ...own, ...(Object.fromEntries(written) as Partial<PairingState>), ...primary };
}

/** Where 主帮扶人 is left blank, a member's only helper is the primary one. */
function settlePrimaries({ world, today }: Plan, planned: readonly PlannedPairing[]): void {
  const perMember = new Map<string, number>();
  for (const { memberId, endsOn } of world.pairings.all())
    if (endsOn === null || endsOn >= today) perMember.set(memberId, (perMember.get(memberId) ?? 0) + 1);
  for (const { row, id } of planned) {
    const pairing = world.pairings.get(id);
    const isNew = world.pairings.stored(id) === undefined;
    if (pairing && isNew && isBlank(row.values.primary) && perMember.get(pairing.memberId) === 1)
      world.pairings.put({ ...pairing, primary: true });
  }
}
