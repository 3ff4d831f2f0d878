/** On which day the visit was; other days in the sentence (昨天住院, 下周再去) are not it. */
import { anyOf } from '../pattern.ts';
import type { IsoDate } from '../../../calendar/dates.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import { clauseAt, isIntended } from '../clauses.ts';
import type { Act } from './act.ts';

/** The day, or the days it may be. */
export interface When {
  readonly visitedOn?: IsoDate;
  readonly mayBe?: readonly IsoDate[];
}

interface Dated {
  readonly date: IsoDate;
  readonly index: number;
  readonly length: number;
}

function datesIn(text: string, today: IsoDate): Dated[] {
  const found: Dated[] = [];
  for (let from = 0; from < text.length;) {
    const next = findDate(text.slice(from), today);
    if (!next) break;
    found.push({ ...next, index: from + next.index });
    from += next.index + Math.max(1, next.length);
    const also = alsoOn(text.slice(from), next.date, today);
    if (also) found.push({ ...also, index: from + also.index });
  }
  return found;
}

/** 12号和16号: the second has no month of its own. */
function alsoOn(text: string, first: IsoDate, today: IsoDate): Dated | undefined {
  const match = /^(?:和|跟|、|及|，)(?<day>\d{1,2}[日号])/u.exec(text);
  const day = match?.groups?.['day'];
  if (!match || day === undefined) return undefined;
  const found = findDate(`${Number(first.slice(5, 7))}月${day}`, today);
  return found ? { date: found.date, index: 1, length: day.length } : undefined;
}

/** Behind or in front of a date, these make it the day of something else. */
const somethingElse = anyOf(
  '^(?:之前|以前|前|之后|以后|后|起|以来|开始|到期|要|再|还要|又要)',
  '^[^，。看访慰见去打给到陪送接]{0,4}(?:住院|入院|住进|住[了的]院|出院|手术|摔|跌倒|生日|去世|过世|病倒|病了|复查|出了?的?院|生的|退休|入党|体检|化疗|透析)',
);
/** In front of a date: 生日是3月12日, 手术是1月15日做的. */
const ofSomethingElse = /(?:生日|住院|出院|入院|手术|去世|退休|入党|复查|体检)(?:时间|日期)?[^，。]{0,2}$/u;
const counted = /(?:从|自|自从|打|等|等到|直到|截至|原定|答应|答应了|承诺|约|约好|说好|定在|准备|打算)$/u;

const soon = anyOf(
  '^(?:那个|嗯|就是)*我?刚(?=从|跑|去|看|到)',
  '(?:刚|刚从|刚刚|才|才从)(?=[^，。]{0,6}(?:看|走访|慰问|探望|上门|去|从|到|打|回|给|跟|和|陪|在))',
  '(?<![昨前天晚第\\d])(?:一?早上?|上午|早晨|清早|大清早|中午|下午|这会儿?|方才)(?=[^，。]{0,8}(?:看|上|跑|走访|慰问|探望|上门|入户|去|到|打|给|跟|和|陪|在|我|电话|视频|微信))',
);

/** The day of the visit: from the clauses that tell of it, else from 刚 and 上午, else from a clause of its own. */
export function whenIn(text: string, today: IsoDate, acts: readonly Act[]): When {
  const fitting = datesIn(text, today).filter(dated => fits(dated, text, today));
  const clauses = new Set(acts.map(({ clause }) => clause.index));
  const told = fitting.filter(({ index }) => clauses.has(clauseAt(text, index).index));
  if (told.length === 0 && acts.some(({ clause }) => soon.test(clause.text))) return { visitedOn: today };
  const alone = fitting.filter(dated => isAlone(dated, text));
  const [first] = acts.length > 0 ? fitting : [];
  const candidates = [told, alone, first ? [first] : []].find(dates => dates.length > 0) ?? [];
  const days = [...new Set(candidates.map(({ date }) => date))];
  if (days.length > 1) return { mayBe: days };
  return days[0] === undefined ? {} : { visitedOn: days[0] };
}

function fits({ date, index, length }: Dated, text: string, today: IsoDate): boolean {
  if (date > today || counted.test(text.slice(Math.max(0, index - 4), index))) return false;
  const clause = clauseAt(text, index);
  const place = Math.max(0, index - clause.index);
  if (isIntended(upToNews(clause.text.slice(place))) || ofSomethingElse.test(clause.text.slice(0, place)))
    return false;
  return !somethingElse.test(text.slice(index + length, index + length + 8));
}

/** What follows 说, 了 and the like is news and no plan of that day's: 今天电话里说他要去海南. */
const upToNews = (text: string): string =>
  /^.{3,}?(?:说|讲|(?<=[看去打见访问到聊])了|(?:看|探|慰|走访|打电话)[^，。]{1,6}了)/u.exec(text)?.[0] ??
  text;

/** A clause that is a date and nothing else, or nothing but who and when: 1月18日，时间：昨天. */
function isAlone({ index, length }: Dated, text: string): boolean {
  const clause = clauseAt(text, index);
  const rest = clause.text.replace(text.slice(index, index + length), '');
  return /^(?:走访)?(?:时间|日期)?[:：]?(?:的?时候)?$/u.test(rest.trim());
}
