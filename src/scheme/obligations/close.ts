/** Closing a duty that no visit fulfils: a report that was handed in, a file that was looked at again. */
import { shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { logChange } from '../audit-trail.ts';
import { databaseNow, sqlInstant } from './now.ts';
import { withdrawMessages } from './withdraw.ts';

/** Who closes which duty, and why (a code, e.g. reported). */
export interface Closing {
  readonly obligationId: string;
  readonly actorId: string;
  readonly reason: string;
}

/** Marks a duty done; false when it was not open any more. Only the first of several counts. */
export async function closeObligation(
  db: Db,
  clock: Clock,
  { obligationId, actorId, reason }: Closing,
): Promise<boolean> {
  const now = await databaseNow(db, clock);
  const { count } = await db.obligation.updateMany({
    where: { id: obligationId, state: { in: ['open', 'overdue'] } },
    data: { state: 'done', closedAt: now, closeReason: reason },
  });
  if (count === 0) return false;
  await withdrawMessages(db, now, [obligationId]);
  const after = { state: 'done', closeReason: reason };
  await logChange(db, clock, {
    actorId,
    action: 'close',
    subject: 'obligation',
    subjectId: obligationId,
    after,
  });
  return true;
}

/** The duties of one rule about one member, and why they are done (a code). */
export interface ClosingAll {
  readonly memberId: string;
  readonly rule: string;
  readonly actorId: string | null;
  readonly reason: string;
}

/** Marks what is open or 逾期 of a rule about a member as done, those whose day has not come left out; returns their ids. */
export async function closeDutiesOf(
  db: Db,
  clock: Clock,
  { memberId, rule, actorId, reason }: ClosingAll,
): Promise<string[]> {
  const now = await databaseNow(db, clock);
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE obligation o SET state = 'done', "closedAt" = ${sqlInstant(now)}, "closeReason" = ${reason}
    WHERE o."memberId" = ${memberId}::uuid AND o.rule = ${rule} AND o.state IN ('open', 'overdue')
      AND o."opensOn" <= ${shanghaiDate(now)} RETURNING o.id`;
  const ids = rows.map(({ id }) => id);
  await withdrawMessages(db, now, ids);
  const change = {
    actorId,
    action: 'close',
    subject: 'obligation',
    after: { state: 'done', closeReason: reason },
  };
  for (const subjectId of ids) await logChange(db, clock, { ...change, subject: 'obligation', subjectId });
  return ids;
}

/** Opens duties again that were closed by mistake; those past their last day are 逾期 at once. */
export async function reopenDuties(db: Db, clock: Clock, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const today = shanghaiDate(await databaseNow(db, clock));
  await db.$executeRaw`
    UPDATE obligation o SET "closedAt" = NULL, "closeReason" = NULL,
      state = CASE WHEN o."dueOn" < ${today} THEN 'overdue' ELSE 'open' END
    WHERE o.id = ANY(${[...ids]}::uuid[]) AND o.state = 'done'`;
}

/** Lets go of what is 逾期 about a member whose file is no longer one to be visited for; a cry for help stays. Returns how many. */
export async function endOverdueOf(db: Db, now: Date, memberId: string): Promise<number> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE obligation o SET state = 'cancelled', "closeReason" = 'no-longer-due', "closedAt" = ${sqlInstant(now)}
    WHERE o."memberId" = ${memberId}::uuid AND o.rule <> 'despair' AND o.state IN ('open', 'overdue')
      AND o."dueOn" < ${shanghaiDate(now)} RETURNING o.id`;
  await withdrawMessages(
    db,
    now,
    rows.map(({ id }) => id),
  );
  return rows.length;
}
