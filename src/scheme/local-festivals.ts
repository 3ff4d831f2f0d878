/**
 * Festivals that are kept in some places only (古尔邦节): named by an organisation for itself and all below it, with the day that
 * was announced for each year. A year without a day has no duties, and somebody is told so in good time.
 */
import { dateParts, type IsoDate } from '../calendar/dates.ts';
import { festivalCodes, festivals } from '../calendar/festivals.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { planRuleUnder, type Planned } from './obligations/planner.ts';
import { lineOf } from './organisations.ts';
import { lockSettings } from './rule-settings.ts';
import { rules } from './rules/index.ts';

/** A day that was announced. The caller has checked who may. */
export interface FestivalDay {
  readonly organisationId: string;
  readonly name: string;
  readonly day: IsoDate;
  readonly actorId: string | null;
}

/** What became of it: the day the year had before, whether the festival is new, and what was planned. */
export interface FestivalSet {
  readonly id: string;
  readonly year: number;
  readonly isNew: boolean;
  readonly before: IsoDate | null;
  readonly planned: Planned;
}

/**
 * Names the festival if need be, and keeps its day of that year; plans it for the subtree in the same transaction. Throws
 * `festival-refused` with a sentence to show: for the festivals everybody keeps, and for one that a superior has named.
 */
export async function setFestivalDay(tx: Db, clock: Clock, wanted: FestivalDay): Promise<FestivalSet> {
  const { organisationId, day, actorId } = wanted;
  const { year } = dateParts(day);
  const name = wanted.name.trim();
  await lockSettings(tx);
  const path = await refuseOthers(tx, name, organisationId);
  const known = await tx.localFestival.findUnique({
    where: { organisationId_name: { organisationId, name } },
  });
  const changedAt = await databaseNow(tx, clock);
  const festival =
    known ??
    (await tx.localFestival.create({
      data: { organisationId, name, createdById: actorId, createdAt: changedAt },
    }));
  const key = { festivalId_year: { festivalId: festival.id, year } };
  const before = (await tx.festivalDate.findUnique({ where: key }))?.day ?? null;
  const data = { day, changedById: actorId, changedAt };
  await tx.festivalDate.upsert({
    where: key,
    create: { festivalId: festival.id, year, ...data },
    update: data,
  });
  const change = {
    actorId,
    action: 'set',
    subject: 'local_festival',
    subjectId: festival.id,
    organisationId,
  } as const;
  await logChange(tx, clock, { ...change, before: { name, year, day: before }, after: { name, year, day } });
  return { id: festival.id, year, isNew: known === null, before, planned: await replan(tx, clock, path) };
}

async function replan(tx: Db, clock: Clock, path: string): Promise<Planned> {
  let total: Planned = { created: 0, changed: 0, dropped: 0 };
  for (const rule of rules.filter(
    ({ code, follows }) => code === 'festival' || follows?.includes('festival'),
  )) {
    const { created, changed, dropped } = await planRuleUnder(tx, clock, rule, path);
    total = {
      created: total.created + created,
      changed: total.changed + changed,
      dropped: total.dropped + dropped,
    };
  }
  return total;
}

/** The organisation's path; throws for a festival that is not its to name. */
async function refuseOthers(tx: Db, name: string, organisationId: string): Promise<string> {
  const builtIn = festivalCodes.find(code =>
    [festivals[code].name, `${festivals[code].name}节`].includes(name),
  );
  if (builtIn)
    throw refusal(
      `${festivals[builtIn].name}本来就有，日子不用填。要走访，回复“开${festivals[builtIn].name}走访”。`,
    );
  const { path } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  const above = lineOf(path).filter(id => id !== organisationId);
  const owner = await tx.localFestival.findFirst({ where: { name, organisationId: { in: above } } });
  if (owner) {
    const { name: superior } = await tx.organisation.findUniqueOrThrow({
      where: { id: owner.organisationId },
    });
    throw refusal(`“${name}”是${superior}统一定的，日子也由他们填，请联系他们的经办同志。`);
  }
  return path;
}

const refusal = (expose: string): AppError =>
  new AppError('festival-refused', 'this festival is not theirs to name', { expose });

/** The festivals known on the line of `path` or below it that have no day from `today` on: nothing is planned for them. */
export async function festivalsWithoutDay(db: Db, path: string, today: IsoDate): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT f.name FROM local_festival f JOIN organisation o ON o.id = f."organisationId"
    WHERE (starts_with(${path}, o.path) OR starts_with(o.path, ${path}))
      AND NOT EXISTS (SELECT 1 FROM festival_date d WHERE d."festivalId" = f.id AND d.day >= ${today})
    ORDER BY f.name`;
  return rows.map(({ name }) => name);
}
