/**
 * The state of outgoing messages: claimed by one worker at a time with a token and a lease, marked only by the holder
 * of the token. One person's messages leave in the order they were written.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { inTransaction, Prisma, sqlNow, type Database, type Db } from '../database.ts';
import type { Vault } from '../vault/vault.ts';
import { duplicateWindowMs, frozenBody, type Conditions, type FrozenBody, type Purpose } from './outbox.ts';

/** A message that this worker may send now, until its lease ends. */
export interface ClaimedMessage {
  readonly id: bigint;
  readonly recipient: string;
  readonly purpose: Purpose;
  /** The exact bytes to send; null for a file that has not been uploaded. */
  readonly body: string | null;
  /** Binds its sealed bytes to its row. */
  readonly sealKey: string;
  readonly file?: MessageFile;
  readonly conditions: Conditions;
  readonly notAfter: Date;
  readonly attempts: number;
  /** When it was first claimed, or, for a file, when its bytes were frozen after that. */
  readonly firstAttemptAt: Date;
  readonly token: string;
}

/** The file a message brings. */
export interface MessageFile {
  readonly id: string;
  /** When the platform last got it; null when never. */
  readonly uploadedAt: Date | null;
}

/** What became of a claimed message. */
export type Outcome =
  | { readonly state: 'sent'; readonly platformId?: string }
  | {
      readonly state: 'failed' | 'cancelled' | 'expired' | 'unknown';
      readonly reason: string;
      readonly errcode?: number;
    }
  | { readonly state: 'pending'; readonly retryAt: Date; readonly reason: string; readonly errcode?: number };

export type Claim =
  | { readonly claimed: ClaimedMessage }
  /** Nothing may be sent to this person now; `retryAt` when something may later. */
  | { readonly claimed?: undefined; readonly retryAt?: Date };

/** How long a worker may hold a message: well over the client's time-out for token and send together. */
export const leaseMs = 60_000;
/** A file may take as much longer as its upload may (src/wecom/media.ts): this many bytes a millisecond. */
const uploadBytesPerMs = 100;
/** A resend must reach the platform while it still remembers the first one; a margin for clocks that differ. */
const resendWindowMs = duplicateWindowMs - 10 * 60_000;

interface Head extends FrozenBody {
  id: bigint;
  state: 'pending' | 'sending';
  purpose: Purpose;
  conditions: Conditions;
  notAfter: Date;
  nextAttemptAt: Date | null;
  leaseUntil: Date | null;
  firstAttemptAt: Date | null;
  attempts: number;
  fileId: string | null;
  uploadedAt: Date | null;
  now: Date;
}

/** When the next message to somebody may leave, given when the last ones left; from the platform's limits. */
export type EarliestSend = (sentAtMs: readonly number[], nowMs: number) => number;

/**
 * Claims the oldest message due to the receiver of message `id`, in one statement where nothing stands in the way. Two
 * workers meet on that row: the second finds it taken. Anything out of the ordinary (a limit near, a lease that ended, a
 * window over) is looked at slowly, under the receiver's lock.
 */
export async function claimNext(
  db: Database,
  clock: Clock,
  id: string,
  earliestSend: EarliestSend,
): Promise<Claim> {
  const claimed = await claimAtOnce(db, clock, id);
  if (claimed) return { claimed };
  const [waiting] = await db.$queryRaw<{ recipient: string }[]>`
    SELECT recipient FROM outbound_message
    WHERE recipient = (SELECT recipient FROM outbound_message WHERE id = ${BigInt(id)})
      AND state IN ('pending', 'sending') AND "notBefore" <= ${sqlNow(clock)} LIMIT 1`;
  return waiting ? claimCarefully(db, clock, waiting.recipient, earliestSend) : {};
}

/** Below these counts no limit of the platform's (30 a minute, 1000 an hour) can be near, whatever the exact instants. */
const easyPerMinute = 25;
const easyPerHour = 900;

async function claimAtOnce(db: Database, clock: Clock, id: string): Promise<ClaimedMessage | undefined> {
  const now = sqlNow(clock);
  const token = randomUUID();
  const [row] = await db.$queryRaw<ClaimedRow[]>`
    WITH head AS (
      SELECT id FROM outbound_message
      WHERE recipient = (SELECT recipient FROM outbound_message WHERE id = ${BigInt(id)})
        AND state IN ('pending', 'sending') AND "notBefore" <= ${now}
      ORDER BY id LIMIT 1 FOR UPDATE)
    UPDATE outbound_message message SET state = 'sending', "attemptToken" = ${token}::uuid, attempts = attempts + 1,
      "leaseUntil" = ${now} + ${leaseOf(Prisma.sql`message."fileId"`)}, "firstAttemptAt" = ${now}
    FROM head
    WHERE message.id = head.id AND state = 'pending' AND "firstAttemptAt" IS NULL AND "notAfter" >= ${now}
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${now})
      AND (SELECT count(*) FROM outbound_message sent WHERE sent.recipient = message.recipient
        AND sent."sentAt" > ${now} - interval '70 seconds') < ${easyPerMinute}
      AND (SELECT count(*) FROM outbound_message sent WHERE sent.recipient = message.recipient
        AND sent."sentAt" > ${now} - interval '61 minutes') < ${easyPerHour}
    RETURNING message.id, message.recipient, message.purpose, message.body, message."sealKey", message.marks,
      message.conditions, message."notAfter", message.attempts, message."firstAttemptAt", message."fileId",
      ${uploadedAtOf(Prisma.sql`message."fileId"`)} AS "uploadedAt"`;
  return row && claimedOf(db.$vault, row, token);
}

