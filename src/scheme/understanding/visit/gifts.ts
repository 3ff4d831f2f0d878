/** What was brought: money and goods, told apart from prices, pensions and bills. */
import { anyOf, either } from '../pattern.ts';
import { findMoney } from '../../../calendar/numerals.ts';
import { parseMoney } from '../../../calendar/money.ts';
import { isAsked, isDenied, isIntended, type Piece } from '../clauses.ts';

/** Gifts that were made. */
export interface Gifts {
  readonly moneyFen?: number;
  /** Several amounts, or one that is not exact: what it may be. */
  readonly moneyMayBe?: readonly number[];
  /** 每人500元: the amount is for each. */
  readonly each: boolean;
  readonly goods?: string;
  /** The segments that tell of gifts. */
  readonly segments: readonly Piece[];
}

const giving = anyOf(
  '送(?!我|走|医|饭|回|[^，。]{0,6}(?:去|到|往|回|上)了?[^，。]{0,6}(?:医院|急诊|卫生院|诊所|车站|养老院|体检|检查|看病|就医|学校))',
  '带(?:了|去|上|着|来|点)|拿(?:了|去|着|来|上)|拎|提(?:了|着|去)|买(?:了|点|的)|给了|给(?=[^，。打通我]{0,8}(?:送|带|买|拿|发|\\d|[一二两三四五六七八九十百千]))|发(?:了|放|给)',
  '慰问金|慰问品|慰问款|慰问了?|红包|压岁|资助|捐(?:了|款|助|给)?|补助(?:了|款|金|给)?|救助金|递|塞|留(?:了|下)|交(?:到|给)',
  '(?:工会|单位|局里|支部|党委|企业|我|社区)[^，。]{0,4}出了?(?=[\\d一二两三四五六七八九])|(?:给|替|帮)[^，。]{1,10}(?:代)?[交缴付垫充]了|支(?:了|出)(?=\\d|[一二两三四五六七八九])|搁下|带(?:去|来)?了|由[^，。]{1,8}出(?!面|席)|转(?:了|交|给|账)|代(?:交|送)|附上|配送|礼品|礼物',
);
/** Money of this kind changed hands elsewhere, or not at all. */
const notAGift = anyOf(
  '退休(?:金|费|工资)|离休(?:金|费)|养老金|工资|月(?:入|收入|薪)|收入|低保|(?<![鲜束篮盆])花(?:了|费|掉|去|销|[\\d一二两三四五六七八九])',
  '用(?:了|掉)|药费|医药费|医疗费|住院费|护理费|护工费|保姆费|伙食费|自费|报销|报(?:了|不)|欠|借|贷|房租|租金|水费|电费|煤气费|暖气费|物业费|押金',
  '学费|赔|骗|丢|罚|每个?月(?:要|得|只|就|才|发|拿|能|补|领)|一个月|交(?:了)?(?:费|押金|住院)|缴|存(?:了)?|价(?:值|格)|折合|市值',
  '约合|还差|不够|缺|涨了|扣|卖',
);
/** 给张老交了300元电费: their bill, our money. */
const billPaid = /(?:给|替|帮)[^，。]{1,10}(?:代)?[交缴付垫充]了/u;
const refused =
  /(?:坚决|执意|硬是|死活|怎么(?:也|都)|说什么(?:也|都)?|都|就是)?(?:没(?:有)?(?:肯)?(?:收|要)|不(?:肯|愿意?|要|收|让)(?:收|要|拿|留)?(?!紧)|推辞(?!不过)|退(?:了|还|回)|谢绝|婉拒)/u;

/** Longer words first: 蛋糕 is not 蛋. */
const longestFirst = (...lines: readonly string[]): string =>
  either(
    ...either(...lines)
      .split('|')
      .sort((a, b) => b.length - a.length),
  );

const goodsNouns = longestFirst(
  '米面油|粮油|大米|小米|面粉|白面|挂面|面条|杂粮|食用油|花生油|菜籽油|色拉油|香油|豆油|油|米|面|牛奶|奶粉|羊奶|酸奶|奶|鸡蛋|土鸡蛋|蛋|水果|苹果|香蕉',
  '橘子|橙子|梨|葡萄|西瓜|果篮|果品|鲜花|花篮|花圈|花|蛋糕|月饼|粽子|元宵|汤圆|糕点|点心|饼干|茶叶|茶|白糖|红糖|蜂蜜|核桃|红枣|木耳|腊肉|猪肉|牛肉',
  '羊肉|鱼|鸡|肉|蔬菜|青菜|菜(?![市地刀])|馒头|饺子|营养品|保健品|补品|滋补品|慰问品|礼品|礼物|礼盒|大礼包|礼包|生活用品|日用品|洗衣粉|洗衣液|毛巾|床上用品|被子|棉被',
  '被褥|毛毯|毯子|电热毯|棉衣|棉袄|羽绒服|衣服|棉鞋|鞋|袜子|围巾|帽子|手套|暖水袋|热水袋|电暖器|取暖器|暖宝|电风扇|风扇|收音机|血压计|血糖仪|轮椅|拐杖',
  '助行器|助听器|老花镜|放大镜|手机|药箱|药品|药|口罩|春联|对联|福字|挂历|年画|年货|煤(?!气)|柴|炭|书(?![记法画面])|慰问信|《[^》]{1,14}》(?:合订本|杂志|一?[本份册])*|杂志|报纸|学习资料|龙井|降压药|贺卡|纪念章|勋章|食品|物资|物品|东西',
);
const counters =
  '(?:兜子|袋子|篮子|[箱桶袋盒束床件套篮提瓶包斤份条双台只罐听壶副本册张把辆筐兜个捆板打公升些点])';
