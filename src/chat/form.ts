/**
 * What a conversation is. A form asks for its fields one by one and saves them; a reply answers a question at once.
 * Conversations import this file and `fields/index.ts`, and nothing else of the engine.
 */
import type { Field, Json, Known, TurnContext } from './fields/field.ts';

export type { Choice, Field, Json, Known, Parsed, TurnContext } from './fields/field.ts';

/** The fields of a form, in the order in which they are asked. */
export type Fields<C extends TurnContext = TurnContext> = Readonly<Record<string, Field<unknown, C>>>;

/** What a field's answer is; possibly missing where the field is optional, unasked or conditional. */
export type AnswerOf<F> = F extends { readonly mayLack: infer L; show(value: infer T, ctx: never): string }
  ? L extends false
    ? T
    : T | undefined
  : never;

/** The answers of a form, typed by its fields. */
export type Answers<F> = { readonly [K in keyof F]: AnswerOf<F[K]> };

/** One way to settle a doubt; `cancel` ends the form without saving. */
export type DoubtOption<T> =
  | { readonly value: T; readonly label: string; readonly words?: readonly string[] }
  | { readonly cancel: true; readonly label: string; readonly words?: readonly string[] };

/** A narrower question, asked before all others: "老王走了" may mean three things. */
export interface Doubt<T> {
  readonly question: string;
  readonly options: readonly DoubtOption<T>[];
}

/** What a free sentence said. Whatever is doubtful goes to `ask` and not to `answers`. */
export interface Understood<F> {
  readonly answers: { readonly [K in keyof F]?: AnswerOf<F[K]> | undefined };
  readonly ask?: { readonly [K in keyof F]?: Doubt<NonNullable<AnswerOf<F[K]>>> };
  /** 0 to 1, 0.5 when absent: which conversation a sentence out of the blue belongs to. */
  readonly confidence?: number;
}

/** A problem between fields: the field to ask again, and one kind sentence. */
export interface Problem<K extends string = string> {
  readonly field: K;
  readonly hint: string;
}

/** What saving says, and how it can be taken back within a day. */
export interface Saved {
  readonly say: string | readonly string[];
  /** `label` completes "要撤销刚才记录的…吗": a noun phrase. */
  readonly undo?: { readonly ref: Json; readonly label: string };
}

/** What every conversation has. */
export interface ConversationBase<C extends TurnContext> {
  /** Stable: stored in drafts and used as the menu's key. */
  readonly name: string;
  readonly title: string;
  /** Whole messages that start it. */
  readonly words: readonly string[];
  /**
   * A beginning that can mean nothing else ("第3号 …"): a message with it that is also recognised starts this conversation in
   * the middle of another form too, which is put aside as a draft.
   */
  readonly opens?: RegExp;
  /** Where it stands in the menu. */
  readonly menu?: { readonly group: string; readonly order: number };
  /** Only those who may use it are offered it, and may start, save or undo. */
  readonly mayUse: (ctx: C) => boolean;
}

type MaybePromise<T> = T | Promise<T>;

/** A conversation that collects answers and saves them. */
export interface FormConversation<
  C extends TurnContext = TurnContext,
  F extends Fields<C> = Fields<C>,
> extends ConversationBase<C> {
  readonly kind: 'form';
  /** Raise it whenever stored answers would no longer fit: open forms of another version are dropped politely. */
  readonly version: number;
  readonly fields: F;
  /** Said before the first question. `{ stop }` is said instead, and the form does not start. */
  readonly opening?: string | ((ctx: C, answers: Known) => MaybePromise<string | { readonly stop: string }>);
  /** What a sentence out of the blue says for this form; null when it is not about it. */
  recognise?(text: string, ctx: C): MaybePromise<Understood<F> | null>;
  /**
   * What a sentence says during the form; `recognise` is asked where this is absent. At a question only answers still
   * missing are taken from it; in the review everything it returns replaces what was there, so leave out what the
   * sentence does not speak of.
   */
  understand?(text: string, ctx: C, answers: Partial<Answers<F>>): MaybePromise<Understood<F> | null>;
  /**
   * What is said of the answers that a sentence settled, before the next question; “先记下：…” where this is absent or
   * has nothing else to say.
   */
  echo?(names: readonly string[], answers: Known, ctx: C): string | undefined;
  /** Looks at the answers together, before the review and again before saving. */
  check?(answers: Answers<F>, ctx: C): MaybePromise<Problem<keyof F & string> | null | undefined>;
  /** First line of the review. */
  readonly reviewTitle?: string | ((answers: Known, ctx: C) => MaybePromise<string>);
  /** Whether the answers are shown before they are saved; true when absent. */
  readonly review?: boolean;
  /** Writes. Called once, within the caller's transaction. */
  save(answers: Answers<F>, ctx: C): Promise<Saved>;
  /** Takes back what was saved under this reference; resolves to the sentence that says so. */
  undo?(ref: Json, ctx: C): Promise<string>;
}

/** A conversation that answers at once and keeps nothing. */
export interface ReplyConversation<C extends TurnContext = TurnContext> extends ConversationBase<C> {
  readonly kind: 'reply';
  /** Whether a sentence out of the blue asks for it; a number from 0 to 1 says how surely, `true` is 0.5. */
  recognise?(text: string, ctx: C): MaybePromise<boolean | number>;
  /**
   * Listen in every state, also in the middle of another form (which stays open): for what must never be
   * taken for an answer. Only `recognise` decides.
   */
  readonly interrupts?: boolean;
  answer(text: string, ctx: C): Promise<string | readonly string[]>;
}

/** Any conversation for this context. */
export type Conversation<C extends TurnContext = TurnContext> = FormConversation<C> | ReplyConversation<C>;

/** `defineConversation` for one context. */
export interface DefineConversation<C extends TurnContext> {
  <const F extends Fields<C>>(conversation: FormConversation<C, F>): FormConversation<C, F>;
  (conversation: ReplyConversation<C>): ReplyConversation<C>;
}

/**
 * Binds `defineConversation` to the product's context, so that `ctx` and the answers are typed everywhere in it:
 * `export const defineConversation = conversationsFor<MyContext>();`
 */
export function conversationsFor<C extends TurnContext>(): DefineConversation<C> {
  return <T>(conversation: T): T => conversation;
}

/** `defineConversation` for conversations that need nothing but the date. */
export const defineConversation: DefineConversation<TurnContext> = conversationsFor<TurnContext>();
