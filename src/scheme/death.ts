/**
 * What a death ends (R3, S5-4, E-6): the file is closed, every duty towards the member is cancelled, their open requests are
 * withdrawn, their letters (责任书) end, and so does every message about them that has not left, in the transaction that records it. Kept exactly, so that a mistake can be undone.
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { entriesAbout, logChange } from './audit-trail.ts';
import { endLettersOfMember, restoreLetters, type EndedLetter } from './letters/ending.ts';
import { sqlInstant } from './obligations/now.ts';
import { withdrawMessages, withdrawMessagesAbout } from './obligations/withdraw.ts';
import { forgetSurvivors, openSurvivors } from './survivors.ts';

/** A death as it was recorded. */
export interface Death {
  readonly memberId: string;
  readonly happeningId: string;
  readonly happenedOn: string;
  readonly actorId: string;
}

interface Ended {
  readonly state: string;
  readonly obligations: readonly { readonly id: string; readonly state: string }[];
  readonly messages: readonly string[];
  readonly stays: readonly string[];
  readonly requests: readonly { readonly id: string; readonly state: string }[];
  readonly letters: readonly EndedLetter[];
}

/** Ends everything; returns how many duties were cancelled. The caller holds the lock on the care file. */
export async function endEverything(
  db: Db,
  clock: Clock,
  now: Date,
  passing: Death,
  state: string,
): Promise<number> {
  const { memberId, happeningId, happenedOn, actorId } = passing;
  await db.careFile.update({ where: { memberId }, data: { state: 'deceased', updatedAt: now } });
  const obligations = await cancelDuties(db, now, memberId);
  await withdrawMessages(
    db,
    now,
    obligations.map(({ id }) => id),
  );
  const messages = await withdrawMessagesAbout(db, now, memberId, 'member-deceased');
  const stays = await endStays(db, memberId, happenedOn);
  const requests = await withdrawRequests(db, now, memberId);
  const letters = await endLettersOfMember(db, clock, memberId, actorId);
  await openSurvivors(db, clock, passing);
  const before: Ended = { state, obligations, messages, stays, requests, letters };
  const after = { state: 'deceased', happeningId };
  const change = {
    subject: 'care_file',
    subjectId: memberId,
    ref: happeningId,
    before: { ...before },
    after,
  } as const;
  await logChange(db, clock, { actorId, action: 'decease', ...change });
  return obligations.length;
}

const cancelDuties = (db: Db, now: Date, memberId: string) => db.$queryRaw<{ id: string; state: string }[]>`
  UPDATE obligation o SET state = 'cancelled', "closeReason" = 'death', "closedAt" = ${sqlInstant(now)}
  FROM (SELECT id, state FROM obligation WHERE "memberId" = ${memberId}::uuid AND state IN ('open', 'overdue')
    ORDER BY id FOR UPDATE) old
  WHERE o.id = old.id RETURNING o.id, old.state`;

/** Nobody is asked to help somebody who has died; what the family needs now is a request of its own. */
const withdrawRequests = (db: Db, now: Date, memberId: string) => db.$queryRaw<
  { id: string; state: string }[]
>`
  UPDATE request r SET state = 'withdrawn', "closedAt" = ${sqlInstant(now)}
  FROM (SELECT id, state FROM request WHERE "memberId" = ${memberId}::uuid AND state IN ('open', 'taken')
    ORDER BY id FOR UPDATE) old
  WHERE r.id = old.id RETURNING r.id, old.state`;

async function endStays(db: Db, memberId: string, endedOn: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE happening SET "endedOn" = ${endedOn}
    WHERE "memberId" = ${memberId}::uuid AND kind = 'hospitalised' AND "endedOn" IS NULL AND "undoneAt" IS NULL
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** Puts everything back as it was before a death that was reported by mistake; returns how many duties stand again. */
export async function restoreEverything(db: Db, clock: Clock, now: Date, passing: Death): Promise<number> {
  const { memberId, happeningId, actorId } = passing;
  const entry = (await entriesAbout(db, 'decease', happeningId)).at(-1);
  if (!entry) return 0;
  const ended = entry.before as unknown as Ended;
  const { state, stays } = ended;
  await db.careFile.updateMany({ where: { memberId, state: 'deceased' }, data: { state, updatedAt: now } });
  await db.happening.updateMany({ where: { id: { in: [...stays] } }, data: { endedOn: null } });
  await forgetSurvivors(db, clock, passing);
  const duties = await restoreDuties(db, now, ended);
  await restoreMessages(db, now, ended);
  await restoreRequests(db, ended);
  await restoreLetters(db, ended.letters);
  const change = {
    subject: 'care_file',
    subjectId: memberId,
    before: { state: 'deceased' },
    after: { state },
  } as const;
  await logChange(db, clock, { actorId, action: 'undo-decease', ...change });
  return duties;
}

const restoreDuties = (db: Db, now: Date, { obligations }: Ended): Promise<number> => db.$executeRaw`
  UPDATE obligation o SET "closeReason" = NULL, "closedAt" = NULL,
    state = CASE WHEN o."dueOn" < ${shanghaiDate(now)} THEN 'overdue' ELSE old.state END
  FROM jsonb_to_recordset(${JSON.stringify(obligations)}::jsonb) AS old(id uuid, state text)
  WHERE o.id = old.id AND o.state = 'cancelled' AND o."closeReason" = 'death'`;

const restoreRequests = (db: Db, { requests }: Ended): Promise<number> => db.$executeRaw`
  UPDATE request r SET state = old.state, "closedAt" = NULL
  FROM jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) AS old(id uuid, state text)
  WHERE r.id = old.id AND r.state = 'withdrawn'`;

/** Messages that still have time; lists of duties are not among them, because those become due and are written anew. */
const restoreMessages = (db: Db, now: Date, { messages }: Ended): Promise<number> => db.$executeRaw`
  UPDATE outbound_message m SET state = 'pending', reason = NULL, "closedAt" = NULL
  WHERE m.id = ANY(${[...messages]}::bigint[]) AND m.state = 'cancelled' AND m.reason = 'member-deceased'
    AND m."notAfter" > ${sqlInstant(now)} AND NOT jsonb_exists(m.conditions, 'obligationIds')`;
