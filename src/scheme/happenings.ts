/**
 * 情况: what happens to a member, whoever reports it (S1-3.3b, S5-4). Recording it changes the duties in the same
 * transaction and says whom to tell; within 24 hours it can be taken back as if it had not been said.
 */
import { randomUUID } from 'node:crypto';
import { addDays, isIsoDate, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { entriesAbout, logChange } from './audit-trail.ts';
import { endEverything, restoreEverything } from './death.ts';
import { findSame, mergeInto } from './happening-same.ts';
import { happeningKinds, isCode, labelOf, type HappeningKind } from './labels.ts';
import { outOfReach, type Notice, type Told } from './notices.ts';
import { takeCalls } from './obligations/calls.ts';
import { databaseNow } from './obligations/now.ts';
import { whoIs } from './obligations/people.ts';
import { planObligationsOf } from './obligations/planner.ts';
import { cancelDutiesOf, dutiesOfHappening, toldOf, type DutyRow } from './obligations/of-happening.ts';
import { withdrawMessages } from './obligations/withdraw.ts';
import { peopleById } from './people.ts';
import { gentleTime } from './quiet-hours.ts';

/** A happening as it is kept. */
export interface Happening {
  readonly id: string;
  readonly memberId: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  readonly detail: string | null;
  readonly reporterId: string;
  readonly attachmentIds: readonly string[];
  readonly reportedAt: Date;
  readonly endedOn: IsoDate | null;
  readonly undoneAt: Date | null;
}

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

/** Two reports about one member wait for each other here; returns the file's state. */
async function lockFile(db: Db, memberId: string): Promise<string> {
  const [file] = await db.$queryRaw<{ state: string }[]>`
    SELECT state FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;
  if (file) return file.state;
  throw new AppError('member-unknown', 'there is no such member', { expose: '没有找到这位老同志的档案。' });
}

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
  if (kind === 'hospitalised') await endForgottenStay(db, clock, happening);
  return 0;
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

/** A report can be taken back for so long. */
export const undoHappeningWithinMs = 24 * 60 * 60 * 1000;

/** A happening that was taken back. Its notices tell those who had been told; write them in the same transaction. */
export interface UndoneHappening extends Told {
  readonly happening: Happening;
  /** How many duties stand again. */
  readonly restored: number;
}

/**
 * Takes a report back within 24 hours, with a trace: its duties end, what it had ended stands again, after a death the
 * file as well. Doing it twice changes nothing. The caller has checked who may.
 */
export async function undoHappening(
  db: Db,
  clock: Clock,
  happeningId: string,
  actorId: string,
): Promise<UndoneHappening> {
  const now = await databaseNow(db, clock);
  const since = new Date(now.getTime() - undoHappeningWithinMs);
  const row = await db.happening.findUnique({ where: { id: happeningId } });
  if (!row)
    throw new AppError('happening-unknown', 'there is no such happening', { expose: '没有找到这条情况。' });
  await lockFile(db, row.memberId);
  const { count } = await db.happening.updateMany({
    where: { id: happeningId, undoneAt: null, reportedAt: { gt: since } },
    data: { undoneAt: now },
  });
  if (count === 0)
    return alreadyUndone(db, await db.happening.findUniqueOrThrow({ where: { id: happeningId } }));
  const happening = { ...toHappening(db, row), undoneAt: now };
  const told = await corrections(db, now, happening, actorId);
  const ended = await cancelDutiesOf(db, now, happeningId);
  await withdrawMessages(db, now, ended);
  const restored = await takeEffectBack(db, clock, now, happening, actorId);
  const { created, changed } = await planObligationsOf(db, clock, [happening.memberId]);
  await logChange(db, clock, {
    actorId,
    action: 'undo',
    subject: 'happening',
    subjectId: happeningId,
    before: { undoneAt: null, duties: ended },
    after: { undoneAt: now.toISOString() },
  });
  return { happening, restored: restored + created + changed, ...told };
}

function alreadyUndone(db: Db, row: Row): UndoneHappening {
  const happening = toHappening(db, row);
  if (happening.undoneAt) return { happening, restored: 0, notices: [], unreached: [] };
  throw new AppError('undo-too-late', 'reported more than 24 hours ago', {
    expose: '这条情况已经超过24小时，不能撤销了；需要更正请告诉经办同志。',
  });
}

async function takeEffectBack(
  db: Db,
  clock: Clock,
  now: Date,
  { id, memberId, kind, happenedOn }: Happening,
  actorId: string,
): Promise<number> {
  if (kind === 'died')
    return restoreEverything(db, clock, now, { memberId, happeningId: id, happenedOn, actorId });
  const ended = await entriesAbout(db, 'end', id);
  await db.happening.updateMany({
    where: { id: { in: ended.map(({ subjectId }) => subjectId) } },
    data: { endedOn: null },
  });
  return 0;
}

/** Those who were told hear that it was a mistake; whoever takes it back knows. */
async function corrections(
  db: Db,
  now: Date,
  { id, memberId, kind }: Happening,
  actorId: string,
): Promise<Told> {
  const readers = (await toldOf(db, id)).filter(personId => personId !== actorId);
  const people = await peopleById(db, [...readers, memberId]);
  const member = people.get(memberId);
  const who = member ? whoIs(member, shanghaiDate(now)) : '这位老同志';
  const text = `更正：前面说${who}${labelOf(happeningKinds, kind)}的消息有误，已经撤回，请以现在为准，打扰您了。`;
  const notices = readers.flatMap((personId): Notice[] => {
    const reader = people.get(personId);
    if (!reader?.userId || outOfReach(reader)) return [];
    const dedupeKey = `undo:${id}:${personId}`;
    const when = { notBefore: gentleTime('urgent', now) };
    return [{ personId, userId: reader.userId, text, purpose: 'urgent', ...when, conditions: {}, dedupeKey }];
  });
  return {
    notices,
    unreached: readers.flatMap(each => people.get(each) ?? []).flatMap(each => outOfReach(each) ?? []),
  };
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

type Row = NonNullable<Awaited<ReturnType<Db['happening']['findUnique']>>>;
const toHappening = (db: Db, row: Row): Happening => db.$vault.openRow('happening', row.id, row) as Happening;
