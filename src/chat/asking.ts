/** The engine's own voice: asks a field, goes on to the next, ends in the review. */
import type { FormConversation, TurnContext } from './form.ts';
import { listText } from './numbered.ts';
import { reviewText } from './review.ts';
import type { FormState, ShownChoice } from './session.ts';
import { fieldOf, nextField, put, settled, type FormTurn } from './steps.ts';

/** A message of these sentences; empty ones are left out. */
export const message = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined && part !== '').join('\n');

/** Asks for a field, with `lead` before the question. */
export async function ask<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  ctx: C,
  lead = '',
): Promise<FormTurn> {
  const field = fieldOf(conversation, name);
  const doubt = state.doubts?.[name];
  const shown = doubt ? [] : ((await field.choices?.(settled(conversation, state), ctx)) ?? []);
  const [only] = shown;
  if (
    field.takeOnlyOne &&
    only &&
    shown.length === 1 &&
    !state.editing &&
    state.answers[name] === undefined
  ) {
    return proceed(conversation, put(state, name, only.value), ctx, lead);
  }
  const early = state.early?.[name];
  const before = field.keeps.length > 0 ? state.answers[name] : undefined;
  const next: FormState = {
    ...state,
    asking: name,
    shown: shown as readonly ShownChoice[],
    doubt,
    gathered: early ?? before,
  };
  const received = early === undefined ? '' : `已经收到${field.show(early, ctx).replace(/[（）]/g, '')}。`;
  return { state: next, say: [message(lead, received, await questionText(conversation, next, ctx))] };
}

/** The question being asked, as it was put, with its list. */
export async function questionText<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<string> {
  if (state.asking === null) return reviewText(conversation, state, ctx);
  if (state.doubt) return message(state.doubt.question, listText(state.doubt.options));
  const { question, optional } = fieldOf(conversation, state.asking);
  const skippable = optional && !state.editing;
  const text = typeof question === 'function' ? await question(settled(conversation, state), ctx) : question;
  const shown = state.shown ?? [];
  const notes = [shown.length > 0 ? '回复数字即可' : '', skippable ? '可跳过' : ''].filter(
    note => note !== '',
  );
  return message(notes.length > 0 ? `${text}（${notes.join('，')}）` : text, listText(shown));
}

/** The next question, or the review, or the end. `echo` is said only where a question follows. */
export async function proceed<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
  lead = '',
  echo = '',
): Promise<FormTurn> {
  const open: FormState = {
    ...state,
    editing: false,
    shown: [],
    doubt: undefined,
    gathered: undefined,
    misses: 0,
  };
  const next = nextField(conversation, open);
  if (next !== null) return ask(conversation, open, next, ctx, message(lead, echo));
  const problem = await problemIn(conversation, open, ctx);
  if (problem) return problem;
  if (conversation.review === false) return { state: { ...open, asking: null }, say: [], done: 'save' };
  return showReview(conversation, open, ctx, lead);
}

/** What speaks against these answers together, put as a question; null when nothing does. */
export async function problemIn<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn | null> {
  const problem = await conversation.check?.(settled(conversation, state), ctx);
  if (!problem) return null;
  const editing = conversation.review !== false;
  return ask(conversation, { ...state, editing }, problem.field, ctx, problem.hint);
}

/** The review, with `lead` before it. */
export async function showReview<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
  lead = '',
): Promise<FormTurn> {
  const next: FormState = {
    ...state,
    asking: null,
    editing: false,
    shown: [],
    doubt: undefined,
    gathered: undefined,
  };
  return { state: next, say: [message(lead, await reviewText(conversation, next, ctx))] };
}
