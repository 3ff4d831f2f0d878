/** The duties that one happening brought about. */
import type { Db } from '../../database.ts';
import { sqlInstant } from './now.ts';
import { withdrawMessages } from './withdraw.ts';
import type { DutyRow } from './satisfy.ts';

export type { DutyRow };

/** The duties of a happening in these states. */
export const dutiesOfHappening = (
  db: Db,
  happeningId: string,
  states: readonly string[],
): Promise<DutyRow[]> =>
  db.$queryRaw<DutyRow[]>`
    SELECT o.id, o.rule, o.title, o."opensOn", o."dueOn", o."memberId", o."ownerId"
    FROM obligation o JOIN happening h ON h."memberId" = o."memberId"
    WHERE h.id = ${happeningId}::uuid AND o.occurrence LIKE ${`happening:${happeningId}:%`}
      AND o.state = ANY(${[...states]}::text[]) ORDER BY o."dueOn", o.id`;

/** Ends the duties of a happening that was taken back; what is done stays done. Returns their ids. */
export async function cancelDutiesOf(db: Db, now: Date, happeningId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE obligation o SET state = 'cancelled', "closeReason" = 'taken-back', "closedAt" = ${sqlInstant(now)}
    FROM happening h
    WHERE h.id = ${happeningId}::uuid AND o."memberId" = h."memberId"
      AND o.occurrence LIKE ${`happening:${happeningId}:%`} AND o.state IN ('open', 'overdue')
    RETURNING o.id`;
  return rows.map(({ id }) => id);
}

/** Lets go of what is to be done about a happening that goes on as another one; it may come back when that is taken back. */
export async function endDutiesOf(db: Db, now: Date, happeningId: string): Promise<number> {
  const duties = await dutiesOfHappening(db, happeningId, ['open', 'overdue']);
  const ids = duties.map(({ id }) => id);
  await db.obligation.updateMany({
    where: { id: { in: ids } },
    data: { state: 'cancelled', closeReason: 'no-longer-due', closedAt: now },
  });
  await withdrawMessages(db, now, ids);
  return ids.length;
}

/** The people who were sent a message about this happening. */
export async function toldOf(db: Db, happeningId: string): Promise<string[]> {
  const duties = await dutiesOfHappening(db, happeningId, [
    'open',
    'overdue',
    'done',
    'missed',
    'excused',
    'cancelled',
  ]);
  const rows = await db.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT s."personId" FROM prompt_step s
    JOIN outbound_message m ON m."dedupeKey" = s."outboundKey" || '#0'
    WHERE s."obligationId" = ANY(${duties.map(({ id }) => id)}::uuid[]) AND s.result = 'told'
      AND m.state IN ('sending', 'sent', 'unknown')`;
  return rows.map(({ personId }) => personId);
}