interface ClaimedRow extends FrozenBody {
  readonly id: bigint;
  readonly recipient: string;
  readonly purpose: Purpose;
  readonly conditions: Conditions;
  readonly notAfter: Date;
  readonly attempts: number;
  readonly firstAttemptAt: Date;
  readonly fileId: string | null;
  readonly uploadedAt: Date | null;
}

function claimedOf(vault: Pick<Vault, 'open'>, row: ClaimedRow, token: string): ClaimedMessage {
  const { marks: _marks, fileId, uploadedAt, ...claimed } = row;
  const file = fileId === null ? {} : { file: { id: fileId, uploadedAt } };
  return { ...claimed, body: frozenBody(vault, row), token, ...file };
}

/** How long a worker may hold a message, in SQL: a file may take as long as its upload. */
const leaseOf = (fileId: Prisma.Sql): Prisma.Sql => Prisma.sql`interval '1 millisecond' *
  (${leaseMs} + COALESCE((SELECT bytes / ${uploadBytesPerMs} FROM outgoing_file WHERE id = ${fileId}), 0))`;
const uploadedAtOf = (fileId: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(SELECT "uploadedAt" FROM outgoing_file WHERE id = ${fileId})`;

async function claimCarefully(
  db: Database,
  clock: Clock,
  recipient: string,
  earliestSend: EarliestSend,
): Promise<Claim> {
  return inTransaction(db, async tx => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${recipient}, 2))::text`;
    for (;;) {
      const head = await headOf(tx, clock, recipient);
      if (!head) return {};
      const stale = staleReason(head);
      if (stale) {
        await closeStale(tx, clock, head, stale);
        continue;
      }
      const waitUntil = busyUntil(head);
      if (waitUntil) return { retryAt: waitUntil };
      const allowed = earliestSend(await recentSends(tx, clock, recipient), head.now.getTime());
      if (allowed > head.now.getTime()) return { retryAt: new Date(allowed) };
      return { claimed: await take(tx, clock, recipient, head) };
    }
  });
}

async function headOf(tx: Db, clock: Clock, recipient: string): Promise<Head | undefined> {
  const [head] = await tx.$queryRaw<Head[]>`
    SELECT id, state::text, purpose, body, "sealKey", marks, conditions, "notAfter", "nextAttemptAt", "leaseUntil", "firstAttemptAt",
      attempts, "fileId", ${uploadedAtOf(Prisma.sql`message."fileId"`)} AS "uploadedAt", ${sqlNow(clock)} AS now
    FROM outbound_message message
    WHERE recipient = ${recipient} AND state IN ('pending', 'sending') AND "notBefore" <= ${sqlNow(clock)}
    ORDER BY id LIMIT 1 FOR UPDATE`;
  return head;
}

/** Why a message is not to be sent any more, if so. */
function staleReason(head: Head): 'expired' | 'unknown' | undefined {
  const now = head.now.getTime();
  if (head.state === 'sending' && head.leaseUntil && head.leaseUntil.getTime() > now) return undefined;
  // Without its bytes nothing can have been sent, so nobody can have seen it.
  if (head.body === null) return head.notAfter.getTime() < now ? 'expired' : undefined;
  const tooOld = head.firstAttemptAt !== null && now - head.firstAttemptAt.getTime() > resendWindowMs;
  // It may or may not have arrived, and the platform no longer recognises it: a person decides, not we.
  if (tooOld && (head.state === 'sending' || head.attempts > 0)) return 'unknown';
  return head.notAfter.getTime() < now ? (head.state === 'sending' ? 'unknown' : 'expired') : undefined;
}

function busyUntil(head: Head): Date | undefined {
  const now = head.now.getTime();
  if (head.state === 'sending')
    return head.leaseUntil && head.leaseUntil.getTime() > now ? head.leaseUntil : undefined;
  return head.nextAttemptAt && head.nextAttemptAt.getTime() > now ? head.nextAttemptAt : undefined;
}

async function closeStale(tx: Db, clock: Clock, head: Head, state: 'expired' | 'unknown'): Promise<void> {
  const reason = state === 'expired' ? 'window-over' : 'outcome-unknown';
  await tx.$executeRaw`
    UPDATE outbound_message SET state = ${state}::"OutboundState", reason = ${reason}, "attemptToken" = NULL,
      "closedAt" = ${sqlNow(clock)} WHERE id = ${head.id}`;
}

