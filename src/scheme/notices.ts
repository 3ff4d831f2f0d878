/**
 * What the scheme wants said to somebody. The scheme decides who hears what and when; whoever called it (a conversation,
 * a job) writes it to the outbox in the same transaction, so that it leaves if and only if its reason was kept.
 */

/**
 * Facts that must still hold when the message leaves (`stillRight`):
 * `memberId`/`memberIds`: these members are alive; `happeningId`: it was not taken back; `obligationIds`: all are still to
 * be done; `helperId`: this helper still has those members.
 */
export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** A message to one person whom messages reach. */
export interface Notice {
  readonly personId: string;
  /** The person's user id on the platform. */
  readonly userId: string;
  readonly text: string;
  readonly purpose: 'urgent' | 'alarm' | 'notice' | 'prompt' | 'digest';
  readonly notBefore?: Date;
  /** After it the message expires and is listed for staff; it is never sent late. */
  readonly notAfter?: Date;
  readonly conditions: Conditions;
  /** One reason, one message. */
  readonly dedupeKey: string;
}

/** Somebody who ought to be told and cannot be: for the list of those to be phoned. */
export interface Unreached {
  readonly personId: string;
  readonly name: string;
  readonly reason: 'no-account' | 'not-reachable';
}

/** Notices, and those whom none could be written to. */
export interface Told {
  readonly notices: readonly Notice[];
  readonly unreached: readonly Unreached[];
}

/** The notice as the outbox takes it. */
export const outgoing = ({ personId: _personId, userId, ...message }: Notice) => ({ to: userId, ...message });

/** Somebody as far as it matters for writing to them. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly reachable: boolean;
}

/** Why a message cannot reach this person, or undefined when it can. */
export function outOfReach({ id, name, userId, reachable }: Reader): Unreached | undefined {
  if (userId === null) return { personId: id, name, reason: 'no-account' };
  return reachable ? undefined : { personId: id, name, reason: 'not-reachable' };
}
