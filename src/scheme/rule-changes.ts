/**
 * Changing what an organisation has of a rule (S1-0.2): previewed by counting what the planner would do, then kept as a new
 * version, logged from what to what, and planned anew in the same transaction.
 */
import type { Clock } from '../clock.ts';
import { takenBack, type Db, type Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { difference, logChange, type Snapshot } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { countEffect, noEffect, planEffect, type RuleEffect } from './rule-effects.ts';
import { heldForAll, lockSettings, settingsIn } from './rule-settings.ts';
import { checkHeld } from './rules/check.ts';
import { ownValues, type RuleSettings, type Ruling } from './rules/held.ts';
import { rules } from './rules/index.ts';
import type { Held, KnobValue } from './rules/knobs.ts';
import type { Form, Rule } from './rules/rule.ts';
import { same } from './rules/words.ts';

/** What an organisation sets of a form. The caller has checked who may. */
export interface RuleChange {
  readonly organisationId: string;
  /** The key of the form. */
  readonly form: string;
  /** The values to set, by the names of the knobs; `null` goes back to what is inherited. */
  readonly values: Readonly<Record<string, KnobValue | null>>;
  readonly actorId: string | null;
}

/** A change that was worked out. */
export interface Worked {
  readonly rule: Rule;
  readonly form: Form;
  readonly before: Ruling;
  readonly after: Held;
  readonly effect: RuleEffect;
}

/** A change that was kept. */
export interface Changed extends Worked {
  /** The number of the new version. */
  readonly version: number;
}

/**
 * What a change would do, counted under the new version and taken back: within the caller's transaction, which it leaves as
 * it was; no duty is written or locked, whatever the number of members. Throws `rule-refused` with a sentence to show where
 * the change makes no sense.
 */
export const previewRuleChange = (tx: Db, clock: Clock, change: RuleChange): Promise<Worked> =>
  tried(tx, clock, change, countEffect);

/** What a change would set, without its figures. Throws as `previewRuleChange` does: for the first look at what was said. */
export const checkRuleChange = (tx: Db, clock: Clock, change: RuleChange): Promise<Worked> =>
  tried(tx, clock, change, () => Promise.resolve(noEffect));

const tried = (tx: Db, clock: Clock, change: RuleChange, effect: Effect): Promise<Worked> =>
  takenBack(tx, async () => {
    await settingsIn(tx);
    const made = await keep(tx, clock, change);
    return { ...made, effect: await effectOf(tx, clock, made, effect) };
  });

/**
 * Keeps a change for the organisation and all below it, in the caller's transaction, and plans it at once for up to
 * `plannedAtOnce` members. Null when it was so already. Throws `rule-refused` with a sentence to show.
 */
export async function changeRule(tx: Db, clock: Clock, change: RuleChange): Promise<Changed | null> {
  await lockSettings(tx);
  const made = await keep(tx, clock, change);
  const { rule, form, before, after, version } = made;
  if (version === undefined) return null;
  await logChange(tx, clock, {
    actorId: change.actorId,
    action: 'set',
    subject: 'rule_version',
    subjectId: change.organisationId,
    organisationId: change.organisationId,
    ref: form.key,
    ...logged(form, before.held, after),
  });
  return { rule, form, before, after, version, effect: await effectOf(tx, clock, made, planEffect) };
}

interface Made extends Omit<Worked, 'effect'> {
  readonly path: string;
  /** Absent when nothing changed. */
  readonly version?: number;
}

/** The new version, where the change makes sense and is one. */
async function keep(tx: Db, clock: Clock, change: RuleChange): Promise<Made> {
  const settings = await heldForAll(tx);
  const place = await placeOf(tx, change, settings);
  const { form, path } = place;
  const before = settings.at(form, path);
  const own = ownBefore(settings, change, form);
  const next = withChange(own, change);
  refuse(checkHeld(form, { ...before.held, ...next }));
  if (same(sorted(own), sorted(next))) return { ...place, before, after: before.held };
  const version = await keepVersion(tx, clock, change, next);
  const changed = await heldForAll(tx);
  refuseNonsense(changed, place, await namesBelow(tx, changed, form, path));
  return { ...place, before, after: changed.at(form, path).held, version };
}

type Effect = (tx: Db, clock: Clock, rule: Rule, path: string, form: string) => Promise<RuleEffect>;

const effectOf = (
  tx: Db,
  clock: Clock,
  { rule, form, path, version }: Made,
  effect: Effect,
): Promise<RuleEffect> =>
  version === undefined ? Promise.resolve(noEffect) : effect(tx, clock, rule, path, form.key);

interface Place {
  readonly rule: Rule;
  readonly form: Form;
  readonly path: string;
}

async function placeOf(
  tx: Db,
  { organisationId, form: key }: RuleChange,
  settings: RuleSettings,
): Promise<Place> {
  const organisation = await tx.organisation.findUnique({
    where: { id: organisationId },
    select: { path: true },
  });
  const found = rules
    .flatMap(rule => settings.formsOf(rule).map(form => ({ rule, form })))
    .find(({ form }) => form.key === key);
  const path = organisation?.path ?? '';
  if (!found || path === '' || !path.startsWith(found.form.within?.path ?? ''))
    throw refusal('没有找到这条规则，请回复“规则”看看有哪些。');
  return { ...found, path };
}

const refusal = (expose: string): AppError =>
  new AppError('rule-refused', 'the settings of a rule make no sense', { expose });

/** What the organisation itself has set of a form so far. */
function ownBefore(
  settings: RuleSettings,
  { organisationId }: RuleChange,
  form: Form,
): Record<string, KnobValue> {
  const own = settings.ownVersion(form, organisationId);
  return Object.fromEntries(own ? ownValues(form, own.settings) : []);
}

function withChange(own: Record<string, KnobValue>, { values }: RuleChange): Record<string, KnobValue> {
  const merged = { ...own, ...values };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

const sorted = (values: Record<string, KnobValue>): [string, KnobValue][] =>
  Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));

