/**
 * The planner: brings into being the duties that are due to exist, and lets go of those that no longer are.
 *
 * Every rule is one statement for thousands of subjects: what is wanted is compared with what is there. It is therefore
 * harmless to run it twice, two at once, or after any change of facts; the unique key (rule, subject, occurrence, owner)
 * keeps one occurrence one row. A change of helper moves what is open to the new one; what is done stays done.
 */
import type { Clock } from '../../clock.ts';
import { inTransaction, Prisma, type Database, type Db } from '../../database.ts';
import { heldForAll, settingsIn } from '../rule-settings.ts';
import { variantsWithin, type RuleSettings } from '../rules/held.ts';
import { rules } from '../rules/index.ts';
import { defaultsOf } from '../rules/knobs.ts';
import { subjectsOf, type Rule } from '../rules/rule.ts';
import { databaseNow } from './now.ts';
import { countingStatement } from './counting-statement.ts';
import { planningStatement, type Round } from './planning-statement.ts';
import { isAmong, periodAt, roundOf } from './rounds.ts';
import { closeAlreadyVisited, closeVisitedAmong } from './satisfy.ts';
import { withdrawMessages } from './withdraw.ts';

/** A slice takes a second or two; a machine that has much else to do gets on all the same, instead of never. */
const sliceTimeoutMs = 5 * 60_000;

/** A rule that made so many duties changed how the table is best looked through: the server counts at once, not in a minute. */
const countedAnew = 1_000;

/** How many duties a run made, took up again or replaced (`changed`), and let go (`dropped`). */
export interface Planned {
  readonly created: number;
  readonly changed: number;
  readonly dropped: number;
}

/** Plans everything, in slices that each are one short transaction. */
export async function planObligations(
  db: Database,
  clock: Clock,
  { membersPerSlice = 25_000 }: { readonly membersPerSlice?: number } = {},
): Promise<Planned> {
  const now = await databaseNow(db, clock);
  const slices = await slicesOf(db, membersPerSlice);
  let settings = await heldForAll(db);
  await takeUpOldSteps(db, settings);
  let total = nothing;
  for (const rule of rules) {
    let round = await roundOf(db, rule, periodAt(now, settings));
    let made = 0;
    for (const slice of slices) {
      const work = async (tx: Db): Promise<Planned> => {
        if (slices.length > 1) await planAsForFew(tx);
        const newest = await settingsIn(tx, settings);
        // Somebody changed a rule meanwhile: what was worked out for this one is not what holds.
        if (newest !== settings) round = await roundOf(tx, rule, periodAt(now, (settings = newest)));
        return planRound(tx, round, slice);
      };
      const planned = await inTransaction(db, work, { timeout: sliceTimeoutMs });
      total = sum(total, planned);
      made += planned.created;
    }
    if (made >= countedAnew) await db.$executeRaw`ANALYZE obligation`;
  }
  return total;
}

/**
 * A slice is a small share of the members however many there are, and is looked up by its ids: weighed by its own size, it
 * seems large enough to go through the whole register for, and all slices together would do so as often as there are slices.
 */
const planAsForFew = (tx: Db): Promise<unknown> =>
  tx.$executeRaw`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`;

/** Plans the duties about these members only, in the caller's transaction: after a change of helper, of the file or of facts. */
export async function planObligationsOf(
  db: Db,
  clock: Clock,
  memberIds: readonly string[],
  now?: Date,
): Promise<Planned> {
  const settings = await settingsIn(db);
  const period = { ...periodAt(now ?? (await databaseNow(db, clock)), settings), memberIds };
  const only = Prisma.sql`= ANY(${[...memberIds]}::uuid[])`;
  let total = nothing;
  for (const rule of rules.filter(({ about }) => about !== 'organisation')) {
    total = sum(total, await planRound(db, await roundOf(db, rule, period), only));
  }
  return total;
}

/** Plans one rule for these members only, in the caller's transaction: after a change that concerns no other rule. */
export async function planRuleOf(
  db: Db,
  clock: Clock,
  rule: Rule,
  memberIds: readonly string[],
): Promise<Planned> {
  const settings = await settingsIn(db);
  const period = { ...periodAt(await databaseNow(db, clock), settings), memberIds };
  return planRound(db, await roundOf(db, rule, period), Prisma.sql`= ANY(${[...memberIds]}::uuid[])`);
}

/** Plans one rule for these subjects only, in the caller's transaction: what has just come up. */
export async function planSubjectsOf(
  db: Db,
  clock: Clock,
  rule: Rule,
  subjectIds: readonly string[],
): Promise<Planned> {
  const settings = await settingsIn(db);
  const period = periodAt(await databaseNow(db, clock), settings);
  const only = Prisma.sql`= ANY(${[...subjectIds]}::uuid[])`;
  return planRound(db, await roundOf(db, rule, period), only);
}

