/**
 * Who answers a message: a question of the dispatcher's own, the open form, a conversation it starts, or the fallback.
 * Like the engine it returns data: the caller stores the session and sends what is said.
 */
import { commandOf, type Command } from './commands.ts';
import { offerAfterPause, offerDraft } from './drafts.ts';
import { answersList, hasContent } from './engine.ts';
import type { TurnContext } from './form.ts';
import { formOf, interrupting, named, openedBy, recognised, startedBy } from './house.ts';
import type { DispatcherOptions, Handled } from './house.ts';
import { idle } from './idle.ts';
import type { Input } from './input.ts';
import { answerPending } from './pending.ts';
import { nobodyToCall, notForYou, outdated } from './sentences.ts';
import { msSince, pauseMs, pruneSession, type FormState, type Session } from './session.ts';
import { backToForm, continueForm, said, start, withParts } from './turns.ts';
import { askUndo } from './undoing.ts';

export type { DispatcherOptions, Handled } from './house.ts';
export { menuOf, type MenuGroup, type MenuItem } from './menu.ts';

/** Answers messages. */
export interface Dispatcher<C extends TurnContext> {
  /** Uses one message. Call it once per message, in the order they came. */
  handle(session: Session, input: Input, ctx: C): Promise<Handled>;
  /** A menu click: as if the person had typed the conversation's starting word. */
  startByName(session: Session, name: string, ctx: C): Promise<Handled>;
}

/** A dispatcher over these conversations. */
export function createDispatcher<C extends TurnContext>(house: DispatcherOptions<C>): Dispatcher<C> {
  return {
    handle: async (session, input, ctx) =>
      (await atOnce(house, session, input, ctx)) ??
      turn(house, session, ctx, (kept, quiet) => route(house, kept, input, ctx, quiet)),
    startByName: (session, name, ctx) => turn(house, session, ctx, kept => clicked(house, kept, name, ctx)),
  };
}

/**
 * What must not wait and must not be mixed with anything else: words a conversation listens for in every state, and a
 * call for a person. Nothing is asked or offered beside the answer, and whatever was open stays as it is.
 */
async function atOnce<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  if (input.kind !== 'text') return null;
  const urgent = await interrupting(house, input.text, ctx);
  if (urgent) return { session, say: said(await urgent.answer(input.text, ctx)) };
  return commandOf(input.text) === 'human' ? callHuman(house, session, ctx) : null;
}

/** Forgets what is out of date, lets the step do its work, and offers a draft where nothing else is going on. */
async function turn<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  ctx: C,
  step: (session: Session, quiet: boolean) => Promise<Handled>,
): Promise<Handled> {
  const { session: kept, say: notes } = dropOutdated(house, pruneSession(session, ctx.now), ctx);
  const handled = await step(kept, notes.length > 0);
  const offered = offerDraft(house, handled.session, ctx);
  return { ...handled, session: offered.session, say: [...notes, ...handled.say, ...offered.say] };
}

/** Forms whose conversation is gone, has changed or is no longer theirs cannot go on; the person is told once. */
function dropOutdated<C extends TurnContext>(house: DispatcherOptions<C>, session: Session, ctx: C): Handled {
  const { active } = session;
  const open = session.drafts.map(draft => draft.form).concat(active ?? []);
  const lost = open.filter(form => !formOf(house, form)?.mayUse(ctx));
  if (lost.length === 0) return { session, say: [] };
  const drafts = session.drafts.filter(draft => !lost.includes(draft.form));
  const kept = withParts(session, { drafts, active: active && lost.includes(active) ? undefined : active });
  const say = lost.map(form =>
    formOf(house, form)
      ? notForYou(form.title)
      : outdated(form.title, named(house, form.conversation)?.words[0]),
  );
  return { session: kept, say: [...new Set(say)] };
}

async function clicked<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  name: string,
  ctx: C,
): Promise<Handled> {
  const { pending } = session;
  const free = withParts(session, { pending: undefined });
  const conversation = named(house, name);
  if (!conversation)
    return backToForm(house, free, ['这个菜单已经不用了，回复“帮助”看看现在能做什么。'], ctx);
  const held = pending?.kind === 'sort' ? pending.held : [];
  return start(house, free, { conversation, understood: null }, conversation.title, ctx, held);
}

/** With `quiet`, something was already said: a message that matches nothing needs no answer of its own. */
async function route<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  input: Input,
  ctx: C,
  quiet: boolean,
): Promise<Handled> {
  const answered = await answerPending(house, session, input, ctx);
  if (answered) return answered;
  const free = withParts(session, { pending: undefined });
  const command = input.kind === 'text' ? commandOf(input.text) : null;
  if (command === 'undo') return askUndo(house, free, ctx);
  return free.active
    ? inForm(house, free, free.active, input, command, ctx)
    : idle(house, free, input, command, ctx, quiet);
}

async function callHuman<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  ctx: C,
): Promise<Handled> {
  const answer = (await (house.onHuman ? house.onHuman(ctx) : ctx.callHuman?.())) ?? nobodyToCall;
  const kept = session.active ? [`“${session.active.title}”填好的内容都留着，随时可以接着回答。`] : [];
  return { session, say: [answer, ...kept] };
}

async function inForm<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  state: FormState,
  input: Input,
  command: Command | null,
  ctx: C,
): Promise<Handled> {
  const conversation = formOf(house, state);
  if (!conversation) return { session, say: [] };
  const text = input.kind === 'text' && command === null && !answersList(state, input.text) ? input.text : '';
  const wanted = startedBy(house, text, ctx);
  if (wanted) return start(house, session, { conversation: wanted, understood: null }, text, ctx);
  const opened = await openedBy(house, text, state, ctx);
  if (opened) return start(house, session, opened, text, ctx);
  if (command === null && msSince(state.touchedAt, ctx.now) > pauseMs) {
    if (hasContent(state)) return offerAfterPause(session, input, ctx);
    const found = await recognised(house, text, ctx);
    if (found) return start(house, session, found, text, ctx);
  }
  return continueForm(session, conversation, state, input, ctx);
}