async function keepVersion(
  tx: Db,
  clock: Clock,
  { organisationId, form, actorId }: RuleChange,
  values: Record<string, KnobValue>,
): Promise<number> {
  const settings = JSON.parse(JSON.stringify(values)) as Prisma.InputJsonObject;
  const changedAt = await databaseNow(tx, clock);
  const { id } = await tx.ruleVersion.create({
    data: { organisationId, rule: form, settings, changedById: actorId, changedAt },
  });
  return id;
}

/** Those below that have settings of their own, by path: what is changed above must make sense together with theirs. */
async function namesBelow(
  tx: Db,
  settings: RuleSettings,
  form: Form,
  path: string,
): Promise<Map<string, string>> {
  const paths = settings.pathsOf(form).filter(each => each.startsWith(path) && each !== path);
  const rows = await tx.organisation.findMany({
    where: { path: { in: paths } },
    select: { path: true, name: true },
  });
  return new Map(rows.map(row => [row.path, row.name]));
}

function refuse([problem]: readonly string[]): void {
  if (problem !== undefined) throw refusal(problem);
}

function refuseNonsense(
  settings: RuleSettings,
  { form, path }: Place,
  below: ReadonlyMap<string, string>,
): void {
  refuse(checkHeld(form, settings.at(form, path).held));
  for (const [place, name] of below) {
    const [theirs] = checkHeld(form, settings.at(form, place).held);
    if (theirs !== undefined) throw refusal(`${name}自己定过这条规则，合在一起就不通了。${theirs}`);
  }
}

function logged(form: Form, before: Held, after: Held): { before: Snapshot; after: Snapshot } {
  const found = difference(before, after) ?? { before: {}, after: {} };
  return { before: { form: form.key, ...found.before }, after: { form: form.key, ...found.after } };
}
