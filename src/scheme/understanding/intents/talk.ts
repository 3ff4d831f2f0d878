/** What records nothing: corrections of what was said, things said not to be so, questions. */
import { findMoney, parseMoney } from '../../../calendar/numerals.ts';
import type { IsoDate } from '../../../calendar/dates.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import type { VisitWay } from '../../labels.ts';
import { isAsked } from '../clauses.ts';
import { standard } from '../dialect.ts';
import { findHappening } from '../happenings.ts';
import { findPeopleIn } from '../people-in.ts';
import { anyOf } from '../pattern.ts';
import type { Facts, IntentReader } from './reading.ts';

/** Said of one's own words, at the beginning; 老人说表填错了 is not. */
const mistaken = new RegExp(
  '^(?:不好意思|对不起|抱歉|哎呀?|噢|哦|，|领导)*(?:(?:刚才|方才|刚刚|刚|上一?条|上次|昨天|前面|之前|上门|电话|看望|那次|日期|日子|时间|金额|钱数|名字|人|我|那条|所记|所写|写|记|说|报|填|发|的|走访|把|又|都|全|这个|记录)){0,5}(?:(?:说|记|写|报|填|打|发|弄|搞|登|输|看)(?:记)?(?:错|反|混)|有误|口误|笔误|不对[，。]|更正|纠正|改一下|重新记)|(?:多|少)(?:打|写|记|输)了|^(?:(?:刚才|上次|昨天|那)[^，。]{0,4})?(?:记|写|说|报|填)成[^，。]{1,8}[，,]?(?:其实|应该|应)是|^(?:走访)?(?:日期|时间|日子|金额|钱数|方式|人|名字)(?:应为|应该是|应该为|应是|改为|改成)',
  'u',
);
const otherwise = anyOf('是[^，。]{1,10}[，]?(?:不是|而不是)', '不是[^，。]{1,10}[，]?\\s*(?:而)?是');
/** 李老不是张老, 不是张老是李老, 不是19号. */
const notThis = /(?:(?:而)?不是|[记写说报填]成)(?<not>[^，。是]{1,10})/u;

/** Reads a correction of what was said before: what is right, and who it was not. */
export const correctionIntent: IntentReader = (said, { people, today }) => {
  const text = standard(said);
  const sure = mistaken.test(text);
  if ((!sure && !otherwise.test(text)) || /[?？吗]$/u.test(text)) return null;
  const mentions = findPeopleIn(text, people);
  const not = notThis.exec(text);
  const wrong = mentions.filter(
    ({ index }) => not !== null && index >= not.index && index < not.index + not[0].length,
  );
  const right = mentions.filter(one => !wrong.includes(one));
  return {
    intent: 'correction',
    confidence: sure ? 0.98 : 0.75,
    facts: {
      ...(right.length > 0 ? { members: right } : {}),
      ...rightOnes(text.replace(notThis, '，'), today),
      ...(wrong.length > 0 ? { notMembers: wrong } : {}),
    },
    doubts: [],
  };
};

const ways: readonly (readonly [VisitWay, RegExp])[] = [
  ['phone', /电话|通话/u],
  ['video', /视频|微信/u],
  ['hospital', /医院|病房/u],
  ['home', /上门|入户|家里|家访/u],
  ['meeting', /座谈/u],
];

/** What is said to be right, of day, way and money. */
function rightOnes(text: string, today: IsoDate): Pick<Facts, 'visitedOn' | 'way' | 'moneyFen'> {
  const day = findDate(text.replace(/.*(?:是|成|为)/u, ''), today)?.date;
  const right = text.replace(/^.*?错了?[，,]?/u, '');
  const meant = ways.filter(([, words]) => words.test(right === '' ? text : right));
  const way = meant.length === 1 ? meant[0]?.[0] : undefined;
  const fen = /元|块|钱|金|送|给|零/u.test(text) ? amountIn(text) : undefined;
  return {
    ...(day === undefined || !/是|成|为/u.test(text) ? {} : { visitedOn: day }),
    ...(way === undefined ? {} : { way }),
    ...(fen === undefined ? {} : { moneyFen: fen }),
  };
}

function amountIn(text: string): number | undefined {
  const bare =
    /(?:是|成|为)(?<sum>\d{2,6}|[一二两三四五六七八九][百千万][一二三四五六七八九百千]*)(?![\d日号月])/u.exec(
      text,
    )?.groups?.['sum'];
  return findMoney(text)?.fen ?? (bare === undefined ? undefined : parseMoney(bare)?.fen);
}

const denying = anyOf(
  '(?:本来|原本|本想)[^。]{0,30}没(?:见|看|去|走|碰)(?:着|成|到|上)',
  '没(?:有)?(?:联系上|瞅见|瞧见|碰见|遇见|住院|出院|摔|病|去世|走(?!访)|去成|看成|见成|来得及|顾上|去(?!世)|着火|受伤)|没有的事|不是真的|误传|误报|是(?:去年|前年|以前|早先)的事|误会|谣传|同名|虚惊|不用(?:住院|手术|去|来|看|送|麻烦|管|记|跑)|别(?:去|来|记|跑|送|惦记)|不必|还没|并未|未(?:住院|去|能)',
  '没(?:有)?(?:什么|啥)?(?:意见|困难|要求|诉求|需要|难处|问题)',
);

/** Reads what is said not to be so: nothing is to be recorded. */
export const negationIntent: IntentReader = said => {
  const text = standard(said);
  if (!denying.test(text) || asks(text)) return null;
  if (findHappening(text).found.some(({ confidence }) => confidence >= 0.55)) return null;
  return { intent: 'negation', confidence: 0.4, facts: {}, doubts: [] };
};

const asking = anyOf(
  '怎(?:么)?样了?$|咋(?:了|办|回事)|怎么(?:了|办|回事|登|记|用)|几(?:楼|点|号|岁|月|床)|几天(?:之)?内|多长时间|要几(?:天|次)|叫什么|叫啥|什么名字|多大(?:岁数|年纪|了)|哪(?:家|个|位|些|里|天|儿)|差谁|可以吗|行吗|^请问|^咋|咋[^，。]{1,6}了?$|了没有?$',
);
const asks = (text: string): boolean => isAsked(text) || asking.test(text);

/** Reads a question. */
export const questionIntent: IntentReader = said =>
  asks(standard(said)) ? { intent: 'question', confidence: 0.45, facts: {}, doubts: [] } : null;
