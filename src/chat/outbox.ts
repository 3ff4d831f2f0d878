/**
 * Messages to people. Writing one is an insert in the caller's transaction: it leaves if and only if what it speaks of
 * was kept. The exact bytes are frozen here, once; every attempt to send them sends the same.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { forgetOutgoingFile, writeOutgoingFile, type NewFile } from './outgoing-files.ts';
import type { Vault } from '../vault/vault.ts';

/**
 * Why a message is sent, which decides how soon and when it may leave: answer (to what somebody just wrote) and alarm
 * (somebody may be in danger) at any hour; urgent, notice, prompt and digest never in quiet hours.
 */
export type Purpose = 'answer' | 'alarm' | 'urgent' | 'notice' | 'prompt' | 'digest';

/** Facts that must still hold when the message leaves; what they mean is the product's to say. */
export type Conditions = Readonly<Record<string, string | readonly string[]>>;

export interface NewMessage {
  /** The receiver's user id on the platform. */
  readonly to: string;
  /** May be absent where there is a file. */
  readonly text?: string;
  /** Follows the text in a message of its own. */
  readonly file?: NewFile;
  readonly purpose: Purpose;
  /** Earliest instant to leave; at once when absent. */
  readonly notBefore?: Date;
  /** Latest instant to leave; after it the message is expired and listed. Four hours from `notBefore` when absent. */
  readonly notAfter?: Date;
  readonly conditions?: Conditions;
  /** One reason, one message: a second one with this key is not written. */
  readonly dedupeKey?: string;
}

export interface Outbox {
  /**
   * Writes the message (several rows when it is longer than one message may be, one more for a file); returns the ids of
   * the new rows. Throws `RangeError` for a file that the platform would not take, `TypeError` where there is nothing to say.
   */
  queue(db: Db, message: NewMessage): Promise<string[]>;
}

export interface OutboxParts {
  readonly clock: Clock;
  /** Cuts a text into parts that each fit one message. */
  readonly split: (text: string) => readonly string[];
  /** The request body for one part. */
  readonly compose: (to: string, text: string) => string;
}

/** The platform drops an identical message within this time, which is what makes a resend safe. */
export const duplicateWindowMs = 4 * 60 * 60 * 1000;

export function createOutbox(parts: OutboxParts): Outbox {
  return {
    queue: async (db, message) => {
      const { text, file } = message;
      if (text === undefined && file === undefined) throw new TypeError('a message needs a text or a file');
      const texts = text === undefined ? [] : await insertParts(db, { ...message, text }, parts);
      return file === undefined ? texts : [...texts, ...(await insertFile(db, { ...message, file }, parts))];
    },
  };
}

/** Stands for the invisible marks, whose number only the database knows; never part of what people write. */
const markPlace = '\ue000';
/** Zero-width space: seen by the platform's comparison, not by people. */
const mark = '\u200b';

/**
 * The platform drops a message identical to one of the last four hours. That saves us from doubles after a crash, but
 * the same question asked twice on purpose must arrive twice: each carries one more mark that nobody sees.
 */
async function insertParts(
  db: Db,
  message: NewMessage & { readonly text: string },
  { clock, split, compose }: OutboxParts,
): Promise<string[]> {
  const now = clock.now();
  const texts = split(message.text.replaceAll(markPlace, ''));
  const { notBefore, notAfter } = windowOf(message, now);
  const since = new Date(now.getTime() - duplicateWindowMs);
  const seals = texts.map(() => randomUUID());
  const bodies = texts.map((text, place) =>
    db.$vault.seal('outbound_message.body', seals[place] ?? '', compose(message.to, text + markPlace)),
  );
  const hashes = texts.map(text => db.$vault.index('outbound_message.body', text));
  const keys = texts.map((_, index) =>
    message.dedupeKey === undefined ? null : `${message.dedupeKey}#${index}`,
  );
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO outbound_message (recipient, purpose, body, "sealKey", marks, "textHash", conditions, "notBefore", "notAfter", "createdAt", "dedupeKey")
    SELECT ${message.to}, ${message.purpose}, part.body, part.seal, (
        SELECT count(*)::int % 60 FROM outbound_message said
        WHERE said.recipient = ${message.to} AND said."textHash" = part.hash AND said."createdAt" > ${since}),
      part.hash, ${JSON.stringify(message.conditions ?? {})}::jsonb, ${notBefore}, ${notAfter}, ${now}, part.key
    FROM unnest(${bodies}::bytea[], ${seals}::uuid[], ${hashes}::text[], ${keys}::text[])
      WITH ORDINALITY AS part(body, seal, hash, key, place)
    ORDER BY part.place
    ON CONFLICT DO NOTHING RETURNING id`;
  return rows.map(row => String(row.id));
}

function windowOf(
  { notBefore: from, notAfter: to }: NewMessage,
  now: Date,
): { notBefore: Date; notAfter: Date } {
  const notBefore = from ?? now;
  return { notBefore, notAfter: to ?? new Date(notBefore.getTime() + duplicateWindowMs) };
}

/** A file's message has no bytes yet: they name the upload, and are frozen when it is made (jobs/upload-file.ts). */
async function insertFile(
  db: Db,
  message: NewMessage & { readonly file: NewFile },
  { clock }: OutboxParts,
): Promise<string[]> {
  const now = clock.now();
  const { notBefore, notAfter } = windowOf(message, now);
  const fileId = await writeOutgoingFile(db, clock, message.file, notAfter);
  const key = message.dedupeKey === undefined ? null : `${message.dedupeKey}#file`;
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO outbound_message (recipient, purpose, "sealKey", marks, "textHash", "fileId", conditions, "notBefore",
      "notAfter", "createdAt", "dedupeKey")
    VALUES (${message.to}, ${message.purpose}, ${randomUUID()}::uuid, 0, ${`file:${fileId}`}, ${fileId}::uuid,
      ${JSON.stringify(message.conditions ?? {})}::jsonb, ${notBefore}, ${notAfter}, ${now}, ${key})
    ON CONFLICT DO NOTHING RETURNING id`;
  if (rows.length === 0) await forgetOutgoingFile(db, fileId);
  return rows.map(row => String(row.id));
}

/** What of a row makes up its frozen bytes. */
export interface FrozenBody {
  /** Null while a file has not been uploaded. */
  readonly body: Uint8Array | null;
  readonly sealKey: string;
  readonly marks: number;
}

/** The exact bytes of a message, the same at every attempt; null while there are none. */
export const frozenBody = (vault: Pick<Vault, 'open'>, { body, sealKey, marks }: FrozenBody): string | null =>
  body && vault.open('outbound_message.body', sealKey, body).replaceAll(markPlace, mark.repeat(marks));

/** Forgets the words of up to `limit` messages that were done with before an instant; returns how many. The row stays for the numbers. */
export const forgetOutbound = (db: Db, before: Date, limit: number): Promise<number> => db.$executeRaw`
  UPDATE outbound_message SET body = NULL WHERE id IN (
    SELECT id FROM outbound_message WHERE state NOT IN ('pending', 'sending') AND body IS NOT NULL
      AND COALESCE("closedAt", "sentAt", "createdAt") < ${before.toISOString()}::timestamptz
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
