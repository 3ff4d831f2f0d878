/** What needs a warm sentence and no form: all is well, thanks, good wishes, and what was meant for somebody else. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { isAsked } from '../clauses.ts';
import { anyOf } from '../pattern.ts';
import type { Intent, IntentReader, Reading } from './reading.ts';
import { namedIn, oneEach } from './spoken-of.ts';

const well = anyOf(
  '没(?:有)?(?:住院|出事|摔|病|去世|走丢|生气|意见|大碍)|没(?:什么|啥)?事(?![情业儿就])|没事儿?了?|不缺[钱吃穿]|好着|好得很|(?:一切|都|身体|我|他|她)[^，。]{0,2}(?:很|挺)?好(?:的|着|呢|了|$|[，。])|已经好了|感冒而已',
  '别管我[，,]?我(?:好|没事)|我好多了|我好好的|不用(?:上门|再?(?:来|去|跑|送|看|管)|麻烦|过来|惦记)|不必(?:过来|来|去|跑|麻烦)|别(?:再?[来去跑送]|再?给我发|惦记|挂念|担心|操心|让[^，。]{1,5}跑|再发)|勿(?:念|挂|忧)|请勿挂念|放心吧?$|误会|看错了|传错了',
  '走了[，,\\s]*(?:去|到|上|回)[^，。]{1,8}(?:家|那|儿|城|里|老家)',
);
const thanking = anyOf('谢|感激|感恩|多亏|费心|太客气|辛苦了|雪中送炭');
const wishing = anyOf(
  '快乐|吉祥|安康|阖家|早安|午安|晚安|(?:早上|上午|中午|下午|晚上|周[一二三四五六日天])好[！!，,]|祝(?:您|你|各位|全家|大家|工作|愿)|祝福|遥祝|愿(?:您|你|一切|所有)|心若|平安健康|万事如意',
);

const said =
  (intent: Intent, words: RegExp, confidence: number, unless?: RegExp): IntentReader =>
  (sentence, reading) => {
    const text = normalizeText(sentence);
    if (!words.test(text) || unless?.test(text)) return null;
    return { intent, confidence, ...nothingElse(text, reading) };
  };

function nothingElse(text: string, reading: Reading) {
  const members = oneEach(namedIn(text, reading)).slice(0, 1);
  return { facts: members.length > 0 ? { members } : {}, doubts: [] };
}

/** Reads "没事，别惦记", "不用来了", "没住院，就是感冒了". */
export const allIsWell = said('negation', well, 0.7);
/** Reads thanks and nothing else. */
export const thanksIntent = said('thanks', thanking, 0.7);
/** Reads good wishes, mostly forwarded. */
export const greetingIntent = said('greeting', wishing, 0.7);

const toSomebodyElse =
  /^(?:儿子|闺女|女儿|妈|爸|姐|哥|妹|弟|大妹子|老哥|老[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}总|亲|[\u4e00-\u9fff]{2}啊)[，,。\s！!]|^闺女|^是送|^(?:快递|外卖)/u;
const forUs = /组织|单位|局里|老干|领导|帮扶|申请|求助/u;

/** Whether words were meant for somebody else, such as a son or a shop. */
export const soundsMisdirected = (said: string): boolean =>
  toSomebodyElse.test(said.trim()) && !forUs.test(said);

/** Reads what was sent to the wrong person: 儿子，给我充50块话费. */
export const wrongPerson: IntentReader = sentence =>
  soundsMisdirected(sentence) ? { intent: 'other', confidence: 0.8, facts: {}, doubts: [] } : null;

/** Reads any other question. */
export const questionOfMembers: IntentReader = (sentence, reading) => {
  const text = normalizeText(sentence);
  return isAsked(text) ? { intent: 'question', confidence: 0.5, ...nothingElse(text, reading) } : null;
};
