/**
 * Messages to people. Writing one is an insert in the caller's transaction: it leaves if and only if what it speaks of
 * was kept. The exact bytes are frozen here, once; every attempt to send them sends the same.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';

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
  readonly text: string;
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
  /** Writes the message (several rows when it is longer than one message may be); returns the ids of the new rows. */
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
    async queue(db, message) {
      const ids: string[] = [];
      for (const [index, text] of parts.split(message.text).entries()) {
        const id = await queuePart(db, message, text, index, parts);
        if (id !== undefined) ids.push(id);
      }
      return ids;
    },
  };
}

async function queuePart(
  db: Db,
  message: NewMessage,
  text: string,
  index: number,
  { clock, compose }: OutboxParts,
) {
  const now = clock.now();
  const textHash = createHash('sha256').update(text).digest('hex');
  const since = new Date(now.getTime() - duplicateWindowMs);
  const said = await db.outboundMessage.count({
    where: { recipient: message.to, textHash, createdAt: { gt: since } },
  });
  const notBefore = message.notBefore ?? now;
  const row = {
    recipient: message.to,
    purpose: message.purpose,
    body: compose(message.to, text + invisibleOrdinal(said)),
    textHash,
    conditions: message.conditions ?? {},
    notBefore,
    notAfter: message.notAfter ?? new Date(notBefore.getTime() + duplicateWindowMs),
    createdAt: now,
    dedupeKey: message.dedupeKey === undefined ? null : `${message.dedupeKey}#${index}`,
  };
  const kept = await db.outboundMessage.createManyAndReturn({
    data: [row],
    skipDuplicates: true,
    select: { id: true },
  });
  return kept[0] && String(kept[0].id);
}

/**
 * The platform drops a message identical to one of the last four hours. That saves us from doubles after a crash, but
 * the same question asked twice on purpose must arrive twice: the second carries a mark that nobody sees.
 */
function invisibleOrdinal(timesSaidBefore: number): string {
  return '\u200b'.repeat(timesSaidBefore % 60);
}
