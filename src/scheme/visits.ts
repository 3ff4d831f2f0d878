/**
 * 走访: who went to whom, and what they found (D2). Recording one closes every duty it fulfils. Late entry is always
 * allowed (C1.9): what counts is the day of the visit.
 */
import { randomUUID } from 'node:crypto';
import { addDays, isIsoDate, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { birthProblem } from './day-problems.ts';
import { logChange } from './audit-trail.ts';
import { isCode, occasions, visitWays } from './labels.ts';
import type { HelpKind, MetPerson, Occasion, VisitWay } from './labels.ts';
import { databaseNow } from './obligations/now.ts';
import { planObligationsOf } from './obligations/planner.ts';
import { closeByVisit, reopenByVisit, type DutyRow } from './obligations/satisfy.ts';
import { withdrawMessages } from './obligations/withdraw.ts';

/** A visit as it is kept. */
export interface Visit {
  readonly id: string;
  readonly memberId: string;
  readonly visitorId: string;
  /** Colleagues who went along: it is one visit, and theirs too. */
  readonly companionIds: readonly string[];
  readonly visitedOn: IsoDate;
  readonly way: VisitWay;
  readonly occasion: Occasion;
  readonly met: MetPerson | null;
  readonly condition: string | null;
  readonly findings: string | null;
  readonly moneyFen: number | null;
  readonly goods: string | null;
  readonly helpKind: HelpKind;
  readonly followUp: string | null;
  readonly attachmentIds: readonly string[];
  readonly said: string | null;
  readonly loggedAt: Date;
  readonly undoneAt: Date | null;
}

/** What is needed to record one; what nobody said may be left out. */
export interface NewVisit {
  readonly memberId: string;
  readonly visitorId: string;
  readonly companionIds?: readonly string[];
  readonly visitedOn: IsoDate;
  readonly way: VisitWay;
  readonly occasion?: Occasion;
  /** A visit at which nobody was met is kept, and fulfils nothing. */
  readonly met?: MetPerson | null;
  readonly condition?: string | null;
  readonly findings?: string | null;
  readonly moneyFen?: number | null;
  readonly goods?: string | null;
  /** When absent: both with money or goods, else of the spirit. */
  readonly helpKind?: HelpKind;
  readonly followUp?: string | null;
  readonly attachmentIds?: readonly string[];
  /** The sentence it was understood from. */
  readonly said?: string | null;
}

/** A visit, and the duties it closed. */
export interface RecordedVisit {
  readonly visit: Visit;
  readonly closed: readonly DutyRow[];
}

/**
 * Keeps a visit and closes what it fulfils, in the caller's transaction. The caller has checked that the visitor may act
 * for the member (access.ts). Refused for a day that has not come.
 */
export async function recordVisit(db: Db, clock: Clock, visit: NewVisit): Promise<RecordedVisit> {
  const now = await databaseNow(db, clock);
  checkVisit(visit, shanghaiDate(now));
  const { occasion = 'routine', helpKind = helpKindOf(visit), attachmentIds = [], ...other } = visit;
  const { companionIds = [], ...rest } = other;
  const id = randomUUID();
  await refuseDay(db, visit);
  const words = db.$vault.sealRow('visit', id, rest);
  const row = await db.visit.create({
    data: {
      ...words,
      id,
      occasion,
      helpKind,
      companionIds: [...companionIds],
      attachmentIds: [...attachmentIds],
      loggedAt: now,
    },
  });
  const closed = await closeByVisit(db, now, row.id);
  await withdrawMessages(
    db,
    now,
    closed.map(({ id }) => id),
  );
  return { visit: toVisit(db, row), closed };
}

const helpKindOf = ({ moneyFen, goods }: NewVisit): HelpKind => (moneyFen || goods ? 'both' : 'spirit');

/** 补录: told on a later day than that of the visit. Both days are kept, and the visit counts for its own (C1.9). */
export const isLateEntry = ({ visitedOn, loggedAt }: Pick<Visit, 'visitedOn' | 'loggedAt'>): boolean =>
  visitedOn < shanghaiDate(loggedAt);

/** Throws for a day that has not come (`visit-in-future`), or an unknown way or occasion (`visit-malformed`). */
export function checkVisit(
  { visitedOn, way, occasion }: Pick<NewVisit, 'visitedOn' | 'way' | 'occasion'>,
  today: IsoDate,
): void {
  if (!isIsoDate(visitedOn) || !isCode(visitWays, way) || (occasion && !isCode(occasions, occasion)))
    throw new AppError('visit-malformed', 'unknown day, way or occasion');
  if (visitedOn > today)
    throw new AppError('visit-in-future', 'the day of the visit has not come', {
      expose: '走访日期还没到，请写已经去过的日期。',
    });
}

async function refuseDay(db: Db, visit: NewVisit): Promise<void> {
  const problem = await birthProblem(db, visit.memberId, visit.visitedOn);
  if (problem !== undefined)
    throw new AppError('visit-too-early', 'before the member was born', { expose: problem });
}

/** A visit can be taken back for so long. */
export const undoWithinMs = 24 * 60 * 60 * 1000;

/** A visit that was taken back, and the duties that are open (or 逾期) again. */
export interface UndoneVisit {
  readonly visit: Visit;
  readonly reopened: readonly DutyRow[];
}

/**
 * Takes a visit back within 24 hours of its being recorded, with a trace, and opens again what it had closed. Doing it twice
 * changes nothing. The caller has checked that the actor recorded it or keeps the files.
 */
export async function undoVisit(
  db: Db,
  clock: Clock,
  visitId: string,
  actorId: string,
): Promise<UndoneVisit> {
  const now = await databaseNow(db, clock);
  const { count } = await db.visit.updateMany({
    where: { id: visitId, undoneAt: null, loggedAt: { gt: new Date(now.getTime() - undoWithinMs) } },
    data: { undoneAt: now },
  });
  const row = await db.visit.findUnique({ where: { id: visitId } });
  if (!row)
    throw new AppError('visit-unknown', 'there is no such visit', { expose: '没有找到这次走访记录。' });
  const visit = toVisit(db, row);
  if (count === 0) return alreadyUndone(visit);
  const reopened = await reopenByVisit(db, now, visitId);
  await planObligationsOf(db, clock, [visit.memberId]);
  await logChange(db, clock, {
    actorId,
    action: 'undo',
    subject: 'visit',
    subjectId: visitId,
    before: { undoneAt: null, closed: reopened.map(({ id }) => id) },
    after: { undoneAt: now.toISOString() },
  });
  return { visit, reopened };
}

function alreadyUndone(visit: Visit): UndoneVisit {
  if (visit.undoneAt) return { visit, reopened: [] };
  throw new AppError('undo-too-late', 'recorded more than 24 hours ago', {
    expose: '这次走访记录已经超过24小时，不能撤销了；需要更正请告诉经办同志。',
  });
}

/** A member's visits, newest first; those taken back are left out. The caller has checked that the reader may see the file. */
export async function visitsOf(db: Db, memberId: string, { limit = 10 } = {}): Promise<Visit[]> {
  const rows = await db.visit.findMany({
    where: { memberId, undoneAt: null },
    orderBy: [{ visitedOn: 'desc' }, { loggedAt: 'desc' }],
    take: limit,
  });
  return rows.map(row => toVisit(db, row));
}

/** The last visit to a member, or null. */
export const lastVisitOf = async (db: Db, memberId: string): Promise<Visit | null> =>
  (await visitsOf(db, memberId, { limit: 1 }))[0] ?? null;

/** The last visit to each of these members, by member; those nobody has visited are left out. */
export async function lastVisitsOf(db: Db, memberIds: readonly string[]): Promise<Map<string, Visit>> {
  const rows = await db.visit.findMany({
    where: { memberId: { in: [...memberIds] }, undoneAt: null },
    orderBy: [{ memberId: 'asc' }, { visitedOn: 'desc' }, { loggedAt: 'desc' }],
    distinct: ['memberId'],
  });
  return new Map(rows.map(row => [row.memberId, toVisit(db, row)]));
}

/** What somebody recorded lately and may still take back, newest first. */
export async function undoableVisitsOf(db: Db, clock: Clock, visitorId: string): Promise<Visit[]> {
  const now = await databaseNow(db, clock);
  const since = new Date(now.getTime() - undoWithinMs);
  const rows = await db.visit.findMany({
    where: {
      visitorId,
      undoneAt: null,
      loggedAt: { gt: since },
      visitedOn: { gte: addDays(shanghaiDate(now), -366) },
    },
    orderBy: { loggedAt: 'desc' },
    take: 10,
  });
  return rows.map(row => toVisit(db, row));
}

/** A visit as it is stored. */
export type VisitRow = NonNullable<Awaited<ReturnType<Db['visit']['findUnique']>>>;
/** The row, opened. */
export const toVisit = (db: Db, row: VisitRow): Visit => db.$vault.openRow('visit', row.id, row) as Visit;
