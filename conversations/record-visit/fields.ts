/** The questions of 记录走访. Only who, when, how and how they are is asked; the rest is kept where it is said (E-10). */
import { dateText } from '../../src/calendar/format.ts';
import { parseMoney } from '../../src/calendar/numerals.ts';
import {
  attachments,
  bestByName,
  choice,
  date,
  longText,
  money,
  person,
  shortText,
} from '../../src/chat/fields/index.ts';
import type { Choice, Field, Known } from '../../src/chat/form.ts';
import type { IsoDate } from '../../src/calendar/dates.ts';
import {
  labelOf,
  metPeople,
  occasions,
  visitWays,
  type Labels,
  type MetPerson,
  type Occasion,
  type VisitWay,
} from '../../src/scheme/labels.ts';
import { findMember } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { everyone, party, type Party } from './party.ts';
import { colleagues } from './people.ts';
import { sameChoices, sameQuestion, type Same } from './same.ts';

const choicesOf = <Code extends string>(table: Labels): Choice<Code>[] =>
  Object.entries(table).map(([code, [label, ...words]]) => ({ value: code as Code, label, words }));

const day = date({ label: '日期', question: '哪天的事？', example: '昨天', past: true });

/** 补录 is said where the day is not today's. */
const visitedOn: typeof day = {
  ...day,
  show: (value, ctx) => `${day.show(value, ctx)}${lateMark(value, ctx)}`,
};

const lateMark = (value: IsoDate, { today }: { readonly today: IsoDate }): string =>
  value < today ? '（补录）' : '';

const colleague = person({
  label: '同行',
  question: '是和哪位同志一起去的？',
  example: '王芳',
  find: async (text, ctx: BotContext) => bestByName(text, await colleagues(ctx)),
  onlyIfSaid: true,
});

/** One colleague or several who went along. */
const companions: Field<Party, BotContext, true> = {
  ...colleague,
  show: value =>
    everyone(value)
      .map(({ name }) => name)
      .join('、'),
};

const same = choice({
  label: '同一次',
  question: sameQuestion,
  options: (known: Known, ctx: BotContext): Promise<Choice<Same>[]> => sameChoices(known, ctx),
  showAs: ({ with: name }) => (name === undefined ? '另外记一次' : `和${name}记在一起`),
  onlyIfSaid: true,
  quiet: true,
});

/** Whether the member has died: then it is their family who was visited. */
export const hasDied = async ({ id }: Party, { db }: BotContext): Promise<boolean> =>
  (await findMember(db, id))?.member.state === 'deceased';

/** The fields of the form, in the order in which they are asked and shown. */
export const fields = {
  member: party,
  visitedOn,
  way: choice({
    label: '方式',
    question: '是怎么联系的？',
    options: choicesOf<VisitWay>(visitWays),
    example: '上门',
  }),
  condition: longText({
    label: '近况',
    question: async ({ member }, ctx: BotContext) =>
      `${(await hasDied(member as Party, ctx)) ? '家里人' : '老人家'}现在怎么样？说一两句就行，发语音、照片也可以。`,
    example: '精神还好，就是腿疼',
  }),
  occasion: choice({
    label: '事由',
    question: '是因为什么去的？',
    options: choicesOf<Occasion>(occasions),
    onlyIfSaid: true,
  }),
  met: choice({
    label: '见到谁',
    question: '见到谁了？',
    options: choicesOf<MetPerson>(metPeople),
    onlyIfSaid: true,
  }),
  findings: shortText({
    label: '需求困难',
    question: '老人有什么需要、什么难处？',
    example: '想装个扶手',
    max: 200,
    onlyIfSaid: true,
  }),
  moneyFen: money({ label: '慰问金', question: '送了多少慰问金？', onlyIfSaid: true }),
  goods: shortText({
    label: '慰问品',
    question: '送了什么东西？',
    example: '两箱牛奶',
    max: 200,
    refuse: text => (parseMoney(text) ? '这一项记东西；慰问金请改“慰问金”那一项。' : undefined),
    onlyIfSaid: true,
  }),
  followUp: shortText({
    label: '下一步',
    question: '接下来要办什么？',
    example: '下周再去',
    max: 200,
    onlyIfSaid: true,
  }),
  visitor: person({
    label: '走访人',
    question: '是哪位同志去的？',
    example: '李明',
    find: async (text, ctx: BotContext) => bestByName(text, await colleagues(ctx)),
    onlyIfSaid: true,
  }),
  companions,
  photos: attachments({
    label: '照片',
    question: '把照片发来就行，一张一张发。',
    keeps: ['image', 'video'],
    onlyIfSaid: true,
  }),
  same,
};

/** 1月20日（腊月十三，周三）上门: when and how, in a few words. */
export const whenAndHow = ({
  visitedOn,
  way,
}: {
  readonly visitedOn: IsoDate;
  readonly way: VisitWay;
}): string => `${dateText(visitedOn)}${labelOf(visitWays, way)}`;
