/** What is left of a told visit: how the member is, what they need, what comes next. Always in the teller's own words. */
import { homeFault } from '../home-words.ts';
import { either } from '../pattern.ts';
import { isDenied, type Piece } from '../clauses.ts';
import type { PersonMention } from '../people-in.ts';
import type { Act } from './act.ts';
import { familyMet, needs, nextSteps, nobodyThere, noMember, states } from './words.ts';

/** The three texts; each only where something was said. */
export interface Rest {
  readonly condition?: string;
  readonly findings?: string;
  readonly followUp?: string;
}

type Role = 'act' | 'gift' | 'met' | 'need' | 'next' | 'state' | 'doing' | 'noise';

interface Sorted extends Piece {
  readonly role: Role;
}

/** Sorts the segments of a told visit. */
export function restOf(
  segments: readonly Piece[],
  acts: readonly Act[],
  gifts: readonly Piece[],
  mentions: readonly PersonMention[],
): Rest {
  const sorted = segments.flatMap(segment => sort(segment, acts, gifts, mentions));
  const told = (...roles: readonly Role[]): string =>
    joined(sorted.filter(part => roles.includes(part.role)));
  const condition = sorted.some(part => part.role === 'state') ? told('state', 'doing') : '';
  return {
    ...(condition === '' ? {} : { condition }),
    ...(told('need') === '' ? {} : { findings: told('need') }),
    ...(told('next') === '' ? {} : { followUp: told('next') }),
  };
}

/** Side by side as they were said, else with a comma between them. */
const joined = (parts: readonly Sorted[]): string =>
  parts.reduce((text, part, place) => {
    const before = parts[place - 1];
    const touching = before !== undefined && before.index + before.text.length === part.index;
    return text === '' || touching ? text + part.text : `${text}，${part.text}`;
  }, '');

const filler =
  /^(?:嗯|那个|就是说|然后|另外|还有就是|还有|而且|不过|但是|但|总之|总的来说|整体|目前看|备注[:：]|走访情况[:：]|情况[:：]|反映[:：]|下一步[:：]|基本情况[:：]|[一二三四五六七八九十]、|\d[、.](?!\d))+/u;
const noise = new RegExp(
  `^(?:${either(
    '你好|您好|领导好?|记一下|记录一下|帮我记(?:一下|上|个)?|麻烦(?:记|登记)(?:一下)?|汇报一下|报告|走访记录|补录(?:一下)?|补记|补一条|补一下|记录一下|登记(?:一下)?',
    '已?完成(?:走访|慰问)?|(?:走访)?(?:对象|时间|日期|方式|地点|人员)[:：].*|(?:慰问金|慰问品)[:：].*',
    '(?:和|跟|同|与|我|我们)?[\\u4e00-\\u9fff]{1,8}(?:一起|一同|一道|一块)(?:去的?)?|谢谢|收到|好的',
    '(?:坚决|执意)?(?:不要|不用|没要|没收|没带|没送|不收)(?:慰问金|钱|东西|慰问品|礼)',
    '(?:详细)?询问了?其?[^，。]{0,10}(?:情况|状况)',
    '(?:他|她)?(?:坚决|执意|硬是|死活)?(?:不|没)(?:肯|要|收|让)(?:要|收)?(?:了)?|最后收下了?|推辞.{0,6}',
    '[\\u4e00-\\u9fff]{2,4}(?:同志)?(?:参加|出席|在座|到场)了?',
    '(?:联系|手机)?(?:电话|手机|号码)?[:：是]?\\d[\\d-]{6,}',
  )})$`,
  'u',
);

function sort(
  segment: Piece,
  acts: readonly Act[],
  gifts: readonly Piece[],
  mentions: readonly PersonMention[],
): Sorted[] {
  const piece = bared(segment, mentions);
  const { text } = piece;
  const own = acts.filter(act => within(act.index, segment));
  if (text === '' || noise.test(text)) return [];
  if (nextSteps.test(text) && !othersPlan.test(text) && !ownWish.test(text))
    return [{ role: 'next', ...piece }];
  if (gifts.some(gift => gift.index === segment.index)) return [{ role: 'gift', ...piece }];
  if (noMember.test(text) || nobodyThere.test(text) || isMeeting(text))
    return [{ role: 'met', ...piece }, ...reported(piece)];
  if (own.length > 0) return afterAct(segment, own, mentions);
  if (isBare(text, segment, mentions)) return [];
  if (speaksOfNeed(text)) return [{ role: 'need', ...piece }];
  if (speaksOfState(text)) return [{ role: 'state', ...piece }];
  return [{ role: isIdle(text) ? 'noise' : 'doing', ...piece }];
}

/** 想申请护理补贴 is what the member wants, not what we will do. */
const ownWish =
  /^(?:他|她|老人家?|本人|老两口|家属|说|还|也)*(?:想|希望|盼|要求|问能不能)(?!.*我(?:来|去|帮|会))/u;

/** 女儿下周来接她 is news of the member and no step of ours. */
const othersPlan =
  /了我|谢谢|^(?:他|她|老人家?)说[^我]*(?:出院|手术|复查|回来|去)|^[^我去看]{0,6}(?:要|准备|打算|计划|还要)?(?:做|动)[^，。我]{0,6}手术|^(?:他|她)?(?:的)?(?:女儿|儿子|闺女|子女|孩子|孙子|孙女|老伴|家属|医生|大夫|护士)(?![^，。]*(?:我|帮|联系|协调))/u;

