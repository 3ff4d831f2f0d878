/**
 * Understands what somebody says of their own going and coming: “我下周请假”, “25号到28号出差，请王芳代我去”, “我回来了”. Pure; who is
 * named is left to the caller, who knows the people.
 */
import { addDays, addMonths, weekday, type IsoDate } from '../../calendar/dates.ts';
import { chineseNumber, normalizeText } from '../../calendar/numerals.ts';
import { findDate } from '../../calendar/parse-date.ts';

/** What was said of a leave. */
export interface LeaveSaid {
  readonly kind: 'leave';
  readonly startsOn?: IsoDate;
  /** The last day away. */
  readonly endsOn?: IsoDate;
  /** Said in so many words that the day of return is not known. */
  readonly open?: true;
  /** The words that name who goes instead. */
  readonly standIn?: string;
  /** How surely a leave is meant: 请假 and 出差 are plain, 外出 may be something else. */
  readonly plain: boolean;
}

/** Back, or a leave that is not taken after all. */
export interface ReturnSaid {
  readonly kind: 'back' | 'cancel';
}

const plainWords =
  /请(?:了|个|几天|[一二两三四五六七八九十\d]+天|半天)*(?:病|事|年|产|婚|丧|探亲)?假|休(?:年|病|产|探亲|婚)?假|休[^，。]{1,8}的?假|出差|年休|公休|调休|轮休|补休/u;
const otherWords =
  /外出|出(?:趟)?远?门|不在岗|党校|不在(?:家|县里|县城|城里|市里|单位|本地|这边|家里)|去外地|到外地|回老家|探亲|培训|学习|开会|住院|陪[^，。]{1,4}(?:做手术|住院|看病|复查|待产)|疗养|旅游/u;
const cancelled =
  /(?:取消|撤销)(?:了)?(?:请假|休假|出差|外出)|(?:请假|休假|出差|外出)(?:的事)?(?:取消|不去|作废)|(?:不|没有?|不用|不必)(?:去)?(?:请假|休假|出差|外出)(?:了|啦)/u;
const backWords =
  /^(?:我)?(?:已经|今天|昨天|刚|刚刚)?(?:从[^，。]{1,8})?(?:出差|外出|请假|休假|培训|学习|探亲)?(?:结束|完)?(?:了)?(?:，)?(?:已经)?(?:回来(?:上班)?了?|回单位了|回到单位了?|上班了|销假(?:了)?|到家了)(?:，.*)?[。！!]?$/u;
const denied = /(?:没|没有|不是|不用|不)(?:去)?(?:请假|休假|出差|外出)/u;

/** What `said` tells of the speaker's own leave or return; null where it is about something else. */
export function understandLeave(said: string, today: IsoDate): LeaveSaid | ReturnSaid | null {
  const text = normalizeText(said).trim();
  if (cancelled.test(text)) return { kind: 'cancel' };
  if (backWords.test(text)) return { kind: 'back' };
  const plain = plainWords.test(text);
  if (denied.test(text) || (!plain && !otherWords.test(text))) return null;
  const days = daysIn(text, today);
  if (!plain && (!/我|本人/u.test(text) || (days.startsOn ?? days.endsOn) === undefined)) return null;
  const standIn = standInIn(text);
  const open = /(?:不知道|不知|不清楚|不确定|说不准|说不好|没定|未定|定不下来)/u.test(text);
  return {
    kind: 'leave',
    ...days,
    ...(open && days.endsOn === undefined ? { open: true as const } : {}),
    ...(standIn === undefined ? {} : { standIn }),
    plain,
  };
}

/** 请王芳代我去 → 王芳. */
const standInIn = (text: string): string | undefined =>
  /有事(?:请|就)?找([^，。；,;]{2,4})$/u.exec(text)?.[1] ??
  /(?:^|[，。；]|那里|那儿|那边|家)(?!(?:请|让|由|叫|找|托|麻烦|拜托))([\u4e00-\u9fff]{2,3})(?:同志)?(?:替|代|帮|顶)我/u.exec(
    text,
  )?.[1] ??
  /(?:拜托|托付给|交给)(?:了)?([\u4e00-\u9fff]{2,3})(?=$|[，。；])/u.exec(text)?.[1] ??
  /(?:请|让|由|叫|找|托|麻烦|拜托|劳烦|烦请)([^，。；,;]{2,12}?)(?:同志|跑|走一趟|帮忙|帮我|帮|代|替|照看|照应|顶|盯|负责)/u
    .exec(text.replace(plainWords, '，'))?.[1]
    ?.trim();

interface Days {
  readonly startsOn?: IsoDate;
  readonly endsOn?: IsoDate;
}

