/**
 * 请假、外出: days on which a helper cannot go. What they have to do is their stand-in's, else another helper's of the member, else
 * the secretary's, from the first day to the last (who it is on a day: obligations/owners.ts), in the transaction that records
 * the leave; on the return it is theirs again. What begins after the return stays with them all the time.
 */
import { randomUUID } from 'node:crypto';
import { addDays, isIsoDate, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { leaveText, returnText, type Receiver } from './absences/telling.ts';
import { membersTouched, resettle } from './absences/settle.ts';
import { dutiesGoing, markAsTold, withdrawLeaveNotices } from './absences/going.ts';
import { logChange } from './audit-trail.ts';
import { handBackTaken } from './hand-backs.ts';
import { databaseNow } from './obligations/now.ts';
import { outOfReach, type Notice, type Told } from './notices.ts';
import { lockPeople } from './pairing/locks.ts';
import { isWithin } from './organisations.ts';
import { findPerson, hasRole, peopleById, type Person } from './people.ts';
import { gentleTime } from './quiet-hours.ts';

export { entrustedTo } from './absences/entrusted.ts';
export { settleAbsences } from './absences/settle.ts';
export { standInsFor, type StandIn } from './absences/stand-ins.ts';
export { leaveDays, type Receiver } from './absences/telling.ts';

/** Days on which somebody is away. */
export interface Absence {
  readonly id: string;
  readonly personId: string;
  readonly startsOn: IsoDate;
  /** The last day away; null while the day of return is not known. */
  readonly endsOn: IsoDate | null;
  readonly standInId: string | null;
}

/** A leave to record. */
export interface NewLeave extends Omit<Absence, 'id' | 'standInId'> {
  readonly standInId?: string | null;
  /** Who says so: the helper, or a secretary or clerk for them. */
  readonly actorId: string;
}

/** What a leave led to. Its notices must be written to the outbox in the same transaction. */
export interface LeaveTaken extends Told {
  readonly absence: Absence;
  /** The same leave was recorded before: nothing changed and nobody is told again. */
  readonly already: boolean;
  /** Who takes over, and what: the named stand-in first. */
  readonly receivers: readonly Receiver[];
}

/** Longer ahead than this nobody plans a leave. */
const longestAheadDays = 366;

/** Records a leave and what follows from it. Refused, in words that say what would work, where it cannot be. */
export async function takeLeave(db: Db, clock: Clock, leave: NewLeave): Promise<LeaveTaken> {
  const now = await databaseNow(db, clock);
  const today = shanghaiDate(now);
  check(leave, today);
  await lockPeople(db, [leave.personId]);
  const person = await theHelper(db, leave.personId);
  if (leave.standInId) await checkStandIn(db, person, leave.standInId);
  const { personId, startsOn, endsOn, standInId = null, actorId } = leave;
  const facts = { personId, startsOn, endsOn, standInId };
  const known = await db.absence.findFirst({ where: { ...facts, undoneAt: null } });
  if (known) return { absence: known, already: true, receivers: [], notices: [], unreached: [] };
  const id = randomUUID();
  const touched = await membersTouched(db, personId, today);
  await db.absence.create({ data: { ...facts, id, createdById: actorId, createdAt: now } });
  await log(db, clock, person, { actorId, action: 'create', subjectId: id, after: facts });
  const absence = { ...facts, id };
  const going = await dutiesGoing(db, now, absence);
  await resettle(db, clock, now, { memberIds: touched, actorId });
  const told = await tell(db, now, person, absence, going);
  const taken = await handBackTaken(db, clock, { personId, actorId });
  return {
    absence,
    already: false,
    receivers: told.receivers,
    notices: [...told.notices, ...taken.notices],
    unreached: [...told.unreached, ...taken.unreached],
  };
}

function check({ personId, startsOn, endsOn, standInId }: NewLeave, today: IsoDate): void {
  if (!isIsoDate(startsOn) || (endsOn !== null && !isIsoDate(endsOn)))
    throw new AppError('leave-malformed', 'not a day');
  if (endsOn !== null && endsOn < startsOn)
    throw refused('leave-backwards', '结束的日子在开始的日子前面，请再说一遍，比如“25号到28号”。');
  if (endsOn !== null && endsOn < today)
    throw refused('leave-over', '这段日子已经过去了，不用登记。要登记以后的，请说从哪天到哪天。');
  if (startsOn > addDays(today, longestAheadDays))
    throw refused('leave-far', '日子太远了，请在离开前一年以内登记。');
  if (standInId === personId)
    throw refused('leave-own-stand-in', '代办的不能是请假的同志自己，请另选一位，或者跳过。');
}

/** A stand-in sees as a helper does: a helper, or one of the staff who look after the branch anyway. */
async function checkStandIn(db: Db, person: Person, standInId: string): Promise<void> {
  const standIn = await theHelper(db, standInId);
  const above = isWithin(person.organisation.path, standIn.organisation.path);
  if (hasRole(standIn, 'helper') || (above && hasRole(standIn, 'secretary', 'leader', 'clerk'))) return;
  throw refused(
    'stand-in-no-helper',
    `${standIn.name}同志还没有登记为帮扶人，请另选一位，或者跳过，先由书记照看。`,
  );
}

const refused = (code: string, expose: string): AppError =>
  new AppError(code, `refused: ${code}`, { expose });

async function theHelper(db: Db, id: string): Promise<Person> {
  const person = await findPerson(db, id);
  if (person) return person;
  throw refused('person-unknown', '没有找到这位同志。');
}

const log = (
  db: Db,
  clock: Clock,
  person: Person,
  change: Omit<Parameters<typeof logChange>[2], 'subject' | 'organisationId'>,
) => logChange(db, clock, { ...change, subject: 'absence', organisationId: person.organisation.id });

/** One message to each who takes over something; the named stand-in hears of it in any case. */
async function tell(
  db: Db,
  now: Date,
  person: Person,
  absence: Absence,
  going: ReadonlyMap<string, Receiver['duties']>,
): Promise<Pick<LeaveTaken, 'receivers' | 'notices' | 'unreached'>> {
  const ids = [...new Set([...(absence.standInId === null ? [] : [absence.standInId]), ...going.keys()])];
  const people = await peopleById(db, ids);
  const receivers: Receiver[] = [];
  const notices: Notice[] = [];
  for (const id of ids) {
    const receiver = people.get(id);
    if (!receiver || id === person.id) continue;
    const dedupeKey = `absence:${absence.id}:${id}`;
    const duties = going.get(id) ?? [];
    const told = outOfReach(receiver) === undefined;
    const numbered = await markAsTold(db, now, { receiver, duties, dedupeKey, absence, told });
    receivers.push({ person: receiver, duties, numbered });
    if (told) notices.push(await noticeTo(db, now, person, absence, { person: receiver, duties, numbered }));
  }
  const unreached = receivers.flatMap(({ person: each }) => outOfReach(each) ?? []);
  return { receivers, notices, unreached };
}

async function noticeTo(
  db: Db,
  now: Date,
  person: Person,
  absence: Absence,
  receiver: Receiver,
): Promise<Notice> {
  const memberIds = [...new Set(receiver.duties.flatMap(({ memberId }) => memberId ?? []))];
  return {
    personId: receiver.person.id,
    userId: receiver.person.userId ?? '',
    text: await leaveText(db, now, person, absence, receiver),
    purpose: 'notice',
    notBefore: gentleTime('notice', now),
    notAfter: new Date(now.getTime() + noticeHours * 60 * 60 * 1000),
    conditions: { memberIds },
    dedupeKey: `absence:${absence.id}:${receiver.person.id}`,
  };
}
const noticeHours = 48;

/** Who comes back, or whose leave is taken back, and who says so. */
export interface Return {
  readonly personId: string;
  readonly actorId: string;
}

/** What a return led to. */
export interface Returned extends Told {
  /** The leaves that ended, as they were before. Empty when nobody was away. */
  readonly ended: readonly Absence[];
}

/** Somebody is back: their leaves of today end yesterday, and what is open is theirs again. Twice changes nothing. */
export async function comeBack(db: Db, clock: Clock, { personId, actorId }: Return): Promise<Returned> {
  const now = await databaseNow(db, clock);
  const today = shanghaiDate(now);
  await lockPeople(db, [personId]);
  const ended = await absencesOf(db, personId, today, { begun: true });
  return end(db, clock, now, { ended, personId, actorId });
}

/** Takes a leave back as if it had not been said, before or while it lasts. Twice changes nothing. */
export async function undoLeave(db: Db, clock: Clock, absenceId: string, actorId: string): Promise<Returned> {
  const now = await databaseNow(db, clock);
  const absence = await db.absence.findUnique({ where: { id: absenceId } });
  if (!absence) return { ended: [], notices: [], unreached: [] };
  await lockPeople(db, [absence.personId]);
  const ended = absence.undoneAt === null ? [absence] : [];
  return end(db, clock, now, { ended, personId: absence.personId, actorId, undo: true });
}

async function end(
  db: Db,
  clock: Clock,
  now: Date,
  { ended, personId, actorId, undo = false }: Return & { ended: readonly Absence[]; undo?: boolean },
): Promise<Returned> {
  if (ended.length === 0) return { ended, notices: [], unreached: [] };
  const today = shanghaiDate(now);
  const person = await theHelper(db, personId);
  const had = await membersTouched(db, personId, today);
  for (const { id, startsOn, endsOn } of ended) {
    const after =
      undo || startsOn >= today ? { undoneAt: now.toISOString() } : { endsOn: addDays(today, -1) };
    await db.absence.update({ where: { id }, data: after });
    await log(db, clock, person, { actorId, action: 'end', subjectId: id, before: { endsOn }, after });
  }
  await resettle(db, clock, now, { memberIds: had, actorId });
  return { ended, ...(await tellThoseWhoStoodIn(db, now, person, ended, undo)) };
}

/** Those who were told of the leave hear that it is over; where they have not read of it yet, nothing is said at all. */
async function tellThoseWhoStoodIn(
  db: Db,
  now: Date,
  person: Person,
  ended: readonly Absence[],
  undo: boolean,
): Promise<Told> {
  const told = await withdrawLeaveNotices(
    db,
    now,
    ended.map(({ id }) => id),
  );
  const people = await peopleById(db, told);
  const readers = [...people.values()].filter(each => each.id !== person.id);
  const notices = readers.flatMap(reader =>
    outOfReach(reader)
      ? []
      : [
          {
            personId: reader.id,
            userId: reader.userId ?? '',
            text: returnText(reader, person, undo),
            purpose: 'notice' as const,
            notBefore: gentleTime('notice', now),
            notAfter: new Date(now.getTime() + noticeHours * 60 * 60 * 1000),
            conditions: {},
            dedupeKey: `absence:${ended[0]?.id}:over:${reader.id}:${now.getTime()}`,
          },
        ],
  );
  return { notices, unreached: readers.flatMap(each => outOfReach(each) ?? []) };
}

/** Puts back the leaves that a return ended by mistake. */
export async function resumeLeaves(
  db: Db,
  clock: Clock,
  leaves: readonly Absence[],
  actorId: string,
): Promise<void> {
  const now = await databaseNow(db, clock);
  for (const { id, personId, endsOn } of leaves) {
    await lockPeople(db, [personId]);
    const memberIds = await membersTouched(db, personId, shanghaiDate(now));
    await db.absence.update({ where: { id }, data: { endsOn, undoneAt: null } });
    const person = await theHelper(db, personId);
    await log(db, clock, person, { actorId, action: 'resume', subjectId: id, after: { endsOn } });
    await resettle(db, clock, now, { memberIds, actorId });
  }
}

/** Somebody's leaves of `today` and later, the first one first; with `begun` only those that have begun. */
export const absencesOf = (
  db: Db,
  personId: string,
  today: IsoDate,
  { begun = false } = {},
): Promise<Absence[]> =>
  db.absence.findMany({
    where: {
      personId,
      undoneAt: null,
      OR: [{ endsOn: null }, { endsOn: { gte: today } }],
      ...(begun ? { startsOn: { lte: today } } : {}),
    },
    orderBy: [{ startsOn: 'asc' }, { createdAt: 'asc' }],
  });
