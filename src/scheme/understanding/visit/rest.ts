/** What is left of a told visit: how the member is, what they need, what comes next. Always in the teller's own words. */
import type { Piece } from '../clauses.ts';
import type { PersonMention } from '../people-in.ts';
import type { Act } from './act.ts';
import { doings, familyMet, needs, nextSteps, nobodyThere, noMember, states } from './words.ts';

/** The three texts; each only where something was said. */
export interface Rest {
  readonly condition?: string;
  readonly findings?: string;
  readonly followUp?: string;
}

type Role = 'act' | 'gift' | 'met' | 'need' | 'next' | 'state' | 'doing' | 'noise';

interface Sorted {
  readonly role: Role;
  readonly text: string;
}

/** Sorts the segments of a told visit. */
export function restOf(
  segments: readonly Piece[],
  acts: readonly Act[],
  gifts: readonly Piece[],
  mentions: readonly PersonMention[],
): Rest {
  const sorted = segments.flatMap(segment => sort(segment, acts, gifts, mentions));
  const told = (role: Role): string => sorted.filter(part => part.role === role).map(part => part.text).join('，');
  const hasState = sorted.some(part => part.role === 'state');
  const condition = hasState
    ? sorted.filter(({ role }) => role === 'state' || role === 'doing').map(part => part.text).join('，')
    : '';
  return {
    ...(condition === '' ? {} : { condition }),
    ...(told('need') === '' ? {} : { findings: told('need') }),
    ...(told('next') === '' ? {} : { followUp: told('next') }),
  };
}

const filler = /^(?:嗯|那个|就是说?|然后|另外|还有就是|还有|而且|不过|但是|但|总之|总的来说|整体|目前看|备注[:：]|(?:身体|走访)?情况[:：是]?|反映[:：]|下一步[:：])+/u;
const noise =
  /^(?:你好|您好|领导好?|记一下|记录一下|帮我记(?:一下|上|个)?|麻烦(?:记|登记)(?:一下)?|汇报一下|报告|走访记录|补录|补记|补一条|登记(?:一下)?|已?完成(?:走访|慰问)?|(?:走访)?(?:对象|时间|日期|方式|地点|人员)[:：].*|(?:慰问金|慰问品)[:：].*|(?:和|跟|同|与|我|我们)?[\u4e00-\u9fff]{1,8}(?:一起|一同|一道|一块)(?:去的?)?|谢谢|收到|好的?|(?:他|她)?(?:坚决|执意|硬是|死活)?(?:不|没)(?:肯|要|收|让)(?:要|收)?(?:了)?|最后收下了?|推辞.{0,6})$/u;

function sort(segment: Piece, acts: readonly Act[], gifts: readonly Piece[], mentions: readonly PersonMention[]): Sorted[] {
  const text = segment.text.replace(filler, '').trim();
  const own = acts.filter(({ index }) => index >= segment.index && index < segment.index + segment.text.length);
  if (text === '' || noise.test(text)) return [];
  if (nextSteps.test(text) && !/了我|谢谢/u.test(text)) return [{ role: 'next', text }];
  if (gifts.some(gift => gift.index === segment.index)) return [{ role: 'gift', text }];
  if (noMember.test(text) || nobodyThere.test(text) || isMeeting(text)) return [{ role: 'met', text }, ...reported(text)];
  if (own.length > 0) return afterAct(segment, own, mentions);
  if (isBare(text, segment, mentions)) return [];
  if (needs.test(text) && !/没(?:有|啥|什么)?(?:困难|要求|意见|需要|需求|诉求|难处)/u.test(text)) return [{ role: 'need', text }];
  if (states.test(text)) return [{ role: 'state', text }];
  return [{ role: doings.test(text) ? 'doing' : isIdle(text) ? 'noise' : 'doing', text }];
}

const isMeeting = (text: string): boolean => /^(?:只)?(?:见到|碰到|遇到)/u.test(text) && familyMet.test(text);

/** 女儿接的电话说老人挺好: what the family said is still about the member. */
function reported(text: string): Sorted[] {
  const said = /(?:说|讲|告诉我?|反映)(?:是)?(?<what>.{2,})$/u.exec(text)?.groups?.what;
  return said !== undefined && states.test(said) ? [{ role: 'state', text: said }] : [];
}

/** A date, a name, nothing else. */
function isBare(text: string, segment: Piece, mentions: readonly PersonMention[]): boolean {
  const without = mentions
    .filter(({ index }) => index >= segment.index && index < segment.index + segment.text.length)
    .reduce((rest, mention) => rest.replace(mention.text, ''), text);
  return /^(?:今天|昨天|前天|上午|下午|中午|晚上|早上|刚才|刚刚|大前天|上?周[一二三四五六日天]|星期[一二三四五六日天]|\d{1,4}[年月.\-/]?|[日号月]|我|们|的|在|家里?|同志|[一二三四五六七八九十正腊冬初廿]+(?:月|日|号)?|[、和\s:：（）()])*$/u.test(without);
}

const isIdle = (text: string): boolean => /^(?:我|我们|咱们)?(?:代表|按照|根据|受|在|于|为了|为)/u.test(text);

/** What follows the verb and whom it was about: 看了张老咳嗽厉害 → 咳嗽厉害. */
function afterAct(segment: Piece, own: readonly Act[], mentions: readonly PersonMention[]): Sorted[] {
  const ends = [
    ...own.map(({ index, phrase }) => index + phrase.length),
    ...mentions.filter(({ index }) => index >= segment.index && index < segment.index + segment.text.length).map(({ index, text }) => index + text.length),
  ];
  const tail = segment.text
    .slice(Math.max(...ends.map(end => end - segment.index), 0))
    .replace(/^(?:的?家里?|家中|同志|老人家?|老同志|了|过|着|一下|一趟|一次|一面|会儿?|一会儿?|半天|家常|本人|他们?|她们?|里|中|说是?|讲|告诉我?|时|的时候|联系|问候|慰问|沟通|了解(?:到|情况)?|，|:|：|并|和)+/u, '');
  if ([...tail].length < 2) return [];
  if (needs.test(tail)) return [{ role: 'need', text: tail }];
  return states.test(tail) && !/^(?:病|医院|住院)?(?:情|房)?$/u.test(tail) ? [{ role: 'state', text: tail }] : [];
}
