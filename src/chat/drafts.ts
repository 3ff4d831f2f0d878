/** Forms put aside, and whether to go on with them. */
import { commandOf } from './commands.ts';
import { answerForm, askAgain } from './engine.ts';
import type { TurnContext } from './form.ts';
import { formOf, recognised, startedBy, type DispatcherOptions, type Handled } from './house.ts';
import type { Input } from './input.ts';
import { notForYou, resumeChoices, resumeOffer } from './sentences.ts';
import type { Draft, Pending, Session } from './session.ts';
import { placeIn } from './short-answers.ts';
import { echo, type FormTurn } from './steps.ts';
import { endTurn, putAside, start, withParts } from './turns.ts';

/** Messages beyond this many are not held. */
const heldAtMost = 20;

const pendingFor = (draft: Draft): Pending => ({ kind: 'resume', draft: draft.form.startedAt });

/** Offers the newest draft that was not offered yet, where nothing else is going on. */
export function offerDraft<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  ctx: C,
): Handled {
  const draft = session.drafts.findLast(one => !one.offered && formOf(house, one.form)?.mayUse(ctx));
  if (!draft || session.active || session.pending) return { session, say: [] };
  const drafts = session.drafts.map(one => (one === draft ? { ...draft, offered: true } : one));
  return {
    session: withParts(session, { drafts, pending: pendingFor(draft) }),
    say: [resumeOffer(draft, ctx)],
  };
}

/** After a long silence the open form is offered before anything is taken for an answer; what was sent waits. */
export function offerAfterPause(session: Session, input: Input, ctx: TurnContext): Handled {
  const held = input.kind === 'other' ? [] : [input];
  const aside = putAside(session, { offered: true, held });
  const draft = aside.drafts.at(-1);
  if (!draft) return { session: aside, say: [] };
  return { session: withParts(aside, { pending: pendingFor(draft) }), say: [resumeOffer(draft, ctx)] };
}

/** Uses the answer to the offer. */
export async function answerResume<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  pending: Extract<Pending, { kind: 'resume' }>,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  const draft = session.drafts.findLast(({ form }) => form.startedAt === pending.draft);
  if (!draft) return null;
  const dropping = input.kind === 'text' && commandOf(input.text) === 'cancel';
  const place = dropping ? 3 : placeIn(input, resumeChoices, { yes: 1, no: 2 });
  if (place === 1) return resume(house, session, draft, ctx);
  if (place === 2) return leave(house, session, draft, ctx);
  if (place === 3) return drop(house, session, draft, ctx);
  return draft.held ? hold(house, session, draft, input, ctx) : null;
}

/** Opens a draft again and uses what was said before the offer. */
export async function resume<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  draft: Draft,
  ctx: C,
): Promise<Handled> {
  const rest = withParts(session, { drafts: session.drafts.filter(one => one !== draft) });
  const conversation = formOf(house, draft.form);
  if (!conversation?.mayUse(ctx)) return { session: rest, say: [notForYou(draft.form.title)] };
  const known = echo(conversation, draft.form, Object.keys(draft.form.answers), ctx).replace(
    '先记下',
    '已经记下',
  );
  const first = await askAgain(
    conversation,
    draft.form,
    ctx,
    `好的，接着来。${draft.form.asking === null ? '' : known}`,
  );
  let turn: FormTurn = first;
  for (const input of draft.held ?? []) {
    if (turn.done === undefined) turn = await answerForm(conversation, turn.state, input, ctx);
  }
  const say = turn === first ? first.say : ['好的，接着来。', ...turn.say];
  return endTurn(rest, conversation, { ...turn, say }, ctx);
}

async function leave<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  draft: Draft,
  ctx: C,
): Promise<Handled> {
  const others = session.drafts.filter(one => one !== draft);
  const used = await useHeld(
    house,
    withParts(session, { drafts: [...others, { form: draft.form, offered: true }] }),
    draft,
    ctx,
  );
  const said = '好的，给您留着，7天内回复“继续”就能接着写。';
  if (used) return { ...used, say: [said, ...used.say] };
  return { session: withParts(session, { drafts: [...others, { ...draft, offered: true }] }), say: [said] };
}

async function drop<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  draft: Draft,
  ctx: C,
): Promise<Handled> {
  const rest = withParts(session, { drafts: session.drafts.filter(one => one !== draft) });
  const used = await useHeld(house, rest, draft, ctx);
  const said = `好的，这份“${draft.form.title}”不要了。`;
  return used ? { ...used, say: [said, ...used.say] } : { session: rest, say: [said] };
}

/** What was held may have been the beginning of something new; null where it was not. */
async function useHeld<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  draft: Draft,
  ctx: C,
): Promise<Handled | null> {
  for (const input of draft.held ?? []) {
    if (input.kind !== 'text') continue;
    const found = await recognised(house, input.text, ctx);
    if (found) return start(house, session, found, input.text, ctx);
  }
  return null;
}

/** The offer is still open and something else was sent: something new is begun, an answer waits with the others. */
async function hold<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  draft: Draft,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  if (input.kind === 'text' && (commandOf(input.text) ?? startedBy(house, input.text, ctx))) return null;
  const found = input.kind === 'text' ? await recognised(house, input.text, ctx) : null;
  if (found && input.kind === 'text') return start(house, session, found, input.text, ctx);
  const held = [...(draft.held ?? []), ...(input.kind === 'other' ? [] : [input])].slice(0, heldAtMost);
  const drafts = session.drafts.map(one => (one === draft ? { ...draft, held } : one));
  return {
    session: withParts(session, { drafts, pending: pendingFor(draft) }),
    say: [resumeOffer(draft, ctx)],
  };
}
