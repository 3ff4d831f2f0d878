/** "暂停 张老 出国探亲", "认定 张德厚", "提请认定张老": which change of state is wanted, whose, and why. Pure. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { transitions, type StateVerb } from '../../src/scheme/care-files.ts';

/** What a message wants. */
export interface StateWish {
  readonly verb: StateVerb;
  readonly name?: string;
  readonly reason?: string;
}

const otherWords: Readonly<Partial<Record<StateVerb, readonly string[]>>> = {
  提请认定: ['报请认定', '提请', '申请认定', '送审'],
  认定: ['组织认定', '同意认定', '通过认定'],
  退回: ['退回补充', '退回重报'],
  脱困: ['已脱困', '转为脱困'],
  恢复: ['恢复在册'],
};

/** The longest first: 提请认定 is not 认定. 更正去世 is a conversation of its own. */
const verbs: readonly (readonly [word: string, verb: StateVerb])[] = transitions
  .filter(({ verb }) => verb !== '更正去世')
  .flatMap(({ verb }) => [verb, ...(otherWords[verb] ?? [])].map(word => [word, verb] as const))
  .sort(([one], [other]) => other.length - one.length);

const nameFirst = /^(\p{Script=Han}[\p{Script=Han}·]{0,9})(?:同志)?(?:[\s，,：:。]+(.+))?$/su;
const notAName = /^(?:的|了|我|你|您|他|她|一下|服务|使用|发|通知|提醒|这|那)/u;

/** The wish in a message that begins with the word for it; null for everything else. */
export function stateWishIn(said: string): StateWish | null {
  const text = normalizeText(said).trim();
  const found = verbs.find(([word]) => text.startsWith(word));
  if (!found) return null;
  const rest = text.slice(found[0].length).replace(/^[\s，,：:]+/u, '');
  if (rest === '') return { verb: found[1] };
  const [, name, reason] = nameFirst.exec(rest) ?? [];
  if (name === undefined || notAName.test(name)) return null;
  const why = reason?.trim();
  return { verb: found[1], name, ...(why ? { reason: why } : {}) };
}
