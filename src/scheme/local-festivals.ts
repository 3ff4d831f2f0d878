/**
 * Festivals that are kept in some places only (古尔邦节): named by an organisation for itself and all below it, with the day that
 * was announced for each year. A year without a day has no duties, and somebody is told so in good time.
 */
import { dateParts, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import { festivalCodes, festivals } from '../calendar/festivals.ts';
import type { Clock } from '../clock.ts';
import { takenBack, type Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { lineOf } from './organisations.ts';
import { changeRule } from './rule-changes.ts';
import { countEffect, noEffect, planEffect, type RuleEffect } from './rule-effects.ts';
import { heldForAll, lockSettings } from './rule-settings.ts';
import { festival } from './rules/festival.ts';
import { isOn } from './rules/held.ts';
import type { Form } from './rules/rule.ts';

/** A day that was announced. The caller has checked who may. */
export interface FestivalDay {
  readonly organisationId: string;
  readonly name: string;
  readonly day: IsoDate;
  /** The year whose day was wrong and is taken out, where it is not the year of `day`. */
  readonly insteadOf?: number;
  readonly actorId: string | null;
}

/** What became of it: the day the year had before, whether the festival is new, and what that does to the duties. */
export interface FestivalSet {
  readonly id: string;
  readonly year: number;
  readonly isNew: boolean;
  readonly before: IsoDate | null;
  /** The day of another year that was taken out. */
  readonly out: IsoDate | null;
  readonly planned: RuleEffect;
}

/**
 * Names the festival if need be, and keeps its day of that year; what is open moves with it, in the same transaction. Throws
 * `festival-refused` with a sentence to show: for the festivals everybody keeps, and for one that a superior has named.
 */
export async function setFestivalDay(tx: Db, clock: Clock, wanted: FestivalDay): Promise<FestivalSet> {
  await lockSettings(tx);
  const { path, ...kept } = await keepDay(tx, clock, wanted);
  const { organisationId, day, actorId } = wanted;
  const { id: subjectId, year, before, out } = kept;
  const name = wanted.name.trim();
  const change = { actorId, action: 'set', subject: 'local_festival', subjectId, organisationId } as const;
  const gone = out === null ? {} : { out };
  await logChange(tx, clock, {
    ...change,
    before: { name, year, day: before, ...gone },
    after: { name, year, day },
  });
  return { ...kept, planned: await planEffect(tx, clock, festival, path) };
}

/** What `setFestivalDay` would do, counted and taken back; throws as it does. */
export const previewFestivalDay = (tx: Db, clock: Clock, wanted: FestivalDay): Promise<FestivalSet> =>
  takenBack(tx, async () => {
    const { path, ...kept } = await keepDay(tx, clock, wanted);
    return { ...kept, planned: await countEffect(tx, clock, festival, path, formKeyOf(kept.id)) };
  });

/** The same without its figures: for the first look at what was said. */
export const checkFestivalDay = (
  tx: Db,
  clock: Clock,
  wanted: FestivalDay,
): Promise<Omit<FestivalSet, 'planned'>> => takenBack(tx, () => keepDay(tx, clock, wanted));

const formKeyOf = (id: string): string => `festival:local:${id}`;

async function keepDay(
  tx: Db,
  clock: Clock,
  { organisationId, day, actorId, insteadOf, ...wanted }: FestivalDay,
): Promise<Omit<FestivalSet, 'planned'> & { readonly path: string }> {
  const { year } = dateParts(day);
  const name = wanted.name.trim();
  const path = await refuseOthers(tx, name, organisationId);
  const changedAt = await databaseNow(tx, clock);
  const known = await tx.localFestival.findUnique({
    where: { organisationId_name: { organisationId, name } },
  });
  const created = { organisationId, name, createdById: actorId, createdAt: changedAt };
  const { id } = known ?? (await tx.localFestival.create({ data: created }));
  const before = await dayOf(tx, id, year);
  const data = { day, changedById: actorId, changedAt };
  await tx.festivalDate.upsert({
    where: { festivalId_year: { festivalId: id, year } },
    create: { festivalId: id, year, ...data },
    update: data,
  });
  const out = insteadOf === undefined || insteadOf === year ? null : await takeOut(tx, id, insteadOf);
  await reopenMissed(tx, await databaseNow(tx, clock), `local:${id}-${year}`, day);
  return { id, year, isNew: known === null, before, out, path };
}

const dayOf = async (tx: Db, festivalId: string, year: number): Promise<IsoDate | null> =>
  (await tx.festivalDate.findUnique({ where: { festivalId_year: { festivalId, year } } }))?.day ?? null;

/** Takes the day of a year out; returns it. */
async function takeOut(tx: Db, festivalId: string, year: number): Promise<IsoDate | null> {
  const day = await dayOf(tx, festivalId, year);
  await tx.festivalDate.deleteMany({ where: { festivalId, year } });
  return day;
}

/** A visit that was missed by a wrong day is to be made by the right one, where that is still to come: the planner moves it. */
const reopenMissed = (tx: Db, now: Date, occurrence: string, day: IsoDate): Promise<number> =>
  tx.$executeRaw`
    UPDATE obligation o SET state = 'overdue', "closedAt" = NULL, "closeReason" = NULL
    WHERE o.rule = ${festival.code} AND o.occurrence = ${occurrence} AND o.state = 'missed' AND o."dueOn" < ${day}
      AND ${day} > ${shanghaiDate(now)}`;

/** Everything that taking a day back needs; kept with what was said. */
export type FestivalUndo = Pick<FestivalSet, 'id' | 'year' | 'isNew' | 'before' | 'out'> & {
  readonly day: IsoDate;
};

/**
 * Puts the day back that a year had before; a festival that was new is switched off. Null where somebody has changed the day
 * since.
 */
export async function undoFestivalDay(
  tx: Db,
  clock: Clock,
  { id, year, isNew, before, out, day }: FestivalUndo,
  actorId: string | null,
): Promise<RuleEffect | null> {
  await lockSettings(tx);
  const known = await tx.localFestival.findUnique({ where: { id } });
  if (!known || (await dayOf(tx, id, year)) !== day) return null;
  const { organisationId, name } = known;
  if (isNew) {
    const off = { organisationId, form: formKeyOf(id), values: { on: false }, actorId };
    return (await changeRule(tx, clock, off))?.effect ?? noEffect;
  }
  const data = { changedById: actorId, changedAt: await databaseNow(tx, clock) };
  if (before === null) await takeOut(tx, id, year);
  else
    await tx.festivalDate.update({
      where: { festivalId_year: { festivalId: id, year } },
      data: { ...data, day: before },
    });
  if (out !== null)
    await tx.festivalDate.create({
      data: { ...data, festivalId: id, year: dateParts(out).year, day: out },
    });
  const change = {
    actorId,
    action: 'undo',
    subject: 'local_festival',
    subjectId: id,
    organisationId,
  } as const;
  await logChange(tx, clock, { ...change, before: { name, year, day }, after: { name, year, day: before } });
  const { path } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  return planEffect(tx, clock, festival, path);
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

/** A festival of one's own, as an organisation has it. */
export interface OwnFestival {
  readonly name: string;
  readonly days: readonly IsoDate[];
}

/** The festivals that an organisation itself has named and has not switched off, with their days from `today` on. */
export async function ownFestivals(db: Db, organisationId: string, today: IsoDate): Promise<OwnFestival[]> {
  const rows = await db.localFestival.findMany({
    where: { organisationId },
    include: { dates: { where: { day: { gte: today } }, orderBy: { day: 'asc' } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const { path } = await db.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  const kept = await keptForms(db, path);
  return rows
    .filter(({ id }) => kept.has(formKeyOf(id)))
    .map(({ name, dates }) => ({ name, days: dates.map(({ day }) => day) }));
}

/** The keys of the festivals that are on somewhere on the line of `path` or below it. */
async function keptForms(db: Db, path: string): Promise<Set<string>> {
  const settings = await heldForAll(db);
  const forms = settings.formsOf(festival).filter(({ within }) => within !== undefined);
  const places = (form: Form): string[] => {
    const top = form.within?.path ?? '';
    const below = settings.pathsOf(form).filter(each => each.startsWith(path));
    return [path.startsWith(top) ? path : top, ...below];
  };
  return new Set(
    forms
      .filter(form => places(form).some(place => isOn(settings.at(form, place).held)))
      .map(({ key }) => key),
  );
}

/**
 * The festivals kept on the line of `path` or below it that have no day from `today` on: nothing is planned for them. What is
 * switched off is not waited for.
 */
export async function festivalsWithoutDay(db: Db, path: string, today: IsoDate): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT f.id, f.name FROM local_festival f JOIN organisation o ON o.id = f."organisationId"
    WHERE (starts_with(${path}, o.path) OR starts_with(o.path, ${path}))
      AND NOT EXISTS (SELECT 1 FROM festival_date d WHERE d."festivalId" = f.id AND d.day >= ${today})
    ORDER BY f.name`;
  const kept = rows.length === 0 ? new Set<string>() : await keptForms(db, path);
  return [...new Set(rows.filter(({ id }) => kept.has(formKeyOf(id))).map(({ name }) => name))];
}
