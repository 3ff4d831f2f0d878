/** What a member or relative wants to know: how a request is getting on, who is coming; and the wish for a human being. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { homeFault } from '../home-words.ts';
import { anyOf, either } from '../pattern.ts';
import type { Intent, IntentReader } from './reading.ts';
import { namedIn, oneEach } from './spoken-of.ts';

/** Something that was asked for before. */
const earlier = either(
  '(?:上次|上回|上个?月|上个?(?:礼拜|星期)|上周|前天|昨天|前几天|那天|早就|早先|之前|前阵子?|前一阵|年前|不是)[^，。？]{0,10}(?:说|报|申请|答应|提|登记|反映|交|问|打电话|要)(?:的|过|了|好|给|帮)',
  '(?:表|材料|申请|单子)[^，。]{0,4}(?:交|递|报|填)(?:上去|了|好)',
);
/** Nothing has come of it, or what has? */
const waiting = either(
  '什么时候|啥时候?|几时|哪天|(?:怎么|咋|为啥|为什么)[^，。]{0,2}(?:还)?(?:没|不)|还没|一直没|没(?:人|动静|见|信|下文|影|音|回音|消息)|咋样|怎么样|有(?:没有)?(?:消息|信|下文|结果|着落|眉目)|到哪|(?:俩|两|几|好几|[一二三四五六\\d])个?(?:月|礼拜|星期|周)了',
);
const affair = either(
  '申请|求助|那?[个件]?事情?|事儿|维修|补助|补贴|津贴|轮椅|报销|材料|扶手|低保|救助|手续|证|卡|护理|抚恤金?|慰问金|取暖费',
);
const news = either(
  '怎么?样了?|咋样|到(?:了)?哪(?:一?步|了)|办好了?没|办好了吗|办了[没吗]|有(?:没有)?(?:个)?(?:消息|进展|着落|结果|回音|信儿?(?=[没吗么了不$，。？]|$)|下文|眉目|动静|准信)|批了?(?:没|下来)|(?:批|办|递|送|报|审)(?:上去|下来|过|完|好|成)*了?(?:没|吗|不$)|下来(?:了)?[没吗不了]|还没下来|没(?:下来|到账|动静|消息|信|回音|下文)|弄得咋|还要(?:等)?多久|啥时候?(?:能)?(?:下来|批|办好|好)|什么时候(?:能)?(?:下来|批|办好|装|给装|修好|好)',
);
const progressing = anyOf(
  `(?:${earlier})[^。？]{0,22}(?:${waiting})`,
  `(?:${affair})[^，。？]{0,12}(?:${news})`,
  '问了没有|没[^，。]{0,4}人给我回话|批下来没|办[得的]?(?:怎么?样|咋样)了?|办理?到(?:了)?(?:哪|什么)|办到哪|到哪(?:一)?步了?|没有?(?:一点)?动静|一点动静|(?:有没有人|谁)管我的申请|没到账|情况$|没(?:有)?下文|什么情况$|给个准话',
);
/** Who is to come: asked by name or not. */
const visitor = '(?:小[\\u4e00-\\u9fff]|他|她|你们?|您|同志|老师|李明|人|干部)';
const coming = anyOf(
  '小李电话|(?:帮扶人|小[\\u4e00-\\u9fff])的?(?:电话|手机)(?:是)?多少|有没有人来(?![修装弄])|(?<!没)有人[^，。]{0,2}(?:来|过来|上门)[^，。]{0,6}(?:吗|么|不|没有?)(?=$|[，。？?])|(?:谁|哪位|哪个|什么人)[^，。？]{0,6}(?:会|要|来|去看|看我|看(?:他|她|我爸|我妈)|上门|过来)(?![修装弄帮看救]|告诉)',
  `(?:什么时候|啥时候|啥时|哪天|几点|几时|多咱|多会儿?|何时|哪会儿)[^，。？]{0,6}(?:来(?!钱|电|水|气)|过来|上门|有人来)|${visitor}[^，。？]{0,10}(?:来不来|过不过来|来吗|还来(?:吗|不)|来没来|来(?:不)?(?=[？?]))`,
  '(?:还|再)来不来|来不来[看了]?|帮扶人是(?:谁|哪)|谁(?:是|管|负责|联系)[^，。]{0,4}(?:帮扶|我|他|她)(?!的(?:事|申请))|(?:负责|联系|对接|帮扶|结对)[^，。]{0,10}(?:是|叫)(?:哪|谁|什么)|说好的?[^，。]{1,6}来[,，]?人呢|怎么还(?:没|不)来|哪天来|再来啊',
);
/** A human being, and not a machine: 活人, 人工, 帮扶的同志. */
const human = anyOf(
  '让他给我回个?电话|真人|大?活人|转?人工(?!智能|关节|耳蜗)|客服|[接找给]?[^，。]{0,3}(?:找个|接个|让个|叫个)(?:活)?人(?:说$|讲|来?听|来?接|跟我|和我|来说)|不(?:想|愿意?|会)?(?:跟|和|同)你?(?:这个?)?(?:机器|电脑)|叫你们?(?:的)?领导|领导(?:的)?(?:电话|手机)',
  '(?:要|想)?找帮扶的?同志|(?:请|麻烦|让|叫|喊)[^，。]{0,14}(?:给|跟)我(?:回|打|来)(?:个|一个|一下)?电话|^给我(?:回|打)个?电话|有没有人工|(?:你)?是(?:个)?(?:机器|电脑)[^，。]{0,3}[吧吗还]|机器人?[^，。]{0,6}(?:听不懂|不懂|说不清|讲不清|烦)|(?:叫|让|喊|找)小[\\u4e00-\\u9fff](?:跟我|和我|接|给我|听|来说|来讲)|(?:打电话|电话)(?:里)?跟我说',
);

/** A reader of sentences in which these words stand. */
const asked =
  (intent: Intent, words: RegExp, confidence: number, unless?: RegExp): IntentReader =>
  (said, reading) => {
    const text = normalizeText(said);
    if (!words.test(text) || unless?.test(text)) return null;
    const members = oneEach(namedIn(text, reading)).slice(0, 1);
    return { intent, confidence, facts: members.length > 0 ? { members } : {}, doubts: [] };
  };

/** Reads "我那个事咋样了". */
export const progressIntent = asked('progress', progressing, 0.85);
/** Reads "今天谁来"; 哪位来看看，水管漏了 is a plea. */
export const whoComesIntent = asked('who-comes', coming, 0.8, homeFault);
/** Reads "给我转人工". */
export const humanIntent = asked('human', human, 0.9);
