/** What a member or relative wants to know: how a request is getting on, who is coming; and the wish for a human being. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { anyOf } from '../pattern.ts';
import type { Intent, IntentReader } from './reading.ts';
import { namedIn, oneEach } from './spoken-of.ts';

const progressing = anyOf(
  '问了没有|没[^，。]{0,4}人给我回话|批下来没|(?:申请|求助|那?[个件]?事情?|事儿|维修|补助|补贴|轮椅|报销|材料)[^，。？]{0,12}(?:怎么?样了?|咋样|到哪(?:一步|了)|办好了?没|办好了吗|办了[没吗]|有(?:消息|进展|着落|结果|回音)|批了?没|下来[没了]|还没下来|没(?:下来|到账|动静|消息)|弄得咋)',
  '办[得的]?(?:怎么?样|咋样)了?|办理?到(?:了)?(?:哪|什么)|办到哪|没有?(?:一点)?动静|一点动静|(?:有没有人|谁)管我的申请|没到账|催一?下|什么情况$',
);
const coming = anyOf(
  '小李电话|(?:帮扶人|小[\\u4e00-\\u9fff])的?(?:电话|手机)(?:是)?多少|有(?:没有)?人来看|(?:谁|哪位|什么人)(?:会|要)?来|(?:什么时候|啥时候|啥时|哪天|几点|几时|多会儿?|何时)[^，。？]{0,6}(?:来|上门|有人来)|(?:还|再)来不来|来不来[看了]?|帮扶人是(?:谁|哪)|谁(?:是|管|负责)[^，。]{0,4}帮扶|说好的?[^，。]{1,6}来[，,]?人呢|怎么还(?:没|不)来|哪天来|再来啊',
);
const human = anyOf(
  '让他给我回个?电话|真人|转?人工(?!智能)|[接找给]?[^，。]{0,3}(?:找个|接个)(?:活)?人(?:说$|讲|来听)|不(?:想|愿意?)?(?:跟|和|同)你?(?:这个?)?机器|叫你们?领导|领导(?:的)?(?:电话|手机)|(?:要|想)?找帮扶的?同志|(?:请|麻烦|让)[^，。]{0,6}给我(?:回|打)个?电话|有没有人工',
);

/** A reader of sentences in which these words stand. */
const asked =
  (intent: Intent, words: RegExp, confidence: number): IntentReader =>
  (said, reading) => {
    const text = normalizeText(said);
    if (!words.test(text)) return null;
    const members = oneEach(namedIn(text, reading)).slice(0, 1);
    return { intent, confidence, facts: members.length > 0 ? { members } : {}, doubts: [] };
  };

/** Reads "我那个事咋样了". */
export const progressIntent = asked('progress', progressing, 0.85);
/** Reads "今天谁来". */
export const whoComesIntent = asked('who-comes', coming, 0.8);
/** Reads "给我转人工". */
export const humanIntent = asked('human', human, 0.9);
