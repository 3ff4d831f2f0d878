/** What the pairings say together: one primary helper for each member, at most two members for each helper, no overlaps. */
import { closedStates } from '../care-file/states.ts';
import { maxMembersPerHelper } from '../pairings.ts';
import { paced } from './batches.ts';
import type { Plan } from './plan.ts';
import { sheetNames, type PairingRow } from './sheets.ts';
import type { PairingState } from './tables.ts';

/** A row and the pairing it stands for. */
export interface PlannedPairing {
  readonly row: PairingRow;
  readonly id: string;
}

/** Reports what contradicts itself among all pairings of the people mentioned; the rows concerned become bad. */
export async function checkPairings(plan: Plan, planned: readonly PlannedPairing[]): Promise<void> {
  const rows = new Map(planned.map(({ id, row }) => [id, row.number]));
  const pairings = plan.world.pairings.all();
  const ofMember = group(pairings, ({ memberId }) => memberId);
  const ofHelper = group(pairings, ({ helperId }) => helperId);
  for await (const each of paced(planned)) {
    const pairing = plan.world.pairings.get(each.id);
    if (!pairing) continue;
    const siblings = ofMember.get(pairing.memberId) ?? [];
    checkOverlap(plan, each, pairing, siblings, rows);
    checkPrimary(plan, each, pairing, siblings, rows);
    checkNoPrimary(plan, each, pairing, siblings, rows);
    checkState(plan, each, pairing);
    checkLoad(plan, each, pairing, ofHelper.get(pairing.helperId) ?? [], rows);
  }
}

type Rows = ReadonlyMap<string, number>;

function group(
  pairings: readonly PairingState[],
  keyOf: (pairing: PairingState) => string,
): Map<string, PairingState[]> {
  const groups = new Map<string, PairingState[]>();
  for (const pairing of pairings) {
    const known = groups.get(keyOf(pairing));
    if (known) known.push(pairing);
    else groups.set(keyOf(pairing), [pairing]);
  }
  return groups;
}

const overlap = (one: PairingState, other: PairingState): boolean =>
  one.startsOn <= (other.endsOn ?? '9999') && other.startsOn <= (one.endsOn ?? '9999');

/** Whether `other` was there first: in the database, or in a row further up that is good. */
const isEarlier = (
  { problems }: Plan,
  { row, id }: PlannedPairing,
  other: PairingState,
  rows: Rows,
): boolean => {
  const otherRow = rows.get(other.id);
  if (other.id === id) return false;
  return otherRow === undefined || (otherRow < row.number && !problems.isBad(sheetNames.pairings, otherRow));
};

function checkOverlap(
  plan: Plan,
  each: PlannedPairing,
  pairing: PairingState,
  siblings: readonly PairingState[],
  rows: Rows,
): void {
  const other = siblings.find(
    sibling =>
      sibling.helperId === pairing.helperId &&
      isEarlier(plan, each, sibling, rows) &&
      overlap(sibling, pairing),
  );
  if (!other) return;
  plan.problems.error(each.row.at('startsOn'), {
    message: `与这两位${other.startsOn}开始的结对${whereOf(other, rows)}时间重叠。`,
    advice: '请沿用原来的开始日期，或先给原来的结对填上结束日期。',
  });
}

function checkPrimary(
  plan: Plan,
  each: PlannedPairing,
  pairing: PairingState,
  siblings: readonly PairingState[],
  rows: Rows,
): void {
  if (!pairing.primary || isOver(plan, pairing)) return;
  const other = siblings.find(
    sibling =>
      sibling.primary &&
      !isOver(plan, sibling) &&
      isEarlier(plan, each, sibling, rows) &&
      overlap(sibling, pairing),
  );
  if (!other) return;
  const helper = nameOf(plan, other.helperId);
  plan.problems.error(each.row.at('primary'), {
    message: `“${nameOf(plan, pairing.memberId)}”已有主帮扶人“${helper}”${whereOf(other, rows)}。`,
    advice: '一位帮扶对象只有一位主帮扶人，请把其中一位改为“否”，或填写结束日期。',
  });
}

/** Said once, at the first of the member's rows. */
function checkNoPrimary(
  plan: Plan,
  each: PlannedPairing,
  pairing: PairingState,
  siblings: readonly PairingState[],
  rows: Rows,
): void {
  const going = siblings.filter(sibling => !isOver(plan, sibling));
  const first = Math.min(...going.map(({ id }) => rows.get(id) ?? Infinity));
  if (going.some(({ primary }) => primary) || isOver(plan, pairing) || first !== each.row.number) return;
  plan.problems.warning(each.row.at('primary'), {
    message: `“${nameOf(plan, pairing.memberId)}”还没有主帮扶人。`,
    advice: '请把其中一位的“主帮扶人”写成“是”。',
  });
}

const isOver = ({ today }: Plan, { endsOn }: PairingState): boolean => endsOn !== null && endsOn < today;

const whereOf = (pairing: PairingState, rows: Rows): string => {
  const row = rows.get(pairing.id);
  return row === undefined ? '' : `（第${row}行）`;
};

const nameOf = ({ world }: Plan, id: string): string =>
  world.people.get(id)?.name ?? world.partners.get(id)?.name ?? '';

const stateOf = ({ world }: Plan, id: string): string | null =>
  world.careFiles.get(id)?.state ?? world.partners.get(id)?.state ?? null;

const isClosed = (plan: Plan, id: string): boolean => closedStates.some(state => state === stateOf(plan, id));

function checkState(plan: Plan, each: PlannedPairing, pairing: PairingState): void {
  if (isOver(plan, pairing) || !isClosed(plan, pairing.memberId)) return;
  const what = stateOf(plan, pairing.memberId) === 'deceased' ? '去世' : '迁出';
  plan.problems.warning(each.row.at('member'), {
    message: `“${nameOf(plan, pairing.memberId)}”已登记${what}，这一对结对还没有结束日期。`,
    advice: '请填写结束日期。',
  });
}

/** A helper has one or two members (S1-3.2a); more is possible, but somebody should mean it. */
function checkLoad(
  plan: Plan,
  each: PlannedPairing,
  pairing: PairingState,
  own: readonly PairingState[],
  rows: Rows,
): void {
  if (isOver(plan, pairing) || isClosed(plan, pairing.memberId)) return;
  const others = own.filter(
    other => isEarlier(plan, each, other, rows) && !isOver(plan, other) && !isClosed(plan, other.memberId),
  );
  const before = new Set(others.map(({ memberId }) => memberId).filter(id => id !== pairing.memberId));
  if (before.size < maxMembersPerHelper) return;
  const names = [...before].map(id => nameOf(plan, id)).join('、');
  plan.problems.warning(each.row.at('helper'), {
    message: `“${nameOf(plan, pairing.helperId)}”已有${before.size}位帮扶对象（${names}），这是第${before.size + 1}位。`,
    advice: `制度要求每人帮扶1至${maxMembersPerHelper}位，请核对；确需如此的，由管理员说明理由。`,
  });
}
