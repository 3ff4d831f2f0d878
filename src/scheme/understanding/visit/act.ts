/** Whether a sentence tells of a visit or a contact that took place. */
import { clauseAt, clausesOf, isAsked, isDenied, isIntended, isSupposed, type Piece } from '../clauses.ts';
import type { PersonMention } from '../people-in.ts';
import { commonSurnames } from '../surnames.ts';
import { isByOthers } from './others.ts';
import { calling, seeing } from './words.ts';

/** A verb of visiting or calling, done and not only planned. */
export interface Act {
  readonly how: 'seeing' | 'calling';
  readonly phrase: string;
  readonly index: number;
  readonly clause: Piece;
}

/** Everything the sentence says was done by the writer, in order. */
export function actsIn(text: string, mentions: readonly PersonMention[] = []): Act[] {
  const found = [
    ...matches(text, seeing, 'seeing'),
    ...matches(text, calling, 'calling'),
    ...plainly(text, mentions),
  ];
  const done = found
    .filter(act => isDone(act, text) && !isByOthers(act, mentions))
    .sort((a, b) => a.index - b.index);
  return done.length > 0 ? done : noted(text, mentions);
}

const noteWords =
  /^(?:走访|方式[:：])?(?<way>打?电话|通话|视频|微信|到?医院|病房|上门|入户)(?:联系|走访|看望)?$/u;

/** 于老，电话，正常: a note of who, how and something more. */
function noted(text: string, mentions: readonly PersonMention[]): Act[] {
  const clauses = clausesOf(text);
  const told = clauses.some(({ text: clause }) => /好|正常|行|没事|稳定|平稳|不错|可以|疼|病/u.test(clause));
  if (clauses.length < (told ? 2 : 3) || clauses.some(clause => isAsked(clause.text))) return [];
  if (!clauses.some(clause => isName(clause, mentions))) return [];
  return clauses.flatMap(clause => {
    const way = noteWords.exec(withoutDates(withoutNames(clause, mentions)))?.groups?.['way'];
    if (way === undefined) return [];
    const how = /话|视频|微信/u.test(way) ? 'calling' : 'seeing';
    return [{ how, phrase: way, index: clause.index + clause.text.indexOf(way), clause } as const];
  });
}

const withoutDates = (text: string): string =>
  text.replace(/\d{1,4}[年月.\-/]\d{1,2}[日号]?(?:[.\-/]\d{1,2})?|[今昨前]天|[上下]午/gu, '').trim();

const withoutNames = (clause: Piece, mentions: readonly PersonMention[]): string =>
  mentions.filter(one => within(one, clause)).reduce((rest, { text }) => rest.replace(text, ''), clause.text);

const within = ({ index }: PersonMention, clause: Piece): boolean =>
  index >= clause.index && index < clause.index + clause.text.length;

/** A clause that names somebody known and says no more than when and how. */
const isName = (clause: Piece, mentions: readonly PersonMention[]): boolean =>
  mentions.some(one => one.ids.length > 0 && within(one, clause)) &&
  /^$|^[:：]$/u.test(withoutDates(withoutNames(clause, mentions)).replace(/电话|视频|微信|上门|医院/gu, ''));

const matches = (text: string, pattern: RegExp, how: Act['how']): Act[] =>
  [...text.matchAll(pattern)].map(match => ({
    how,
    phrase: match[0],
    index: match.index,
    clause: clauseAt(text, match.index),
  }));

/** 今天看张老: 看 with somebody's name behind it. */
const plainly = (text: string, mentions: readonly PersonMention[]): Act[] =>
  mentions
    .filter(({ index }) => /(?:^|[^好难照])[看瞧瞅]$/u.test(text.slice(Math.max(0, index - 2), index)))
    .map(({ index }) => ({
      how: 'seeing',
      phrase: text.slice(index - 1, index),
      index: index - 1,
      clause: clauseAt(text, index),
    }));

/** 了, 过, 完, or a verb that by itself reports: done, even where 明天 or 准备 stands in the same clause. */
const completed = /(?:了|过|完|到|着)/u;