/** The days of a leave: 25号到28号, 下周, 明天起三天, 到30号才回来. */
export function daysIn(said: string, today: IsoDate): Days {
  const text = said
    .replace(
      /(?<!\d)(\d{1,2})\s*(?:-|~|—|到|至)\s*(\d{1,2})([号日])/gu,
      (_all, from: string, to: string, unit: string) => `${from}${unit}到${to}${unit}`,
    )
    .replace(/(?<![月\d]\d?)(\d{1,2})日(?![常程子益])/gu, '$1号')
    // What stands behind a bare day (28号出差) is no reason here to doubt that it is one.
    .replace(/(?<=\d[号日])(?=[^，。；,;\s])/gu, '，');
  const whole = wholeSpan(text, today);
  const first = findDate(text, today, { prefer: 'future' });
  if (!first || (whole !== null && /今明|明后/u.test(text))) return whole ?? {};
  const rest = text.slice(first.index + first.length);
  if (backOn.test(rest)) {
    // Only the day of return was said: 30号回来.
    return {
      ...(whole?.startsOn === undefined ? {} : { startsOn: whole.startsOn }),
      endsOn: addDays(first.date, -1),
    };
  }
  const startsOn = first.date < today ? today : first.date;
  // 请假三天，从后天开始: how long was said before.
  const endsOn = endIn(rest, startsOn, today) ?? lastOf(text.slice(0, first.index), startsOn);
  return { startsOn, ...(endsOn === undefined ? {} : { endsOn }) };
}

const backOn = /^，?(?:才|再|就|能|可以|左右|前后)*(?:回来|回(?![老家去乡娘])|返回|返程|销假|上班)/u;

function endIn(rest: string, startsOn: IsoDate, today: IsoDate): IsoDate | undefined {
  if (/^[^，。]{0,3}(?:到|至)(?:这个?月|本月)?月?底/u.test(rest)) return lastOfMonth(startsOn);
  // 周三 behind 下周一到 is counted from there; 后天 and 下周五 from today.
  const fromToday = /^[^\d周星礼]{0,8}?(?:今|明|后|大后|下)/u.test(rest);
  const second = findDate(rest, fromToday ? today : startsOn, { prefer: 'future' });
  if (second && second.date >= startsOn) {
    const after = rest.slice(second.index + second.length);
    return backOn.test(after) ? addDays(second.date, -1) : second.date;
  }
  return lastOf(rest, startsOn);
}

const lastOfMonth = (day: IsoDate): IsoDate => addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1);

const count = '(\\d{1,3}|[一二两三四五六七八九十]{1,3}|半)';
const duration = new RegExp(`${count}\\s*个?(天|日(?!号)|周|星期|礼拜|月)`, 'u');

/** The last of so many days from the first: 三天, 一周, 半个月. */
function lastOf(text: string, startsOn: IsoDate): IsoDate | undefined {
  const [, many = '', unit = ''] = duration.exec(text) ?? [];
  if (many === '') return undefined;
  if (many === '半') return unit === '月' ? addDays(startsOn, 14) : startsOn;
  const number = many === '两' ? 2 : (chineseNumber(many) ?? 0);
  if (number < 1) return undefined;
  if (unit === '月') return addDays(addMonths(startsOn, number), -1);
  return addDays(startsOn, number * (unit === '天' || unit === '日' ? 1 : 7) - 1);
}

/** 下周, 这周, 下个月: spans that name no single day. */
function wholeSpan(text: string, today: IsoDate): Days | null {
  const monday = addDays(today, 1 - weekday(today));
  if (/下个?(?:周|星期|礼拜)(?![一二三四五六日天1-6])/u.test(text))
    return { startsOn: addDays(monday, 7), endsOn: addDays(monday, 13) };
  if (/[这本]个?(?:周|星期|礼拜)(?!末|[一二三四五六日天1-6])/u.test(text))
    return { startsOn: today, endsOn: addDays(monday, 6) };
  if (/明后(?:两)?天/u.test(text)) return { startsOn: addDays(today, 1), endsOn: addDays(today, 2) };
  if (/今明(?:两)?天/u.test(text)) return { startsOn: today, endsOn: addDays(today, 1) };
  const firstOfNext = `${addMonths(`${today.slice(0, 8)}01`, 1)}`;
  if (/下个?月(?!\d|[一二三四五六七八九十初底末中上下])/u.test(text))
    return { startsOn: firstOfNext, endsOn: addDays(addMonths(firstOfNext, 1), -1) };
  if (/[这几]{1,2}天/u.test(text)) return { startsOn: today };
  return null;
}
