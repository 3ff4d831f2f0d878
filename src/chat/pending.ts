/** Questions of the dispatcher's own: go on with a draft? really undo? what are these photos about? */
import { answerResume } from './drafts.ts';
import type { TurnContext } from './form.ts';
import type { DispatcherOptions, Handled } from './house.ts';
import type { Input } from './input.ts';
import type { Session } from './session.ts';
import { answerSort } from './sorting.ts';
import { withParts } from './turns.ts';
import { answerUndo } from './undoing.ts';

/** Answers the dispatcher's question. Null: the message is about something else and is to be handled as such. */
export async function answerPending<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  const { pending } = session;
  const free = withParts(session, { pending: undefined });
  switch (pending?.kind) {
    case 'resume':
      return answerResume(house, free, pending, input, ctx);
    case 'undo':
      return answerUndo(house, free, pending, input, ctx);
    case 'sort':
      return answerSort(house, free, pending, input, ctx);
    case undefined:
      return null;
  }
}