function isDone({ index, clause, phrase, how }: Act, text: string): boolean {
  if (how === 'seeing' && /^我(?!们?(?:局|单位|支部))/u.test(text.slice(index + phrase.length))) return false;
  if (isDenied(text, index) || isAsked(clause.text) || isRequest(clause.text)) return false;
  if (aboutRecords.test(clause.text) || isForOthers(clause, index)) return false;
  const upTo = clause.text.slice(0, index - clause.index + phrase.length);
  if (isIntended(upTo) && !completed.test(phrase)) return false;
  if (isSupposed(upTo)) return false;
  return (
    how === 'calling' ||
    !/(?:想|要|该|可以|能|请|让|叫|等|盼着?|希望|建议|劝|嘱咐?|(?:不便|无法|没法)前往)(?:再|去|来|到|上门|你|您|他|她|我们?|大家|人|找|有|个|能|着|医院|县|市|里|局)*$/u.test(
      clause.text.slice(0, index - clause.index),
    )
  );
}

/** 取消今天的走访, 昨天的走访记错了: about what was written, not about having been there. */
const aboutRecords =
  /档案|资料|名单|发我|给我看|取消|撤销|推迟|改期|暂缓|修改|更正|改一下|记错|写错|删掉|删除/u;

/** 提醒我周五打电话, 建议去医院看看, 刚接到电话说: nothing that the writer did. */
const isForOthers = (clause: Piece, index: number): boolean =>
  /(?:你|您)们?(?:先|也|给|帮)?[看瞧瞅]看?|(?:想|打算|计划)[^，。了过我]{1,12}(?:去|来)看看|^(?:请|麻烦)?(?:提醒|记得|别忘|帮我|叫我)|接到?(?:了|个)*电话(?:说|讲|反映|通知|称)/u.test(
    clause.text,
  ) ||
  /(?:建议|劝|嘱)[^，。]{0,8}(?:去|到)[^，。]{0,8}$/u.test(
    clause.text.slice(0, Math.max(0, index - clause.index)),
  );

/** 请来看看我, 你们来看我吧. */
const isRequest = (clause: string): boolean =>
  /(?:请|麻烦|求|让|叫|能|可以|希望)[^，。]{0,6}(?:来|去|帮|看)|(?:来|去)?看看?我(?!们[^，。]{0,3}[老局])|吧$/u.test(
    clause,
  ) && !/了|过/u.test(clause);

const notNames =
  /^(?:周[一二三四五六日天末]|方才|于是|黄昏|高兴|白天|常常?|马上|夏天|万一|任何|段时|顾不|毛主|江苏|石家|金秋|龙年|马年|何时|龚|成功|国庆|安排|连续|汪)/u;
const day = '昨天|今天|前天|昨晚|上午|下午|刚才|上周[一二三四五六日]?|\\d{1,2}月\\d{1,2}[日号]';
const otherVisitor = new RegExp(
  [
    `^(?:${day}|听说)?(?<name>[${commonSurnames}][\\u4e00-\\u9fff]{1,2}?(?:局长|书记|主任|科长|处长)?)`,
    `(?:同志)?(?:${day}|已经|也|代表[^，。]{1,8}){0,3}(?:去|来|到|上门|打电话|给|看望|走访|慰问|探望)`,
  ].join(''),
  'u',
);

/** The colleague who made the visit, where the sentence names one in the writer's place: 李明昨天去看了张老. */
export function otherVisitorIn(text: string, mentions: readonly PersonMention[]): string | undefined {
  for (const clause of clausesOf(text)) {
    const name = otherVisitor.exec(clause.text)?.groups?.name;
    if (name === undefined || notNames.test(name)) continue;
    const at = clause.index + clause.text.indexOf(name);
    const known = mentions.some(
      ({ ids, index, text: word }) => ids.length > 0 && index < at + name.length && at < index + word.length,
    );
    if (!known && actsIn(clause.text).length > 0) return name;
  }
  return undefined;
}