const number = '(?:\\d+(?:\\.\\d+)?|[一二两三四五六七八九十半几好]+)';
const item = `(?:${number}\\s?(?:大|小)?(?:公?斤|${counters})(?:装)?的?)?(?:[\\u4e00-\\u9fffA-Za-z]{0,4}?)(?:${goodsNouns})+(?:各?${number}(?:公斤|${counters}))?(?:和?(?:等|之类的?)(?:慰问品|物品|礼品|生活用品|东西|食品)?)?`;
const goodsList = new RegExp(
  `${item}(?:\\s?(?:、|和|及|与|跟|以及|还有|外加|加|，还有|，|,)?\\s?${item})*`,
  'u',
);
const loneCount = new RegExp(`${number}(?:${counters}|公斤)[\\u4e00-\\u9fff]{1,6}(?=$|[，。、和])`, 'u');

const priced =
  /(?:共计|合计|总)?(?:价值|折合|市值|约合|价格)[^，。\d一二两三四五六七八九十百千]{0,3}[\d一二两三四五六七八九十百千万多]+(?:元|块)(?:钱|左右)?的?/gu;

/** The gifts a told visit speaks of. `segments` are the sentence's own, in order. */
export function giftsIn(segments: readonly Piece[]): Gifts {
  const given = segments.filter(isGiven);
  const kept = given.filter(
    (piece, place) => !isRefused(piece, given[place + 1] ?? following(piece, segments)),
  );
  const amounts = kept.flatMap(({ text }) => amountsIn(text));
  const goods = kept.flatMap(({ text }) => goodsIn(text)).join('、');
  return {
    ...moneyOf(amounts),
    each: kept.some(({ text }) =>
      /每人|每位|每户|各(?:送|给|发|\d|[一二两三四五六七八九十百])|分别/u.test(text),
    ),
    ...(goods === '' ? {} : { goods }),
    segments: kept.filter(({ text }) => amountsIn(text).length > 0 || goodsIn(text).length > 0),
  };
}

const following = (piece: Piece, segments: readonly Piece[]): Piece | undefined =>
  segments.find(({ index }) => index > piece.index);

const deniedGift = /(?:没(?:有)?|不|未|无)(?:要|用|收|拿|带|送|给|需要?)*(?:钱|慰问金|慰问品|东西|礼)/u;

/** A list that goes on behind a comma belongs to the giving in front of it. */
function isGiven(piece: Piece, place: number, all: readonly Piece[]): boolean {
  const { text } = piece;
  if (isIntended(text) || isAsked(text)) return false;
  const match = giving.exec(text);
  if (match)
    return !isDenied(text, match.index) && !deniedGift.test(text) && !/不用(?:送|带|给|慰问)/u.test(text);
  const before = all[place - 1];
  const continues =
    new RegExp(`^(?:还有|外加|加|以及|和|另外)?(?:${item})+(?:、|$|和)`, 'u').test(text) ||
    /^[\u4e00-\u9fff]{2,4}\d+(?:元|块)$/u.test(text) ||
    alone.test(text) ||
    /^(?:还有|外加|另外|现金)?[\d一二三四五六七八九十百千两]+(?:元|块)(?:钱|慰问金|现金)?$/u.test(text);
  return before !== undefined && continues && isGiven(before, place - 1, all);
}

/** 慰问李老，2000: the amount by itself. */
const alone = /^(?:\d{3,5}|[一二两三四五六七八九][百千])$/u;

const insisted = /硬塞|还是收|最后收|收下了|终于收|推辞不过/u;

const isRefused = ({ text }: Piece, next: Piece | undefined): boolean =>
  !insisted.test(`${text}，${next?.text ?? ''}`) &&
  (refused.test(text) ||
    (next !== undefined && refused.test(next.text) && !/药|住院|治|吃|手术/u.test(next.text)));

type Amount = { readonly fen: number } | { readonly about: true };

