/** Every evening: what the policy demands is there, once, in its window, for the right owner; and nothing else is. */
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import type { DutyRow, Evening, Played } from './journal.ts';
import type { Model } from './model.ts';
import { demandsOn, table, type Demand } from './policy.ts';
import { meetingOf, ownerOn } from './who.ts';

/** Something that is not as it must be: which law was broken, and where. */
export interface Finding {
  readonly law: Law;
  readonly what: string;
}
export type Law =
  | 'demanded and missing'
  | 'demanded once and there twice'
  | 'not demanded and there'
  | 'in another window'
  | 'for another owner'
  | 'met and still open'
  | 'closed and not met'
  | 'missed and not overdue'
  | 'of the dead and still open'
  | 'written about the dead'
  | 'written to the dead'
  | 'sent outside its window'
  | 'sent at night'
  | 'sent on the hour'
  | 'more than one gathered message'
  | 'more messages than the cap'
  | 'a rung left out'
  | 'a rung twice'
  | 'swallowed and not listed'
  | 'expired and on no list'
  | 'deleted'
  | 'never ended'
  | 'ended without a reason';

/** What became of a demand, as far as it was seen. */
export interface Fate {
  readonly demand: Demand;
  /** The first and the last evening on which it was demanded, the last one after its window if it was missed. */
  readonly from: IsoDate;
  until: IsoDate;
  /** The evenings on which it was neither met nor over, with whose it was. */
  readonly open: Map<IsoDate, string>;
  /** The row it was found to be. */
  rowId?: string;
}

/** Planned no further ahead than this; and a little more is looked for, so that nothing is thought to be too early. */
const ahead = 182;
const codes = new Set(Object.values(table).map(({ code }) => code));

const keyOf = ({ rule, subjectId, opensOn, dueOn, names = '' }: Demand): string =>
  `${rule.code}|${subjectId}|${names === '' ? `${opensOn}|${dueOn}` : `${names}|${rule.code === 'illness-monthly' || rule.code === 'pairing-unagreed' ? dueOn : ''}`}`;

export interface DutyCheck {
  evening(model: Model, evening: Evening): void;
  readonly fates: ReadonlyMap<string, Fate>;
}

/** Looks at the evenings one after another; `find` is told of whatever is wrong. */
export function createDutyCheck(played: Played, find: (law: Law, what: string) => void): DutyCheck {
  const fates = new Map<string, Fate>();
  let before: IsoDate = addDays(played.evenings[0]?.day ?? played.lastDay, -1);
  return {
    fates,
    evening(model, evening) {
      const rows = indexed(evening.rows);
      const matched = new Set<string>();
      const { day } = evening;
      for (const demand of since(model, before, day)) {
        const found = rowsOf(rows, demand);
        for (const { id } of found) matched.add(id);
        if (demand.opensOn <= day) lookAt(model, evening, demand, found, fateOf(fates, demand, day), find);
      }
      for (const row of evening.rows) {
        if (matched.has(row.id) || row.state !== 'open' || !codes.has(row.rule)) continue;
        const isDead = model.files.get(row.memberId ?? '')?.state === 'deceased';
        find(isDead ? 'of the dead and still open' : 'not demanded and there', told(model, row, day));
      }
      before = day;
    },
  };
}

/** What is demanded now, and what was over since the evening before. */
function since(model: Model, before: IsoDate, day: IsoDate): Demand[] {
  const over = demandsOn(model, addDays(before, 1), 0).filter(
    ({ dueOn, rule }) => dueOn < day && rule.standing !== true,
  );
  return [...demandsOn(model, day, ahead), ...over];
}

function fateOf(fates: Map<string, Fate>, demand: Demand, day: IsoDate): Fate {
  const key = keyOf(demand);
  const fate = fates.get(key) ?? { demand, from: day, until: day, open: new Map<IsoDate, string>() };
  fates.set(key, fate);
  fate.until = day;
  return fate;
}

const indexKey = (rule: string, subjectId: string): string => `${rule}|${subjectId}`;

function indexed(rows: readonly DutyRow[]): Map<string, DutyRow[]> {
  const index = new Map<string, DutyRow[]>();
  for (const row of rows) {
    const key = indexKey(row.rule, row.subjectId);
    index.set(key, [...(index.get(key) ?? []), row]);
  }
  return index;
}

/** The rows that are this demand: of its rule and subject, named after what it came from, or due when it is. */
const rowsOf = (rows: Map<string, DutyRow[]>, demand: Demand): DutyRow[] =>
  (rows.get(indexKey(demand.rule.code, demand.subjectId)) ?? []).filter(
    ({ state, occurrence, dueOn }) =>
      state !== 'cancelled' &&
      (demand.names === undefined ? dueOn === demand.dueOn : occurrence.includes(demand.names)) &&
      (demand.rule.code !== 'illness-monthly' || dueOn === demand.dueOn) &&
      (demand.rule.code !== 'pairing-unagreed' || dueOn === demand.dueOn),
  );

function lookAt(
  model: Model,
  { day }: Evening,
  demand: Demand,
  found: readonly DutyRow[],
  fate: Fate,
  find: (law: Law, what: string) => void,
): void {
  const [row, ...more] = found;
  const met = meetingOf(model, demand);
  const isOver = demand.dueOn < day;
  const about = `${describe(model, demand)} on ${day}`;
  const owner = ownerOn(model, demand, day);
  if (!row) {
    // What was over before anybody could plan it is not made up afterwards.
    if (owner !== undefined && !(isOver && fate.open.size === 0)) find('demanded and missing', about);
    return;
  }
  fate.rowId = row.id;
  if (more.length > 0) find('demanded once and there twice', about);
  if (row.opensOn !== demand.opensOn || row.dueOn !== demand.dueOn)
    find('in another window', `${about}: ${row.opensOn} … ${row.dueOn}`);
  if (row.state === 'done') {
    if (!met && demand.rule.ways) find('closed and not met', about);
    return;
  }
  if (met) return find('met and still open', about);
  fate.open.set(day, row.ownerId);
  if (isOver && row.state === 'open') find('missed and not overdue', about);
  if (row.state === 'open' && row.ownerId !== owner)
    find(
      'for another owner',
      `${about}: ${nameOf(model, row.ownerId)} and not ${nameOf(model, owner ?? '')}`,
    );
}

const nameOf = (model: Model, id: string): string => model.actors.get(id)?.name ?? id;

/** R1 festival of 张德厚, 2027-01-17 … 2027-02-05. */
export const describe = (model: Model, { rule, subjectId, opensOn, dueOn }: Demand): string =>
  `${rule.id} ${rule.code} of ${model.actors.get(subjectId)?.name ?? model.units.get(subjectId)?.name ?? subjectId}, ${opensOn} … ${dueOn}`;

const told = (
  model: Model,
  { rule, subjectId, occurrence, opensOn, dueOn, state }: DutyRow,
  day: IsoDate,
): string =>
  `${rule} ${occurrence} of ${nameOf(model, subjectId)}, ${opensOn} … ${dueOn}, ${state}, on ${day}`;
