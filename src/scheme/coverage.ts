/**
 * 走访情况: how many are to be visited, how many were, who is left (S1-3.3, S3-3.5), for a festival or a month, in an
 * organisation and below it. A statement of facts for each branch in the order of the tree (S2-4.4c); nobody is ranked and
 * nothing is ordered by a figure (E-10). Numbers and names come from one and the same selection.
 *
 * What is counted is the occasion of one member, whoever's it was: a festival counts each member once.
 */
import { Prisma, type Db } from '../database.ts';
import type { IsoDate } from '../calendar/dates.ts';
import { listed, within, type Listed, type Path } from './obligations/lists.ts';
import { concernsTheLiving } from './obligations/steps.ts';
import { organisationTree, type Organisation } from './organisations.ts';
import { rules } from './rules/index.ts';

/** What is looked at: one time round of a festival, or everything whose last day lies in a month ("2027-01"). */
export type Scope =
  | { readonly kind: 'festival'; readonly occurrence: string }
  | { readonly kind: 'month'; readonly month: string };

/** From when and where somebody looks. */
export interface CoverageView {
  readonly today: IsoDate;
  readonly path: Path;
}

/** 应访 = 已访 + 免访 + 逾期 + 还要去. */
export interface Tally {
  readonly total: number;
  readonly visited: number;
  /** 免访: handed back for a reason, and accepted. */
  readonly excused: number;
  /** 逾期: past the last day and not visited. */
  readonly overdue: number;
  /** Not visited, and there is time. */
  readonly toVisit: number;
}

/** The figures of a part of the whole. */
export interface Part extends Tally {
  /** What the part is called: a branch, or what the visit is for. */
  readonly name: string;
}

/** The whole and its parts, twice: by branch in the tree's order, and by occasion in the order of the rules. */
export interface Coverage extends Tally {
  readonly branches: readonly Part[];
  readonly occasions: readonly Part[];
}

const visitRules = rules.flatMap(({ owner, code }) => (owner === 'helper' ? [code] : []));

const inScope = (scope: Scope): Prisma.Sql =>
  scope.kind === 'festival'
    ? Prisma.sql`o.rule = 'festival' AND o.occurrence = ${scope.occurrence}`
    : Prisma.sql`o.rule = ANY(${visitRules}::text[]) AND o."dueOn" LIKE ${`${scope.month}-%`}`;

/**
 * One row for each occasion of a member: how it stands, and the duty to name where it is still wanting. What ended because
 * somebody else's it became, or because it fell away, is no occasion; what was done for somebody who died since, was done.
 */
const occasions = (scope: Scope, { today, path }: CoverageView): Prisma.Sql => Prisma.sql`
  SELECT o.rule, o."memberId", max(o.title) AS title, max(o."organisationId"::text)::uuid AS "organisationId",
    max(o."dueOn") AS "dueOn", (array_agg(o."ownerId" ORDER BY o.state = 'open' DESC, o."createdAt" DESC, o.id))[1] AS "ownerId",
    CASE WHEN bool_or(o.state = 'done') THEN 'visited' WHEN bool_or(o.state = 'excused') THEN 'excused'
      WHEN bool_or(o.state = 'open' AND o."dueOn" >= ${today}) THEN 'toVisit' ELSE 'overdue' END AS standing
  FROM obligation o JOIN organisation g ON g.id = o."organisationId"
  WHERE ${within(path)} AND ${inScope(scope)} AND o."memberId" IS NOT NULL AND o.state <> 'cancelled'
    AND (o.state = 'done' OR ${concernsTheLiving})
  GROUP BY o.rule, o.occurrence, o."memberId"`;

interface Counted extends Omit<Tally, 'total'> {
  readonly rule: string;
  readonly title: string;
  readonly organisationId: string;
}

