/** What a conversation is given at each turn, and the door through which conversations are declared. */
import { conversationsFor, type TurnContext } from '../src/chat/form.ts';
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
}

/** Declares a conversation of this product: `ctx` and the answers are typed throughout. */
export const defineConversation = conversationsFor<BotContext>();
