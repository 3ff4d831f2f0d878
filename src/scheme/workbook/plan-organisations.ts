/** 组织: puts the tree together from what is there and what the sheet says. */
import { randomUUID } from 'node:crypto';
import type { OrganisationKind } from '../labels.ts';
import type { Plan } from './plan.ts';
import { closest } from './closest.ts';
import { isBlank } from './read-rows.ts';
import { sheetNames, type OrganisationRow } from './sheets.ts';
import { emptyRow, organisationTable, type OrganisationState } from './tables.ts';

/** The organisations by name, as they will be; and the names whose rows were bad. */
export class OrganisationNames {
  readonly #byName: Map<string, OrganisationState>;
  readonly #bad: ReadonlySet<string>;
  readonly #similar = new Map<string, string | undefined>();

  constructor(organisations: readonly OrganisationState[], bad: ReadonlySet<string>) {
    this.#byName = new Map(organisations.map(each => [each.name, each]));
    this.#bad = bad;
  }

  get(name: string): OrganisationState | undefined {
    return this.#byName.get(name);
  }

  /** Why there is no organisation of this name. */
  complaint(name: string): { message: string; advice: string } {
    if (this.#bad.has(name))
      return {
        message: `“${name}”在“组织”表里的那一行有误，没有导入。`,
        advice: '请先改正“组织”表里的那一行。',
      };
    if (!this.#similar.has(name)) this.#similar.set(name, closest(name, this.#byName.keys()));
    const similar = this.#similar.get(name);
    const advice = similar === undefined ? '请先在“组织”表里加上它，或核对名称。' : `是不是“${similar}”？`;
    return { message: `没有名为“${name}”的组织。`, advice };
  }
}

/** Works out what becomes of the organisations. A bad row keeps back the rows below it as well. */
export function planOrganisations(plan: Plan, rows: readonly OrganisationRow[]): OrganisationNames {
  const { world, problems } = plan;
  const stored = new Map(world.organisations.all().map(each => [each.name, each]));
  const named = onePerName(plan, rows);
  reportCycles(plan, named, stored);
  reportUnknownSuperiors(plan, named, stored);
  const isGood = (row: OrganisationRow): boolean => !problems.isBad(sheetNames.organisations, row.number);
  const good = [...named].filter(([, row]) => isGood(row));
  for (const [name, row] of good) {
    const { id } = world.organisations.put(describe(name, row, stored.get(name)));
    plan.outcomes.push({
      sheet: sheetNames.organisations,
      row: row.number,
      drafts: world.organisations,
      id,
    });
    plan.onRow?.();
  }
  connect(plan, new Map(good));
  const bad = rows.flatMap(row => (isGood(row) ? [] : (row.values.name ?? [])));
  return new OrganisationNames(world.organisations.all(), new Set(bad));
}

function onePerName({ problems }: Plan, rows: readonly OrganisationRow[]): Map<string, OrganisationRow> {
  const named = new Map<string, OrganisationRow>();
  for (const row of rows) {
    const { name } = row.values;
    const first = isBlank(name) ? undefined : named.get(name);
    if (isBlank(name))
      problems.error(row.at('name'), { message: '没有填组织名称。', advice: '请填写组织的全称。' });
    else if (first)
      problems.error(row.at('name'), {
        message: `“${name}”在第${first.number}行已经写过。`,
        advice: '请只保留一行。',
      });
    else named.set(name, row);
  }
  return named;
}

type Named = ReadonlyMap<string, OrganisationRow>;
type Stored = ReadonlyMap<string, OrganisationState>;

/** The superior's name as it would be: what the sheet says, else what is stored; undefined at the root. */
function superiorOf({ world }: Plan, name: string, named: Named, stored: Stored): string | undefined {
  const written = named.get(name)?.values.parent;
  if (written !== undefined) return written ?? undefined;
  const parentId = stored.get(name)?.parentId;
  return isBlank(parentId) ? undefined : world.organisations.get(parentId)?.name;
}

function reportCycles(plan: Plan, named: Named, stored: Stored): void {
  for (const [name, row] of named) {
    const chain = [name];
    let above = superiorOf(plan, name, named, stored);
    while (above !== undefined && !chain.includes(above)) {
      chain.push(above);
      above = superiorOf(plan, above, named, stored);
    }
    if (above !== name) continue;
    const circle = [...chain, name].map(each => `“${each}”`).join('→');
    plan.problems.error(row.at('parent'), {
      message: `上级组织绕成了一圈：${circle}。`,
      advice: '请核对上级组织；最上面的一级请留空。',
    });
  }
}

/** Repeats until no more rows fall, since a row that falls may be another's superior. */
function reportUnknownSuperiors({ problems }: Plan, named: Named, stored: Stored): void {
  const bad = new Set(
    [...named]
      .filter(([, row]) => problems.isBad(sheetNames.organisations, row.number))
      .map(([name]) => name),
  );
  for (let before = -1; before !== bad.size;) {
    before = bad.size;
    for (const [name, row] of named) {
      const { parent } = row.values;
      if (isBlank(parent) || bad.has(name) || stored.has(parent) || (named.has(parent) && !bad.has(parent)))
        continue;
      bad.add(name);
      const known = [...named.keys(), ...stored.keys()].filter(each => each !== name && !bad.has(each));
      const similar = closest(parent, known);
      const message = bad.has(parent)
        ? `上级组织“${parent}”那一行有误，没有导入。`
        : `没有名为“${parent}”的组织。`;
      const advice =
        similar === undefined ? '请在这张表里加上它；最上面的一级请留空。' : `是不是“${similar}”？`;
      problems.error(row.at('parent'), { message, advice });
    }
  }
}

function describe(
  name: string,
  row: OrganisationRow,
  stored: OrganisationState | undefined,
): OrganisationState {
  const { kind, organisationDepartment } = row.values;
  const own =
    stored ?? emptyRow(organisationTable, { id: randomUUID(), name, kind: kindByName(name), path: '' });
  return {
    ...own,
    kind: kind ?? own.kind,
    organisationDepartment:
      organisationDepartment === undefined ? own.organisationDepartment : organisationDepartment,
  };
}

/** What an organisation calls itself usually says what it is. */
function kindByName(name: string): OrganisationKind {
  if (/老干部(?:工作)?局|老干局/.test(name)) return 'cadre-bureau';
  if (name.includes('总支')) return 'general-branch';
  if (name.includes('支部')) return 'branch';
  return /党委|工委|党组/.test(name) ? 'committee' : 'other';
}

/** Sets superiors and, from them, every path: a unit that moves takes along all that is below it. */
function connect({ world }: Plan, named: Named): void {
  const { organisations } = world;
  const ids = new Map(organisations.all().map(({ name, id }) => [name, id]));
  for (const each of organisations.all()) {
    const written = named.get(each.name)?.values.parent;
    if (written !== undefined)
      organisations.put({ ...each, parentId: written === null ? null : (ids.get(written) ?? null) });
  }
  const pathOf = (id: string | null): string => {
    const own = id === null ? undefined : organisations.get(id);
    return own ? `${pathOf(own.parentId)}${own.id}/` : '';
  };
  for (const each of organisations.all()) {
    const path = pathOf(each.id);
    if (path !== each.path) organisations.put({ ...each, path });
  }
}
