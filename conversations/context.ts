/** What a conversation is given at each turn, and the door through which conversations are declared. */
import { conversationsFor, type TurnContext } from '../src/chat/form.ts';
import type { NewFile } from '../src/chat/outgoing-files.ts';
import type { Conditions, Purpose } from '../src/chat/outbox.ts';
import type { Clock } from '../src/clock.ts';
import type { Db } from '../src/database.ts';
import type { Person } from '../src/scheme/people.ts';

export interface BotContext extends TurnContext {
  /** The transaction of this turn: what is written in it is kept if and only if the answer is. */
  readonly db: Db;
  readonly clock: Clock;
  /** Who is writing. */
  readonly me: Person;
  /** The psychological support line to name where somebody despairs. */
  readonly supportLine: string;
  /** Queues a message to somebody else in this transaction; false when they have no account to send it to. */
  tell(message: Telling): Promise<boolean>;
  /** Queues a file in this transaction; false when the receiver has no account to send it to. */
  sendFile(file: FileTelling): Promise<boolean>;
  /**
   * A link on which the writer can hand in one file within half an hour, for the handler of this purpose
   * (jobs/incoming-files). Null where people's browsers cannot reach us (no PUBLIC_URL): say then how else it is done.
   */
  askForFile(purpose: string): Promise<string | null>;
}

/** A message to somebody other than the writer. */
export interface Telling {
  readonly to: Pick<Person, 'id' | 'userId'>;
  readonly text: string;
  readonly purpose: Exclude<Purpose, 'answer'>;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly conditions?: Conditions;
  readonly dedupeKey?: string;
  /** Sent after the text. */
  readonly file?: NewFile;
}

/** A file for the writer, or for somebody else. */
export interface FileTelling extends NewFile {
  /** The writer when absent. */
  readonly to?: Pick<Person, 'id' | 'userId'>;
  /** Said before the file, in a message of its own. */
  readonly text?: string;
  /** `answer` to the writer, `notice` to anybody else when absent. */
  readonly purpose?: Purpose;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly conditions?: Conditions;
  readonly dedupeKey?: string;
}

/** Declares a conversation of this product: `ctx` and the answers are typed throughout. */
export const defineConversation = conversationsFor<BotContext>();
