/** What is to change about a visit: 改成昨天, 方式改成电话，慰问金500元. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import type { LongText } from '../../src/chat/fields/index.ts';
import type { Field } from '../../src/chat/form.ts';
import type { VisitFacts } from '../../src/scheme/visit-changes.ts';
import type { BotContext } from '../context.ts';
import { fields } from '../record-visit/fields.ts';
import { everyone } from '../record-visit/party.ts';

/** The facts as they are to be, and how they read. */
export type Changes = { readonly facts: VisitFacts; readonly shown: string };

/** One thing that may be changed: the words for it, and how its new value is read. */
interface Part {
  readonly words: RegExp;
  read(said: string, ctx: BotContext): Promise<Changes | undefined>;
}

const nothing = /^(?:没有|没送|没给|没带|去掉|删掉|不填|不要|无|空)(?:了)?$/u;

/** A part that a field of the visit form reads; `none` is what its absence means, where a visit may lack it. */
function part<T>(
  words: string,
  field: Field<T, BotContext>,
  factsOf: (value: T) => VisitFacts,
  none?: VisitFacts,
): Part {
  return {
    words: new RegExp(`^(?:把|将)?(?:${words})(?:这一项|这项)?`, 'u'),
    read: async (said, ctx) => {
      if (none && nothing.test(said)) return { facts: none, shown: `${field.label} 没有` };
      const parsed = await field.parse({ kind: 'text', text: said }, ctx, { answers: {}, shown: [] });
      if (!parsed.ok || field.refuse(parsed.value, ctx) !== undefined) return undefined;
      return { facts: factsOf(parsed.value), shown: `${field.label} ${field.show(parsed.value, ctx)}` };
    },
  };
}

const visitedOn = part('日期|时间|日子', fields.visitedOn, day => ({ visitedOn: day }));
const way = part('联系方式|走访方式|方式', fields.way, value => ({ way: value }));
const moneyFen = part('慰问金|钱', fields.moneyFen, value => ({ moneyFen: value }), { moneyFen: null });
const parts: readonly Part[] = [
  visitedOn,
  way,
  moneyFen,
  part('近况|情况', fields.condition, ({ text }: LongText) => ({ condition: text })),
  part('事由|原因', fields.occasion, value => ({ occasion: value })),
  part('见到谁|见到的?', fields.met, value => ({ met: value })),
  part('需求困难|需求|困难', fields.findings, value => ({ findings: value }), { findings: null }),
  part('慰问品|东西', fields.goods, value => ({ goods: value }), { goods: null }),
  part('下一步', fields.followUp, value => ({ followUp: value }), { followUp: null }),
  part(
    '同行的?|一起去的',
    fields.companions,
    value => ({ companionIds: everyone(value).map(({ id }) => id) }),
    { companionIds: [] },
  ),
];

const link =
  /^(?:[\s，：:]*(?:要|应该|应|其实)?(?:写错了|记错了|错了|不对)?[\s，,]*(?:改成|改为|改到|换成|写成|应该是|应为|其实是|成|为|是|到)?)[\s，：:]*/u;
const notBut = /^(?:.{0,10}不是.{1,10}?[，,]?(?:而是|是))/u;
/** One clause: with the name of what it is about, or a day, a way or a sum that needs none. */
async function readClause(clause: string, ctx: BotContext): Promise<Changes | undefined> {
  const bare = clause.replace(notBut, '').replace(link, '');
  const about = parts.find(({ words }) => words.test(clause)) ?? parts.find(({ words }) => words.test(bare));
  if (about) {
    const from = about.words.test(clause) ? clause : bare;
    return about.read(from.replace(about.words, '').replace(notBut, '').replace(link, ''), ctx);
  }
  if (/^\d*$/u.test(bare)) return undefined;
  if (/[元块]/u.test(bare)) return moneyFen.read(bare, ctx);
  return (await visitedOn.read(bare, ctx)) ?? way.read(bare, ctx);
}

const clauses = (said: string): string[] =>
  normalizeText(said)
    .replace(/[了吧。！!]+$/u, '')
    .split(/[；;\n]|，(?=(?:把|将)?(?:日期|时间|方式|近况|情况|事由|见到|需求|慰问|下一步|同行))/u)
    .map(clause => clause.trim())
    .filter(clause => clause !== '');

/** The changes a text states, all of them or none; undefined where it states none. */
export async function factsIn(said: string, ctx: BotContext): Promise<Changes | undefined> {
  const found: Changes[] = [];
  for (const clause of clauses(said)) {
    const one = await readClause(clause, ctx);
    if (!one) return undefined;
    found.push(one);
  }
  if (found.length === 0) return undefined;
  return {
    facts: Object.assign({}, ...found.map(({ facts }) => facts)) as VisitFacts,
    shown: found.map(({ shown }) => shown).join('；'),
  };
}

const howToSay = '可以这样说：“日期改成昨天”“方式改成电话”“慰问金500元”，几项一起改就用分号隔开';

/** The form's second field. */
export const changes: Field<Changes, BotContext, false> = {
  label: '改成',
  question: ({ outing }) => {
    const which = (outing as { readonly label: string } | undefined)?.label;
    return `${which === undefined ? '' : `${which}那次走访，`}要改什么？${howToSay}。`;
  },
  example: '日期改成昨天',
  mayLack: false,
  optional: false,
  onlyIfSaid: false,
  keeps: [],
  show: ({ shown }) => shown,
  refuse: () => undefined,
  parse: async (input, ctx) => {
    if (input.kind !== 'text') return { ok: false, hint: `请打字说要改什么，${howToSay}。` };
    const value = await factsIn(input.text, ctx);
    return value ? { ok: true, value } : { ok: false, hint: `没看明白要改哪一项。${howToSay}。` };
  },
};
