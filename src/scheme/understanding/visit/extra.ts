/** What a told visit says besides: the mood, of what kind the needs are, from where the money came, by when what comes next. */
import { anyOf } from '../pattern.ts';
import { dateOf, dateParts, lastDayOfMonth, type IsoDate } from '../../../calendar/dates.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import { isDenied, type Piece } from '../clauses.ts';
import type { MoneySource, RequestKind } from '../../labels.ts';

/** How somebody feels, as far as it was said: well, or in need of somebody to talk to (R5). */
export type Mood = 'good' | 'low';
/** The five kinds of help (S2-3.1 … S2-3.5) that a need may be of. */
export type NeedKind = Exclude<RequestKind, 'money'>;

const low = anyOf(
  '(?:情绪|心情|心态)[^，。]{0,4}(?:低落|不好|很差|不高|不稳|激动|消沉|郁闷|沉重|糟|波动|差|不太好|烦躁|压抑|焦虑|悲观)',
  '郁闷|唉声叹气|想不开|孤独|孤单|寂寞|冷清|没精打采|愁眉|掉(?:眼)?泪|落泪|流泪|抹泪|哭(?:了|着)|伤心|难过|心里(?:不|难|憋|堵|苦|闷|委屈|烦|慌|着急|有点)',
  '焦虑|着急上火|想老伴了?|闹情绪|有情绪|心事|生闷气|没精神|不(?:太)?爱说话|闷(?!热)|(?:有点|很|比较)(?:紧张|害怕|消沉|失落|悲观)|失落|思想包袱',
);
const good = anyOf(
  '(?:情绪|心情|心态)[^，。]{0,4}(?:不错|很好|挺好|好(?!转)|稳定|平稳|舒畅|愉快|高涨|乐观|还行|可以|还好|开朗|好多了|好些了)',
  '乐呵|乐得|(?<!不太|不)乐观|开心|高兴|愉快|笑呵呵|笑眯眯|有说有笑|合不拢嘴|挺乐|欢喜|喜气|满面笑容|心情美|其乐融融|心满意足|(?<!快)乐(?!观|意)|激动',
);

const kin = /女儿|儿子|老伴|孙子|孙女|家属|邻居|儿媳/u;

/** The mood said in these texts; low before good, since that is what somebody must see to. */
export function moodIn(texts: readonly string[]): Mood | undefined {
  const about = texts.filter(text => !kin.test(text) || /老人|他|她|老同志/u.test(text));
  if (about.some(text => isSaid(low, text) && !/激动得|感动/u.test(text))) return 'low';
  return about.some(text => isSaid(good, text)) ? 'good' : undefined;
}

function isSaid(pattern: RegExp, text: string): boolean {
  const match = pattern.exec(text);
  return match !== null && !isDenied(text, match.index);
}

const kinds: readonly (readonly [NeedKind, RegExp])[] = [
  [
    'employment',
    /就业|工作[^，。]{0,4}没(?:着落|落实|定)|找(?:个|份|到)?[^，。]{0,3}工作|下岗|失业|没(?:有)?工作|待业|岗位|打工|招聘/u,
  ],
  [
    'production',
    /种(?:地|田|菜|植)|养(?:殖|几[只头]|鸡|猪|羊|牛|鱼|蜂)|化肥|农药|种子|果园|大棚|庄稼|收成|卖不(?:出|掉|动)|销路|滞销|开店|小生意|羊圈|[羊牛猪](?:丢|病|生病)|兽医/u,
  ],
  [
    'mind',
    /说(?:说)?话|聊(?:聊|天)|孤独|孤单|寂寞|解闷|思想|想不开|谈心|组织生活|老年大学|合唱|唱歌|跳舞|活动室|书法|情绪|意见|开导|疏导|陪(?:他|她|着)?(?:聊|说)/u,
  ],
  [
    'information',
    /政策|打听|咨询|手续|怎么(?:办|申请|报)|文件|报纸|学习资料|了解(?:一下)?[^，。]{0,6}(?:规定|标准|情况)|(?:问|想知道)[^，。]{0,6}(?:能不能|可不可以|什么时候|怎么|标准|补贴|待遇)|智能手机|(?:用|学)手机|微信|疑问|不(?:太)?(?:明白|清楚)|招聘信息|怎么(?:领|用|弄|查)/u,
  ],
  [
    'living',
    /装|修|漏|坏|堵|暖气|不热|扶手|轮椅|拐杖|助听器|饭|食堂|做饭|送餐|照[顾料看]|护理|护工|保姆|陪护|看病|就医|配药|买[菜药票]|网断|(?:帮忙|帮着|替)[^，。]{0,2}买|不亮|下楼|手术费|几天|拿药|犯病|(?<!能不能)报销|药费|医药费|学费|没钱|缺钱|困难|低保|补助|养老院|取暖|洗澡|打扫|接送|上下楼|床|电|水|气/u,
  ],
];

