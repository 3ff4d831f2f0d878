/** What a job handler may be given. A handler names the slice it needs: `Pick<JobContext, 'db' | 'clock'>`. */
import type { WaitingMessage } from '../src/chat/inbox.ts';
import type { EarliestSend } from '../src/chat/delivery.ts';
import type { Conditions, Outbox, Purpose } from '../src/chat/outbox.ts';
import type { Clock } from '../src/clock.ts';
import type { Database, Db } from '../src/database.ts';
import type { Log } from '../src/log.ts';
import type { WecomClient } from '../src/wecom/client.ts';
import type { Enqueue, JobName, JobPayload } from './contracts.ts';
import type { IncomingFileHandler } from './incoming-files/handler.ts';

export interface JobContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes messages; those written during a job are woken when it ends. */
  readonly outbox: Outbox;
  readonly enqueue: Enqueue;
  readonly wecom: WecomClient;
  readonly converse: Converse;
  readonly delivery: DeliveryRules;
  /** The request body of a file message. */
  readonly composeFile: (to: string, mediaId: string) => string;
  /** What is done with files that people hand in, by purpose. */
  readonly incomingFiles: readonly IncomingFileHandler[];
  /** The folder of stored photos and voice messages. */
  readonly attachmentFolder: string;
  /** How many days the words of handled messages are kept. */
  readonly keepTextDays: number;
}

/** Understands one message inside the given transaction: writes what follows from it and the answers. */
export type Converse = (tx: Db, message: WaitingMessage, outbox: Outbox) => Promise<Conversed>;

/** What is to be woken once the transaction is committed. */
export interface Conversed {
  readonly attachmentId?: string;
}

/** What the product knows about sending that the spine does not. */
export interface DeliveryRules {
  /** Whether what the message speaks of still holds. */
  stillRight(
    db: Db,
    conditions: Conditions,
    recipient: string,
  ): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** The first instant from `at` on at which a message of this purpose may leave: quiet hours, and never on the hour. */
  gentleTime(purpose: Purpose, at: Date): Date;
  /** When a message of this purpose may leave as far as the app's ceiling for the day goes. */
  roomFrom(db: Db, purpose: Purpose, at: Date): Promise<Date>;
  /** The platform's limits per person. */
  readonly earliestSend: EarliestSend;
  /** Notes that the platform cannot reach this user id, or (reason null) that it can again. */
  setReachable(db: Db, userId: string, unreachable: string | null): Promise<void>;
}

/** Does one job. Running it twice, or two at once, must be harmless; throwing has it tried again. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<void>;
