/** Which visits may be let go (免访), and which of those let go may come back. */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { concernsTheLiving, dutyColumns, type Duty } from '../obligations/steps.ts';
import { clerksRules, rules } from '../rules/index.ts';

/** The rules whose visits may be let go: what an organisation cannot switch off, no secretary lets go either. */
export const excusableRules: readonly string[] = rules.flatMap(({ code, knobs }) =>
  !clerksRules.includes(code) && knobs['on'] ? [code] : [],
);

/** The visits about a member that may be let go: those open by `until`, the nearest last day first. */
export const excusableOf = (db: Db, memberId: string, until: IsoDate): Promise<Duty[]> => db.$queryRaw<
  Duty[]
>`
  SELECT ${dutyColumns} FROM obligation o
  WHERE o."memberId" = ${memberId}::uuid AND o.state IN ('open', 'overdue') AND o.rule = ANY(${[...excusableRules]}::text[])
    AND o."opensOn" <= ${until} AND ${concernsTheLiving}
  ORDER BY o."dueOn", o."opensOn", o.id LIMIT 30`;

/** A visit that was let go, and who did it when. */
export interface Excused extends Duty {
  readonly excusedById: string;
  readonly excusedAt: Date;
}

/** Whose excusals are looked for: those about one member, or those of a part of the tree, all or one person's. */
export type ExcusedSearch =
  | { readonly memberId: string }
  | { readonly path: string; readonly excusedById?: string };

/** What was let go and may come back on `today`, the last one first. */
export const excusedOf = (db: Db, today: IsoDate, which: ExcusedSearch): Promise<Excused[]> => db.$queryRaw<
  Excused[]
>`
  SELECT ${dutyColumns}, b."personId" AS "excusedById", b."createdAt" AS "excusedAt"
  FROM hand_back b JOIN obligation o ON o.id = b."obligationId" JOIN organisation g ON g.id = o."organisationId"
  WHERE ${whose(which)} AND b.answer = 'excused' AND b."offeredToId" IS NULL AND o.state = 'excused'
    AND (o."dueOn" >= ${today} OR (o.rule = ANY(${lateRules}::text[]) AND o."dueOn" >= ${addDays(today, -60)}))
    AND NOT EXISTS (SELECT 1 FROM hand_back n WHERE n."obligationId" = o.id AND n."createdAt" > b."createdAt")
  ORDER BY b."createdAt" DESC, o.id LIMIT 9`;

/** What may still be made good after its last day. */
export const lateRules = rules.flatMap(({ code, closedBy }) => (closedBy?.late ? [code] : []));

function whose(which: ExcusedSearch): Prisma.Sql {
  if ('memberId' in which) return Prisma.sql`o."memberId" = ${which.memberId}::uuid`;
  const { path, excusedById } = which;
  const by = excusedById === undefined ? Prisma.empty : Prisma.sql`AND b."personId" = ${excusedById}::uuid`;
  return Prisma.sql`starts_with(g.path, ${path}) ${by}`;
}
