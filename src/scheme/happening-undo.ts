/** Taking back what was reported: within 24 hours by whoever may, and a wrong death at any time by a clerk, with a reason. */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { entriesAbout, logChange } from './audit-trail.ts';
import { changeState } from './care-files.ts';
import { restoreEverything } from './death.ts';
import { lockFile, toHappening, type Happening, type Row } from './happening-rows.ts';
import { happeningKinds, labelOf } from './labels.ts';
import { outOfReach, type Notice, type Told } from './notices.ts';
import { databaseNow } from './obligations/now.ts';
import { whoIs } from './obligations/people.ts';
import { planObligationsOf } from './obligations/planner.ts';
import { cancelDutiesOf, toldOf } from './obligations/of-happening.ts';
import { withdrawMessages } from './obligations/withdraw.ts';
import { findPerson, peopleById } from './people.ts';
import { gentleTime } from './quiet-hours.ts';

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
  const since = new Date((await databaseNow(db, clock)).getTime() - undoHappeningWithinMs);
  return takeBack(db, clock, { happeningId, actorId, since });
}

/** A death that was recorded by mistake, and why it is known to be one. */
export interface WrongDeath {
  readonly memberId: string;
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Corrects a death that was recorded by mistake, however long ago, with the reason kept: everything it ended stands again as
 * far as it still has time. Null when no report of it is known: a file that was entered as 去世 goes to 暂停 until somebody has looked at it. The
 * caller has made sure that it is a clerk or an administrator, and has asked twice. Refused (`reason-missing`) without a
 * reason. Doing it twice changes nothing.
 */
export async function correctDeath(
  db: Db,
  clock: Clock,
  { memberId, actorId, reason }: WrongDeath,
): Promise<UndoneHappening | null> {
  if (reason.trim() === '')
    throw new AppError('reason-missing', 'a death is taken back only with a reason', {
      expose: '更正去世登记，请写明原因，比如“同名同志弄混了”。',
    });
  const row = await db.happening.findFirst({ where: { memberId, kind: 'died', undoneAt: null } });
  if (row) return takeBack(db, clock, { happeningId: row.id, actorId, since: null, reason });
  const state = await lockFile(db, memberId);
  const [actor, member] = [await findPerson(db, actorId), await findPerson(db, memberId)];
  if (state !== 'deceased' || !actor || !member) return null;
  // An administrator may belong to another part of the tree: the caller has looked at who may.
  const here = { ...actor, organisation: member.organisation };
  await changeState(db, { memberId, to: 'suspended', reason }, { actor: here, clock });
  return null;
}

interface TakingBack {
  readonly happeningId: string;
  readonly actorId: string;
  /** Reported no longer ago than this; null for a correction. */
  readonly since: Date | null;
  readonly reason?: string;
}

async function takeBack(db: Db, clock: Clock, taking: TakingBack): Promise<UndoneHappening> {
  const { happeningId, actorId, since, reason } = taking;
  const now = await databaseNow(db, clock);
  const row = await db.happening.findUnique({ where: { id: happeningId } });
  if (!row)
    throw new AppError('happening-unknown', 'there is no such happening', { expose: '没有找到这条情况。' });
  await lockFile(db, row.memberId);
  const { count } = await db.happening.updateMany({
    where: { id: happeningId, undoneAt: null, ...(since ? { reportedAt: { gt: since } } : {}) },
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
    after: { undoneAt: now.toISOString(), ...(reason === undefined ? {} : { reason }) },
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
