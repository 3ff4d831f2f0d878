/**
 * Steps that are a message of their own: what must be known at once (住院, 亡故, 受灾 …) and what goes up the ladder when an
 * urgent window closes. They are taken in the transaction that reports a happening, or by the jobs when their time comes.
 */
import { addDays, shanghaiDate, shanghaiInstant } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import type { HappeningKind } from '../labels.ts';
import { outOfReach, type Conditions, type Notice, type Told, type Unreached } from '../notices.ts';
import { addressOf, type Person } from '../people.ts';
import { gentleTime } from '../quiet-hours.ts';
import { heldForAll } from '../rule-settings.ts';
import { happeningIdOf } from '../rules/happening.ts';
import type { RuleSettings } from '../rules/held.ts';
import { rulesOfTheDead } from '../rules/index.ts';
import type { Call, Step, Target } from '../rules/rule.ts';
import { sqlInstant } from './now.ts';
import { isAway, isOffered } from './owners.ts';
import { castOf, ladderOf, ownerWords, whoIs } from './people.ts';
import {
  advance,
  concernsTheLiving,
  dutyColumns,
  isExpired,
  moveOn,
  nextStepIs,
  turnOf,
  type Advance,
  type Duty,
  type Turn,
} from './steps.ts';

/** Which duties are looked at. */
export interface Calling {
  readonly now: Date;
  /** To whom; to everybody when absent. */
  readonly targets?: readonly Target[];
  /** Only these duties; those that are due, up to `limit`, when absent. */
  readonly obligationIds?: readonly string[];
  /** Who reported it and so knows it already. */
  readonly reporterId?: string;
  readonly limit?: number;
}

/** The notices to write, those nobody can be told, and how many duties moved on. */
export interface Called extends Told {
  readonly moved: number;
}

/** Takes the steps of this kind that are due, inside the caller's transaction: its notices must be written there too. */
export async function takeCalls(tx: Db, calling: Calling): Promise<Called> {
  const duties = await dutiesToCall(tx, calling);
  if (duties.length === 0) return { notices: [], unreached: [], moved: 0 };
  const facts = await factsOf(tx, calling.now, duties);
  const outcomes = duties.flatMap(duty => callsOf(duty, calling, facts));
  for (const round of roundsOf(outcomes)) await advance(tx, calling.now, round);
  return {
    notices: outcomes.flatMap(({ notice }) => notice ?? []),
    unreached: outcomes.flatMap(({ unreached }) => unreached ?? []),
    moved: duties.length,
  };
}

const everybody: readonly Target[] = ['owner', 'secretary', 'leader'];

