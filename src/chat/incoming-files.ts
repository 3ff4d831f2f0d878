/**
 * Files that people hand in on the upload page: kept sealed before they are acknowledged, handled once, forgotten a few
 * days later. The row is the truth; the bell that follows it may get lost.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { inTransaction, sqlNow, type Database, type Db } from '../database.ts';
import { openTicket, spendTicket, type OpenTicket } from './upload-tickets.ts';

export type { OpenTicket } from './upload-tickets.ts';

/** How long the content is kept after it came in, in ms. */
const keptMs = 7 * 24 * 60 * 60_000;

/** The two things the upload page needs. */
export interface UploadDesk {
  /** The ticket of this token, if it is open. */
  find(token: string): Promise<OpenTicket | null>;
  /** Spends the ticket and keeps the file, both or neither; the file's id, or null where the ticket was gone meanwhile. */
  keep(token: string, file: { name: string; bytes: Uint8Array }): Promise<string | null>;
}

export function createUploadDesk({ db, clock }: { db: Database; clock: Clock }): UploadDesk {
  return {
    find: token => openTicket(db, clock, token),
    keep: async (token, file) => {
      const id = randomUUID();
      const sealed = {
        name: db.$vault.seal('incoming_file.name', id, file.name),
        content: db.$vault.sealBytes('incoming_file.content', id, file.bytes),
      };
      return inTransaction(db, async tx => {
        const ticket = await spendTicket(tx, clock, token, id);
        if (!ticket) return null;
        const receivedAt = clock.now();
        const forgetAfter = new Date(receivedAt.getTime() + keptMs);
        const { id: ticketId, personId, purpose } = ticket;
        const data = { id, ticketId, personId, purpose, bytes: file.bytes.length, receivedAt, forgetAfter };
        await tx.incomingFile.create({ data: { ...data, ...sealed } });
        return id;
      });
    },
  };
}

/** A file that waits to be handled. */
export interface WaitingFile {
  readonly id: string;
  readonly personId: string;
  readonly purpose: string;
  readonly attempts: number;
}

/** A file in the hands of its handler. */
export interface IncomingFile extends WaitingFile {
  /** As the person's machine called it; may be empty. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly receivedAt: Date;
}

/** What is known of the file without opening it, while it still is to be handled. */
export async function waitingFile(db: Db, id: string): Promise<WaitingFile | null> {
  return db.incomingFile.findFirst({
    where: { id, handledAt: null },
    select: { id: true, personId: true, purpose: true, attempts: true },
  });
}

/** Takes the file for this transaction; null where it is handled already, or being handled elsewhere. */
export async function takeFile(tx: Db, id: string): Promise<IncomingFile | null> {
  const [row] = await tx.$queryRaw<SealedRow[]>`
    SELECT id, "personId", purpose, attempts, name, content, "receivedAt" FROM incoming_file
    WHERE id = ${id}::uuid AND "handledAt" IS NULL FOR UPDATE SKIP LOCKED`;
  if (!row) return null;
  const { name, content, ...rest } = row;
  return {
    ...rest,
    name: tx.$vault.open('incoming_file.name', id, name),
    bytes: tx.$vault.openBytes('incoming_file.content', id, content),
  };
}

type SealedRow = WaitingFile & { name: Uint8Array; content: Uint8Array; receivedAt: Date };

/** Marks the file handled, in the transaction that did the work. `failure` is why it was given up, as a code. */
export async function markFileHandled(tx: Db, clock: Clock, id: string, failure?: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE incoming_file SET "handledAt" = ${sqlNow(clock)}, failure = ${failure ?? null}
    WHERE id = ${id}::uuid AND "handledAt" IS NULL`;
  return changed === 1;
}

/** Counts a failed attempt and says when the next may be; outside the transaction that failed. */
export async function noteFileFailure(db: Db, clock: Clock, id: string, delayMs: number): Promise<void> {
  await db.$executeRaw`
    UPDATE incoming_file SET attempts = attempts + 1,
      "nextAttemptAt" = ${sqlNow(clock)} + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id}::uuid AND "handledAt" IS NULL`;
}

/** Ids of files whose next try is due; for the sweep. */
export async function incomingFilesDue(db: Db, clock: Clock, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM incoming_file WHERE "handledAt" IS NULL
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)}) ORDER BY "receivedAt" LIMIT ${limit}`;
  return rows.map(row => row.id);
}

/** Deletes the content of files whose time is over and which are handled; returns how many. */
export async function forgetIncomingFiles(db: Db, clock: Clock): Promise<number> {
  return db.$executeRaw`
    UPDATE incoming_file SET content = NULL, name = NULL, "forgetAfter" = NULL
    WHERE "forgetAfter" < ${sqlNow(clock)} AND "handledAt" IS NOT NULL`;
}

/** Which of a person's files goes on to which purpose; with `again` it is handled once more, for the new one. */
export interface HandingOn {
  readonly personId: string;
  readonly from: string;
  readonly to: string;
  readonly again: boolean;
}

/** How long a file that was looked at waits for a word, in ms. */
const waitsMs = 24 * 60 * 60_000;

/** Gives a person's last file of one purpose to another; false where there is none, or it has waited a day. Once only. */
export async function handOn(
  db: Db,
  clock: Clock,
  { personId, from, to, again }: HandingOn,
): Promise<boolean> {
  const changed = await db.$executeRaw`
    UPDATE incoming_file SET purpose = ${to}, attempts = 0, "nextAttemptAt" = NULL,
      "handledAt" = CASE WHEN ${again} THEN NULL ELSE "handledAt" END
    WHERE id = (SELECT id FROM incoming_file WHERE "personId" = ${personId}::uuid ORDER BY "receivedAt" DESC LIMIT 1)
      AND purpose = ${from} AND "handledAt" IS NOT NULL AND content IS NOT NULL AND failure IS NULL
      AND "receivedAt" > ${sqlNow(clock)} - ${waitsMs} * interval '1 millisecond'`;
  return changed === 1;
}
