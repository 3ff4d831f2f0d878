/**
 * A visit put right after it was kept (改走访), and two who went together: what it had closed is looked at again, duties
 * open and close with it, and the trail keeps who changed what (S1-0.2).
 */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange, type Snapshot } from './audit-trail.ts';
import type { VisitWay } from './labels.ts';
import { databaseNow } from './obligations/now.ts';
import { planObligationsOf } from './obligations/planner.ts';
import { closeByVisit, reopenByVisit, type DutyRow } from './obligations/satisfy.ts';
import { withdrawMessages } from './obligations/withdraw.ts';
import { checkVisit, toVisit, type Visit, type VisitRow } from './visits.ts';

/** For so many days whoever made a visit may put it right; what is older is the clerk's. */
export const changeableDays = 30;

/** What of a visit may be changed; what is left out stays. */
export type VisitFacts = Partial<
  Pick<
    Visit,
    | 'visitorId'
    | 'companionIds'
    | 'visitedOn'
    | 'way'
    | 'occasion'
    | 'met'
    | 'condition'
    | 'findings'
    | 'moneyFen'
    | 'goods'
    | 'helpKind'
    | 'followUp'
    | 'attachmentIds'
  >
>;

/** A visit put right. */
export interface ChangedVisit {
  readonly visit: Visit;
  /** What the changed fields were. */
  readonly before: VisitFacts;
  /** What they are now. */
  readonly after: VisitFacts;
  /** Duties it closes now and did not close before. */
  readonly closed: readonly DutyRow[];
  /** Duties it no longer closes, nor does any other visit. */
  readonly reopened: readonly DutyRow[];
}

/** What is to change, given the visit as it stands; a function sees it after everybody who changed it before. */
export interface WantedChange {
  readonly visitId: string;
  readonly actorId: string;
  readonly facts: VisitFacts | ((visit: Visit) => VisitFacts);
}

/**
 * Changes a visit that was kept, in the caller's transaction, and settles again which duties it fulfils. The caller has
 * checked that the actor made it or keeps the files. Throws `visit-unknown` for one that was taken back, and what
 * `checkVisit` throws.
 */
export async function changeVisit(
  db: Db,
  clock: Clock,
  { visitId, actorId, facts: wanted }: WantedChange,
): Promise<ChangedVisit> {
  const now = await databaseNow(db, clock);
  const old = toVisit(db, await locked(db, visitId));
  const facts = typeof wanted === 'function' ? wanted(old) : wanted;
  const changes = differing(old, withHelpKind(old, facts));
  checkVisit({ ...old, ...changes }, shanghaiDate(now));
  const before = Object.fromEntries(changesOf(changes).map(([name]) => [name, old[name]])) as VisitFacts;
  const { companionIds, attachmentIds, ...rest } = changes;
  const row = await db.visit.update({
    where: { id: visitId },
    data: {
      ...db.$vault.sealRow('visit', visitId, rest),
      ...(companionIds ? { companionIds: [...companionIds] } : {}),
      ...(attachmentIds ? { attachmentIds: [...attachmentIds] } : {}),
    },
  });
  const reopened = await reopenByVisit(db, now, visitId);
  const closed = await closeByVisit(db, now, visitId);
  await withdrawMessages(
    db,
    now,
    closed.map(({ id }) => id),
  );
  if (reopened.length > 0) await planObligationsOf(db, clock, [old.memberId]);
  await logChange(db, clock, {
    actorId,
    action: 'update',
    subject: 'visit',
    subjectId: visitId,
    before: traced(before),
    after: traced(changes),
  });
  return { visit: toVisit(db, row), before, after: changes, closed, reopened };
}

async function locked(db: Db, visitId: string): Promise<VisitRow> {
  await db.$queryRaw`SELECT 1 FROM visit v WHERE v.id = ${visitId}::uuid FOR UPDATE`;
  const row = await db.visit.findUnique({ where: { id: visitId } });
  if (row && row.undoneAt === null) return row;
  throw new AppError('visit-unknown', 'there is no such visit, or it was taken back', {
    expose: '没有找到这次走访记录，可能已经撤销了。',
  });
}

type Name = keyof VisitFacts;
const changesOf = (facts: VisitFacts): [Name, unknown][] => Object.entries(facts) as [Name, unknown][];

