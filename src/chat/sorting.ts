/** Photos and voice messages out of the blue: what are they about? */
import { commandOf } from './commands.ts';
import type { TurnContext } from './form.ts';
import { named, recognised, startedBy } from './house.ts';
import type { DispatcherOptions, Handled, Recognised } from './house.ts';
import type { AttachmentInput, Input } from './input.ts';
import { sortChoices, sortQuestion } from './sentences.ts';
import type { Pending, Session } from './session.ts';
import { placeIn } from './short-answers.ts';
import { start, withParts } from './turns.ts';

type Sorting = Extract<Pending, { kind: 'sort' }>;

/** Beyond this many they are not held. */
const heldAtMost = 20;

/** Asks what a photo out of the blue is about; null where no form would take it. */
export function askSort<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  held: readonly AttachmentInput[],
  ctx: C,
): Handled | null {
  const takers = house.conversations.filter(
    one =>
      one.kind === 'form' &&
      one.mayUse(ctx) &&
      held.every(({ media }) => Object.values(one.fields).some(({ keeps }) => keeps.includes(media))),
  );
  if (takers.length === 0) return null;
  const offered = takers.slice(0, 9);
  const pending: Pending = { kind: 'sort', held, names: offered.map(({ name }) => name) };
  const titles = offered.map(({ title }) => title);
  return { session: withParts(session, { pending }), say: [sortQuestion(held, titles)] };
}

/** Uses the answer to that question. */
export async function answerSort<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  pending: Sorting,
  input: Input,
  ctx: C,
): Promise<Handled | null> {
  const { held } = pending;
  if (input.kind === 'attachment') return askSort(house, session, [...held, input].slice(-heldAtMost), ctx);
  const command = input.kind === 'text' ? commandOf(input.text) : null;
  const place = placeIn(
    input,
    sortChoices(titlesOf(house, pending)),
    pending.names.length === 1 ? { yes: 1, no: 2 } : {},
  );
  if (command === 'cancel' || declined(pending, place))
    return { session, say: ['好的，刚才发来的就不存了。'] };
  if (command) return null;
  const found = await meant(house, pending, place, input, ctx);
  const waiting = withParts(session, { pending });
  if (!found) return { session: waiting, say: [sortQuestion(held, titlesOf(house, pending))] };
  const text = input.kind === 'text' ? input.text : '';
  // A reply keeps nothing: the photos go on waiting for their question to be answered.
  return start(house, found.conversation.kind === 'reply' ? waiting : session, found, text, ctx, held);
}

const declined = ({ names }: Sorting, place: number | null): boolean => names.length === 1 && place === 2;

/** The conversation picked, started by its word, or spoken of in a sentence. */
async function meant<C extends TurnContext>(
  house: DispatcherOptions<C>,
  { names }: Sorting,
  place: number | null,
  input: Input,
  ctx: C,
): Promise<Recognised<C> | null> {
  const picked = place === null ? undefined : named(house, names[place - 1] ?? '');
  if (picked) return { conversation: picked, understood: null };
  if (input.kind !== 'text') return null;
  const started = startedBy(house, input.text, ctx);
  return started ? { conversation: started, understood: null } : recognised(house, input.text, ctx);
}

const titlesOf = <C extends TurnContext>(house: DispatcherOptions<C>, { names }: Sorting): string[] =>
  names.map(name => named(house, name)?.title ?? '');
