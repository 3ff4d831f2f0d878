/** What a message does while the review is shown. */
import { listen, waysOutText } from './answering.ts';
import { message, problemIn, proceed } from './asking.ts';
import { change } from './changing.ts';
import { editIn, withoutProtest } from './edits.ts';
import type { FormConversation, TurnContext } from './form.ts';
import { inputName, whyUnread, type Input } from './input.ts';
import { numberIn } from './numbered.ts';
import { keepElsewhere, receivedText } from './keeping.ts';
import { exampleNumber, reviewTail } from './review.ts';
import type { FormState } from './session.ts';
import { applicable, merge, type FormTurn } from './steps.ts';
import { among, isNo, isWordless } from './words.ts';

const saveWords = new Set(
  (
    '1 一 回复1 选1 保存 存 确认 确定 提交 可以 可以的 好 好的 对 对的 都对 全对 是 是的 没错 没有错 没问题 没有问题 行 行的 嗯 嗯嗯 ok 正确 无误 ' +
    '同意 就这样'
  ).split(' '),
);
const dropWords = new Set('不要了 不要 不保存 不存 不存了 不记 删掉 作废'.split(' '));
const wrongWords = new Set(
  '不对 错 错了 有错 有误 不是 不 写错了 不正确 修改 改 我要改 改一下 要改'.split(' '),
);

/** Uses a message as the answer to the review. */
export async function answerReview<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  input: Input,
  ctx: C,
): Promise<FormTurn> {
  if (input.kind === 'attachment') {
    const kept = keepElsewhere(conversation, state, input);
    return kept
      ? { state: kept, say: [message(receivedText(input), reviewTail(conversation, kept))] }
      : unclear(conversation, state, `${inputName(input)}收到了，不过这一次存不了它。`);
  }
  if (input.kind === 'other') return unclear(conversation, state, `${whyUnread(input)}，麻烦您打几个字。`);
  return answerInWords(conversation, state, input.text, ctx);
}

async function answerInWords<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  text: string,
  ctx: C,
): Promise<FormTurn> {
  if (among(saveWords, text)) return save(conversation, state, ctx);
  if (among(dropWords, text)) return { state, say: ['好的，这次就不记了。'], done: 'cancel' };
  if (among(wrongWords, text) || isNo(text)) return whichOne(conversation, state);
  const fields = applicable(conversation, state.answers);
  const labels = fields.map(({ field }) => field.label);
  const alone = numberIn(text);
  const edit = alone === null ? editIn(text, labels) : { index: alone - 1, rest: '' };
  if (!edit) {
    return (
      (await correct(conversation, state, text, ctx)) ?? unclear(conversation, state, '没看明白要改哪一项。')
    );
  }
  const target = fields[edit.index];
  if (!target) return unclear(conversation, state, `没有第${edit.index + 1}项。`);
  return change(conversation, state, target, edit.rest, ctx);
}

async function save<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  ctx: C,
): Promise<FormTurn> {
  return (await problemIn(conversation, state, ctx)) ?? { state, say: [], done: 'save' };
}

function whichOne<C extends TurnContext>(conversation: FormConversation<C>, state: FormState): FormTurn {
  const example = exampleNumber(conversation, state);
  return {
    state,
    say: [`哪一项要改？回复“改”加前面的号码，比如“改${example}”；也可以直接说对的是什么。`],
  };
}

/** A plain sentence with new facts: takes them over and shows the review again; null where it has none. */
async function correct<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  text: string,
  ctx: C,
): Promise<FormTurn | null> {
  const said = withoutProtest(text);
  if (isWordless(said)) return null;
  const understood = await listen(conversation, state, said, ctx);
  if (!understood) return null;
  const merged = merge(conversation, state, understood, ctx, true);
  if (merged.taken.length > 0 || merged.doubted) {
    return proceed(conversation, merged.state, ctx, message(...merged.hints, '改好了。'));
  }
  return merged.hints.length > 0 ? unclear(conversation, state, message(...merged.hints)) : null;
}

/** One kind sentence and what to reply; the review itself is long and still in sight. */
function unclear<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  hint: string,
): FormTurn {
  const misses = state.misses + 1;
  const waysOut = misses < 3 ? '' : waysOutText(false);
  return { state: { ...state, misses }, say: [message(hint, reviewTail(conversation, state), waysOut)] };
}
