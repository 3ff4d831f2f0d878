/** "看1 电话", "张老的电话", "查看 张德厚 身份证号，办补助": whose, what, and what for, as far as it is said. */
import { chineseNumber, normalizeText } from '../../src/calendar/numerals.ts';
import { codeOf, codesOf } from '../../src/scheme/labels.ts';
import { lookKinds, type LookKind, type LookPurpose } from '../../src/scheme/labels/privacy.ts';
import { surnameOf } from '../../src/scheme/names.ts';
import { commonSurnames, compoundSurnames } from '../../src/scheme/understanding/surnames.ts';

/** What a sentence asks to see. */
export interface Asked {
  /** By the number in 我的对象, or by name. */
  readonly who: { readonly number: number } | { readonly name: string };
  /** Absent where only a name was said: 查看 张德厚. */
  readonly kind?: LookKind;
  readonly purpose?: LookPurpose;
  /** What for, in the writer's words, where it is none of the usual. */
  readonly note?: string;
}

const kindWords = codesOf(lookKinds)
  .flatMap(code => [...lookKinds[code]])
  .sort((one, other) => other.length - one.length)
  .join('|');

const verb = '(?:我?(?:要|想)?(?:看看?|查看?|查一?下|查询|找一?下|问一?下|告诉我))';
const byNumber = new RegExp(
  `^${verb}\\s*第?\\s*(\\d{1,2}|[一二三四五六七八九])\\s*(?:个|位|号)?\\s*的?\\s*(${kindWords})(.*)$`,
  'u',
);
const byName = new RegExp(
  `^(${verb})?\\s*(\\p{Script=Han}[\\p{Script=Han}·]{0,9}?)\\s*(的)?\\s*(${kindWords})(.*)$`,
  'u',
);
const justAsking =
  /^(?:号码?)?(?:是多少|是什么|是啥|多少|在哪里?|有吗|给我|发我)?[呀啊呢吗？?。.！!，,、：:\s]*/u;
const notAName = /^(?:我|你|您|他|她|它|咱|自己|本人|了|过|望|家里|家属|单位|办公室|门口|人|一个|大家)/u;

/** What is asked for; null where the sentence is about something else. */
export function askedIn(said: string): Asked | null {
  const text = normalizeText(said);
  const numbered = byNumber.exec(text);
  if (numbered) {
    const [, number = '', kind = '', rest = ''] = numbered;
    return asked({ number: chineseNumber(number) ?? 0 }, kind, rest);
  }
  const named = byName.exec(text);
  const [, asks, name = '', of, kind = '', rest = ''] = named ?? [];
  const bare = /^(?:查看|查询|查一下)\s*(\p{Script=Han}[\p{Script=Han}·]{1,5}?)(?:同志)?$/u.exec(text)?.[1];
  if (!named && bare !== undefined && !notAName.test(bare) && isLikelyName(bare))
    return { who: { name: bare } };
  if (!named || notAName.test(name) || !(asks ?? of ?? isLikelyName(name))) return null;
  return asked({ name }, kind, rest);
}

function asked(who: Asked['who'], word: string, rest: string): Asked | null {
  const kind = codeOf(lookKinds, word);
  const why = rest.replace(justAsking, '').trim();
  if (kind === undefined) return null;
  if (why === '') return { who, kind };
  const purpose = purposeIn(why);
  if (purpose === undefined) return null;
  const note = why.replace(/^其他[，,：:\s]*/u, '');
  return purpose === 'other'
    ? { who, kind, purpose, ...(note === '' ? {} : { note }) }
    : { who, kind, purpose };
}

const purposes: readonly (readonly [LookPurpose, RegExp])[] = [
  ['subsidy', /补助|慰问金|打款|报销|发钱|救助金|困难申请/u],
  ['visit', /走访|上门|看望|探望|去看|家访|慰问/u],
  ['call', /打(?:个)?电话|联系|通话|回电/u],
  ['other', /^其他/u],
];

/** What for, as far as the words say it. */
export const purposeIn = (why: string): LookPurpose | undefined =>
  purposes.find(([, words]) => words.test(why))?.[0];

/** Without 看 or 的 in the sentence, only what looks like a name is one: 张德厚电话, 张老电话. */
function isLikelyName(name: string): boolean {
  const surname = surnameOf(name);
  const known = commonSurnames.includes(surname) || compoundSurnames.includes(surname);
  return [...name].length >= 2 && [...name].length <= 4 && (known || name.startsWith('老'));
}