/** Plans one rule for an organisation and all below it, in the caller's transaction: what somebody has just changed. */
export async function planRuleUnder(db: Db, clock: Clock, rule: Rule, path: string): Promise<Planned> {
  const settings = await heldForAll(db);
  const period = periodAt(await databaseNow(db, clock), settings);
  const under = Prisma.sql`"organisationId" IN (${below(path)})`;
  const subjects = Prisma.sql`IN (
    SELECT x."subjectId" FROM (${subjectsOf(rule, period)}) x WHERE x.${under}
    UNION SELECT y."subjectId" FROM obligation y
      WHERE y.rule = ${rule.code} AND y.state IN ('open', 'overdue') AND y.${under})`;
  return planRound(db, await roundOf(db, rule, period), subjects);
}

const below = (path: string): Prisma.Sql =>
  Prisma.sql`SELECT g.id FROM organisation g WHERE starts_with(g.path, ${path})`;

/**
 * What `planRuleUnder` would do, in numbers and without a row being written or locked: for any number of members. Of one form
 * alone where its key is given.
 */
export async function countRuleUnder(
  db: Db,
  clock: Clock,
  { rule, path, form: key }: { readonly rule: Rule; readonly path: string; readonly form?: string },
): Promise<Planned> {
  const settings = await heldForAll(db);
  const period = periodAt(await databaseNow(db, clock), settings);
  const form = settings.formsOf(rule).find(each => each.key === key);
  const here = variantsWithin(settings.variantsOf(rule), path);
  const round = await roundOf(db, rule, period, group => isAmong(group, form, here));
  const [counted] = await db.$queryRaw<Planned[]>(countingStatement(round, below(path), form?.prefix));
  return counted ?? nothing;
}

/** A run that found everything as it should be. */
export const nothing: Planned = { created: 0, changed: 0, dropped: 0 };
/** What two runs did together. */
export const sum = (one: Planned, other: Planned): Planned => ({
  created: one.created + other.created,
  changed: one.changed + other.changed,
  dropped: one.dropped + other.dropped,
});

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Ranges of ids that hold about so many members each, as SQL to follow an id: ids are random, so equal ranges are equal shares. */
async function slicesOf(db: Db, membersPerSlice: number): Promise<Prisma.Sql[]> {
  const count = Math.max(1, Math.ceil((await db.careFile.count()) / membersPerSlice));
  const bound = (index: number): string =>
    `${Math.floor((index * 0x1_0000_0000) / count)
      .toString(16)
      .padStart(8, '0')}-0000-0000-0000-000000000000`;
  if (count === 1) return [Prisma.sql`>= ${bound(0)}::uuid`];
  return Array.from(
    { length: count },
    (_each, index) =>
      Prisma.sql`BETWEEN ${bound(index)}::uuid AND ${index + 1 < count ? bound(index + 1) : lastId}::uuid`,
  );
}

async function planRound(db: Db, round: Round, slice: Prisma.Sql): Promise<Planned> {
  const { rule, period } = round;
  const [result] = await db.$queryRaw<(Planned & Ids)[]>(planningStatement(round, slice));
  if (!result) return nothing;
  const { created, changed, dropped, changedIds, droppedIds } = result;
  if (created > 0) await closeAlreadyVisited(db, period.now, { rule, slice });
  if (changedIds) await closeVisitedAmong(db, period.now, changedIds);
  await withdrawMessages(db, period.now, droppedIds ?? []);
  return { created, changed, dropped };
}

interface Ids {
  readonly changedIds: string[] | null;
  readonly droppedIds: string[] | null;
}

/**
 * What stood before steps knew to whom and how they go has a time for its next step and no more: the planner says the rest,
 * as the rules had it by default.
 */
async function takeUpOldSteps(db: Db, settings: RuleSettings): Promise<void> {
  const pointers = rules.flatMap(rule =>
    settings
      .formsOf(rule)
      .flatMap(form =>
        rule
          .steps(defaultsOf(form.knobs), form)
          .map(({ to, manner }, step) => ({ rule: rule.code, prefix: form.prefix ?? '', step, to, manner })),
      ),
  );
  await db.$executeRaw`
    UPDATE obligation o SET "nextTarget" = p."to", "nextManner" = p.manner
    FROM jsonb_to_recordset(${JSON.stringify(pointers)}::jsonb) AS p(rule text, prefix text, step int, "to" text, manner text)
    WHERE o.state IN ('open', 'overdue') AND o."nextStepAt" IS NOT NULL AND o."nextTarget" IS NULL
      AND o."settingsVersion" = 0 AND p.rule = o.rule AND starts_with(o.occurrence, p.prefix)
      AND p.step = o."nextStep"`;
}
