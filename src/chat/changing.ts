/** Changing an answer already given, in the review or in the middle of the form. */
import { again } from './answering.ts';
import { ask, proceed } from './asking.ts';
import { labelEdit } from './edits.ts';
import type { FormConversation, Parsed, TurnContext } from './form.ts';
import type { FormState } from './session.ts';
import { applicable, put, skip, type FormTurn, type NamedField } from './steps.ts';
import { isNone } from './words.ts';

/** Out of the review: asks for the field again, or takes the new answer that came with the wish. */
export async function change<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  target: NamedField<C>,
  rest: string,
  ctx: C,
): Promise<FormTurn> {
  const { name, field } = target;
  const editing: FormState = { ...state, editing: true };
  if (rest === '') return ask(conversation, editing, name, ctx, before(target, state, ctx));
  if (field.optional && isNone(rest)) return proceed(conversation, skip(state, name), ctx, '改好了。');
  const { parsed, refused } = await attempt(conversation, editing, target, rest, ctx);
  return parsed.ok ? proceed(conversation, put(state, name, parsed.value), ctx, '改好了。') : refused();
}

/** In the middle of the form, "改日期 昨天" changes an earlier answer; null when the message is no such wish. */
export async function changeEarlier<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  text: string,
  ctx: C,
): Promise<FormTurn | null> {
  if (!/^\s*(?:修改|更改|更正|改|把|将)/u.test(text)) return null;
  const given = applicable(conversation, state.answers).filter(
    ({ name }) => state.answers[name] !== undefined,
  );
  const labels = given.map(({ field }) => field.label);
  const edit = labelEdit(text, labels);
  const target = edit && given[edit.index];
  if (!target || target.name === state.asking) return null;
  const { name } = target;
  const back: FormState = { ...state, asked: state.asked.filter(one => one !== name) };
  if (edit.rest === '') return ask(conversation, back, name, ctx, before(target, state, ctx));
  const { parsed, refused } = await attempt(conversation, back, target, edit.rest, ctx);
  if (!parsed.ok) return refused();
  const next = put(state, name, parsed.value);
  const stillAsked = applicable(conversation, next.answers).some(field => field.name === state.asking);
  return stillAsked
    ? again(conversation, next, ctx, '改好了。')
    : proceed(conversation, next, ctx, '改好了。');
}

interface Attempt {
  readonly parsed: Parsed<unknown>;
  /** Asks the field, with what was wrong with the new answer. */
  readonly refused: () => Promise<FormTurn>;
}

async function attempt<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  { name, field }: NamedField<C>,
  text: string,
  ctx: C,
): Promise<Attempt> {
  const asking = await ask(conversation, state, name, ctx);
  const { shown = [], gathered } = asking.state;
  const parsed = await field.parse({ kind: 'text', text }, ctx, { answers: state.answers, shown, gathered });
  if (parsed.ok) return { parsed, refused: async () => asking };
  const doubt = parsed.options && ({ question: parsed.hint, options: parsed.options } as FormState['doubt']);
  const hint = doubt ? '' : parsed.hint;
  return { parsed, refused: async () => again(conversation, { ...asking.state, doubt }, ctx, hint) };
}

/** "现在填的是“…”，不用改就回复“不变”。" */
export function before<C extends TurnContext>(
  { name, field }: NamedField<C>,
  state: FormState,
  ctx: C,
): string {
  const value = state.answers[name];
  const clearing = field.optional ? '，去掉就回复“不填”' : '';
  return value === undefined ? '' : `现在填的是“${field.show(value, ctx)}”，不用改就回复“不变”${clearing}。`;
}
