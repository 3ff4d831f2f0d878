/** Who changed which rule, when, from what to what; and taking the last change back. */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { changeRule, type Changed } from './rule-changes.ts';
import { heldForAll } from './rule-settings.ts';
import { ownValues, type RuleSettings } from './rules/held.ts';
import { rules } from './rules/index.ts';
import type { KnobValue } from './rules/knobs.ts';
import type { Form } from './rules/rule.ts';
import { differences } from './rules/words.ts';

/** One change that was made. */
export interface PastChange {
  readonly version: number;
  readonly form: Form;
  readonly at: Date;
  /** The organisation whose change it was. */
  readonly organisation: string;
  /** Who made it; null for the command line, and for somebody who is gone. */
  readonly by: string | null;
  /** What held there before and what held then, in words. */
  readonly changes: readonly { readonly label: string; readonly from: string; readonly to: string }[];
}

/** What one is looking for. */
export interface HistorySearch {
  /** One form alone, by its key. */
  readonly form?: string;
  /** At most so many; 20 when absent. */
  readonly limit?: number;
}

/** The changes that were made by an organisation and by those above it, the newest first. */
export async function historyOf(
  db: Db,
  organisationId: string,
  { form: key, limit = 20 }: HistorySearch = {},
): Promise<PastChange[]> {
  const organisation = await db.organisation.findUnique({
    where: { id: organisationId },
    select: { path: true },
  });
  if (!organisation) return [];
  const line = organisation.path.split('/').filter(id => id !== '');
  const settings = await heldForAll(db);
  const forms = formsByKey(settings);
  const rows = await db.ruleVersion.findMany({
    where: { organisationId: { in: line }, ...(key === undefined ? {} : { rule: key }) },
    orderBy: { id: 'desc' },
    take: limit,
  });
  const names = await namesOf(db, rows);
  return rows.flatMap(row => {
    const form = forms.get(row.rule);
    const place = settings.pathsOf(form ?? missing).find(path => path.endsWith(`${row.organisationId}/`));
    if (!form || place === undefined) return [];
    return {
      version: row.id,
      form,
      at: row.changedAt,
      organisation: names.get(row.organisationId) ?? '',
      by: names.get(row.changedById ?? '') ?? null,
      changes: differences(
        form,
        settings.at(form, place, row.id - 1).held,
        settings.at(form, place, row.id).held,
      ),
    };
  });
}

const missing: Form = { key: '', name: '', knobs: {} };

const formsByKey = (settings: RuleSettings): Map<string, Form> =>
  new Map(rules.flatMap(rule => settings.formsOf(rule)).map(form => [form.key, form]));

async function namesOf(
  db: Db,
  rows: readonly { readonly organisationId: string; readonly changedById: string | null }[],
): Promise<Map<string, string>> {
  const organisations = await db.organisation.findMany({
    where: { id: { in: rows.map(row => row.organisationId) } },
    select: { id: true, name: true },
  });
  const people = await db.person.findMany({
    where: { id: { in: rows.flatMap(row => row.changedById ?? []) } },
    select: { id: true, name: true },
  });
  return new Map([...organisations, ...people].map(({ id, name }) => [id, name]));
}

/**
 * Takes a change back by a new version with what the organisation had before, in the caller's transaction. Null when
 * somebody has changed the same since: that is not undone in passing.
 */
export async function undoRuleChange(
  tx: Db,
  clock: Clock,
  { version, actorId }: { readonly version: number; readonly actorId: string | null },
): Promise<Changed | null> {
  const row = await tx.ruleVersion.findUnique({ where: { id: version } });
  if (!row) return null;
  const { organisationId, rule: key } = row;
  const settings = await heldForAll(tx);
  const form = formsByKey(settings).get(key);
  if (!form || settings.ownVersion(form, organisationId)?.id !== version) return null;
  const earlier = settings.ownVersion(form, organisationId, version - 1);
  const before: Record<string, KnobValue> = Object.fromEntries(
    earlier ? ownValues(form, earlier.settings) : [],
  );
  const now = ownValues(form, row.settings as Record<string, unknown>);
  const values = { ...Object.fromEntries(now.map(([name]) => [name, null])), ...before };
  return changeRule(tx, clock, { organisationId, form: key, values, actorId });
}
