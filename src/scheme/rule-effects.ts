/**
 * What a change of a rule, or of a day that rules go by, does to the duties of a part of the tree: in figures before it is
 * kept, and by planning anew once it is.
 */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { countRuleUnder, nothing, planRuleUnder, sum, type Planned } from './obligations/planner.ts';
import { rules } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';

/**
 * Duties of more members than this are written by the planner's next run: a change is made while somebody waits. Counting
 * what it will do takes a fraction of that, and is done for any number.
 */
export const plannedAtOnce = 20_000;

/**
 * What a change does to the duties. `left` when so many members are concerned that it is left to the planner: a preview has
 * its figures all the same, a change that was kept has none.
 */
export interface RuleEffect extends Planned {
  readonly members: number;
  readonly left: boolean;
}

/** Nothing changes. */
export const noEffect: RuleEffect = { ...nothing, members: 0, left: false };

/** Plans the rule, and those that ask about it, for the subtree; or leaves it where too many are concerned. */
export async function planEffect(tx: Db, clock: Clock, rule: Rule, path: string): Promise<RuleEffect> {
  const members = await membersUnder(tx, path);
  if (members > plannedAtOnce) return { ...nothing, members, left: true };
  return {
    ...(await forFollowers(rule, each => planRuleUnder(tx, clock, each, path))),
    members,
    left: false,
  };
}

/** The same in figures, for however many; of a form alone, and of what follows its rule. */
export async function countEffect(
  tx: Db,
  clock: Clock,
  rule: Rule,
  path: string,
  form: string,
): Promise<RuleEffect> {
  const members = await membersUnder(tx, path);
  const counted = await forFollowers(rule, each =>
    countRuleUnder(tx, clock, { rule: each, path, ...(each === rule ? { form } : {}) }),
  );
  return { ...counted, members, left: members > plannedAtOnce };
}

async function forFollowers(rule: Rule, work: (rule: Rule) => Promise<Planned>): Promise<Planned> {
  let total = nothing;
  for (const each of rules.filter(other => other === rule || other.follows?.includes(rule.code)))
    total = sum(total, await work(each));
  return total;
}

async function membersUnder(tx: Db, path: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM care_file f JOIN person p ON p.id = f."memberId"
    JOIN organisation o ON o.id = p."organisationId" WHERE starts_with(o.path, ${path})`;
  return row?.count ?? 0;
}
