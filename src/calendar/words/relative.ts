/** Dates counted from today: 昨天下午, 上周三, 三天前. */
import { addDays, addMonths, weekday } from '../dates.ts';
import { CHINESE_NUMERALS } from '../decimal.ts';
import { numberOf, type Context, type DateExpression, type Groups, type Resolution } from './expression.ts';

const DAY_WORDS: Record<string, number> = {
  大前天: -3,
  前天: -2,
  前日: -2,
  前晚: -2,
  昨天: -1,
  昨日: -1,
  昨晚: -1,
  昨夜: -1,
  昨早: -1,
  昨: -1,
  昨儿个: -1,
  昨儿: -1,
  今天: 0,
  今日: 0,
  今早: 0,
  今晨: 0,
  今晚: 0,
  今夜: 0,
  今儿个: 0,
  今儿: 0,
  刚才: 0,
  刚刚: 0,
  方才: 0,
  明天: 1,
  明日: 1,
  明早: 1,
  明晚: 1,
  明儿个: 1,
  明儿: 1,
  大后天: 3,
  后天: 2,
  后日: 2,
};

/**
 * 今天, 昨晚, 大前天. Not the 前天 of 以前天天 and 目前天气, the 后天 of 今后天天 and 后天性, the 明天 of 说明天气 (but 医生说明天
 * 出院), the 刚刚 of 刚刚好.
 */
const dayWord: DateExpression = {
  pattern: [
    '(?<word>大[前后]天|[昨今明]儿个?|昨[天日晚夜早]|昨(?=[上中下]午)|今[天日早晨晚夜]|刚才|方才|刚刚(?!好)',
    '(?<![以之目午])前[天日晚](?![天气])',
    '明[天日早晚](?!(?<=说明天)气)',
    '(?<![以之今午然随最饭雨病术])后[天日](?![天气性然]))',
  ].join('|'),
  resolve(groups, { today }) {
    const days = DAY_WORDS[groups.word ?? ''];
    return days === undefined ? null : { date: addDays(today, days) };
  },
};

const WEEKDAY_NAMES: Record<string, number> = { 日: 7, 天: 7, 七: 7 };
const weekdayNumber = (name = ''): number => WEEKDAY_NAMES[name] ?? numberOf(name);

/** Weeks from this one: 上上周 → −2. */
const weeksAway = (which = ''): number =>
  [...which].filter(char => char === '下').length - [...which].filter(char => char === '上').length;

/** 上周三 counts weeks from Monday; a bare 周三 is the last one (today included), or the next. */
function resolveWeekday(groups: Groups, { today, prefer }: Context): Resolution {
  const fromToday = weekdayNumber(groups.weekday) - weekday(today);
  if (groups.which) return { date: addDays(today, fromToday + 7 * weeksAway(groups.which)) };
  if (prefer === 'past') return { date: addDays(today, fromToday > 0 ? fromToday - 7 : fromToday) };
  return { date: addDays(today, fromToday < 0 ? fromToday + 7 : fromToday) };
}

/** Behind 周一: 老周一家, 周一起去, 周一直, but 周一下午. */
const ONE_WORDS = '家|起|行|同|直|样|般|共|些|点|定|边|块|下(?!午)';

/** Not in front of a bare 周三: 一周三次, 每周三, 半个星期天天, 老周三点来. 钱老上周三 is one. */
const NO_BARE_WEEKDAY = `(?<![\\d${CHINESE_NUMERALS}每几半老小姓])(?<![\\d${CHINESE_NUMERALS}每几半]个)`;

/** Nor behind one: 老周一家, 周三十, 周天气, 周日常. */
const weekdayWord: DateExpression = {
  pattern: [
    `(?:(?<which>上上|下下|[上下这本])个?|${NO_BARE_WEEKDAY})(?:周|星期|礼拜)`,
    `(?<weekday>一(?!${ONE_WORDS})|[二三四五六1-6]|日(?![子常益渐记])|天(?![气然]))`,
    `(?![\\d${CHINESE_NUMERALS}次趟回遍个天年岁月元口人号])`,
  ].join(''),
  resolve: resolveWeekday,
};

const DAYS_PER_UNIT: Record<string, number> = { 天: 1, 周: 7, 星期: 7, 礼拜: 7 };

/** 半个月 is a fortnight; half of anything else names no day. */
function resolveDistance(groups: Groups, { today, prefer, inside }: Context): Resolution {
  // 出院3天后: in a sentence about what happened, "after" mostly counts from something else than today.
  if (groups.way === '后' && inside && prefer === 'past') return null;
  const sign = groups.way === '后' ? 1 : -1;
  const unit = (groups.unit ?? '').replace('个', '');
  if (groups.count === '半') return unit === '月' ? { date: addDays(today, sign * 15) } : null;
  const count = numberOf(groups.count);
  if (!Number.isInteger(count) || (unit === '月' && !groups.unit?.startsWith('个'))) return null;
  if (unit === '月') return { date: addMonths(today, sign * count) };
  return { date: addDays(today, sign * count * (DAYS_PER_UNIT[unit] ?? 1)) };
}

/** 三天前, 2周前, 一个月前, 半个月后. 三月前 is "before March" and no date; 三天前后 neither. */
const distance: DateExpression = {
  pattern: `(?<count>半|\\d{1,3}|[${CHINESE_NUMERALS}]{1,3})[ ]?(?<unit>天|个?星期|个?礼拜|周|个?月)(?:之|以)?(?<way>[前后])(?![前后天面期年])`,
  before: `(?<![\\d.${CHINESE_NUMERALS}第几多半个节])`,
  resolve: resolveDistance,
};

/** All of them. */
export const relativeDates: readonly DateExpression[] = [dayWord, weekdayWord, distance];
