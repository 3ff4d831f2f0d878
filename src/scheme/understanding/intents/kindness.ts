/** What needs a warm sentence and no form: all is well, thanks, good wishes, and what was meant for somebody else. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { isAsked } from '../clauses.ts';
import { anyOf } from '../pattern.ts';
import { neverTrue, refused, thanking, wellNow } from '../polite-words.ts';
import type { Intent, IntentReader, Reading } from './reading.ts';
import { namedIn, oneEach } from './spoken-of.ts';

/** Gone to stay with somebody: there is nobody at home to be visited. */
const stays = anyOf(
  '走了[，,\\s]*(?:去|到|上|回)[^，。]{1,8}(?:家|那|儿|城|里|老家)|(?:暂时|都|最近)?(?:不|没)在(?:家|本地|县里|$)|去[^，。想]{1,6}家(?:带|住|过|玩|养)|(?:去|来|上|到|接到|住)[^，。]{0,3}(?:我(?!家里)|[姐妹哥弟]|儿子|闺女|女儿)[^，。]{0,2}(?:这儿|这里|那儿|那里|家)[^，。]{0,2}(?:来|住|过|了)|(?:被)?(?:我|[姐妹哥弟])[^，。]{0,2}接(?:到|去|来|回)[^，。]{1,8}(?:来|去|住)了|(?:去|到|上)[^，。想]{1,10}(?:过冬|过年|避寒|旅游|住(?:一阵|几天)|走亲戚)(?:去)?了',
);
const wishing = anyOf(
  '快乐|吉祥|安康|阖家|早安|午安|晚安|(?:早上|上午|中午|下午|晚上|周[一二三四五六日天])好|祝(?:您|你|各位|全家|大家|工作|愿|同志|领导|老)|祝福|遥祝|愿(?:您|你|一切|所有)|心若|平安健康|万事如意|恭喜|恭贺|恭祝|拜(?:个|了)?(?:早|晚)?年|(?:新春|新年|节日|周末)愉快|大吉|如意|福寿|好运|美好的一天|注意保暖|节日好|[新过]年好|合家|[虎兔龙蛇马羊猴鸡狗猪鼠牛]年[^，。]{0,4}(?:吉|旺|顺)',
);

const said =
  (intent: Intent, words: readonly RegExp[], confidence: number, unless?: RegExp): IntentReader =>
  (sentence, reading) => {
    const text = normalizeText(sentence);
    if (!words.some(each => each.test(text)) || unless?.test(text)) return null;
    return { intent, confidence, ...nothingElse(text, reading) };
  };

function nothingElse(text: string, reading: Reading) {
  const members = oneEach(namedIn(text, reading));
  return { facts: members.length > 0 ? { members } : {}, doubts: [] };
}

/** Reads "不用来了", "没住院，就是感冒了", "家里没人，去我那儿了". */
export const declines = said('negation', [neverTrue, refused, stays], 0.7);
/** 第1号办好了 is a word to a request. */
const ofRequest = /^第?\d+号/u;
/** Reads "我好着呢", "已经修好了". */
export const allIsWell = said('negation', [wellNow], 0.7, ofRequest);
/** Reads thanks and nothing else. */
export const thanksIntent = said('thanks', [thanking], 0.7);
/** Reads good wishes, mostly forwarded. */
export const greetingIntent = said('greeting', [wishing], 0.7);

const toSomebodyElse =
  /^(?:儿子|闺女|女儿|妈|爸|姐|哥|妹|弟|叔|婶|姨|舅|大妹子|老哥|老[\u4e00-\u9fff]头?|[\u4e00-\u9fff]{1,2}总|亲|[\u4e00-\u9fff]{2}啊|师傅|老板|快递|同学|亲爱的|宝贝)[，,。\s！!]|^闺女|^(?:老婆|老公|媳妇|妈|爸|儿子|师傅|老板)(?:我|你|您|今|晚|明|中午|到|在)|^是送|^三缺一|^(?:快递|外卖)/u;
const forUs = /组织|单位|局里|老干|领导|帮扶|申请|求助/u;

/** Whether words were meant for somebody else, such as a son or a shop. */
export const soundsMisdirected = (said: string): boolean =>
  toSomebodyElse.test(said.trim()) && !forUs.test(said);

/** Reads what was sent to the wrong person: 儿子，给我充50块话费. */
export const wrongPerson: IntentReader = sentence =>
  soundsMisdirected(sentence) ? { intent: 'other', confidence: 0.8, facts: {}, doubts: [] } : null;

const asksWhere = /(?:住|在)(?:哪|几)(?:个|家|里|儿|号|楼|床)?|多大|几(?:岁|号|点)|真的(?:吗|假的)/u;

/** Reads any other question. */
export const questionOfMembers: IntentReader = (sentence, reading) => {
  const text = normalizeText(sentence);
  return isAsked(text) || asksWhere.test(text)
    ? { intent: 'question', confidence: 0.5, ...nothingElse(text, reading) }
    : null;
};
