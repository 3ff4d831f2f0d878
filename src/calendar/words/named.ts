/** Days with a name: 春节, 除夕, 元宵, 中秋, 七一. */
import { dateOf, dateParts, type IsoDate } from '../dates.ts';
import { festivals } from '../festivals.ts';
import { fromLunar, lunarNewYearsEve } from '../lunar.ts';
import { qingming } from '../workdays.ts';
import { YEAR, preferredYear, yearSaid, type DateExpression } from './expression.ts';

type OnYear = (year: number) => IsoDate;

const lantern: OnYear = year => fromLunar({ year, month: 1, day: 15, leap: false }) ?? '';
const labourDay: OnYear = year => dateOf(year, 5, 1);
const armyDay: OnYear = year => dateOf(year, 8, 1);
const doubleNinth = festivals['double-ninth'].on;

/** Each name with the day it has in a Gregorian year; 2027年除夕 is the eve of the 春节 of 2027. */
const NAMED_DAYS: Record<string, OnYear> = {
  元旦: festivals['new-year'].on,
  春节: festivals['spring-festival'].on,
  除夕: lunarNewYearsEve,
  除夕夜: lunarNewYearsEve,
  大年三十: lunarNewYearsEve,
  大年夜: lunarNewYearsEve,
  年三十: lunarNewYearsEve,
  元宵: lantern,
  清明: qingming,
  五一: labourDay,
  劳动节: labourDay,
  端午: festivals['dragon-boat'].on,
  七一: festivals['party-day'].on,
  建党节: festivals['party-day'].on,
  八一: armyDay,
  建军节: armyDay,
  中秋: festivals['mid-autumn'].on,
  重阳: doubleNinth,
  老人节: doubleNinth,
  敬老节: doubleNinth,
  国庆: festivals['national-day'].on,
};

const NAMES = Object.keys(NAMED_DAYS)
  .toSorted((a, b) => b.length - a.length)
  .join('|');

/**
 * Inside a sentence a festival is mostly a label (春节慰问, 中秋月饼, 国庆前, 七一路), so it counts as a date only with a
 * word that makes it one (中秋去看了…, 七一那天), or at the head of the sentence before a comma.
 */
const namedDay: DateExpression = {
  pattern: `${YEAR}(?<name>(?<![一二三四五六七八九十\\d])(?:${NAMES}))(?:节)?(?![一二三四五六七八九十\\d])`,
  after: '(?:(?=去|我|陪|给|在|到(?!来|了|期))|(?<=^.{0,10})(?=[，,]))',
  resolve(groups, context) {
    const on = NAMED_DAYS[groups.name ?? ''];
    if (!on) return null;
    const { year } = dateParts(context.today);
    return { date: on(yearSaid(groups, year, context.prefer) ?? preferredYear(on, year, context)) };
  },
};

/** All of them. */
export const namedDates: readonly DateExpression[] = [namedDay];
