/** Taking back what was saved last. */
import { commandOf } from './commands.ts';
import type { TurnContext } from './form.ts';
import { named, type DispatcherOptions, type Handled } from './house.ts';
import type { Input } from './input.ts';
import { undoChoices, undoQuestion } from './sentences.ts';
import type { Pending, Session, Undoable } from './session.ts';
import { placeIn } from './short-answers.ts';
import { backToForm, withParts } from './turns.ts';

/** Asks whether the last thing saved is to be taken back. */
export async function askUndo<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  ctx: C,
): Promise<Handled> {
  const item = session.recent.at(-1);
  if (item)
    return {
      session: withParts(session, { pending: { kind: 'undo', item } }),
      say: [undoQuestion(item, ctx)],
    };
  const here = session.active
    ? '现在正在填的，回复“取消”就不填了。'
    : '更早的要改，回复“人工”请工作人员帮您。';
  return backToForm(house, session, [`最近24小时里没有可以撤销的。${here}`], ctx);
}

/** Uses the answer to that question. */
export async function answerUndo<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  { item }: Extract<Pending, { kind: 'undo' }>,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  const declined = input.kind === 'text' && commandOf(input.text) === 'cancel';
  const place = declined ? 2 : placeIn(input, undoChoices, { yes: 1, no: 2 });
  if (place === null) return null;
  if (place === 2) return backToForm(house, session, ['好的，不撤销，都留着。'], ctx);
  const rest = withParts(session, { recent: withoutLast(session.recent, item) });
  const conversation = named(house, item.conversation);
  if (conversation?.kind !== 'form' || !conversation.undo || !conversation.mayUse(ctx)) {
    return backToForm(house, rest, ['这一条现在撤销不了，请回复“人工”，让工作人员帮您处理。'], ctx);
  }
  return backToForm(house, rest, [await conversation.undo(item.ref, ctx)], ctx);
}

function withoutLast(recent: readonly Undoable[], { at, label }: Undoable): readonly Undoable[] {
  const index = recent.findLastIndex(item => item.at === at && item.label === label);
  return recent.filter((_, place) => place !== index);
}
