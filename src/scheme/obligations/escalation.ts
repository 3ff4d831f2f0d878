/**
 * Up the ladder (S2-4.4a): what a helper has not recorded is told to the secretary, a report that is late to the leader; one
 * message a day to each. And what is past its last day becomes 逾期: nobody is prompted any more, it stands in lists.
 */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import type { Db } from '../../database.ts';
import { gatheredFrom } from '../message-budget.ts';
import { outOfReach, type Notice, type Unreached } from '../notices.ts';
import type { Person } from '../people.ts';
import { heldForAll } from '../rule-settings.ts';
import type { RuleSettings } from '../rules/held.ts';
import { ruleOf, rules } from '../rules/index.ts';
import type { Target } from '../rules/rule.ts';
import { mayGather } from './gathered.ts';
import { sqlInstant } from './now.ts';
import { ladderText } from './ladder-text.ts';
import { castOf, greeted, ladderOf } from './people.ts';
import { greetingAt } from './prompt-text.ts';
import {
  advance,
  concernsTheLiving,
  dutyColumns,
  endOfPrompts,
  isExpired,
  moveOn,
  nextStepIs,
  nextStepOf,
  scheduleFor,
  turnOf,
  type Advance,
  type Duty,
  type Turn,
} from './steps.ts';
import { withdrawMessages } from './withdraw.ts';

const dutiesPerRun = 20_000;

