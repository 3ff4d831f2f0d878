/** The questions of a new file that ask for two things at once, and know one of them when only one is said. */
import { inputName, type Input } from '../../src/chat/input.ts';
import type { Field, Parsed } from '../../src/chat/form.ts';
import { labelOf, retirementKinds, sexes } from '../../src/scheme/labels.ts';
import type { BotContext } from '../context.ts';
import { bornIn, standingIn, type Born, type Standing } from './told.ts';

const ask = <T>(
  label: string,
  question: string,
  example: string,
  own: Pick<Field<T, BotContext, false>, 'show'> & { read(text: string, before: T | undefined): Parsed<T> },
): Field<T, BotContext, false> => ({
  label,
  question,
  example,
  optional: false,
  onlyIfSaid: false,
  mayLack: false,
  keeps: [],
  show: own.show,
  refuse: () => undefined,
  parse: (input: Input, _ctx, asked) =>
    input.kind === 'text'
      ? own.read(input.text.normalize('NFKC').trim(), asked.gathered as T | undefined)
      : { ok: false, hint: `${inputName(input)}收到了，不过这里麻烦您打几个字，比如“${example}”。` },
});

const missing = (hint: string) => ({ ok: false, hint }) as const;

/** 男，1944年3月12日. */
export const bornField = ask<Born>(
  '性别生日',
  '是男是女，哪年哪月哪日出生？农历的请写“农历”。',
  '女，1945年5月6日',
  {
    show: ({ sex, birth }) =>
      [
        labelOf(sexes, sex),
        birth
          ? `${birth.birthCalendar === 'lunar' ? `农历${birth.birthLeapMonth ? '闰月' : ''}` : ''}${birth.birthDate}`
          : '生日不详',
      ]
        .filter(part => part !== '')
        .join('，'),
    read: (text, before) => {
      const said = bornIn(text);
      const unknown = /不清楚|不知道|不详|忘了/u.test(text);
      const sex = said?.sex ?? before?.sex ?? null;
      const birth = said?.birth ?? before?.birth ?? null;
      if (!said && !unknown)
        return missing('没看明白生日，请写成“1945年5月6日”这样；不清楚就说“女，生日不清楚”。');
      if (sex === null) return { ok: true, value: { sex, birth }, more: '生日记下了。是男同志还是女同志？' };
      if (birth === null && !unknown)
        return { ok: true, value: { sex, birth }, more: '好的。哪年哪月哪日出生？不清楚就说“不清楚”。' };
      return { ok: true, value: { sex, birth } };
    },
  },
);

/** 退休，党员. */
export const standingField = ask<Standing>('身份', '是离休还是退休？是不是党员？', '退休，党员', {
  show: ({ retirementKind, partyMember }) =>
    [
      retirementKind === 'other' ? '没有离退休' : labelOf(retirementKinds, retirementKind),
      partyMember === null ? '' : partyMember ? '党员' : '不是党员',
    ]
      .filter(part => part !== '')
      .join('，'),
  read: (text, before) => {
    const said = standingIn(text) ?? answerTo(text, before);
    if (!said) return missing('请说是离休还是退休、是不是党员，比如“退休，党员”；在职的说“在职，不是党员”。');
    const retirementKind = said.retirementKind ?? before?.retirementKind ?? null;
    const partyMember = said.partyMember ?? before?.partyMember ?? null;
    const value = { retirementKind, partyMember };
    if (retirementKind === null) return { ok: true, value, more: '好的。是离休还是退休？在职的说“在职”。' };
    if (partyMember === null) return { ok: true, value, more: '好的。是不是党员？' };
    return { ok: true, value };
  },
});

/** 是 or 不是, where only the party is still to be told. */
function answerTo(text: string, before: Standing | undefined): Standing | null {
  if (before === undefined || before.retirementKind === null) return null;
  if (/^(?:不是|否|不|没有)[。！]?$/u.test(text)) return { retirementKind: null, partyMember: false };
  return /^(?:是|是的|对|嗯)[。！]?$/u.test(text) ? { retirementKind: null, partyMember: true } : null;
}
