/**
 * Messages from people. A callback is acknowledged only when its row is committed here, or, with the database out of
 * reach, when it lies in the spool (spool.ts). The key of a row is unique: any number of deliveries is one row.
 */
import type pg from 'pg';
import type { Clock } from '../clock.ts';
import { sqlNow, type Db, type Prisma } from '../database.ts';
import type { Vault } from '../vault/vault.ts';
import type { Outcome } from './outcomes.ts';

/** What the transport hands over. */
export interface Arrival {
  readonly dedupeKey: string;
  /** The writer's user id; kept in lower case, since the platform's case is not constant. */
  readonly sender: string;
  readonly kind: string;
  /** The typed message, as plain JSON. */
  readonly payload: unknown;
  readonly sentAtMs: number;
}

/** A message waiting to be handled. */
export interface WaitingMessage {
  readonly id: bigint;
  readonly sender: string;
  readonly kind: string;
  readonly payload: Prisma.JsonValue;
  readonly sentAt: Date;
  readonly attempts: number;
  /** Where the sender's conversation stands; null for somebody who writes for the first time. */
  readonly session: Prisma.JsonValue;
}

export interface Inbox {
  /** Commits the message; returns its id, or null when it was known already. Throws when it could not be kept. */
  keep(arrival: Arrival): Promise<string | null>;
}

interface Entry {
  readonly arrival: Arrival;
  readonly done: (id: string | null) => void;
  readonly failed: (error: unknown) => void;
}

const insertSql = `
  INSERT INTO inbound_message ("dedupeKey", sender, kind, payload, "sentAt", "receivedAt")
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::timestamptz[])
  ON CONFLICT DO NOTHING RETURNING id, "dedupeKey"`;

/** At most so many inserts are under way at once; what arrives meanwhile goes together into the next one. */
const maxInserts = 2;
const maxBatch = 100;

/** What an inbox needs: a pool of its own, the time, and the vault, since what people write is kept sealed. */
export interface InboxParts {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly vault: Vault;
}

/**
 * An inbox over a pool of its own. Callbacks that arrive while an insert is being committed share the next one, so
 * that under load one disk flush serves many acknowledgements; each is still acknowledged only after its commit.
 */
export function createInbox(parts: InboxParts): Inbox {
  const waiting: Entry[] = [];
  let inserts = 0;

  const pump = (): void => {
    if (inserts >= maxInserts || waiting.length === 0) return;
    const batch = waiting.splice(0, maxBatch);
    inserts += 1;
    insert(parts, batch)
      .catch((error: unknown) => batch.forEach(entry => entry.failed(error)))
      .finally(() => {
        inserts -= 1;
        pump();
      });
  };

  return {
    keep: arrival =>
      new Promise((done, failed) => {
        waiting.push({ arrival, done, failed });
        pump();
      }),
  };
}

