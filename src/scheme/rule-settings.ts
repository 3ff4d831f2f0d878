/**
 * What organisations made of the rules (S1-0.2), read from their versions. Versions are append-only: the newest of an
 * organisation holds for it and, value by value, for all below it until a nearer one says otherwise.
 */
import type { IsoDate } from '../calendar/dates.ts';
import type { WorkdayTable } from '../calendar/workdays.ts';
import type { Db } from '../database.ts';
import { settingsFrom, type RuleSettings, type Ruling, type Version } from './rules/held.ts';
import { rules } from './rules/index.ts';
import type { Form, LocalFestival, Rule } from './rules/rule.ts';

/** What holds for whom, all over the tree: a few rows, read at once. */
export async function heldForAll(db: Db): Promise<RuleSettings> {
  const stamp = await stampOf(db);
  return settingsFrom({
    versions: await versionsIn(db),
    festivals: await localFestivals(db),
    workdays: await enteredWorkdays(db),
    stamp,
  });
}

/** One form as it holds for one organisation. */
export interface HeldForm extends Ruling {
  readonly rule: Rule;
  readonly form: Form;
}

/** Every form of every rule as it holds for one organisation, in the order of the rules; none for an unknown organisation. */
export async function heldFor(db: Db, organisationId: string): Promise<HeldForm[]> {
  const organisation = await db.organisation.findUnique({
    where: { id: organisationId },
    select: { path: true },
  });
  return organisation ? heldAt(await heldForAll(db), organisation.path) : [];
}

/** The forms at a place of the tree: local festivals of other places are none of its business. */
export const heldAt = (settings: RuleSettings, path: string): HeldForm[] =>
  rules.flatMap(rule =>
    settings
      .formsOf(rule)
      .filter(({ within }) => within === undefined || path.startsWith(within.path))
      .map(form => ({ rule, form, ...settings.at(form, path) })),
  );

/**
 * The settings for what is about to be planned in this transaction: those at hand while they still are the newest. Nobody
 * changes a rule until the transaction ends.
 */
export async function settingsIn(tx: Db, known?: RuleSettings): Promise<RuleSettings> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${lockSpace}::int, 0)`;
  return known && known.stamp === (await stampOf(tx)) ? known : heldForAll(tx);
}

/** Waits until nobody plans any more, and keeps planners waiting until the transaction ends: for whoever changes a rule. */
export async function lockSettings(tx: Db): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpace}::int, 0)`;
}

/** A number of our own among the advisory locks. */
const lockSpace = 0x72756c65;

async function stampOf(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<{ stamp: string }[]>`
    SELECT concat_ws('|', (SELECT max(id) FROM rule_version), (SELECT count(*) FROM local_festival),
      (SELECT count(*) FROM festival_date), (SELECT max("changedAt") FROM festival_date),
      (SELECT count(*) FROM workday_change), (SELECT max("changedAt") FROM workday_change)) AS stamp`;
  return row?.stamp ?? '';
}

const versionsIn = (db: Db): Promise<Version[]> => db.$queryRaw<Version[]>`
  SELECT v.id, v."organisationId", o.path, v.rule AS form, v.settings
  FROM rule_version v JOIN organisation o ON o.id = v."organisationId" ORDER BY v.id`;

const localFestivals = (db: Db): Promise<LocalFestival[]> => db.$queryRaw<LocalFestival[]>`
  SELECT f.id, f."organisationId", o.path, f.name, COALESCE((SELECT json_agg(json_build_object('year', d.year, 'day', d.day)
    ORDER BY d.day) FROM festival_date d WHERE d."festivalId" = f.id), '[]') AS dates
  FROM local_festival f JOIN organisation o ON o.id = f."organisationId" ORDER BY f."createdAt", f.id`;

/** The days off and days worked that were entered by hand; undefined where there are none. */
export async function enteredWorkdays(db: Db): Promise<WorkdayTable | undefined> {
  const rows = await db.workdayChange.findMany();
  if (rows.length === 0) return undefined;
  const daysOf = (kind: string): ReadonlySet<IsoDate> =>
    new Set(rows.flatMap(row => (row.kind === kind ? [row.day] : [])));
  return { restDays: daysOf('rest'), workDays: daysOf('work') };
}
