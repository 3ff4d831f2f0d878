/**
 * "新建档案 王秀英，女，1945年5月6日，退休党员，体弱多病，13900000001": what one sentence says of a new file. Pure; what it is not sure of
 * is left out and asked.
 */
import { normalizeText } from '../../src/calendar/numerals.ts';
import {
  codeOf,
  hardshipKinds,
  retirementKinds,
  sexes,
  type HardshipKind,
  type RetirementKind,
  type Sex,
} from '../../src/scheme/labels.ts';
import { birth, settleBirth, type SettledBirth } from '../../src/scheme/workbook/birth.ts';
import { personName } from '../../src/scheme/workbook/cells.ts';

/** Sex and birth date: one question. */
export type Born = { readonly sex: Sex | null; readonly birth: SettledBirth | null };
/** Retirement and party membership: one question. */
export type Standing = {
  readonly retirementKind: RetirementKind | null;
  readonly partyMember: boolean | null;
};

/** What was said of a person. */
export interface ToldOfPerson {
  readonly name?: string;
  readonly born?: Born;
  readonly standing?: Standing;
  readonly hardships?: readonly HardshipKind[];
  readonly phone?: string;
  /** What was none of these: perhaps a branch. */
  readonly rest: readonly string[];
}

const opening =
  /^(?:请|帮我|我要|要|给)?\s*(?:新建|建立|新增|登记|建|开)(?:一?[份个])?(?:关爱)?档案?\s*[:：，,]?\s*/u;
const separators = /[\s，,、；;。]+/u;
const mobile = /(?<!\d)1\d{10}(?!\d)/u;

/** Whether the message begins with the wish for a new file. */
export const wantsNewFile = (said: string): boolean =>
  /^(?:请|帮我|我要|要|给)?\s*(?:新建|建立|新增|开|建)(?:一?[份个])?(?:关爱)?档案/u.test(
    normalizeText(said).trim(),
  );

/** What the words after that wish (or an answer during the form) say. */
export function toldOfPerson(said: string): ToldOfPerson {
  const text = normalizeText(said)
    .trim()
    .replace(opening, '')
    .replace(/^给|建(?:一?[份个])?档案?$/gu, '')
    .trim();
  const phone = mobile.exec(text)?.[0];
  const born = bornIn(text);
  const standing = standingIn(text);
  const hardships = hardshipsIn(text);
  const others = text.split(separators).filter(part => part !== '' && !isSpoken(part));
  const name = others.find(part => isName(part));
  return {
    ...(name === undefined ? {} : { name }),
    ...(born ? { born } : {}),
    ...(standing ? { standing } : {}),
    ...(hardships.length > 0 ? { hardships } : {}),
    ...(phone === undefined ? {} : { phone }),
    rest: others.filter(part => part !== name),
  };
}

const isName = (part: string): boolean =>
  /^\p{Script=Han}{2,4}$|^\p{Script=Han}+[·•]\p{Script=Han}+$/u.test(part) &&
  !/[支总党]部|支部|党委|总支|局$/u.test(part) &&
  'value' in personName.read(part);

/** A part that was understood as something else than a name or a branch. */
const isSpoken = (part: string): boolean =>
  mobile.test(part) ||
  bornIn(part) !== null ||
  standingIn(part) !== null ||
  hardshipsIn(part).length > 0 ||
  /^(?:电话|手机|生日|出生|年龄|身份|困难)/u.test(part);

/** 男/女 and a date, solar or lunar; null where neither is said. */
export function bornIn(said: string): Born | null {
  const sex = sexIn(said);
  const birthDay = birthIn(said);
  return sex === null && birthDay === null ? null : { sex, birth: birthDay };
}

function sexIn(said: string): Sex | null {
  const word = /(?:^|[\s，,、；;。：:])(男|女)(?=$|[\s，,、；;。同性的\d农阴公阳])/u.exec(said)?.[1];
  return (word === undefined ? undefined : codeOf(sexes, word)) ?? null;
}

const dateWords =
  /(?:农历|阴历|公历|阳历)?\s*(?:(?:18|19|20)\d{2}\s*年\s*闰?[正一二三四五六七八九十冬腊]{1,2}月\s*初?[一二三四五六七八九十廿]{1,3}|(?:18|19|20)\d{2}\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}\s*[日号]?|(?<!\d)(?:18|19|20)\d{6}(?!\d))/u;

function birthIn(said: string): SettledBirth | null {
  const words = dateWords.exec(said)?.[0].replaceAll(/\s/gu, '');
  const reading = words === undefined ? null : birth.read(words);
  if (!reading || 'complaint' in reading) return null;
  const settled = settleBirth(reading.value, reading.value.lunar ? 'lunar' : 'solar', reading.value.leap);
  return 'birth' in settled ? settled.birth : null;
}

/** 离休/退休 and 党员; null where neither is said. */
export function standingIn(said: string): Standing | null {
  const kind =
    /离休(?!退)/u.test(said) && !/离退休/u.test(said)
      ? '离休'
      : /退休/u.test(said.replaceAll('离退休', ''))
        ? '退休'
        : undefined;
  const none = /(?:没有?|未|不是)(?:离退休|退休|离休)|在职/u.test(said);
  const retirementKind = none ? 'other' : kind === undefined ? undefined : codeOf(retirementKinds, kind);
  const partyMember = /(?:不是|非)(?:中共)?党员|群众|没入党/u.test(said)
    ? false
    : /党员/u.test(said)
      ? true
      : undefined;
  if (retirementKind === undefined && partyMember === undefined) return null;
  return { retirementKind: retirementKind ?? null, partyMember: partyMember ?? null };
}

/** The kinds of hardship whose word stands in the text. */
export function hardshipsIn(said: string): HardshipKind[] {
  const kinds = Object.entries(hardshipKinds) as [HardshipKind, readonly string[]][];
  return kinds.flatMap(([code, words]) =>
    code !== 'other' && words.some(word => said.includes(word)) ? [code] : [],
  );
}
