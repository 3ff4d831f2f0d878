/** What a message does to the question being asked. */
import { ask, message, proceed, questionText } from './asking.ts';
import type { Field, FormConversation, Parsed, TurnContext, Understood } from './form.ts';
import type { Input } from './input.ts';
import { keepElsewhere, receivedText, stillAsked } from './keeping.ts';
import { pickOne } from './numbered.ts';
import type { FormState } from './session.ts';
import { echo, fieldOf, merge, put, skip, type FormTurn, type Merged } from './steps.ts';
import { isClear, isKeep, isNone, isPass, plain } from './words.ts';

/** Shorter messages hold one answer and no more. */
const sentenceLength = 6;

/** Uses a message as the answer to the question being asked. */
export async function answerQuestion<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  input: Input,
  ctx: C,
): Promise<FormTurn> {
  const settledDoubt = await answerDoubt(conversation, state, name, input, ctx);
  if (settledDoubt) return settledDoubt;
  const field = fieldOf(conversation, name);
  if (input.kind === 'text' && state.answers[name] !== undefined && isKeep(input.text)) {
    return accept(conversation, state, name, state.answers[name], ctx);
  }
  if (input.kind === 'text' && passes(field, state, name, input.text)) {
    return passOver(conversation, state, name, ctx);
  }
  if (input.kind === 'attachment' && !field.keeps.includes(input.media)) {
    const kept = keepElsewhere(conversation, state, input);
    if (kept) return again(conversation, kept, ctx, receivedText(input) + stillAsked(input));
  }
  const asked = { answers: state.answers, shown: state.shown ?? [], gathered: state.gathered };
  const parsed = await field.parse(input, ctx, asked);
  if (parsed.ok) return answered(conversation, state, name, parsed, input, ctx);
  return notAnswered(conversation, state, name, parsed, input, ctx);
}

/**
 * "没有" leaves an optional question of words empty; elsewhere the parser has the first word, since 没有 may be a no.
 * Once there is an answer, only words that can mean nothing else take it away.
 */
function passes<C extends TurnContext>(
  field: Field<unknown, C>,
  state: FormState,
  name: string,
  text: string,
): boolean {
  if (!field.optional) return false;
  if (state.answers[name] !== undefined) return isClear(text) || (field.words !== undefined && isNone(text));
  return field.words !== undefined && state.gathered === undefined && isPass(text);
}

/** Puts the question again, with `lead` before it. */
export async function again<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
  lead: string,
): Promise<FormTurn> {
  return { state, say: [message(lead, await questionText(conversation, state, ctx))] };
}

/** Takes the value and goes on. */
export async function accept<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  value: unknown,
  ctx: C,
  said = '',
): Promise<FormTurn> {
  const asked = state.editing ? state.asked : [...state.asked.filter(one => one !== name), name];
  return proceed(
    conversation,
    { ...put(state, name, value), asked },
    ctx,
    state.editing ? '改好了。' : '',
    said,
  );
}

/** Leaves the field empty and goes on. */
export async function passOver<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  ctx: C,
): Promise<FormTurn> {
  const asked = state.editing ? state.asked : [...state.asked.filter(one => one !== name), name];
  return proceed(conversation, { ...skip(state, name), asked }, ctx, '好的，这一项不填。');
}

/** What a sentence says about the whole form; null where the message is too short to hold more than one answer. */
export async function listen<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  text: string,
  ctx: C,
): Promise<Understood<FormConversation<C>['fields']> | null> {
  if (conversation.understand) return conversation.understand(text, ctx, state.answers);
  return (await conversation.recognise?.(text, ctx)) ?? null;
}

/** A number or label out of the doubt's options; null where there is no doubt, or the message is none of them. */
async function answerDoubt<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  input: Input,
  ctx: C,
): Promise<FormTurn | null> {
  if (!state.doubt || input.kind !== 'text') return null;
  const pick = pickOne(input.text, state.doubt.options);
  const [option] = pick.kind === 'picked' ? pick.items : [];
  if (!option) {
    // Where answers are picked by number, a number means a line in sight, never one of a longer list shown before.
    const hint = fieldOf(conversation, name).choices && noSuchOption(state, input);
    return hint ? missed(conversation, state, false, hint, ctx) : null;
  }
  if ('cancel' in option) return { state, say: ['好的，这次就不记了。'], done: 'cancel' };
  return accept(conversation, state, name, option.value, ctx);
}

