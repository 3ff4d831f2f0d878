/**
 * Changing what an organisation has of a rule (S1-0.2): previewed by really planning it and taking that back, then kept as a
 * new version, logged from what to what, and planned anew in the same transaction.
 */
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { difference, logChange, type Snapshot } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { planRuleUnder, type Planned } from './obligations/planner.ts';
import { heldForAll, lockSettings, settingsIn } from './rule-settings.ts';
import { checkHeld } from './rules/check.ts';
import { ownValues, type RuleSettings, type Ruling } from './rules/held.ts';
import { rules } from './rules/index.ts';
import type { Held, KnobValue } from './rules/knobs.ts';
import type { Form, Rule } from './rules/rule.ts';
import { same } from './rules/words.ts';

/** More members than this are left to the planner's next run: a change is made while somebody waits. */
export const plannedAtOnce = 20_000;

/** What an organisation sets of a form. The caller has checked who may. */
export interface RuleChange {
  readonly organisationId: string;
  /** The key of the form. */
  readonly form: string;
  /** The values to set, by the names of the knobs; `null` goes back to what is inherited. */
  readonly values: Readonly<Record<string, KnobValue | null>>;
  readonly actorId: string | null;
}

/** What a change does to the duties: `left` when so many members are concerned that it is left to the planner. */
export interface RuleEffect extends Planned {
  readonly members: number;
  readonly left: boolean;
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
 * What a change would do, worked out by doing it and taking it back: within the caller's transaction, which it leaves as
 * it was. Throws `rule-refused` with a sentence to show where the change makes no sense.
 */
export async function previewRuleChange(tx: Db, clock: Clock, change: RuleChange): Promise<Worked> {
  await tx.$executeRaw`SAVEPOINT rule_preview`;
  try {
    await settingsIn(tx);
    return await apply(tx, clock, change);
  } finally {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT rule_preview`;
  }
}

/**
 * Keeps a change for the organisation and all below it, in the caller's transaction, and plans it at once for up to
 * `plannedAtOnce` members. Null when it was so already. Throws `rule-refused` with a sentence to show.
 */
export async function changeRule(tx: Db, clock: Clock, change: RuleChange): Promise<Changed | null> {
  await lockSettings(tx);
  const worked = await apply(tx, clock, change);
  return worked.version === undefined ? null : { ...worked, version: worked.version };
}

interface Applied extends Worked {
  /** Absent when nothing changed. */
  readonly version?: number;
}

async function apply(tx: Db, clock: Clock, change: RuleChange): Promise<Applied> {
  const settings = await heldForAll(tx);
  const place = await placeOf(tx, change, settings);
  const { form, path, rule } = place;
  const before = settings.at(form, path);
  const own = ownBefore(settings, change, form);
  const next = withChange(own, change);
  refuse(checkHeld(form, { ...before.held, ...next }));
  if (same(sorted(own), sorted(next)))
    return { rule, form, before, after: before.held, effect: { ...none, members: 0, left: false } };
  const version = await keepVersion(tx, clock, change, next);
  const changed = await heldForAll(tx);
  refuseNonsense(changed, place, await namesBelow(tx, changed, form, path));
  const after = changed.at(form, path);
  await logChange(tx, clock, {
    actorId: change.actorId,
    action: 'set',
    subject: 'rule_version',
    subjectId: change.organisationId,
    organisationId: change.organisationId,
    ref: form.key,
    ...logged(form, before.held, after.held),
  });
  const effect = await planEffect(tx, clock, rule, path);
  return { rule, form, before, after: after.held, effect, version };
}

const none: Planned = { created: 0, changed: 0, dropped: 0 };

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

/** Plans the rule, and those that ask about it, for the subtree; or leaves it where too many are concerned. */
async function planEffect(tx: Db, clock: Clock, rule: Rule, path: string): Promise<RuleEffect> {
  const members = await membersUnder(tx, path);
  if (members > plannedAtOnce) return { ...none, members, left: true };
  let total = none;
  for (const each of rules.filter(other => other === rule || other.follows?.includes(rule.code))) {
    const planned = await planRuleUnder(tx, clock, each, path);
    total = {
      created: total.created + planned.created,
      changed: total.changed + planned.changed,
      dropped: total.dropped + planned.dropped,
    };
  }
  return { ...total, members, left: false };
}

async function membersUnder(tx: Db, path: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM care_file f JOIN person p ON p.id = f."memberId"
    JOIN organisation o ON o.id = p."organisationId" WHERE starts_with(o.path, ${path})`;
  return row?.count ?? 0;
}
