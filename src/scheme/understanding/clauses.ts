/** Sentences taken apart: clauses between punctuation, and whether what they say is denied, asked or only intended. */
import { anyOf } from './pattern.ts';

/** A piece of a sentence and where it begins. */
export interface Piece {
  readonly text: string;
  readonly index: number;
}

/** The clauses of a text, between commas, full stops, line ends and spaces; the 、 of a list stays inside. */
export const clausesOf = (text: string): Piece[] =>
  [...text.matchAll(/[^，。；;！!？\n\s]+?(?:[？?]|(?=[，。；;！!？\n\s]|,(?!\d)|\?|$)|(?<=,)(?!\d))/gu)]
    .map(match => ({ text: match[0].replace(/,$/u, ''), index: match.index }))
    .filter(piece => /[\p{L}\p{N}]/u.test(piece.text));

/** The clause in which position `index` of the text lies. */
export function clauseAt(text: string, index: number): Piece {
  const clauses = clausesOf(text);
  return clauses.findLast(clause => clause.index <= index) ?? clauses[0] ?? { text, index: 0 };
}

const denial =
  /(?:没有?|未|并未|不|别|勿|无需|不用|不必|不要|不肯|不想|不愿意?|不需要|没必要|不打算|拒绝|没能|没让|不让|还没有?|尚未|不算|不是|从没|从不)(?:再|去|能|来得及|怎么|曾|是|给|要|法|有|收|拿|带|送|什么|啥|任何|过)*$/u;

/** Whether what stands at `index` is denied by the words right in front of it: 没住院, 不用去慰问. */
export function isDenied(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 8), index);
  return denial.test(before.replace(/^.*[，。；;！!？\s]/u, ''));
}

const intention = anyOf(
  '明天|明日|明早|明晚|明儿|后天|大后天|下周|下个?星期|下礼拜|下个?月|下次|下回|下季度|过几天|过两天|明年|过些天|过一阵|过段时间|改天|改日|回头|有空|抽空',
  '抽时间|年后|节后|以后|今后|准备|打算|计划|拟|预计|约好|约了|说好|答应|争取|尽快|尽早|想去|要去|该去|得去|应该去|需要去|再去|继续',
  '等[^，。]{0,8}(?:再|就|后)',
);

/** Whether a clause speaks of what is still to come: 下周再去, 准备去看张老. */
export const isIntended = (clause: string): boolean => intention.test(clause);

const question = anyOf(
  '[？?]|[吗么嘛](?:[。！!]|$)|没有?$',
  '(?:谁|几天之?内|什么时候|啥时候|哪天|几号|为什么|怎么办|多久|多少|几次|哪些|哪几|如何|怎么(?!样|也|都)|注意什么|是不是|能不能|可不可以|有没有|要不要|会不会|该不该|行不行|好不好[。]?$)',
);

/** Whether a clause asks: 谁去看了张老, 住院了吗. */
export const isAsked = (clause: string): boolean => question.test(clause);

const supposition = /(?:如果|要是|假如|万一|万不得已|倘若|的话|怕|担心|以免|防止|预防|避免|当心|小心|注意)/u;

/** Whether a clause only supposes: 万一住院, 怕摔倒. */
export const isSupposed = (clause: string): boolean => supposition.test(clause);