/** Of what kinds a need is, in the order of the five. */
export function needKindsOf(need: string): NeedKind[] {
  const named = (['mind', 'living', 'production', 'employment', 'information'] as const).filter(kind =>
    kinds.some(([one, pattern]) => one === kind && pattern.test(need)),
  );
  // Whoever asks how a thing is applied for wants to be told, and whoever merely worries wants to be heard.
  if (named.includes('information')) return named.filter(kind => kind !== 'living');
  return named.length === 0 && /愁|担心|操心|牵挂|惦记|放心不下/u.test(need) ? ['mind'] : named;
}

const sources: readonly (readonly [MoneySource, RegExp])[] = [
  ['party-dues', /党费/u],
  ['union', /工会/u],
  [
    'own',
    /(?:自己|个人|我|俺|自家)(?:先)?(?:掏|出|垫|拿|花|凑|的钱|贴)|(?:我|是)个人的|自掏|自费(?:买|给)|个人(?:出资|名义|又?给)|掏(?:的)?腰包/u,
  ],
  ['donor', /捐(?:款|赠|的|来)|爱心(?:企业|人士)|企业(?:出|赞助)|赞助/u],
  [
    'fund',
    /慰问金(?:里|中|列支|账)|从慰问金|局里慰问金|帮扶(?:资金|基金|款)|局里(?:出|拨|的)|单位(?:出|拨|的钱)|专项(?:资金|经费)|财政|关爱(?:资金|基金)|经费/u,
  ],
];

/** Out of whose purse a gift came, where exactly one was named. */
export function moneySourceIn(texts: readonly string[]): MoneySource | undefined {
  const all = sources.filter(([, pattern]) => texts.some(text => pattern.test(text)));
  // 工会经费, 捐给帮扶资金: the purse that is named more closely.
  const named =
    all.length > 1 && !texts.some(text => /局里|单位(?:送|给|的)/u.test(text))
      ? all.filter(([source]) => source !== 'fund')
      : all;
  return named.length === 1 ? named[0]?.[0] : undefined;
}

/** The day by which what comes next is to be done: 下周三前送轮椅过去. */
export function followUpDay(followUp: string | undefined, today: IsoDate): IsoDate | undefined {
  if (followUp === undefined) return undefined;
  // 春节前 names the festival as the last day, 下周三以前 that Wednesday.
  if (/月底(?:之|以)?前?/u.test(followUp)) return endOfMonth(today);
  const date = findDate(followUp.replace(/(?<=.{2})(?:之|以)?前/gu, '，'), today, { prefer: 'future' })?.date;
  return date !== undefined && date >= today ? date : undefined;
}

function endOfMonth(day: IsoDate): IsoDate {
  const { year, month } = dateParts(day);
  return dateOf(year, month, lastDayOfMonth(year, month));
}

/** The segments that speak of money or goods or of where they came from. */
export const giftTexts = (gifts: readonly Piece[], all: readonly Piece[]): string[] => [
  ...gifts.map(({ text }) => text),
  ...all
    .map(({ text }) => text)
    .filter(text => /钱|党费|掏|垫|自费|出的|列支|经费|慰问金|捐|资金|工会/u.test(text)),
];
