/** The conversations of one dispatcher, and how they are found. */
import type { Conversation, FormConversation, ReplyConversation, TurnContext, Understood } from './form.ts';
import type { Input } from './input.ts';
import type { Outcome } from './outcomes.ts';
import type { FormState, Session } from './session.ts';
import { plain, sayings } from './words.ts';

/** The session to store and what to say, paragraph by paragraph. */
export interface Handled {
  readonly session: Session;
  readonly say: readonly string[];
  /** Set where no conversation knew what was meant. */
  readonly outcome?: Extract<Outcome, 'not-understood'>;
}

/** What a dispatcher is made of. */
export interface DispatcherOptions<C extends TurnContext> {
  /** Every conversation there is; the order decides between equally sure ones. */
  readonly conversations: readonly Conversation<C>[];
  /** Asks a person to step in; resolves to the sentence for the writer. `ctx.callHuman` when absent. */
  readonly onHuman?: (ctx: C) => Promise<string>;
  /** Nothing matched: the sentence to say. */
  readonly fallback: (input: Input, ctx: C) => string | Promise<string>;
}

/** What a free sentence turned out to be about. */
export interface Recognised<C extends TurnContext> {
  readonly conversation: Conversation<C>;
  /** Null for a reply, which keeps nothing. */
  readonly understood: Understood<FormConversation<C>['fields']> | null;
}

/** A sentence of which nobody said how sure they are. */
const usualConfidence = 0.5;

/** The conversation of this name. */
export const named = <C extends TurnContext>(
  house: DispatcherOptions<C>,
  name: string,
): Conversation<C> | undefined => house.conversations.find(conversation => conversation.name === name);

/** The form this state belongs to; undefined where it is gone, has changed, or no longer asks what it asked. */
export function formOf<C extends TurnContext>(
  house: DispatcherOptions<C>,
  state: FormState,
): FormConversation<C> | undefined {
  const conversation = named(house, state.conversation);
  if (conversation?.kind !== 'form' || conversation.version !== state.version) return undefined;
  const known = state.asking === null || conversation.fields[state.asking] !== undefined;
  return known ? conversation : undefined;
}

/** 看一下我的待办: a word with a verb in front is the word. */
const politely =
  /^(?:请|麻烦|帮我|给我|我要|我想|想|再)*(?:看一看|看一下|看看|看下|查一下|查看|查查|打开|翻一下)(?:我的(?=我的))?\s*(?=\S{2,}$)/u;

/** The conversation whose starting word the whole message is; of two, the one this person may use. */
export function startedBy<C extends TurnContext>(
  house: DispatcherOptions<C>,
  text: string,
  ctx: C,
): Conversation<C> | undefined {
  const said = [...sayings(text), ...(politely.test(text) ? sayings(text.replace(politely, '')) : [])];
  const meant = house.conversations.filter(({ words, title }) =>
    [title, ...words].some(word => said.includes(plain(word))),
  );
  return meant.find(conversation => conversation.mayUse(ctx)) ?? meant[0];
}

/** The conversation of which this is the unmistakable beginning, other than the one that is open. */
export async function openedBy<C extends TurnContext>(
  house: DispatcherOptions<C>,
  text: string,
  open: FormState,
  ctx: C,
): Promise<Recognised<C> | null> {
  const meant = house.conversations.filter(
    one => one.opens?.test(text.trim()) && one.name !== open.conversation && one.mayUse(ctx),
  );
  return meant.length === 0 ? null : recognised({ ...house, conversations: meant }, text, ctx);
}

/** What a sentence out of the blue is about: the surest wins, then the order of the list. */
export async function recognised<C extends TurnContext>(
  house: DispatcherOptions<C>,
  text: string,
  ctx: C,
): Promise<Recognised<C> | null> {
  let best: Recognised<C> | null = null;
  let bestConfidence = 0;
  // One after another: they share the caller's transaction.
  for (const conversation of house.conversations.filter(one => one.mayUse(ctx))) {
    const understood = await understoodBy(conversation, text, ctx);
    const confidence = understood?.confidence ?? usualConfidence;
    if (understood === null || confidence <= bestConfidence) continue;
    best = { conversation, understood: conversation.kind === 'form' ? understood : null };
    bestConfidence = confidence;
  }
  return best;
}

async function understoodBy<C extends TurnContext>(
  conversation: Conversation<C>,
  text: string,
  ctx: C,
): Promise<Understood<FormConversation<C>['fields']> | null> {
  if (conversation.kind === 'form') return (await conversation.recognise?.(text, ctx)) ?? null;
  const sure = await conversation.recognise?.(text, ctx);
  if (!sure) return null;
  return typeof sure === 'number' ? { answers: {}, confidence: sure } : { answers: {} };
}

/** The conversation that must hear this before anybody else, open form or not. */
export async function interrupting<C extends TurnContext>(
  house: DispatcherOptions<C>,
  text: string,
  ctx: C,
): Promise<ReplyConversation<C> | undefined> {
  for (const conversation of house.conversations) {
    if (conversation.kind !== 'reply' || !conversation.interrupts || !conversation.mayUse(ctx)) continue;
    if (await conversation.recognise?.(text, ctx)) return conversation;
  }
  return undefined;
}
