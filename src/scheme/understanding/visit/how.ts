/** How somebody was visited, why, and who was there. */
import { anyOf } from '../pattern.ts';
import type { MetPerson, Occasion, VisitWay } from '../../labels.ts';
import { isDenied, isIntended, type Piece } from '../clauses.ts';
import type { PersonMention } from '../people-in.ts';
import type { Act } from './act.ts';
import {
  atHome,
  atHospital,
  byVideo,
  elsewhere,
  familyMet,
  inHospitalNow,
  inMeeting,
  memberMet,
  nobodyThere,
  noMember,
} from './words.ts';

const said = (pattern: RegExp, clauses: readonly string[]): boolean =>
  clauses.some(clause => {
    const match = pattern.exec(clause);
    return match !== null && !isDenied(clause, match.index);
  });

/** The way (S1-3.2b) that was said; in person before by telephone, where both happened. */
export function wayIn(acts: readonly Act[], others: readonly Piece[]): VisitWay | undefined {
  const seeing = acts.filter(({ how }) => how === 'seeing').map(({ clause }) => clause.text);
  const calling = acts.filter(({ how }) => how === 'calling').map(({ clause }) => clause.text);
  if (said(inMeeting, seeing)) return 'meeting';
  const places = seeing.filter(
    clause => !calling.includes(clause) || /上门|登门|入户|去了?医院/u.test(clause),
  );
  if (
    said(
      atHome,
      places.filter(clause => !/出院|从医院/u.test(clause) || !said(atHospital, [clause])),
    )
  )
    return 'home';
  if (said(atHospital, places.map(withoutDischarge))) return 'hospital';
  if (said(atHome, places)) return 'home';
  if (calling.length > 0)
    return said(byVideo, calling) &&
      !calling.some(clause => /电话/u.test(clause.replace(/(?:视频|微信|语音)电话/gu, '')))
      ? 'video'
      : 'phone';
  if (seeing.length > 0 && others.some(({ text: clause }) => isThere(clause))) return 'hospital';
  return said(elsewhere, places) ? 'other' : undefined;
}

/** 刚从医院看完回来 was at the hospital, 他从医院回来了 was not. */
const withoutDischarge = (clause: string): string =>
  clause.replace(
    /(?<!^(?:那个|嗯|就是)?我?刚刚?)(?:从|由)[^，。看]{0,6}医院(?:回|接|出)[^，。]{0,3}|(?:让|叫|劝|建议)[^，。]{0,10}(?:去|到)[^，。]{0,6}医院[^，。]{0,2}/gu,
    '',
  );

const isThere = (clause: string): boolean => {
  const match = inHospitalNow.exec(clause);
  return (
    match !== null &&
    !isDenied(clause, match.index) &&
    !isIntended(clause) &&
    !/出院|老伴|女儿|儿子|爱人|以前|去年|上个?月|上周|曾/u.test(clause)
  );
};

const festive = anyOf(
  '春节|(?<!(?:去|回|到|在)[^，。]{0,6})过年|拜(?:了)?(?:个)?(?:早|晚)?年|年前慰问|年前走访|新年|新春|迎春|元旦|七一|建党节|八一|建军节|中秋|重阳|敬老节|老人节|端午|国庆|元宵',
  '五一|节前|节日|两节|双节|送温暖|夏送清凉|送清凉|小年|腊八|除夕|大年|古尔邦|肉孜|开斋',
);
const ill =
  /住院|住进|看病|生病|病了|得病|患病|病重|病危|病房|病床|手术|探病|探视|ICU|icu|化疗|透析|抢救|卧病|病情|急诊/u;
const home = /出(?:了|的)?院(?!手续)/u;
const birthday = /生日|祝寿|贺寿|过寿|大寿|寿辰|寿诞|做寿|[六七八九]十(?:[一二三四五六七八九])?岁?寿|百岁/u;
const disaster =
  /受灾|遭灾|火灾|着火|失火|水灾|被淹|进水|地震|洪水|塌|滑坡|暴雨后|台风|车祸|意外|事故|摔(?:伤|了|倒|断)|跌(?:倒|伤)|骨折|被骗/u;
const grief = /吊唁|治丧|追悼|节哀|送(?:他|她|老人)?最后一程|丧事|告别仪式|慰问家属/u;
const troubled =
  /谈心|闹情绪|思想(?:工作|疙瘩|包袱)|情绪(?:低落|不好|激动|不稳)|心情(?:不好|低落|差)|想不开|闹矛盾|家庭矛盾|提(?:的|了)?意见|有意见|反映(?:的)?问题|开导|做工作/u;
const hardUp =
  /困难(?:党员|慰问|走访|补助|救助|帮扶)|解困|帮困|救助|核实困难|了解困难|困难申请|求助|临时救助/u;
const regular = /日常|例行|定期|常规|每月|每周|每季|按月|按季|季度走访|月度|平时|顺路|顺便去/u;

