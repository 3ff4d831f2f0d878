/** 云老责〔2026〕3号: the number of a letter. One row of numbers for each bureau and year; none is given twice. */
import type { Db } from '../../database.ts';
import { lineOf } from '../organisations.ts';

/** The key of the setting in which an organisation keeps its own sign (云老责) where the made-up one will not do. */
export const signSetting = 'letter-sign';

/** The next number of the office that answers for `organisationId`, taken until the caller commits: others wait. */
export async function nextNumber(db: Db, organisationId: string, year: number): Promise<string> {
  const prefix = `${await signOf(db, organisationId)}〔${year}〕`;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${prefix}, 7))`;
  const [row] = await db.$queryRaw<{ last: number }[]>`
    SELECT COALESCE(max(substring(number from '〕([0-9]+)号$')::int), 0) AS last
    FROM letter WHERE starts_with(number, ${prefix})`;
  return `${prefix}${(row?.last ?? 0) + 1}号`;
}

/** The sign of the nearest old-cadre bureau upwards, else of the unit at the top of the tree. */
async function signOf(db: Db, organisationId: string): Promise<string> {
  const { path } = await db.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { path: true },
  });
  const line = lineOf(path);
  const rows = await db.organisation.findMany({
    where: { id: { in: line } },
    select: { id: true, name: true, kind: true },
  });
  const upwards = [...line].reverse().flatMap(id => rows.find(row => row.id === id) ?? []);
  const office = upwards.find(({ kind }) => kind === 'cadre-bureau') ?? upwards.at(-1);
  const own = await db.setting.findUnique({
    where: { organisationId_key: { organisationId: office?.id ?? organisationId, key: signSetting } },
  });
  return typeof own?.value === 'string' ? own.value : signFrom(office?.name ?? '', office?.kind ?? '');
}

/** 云溪县委老干部局 → 云老责; 云溪机械厂党委 → 云党责. */
export function signFrom(name: string, kind: string): string {
  const place = name.replace(/^(?:中共|中国共产党)/u, '');
  return `${[...place][0] ?? ''}${kind === 'cadre-bureau' ? '老' : '党'}责`;
}
