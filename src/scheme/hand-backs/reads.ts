/** Hand-backs as they are read: what waits for somebody's word, and what went on by itself. */
import { addDays, minDate, shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { isAway, isOffered } from '../obligations/owners.ts';
import { dutyColumns, type Duty } from '../obligations/steps.ts';

/** A hand-back as it is kept. */
export interface HandBackRow {
  readonly id: string;
  readonly obligationId: string;
  /** Who could not go, or passed it on. */
  readonly personId: string;
  readonly reason: string | null;
  readonly offeredToId: string | null;
  /** taken | refused | expired | excused | withdrawn | nobody | restored; null while it waits. */
  readonly answer: string | null;
  readonly createdAt: Date;
  readonly answeredAt: Date | null;
}

/** Whether it is a decision (免访, 撤销免访) and not something that was handed back. */
export const isDecision = ({ offeredToId, answer }: Pick<HandBackRow, 'offeredToId' | 'answer'>): boolean =>
  offeredToId === null && (answer === 'excused' || answer === 'restored');

/** The same as a filter of rows: what was handed back, without the decisions. */
export const handedBack = {
  NOT: { offeredToId: null, answer: { in: ['excused', 'restored'] } },
} satisfies Prisma.HandBackWhereInput;

/** A duty that somebody is asked to take. */
export interface Offer extends HandBackRow {
  readonly duty: Duty;
}

/** The duty, locked until the caller commits. */
export async function lockDuty(db: Db, id: string): Promise<Duty | undefined> {
  const [duty] = await db.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o WHERE o.id = ${id}::uuid FOR UPDATE OF o`;
  return duty;
}

const opened = (
  db: Db,
  row: { id: string; reason: Uint8Array<ArrayBuffer> | null } & Omit<HandBackRow, 'reason'>,
) => db.$vault.openRow('hand_back', row.id, row) as HandBackRow;

/** One hand-back with its duty. */
export async function findOffer(db: Db, id: string): Promise<Offer | undefined> {
  const row = await db.handBack.findUnique({ where: { id } });
  if (!row) return undefined;
  const [duty] = await db.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o WHERE o.id = ${row.obligationId}::uuid`;
  return duty && { ...opened(db, row), duty };
}

/** What somebody is asked to take or to decide and is still to be done, the oldest first. */
export async function offersTo(db: Db, personId: string): Promise<Offer[]> {
  const rows = await db.handBack.findMany({
    where: {
      offeredToId: personId,
      answer: null,
      obligation: { state: { in: ['open', 'overdue'] } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 20,
  });
  const duties = await db.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o WHERE o.id = ANY(${rows.map(row => row.obligationId)}::uuid[])`;
  return rows.flatMap(row => {
    const duty = duties.find(({ id }) => id === row.obligationId);
    return duty ? [{ ...opened(db, row), duty }] : [];
  });
}

/** Everything that was handed back of these duties, in order. */
export async function handBacksOf(db: Db, obligationIds: readonly string[]): Promise<HandBackRow[]> {
  const rows = await db.handBack.findMany({
    where: { obligationId: { in: [...obligationIds] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(row => opened(db, row));
}

/**
 * The duties that somebody took over and cannot do now because they are away on `day`; those of one person, or of everybody. What
 * nobody else could take is not asked again.
 */
export const takenByAway = (
  db: Db,
  day: IsoDate,
  personId?: string,
): Promise<{ id: string; ownerId: string }[]> =>
  db.$queryRaw<{ id: string; ownerId: string }[]>`
    SELECT DISTINCT o.id, o."ownerId" FROM hand_back t JOIN obligation o ON o.id = t."obligationId"
    WHERE (t.answer = 'taken' OR t.answer IS NULL) AND t."offeredToId" = o."ownerId" AND o.state IN ('open', 'overdue')
      ${personId === undefined ? Prisma.empty : Prisma.sql`AND o."ownerId" = ${personId}::uuid`}
      AND ${isAway(Prisma.sql`o."ownerId"`, day)} AND NOT ${isOffered} AND NOT EXISTS (SELECT 1 FROM hand_back n
        WHERE n."obligationId" = o.id AND n."personId" = o."ownerId" AND n.answer = 'nobody')
    ORDER BY o.id`;

/** By when an offer made at this instant is to be answered: noon of the next day, never later than the duty's last day. */
export function answerBy(madeAt: Date, { dueOn }: Pick<Duty, 'dueOn'>): Date {
  const next = addDays(shanghaiDate(madeAt), 1);
  const noon = shanghaiInstant(dueOn > shanghaiDate(madeAt) ? minDate(next, dueOn) : next, '12:00');
  return noon;
}

/** The offers whose time is over, by id: those with the last in line wait for their decision as long as it takes. */
export async function offersOver(db: Db, now: Date, limit = 200): Promise<string[]> {
  const waiting = await db.$queryRaw<{ id: string; createdAt: Date; dueOn: string; over: boolean }[]>`
    SELECT b.id, b."createdAt", o."dueOn", o.state NOT IN ('open', 'overdue') AS over
    FROM hand_back b JOIN obligation o ON o.id = b."obligationId"
    WHERE b.answer IS NULL AND (b."offeredToId" <> o."ownerId" OR o.state NOT IN ('open', 'overdue'))
    ORDER BY b."createdAt", b.id LIMIT ${Prisma.sql`${limit}::int`}`;
  return waiting
    .filter(({ createdAt, dueOn, over }) => over || answerBy(createdAt, { dueOn }) <= now)
    .map(({ id }) => id);
}
