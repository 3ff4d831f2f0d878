/**
 * 情况: what happens to a member, whoever reports it (S1-3.3b, S5-4). Recording it changes the duties in the same
 * transaction and says whom to tell; within 24 hours it can be taken back as if it had not been said.
 */
import { randomUUID } from 'node:crypto';
import { addDays, isIsoDate, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { birthProblem } from './day-problems.ts';
import { logChange } from './audit-trail.ts';
import { endEverything } from './death.ts';
import { lockFile, toHappening, type Happening, type Row } from './happening-rows.ts';
import { findSame, mergeInto } from './happening-same.ts';
import { undoHappeningWithinMs } from './happening-undo.ts';
import { happeningKinds, isCode, type HappeningKind } from './labels.ts';
import type { Told } from './notices.ts';
import { takeCalls } from './obligations/calls.ts';
import { databaseNow } from './obligations/now.ts';
import { planObligationsOf } from './obligations/planner.ts';
import { dutiesOfHappening, endDutiesOf, type DutyRow } from './obligations/of-happening.ts';

export type { Happening } from './happening-rows.ts';
export { correctDeath, undoHappening, undoHappeningWithinMs } from './happening-undo.ts';
export type { UndoneHappening, WrongDeath } from './happening-undo.ts';

/** What is needed to report one. */
export interface NewHappening {
  readonly memberId: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  /** In the reporter's own words. */
  readonly detail?: string | null;
  readonly reporterId: string;
  readonly attachmentIds?: readonly string[];
}

/** What a report led to. Its notices must be written to the outbox in the same transaction. */
export interface RecordedHappening extends Told {
  readonly happening: Happening;
  /** It was known: nothing was opened and nobody is told again; what the second report adds is kept with the first. */
  readonly already: boolean;
  /** The duties that arose. Empty with `already`, and when there is nobody in the whole line to whom one could fall. */
  readonly opened: readonly DutyRow[];
  /** Duties that arose and that a visit recorded before has fulfilled already. */
  readonly fulfilled: readonly DutyRow[];
  /** How many duties ended with it: all of them after a death. */
  readonly cancelled: number;
}

/**
 * Keeps a happening and what follows from it, in the caller's transaction. The caller has checked that the reporter may name
 * the member (`mayName`) and, for a death, that it was confirmed (E-14). Refused for a day to come, and about the dead.
 */
export async function recordHappening(
  db: Db,
  clock: Clock,
  report: NewHappening,
): Promise<RecordedHappening> {
  const now = await databaseNow(db, clock);
  check(report, shanghaiDate(now));
  const state = await lockFile(db, report.memberId);
  const same = await findSame(db, now, report);
  if (same) return known(db, await mergeInto(db, same, report));
  if (state === 'deceased') throw departed();
  const problem = await birthProblem(db, report.memberId, report.happenedOn);
  if (problem !== undefined)
    throw new AppError('happening-too-early', 'before the birth', { expose: problem });
  const id = randomUUID();
  const words = db.$vault.sealRow('happening', id, report);
  const happening = toHappening(
    db,
    await db.happening.create({
      data: { ...words, id, attachmentIds: [...(report.attachmentIds ?? [])], reportedAt: now },
    }),
  );
  const ended = await takeEffect(db, clock, now, happening, state);
  const { dropped } = await planObligationsOf(db, clock, [happening.memberId], now);
  const opened = await dutiesOfHappening(db, happening.id, ['open']);
  const fulfilled = await dutiesOfHappening(db, happening.id, ['done']);
  const calling = { now, obligationIds: opened.map(({ id }) => id), reporterId: report.reporterId };
  const { notices, unreached } = await takeCalls(db, calling);
  return { happening, already: false, opened, fulfilled, cancelled: ended + dropped, notices, unreached };
}

const known = (db: Db, row: Row): RecordedHappening => ({
  happening: toHappening(db, row),
  already: true,
  opened: [],
  fulfilled: [],
  cancelled: 0,
  notices: [],
  unreached: [],
});

function check({ happenedOn, kind }: NewHappening, today: IsoDate): void {
  if (!isIsoDate(happenedOn) || !isCode(happeningKinds, kind))
    throw new AppError('happening-malformed', 'unknown day or kind');
  if (happenedOn > today)
    throw new AppError('happening-in-future', 'the day has not come', {
      expose: '日期还没到，请写已经发生的日期。',
    });
}

const departed = (): AppError =>
  new AppError('member-deceased', 'the member has died', {
    expose: '这位老同志已经去世，不再登记新的情况。',
  });

/** What changes besides the duties; returns how many of those it ended. */
async function takeEffect(
  db: Db,
  clock: Clock,
  now: Date,
  happening: Happening,
  state: string,
): Promise<number> {
  const { id, memberId, kind, happenedOn, reporterId: actorId } = happening;
  if (kind === 'died')
    return endEverything(db, clock, now, { memberId, happeningId: id, happenedOn, actorId }, state);
  if (kind === 'discharged') await endStay(db, clock, happening);
  if (kind !== 'hospitalised') return 0;
  await endForgottenStay(db, clock, happening);
  return endAccident(db, clock, now, happening);
}

const endStay = (db: Db, clock: Clock, { id, memberId, happenedOn, reporterId }: Happening): Promise<void> =>
  endStays(db, clock, { memberId, endedOn: happenedOn, by: id, actorId: reporterId });

/** Whoever goes into hospital again had come out, though nobody said so. */
const endForgottenStay = (
  db: Db,
  clock: Clock,
  { id, memberId, happenedOn, reporterId }: Happening,
): Promise<void> =>
  endStays(db, clock, { memberId, endedOn: addDays(happenedOn, -1), by: id, actorId: reporterId });

async function endStays(
  db: Db,
  clock: Clock,
  { memberId, endedOn, by, actorId }: { memberId: string; endedOn: IsoDate; by: string; actorId: string },
): Promise<void> {
  const where = { memberId, kind: 'hospitalised', endedOn: null, undoneAt: null, id: { not: by } } as const;
  for (const { id } of await db.happening.findMany({ where, select: { id: true } })) {
    await db.happening.update({ where: { id }, data: { endedOn } });
    const change = {
      subject: 'happening',
      subjectId: id,
      ref: by,
      before: { endedOn: null },
      after: { endedOn, by },
    } as const;
    await logChange(db, clock, { actorId, action: 'end', ...change });
  }
}

/** So many days apart a fall and a stay in hospital are one story (摔了, then 住院). */
const oneStoryDays = 2;

/** Whoever fell and is in hospital now is visited there: the accident goes on as the stay. Returns how many duties ended with it. */
async function endAccident(
  db: Db,
  clock: Clock,
  now: Date,
  { id, memberId, happenedOn, reporterId }: Happening,
): Promise<number> {
  const near = { gte: addDays(happenedOn, -oneStoryDays), lte: addDays(happenedOn, oneStoryDays) };
  const where = { memberId, kind: 'accident', endedOn: null, undoneAt: null, happenedOn: near } as const;
  let ended = 0;
  for (const accident of await db.happening.findMany({ where, select: { id: true } })) {
    await db.happening.update({ where: { id: accident.id }, data: { endedOn: happenedOn } });
    ended += await endDutiesOf(db, now, accident.id);
    const change = { subject: 'happening', subjectId: accident.id, ref: id } as const;
    const after = { endedOn: happenedOn, by: id };
    await logChange(db, clock, {
      ...change,
      actorId: reporterId,
      action: 'end',
      before: { endedOn: null },
      after,
    });
  }
  return ended;
}

/** A member's happenings, newest first; those taken back are left out. */
export async function happeningsOfMember(
  db: Db,
  memberId: string,
  { limit = 10 } = {},
): Promise<Happening[]> {
  const rows = await db.happening.findMany({
    where: { memberId, undoneAt: null },
    orderBy: [{ happenedOn: 'desc' }, { reportedAt: 'desc' }],
    take: limit,
  });
  return rows.map(row => toHappening(db, row));
}

/** What somebody reported lately and may still take back, newest first. */
export async function undoableHappeningsOf(db: Db, clock: Clock, reporterId: string): Promise<Happening[]> {
  const since = new Date((await databaseNow(db, clock)).getTime() - undoHappeningWithinMs);
  const where = { reporterId, undoneAt: null, reportedAt: { gt: since } };
  const rows = await db.happening.findMany({ where, orderBy: { reportedAt: 'desc' }, take: 10 });
  return rows.map(row => toHappening(db, row));
}
