/**
 * Looks at a year that was played. It knows the policy (policy.ts), the journal of what people did, the rows of the database and
 * what phones were shown; nothing of the planner, the prompter or the ladder.
 */
import { checkLadder } from './check-ladder.ts';
import { createDutyCheck, type Finding, type Law } from './check-duties.ts';
import { createMessageCheck } from './check-messages.ts';
import type { Played } from './journal.ts';
import { createModel, type Model } from './model.ts';
import { table } from './policy.ts';

export interface Checked {
  readonly findings: readonly Finding[];
  /** How many duties the policy demanded, and how many of them were missed. */
  readonly demanded: number;
  readonly missed: number;
  /** How many messages expired in the outages. */
  readonly expired: number;
  readonly most: { readonly helper: number; readonly staff: number };
}

/** Everything that is not as the policy has it. */
export function checkYear(played: Played): Checked {
  const findings: Finding[] = [];
  const find = (law: Law, what: string): void => void findings.push({ law, what });
  const atFirst = played.deeds[0]?.at ?? new Date(0);
  const model = createModel(played.units, played.actors);
  const duties = createDutyCheck(played, find);
  const messages = createMessageCheck(find);
  const timeline = [
    ...played.deeds.map(deed => ({ at: deed.at, order: 0, look: () => model.apply(deed) })),
    ...played.shown.map(shown => ({ at: shown.at, order: 1, look: () => messages.message(model, shown) })),
    ...played.evenings.map(evening => ({
      at: evening.at,
      order: 2,
      look: () => duties.evening(model, evening),
    })),
  ].sort((one, other) => one.at.getTime() - other.at.getTime() || one.order - other.order);
  for (const { look } of timeline) look();
  checkLadder(played, model, duties.fates.values(), find);
  checkEnds(played, find);
  const expired = checkExpired(played, model, find);
  if (atFirst.getTime() === 0) throw new Error('nothing happened');
  const fates = [...duties.fates.values()];
  const missed = fates.filter(({ demand, open }) => [...open.keys()].some(day => day > demand.dueOn)).length;
  return { findings, demanded: fates.length, missed, expired, most: messages.most() };
}

const spokenOf = ['alarm', 'urgent', 'notice', 'prompt'];

/** Who was to have a message that expired in an outage stands in 未送达名单 when it is over, until a later one reaches them; returns how many expired. */
function checkExpired(
  { written, shown, unreachedLists }: Played,
  model: Model,
  find: (law: Law, what: string) => void,
): number {
  const readers = new Map([...model.actors.values()].map(actor => [actor.userId, actor]));
  let count = 0;
  for (const { at, ids } of unreachedLists) {
    for (const { recipient, purpose, state, closedAt, key } of written) {
      if (state !== 'expired' || closedAt?.getTime() !== at.getTime() || !spokenOf.includes(purpose))
        continue;
      count += 1;
      const reader = readers.get(recipient);
      const reached = shown.some(each => each.to === recipient && each.at.getTime() === at.getTime());
      const isDead = (model.files.get(reader?.id ?? '')?.diedAt ?? at) < at;
      if (!reached && !isDead && !ids.includes(reader?.id ?? ''))
        find(
          'expired and on no list',
          `${purpose} ${key ?? ''} to ${reader?.name ?? recipient}, ${at.toISOString()}`,
        );
    }
  }
  return count;
}

const ends = ['done', 'overdue', 'missed', 'excused', 'cancelled'];
const standing = new Set(
  Object.values(table).flatMap(({ code, standing: stands }) => (stands === true ? [code] : [])),
);

/** Nothing planned is deleted: it ends as met, missed, excused or cancelled, with a reason. */
function checkEnds({ rows, deleted, lastDay }: Played, find: (law: Law, what: string) => void): void {
  for (const { table: from, rowId } of deleted) find('deleted', `${from} ${rowId}`);
  for (const { id, rule, occurrence, dueOn, state, closeReason, closedAt } of rows) {
    const what = `${rule} ${occurrence} (${id}), due ${dueOn}: ${state}`;
    if (dueOn < lastDay && !ends.includes(state) && !standing.has(rule)) find('never ended', what);
    const isFinal = ['done', 'missed', 'excused', 'cancelled'].includes(state);
    if (isFinal && (closeReason === null || closedAt === null)) find('ended without a reason', what);
  }
}
