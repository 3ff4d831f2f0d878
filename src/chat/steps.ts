/** Where a form stands: which questions apply, which are answered, which comes next. */
import type { Field, FormConversation, Json, Known, TurnContext, Understood } from './form.ts';
import type { FormState, StoredDoubt } from './session.ts';
import { shortened } from './words.ts';

/** What one message did to a form. `save` and `cancel` end it; `stop` says that it never began. */
export interface FormTurn {
  readonly state: FormState;
  readonly say: readonly string[];
  readonly done?: 'save' | 'cancel' | 'stop';
}

/** A field with its name. */
export interface NamedField<C extends TurnContext> {
  readonly name: string;
  readonly field: Field<unknown, C>;
}

/** A form just begun. */
export function freshState<C extends TurnContext>(conversation: FormConversation<C>, ctx: C): FormState {
  const { name, version, title } = conversation;
  const now = ctx.now.toISOString();
  const nothing = { answers: {}, skipped: [], asked: [], asking: null, misses: 0 };
  return { conversation: name, version, title, startedAt: now, touchedAt: now, ...nothing };
}

/** The fields whose condition holds, in order. A condition sees only answers that apply themselves. */
export function applicable<C extends TurnContext>(
  conversation: FormConversation<C>,
  answers: Known,
): NamedField<C>[] {
  const known: Record<string, unknown> = {};
  return Object.entries(conversation.fields).flatMap(([name, field]) => {
    if (field.when && !field.when(known)) return [];
    if (answers[name] !== undefined) known[name] = answers[name];
    return [{ name, field }];
  });
}

/** The answers that count: those of fields whose condition no longer holds stay behind. */
export function settled<C extends TurnContext>(conversation: FormConversation<C>, state: FormState): Known {
  const names = applicable(conversation, state.answers).map(({ name }) => name);
  const given = names.filter(name => state.answers[name] !== undefined);
  return Object.fromEntries(given.map(name => [name, state.answers[name]]));
}

/** The next field to ask: a doubt first, then whatever is missing; null when nothing is. */
export function nextField<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
): string | null {
  const fields = applicable(conversation, state.answers);
  const doubtful = fields.find(({ name }) => state.doubts?.[name] !== undefined);
  const missing = fields.find(
    ({ name, field }) =>
      !field.onlyIfSaid && state.answers[name] === undefined && !state.skipped.includes(name),
  );
  return (doubtful ?? missing)?.name ?? null;
}

/** The field of this name; a form never asks for one it does not have. */
export function fieldOf<C extends TurnContext>(
  conversation: FormConversation<C>,
  name: string,
): Field<unknown, C> {
  const field = conversation.fields[name];
  if (field === undefined) throw new Error(`form ${conversation.name} has no field ${name}`);
  return field;
}

/** With this answer; its doubt and what was gathered for it are settled by it. */
export function put(state: FormState, name: string, value: unknown): FormState {
  return {
    ...state,
    answers: { ...state.answers, [name]: value as Json },
    skipped: state.skipped.filter(one => one !== name),
    doubts: without(state.doubts, name),
    early: without(state.early, name),
  };
}

/** Without an answer for this field; it is not asked again. */
export function skip(state: FormState, name: string): FormState {
  const skipped = [...state.skipped.filter(one => one !== name), name];
  return { ...state, answers: without(state.answers, name), skipped, doubts: without(state.doubts, name) };
}

function without<T>(
  record: { readonly [key: string]: T } | undefined,
  name: string,
): { readonly [key: string]: T } {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([key]) => key !== name));
}

/** What came of a free sentence: the fields it settled, and sentences about what it got wrong. */
export interface Merged {
  readonly state: FormState;
  readonly taken: readonly string[];
  readonly hints: readonly string[];
  /** The sentence raised a doubt that will be asked. */
  readonly doubted: boolean;
}

/** Takes over what a sentence said. Without `correcting`, what is already known stands. */
export function merge<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  understood: Understood<Record<string, Field<unknown, C>>>,
  ctx: C,
  correcting: boolean,
): Merged {
  const open = (name: string): boolean =>
    conversation.fields[name] !== undefined && (correcting || state.answers[name] === undefined);
  const said = Object.entries(understood.answers).filter(
    ([name, value]) => value !== undefined && open(name),
  );
  const judged = said.map(([name, value]) => ({
    name,
    value,
    objection: fieldOf(conversation, name).refuse(value, ctx),
  }));
  const good = judged.filter(({ objection }) => objection === undefined);
  const doubts = Object.entries(understood.ask ?? {}).filter(
    ([name, doubt]) => doubt !== undefined && open(name),
  );
  const next = good.reduce((so, { name, value }) => put(so, name, value), state);
  return {
    state: withDoubts(next, doubts as [string, StoredDoubt][]),
    taken: good.map(({ name }) => name),
    hints: judged.flatMap(({ objection }) => objection ?? []),
    doubted: doubts.length > 0,
  };
}

function withDoubts(state: FormState, doubts: readonly [string, StoredDoubt][]): FormState {
  if (doubts.length === 0) return state;
  return { ...state, doubts: { ...state.doubts, ...Object.fromEntries(doubts) } };
}

/** "先记下：对象 张德厚，时间 昨天。" — so that the person sees what was understood; empty for nothing. */
export function echo<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  names: readonly string[],
  ctx: C,
): string {
  const said = applicable(conversation, state.answers).filter(({ name }) => names.includes(name));
  if (said.length === 0) return '';
  const settledNames = said.map(({ name }) => name);
  const own = conversation.echo?.(settledNames, state.answers, ctx);
  if (own !== undefined) return own;
  const parts = said.map(
    ({ name, field }) => `${field.label} ${shownShort(field, state.answers[name], ctx)}`,
  );
  return parts.length === 0 ? '' : `先记下：${parts.join('，')}。`;
}

/** The answer, cut where it is long. */
export const shownShort = <C extends TurnContext>(field: Field<unknown, C>, value: unknown, ctx: C): string =>
  shortened(field.show(value, ctx), 40);
