/**
 * Understands an answer to a prompt: "1 已上门，一切都好", "1、2都去了", "1已电话联系，2 还没去". Pure. Doubt never writes: what is not
 * clearly an answer gives an empty list, and the sentence is left to be understood otherwise.
 */
import type { VisitWay } from '../labels.ts';

/** What somebody says of one item. */
export interface PromptAnswer {
  /** The item's number, or every item ("都去了"). */
  readonly number: number | 'all';
  /** False for "还没去", "过两天去". */
  readonly done: boolean;
  /** How, where it was said; the duty's usual way otherwise. */
  readonly way?: VisitWay;
  /** Somebody went there, where nothing more of how was said ("去看了"): not a call, whatever is usual for the duty. */
  readonly there?: boolean;
  /** Somebody went or rang, and met nobody. */
  readonly metNobody?: boolean;
  /** 昨天 1, 前天 2. */
  readonly daysAgo?: number;
  readonly moneyFen?: number;
  /** What was said besides: 一切都好. */
  readonly note?: string;
}

const unit = '(?!\\s*(?:月|日|号|点|元|块|斤|天|岁|次|袋|桶|盒|箱|万|千|百|个|人|楼|分|小时|公里|[.:/]\\d))';
const oneNumber = `\\d{1,2}(?!\\d)${unit}`;
const between = '\\s*(?:[、,，和与及跟]|[-~～至到])\\s*|\\s+';
const numbers = new RegExp(
  `^(?:第)?(${oneNumber}(?:(?:${between})${oneNumber})*)(?:项|条|件|位)?[、，,.:：)）]?\\s*`,
  'u',
);
/** Where the next item begins: after words, not within a list of numbers. */
const nextNumbers = new RegExp(
  `(?<=[^\\d\\s、,，和与及跟第])[；;。，,\\n\\s]+(?=(?:第)?${oneNumber}(?:(?:${between})${oneNumber})*(?:项|条|件|位)?[、.:：)）]?\\s*[^\\d\\s])`,
  'gu',
);
const everyItem = /^(?:都|全都|全部|两位都|两个都|几位都)/u;

/** What the text says about which items; empty when it is no answer to a prompt. */
export function parsePromptAnswer(text: string): PromptAnswer[] {
  const plain = text.normalize('NFKC').trim();
  if (everyItem.test(plain)) {
    const said = answerOf(plain);
    return said ? [{ number: 'all', ...said }] : [];
  }
  if (!numbers.test(plain)) return [];
  const answers = plain.split(nextNumbers).map(numberedAnswer);
  return answers.every(each => each.length > 0) ? answers.flat() : [];
}

function numberedAnswer(clause: string): PromptAnswer[] {
  const match = numbers.exec(clause);
  if (!match?.[1]) return [];
  const said = answerOf(clause.slice(match[0].length));
  return said ? numbersIn(match[1]).map(number => ({ number, ...said })) : [];
}

const mostAtOnce = 20;

/** "1、2" → 1, 2; "1-3" → 1, 2, 3. */
function numbersIn(text: string): number[] {
  const found: number[] = [];
  for (const [, range, from, to, single] of text.matchAll(/((\d+)\s*[-~～至到]\s*(\d+))|(\d+)/gu)) {
    if (range === undefined) found.push(Number(single));
    else
      for (let each = Number(from); each <= Number(to) && found.length < mostAtOnce; each += 1)
        found.push(each);
  }
  return [...new Set(found)];
}

const ways: readonly (readonly [VisitWay, RegExp])[] = [
  ['hospital', /医院|病房|病床/u],
  ['video', /视频|微信/u],
  ['phone', /电话|去电|致电|通话|通了话|打过|打了/u],
  ['meeting', /座谈|茶话会/u],
  ['home', /上门|入户|家里|家中|登门|家访|到家/u],
];
const went = /去了|去过|去看|已去|看了|看过|看望|走访|拜访|探望|慰问|见了|见过|见到/u;
/** Words that claim no more than a call. */
const heardOf = /联系了|联系过|已联系|联系上了/u;
const finished =
  /已办|办好|办完|办了|完成|搞定|做好|做完|已报|上报|报了|报出|报送|交了|已交|(?:已经?|给了?|有了?)(?:答复|回复|回音|回信|回话)|(?:答复|回复|回话)了/u;
const notYet =
  /(?:没|没有|未|还没|没来得及|没法|不能|没能|准备|打算|计划|改天|明天|后天|过两天|过几天|下周|下星期|回头|尽快|马上|稍后|一会儿?|等)(?:再|就|去|上门|打|看|走访|联系|办|报|[^，,。]{0,3}(?:去|上门|打电话|看望|走访|联系|办|报))|(?:没有?|未|没见)[^，,。]{0,3}(?:答复|回复|回音|回信|回话)|去不了|来不及|没空|没时间/u;
const metNobody = /没人|不在家|没见到|没见着|没碰到|没打通|打不通|没接|没人接|没联系上|联系不上|没找到/u;

const firstClause = (words: string): string => /^[^，,。；;！!\s]*/u.exec(words)?.[0] ?? words;
/** 已上门，下周再去一次: what was done is said first, and a plan after it takes nothing away from it. */
const isDeed = (clause: string): boolean =>
  /已|了|过/u.test(clause) &&
  (went.test(clause) || finished.test(clause) || ways.some(([, pattern]) => pattern.test(clause)));

type Said = Omit<PromptAnswer, 'number'>;

function answerOf(said: string): Said | undefined {
  const words = said.trim();
  const there = went.test(words);
  const way =
    ways.find(([, pattern]) => pattern.test(words))?.[0] ??
    (heardOf.test(words) && !there ? 'phone' : undefined);
  const nobody = metNobody.test(words);
  if (!nobody && notYet.test(isDeed(firstClause(words)) ? firstClause(words) : words))
    return { done: false, ...noteOf(words) };
  if (!way && !there && !finished.test(words) && !(nobody && /去|打/u.test(words))) return undefined;
  return {
    done: true,
    ...(way ? { way } : there ? { there } : {}),
    ...(nobody ? { metNobody: true } : {}),
    ...factsIn(words),
  };
}

function factsIn(words: string): Pick<PromptAnswer, 'daysAgo' | 'moneyFen' | 'note'> {
  const daysAgo = /前天/u.test(words) ? 2 : /昨天|昨日|昨晚/u.test(words) ? 1 : 0;
  const money = [...words.matchAll(/(\d{1,6}(?:\.\d{1,2})?)\s*(?:元|块)/gu)];
  const yuan = money.length === 1 ? Number(money[0]?.[1]) : undefined;
  return {
    ...(daysAgo > 0 ? { daysAgo } : {}),
    ...(yuan === undefined ? {} : { moneyFen: Math.round(yuan * 100) }),
    ...noteOf(words),
  };
}

/** What is said after the first clause, which is the answer itself. */
function noteOf(words: string): Pick<PromptAnswer, 'note'> {
  const note = /^[^，,。；;！!\s]+[，,。；;！!\s]+(.+)$/su
    .exec(words)?.[1]
    ?.replace(/[。！!，,；;\s]+$/u, '');
  return note ? { note } : {};
}