/** How far the visits are. */
export async function coverageOf(db: Db, scope: Scope, view: CoverageView): Promise<Coverage> {
  const rows = await db.$queryRaw<Counted[]>`
    SELECT rule, title, "organisationId", ${Prisma.join(
      standings.map(
        each => Prisma.sql`(count(*) FILTER (WHERE standing = ${each}))::int AS ${Prisma.raw(`"${each}"`)}`,
      ),
    )}
    FROM (${occasions(scope, view)}) x GROUP BY rule, title, "organisationId" ORDER BY title`;
  const branches = (await inTreeOrder(db, view.path)).map(({ id, name }) => ({
    name,
    ...sumOf(rows.filter(row => row.organisationId === id)),
  }));
  const titles = [...new Set(rows.toSorted(byRule).map(({ title }) => title))];
  const occasionParts = titles.map(title => ({
    name: title,
    ...sumOf(rows.filter(row => row.title === title)),
  }));
  return { ...sumOf(rows), branches: branches.filter(({ total }) => total > 0), occasions: occasionParts };
}

const standings = ['visited', 'excused', 'overdue', 'toVisit'] as const;
const place = new Map(rules.map(({ code }, index) => [code, index]));
const byRule = (one: Counted, other: Counted): number =>
  (place.get(one.rule) ?? 0) - (place.get(other.rule) ?? 0);

function sumOf(rows: readonly Counted[]): Tally {
  const sum = (what: (typeof standings)[number]): number => rows.reduce((total, row) => total + row[what], 0);
  const [visited, excused, overdue, toVisit] = standings.map(sum) as [number, number, number, number];
  return { total: visited + excused + overdue + toVisit, visited, excused, overdue, toVisit };
}

/** Somebody who has not been visited, and whose it is to go. */
export interface NotVisited {
  readonly rule: string;
  readonly memberId: string;
  readonly ownerId: string;
  readonly organisationId: string;
  readonly organisation: string;
  readonly title: string;
  readonly dueOn: IsoDate;
  readonly standing: 'overdue' | 'toVisit';
}

/** Who is still to be visited or was not in time: branch by branch in the tree's order, then by the last day. */
export async function notVisited(
  db: Db,
  scope: Scope,
  view: CoverageView,
  limit: number,
): Promise<Listed<NotVisited>> {
  const order = (await inTreeOrder(db, view.path)).map(({ id }) => id);
  return listed<NotVisited>(
    db,
    Prisma.sql`SELECT x.*, g.name AS organisation, count(*) OVER ()::int AS count FROM (${occasions(scope, view)}) x
      JOIN organisation g ON g.id = x."organisationId" JOIN care_file f ON f."memberId" = x."memberId"
      WHERE x.standing IN ('overdue', 'toVisit')
      ORDER BY array_position(${order}::uuid[], x."organisationId"), x."dueOn", f."createdAt", x."memberId", x.title
      LIMIT ${limit}`,
  );
}

/** An organisation and all below it: each followed by its own, brothers by name. */
async function inTreeOrder(db: Db, path: Path): Promise<Organisation[]> {
  const all = await organisationTree(db, { path });
  const below = new Map<string | null, Organisation[]>();
  for (const each of all) below.set(each.parentId, [...(below.get(each.parentId) ?? []), each]);
  const walk = (each: Organisation): Organisation[] => [each, ...(below.get(each.id) ?? []).flatMap(walk)];
  const ids = new Set(all.map(({ id }) => id));
  return all.filter(({ parentId }) => parentId === null || !ids.has(parentId)).flatMap(walk);
}

/** A time round of a festival that was planned. */
export interface Round {
  readonly occurrence: string;
  /** 春节走访. */
  readonly title: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** The festivals that were planned in an organisation or below it, by their first day. */
export const festivalRounds = (db: Db, path: Path): Promise<Round[]> => db.$queryRaw<Round[]>`
  SELECT o.occurrence, max(o.title) AS title, min(o."opensOn") AS "opensOn", max(o."dueOn") AS "dueOn"
  FROM obligation o JOIN organisation g ON g.id = o."organisationId"
  WHERE ${within(path)} AND o.rule = 'festival' AND o.state <> 'cancelled'
  GROUP BY o.occurrence ORDER BY min(o."opensOn"), o.occurrence`;

/** The festivals whose window is open on a day. */
export const openRounds = async (db: Db, { today, path }: CoverageView): Promise<Round[]> =>
  (await festivalRounds(db, path)).filter(({ opensOn, dueOn }) => opensOn <= today && today <= dueOn);
