/**
 * The cap on urgent messages (E-10): who has had enough of them today, what is put off to the next round, and how those to
 * one reader become one message. Why, and how many: src/scheme/message-budget.ts.
 */
import { shanghaiDate, shanghaiInstant } from '../../calendar/dates.ts';
import type { Db } from '../../database.ts';
import { urgentAtOnce } from '../message-budget.ts';
import type { Conditions, Notice, Unreached } from '../notices.ts';
import { gentleTime } from '../quiet-hours.ts';
import { sqlInstant } from './now.ts';
import type { Advance, Duty } from './steps.ts';

/** Those of these people who have had as many urgent messages as anybody gets at once, on the day a new one would leave. */
export async function satedAmong(tx: Db, personIds: readonly string[], now: Date): Promise<Set<string>> {
  const from = sqlInstant(shanghaiInstant(shanghaiDate(gentleTime('urgent', now))));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p JOIN outbound_message m ON m.recipient = p."userId"
    WHERE p.id = ANY(${[...new Set(personIds)]}::uuid[]) AND m."createdAt" >= ${from} - interval '12 hours'
      AND m."notBefore" >= ${from} AND m.purpose = 'urgent' AND m.state <> 'cancelled' AND m."dedupeKey" LIKE 'duty:%#0'
    GROUP BY p.id HAVING count(*) >= ${urgentAtOnce}`;
  return new Set(rows.map(({ id }) => id));
}

/** Puts the next step of these duties off until an instant; nothing else about them changes. */
export async function putOff(tx: Db, duties: readonly Pick<Duty, 'id'>[], until: Date): Promise<void> {
  if (duties.length === 0) return;
  await tx.obligation.updateMany({
    where: { id: { in: duties.map(({ id }) => id) } },
    data: { nextStepAt: until },
  });
}

/** What came of a step: the duty's move, the message that goes with it, or why there is none. */
export interface Outcome {
  readonly move: Advance;
  readonly notice?: Notice;
  readonly unreached?: Unreached;
}

/** Urgent messages to one reader at one moment are one message; what is an alarm stays alone. */
export function gatherUrgent(outcomes: readonly Outcome[]): Outcome[] {
  const groups = new Map<string, Notice[]>();
  for (const { notice } of outcomes)
    if (notice?.purpose === 'urgent')
      groups.set(notice.personId, [...(groups.get(notice.personId) ?? []), notice]);
  const keys = new Map<string, string>();
  for (const [first, ...others] of groups.values())
    for (const { dedupeKey } of others) keys.set(dedupeKey, first?.dedupeKey ?? dedupeKey);
  return outcomes.map(outcome => gatheredInto(outcome, groups, keys));
}

function gatheredInto(
  { notice, ...outcome }: Outcome,
  groups: ReadonlyMap<string, readonly Notice[]>,
  keys: ReadonlyMap<string, string>,
): Outcome {
  const steps = outcome.move.steps.map(step => {
    const outboundKey = keys.get(step.outboundKey ?? '') ?? step.outboundKey;
    return outboundKey === undefined ? step : { ...step, outboundKey };
  });
  const moved = { ...outcome, move: { ...outcome.move, steps } };
  if (!notice || keys.has(notice.dedupeKey)) return moved;
  const group = notice.purpose === 'urgent' ? (groups.get(notice.personId) ?? []) : [];
  return { ...moved, notice: group.length > 1 ? together(notice, group) : notice };
}

/** The texts one after another; it holds as long as each of them holds, and as long as the one that holds longest. */
function together(first: Notice, group: readonly Notice[]): Notice {
  const latest = Math.max(...group.map(({ notAfter }) => notAfter?.getTime() ?? 0));
  return {
    ...first,
    text: group.map(({ text }) => text).join('\n\n'),
    ...(latest > 0 ? { notAfter: new Date(latest) } : {}),
    conditions: {
      ...named('obligationIds', group, ['obligationIds']),
      ...named('memberIds', group, ['memberIds', 'memberId']),
      ...named('happeningId', group, ['happeningId']),
    },
  };
}

function named(as: string, group: readonly Notice[], keys: readonly string[]): Conditions {
  const values = group.flatMap(({ conditions }) => keys.flatMap(key => conditions[key] ?? []));
  return values.length === 0 ? {} : { [as]: [...new Set(values)] };
}
