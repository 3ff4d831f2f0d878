/** Numbers about files, of an organisation and all below it. What is not recognised (组织认定) is in none of them but the survey. */
import type { Db, Prisma } from '../../database.ts';
import { recognised } from './states.ts';

const under = (path: string): Prisma.CareFileWhereInput => ({
  person: { organisation: { path: { startsWith: path } } },
});

/** Files 在册, split as S1-2.2 and S1-3.1b want it: each pair of numbers sums to the total. */
export interface EnrolledCounts {
  readonly total: number;
  /** 范围内: of a bankrupt, restructured or struggling enterprise. */
  readonly within: number;
  /** 范围外: of another one, or of one nobody has noted. */
  readonly outside: number;
  readonly veteran: number;
  readonly retired: number;
  /** Neither, or not noted. */
  readonly otherRetirement: number;
}

/** Counts the files 在册. */
export async function enrolledCounts(db: Db, path: string): Promise<EnrolledCounts> {
  const rows = await db.careFile.groupBy({
    by: ['formerUnitStatus', 'retirementKind'],
    where: { AND: [under(path), { state: 'enrolled' }] },
    _count: { _all: true },
  });
  const count = (fits: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(fits).reduce((sum, row) => sum + row._count._all, 0);
  const outside = count(row => row.formerUnitStatus === null || row.formerUnitStatus === 'other');
  const total = count(() => true);
  const veteran = count(row => row.retirementKind === 'veteran');
  const retired = count(row => row.retirementKind === 'retired');
  return {
    total,
    within: total - outside,
    outside,
    veteran,
    retired,
    otherRetirement: total - veteran - retired,
  };
}

/** How many files there are in each state; `recognised` is how many of them count in reports. */
export async function stateCounts(
  db: Db,
  path: string,
): Promise<{ states: ReadonlyMap<string, number>; recognised: number }> {
  const rows = await db.careFile.groupBy({ by: ['state'], where: under(path), _count: { _all: true } });
  return {
    states: new Map(rows.map(row => [row.state, row._count._all])),
    recognised: await db.careFile.count({ where: { AND: [under(path), recognised] } }),
  };
}

/** How far the 摸底 is (S1-3.1a). */
export interface SurveyCoverage {
  readonly total: number;
  readonly enrolled: number;
  readonly notEligible: number;
  readonly unreachable: number;
  /** Nobody has asked yet, since the campaign began. */
  readonly open: number;
  /** Of those to be asked, how many were, in whole per cent; 100 where there is nobody to ask. */
  readonly percent: number;
}

const toBeAsked = (path: string): Prisma.CareFileWhereInput => ({
  AND: [under(path), { state: { notIn: ['deceased', 'moved-away'] } }],
});

/** Those nobody has asked since the campaign began, in the order of the tree and by name. */
export async function notSurveyed(
  db: Db,
  path: string,
  since: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const notYet = [{ surveyResult: null }, { surveyedOn: null }, { surveyedOn: { lt: since } }];
  const files = await db.careFile.findMany({
    where: { ...toBeAsked(path), OR: notYet },
    select: { person: { select: { id: true, name: true } } },
    orderBy: [{ person: { organisation: { path: 'asc' } } }, { person: { name: 'asc' } }],
    take: limit,
  });
  return files.map(({ person }) => person);
}

/** The coverage of a campaign that began on `since`: everybody with a file who is alive and has not moved away is to be asked. */
export async function surveyCoverage(db: Db, path: string, since: string): Promise<SurveyCoverage> {
  const where = toBeAsked(path);
  const total = await db.careFile.count({ where });
  const rows = await db.careFile.groupBy({
    by: ['surveyResult'],
    where: { ...where, surveyedOn: { gte: since }, surveyResult: { not: null } },
    _count: { _all: true },
  });
  const of = (result: string): number => rows.find(row => row.surveyResult === result)?._count._all ?? 0;
  const asked = rows.reduce((sum, row) => sum + row._count._all, 0);
  return {
    total,
    enrolled: of('enrolled'),
    notEligible: of('not-eligible'),
    unreachable: of('unreachable'),
    open: total - asked,
    percent: total === 0 ? 100 : Math.floor((100 * asked) / total),
  };
}
