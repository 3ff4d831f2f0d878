/**
 * Tickets to the upload page: the platform gives an app no files, so who is to hand one in gets a link. The link's token
 * is 256 random bits and is kept by nobody but its receiver; the database knows its hash, until when it holds, and
 * whether it was used.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { sqlNow, type Db } from '../database.ts';

/** How long a link works unless told otherwise, in ms. */
export const ticketValidMs = 30 * 60_000;
const tokenBytes = 32;

export interface NewTicket {
  /** Whose the file will be. */
  readonly personId: string;
  /** What is to be done with the file: the purpose of one of the handlers in jobs/incoming-files. */
  readonly purpose: string;
  /** In ms; half an hour when absent. */
  readonly validMs?: number;
}

/** Writes a ticket in the caller's transaction and returns its token, of which there is no other copy. */
export async function createUploadTicket(db: Db, clock: Clock, ticket: NewTicket): Promise<string> {
  const { personId, purpose, validMs = ticketValidMs } = ticket;
  const token = randomBytes(tokenBytes).toString('base64url');
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + validMs);
  await db.uploadTicket.create({
    data: { id: randomUUID(), tokenHash: hashOf(token), personId, purpose, createdAt, expiresAt },
  });
  return token;
}

/** A ticket that can be used now. */
export interface OpenTicket {
  readonly id: string;
  readonly personId: string;
  readonly purpose: string;
  readonly expiresAt: Date;
}

/**
 * The ticket of this token while it is open; null for one that is used, too old or made up. The search is for a hash, so
 * that how long it takes tells nothing about any token.
 */
export async function openTicket(db: Db, clock: Clock, token: string): Promise<OpenTicket | null> {
  const [row] = await db.$queryRaw<OpenTicket[]>`
    SELECT id, "personId", purpose, "expiresAt" FROM upload_ticket
    WHERE "tokenHash" = ${hashOf(token)} AND "usedAt" IS NULL AND "expiresAt" > ${sqlNow(clock)}`;
  return row ?? null;
}

/** Spends the ticket on a file; null where it was not open any more. Of two at once one gets it. */
export async function spendTicket(
  tx: Db,
  clock: Clock,
  token: string,
  fileId: string,
): Promise<OpenTicket | null> {
  const [row] = await tx.$queryRaw<OpenTicket[]>`
    UPDATE upload_ticket SET "usedAt" = ${sqlNow(clock)}, "fileId" = ${fileId}::uuid
    WHERE "tokenHash" = ${hashOf(token)} AND "usedAt" IS NULL AND "expiresAt" > ${sqlNow(clock)}
    RETURNING id, "personId", purpose, "expiresAt"`;
  return row ?? null;
}

/** Removes tickets that expired unused; returns how many. */
export async function dropOldTickets(db: Db, clock: Clock): Promise<number> {
  return db.$executeRaw`
    DELETE FROM upload_ticket WHERE "usedAt" IS NULL AND "expiresAt" < ${sqlNow(clock)} - interval '1 day'`;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
