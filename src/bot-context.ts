/** What a conversation is given at a turn: the transaction, who writes, and the ways to reach people. */
import type { BotContext } from '../conversations/context.ts';
import { shanghaiDate } from './calendar/dates.ts';
import type { Outbox } from './chat/outbox.ts';
import { createUploadTicket } from './chat/upload-tickets.ts';
import type { Clock } from './clock.ts';
import type { Db } from './database.ts';
import type { Person } from './scheme/people.ts';

/** What is the same at every turn. */
export interface BotParts {
  readonly clock: Clock;
  readonly supportLine: string;
  /** Where people's browsers reach the upload page; undefined where they cannot. */
  readonly publicUrl: () => string | undefined;
  /** The purposes for which files are handled. */
  readonly filePurposes: readonly string[];
}

/** What belongs to one turn. */
export interface BotTurn {
  readonly tx: Db;
  readonly outbox: Outbox;
  readonly me: Person;
  /** The writer's user id as the platform wrote it. */
  readonly userId: string;
}

/** Makes the context of one turn. */
export function createBotContext(parts: BotParts, { tx, outbox, me, userId }: BotTurn): BotContext {
  const { clock, supportLine } = parts;
  const now = clock.now();
  return {
    db: tx,
    clock,
    now,
    today: shanghaiDate(now),
    me,
    supportLine,
    tell: async ({ to, ...message }) => {
      if (to.userId === null) return false;
      await outbox.queue(tx, { ...message, to: to.userId });
      return true;
    },
    sendFile: async ({ to, name, contentType, bytes, purpose = to ? 'notice' : 'answer', ...message }) => {
      const receiver = to ? to.userId : userId;
      if (receiver === null) return false;
      await outbox.queue(tx, { ...message, to: receiver, purpose, file: { name, contentType, bytes } });
      return true;
    },
    askForFile: purpose => askForFile(tx, me, purpose, parts),
  };
}

/** The link to a page of the writer's own, or null where browsers cannot reach us. */
async function askForFile(tx: Db, me: Person, purpose: string, parts: BotParts): Promise<string | null> {
  const { clock, publicUrl, filePurposes } = parts;
  if (!filePurposes.includes(purpose)) throw new Error(`nothing handles files of purpose "${purpose}"`);
  const base = publicUrl();
  if (base === undefined) return null;
  return `${base}/files/${await createUploadTicket(tx, clock, { personId: me.id, purpose })}`;
}