/** Marks up to `limit` open duties whose last day is over as 逾期; returns how many. Call until it returns fewer. */
export async function markOverdue(tx: Db, now: Date, limit = 1000): Promise<number> {
  const today = shanghaiDate(now);
  const duties = await tx.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o WHERE o.state = 'open' AND o."dueOn" < ${today}
    ORDER BY o."dueOn", o.id LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED`;
  if (duties.length === 0) return 0;
  const settings = await heldForAll(tx);
  await advance(
    tx,
    now,
    duties.map(duty => overdue(duty, today, settings)),
  );
  return duties.length;
}

/** The owner's steps that are left were missed, but for a standing duty; a step that may still be taken is next. */
function overdue(duty: Duty, today: IsoDate, settings: RuleSettings): Advance {
  const schedule = scheduleFor(duty, settings);
  const steps = schedule?.steps ?? [];
  const standing = ruleOf(duty.rule)?.standing === true;
  const found = steps.findIndex(
    (step, index) =>
      index >= duty.nextStep && (step.to !== 'owner' || standing) && !isExpired(step, duty, today),
  );
  const next = Math.max(found < 0 ? steps.length : found, duty.nextStep);
  const missed = steps.flatMap((_step, step) =>
    step >= duty.nextStep && step < next
      ? [{ obligationId: duty.id, step, personId: duty.ownerId, result: 'missed' as const }]
      : [],
  );
  return { duty, next: nextStepOf(schedule, next), state: 'overdue', steps: missed };
}

/** What is 逾期 for longer is not made good any more. */
const overdueAtMostDays = 60;
/** The rules whose duties no later visit makes good: a greeting of the festival. */
const onlyInTime = rules.flatMap(({ code, closedBy }) => (closedBy && !closedBy.late ? [code] : []));
const standing = rules.flatMap(rule => (rule.standing ? [rule.code] : []));

/**
 * Ends as missed up to `limit` 逾期 duties that cannot be made good: of rules where only a visit in time counts once everybody up
 * the ladder has been told, and all others after sixty days. What is to be done until it is done never ends so. Returns how
 * many; call until it returns fewer. A visit of the window that is recorded later makes one done all the same.
 */
export async function markMissed(tx: Db, now: Date, limit = 1000): Promise<number> {
  const before = addDays(shanghaiDate(now), -overdueAtMostDays);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH over AS (
      SELECT o.id FROM obligation o
      WHERE o.state = 'overdue' AND o.rule <> ALL(${standing}::text[])
        AND ((o.rule = ANY(${onlyInTime}::text[]) AND o."nextStepAt" IS NULL) OR o."dueOn" < ${before})
      ORDER BY o."dueOn", o.id LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE obligation o SET state = 'missed', "closeReason" = 'missed', "closedAt" = ${sqlInstant(now)},
      "nextStepAt" = NULL, "nextTarget" = NULL, "nextManner" = NULL
    FROM over WHERE o.id = over.id RETURNING o.id`;
  await withdrawMessages(
    tx,
    now,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

const isForLadder = nextStepIs(['secretary', 'leader'], ['digest']);

/** Somebody up the ladder and the duties they are to hear of; `reader` is absent where there is nobody. */
export interface LadderTurn {
  readonly reader?: Person;
  readonly obligationIds: readonly string[];
}

/** Whom to tell of what: the duties whose step up the ladder is due, by reader. */
export async function ladderDue(db: Db, now: Date): Promise<LadderTurn[]> {
  const duties = await db.$queryRaw<(Duty & { to: Target })[]>`
    SELECT ${dutyColumns}, o."nextTarget" AS "to" FROM obligation o
    WHERE o.state IN ('open', 'overdue') AND o."nextStepAt" <= ${sqlInstant(now)} AND ${isForLadder}
      AND ${concernsTheLiving}
    ORDER BY o."dueOn", o.id LIMIT ${dutiesPerRun}`;
  const to = (target: Target) => duties.filter(duty => duty.to === target);
  const readers = new Map([
    ...(await ladderOf(db, to('secretary'), 'secretary', shanghaiDate(now))),
    ...(await ladderOf(db, to('leader'), 'leader', shanghaiDate(now))),
  ]);
  const turns = new Map<string, { reader?: Person; obligationIds: string[] }>();
  for (const { id } of duties) {
    const reader = readers.get(id);
    const turn = turns.get(reader?.id ?? '') ?? { reader, obligationIds: [] };
    turn.obligationIds.push(id);
    turns.set(reader?.id ?? '', turn);
  }
  return [...turns.values()];
}

/** What came of a turn: the message to write, or why there is none. */
export interface Escalated {
  readonly notice?: Notice;
  readonly unreached?: Unreached;
}

/**
 * Takes the steps of one reader, inside the caller's transaction, where the message must be written too; `settings` for
 * those who ask for many, `keyOfMessage` where it becomes a part of another message.
 */
export async function takeLadder(
  tx: Db,
  now: Date,
  { reader, obligationIds }: LadderTurn,
  settings?: RuleSettings,
  keyOfMessage?: string,
): Promise<Escalated> {
  const day = shanghaiDate(now);
  if (reader && !(await mayGather(tx, reader.id, day))) return {};
  const held = settings ?? (await heldForAll(tx));
  const due = (await dutiesAgain(tx, now, obligationIds)).flatMap(duty => {
    const turn = turnOf(duty, now, held);
    return turn ? [{ duty, turn }] : [];
  });
  const timely = due.filter(({ duty, turn }) => !isExpired(turn.first, duty, day));
  const late = due.filter(each => !timely.includes(each));
  await move(tx, now, reader ? late : due, { personId: reader?.id, result: 'missed' });
  if (!reader || timely.length === 0) return {};
  const unreached = outOfReach(reader);
  if (unreached) {
    await move(tx, now, timely, { personId: reader.id, result: 'not-reachable' });
    return { unreached };
  }
  const dedupeKey = keyOfMessage ?? (await freshKey(tx, reader, day));
  await move(tx, now, timely, { personId: reader.id, result: 'told', outboundKey: dedupeKey });
  const duties = timely.map(({ duty }) => duty);
  const greeting = keyOfMessage === undefined ? [greetingTo(reader, now)] : [];
  const text = [...greeting, ladderText(duties, await castOf(tx, duties), now)].join('\n');
  return { notice: noticeTo(reader, text, duties, dedupeKey, now) };
}

const keyOf = (reader: Person, day: IsoDate): string => `escalate:${reader.id}:${day}`;

/** With a number when an earlier one of the day was withdrawn. */
async function freshKey(tx: Db, reader: Person, day: IsoDate): Promise<string> {
  const before = await tx.outboundMessage.count({
    where: {
      recipient: reader.userId ?? '',
      createdAt: { gte: shanghaiInstant(day) },
      dedupeKey: { startsWith: keyOf(reader, day), endsWith: '#0' },
    },
  });
  return before === 0 ? keyOf(reader, day) : `${keyOf(reader, day)}:${before + 1}`;
}

const dutiesAgain = (tx: Db, now: Date, ids: readonly string[]): Promise<Duty[]> => tx.$queryRaw<Duty[]>`
  SELECT ${dutyColumns} FROM obligation o
  WHERE o.id = ANY(${[...ids]}::uuid[]) AND o.state IN ('open', 'overdue') AND o."nextStepAt" <= ${sqlInstant(now)}
    AND ${isForLadder} AND ${concernsTheLiving}
  ORDER BY o."dueOn", o.rule, o.title, o.id FOR UPDATE OF o`;

const move = (
  tx: Db,
  now: Date,
  due: readonly { readonly duty: Duty; readonly turn: Turn }[],
  {
    personId,
    ...taken
  }: { personId?: string; result: 'told' | 'missed' | 'not-reachable'; outboundKey?: string },
): Promise<void> =>
  advance(
    tx,
    now,
    due.map(({ duty, turn }) => moveOn(duty, turn, { ...taken, personId: personId ?? duty.ownerId })),
  );

function noticeTo(
  reader: Person,
  text: string,
  duties: readonly Duty[],
  dedupeKey: string,
  now: Date,
): Notice {
  return {
    personId: reader.id,
    userId: reader.userId ?? '',
    text,
    purpose: 'notice',
    notBefore: gatheredFrom(reader.userId ?? '', now),
    notAfter: endOfPrompts(shanghaiDate(now)),
    conditions: {
      obligationIds: duties.map(({ id }) => id),
      memberIds: [...new Set(duties.flatMap(({ memberId }) => memberId ?? []))],
    },
    dedupeKey,
  };
}

const greetingTo = (reader: Pick<Person, 'name'>, now: Date): string =>
  `${greetingAt(now)}，${greeted(reader)}。`;