async function insert({ pool, clock, vault }: InboxParts, batch: readonly Entry[]): Promise<void> {
  // In key order: two processes that insert the same retries then wait for each other in one direction only.
  const arrivals = batch.map(entry => entry.arrival).sort((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
  const receivedAt = clock.now().toISOString();
  const { rows } = await pool.query<{ id: string; dedupeKey: string }>({
    name: 'keep-inbound',
    text: insertSql,
    values: [
      arrivals.map(each => each.dedupeKey),
      arrivals.map(each => each.sender.toLowerCase()),
      arrivals.map(each => each.kind),
      arrivals.map(each =>
        vault.seal('inbound_message.payload', each.dedupeKey, JSON.stringify(each.payload)),
      ),
      arrivals.map(each => new Date(each.sentAtMs).toISOString()),
      arrivals.map(() => receivedAt),
    ],
  });
  const ids = new Map(rows.map(row => [row.dedupeKey, row.id]));
  for (const { arrival, done } of batch) {
    done(ids.get(arrival.dedupeKey) ?? null);
    ids.delete(arrival.dedupeKey);
  }
}

/**
 * Takes the lock of the sender of message `id` for this transaction. Undefined when there is no such message;
 * `locked` is false when another worker is handling this person right now.
 */
export async function lockSenderOf(
  tx: Db,
  id: string,
): Promise<{ sender: string; locked: boolean } | undefined> {
  const [row] = await tx.$queryRaw<{ sender: string; locked: boolean }[]>`
    SELECT sender, pg_try_advisory_xact_lock(hashtextextended(sender, 1)) AS locked
    FROM inbound_message WHERE id = ${BigInt(id)}`;
  return row;
}

/** The sender's oldest message that is not handled yet, in the order it was written, with the person's session. */
export async function oldestWaiting(tx: Db, sender: string): Promise<WaitingMessage | undefined> {
  const [row] = await tx.$queryRaw<WaitingRow[]>`
    SELECT m.id, m.sender, m.kind, m.payload, m."dedupeKey", m."sentAt", m.attempts, s.state AS session
    FROM inbound_message m LEFT JOIN chat_session s ON s.sender = m.sender
    WHERE m.sender = ${sender} AND m."handledAt" IS NULL ORDER BY m."sentAt", m.id LIMIT 1`;
  return row && opened(tx.$vault, row);
}

interface WaitingRow extends Omit<WaitingMessage, 'payload' | 'session'> {
  readonly dedupeKey: string;
  readonly payload: Uint8Array | null;
  readonly session: Uint8Array | null;
}

function opened(vault: Vault, { dedupeKey, payload, session, ...row }: WaitingRow): WaitingMessage {
  return {
    ...row,
    payload:
      payload && (JSON.parse(vault.open('inbound_message.payload', dedupeKey, payload)) as Prisma.JsonValue),
    session:
      session && (JSON.parse(vault.open('chat_session.state', row.sender, session)) as Prisma.JsonValue),
  };
}

/** Keeps what became of a message's understanding, in the transaction that handles it. */
export async function noteOutcome(
  tx: Db,
  { id }: Pick<WaitingMessage, 'id'>,
  outcome: Outcome,
): Promise<void> {
  await tx.$executeRaw`UPDATE inbound_message SET outcome = ${outcome} WHERE id = ${id}`;
}

/** So far from the instant at which a form was opened the message that opened it may have been marked handled. */
const openedWithinMs = 120_000;

/** Keeps that the text which opened a form at this instant had to be corrected; `message` is the one that corrected it. */
export async function noteCorrected(
  tx: Db,
  { id, sender }: Pick<WaitingMessage, 'id' | 'sender'>,
  openedAt: string,
): Promise<void> {
  const opened = new Date(openedAt);
  const [from, to] = [-openedWithinMs, openedWithinMs].map(ms => new Date(opened.getTime() + ms));
  await tx.$executeRaw`
    UPDATE inbound_message SET outcome = 'corrected' WHERE id = (
      SELECT id FROM inbound_message
      WHERE sender = ${sender} AND kind = 'text' AND id <> ${id} AND "handledAt" BETWEEN ${from} AND ${to}
      ORDER BY abs(extract(epoch FROM "handledAt" - ${opened}::timestamptz)), id LIMIT 1)`;
}

/** Marks the message handled, in the transaction that did the work; true when the sender has written more. */
export async function markHandled(
  tx: Db,
  message: WaitingMessage,
  clock: Clock,
  failure?: string,
): Promise<boolean> {
  const { id, sender } = message;
  const [row] = await tx.$queryRaw<{ more: boolean }[]>`
    UPDATE inbound_message SET "handledAt" = ${sqlNow(clock)}, failure = ${failure ?? null} WHERE id = ${id}
    RETURNING EXISTS (SELECT 1 FROM inbound_message more
      WHERE more.sender = ${sender} AND more."handledAt" IS NULL AND more.id <> ${id}) AS more`;
  return row?.more === true;
}

/** Counts a failed attempt and says when the next may be; outside the transaction that failed. */
export async function noteFailedAttempt(db: Db, id: bigint, clock: Clock, delayMs: number): Promise<void> {
  await db.$executeRaw`
    UPDATE inbound_message SET attempts = attempts + 1,
      "nextAttemptAt" = ${sqlNow(clock)} + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id} AND "handledAt" IS NULL`;
}

/** One message id for each sender who has something waiting and no back-off running; for the sweep. */
export async function sendersWaiting(db: Db, clock: Clock, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT ON (sender) id FROM inbound_message
    WHERE "handledAt" IS NULL AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)})
    ORDER BY sender, "sentAt", id LIMIT ${limit}`;
  return rows.map(row => String(row.id));
}

/** Forgets the words of up to `limit` messages that were handled before an instant; returns how many. The row stays: it is what a second delivery is known by. */
export const forgetInbound = (db: Db, before: Date, limit: number): Promise<number> => db.$executeRaw`
  UPDATE inbound_message SET payload = NULL WHERE id IN (
    SELECT id FROM inbound_message WHERE "handledAt" < ${before.toISOString()}::timestamptz AND payload IS NOT NULL
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
