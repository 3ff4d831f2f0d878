/** A duty's steps: which are due, and moving on once they are taken. Each is taken once, whoever runs. */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { rules, ruleOf, rulesOfTheDead } from '../rules/index.ts';
import { scheduleOf, type DutyWindow, type Step } from '../rules/rule.ts';
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
}

/** The columns of a `Duty`, of the table called `o`. */
export const dutyColumns = Prisma.sql`o.id, o.rule, o.occurrence, o.title, o."ownerId", o."memberId", o."organisationId",
  o."opensOn", o."dueOn", o.state, o."nextStep", o."nextStepAt", o."createdAt"`;

/** No duty but those towards the family speaks of somebody who has died, whatever was planned meanwhile (E-6). */
export const concernsTheLiving = Prisma.sql`(o."memberId" IS NULL OR o.rule = ANY(${[...rulesOfTheDead]}::text[])
  OR EXISTS (SELECT 1 FROM care_file f WHERE f."memberId" = o."memberId" AND f.state <> 'deceased'))`;

/** Whether the next step of duty `o` is one of those that fit, as SQL. */
export function nextStepIs(fits: (step: Step) => boolean): Prisma.Sql {
  const pointers = rules.flatMap(rule =>
    rule.steps.flatMap((step, index) => (fits(step) ? [{ rule: rule.code, step: index }] : [])),
  );
  return Prisma.sql`(o.rule, o."nextStep") IN (
    SELECT p.rule, p.step FROM jsonb_to_recordset(${JSON.stringify(pointers)}::jsonb) AS p(rule text, step int))`;
}

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

/** The steps of a duty that are due one after another and go to the same reader in the same way: they are taken as one. */
export interface Turn {
  /** The last of them: the one that is taken. */
  readonly step: Step;
  readonly index: number;
  /** Those before it, which were missed. */
  readonly missed: readonly number[];
}

/** What is due of a duty from its next step on; undefined when nothing is. */
export function turnOf(duty: Duty, now: Date): Turn | undefined {
  const rule = ruleOf(duty.rule);
  const first = rule?.steps[duty.nextStep];
  if (!rule || !first || !isDue(duty.nextStepAt, now)) return undefined;
  const schedule = scheduleOf(rule, duty);
  let index = duty.nextStep;
  while (isDue(schedule[index + 1], now) && alike(rule.steps[index + 1], first)) index += 1;
  const missed = Array.from({ length: index - duty.nextStep }, (_, place) => duty.nextStep + place);
  return { step: rule.steps[index] ?? first, index, missed };
}

const isDue = (at: Date | null | undefined, now: Date): boolean =>
  at !== null && at !== undefined && at <= now;
const alike = (one: Step | undefined, other: Step): boolean =>
  one !== undefined && one.to === other.to && (one.manner === 'digest') === (other.manner === 'digest');

/** When the step number `index` of a duty is due; null when there is none. */
export function stepTime(duty: Duty, index: number): Date | null {
  const rule = ruleOf(duty.rule);
  return (rule && scheduleOf(rule, duty)[index]) ?? null;
}

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
  readonly next: number;
  readonly nextAt: Date | null;
  readonly state?: 'overdue';
  readonly steps: readonly TakenStep[];
}

/** Moves duties on, each only if nobody else did meanwhile, and keeps what was taken; in one statement. */
export async function advance(db: Db, now: Date, moves: readonly Advance[]): Promise<void> {
  if (moves.length === 0) return;
  const turns = moves.map(({ duty, next, nextAt, state }) => ({
    id: duty.id,
    from: duty.nextStep,
    next,
    nextAt: nextAt?.toISOString() ?? null,
    state: state ?? duty.state,
  }));
  const steps = moves.flatMap(move => move.steps);
  // Named once more for the query planner, which takes a JSON table for a hundred rows and would read every duty.
  const ids = moves.map(({ duty }) => duty.id);
  await db.$executeRaw`
    WITH turn AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(turns)}::jsonb)
        AS x(id uuid, "from" int, next int, "nextAt" timestamptz, state text)
    ), moved AS (
      UPDATE obligation o SET "nextStep" = turn.next, "nextStepAt" = turn."nextAt", state = turn.state
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
  const next = turn.index + 1;
  return {
    duty,
    next,
    nextAt: stepTime(duty, next),
    steps: [...missed, { obligationId: duty.id, step: turn.index, ...taken }],
  };
}
