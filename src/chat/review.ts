/** The review: every answer numbered, and what to reply. */
import type { FormConversation, TurnContext } from './form.ts';
import type { FormState } from './session.ts';
import { applicable, settled } from './steps.ts';
import { shortened } from './words.ts';

/** ① … ⑳: the lines are numbered so, because a plain "1" saves. */
export const circled = (number: number): string =>
  number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`;

/** The last line of every review. */
export function reviewTail<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
): string {
  const example = exampleNumber(conversation, state);
  return `回复“1”或“保存”保存；要改哪项，回复“改${example}”这样的话；不要了回复“取消”。`;
}

/** A number that stands in the review, the third line's where there are so many. */
export function exampleNumber<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
): number {
  const numbers = applicable(conversation, state.answers).flatMap(({ name, field }, index) =>
    state.answers[name] !== undefined || field.quiet !== true ? [index + 1] : [],
  );
  return numbers[Math.min(2, numbers.length - 1)] ?? 1;
}

/** Long answers are cut in the review, so that it stays one message. */
const shownCharacters = 80;

/** The whole review. */
export async function reviewText<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<string> {
  const answers = settled(conversation, state);
  const { reviewTitle = '请您看看对不对：' } = conversation;
  const title = typeof reviewTitle === 'function' ? await reviewTitle(answers, ctx) : reviewTitle;
  const lines = applicable(conversation, state.answers).map(({ name, field }, index) => ({
    given: answers[name] !== undefined,
    quiet: field.quiet === true,
    label: `${circled(index + 1)}${field.label}`,
    text: answers[name] === undefined ? '' : shortened(field.show(answers[name], ctx), shownCharacters),
  }));
  const given = lines.filter(line => line.given).map(line => `${line.label}：${line.text}`);
  const open = lines.filter(line => !line.given && !line.quiet).map(line => line.label);
  const rest = open.length === 0 ? [] : [`没填的：${open.join(' ')}`];
  return [title, ...given, ...rest, reviewTail(conversation, state)].join('\n');
}