async function recentSends(tx: Db, clock: Clock, recipient: string): Promise<number[]> {
  const rows = await tx.$queryRaw<{ sentAt: Date }[]>`
    SELECT "sentAt" FROM outbound_message
    WHERE recipient = ${recipient} AND "sentAt" > ${sqlNow(clock)} - interval '1 hour' ORDER BY "sentAt"`;
  return rows.map(row => row.sentAt.getTime());
}

async function take(tx: Db, clock: Clock, recipient: string, head: Head): Promise<ClaimedMessage> {
  const token = randomUUID();
  await tx.$executeRaw`
    UPDATE outbound_message SET state = 'sending', "attemptToken" = ${token}::uuid, attempts = attempts + 1,
      "leaseUntil" = ${sqlNow(clock)} + ${leaseOf(Prisma.sql`"fileId"`)},
      "firstAttemptAt" = COALESCE("firstAttemptAt", ${sqlNow(clock)})
    WHERE id = ${head.id}`;
  const { state: _state, nextAttemptAt: _next, leaseUntil: _lease, now, ...row } = head;
  const firstAttemptAt = head.firstAttemptAt ?? now;
  return claimedOf(tx.$vault, { ...row, recipient, firstAttemptAt, attempts: head.attempts + 1 }, token);
}

/** Whether a settlement held, and whether more waits for the same person. */
export interface Settled {
  /** False when the claim had meanwhile passed to somebody else: nothing was changed. */
  readonly held: boolean;
  readonly more: boolean;
}

/** Writes down what became of a claimed message. */
export async function settle(
  db: Db,
  clock: Clock,
  message: ClaimedMessage,
  outcome: Outcome,
): Promise<Settled> {
  const now = sqlNow(clock);
  const [row] = await db.$queryRaw<{ more: boolean }[]>`
    UPDATE outbound_message SET ${changesOf(outcome, now)}, "attemptToken" = NULL
    WHERE id = ${message.id} AND "attemptToken" = ${message.token}::uuid
    RETURNING EXISTS (SELECT 1 FROM outbound_message more WHERE more.recipient = ${message.recipient}
      AND more.state IN ('pending', 'sending') AND more."notBefore" <= ${now} AND more.id <> ${message.id}) AS more`;
  return { held: row !== undefined, more: row?.more === true };
}

function changesOf(outcome: Outcome, now: Prisma.Sql): Prisma.Sql {
  if (outcome.state === 'sent') {
    const platformId = outcome.platformId ?? null;
    return Prisma.sql`state = 'sent', "sentAt" = ${now}, "closedAt" = ${now}, "platformId" = ${platformId},
      reason = NULL, errcode = NULL`;
  }
  const why = Prisma.sql`reason = ${outcome.reason}, errcode = ${outcome.errcode ?? null}`;
  if (outcome.state === 'pending') {
    return Prisma.sql`state = 'pending', "leaseUntil" = NULL, "nextAttemptAt" = ${outcome.retryAt}, ${why}`;
  }
  return Prisma.sql`state = ${outcome.state}::"OutboundState", "closedAt" = ${now}, ${why}`;
}

/** Gives a claimed message back as if it had not been tried: it surely never left this machine. */
export async function release(db: Db, message: ClaimedMessage, retryAt: Date, reason: string): Promise<void> {
  await db.$executeRaw`
    UPDATE outbound_message SET state = 'pending', "attemptToken" = NULL, "leaseUntil" = NULL, reason = ${reason},
      "nextAttemptAt" = ${retryAt}, attempts = attempts - 1,
      "firstAttemptAt" = CASE WHEN attempts <= 1 THEN NULL ELSE "firstAttemptAt" END
    WHERE id = ${message.id} AND "attemptToken" = ${message.token}::uuid`;
}

/** Closes what can no longer leave in its window; returns how many. They are listed for staff, never sent late. */
export async function expireOverdue(db: Db, clock: Clock): Promise<number> {
  return db.$executeRaw`
    UPDATE outbound_message SET state = 'expired', reason = 'window-over', "closedAt" = ${sqlNow(clock)}
    WHERE state = 'pending' AND "notAfter" < ${sqlNow(clock)} AND "firstAttemptAt" IS NULL`;
}

/** One message id for each person who has something due: pending, or held by a worker whose lease has ended. */
export async function recipientsDue(db: Db, clock: Clock, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT ON (recipient) id FROM outbound_message
    WHERE state IN ('pending', 'sending') AND "notBefore" <= ${sqlNow(clock)}
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)})
      AND (state = 'pending' OR "leaseUntil" <= ${sqlNow(clock)})
    ORDER BY recipient, id LIMIT ${limit}`;
  return rows.map(row => String(row.id));
}
