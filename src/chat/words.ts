/** Small talk of answers: what people put around the word that counts, and the many ways to say yes, no and nothing. */
import { normalizeText } from '../calendar/numerals.ts';

/** Drawn emoji and the codes WeChat writes for its own, such as [微笑]. */
const emoji =
  /\[[\p{Script=Han}A-Za-z]{1,8}\]|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/gu;
const around = String.raw`[\s“”"'‘’《》「」『』【】（）()。．.,，、;；:：!！?？~～…—`;
const edges = new RegExp(String.raw`^${around}]+|${around}-]+$`, 'gu');
const softParticles = /(?:[吧啊呀哦呢嘛啦哈]|谢谢)+$/u;
const particles = /(?:[吧啊呀哦呢嘛啦哈了]|谢谢)+$/u;

const plained = new Map<string, string>();
/** Labels and starting words are compared with every message; longer texts and more of them are not remembered. */
const remembered = { characters: 20, texts: 5_000 };

/** The words of a message without emoji, quotes and the punctuation around them. */
export function plain(text: string): string {
  const known = plained.get(text);
  if (known !== undefined) return known;
  const bare = normalizeText(normalizeText(text).replace(emoji, '')).replace(edges, '').toLowerCase();
  if (plained.size >= remembered.texts) plained.clear();
  if (text.length <= remembered.characters) plained.set(text, bare);
  return bare;
}

/** What a short message may be compared as: as it stands, and with less and less at its end (算了吧, 算了, 算). */
export function sayings(text: string): string[] {
  const said = plain(text);
  const trimmed = [softParticles, particles].map(end => said.replace(end, '').replace(edges, ''));
  return [...new Set([said, ...trimmed])].filter(saying => saying !== '');
}

/** Nothing in it that could be kept as words: empty, emoji only, punctuation only. */
export const isWordless = (text: string): boolean =>
  plain(text).replace(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '') === '';

const yesWords = new Set(
  (
    '是 是的 是啊 对 对的 对对 对头 好 好的 好好 可以 可以的 嗯 嗯嗯 恩 行 行的 成 中 没错 没有错 不错 没问题 要 要的 需要 ' +
    '愿意 同意 确定 确认 正确 当然 有 有的 会 能 已经是 ok yes y'
  ).split(' '),
);
const noWords = new Set(
  (
    '不 不是 不是的 不对 否 没 没有 没有的 没呢 无 不用 不要 不行 不可以 不需要 不必 不同意 不愿意 不好 不能 不会 还没 还没有 ' +
    '没有呢 错 错了 有错 no n'
  ).split(' '),
);
const noneWords = new Set(
  '没有 无 没 暂无 暂时没有 不填 没什么 都没有 没有什么 没有了 没了 不用 不用了 不需要 不发 删掉 删除 清空 去掉 空'.split(
    ' ',
  ),
);
const passWords = new Set('好 好了 完了 可以了 就这些 就这样 保存 不补充 没有补充 没有要补充的'.split(' '));
const clearWords = new Set('不填 删掉 删除 清空 去掉 空着'.split(' '));
const keepWords = new Set('不变 不改 不用改 一样 照旧 没变 保持不变 就这样'.split(' '));
const doneWords = new Set(
  '好 好了 没有了 没了 完 完了 发完 发完了 结束 就这些 就这样 没有 够了 可以 行 可以了 行了 不发了 没有补充'.split(
    ' ',
  ),
);

/** Whether the whole message is one of these words. */
export const among = (words: ReadonlySet<string>, text: string): boolean =>
  sayings(text).some(saying => words.has(saying));

/** 是、对、好、可以、嗯… and nothing else. */
export const isYes = (text: string): boolean => among(yesWords, text);
/** 不、不是、没有… and nothing else. */
export const isNo = (text: string): boolean => among(noWords, text);
/** "There is none": 没有、无、不填… */
export const isNone = (text: string): boolean => among(noneWords, text);
/** "Nothing to add, go on": the same, and 好了、就这些、保存. */
export const isPass = (text: string): boolean => isNone(text) || among(passWords, text);
/** "Take it away": only what nobody would write as an answer in words. */
export const isClear = (text: string): boolean => among(clearWords, text);
/** "Leave it as it is": 不变、不用改… */
export const isKeep = (text: string): boolean => among(keepWords, text);
/** "That was all": 好了、没有了、发完了… */
export const isDone = (text: string): boolean => among(doneWords, text);

/** The first `limit` characters, with … where something was left out. */
export function shortened(text: string, limit: number): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit).join('')}…`;
}
