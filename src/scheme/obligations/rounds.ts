/** What the planner works out before it asks the database: a rule at one moment, as it holds all over the tree. */
import { addDays, shanghaiDate } from '../../calendar/dates.ts';
import type { Db } from '../../database.ts';
import { isOn, type RuleSettings, type RulingGroup } from '../rules/held.ts';
import { visitRules } from '../rules/index.ts';
import { scheduleOf, type Form, type Occurrence, type Period, type Rule, type Step } from '../rules/rule.ts';
import type { Round } from './planning-statement.ts';
import { nextStepOf, type NextStep } from './steps.ts';

/** Nothing is planned further ahead. */
export const horizonDays = 180;

/** What is planned, and under which settings. */
export type PlannedPeriod = Period & { readonly settings: RuleSettings };

/** What is planned at an instant, under these settings. */
export function periodAt(now: Date, settings: RuleSettings): PlannedPeriod {
  const today = shanghaiDate(now);
  return {
    now,
    today,
    until: addDays(today, horizonDays),
    settings,
    workdays: settings.workdays,
    visitRules,
  };
}

/** Works a rule out: the occurrences of its forms, or of some of its rulings, once for each way in which it holds. */
export async function roundOf(
  db: Db,
  rule: Rule,
  period: PlannedPeriod,
  which: (group: RulingGroup) => boolean = () => true,
): Promise<Round> {
  const variants = period.settings.variantsOf(rule);
  const known = new Map<string, Promise<readonly Occurrence[]>>();
  const wanted: object[] = [];
  for (const group of variants.groups.filter(each => isOn(each.held) && which(each))) {
    const key = `${group.form.key}|${JSON.stringify(group.held)}`;
    const found = known.get(key) ?? rule.occurrences(db, period, group.held, group.form);
    known.set(key, found);
    const steps = rule.steps(group.held, group.form);
    for (const each of await found) wanted.push(planned(steps, each, period, group));
  }
  return { rule, period, variants, wanted: JSON.stringify(wanted) };
}

/** What the statement needs to know of an occurrence: with its first prompt, the first to come, and the one after the first. */
function planned(
  steps: readonly Step[],
  occurrence: Occurrence,
  { now, workdays }: Period,
  group: RulingGroup,
) {
  const times = scheduleOf(steps, { ...occurrence, createdAt: now, workdays });
  const to = (step: number) => nextStepOf({ steps, times }, step);
  const stillToCome = (from: number) => {
    const found = times.findIndex((at, index) => index >= from && at > now);
    return to(found < 0 ? times.length : found);
  };
  return {
    ...occurrence,
    settingsVersion: group.version,
    variants: group.variants,
    ...prefixed('first', to(0)),
    ...prefixed('later', stillToCome(0)),
    ...prefixed('after', stillToCome(1)),
  };
}

const prefixed = (name: string, { step, at, to, manner }: NextStep) => ({
  [`${name}Step`]: step,
  [`${name}At`]: at?.toISOString() ?? null,
  [`${name}To`]: to,
  [`${name}Manner`]: manner,
});

/** Whether a ruling is one of this form, if any is asked for, that holds in one of these variants of the tree. */
export const isAmong = (group: RulingGroup, form: Form | undefined, variants: readonly number[]): boolean =>
  (form === undefined || group.form.key === form.key) && group.variants.some(each => variants.includes(each));
