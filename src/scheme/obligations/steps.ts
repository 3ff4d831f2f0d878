/** A duty's steps: which are due, and moving on once they are taken. Each is taken once, whoever runs. */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import type { RuleSettings } from '../rules/held.ts';
import { ruleOf, rulesOfTheDead } from '../rules/index.ts';
import { scheduleOf, type DutyWindow, type Manner, type Step, type Target } from '../rules/rule.ts';
import { promptTime, promptsUntil } from '../rules/times.ts';
import { sqlInstant } from './now.ts';

/** A duty as the prompter reads it. */
export interface Duty extends DutyWindow {
  readonly id: string;
  readonly rule: string;
  readonly ownerId: string;
  readonly memberId: string | null;
  readonly organisationId: string;
  readonly state: string;
  readonly nextStep: number;
  readonly nextStepAt: Date | null;
  /** The version of the rule's settings it was planned under. */
  readonly settingsVersion: number;
  /** Its organisation's place in the tree. */
  readonly path: string;
}

/** The columns of a `Duty`, of the table called `o`. */
export const dutyColumns = Prisma.sql`o.id, o.rule, o.occurrence, o.title, o."ownerId", o."memberId", o."organisationId",
  o."opensOn", o."dueOn", o.state, o."nextStep", o."nextStepAt", o."createdAt", o."settingsVersion",
  COALESCE((SELECT place.path FROM organisation place WHERE place.id = o."organisationId"), '') AS path`;

/** No duty but those towards the family speaks of somebody who has died, whatever was planned meanwhile (E-6). */
export const concernsTheLiving = Prisma.sql`(o."memberId" IS NULL OR o.rule = ANY(${[...rulesOfTheDead]}::text[])
  OR EXISTS (SELECT 1 FROM care_file f WHERE f."memberId" = o."memberId" AND f.state <> 'deceased'))`;

/** Whether the next step of duty `o` goes to one of these readers in one of these ways, as SQL. */
export const nextStepIs = (to: readonly Target[], manners: readonly Manner[]): Prisma.Sql =>
  Prisma.sql`(o."nextTarget" = ANY(${[...to]}::text[]) AND o."nextManner" = ANY(${[...manners]}::text[]))`;

/** The day's messages are written between these times of day; what falls due later waits for the morning. */
export function isPromptTime(now: Date): boolean {
  const day = shanghaiDate(now);
  return now >= shanghaiInstant(day, promptTime) && now < shanghaiInstant(day, promptsUntil);
}

/** Until when a message of this day may leave. */
export const endOfPrompts = (day: IsoDate): Date => shanghaiInstant(day, promptsUntil);

/** Whether the step may no longer be taken on `day`. */
export const isExpired = (step: Step, duty: DutyWindow, day: IsoDate): boolean =>
  day > addDays(duty.dueOn, step.graceDays ?? 0);

/** When a duty's next step is due and what it is; what the columns nextStep… hold. */
export interface NextStep {
  readonly step: number;
  readonly at: Date | null;
  readonly to: Target | null;
  readonly manner: Manner | null;
}

/** The steps of a duty and their times, as its organisation has the rule. */
export interface Schedule {
  readonly steps: readonly Step[];
  readonly times: readonly Date[];
}

/**
 * The schedule a duty was planned with: what is 逾期 keeps it whatever became of the rule since. Undefined where there is no
 * such rule any more.
 */
export function scheduleFor(duty: Duty, settings: RuleSettings): Schedule | undefined {
  const rule = ruleOf(duty.rule);
  const form = rule && settings.formOf(rule, duty.occurrence);
  if (!rule || !form) return undefined;
  const steps = rule.steps(settings.at(form, duty.path, duty.settingsVersion).held, form);
  return { steps, times: scheduleOf(steps, { ...duty, workdays: settings.workdays }) };
}

/** Whether an open duty still has the settings of an earlier day: it waits until the planner has seen to it. */
export function isOutdated(duty: Duty, settings: RuleSettings): boolean {
  const rule = ruleOf(duty.rule);
  const form = rule && settings.formOf(rule, duty.occurrence);
  return (
    duty.state === 'open' &&
    form !== undefined &&
    settings.at(form, duty.path).version !== duty.settingsVersion
  );
}