/** Amounts given in one segment; 500 behind 慰问金 or 送了 needs no 元. */
function amountsIn(text: string): Amount[] {
  const told = text.replace(priced, '');
  const found: Amount[] = [];
  let rest = told;
  for (let money = findMoney(rest); money; money = findMoney(rest)) {
    if (
      billPaid.test(rest) ||
      !notAGift.test(
        rest
          .slice(Math.max(0, money.index - 8), money.index + money.length + 5)
          .replace(/慰问金|补助金/gu, ''),
      )
    )
      found.push({ fen: money.fen });
    rest = rest.slice(0, money.index) + '〇'.repeat(1) + rest.slice(money.index + money.length);
  }
  if (found.length > 0) return found;
  if (aboutMoney.test(told) && !notAGift.test(told)) return [{ about: true }];
  const bare = bareAmount.exec(told)?.groups;
  const sum = alone.exec(told)?.[0] ?? bare?.before ?? bare?.after;
  const parsed = sum === undefined || notAGift.test(told) ? null : parseMoney(sum);
  return parsed && parsed.fen >= 5_000 ? [{ fen: parsed.fen }] : [];
}

const numeral =
  '(?:\\d{2,6}|[一二两三四五六七八九]?[百千万][一二三四五六七八九百千零十]*)(?![\\d.]|元|块|[年月日号岁天斤箱个人次米本套张床点])';
const bareAmount = new RegExp(
  `(?:慰问金|慰问款|红包|补助金?|救助金|现金|压岁钱|礼金)[:：]?(?:是|共|一共|了)?(?<after>${numeral})|(?:送|给|发|塞|留|转|拿|出)了?(?:他|她|老人家?|家里|家属|[\\u4e00-\\u9fff]老)?(?<before>${numeral})(?=$|[，。的慰现他她我]|钱)`,
  'u',
);
const aboutMoney =
  /(?:[一二三四五六七八九]{2}百|\d{2,5}[多来余几]|几百|几千|[一二三四五六七八九]百[多来余几]|千把|百把|百十来?)[块元]?钱?|\d+(?:到|至|-|~)\d+[元块]/u;

function moneyOf(amounts: readonly Amount[]): Pick<Gifts, 'moneyFen' | 'moneyMayBe'> {
  const exact = amounts.flatMap(amount => ('fen' in amount ? [amount.fen] : []));
  if (amounts.length > exact.length) return { moneyMayBe: exact };
  const [only] = exact;
  if (only === undefined) return {};
  if (exact.length === 1) return { moneyFen: only };
  const total = exact.reduce((sum, fen) => sum + fen, 0);
  return { moneyMayBe: [...new Set([total, ...exact])] };
}

/** 给张老送了, 送给他: everything up to the gift itself. */
const toWhom = /^[^，。]*?(?:给|为)[^，。送带买拿]{1,10}(?:送|带|买|拿)(?:了|去|上|来|过)*/u;
const prefix =
  /^(?:[^，。]{0,10}?)(?:送(?:去|上|来|给|了|到)*|带(?:了|去|上|着|来|点)*|拿(?:了|去|着|来|上)*|拎(?:着|了)*|提(?:了|着|去)*|买(?:了|点|的)*|给(?:了|送)*|发(?:了|放|给)*|留(?:了|下)*|慰问品[:：是有]?|交(?:到|给))(?:了|过)?(?:他|她|老人家?|家里|[\u4e00-\u9fff]老)?(?:送(?:了|去)*|买(?:了)*|带(?:了)*)?/u;

/** 慰问 alone names no thing: 慰问张老. */
const handing = /送|带|拿|拎|提|买|发|给了|留|慰问品|慰问金|捐|资助|塞|递|转交|代交|礼/u;

/** The goods of one segment, as they were said, without the money and the verb. */
function goodsIn(text: string): string[] {
  if (giving.test(text) && !handing.test(text)) return [];
  const told = withoutMoney(text.replace(priced, '').replace(/送医送药/u, ''))
    .replace(toWhom, '送')
    .replace(prefix, '');
  const match = goodsList.exec(told) ?? loneCount.exec(told);
  if (!match) return [];
  const said = match[0]

    .replace(/^(?:每人|每位|每户|各|些|点|了|着|的|和|、|及|与|慰问(?!品|信)|现金|还有|以及|外加)+/u, '')
    .replace(/^(?:[箱桶袋盒束床件套篮提瓶包份台只罐本张把辆筐兜个捆](?=[\u4e00-\u9fff]))/u, '')
    .replace(/[、和及与，]$/u, '');
  return said === '' || /^(?:钱|现金)$/u.test(said) ? [] : [said.replace(/，还有|还有|外加|，|,/gu, '、')];
}

function withoutMoney(text: string): string {
  let rest = text.replace(/[几好多一二两三四五六七八九]+[百千][来多把]?块?钱?(?:和|、|及|与|还有)/u, '');
  for (let money = findMoney(rest); money; money = findMoney(rest))
    rest = `${rest.slice(0, money.index)}${rest.slice(money.index + money.length).replace(/^(?:的)?(?:慰问金|现金|慰问款|红包|钱)?(?:和|、|及|与|还有|以及|外加)?/u, '')}`;
  return rest.replace(
    /(?:慰问金|慰问款|红包|现金|补助金?)(?:[\d一二两三四五六七八九十百千万]+(?![箱桶袋盒束床件套篮提瓶包斤份条双台只罐]))?(?:和|、|及|与|还有|以及|外加)?/gu,
    '',
  );
}