async function answered<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  parsed: Extract<Parsed<unknown>, { ok: true }>,
  input: Input,
  ctx: C,
): Promise<FormTurn> {
  if (parsed.more !== undefined) {
    const gathered = parsed.value as FormState['gathered'];
    return { state: { ...state, gathered, misses: 0 }, say: [parsed.more] };
  }
  // One line of words takes any sentence; what the conversation itself made of the sentence is the better answer.
  const loose = fieldOf(conversation, name).words === 'short' && state.answers[name] === undefined;
  const more = await heardBeside(conversation, loose ? state : put(state, name, parsed.value), input, ctx);
  if (!more) return accept(conversation, state, name, parsed.value, ctx);
  const value = (loose ? more.state.answers[name] : undefined) ?? parsed.value;
  const said = message(...more.hints, echo(conversation, more.state, more.taken, ctx));
  return accept(conversation, more.state, name, value, ctx, said);
}

/** What a sentence says besides answering the question; only what is not known yet. */
async function heardBeside<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  input: Input,
  ctx: C,
): Promise<Merged | null> {
  if (input.kind !== 'text' || [...plain(input.text)].length < sentenceLength) return null;
  const understood = await listen(conversation, state, input.text, ctx);
  const merged = understood && merge(conversation, state, understood, ctx, false);
  return merged && (merged.taken.length > 0 || merged.doubted) ? merged : null;
}

async function notAnswered<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  name: string,
  parsed: Extract<Parsed<unknown>, { ok: false }>,
  input: Input,
  ctx: C,
): Promise<FormTurn> {
  const field = fieldOf(conversation, name);
  if (input.kind === 'text' && field.optional && isPass(input.text)) {
    return passOver(conversation, state, name, ctx);
  }
  const more = await heardBeside(conversation, state, input, ctx);
  if (more) return heard(conversation, more, name, ctx);
  const { options, hint } = parsed;
  if (options) {
    const doubt = { question: hint, options } as FormState['doubt'];
    return again(conversation, { ...state, doubt }, ctx, '');
  }
  return missed(conversation, state, field.optional, noSuchOption(state, input) ?? hint, ctx);
}

/** The sentence did not answer the question, but said something else. */
async function heard<C extends TurnContext>(
  conversation: FormConversation<C>,
  more: Merged,
  name: string,
  ctx: C,
): Promise<FormTurn> {
  const said = message(...more.hints, echo(conversation, more.state, more.taken, ctx));
  if (more.doubted || more.state.answers[name] !== undefined) {
    return proceed(conversation, more.state, ctx, '', said);
  }
  return ask(conversation, { ...more.state, misses: 0 }, name, ctx, said);
}

function noSuchOption(state: FormState, input: Input): string | undefined {
  if (!state.doubt || input.kind !== 'text') return undefined;
  const pick = pickOne(input.text, state.doubt.options);
  if (pick.kind !== 'no-such-number' || state.doubt.options.length === 0) return undefined;
  return `没有第${pick.number}项，请回复1到${state.doubt.options.length}里的数字。`;
}

/** One kind sentence and the question again; after the third time also the ways out. */
async function missed<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  optional: boolean,
  hint: string,
  ctx: C,
): Promise<FormTurn> {
  const misses = state.misses + 1;
  const waysOut = misses < 3 ? '' : waysOutText(optional);
  const { say } = await again(conversation, state, ctx, hint);
  return { state: { ...state, misses }, say: [message(...say, waysOut)] };
}

/** What else one can do, said to somebody who is stuck. */
export const waysOutText = (optional: boolean): string =>
  `不好答也没关系：${optional ? '回复“跳过”先不填，' : ''}回复“人工”请人帮您，不想填了就回复“取消”。`;