/** The step of that number; past the last one there is none. */
export function nextStepOf(schedule: Schedule | undefined, step: number): NextStep {
  const { to = null, manner = null } = schedule?.steps[step] ?? {};
  return { step, at: schedule?.times[step] ?? null, to, manner };
}

/** The steps of a duty that are due one after another and go to the same reader in the same way: they are taken as one. */
export interface Turn {
  readonly first: Step;
  /** The last of them: the one that is taken. */
  readonly step: Step;
  readonly index: number;
  /** Those before it, which were missed. */
  readonly missed: readonly number[];
  /** What comes after it. */
  readonly next: NextStep;
}

/** What is due of a duty from its next step on; undefined when nothing is, or when it waits for the planner. */
export function turnOf(duty: Duty, now: Date, settings: RuleSettings): Turn | undefined {
  const schedule = isOutdated(duty, settings) ? undefined : scheduleFor(duty, settings);
  const first = schedule?.steps[duty.nextStep];
  if (!schedule || !first || !isDue(duty.nextStepAt, now)) return undefined;
  const { steps, times } = schedule;
  let index = duty.nextStep;
  while (isDue(times[index + 1], now) && alike(steps[index + 1], first)) index += 1;
  const missed = Array.from({ length: index - duty.nextStep }, (_, place) => duty.nextStep + place);
  return { first, step: steps[index] ?? first, index, missed, next: nextStepOf(schedule, index + 1) };
}

const isDue = (at: Date | null | undefined, now: Date): boolean =>
  at !== null && at !== undefined && at <= now;
const alike = (one: Step | undefined, other: Step): boolean =>
  one !== undefined && one.to === other.to && (one.manner === 'digest') === (other.manner === 'digest');

/** A step that was taken or missed. */
export interface TakenStep {
  readonly obligationId: string;
  readonly step: number;
  readonly personId: string;
  readonly result: 'told' | 'missed' | 'not-reachable';
  readonly outboundKey?: string | null;
}

/** A duty that moves on: from which step to which, with what was done. */
export interface Advance {
  readonly duty: Duty;
  readonly next: NextStep;
  readonly state?: 'overdue';
  readonly steps: readonly TakenStep[];
}

/** Moves duties on, each only if nobody else did meanwhile, and keeps what was taken; in one statement. */
export async function advance(db: Db, now: Date, moves: readonly Advance[]): Promise<void> {
  if (moves.length === 0) return;
  const turns = moves.map(({ duty, next, state }) => ({
    ...next,
    id: duty.id,
    from: duty.nextStep,
    state: state ?? duty.state,
  }));
  const steps = moves.flatMap(move => move.steps);
  // Named once more for the query planner, which takes a JSON table for a hundred rows and would read every duty.
  const ids = moves.map(({ duty }) => duty.id);
  await db.$executeRaw`
    WITH turn AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(turns)}::jsonb)
        AS x(id uuid, "from" int, step int, at timestamptz, "to" text, manner text, state text)
    ), moved AS (
      UPDATE obligation o SET "nextStep" = turn.step, "nextStepAt" = turn.at, "nextTarget" = turn."to",
        "nextManner" = turn.manner, state = turn.state
      FROM turn
      WHERE o.id = ANY(${ids}::uuid[]) AND o.id = turn.id AND o."nextStep" = turn."from" AND o.state IN ('open', 'overdue')
      RETURNING o.id
    )
    INSERT INTO prompt_step ("obligationId", step, "personId", result, "outboundKey", "takenAt")
    SELECT s."obligationId", s.step, s."personId", s.result, s."outboundKey", ${sqlInstant(now)}
    FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb)
      AS s("obligationId" uuid, step int, "personId" uuid, result text, "outboundKey" text)
    JOIN moved ON moved.id = s."obligationId"
    ON CONFLICT DO NOTHING`;
}

/** The move of a duty whose turn was taken. */
export function moveOn(duty: Duty, turn: Turn, taken: Omit<TakenStep, 'obligationId' | 'step'>): Advance {
  const { personId } = taken;
  const missed = turn.missed.map(step => ({
    obligationId: duty.id,
    step,
    personId,
    result: 'missed' as const,
  }));
  return {
    duty,
    next: turn.next,
    steps: [...missed, { obligationId: duty.id, step: turn.index, ...taken }],
  };
}
