/** Starting, ending and putting aside conversations: what the dispatcher does to a session. */
import { answerForm, askAgain, beginForm, hasContent, settled, type FormTurn } from './engine.ts';
import type { Conversation, FormConversation, TurnContext } from './form.ts';
import { formOf, type DispatcherOptions, type Handled, type Recognised } from './house.ts';
import type { AttachmentInput, Input } from './input.ts';
import { notForYou } from './sentences.ts';
import type { Draft, FormState, Session } from './session.ts';

/** The session with these parts changed. */
export const withParts = (session: Session, parts: Partial<Session>): Session => ({ ...session, ...parts });

/** One sentence or several, as several. */
export const said = (say: string | readonly string[]): readonly string[] =>
  typeof say === 'string' ? [say] : say;

/** What a turn of the open form means for the session; saves where the person said so. */
export async function endTurn<C extends TurnContext>(
  session: Session,
  conversation: FormConversation<C>,
  turn: FormTurn,
  ctx: C,
): Promise<Handled> {
  if (turn.done === undefined) return { session: withParts(session, { active: turn.state }), say: turn.say };
  const closed = withParts(session, { active: undefined });
  if (turn.done !== 'save') return { session: closed, say: turn.say };
  if (!conversation.mayUse(ctx)) return { session: closed, say: [notForYou(conversation.title)] };
  const saved = await conversation.save(settled(conversation, turn.state), ctx);
  const item = saved.undo && { conversation: conversation.name, at: ctx.now.toISOString(), ...saved.undo };
  const recent = item ? [...closed.recent, item] : closed.recent;
  return { session: withParts(closed, { recent }), say: [...turn.say, ...said(saved.say)] };
}

/** Answers the open form. */
export async function continueForm<C extends TurnContext>(
  session: Session,
  conversation: FormConversation<C>,
  state: FormState,
  input: Input,
  ctx: C,
): Promise<Handled> {
  return endTurn(session, conversation, await answerForm(conversation, state, input, ctx), ctx);
}

/** The same session; if a form is open, its question is put again after what was said. */
export async function backToForm<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  say: readonly string[],
  ctx: C,
): Promise<Handled> {
  const { active } = session;
  const conversation = active && formOf(house, active);
  if (!active || !conversation) return { session, say };
  const turn = await askAgain(conversation, active, ctx, `接着刚才的“${active.title}”：`);
  return { session: withParts(session, { active: turn.state }), say: [...say, ...turn.say] };
}

/** Starts a conversation. An open form with something in it becomes a draft; a reply leaves it open. */
export async function start<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  { conversation, understood }: Recognised<C>,
  text: string,
  ctx: C,
  attachments: readonly AttachmentInput[] = [],
): Promise<Handled> {
  if (!conversation.mayUse(ctx)) return backToForm(house, session, [notForYou(conversation.title)], ctx);
  if (conversation.kind === 'reply') return reply(house, session, conversation, text, ctx);
  const { active } = session;
  const nothingNew = understood === null && attachments.length === 0;
  if (active?.conversation === conversation.name && !hasContent(active) && nothingNew) {
    return backToForm(house, session, [], ctx);
  }
  const turn = await beginForm(conversation, understood, ctx, attachments);
  if (turn.done === 'stop') return backToForm(house, session, turn.say, ctx);
  const handled = await endTurn(putAside(session), conversation, turn, ctx);
  const kept = active && hasContent(active) ? [`“${active.title}”先给您留着。`] : [];
  return { session: handled.session, say: [...kept, ...handled.say] };
}

/** Says the answer, then comes back to the open form. */
export async function reply<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  conversation: Extract<Conversation<C>, { kind: 'reply' }>,
  text: string,
  ctx: C,
): Promise<Handled> {
  return backToForm(house, session, said(await conversation.answer(text, ctx)), ctx);
}

/** The open form among the drafts, unless nothing was said in it. */
export function putAside(session: Session, draft: Omit<Draft, 'form'> = { offered: false }): Session {
  const { active } = session;
  if (!active) return session;
  const drafts = hasContent(active) ? [...session.drafts, { form: active, ...draft }] : session.drafts;
  return withParts(session, { active: undefined, drafts });
}
