/** Messages while nothing is open. */
import type { Command } from './commands.ts';
import { resume } from './drafts.ts';
import type { TurnContext } from './form.ts';
import { formOf, recognised, startedBy, type DispatcherOptions, type Handled } from './house.ts';
import type { Input } from './input.ts';
import { unreadable } from './sentences.ts';
import type { Session } from './session.ts';
import { askSort } from './sorting.ts';
import { start } from './turns.ts';
import { isWordless } from './words.ts';

/** A starting word, then what a sentence is about, then the fallback; with `quiet` no fallback. */
export async function idle<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  input: Input,
  command: Command | null,
  ctx: C,
  quiet: boolean,
): Promise<Handled> {
  if (input.kind === 'other') {
    // How files come in is the product's to say.
    const say = input.what === 'file' ? await house.fallback(input, ctx) : unreadable(input);
    return { session, say: [say] };
  }
  if (input.kind === 'attachment') {
    return askSort(house, session, [input], ctx) ?? { session, say: [await house.fallback(input, ctx)] };
  }
  const wanted = startedBy(house, input.text, ctx);
  if (wanted) return start(house, session, { conversation: wanted, understood: null }, input.text, ctx);
  if (command) return obeyIdle(house, session, command, ctx);
  if (isWordless(input.text)) return { session, say: [unreadable(input)] };
  const found = await recognised(house, input.text, ctx);
  if (found) return start(house, session, found, input.text, ctx);
  return { session, say: quiet ? [] : [await house.fallback(input, ctx)], outcome: 'not-understood' };
}

async function obeyIdle<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  command: Command,
  ctx: C,
): Promise<Handled> {
  switch (command) {
    case 'resume':
      return resumeNewest(house, session, ctx);
    case 'help': {
      const own = startedBy(house, '帮助', ctx);
      return own?.mayUse(ctx)
        ? start(house, session, { conversation: own, understood: null }, '帮助', ctx)
        : { session, say: [helpText(house, ctx)] };
    }
    case 'cancel':
      return { session, say: ['现在没有正在填的，不用取消。'] };
    case 'back':
    case 'skip':
    case 'restart':
    case 'human':
    case 'undo':
      return { session, say: ['现在没有正在填的。回复“帮助”，看看我能做些什么。'] };
  }
}

async function resumeNewest<C extends TurnContext>(
  house: DispatcherOptions<C>,
  session: Session,
  ctx: C,
): Promise<Handled> {
  const draft = session.drafts.findLast(({ form }) => formOf(house, form)?.mayUse(ctx));
  if (!draft) return { session, say: ['没有没写完的内容。有事您直接说就行。'] };
  return resume(house, session, draft, ctx);
}

/** Said where no conversation answers to 帮助. */
function helpText<C extends TurnContext>(house: DispatcherOptions<C>, ctx: C): string {
  const lines = house.conversations
    .filter(one => one.mayUse(ctx))
    .map(({ words, title }) => words[0] ?? title);
  return ['您可以回复下面的词，也可以直接打字说是什么事：', ...lines, '要找工作人员，回复“人工”。'].join(
    '\n',
  );
}