/** Why (S3-3.5b, S5-4): only what is said of the visit itself; being in hospital is a reason by itself. */
export function occasionIn(
  acts: readonly Act[],
  gifts: readonly Piece[],
  rest: readonly Piece[],
  way: VisitWay | undefined,
): Occasion | undefined {
  const told = [...new Set(acts.map(({ clause }) => clause.text)), ...gifts.map(({ text }) => text)];
  const all = [...told, ...rest.map(({ text }) => text)];
  const own = (pattern: RegExp, clauses: readonly string[]): boolean =>
    said(pattern, clauses.map(withoutRelatives));
  if (own(grief, all)) return 'death';
  if (
    own(birthday, told) ||
    own(/(?:今天|正好|正是|恰好|过)[^，。]{0,5}(?:生日|大寿)|生日快乐|祝寿|蛋糕|长寿面/u, all)
  )
    return 'birthday';
  if (
    own(home, told) ||
    own(
      /(?:刚|昨天|前天|今天|已经?|上周|顺利|已)[^，。]{0,4}出(?:了)?院|出院(?:了|后|回家|在家|第|[\d一二两三四五六七八九十半几]+(?:天|周|个?月|个?星期))/u,
      all.filter(
        clause => !/(?:快|能|可以|准备|等|下周|明天|后天|还没|不能|想)[^，。]{0,4}出院/u.test(clause),
      ),
    )
  )
    return way === 'hospital' ? 'illness' : 'discharge';
  if (way === 'hospital' || own(ill, told)) return 'illness';
  if (own(festive, told)) return 'festival';
  if (own(disaster, told)) return 'disaster';
  if (own(troubled, told)) return 'mood';
  if (own(hardUp, told)) return 'hardship';
  if (
    own(
      /节日|慰问|春节|中秋|七一|重阳/u,
      gifts.map(({ text }) => text).filter(clause => festive.test(clause)),
    )
  )
    return 'festival';
  if (own(/(?:祝|拜)[^，。]*(?:新年|新春|春节|节日|年)/u, all)) return 'festival';
  if (own(/遗属|遗孀/u, told)) return 'death';
  return own(regular, told) ? 'routine' : undefined;
}

/** What is said of relatives is no reason for visiting the member. */
const withoutRelatives = (clause: string): string =>
  clause.replace(
    /(?:孙子|孙女|儿子|女儿|老伴|邻居|亲戚|楼上)[^，。]*(?:生日|住院|手术|结婚|出院|意外|车祸|摔|骨折|去世)[^，。]*/gu,
    '',
  );

/** 见到张老, 碰到李大姐. */
const isSeen = (text: string, { index }: PersonMention): boolean =>
  /(?:(?:见|碰|遇)(?:到|着|上|见)|[瞅瞧]见)了?$/u.test(text.slice(Math.max(0, index - 4), index));

/** 看望了张老的家属: the family is who was visited. */
const isFamilyOf = (text: string, { index, text: name }: PersonMention): boolean =>
  /(?:看望|慰问|走访|探望|拜访|看|见到?)(?:了|过)?(?:[^，。看]{0,6}的|[^，。看]{0,4})?$/u.test(
    text.slice(0, index),
  ) &&
  /^同志?的?(?:家属|家人|遗属|遗孀|亲属|老伴儿?|爱人|妻子|丈夫|子女|儿女|女儿|儿子)(?![^，。]{0,4}(?:说|讲|反映|陪|送|住院|身体))/u.test(
    `同${text.slice(index + name.length)}`,
  );

/** Who was met, if that was said. */
export function metIn(
  text: string,
  clauses: readonly Piece[],
  visited: readonly PersonMention[],
): MetPerson | undefined {
  const parts = clauses.map(clause => clause.text);
  const family = parts.some(part => familyMet.test(part));
  const cameBack =
    parts.some(part => /后来|又去|再去/u.test(part)) && parts.some(part => /^人在家?$|在家$/u.test(part));
  if (cameBack) return 'member';
  if (visited.some(mention => isFamilyOf(text, mention))) return 'family';
  const missed = parts.some(part => noMember.test(part) || nobodyThere.test(part));
  if (missed && family) return 'family';
  // 先打电话没人接，上门见到了: the second attempt counts.
  if (missed)
    return parts.some(part =>
      /(?:后来|再|又|终于|最后)[^，。]{0,8}(?:见到|打通|通了|在家)|上门[^，。]{0,4}见到/u.test(part),
    )
      ? 'member'
      : 'nobody';
  if (parts.some(part => memberMet.test(part)) || visited.some(mention => isSeen(text, mention)))
    return 'member';
  return family &&
    !/本人/u.test(text) &&
    parts.some(part =>
      /接的?电话|接电话|见到(?:了)?(?:他|她|老人)?的?(?:女|儿|老伴|家属|保姆)|接待|代收|代领|开的?门/u.test(
        part,
      ),
    )
    ? 'family'
    : undefined;
}
