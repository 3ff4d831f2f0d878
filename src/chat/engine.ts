/**
 * Runs a form: asks what is missing, shows the review, and says when to save. It keeps nothing and writes nothing:
 * every call takes the state and returns the next one, with what to say.
 */
import { again, answerQuestion, passOver, accept } from './answering.ts';
import { ask, message, proceed, questionText, showReview } from './asking.ts';
import { commandOf, type Command } from './commands.ts';
import type { FormConversation, TurnContext, Understood } from './form.ts';
import type { AttachmentInput, Input } from './input.ts';
import { keepElsewhere } from './keeping.ts';
import { reviewTail } from './review.ts';
import { before, changeEarlier } from './changing.ts';
import { answerReview } from './reviewing.ts';
import type { FormState } from './session.ts';
import { plain } from './words.ts';
import { applicable, echo, fieldOf, freshState, merge, type FormTurn } from './steps.ts';

export { settled, type FormTurn } from './steps.ts';

/**
 * Opens a form with what is already known: what a sentence said, and photos sent before it. With everything known it
 * starts at the review (or, without a review, is done at once); `stop` means that the form did not want to start.
 */
export async function beginForm<C extends TurnContext>(
  conversation: FormConversation<C>,
  understood: Understood<FormConversation<C>['fields']> | null,
  ctx: C,
  attachments: readonly AttachmentInput[] = [],
): Promise<FormTurn> {
  const fresh = freshState(conversation, ctx);
  const merged = merge(conversation, fresh, understood ?? { answers: {} }, ctx, false);
  const { opening = '' } = conversation;
  const said = typeof opening === 'function' ? await opening(ctx, merged.state.answers) : opening;
  if (typeof said === 'object') return { state: fresh, say: [said.stop], done: 'stop' };
  const state = attachments.reduce(
    (so, input) => keepElsewhere(conversation, so, input, true) ?? so,
    merged.state,
  );
  const known = echo(conversation, state, Object.keys(state.answers), ctx);
  return proceed(conversation, state, ctx, message(said, ...merged.hints), known);
}

/** Uses one message. `done: 'save'` asks the caller to save `settled(conversation, state)`. */
export async function answerForm<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  input: Input,
  ctx: C,
): Promise<FormTurn> {
  const touched: FormState = { ...state, touchedAt: ctx.now.toISOString() };
  const command = input.kind === 'text' ? commandOf(input.text) : null;
  const obeyed = command && (await obey(conversation, touched, command, ctx));
  if (obeyed) return obeyed;
  if (touched.asking === null) return answerReview(conversation, touched, input, ctx);
  const changed = input.kind === 'text' ? await changeEarlier(conversation, touched, input.text, ctx) : null;
  if (changed) return changed;
  return answerQuestion(conversation, touched, touched.asking, input, ctx);
}

/** Puts the present question (or the review) again, with `lead` before it. */
export async function askAgain<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
  lead: string,
): Promise<FormTurn> {
  return again(conversation, { ...state, touchedAt: ctx.now.toISOString() }, ctx, lead);
}

/** Whether anything was said in this form that would be a pity to lose. */
export const hasContent = (state: FormState): boolean =>
  Object.keys(state.answers).length > 0 ||
  state.gathered !== undefined ||
  Object.keys(state.early ?? {}).length > 0;

/** Whether a message is, word for word, one of the things just listed: then it is an answer and nothing else. */
export function answersList(state: FormState, text: string): boolean {
  const listed = [...(state.shown ?? []), ...(state.doubt?.options ?? [])];
  return listed.some(({ label, words = [] }) => [label, ...words].some(word => plain(word) === plain(text)));
}

async function obey<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  command: Command,
  ctx: C,
): Promise<FormTurn | null> {
  switch (command) {
    case 'cancel':
      return { state, say: [`好的，“${conversation.title}”不办了，刚才填的没有保存。`], done: 'cancel' };
    case 'back':
      return goBack(conversation, state, ctx);
    case 'skip':
      return skipQuestion(conversation, state, ctx);
    case 'restart':
      return proceed(conversation, freshState(conversation, ctx), ctx, '好的，我们从头来。');
    case 'help':
      return explain(conversation, state, ctx);
    case 'human':
      return callHuman(conversation, state, ctx);
    case 'resume':
      return again(conversation, state, ctx, '');
    case 'undo':
      return null;
  }
}

/** To the question before; out of a correction, to the review. */
async function goBack<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn> {
  if (state.editing) return showReview(conversation, state, ctx, '好的，这一项没有改。');
  const fields = applicable(conversation, state.answers);
  const target = [...state.asked].reverse().find(name => fields.some(field => field.name === name));
  const here = keepGathered(state);
  if (target === undefined) return again(conversation, state, ctx, '前面没有别的问题了。');
  const asked = state.asked.slice(0, state.asked.lastIndexOf(target));
  const field = fieldOf(conversation, target);
  return ask(conversation, { ...here, asked }, target, ctx, before({ name: target, field }, state, ctx));
}

/** What was gathered for the question being left waits for its return. */
function keepGathered(state: FormState): FormState {
  const { asking, gathered } = state;
  if (asking === null || gathered === undefined || state.answers[asking] !== undefined) return state;
  return { ...state, early: { ...state.early, [asking]: gathered } };
}

async function skipQuestion<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn> {
  if (state.asking === null)
    return { state, say: [message('问题都答完了，就差保存了。', reviewTail(conversation, state))] };
  if (state.editing) return showReview(conversation, state, ctx, '好的，这一项没有改。');
  const name = state.asking;
  const field = fieldOf(conversation, name);
  if (state.gathered !== undefined) return accept(conversation, state, name, state.gathered, ctx);
  if (field.optional) return passOver(conversation, state, name, ctx);
  const why = field.why ?? `“${field.label}”少不了，麻烦您说一下；实在说不上来，回复“人工”请人帮您。`;
  return again(conversation, state, ctx, why);
}

async function explain<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn> {
  const words = '回复“返回”改上一个问题，“重来”从头填，“取消”不填了，“人工”请人帮您。';
  if (state.asking === null)
    return {
      state,
      say: [message(`“${conversation.title}”都填好了。`, reviewTail(conversation, state), words)],
    };
  const field = fieldOf(conversation, state.asking);
  const example = field.example === '' || state.doubt ? '' : `可以这样回答：“${field.example}”。`;
  const skipping = field.optional ? '这一项也可以回复“跳过”。' : '';
  const question = await questionText(conversation, state, ctx);
  return {
    state,
    say: [message(`正在填“${conversation.title}”。`, question, `${example}${skipping}`, words)],
  };
}

/** A form answered without a dispatcher has only its context to call somebody. */
async function callHuman<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn> {
  const said = (await ctx.callHuman?.()) ?? '现在联系不上工作人员，请稍后再试。';
  return { state, say: [message(said, `“${conversation.title}”填到一半的内容都留着，随时可以接着回答。`)] };
}