async function dutiesToCall(
  tx: Db,
  { now, targets = everybody, obligationIds, limit = 200 }: Calling,
): Promise<Duty[]> {
  const which = obligationIds ? Prisma.sql`AND o.id = ANY(${[...obligationIds]}::uuid[])` : Prisma.empty;
  return tx.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o
    WHERE o.state IN ('open', 'overdue') AND o."nextStepAt" <= ${sqlInstant(now)} ${which}
      AND ${nextStepIs(targets, ['own', 'alarm'])} AND ${concernsTheLiving}
      AND (o."nextTarget" <> 'owner' OR (NOT ${isOffered}
        AND (o."nextManner" = 'alarm' OR NOT ${isAway(Prisma.sql`o."ownerId"`, shanghaiDate(now))})))
    ORDER BY o."nextStepAt", o.id LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED`;
}

interface Facts {
  readonly people: ReadonlyMap<string, Person>;
  readonly secretaries: ReadonlyMap<string, Person | undefined>;
  readonly leaders: ReadonlyMap<string, Person | undefined>;
  readonly happenings: ReadonlyMap<string, NonNullable<Call['happening']>>;
  readonly settings: RuleSettings;
}

async function factsOf(tx: Db, now: Date, duties: readonly Duty[]): Promise<Facts> {
  const ids = duties.flatMap(({ occurrence }) => happeningIdOf(occurrence) ?? []);
  const happenings = await tx.happening.findMany({ where: { id: { in: ids } } });
  return {
    people: (await castOf(tx, duties)).people,
    secretaries: await ladderOf(tx, duties, 'secretary', shanghaiDate(now)),
    leaders: await ladderOf(tx, duties, 'leader', shanghaiDate(now)),
    happenings: new Map(
      happenings.map(row => {
        const happening = tx.$vault.openRow('happening', row.id, row);
        return [row.id, { ...happening, kind: row.kind as HappeningKind }];
      }),
    ),
    settings: await heldForAll(tx),
  };
}

interface Outcome {
  readonly move: Advance;
  readonly notice?: Notice;
  readonly unreached?: Unreached;
}

/** Every message of its own that is due of this duty: at once to the helper and to the secretary, say. */
function callsOf(duty: Duty, calling: Calling, facts: Facts): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let at = duty; ;) {
    const turn = turnOf(at, calling.now, facts.settings);
    if (!turn || turn.step.manner === 'digest') return outcomes;
    const outcome = outcomeOf(at, turn, calling, facts);
    outcomes.push(outcome);
    const { step, at: nextStepAt } = outcome.move.next;
    at = { ...at, nextStep: step, nextStepAt };
  }
}

/** The first moves of all duties, then the second ones, …: within one statement a row moves once. */
function roundsOf(outcomes: readonly Outcome[]): Advance[][] {
  const rounds: Advance[][] = [];
  const seen = new Map<string, number>();
  for (const { move } of outcomes) {
    const round = seen.get(move.duty.id) ?? 0;
    seen.set(move.duty.id, round + 1);
    (rounds[round] ??= []).push(move);
  }
  return rounds;
}

function outcomeOf(duty: Duty, turn: Turn, calling: Calling, facts: Facts): Outcome {
  const { now, reporterId } = calling;
  const reader = readerOf(duty, turn.step.to, facts);
  const missed = { personId: reader?.id ?? duty.ownerId, result: 'missed' } as const;
  if (!reader || isExpired(turn.step, duty, shanghaiDate(now))) return { move: moveOn(duty, turn, missed) };
  if (reader.id === reporterId) return { move: moveOn(duty, turn, { personId: reader.id, result: 'told' }) };
  const unreached = outOfReach(reader);
  if (unreached) {
    const notice = insteadOf(reader, duty, turn, calling, facts);
    const move = moveOn(duty, turn, { personId: reader.id, result: 'not-reachable' });
    return { notice, unreached, move: notice ? alsoTold(move, turn, notice) : move };
  }
  const notice = noticeTo(reader, wordsOf(duty, turn.step, facts, now), duty, turn, now);
  return {
    notice,
    move: moveOn(duty, turn, { personId: reader.id, result: 'told', outboundKey: notice.dedupeKey }),
  };
}

const readerOf = (duty: Duty, to: Target, { people, secretaries, leaders }: Facts): Person | undefined =>
  to === 'owner' ? people.get(duty.ownerId) : (to === 'secretary' ? secretaries : leaders).get(duty.id);

/** Where the helper cannot be reached the secretary hears it at once: something urgent must reach somebody. */
function insteadOf(
  missing: Person,
  duty: Duty,
  turn: Turn,
  { now, reporterId }: Calling,
  facts: Facts,
): Notice | undefined {
  const reader = facts.secretaries.get(duty.id);
  if (turn.step.to !== 'owner' || !reader || reader.id === reporterId || outOfReach(reader)) return undefined;
  const words = wordsOf(duty, turn.step, facts, now);
  const text = `${ownerWords(missing, duty)}暂时联系不上，这件事请您另外安排：\n${words}`;
  return noticeTo(reader, text, duty, turn, now);
}

function alsoTold(move: Advance, { index }: Turn, { personId, dedupeKey }: Notice): Advance {
  const told = {
    obligationId: move.duty.id,
    step: index,
    personId,
    result: 'told',
    outboundKey: dedupeKey,
  } as const;
  return { ...move, steps: [...move.steps, told] };
}

function wordsOf(duty: Duty, step: Step, facts: Facts, now: Date): string {
  const today = shanghaiDate(now);
  const member = duty.memberId === null ? undefined : facts.people.get(duty.memberId);
  const owner = facts.people.get(duty.ownerId);
  const call: Call = {
    to: step.to,
    who: member ? whoIs(member, today) : duty.title,
    address: member ? addressOf(member, today) : duty.title,
    duty,
    owner: owner ? ownerWords(owner, duty) : '帮扶人',
    happening: facts.happenings.get(happeningIdOf(duty.occurrence) ?? ''),
  };
  return step.say ? step.say(call) : unanswered(call);
}

/** What goes up the ladder when nobody has been there. */
const unanswered = ({ who, duty, owner }: Call): string =>
  `${who}的${duty.title}到现在还没有记录（${owner}），请您过问一下。`;

function noticeTo(reader: Person, text: string, duty: Duty, { step, index }: Turn, now: Date): Notice {
  const alarm = step.manner === 'alarm';
  const lastDay = addDays(duty.dueOn, step.graceDays ?? 0);
  return {
    personId: reader.id,
    userId: reader.userId ?? '',
    text,
    purpose: alarm ? 'alarm' : 'urgent',
    ...(alarm ? {} : { notBefore: gentleTime('urgent', now) }),
    notAfter: shanghaiInstant(lastDay, '20:59'),
    conditions: conditionsOf(duty),
    dedupeKey: `duty:${duty.id}:${index}:${reader.id}`,
  };
}

function conditionsOf({ id, rule, memberId, occurrence }: Duty): Conditions {
  const happeningId = happeningIdOf(occurrence);
  return {
    obligationIds: [id],
    ...(memberId === null || rulesOfTheDead.includes(rule) ? {} : { memberId }),
    ...(happeningId === undefined ? {} : { happeningId }),
  };
}
