/** Dates by the lunar calendar: 腊月二十三, 正月初五, 农历八月十五, 闰六月初三. */
import { dateParts, type IsoDate } from '../dates.ts';
import { fromLunar, lunarBirthdayIn, lunarMonthLength, toLunar } from '../lunar.ts';
import {
  NUMBER,
  NUMBER_ENDS,
  NUMBER_HERE,
  YEAR,
  dateOrImpossible,
  impossible,
  numberOf,
  preferredYear,
  yearSaid,
  type Context,
  type DateExpression,
  type Groups,
  type Resolution,
} from './expression.ts';

const MONTH_WORDS: Record<string, number> = { 正: 1, 冬: 11, 腊: 12 };

interface Said {
  month: number;
  day: number;
  leap: boolean;
}

/** Null when no lunar month has such a day. */
function dateSaid(groups: Groups): Said | null {
  const month = MONTH_WORDS[groups.month ?? ''] ?? numberOf(groups.month);
  const day = numberOf((groups.day ?? '').replace('初', ''));
  const fits = month >= 1 && month <= 12 && day >= 1 && day <= 30;
  return fits ? { month, day, leap: groups.leap !== undefined } : null;
}

/**
 * What 今年 means before a lunar date. 正月 to 十月 lie in the Gregorian year of the same number; 冬月 and 腊月 may reach
 * into the next, and in January people still speak of 今年腊月.
 */
function thisLunarYear(month: number, today: IsoDate): number {
  return month >= 11 ? toLunar(today).year : dateParts(today).year;
}

/** A leap month comes round about every nineteenth year, so the search goes further than the next year. */
const LEAP_SEARCH_YEARS = 60;

function resolveLeap(said: Said, context: Context): Resolution {
  const step = context.prefer === 'past' ? -1 : 1;
  const start = toLunar(context.today).year;
  for (let year = start; Math.abs(year - start) <= LEAP_SEARCH_YEARS; year += step) {
    if (lunarMonthLength(year, said.month, true) === null) continue;
    const kept = lunarBirthdayIn(year, said);
    if (step < 0 ? kept <= context.today : kept >= context.today)
      return dateOrImpossible(fromLunar({ year, ...said }));
  }
  return impossible;
}

/** As for civil dates, the year is chosen first: 腊月三十 of a short month is impossible, not another year's. */
function resolveLunar(groups: Groups, context: Context): Resolution {
  const said = dateSaid(groups);
  if (!said) return impossible;
  const year = yearSaid(groups, thisLunarYear(said.month, context.today), context.prefer);
  if (year !== undefined)
    return year < 1 || year > 9998 ? impossible : dateOrImpossible(fromLunar({ year, ...said }));
  if (said.leap) return resolveLeap(said, context);
  const chosen = preferredYear(y => lunarBirthdayIn(y, said), toLunar(context.today).year, context);
  return dateOrImpossible(fromLunar({ year: chosen, ...said }));
}

const MARK = '(?:农历|阴历|旧历|老历)[ 的]?';
const LUNAR_DAY = `初[一二三四五六七八九十]|廿[一二三四五六七八九]?${NUMBER_ENDS}`;
const LATE_DAY = `(?:十[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十)${NUMBER_ENDS}`;

/** 农历九月初九, 农历9月9日, 2026年农历八月十五: whatever follows 农历 is lunar. */
const marked: DateExpression = {
  pattern: `(?:${MARK}${YEAR}|${YEAR.replaceAll('?<year', '?<markedYear')}${MARK})(?<leap>闰)?(?<month>[正冬腊]|${NUMBER_HERE})月份?(?<day>${LUNAR_DAY}|${NUMBER_HERE})[日号]?`,
  after: '(?![天个年])',
  resolve(groups, context) {
    const year = groups.year ?? groups.markedYear;
    const yearWord = groups.yearWord ?? groups.markedYearWord;
    return resolveLunar({ ...groups, year, yearWord }, context);
  },
};

/** 腊月二十三, 正月十五, 冬月初一: these months are lunar by name. 腊月三天 is not a date. */
const namedMonth: DateExpression = {
  pattern: `${YEAR}(?<leap>闰)?(?<month>[正冬腊])月(?<day>${LUNAR_DAY}|${LATE_DAY}|\\d{1,2}(?!\\d))[日号]?`,
  after: '(?![天个年多])',
  resolve: resolveLunar,
};

/** 八月初五, 九月廿三, 闰六月十五: lunar by their day, or by 闰. */
const lunarDay: DateExpression = {
  pattern: `${YEAR}(?:(?<month>${NUMBER})月(?<day>${LUNAR_DAY})|(?<leap>闰)(?<leapMonth>${NUMBER_HERE})月(?<leapDay>${LUNAR_DAY}|${NUMBER_HERE}))[日号]?`,
  resolve: (groups, context) =>
    resolveLunar(
      { ...groups, month: groups.month ?? groups.leapMonth, day: groups.day ?? groups.leapDay },
      context,
    ),
};

/** 大年初三. */
const newYearDay: DateExpression = {
  pattern: `${YEAR}大年(?<day>初[一二三四五六七八九十])`,
  resolve: (groups, context) => resolveLunar({ ...groups, month: '正' }, context),
};

/** All of them. */
export const lunarDates: readonly DateExpression[] = [marked, namedMonth, lunarDay, newYearDay];