const within = (index: number, { index: start, text }: Piece): boolean =>
  index >= start && index < start + text.length;

/** Without the fillers in front; 昨天刚出院的张老 is 昨天刚出院. */
function bared({ text, index }: Piece, mentions: readonly PersonMention[]): Piece {
  const rest = text.replace(filler, '').trimStart();
  const from = index + text.length - rest.length;
  const last = mentions.find(mention => mention.index + mention.text.length === index + text.length);
  const said = rest.trimEnd();
  const topic = last && said.endsWith(`的${last.text}`) ? said.slice(0, -last.text.length - 1) : said;
  return { text: topic, index: from };
}

const denied =
  /[漏流]了一地|坏了[^，。]{0,4}(?:换|修)(?:了|好)|已(?:经)?(?:解决|修好|办好|落实|办结)|(?:没(?:有|啥|什么)?|无|不)(?:困难|要求|意见|需要|需求|诉求|难处)/u;

function speaksOfNeed(text: string): boolean {
  const match = needs.exec(text) ?? homeFault.exec(text);
  return match !== null && !denied.test(text) && !isDenied(text, match.index);
}

/** Words for how somebody is, or a short judgement: 好着呢, 挺好, 还中. */
const speaksOfState = (text: string): boolean =>
  states.test(text) ||
  ofThem.test(text) ||
  ([...text].length <= 6 && /好|行|中$|不赖|不错|可以|差/u.test(text));

/** 老爷子硬要给我钱: what they do tells how they are. */
const ofThem = /^(?:老爷子|老太太|老人家?|老两口|他|她)[^，。说]{0,3}(?:给我|拉着|留我|请我|塞给我|要给)/u;

const isMeeting = (text: string): boolean => /^(?:只)?(?:见到|碰到|遇到)/u.test(text) && familyMet.test(text);

/** 女儿接的电话说老人挺好: what the family said is still about the member. */
function reported({ text, index }: Piece): Sorted[] {
  const match = /(?:说|讲|告诉我?|反映)(?:是)?(?<what>.{2,})$/u.exec(text);
  const what = match?.groups?.what;
  if (what === undefined || !speaksOfState(what)) return [];
  return [{ role: 'state', text: what, index: index + text.length - what.length }];
}

/** A date, a name, nothing else. */
function isBare(text: string, segment: Piece, mentions: readonly PersonMention[]): boolean {
  const without = mentions
    .filter(({ index }) => index >= segment.index && index < segment.index + segment.text.length)
    .reduce((rest, mention) => rest.replace(mention.text, ''), text);
  return /^(?:今天|昨天|前天|上午|下午|中午|晚上|早上|刚才|刚刚|大前天|上?周[一二三四五六日天]|星期[一二三四五六日天]|\d{1,4}[年月.\-/]?|[日号月]|我|们|的|在|家里?|同志|[一二三四五六七八九十正腊冬初廿]+(?:月|日|号)?|[、和\s:：（）()])*$/u.test(
    without,
  );
}

const isIdle = (text: string): boolean =>
  /^(?:我|我们|咱们)?(?:代表|按照|根据|受|在(?=[^，。]{0,10}(?:领导|支持|党委|指导|安排|期间|前夕|之际))|于|为了|为)/u.test(
    text,
  );

const afterVerb = new RegExp(
  `^(?:${either(
    '的?家里?|家中|同志|老人家?|老同志|了|过|着|一下|一趟|一次|一面|会儿?|一会儿?|半天|家常|本人|他们?|她们?|里|中|说是?|讲|告诉|时|的时候|联系',
    '问候|慰问|沟通|了解(?:到|情况)?|，|:|：|并|和|的',
  )})+`,
  'u',
);

/** What follows the verb and whom it was about: 看了张老咳嗽厉害 → 咳嗽厉害. */
function afterAct(segment: Piece, own: readonly Act[], mentions: readonly PersonMention[]): Sorted[] {
  const named = mentions.filter(({ index }) => within(index, segment));
  const ends = [...own, ...named].map(
    part => part.index + ('phrase' in part ? part.phrase : part.text).length,
  );
  const rest = segment.text.slice(Math.max(...ends) - segment.index);
  const tail = rest.replace(afterVerb, '');
  const piece = { text: tail, index: segment.index + segment.text.length - tail.length };
  if ([...tail].length >= 2 && speaksOfNeed(tail)) return [{ role: 'need', ...piece }];
  if ([...tail].length >= 2 && speaksOfState(tail) && !merelyWhere.test(tail))
    return [{ role: 'state', ...piece }];
  return named.length === 0 && talk.test(segment.text) ? [{ role: 'doing', ...segment }] : [];
}

const merelyWhere =
  /^(?:(?:做|去)?(?:病|医院|住院|检查|复查|体检)(?:情|房|了)?|好|老伴|女儿|儿子|家属|孩子|家里)$/u;
/** Said alone, it tells what was done there: 聊了几句, 谈了谈活动中心的事. */
const talk =
  /^(?:我们|咱们|又|也|还|并|就|一起|顺便|跟他|和他|陪他|陪着他|给他)*(?:聊|谈|拉|唠|摆|坐|问候|交谈|陪)/u;