const differing = (old: Visit, facts: VisitFacts): VisitFacts =>
  Object.fromEntries(
    changesOf(facts).filter(
      ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(old[name]),
    ),
  );

/** Gifts that are added or taken out change the kind of help (S1-3.2b), unless that was said too. */
function withHelpKind(old: Visit, facts: VisitFacts): VisitFacts {
  if (facts.helpKind !== undefined || (facts.moneyFen === undefined && facts.goods === undefined))
    return facts;
  const { moneyFen, goods } = { ...old, ...facts };
  const material = moneyFen !== null || goods !== null;
  if (!material) return { ...facts, helpKind: 'spirit' };
  return { ...facts, helpKind: old.helpKind === 'spirit' ? 'both' : old.helpKind };
}

const words: readonly Name[] = ['condition', 'findings', 'goods', 'followUp'];

/** The trail is kept for good and says that words were changed, not which: those are the file's. */
const traced = (facts: VisitFacts): Snapshot =>
  Object.fromEntries(
    changesOf(facts).map(([name, value]) => [name, words.includes(name) && value !== null ? '…' : value]),
  );

/** The visits somebody made or joined and told of lately, which they may put right; the last told of first. */
export async function changeableVisitsOf(db: Db, clock: Clock, personId: string): Promise<Visit[]> {
  const since = await changeableSince(db, clock);
  const theirs = [{ visitorId: personId }, { companionIds: { has: personId } }];
  return changeableWhere(db, { OR: theirs, loggedAt: { gte: since } });
}

/** The visits to these members that were told of lately, whoever made them; the last told of first. */
export async function changeableVisitsTo(
  db: Db,
  clock: Clock,
  memberIds: readonly string[],
): Promise<Visit[]> {
  const since = await changeableSince(db, clock);
  return changeableWhere(db, { memberId: { in: [...memberIds] }, loggedAt: { gte: since } });
}

const changeableSince = async (db: Db, clock: Clock): Promise<Date> =>
  shanghaiInstant(addDays(shanghaiDate(await databaseNow(db, clock)), -changeableDays));

async function changeableWhere(db: Db, where: Prisma.VisitWhereInput): Promise<Visit[]> {
  const rows = await db.visit.findMany({
    where: { ...where, undoneAt: null },
    orderBy: [{ loggedAt: 'desc' }, { id: 'asc' }],
    take: 20,
  });
  return rows.map(row => toVisit(db, row));
}

/** Of what was changed, what still is as it was made then: to be put back without undoing what others did since. */
export const unchangedSince = (visit: Visit, before: VisitFacts, after: VisitFacts): VisitFacts =>
  Object.fromEntries(
    changesOf(before).filter(([name]) => JSON.stringify(visit[name]) === JSON.stringify(after[name])),
  );

/** The companions of a visit who have told of it themselves, or put it right. */
export async function alsoToldBy(db: Db, visitId: string): Promise<string[]> {
  const visit = await db.visit.findUnique({ where: { id: visitId }, select: { companionIds: true } });
  const companionIds = visit?.companionIds ?? [];
  if (companionIds.length === 0) return [];
  const entries = await db.auditEntry.findMany({
    where: { subject: 'visit', subjectId: visitId, action: 'update', actorId: { in: companionIds } },
    select: { actorId: true },
    orderBy: { seq: 'asc' },
  });
  return [...new Set(entries.flatMap(({ actorId }) => actorId ?? []))];
}

/** What tells whether two told of the same visit. */
export interface Told {
  readonly memberId: string;
  readonly visitorId: string;
  readonly visitedOn: IsoDate;
  readonly way: VisitWay;
}

/**
 * The visit that a colleague has told of already: to this member, on this day, in this way. Everybody rings for themself,
 * so a call is never somebody else's. Null where there is none.
 */
export async function sameVisitOf(
  db: Db,
  { memberId, visitorId, visitedOn, way }: Told,
): Promise<Visit | null> {
  if (way === 'phone' || way === 'video') return null;
  const row = await db.visit.findFirst({
    where: { memberId, visitedOn, way, undoneAt: null, visitorId: { not: visitorId } },
    orderBy: [{ loggedAt: 'asc' }, { id: 'asc' }],
  });
  return row && toVisit(db, row);
}
