/** 出生日期 with its calendar: which day was meant, and whether there was such a day. */
import { isIsoDate } from '../../calendar/dates.ts';
import { fromLunar, lunarDayName, lunarMonthLength, lunarMonthName } from '../../calendar/lunar.ts';
import type { BirthDay } from '../age.ts';
import type { BirthCalendar } from '../labels.ts';
import { dateNumbers, notADate, type Cell } from './cells.ts';
import type { Complaint } from './problems.ts';

/** A birth date as written: its numbers, and what its words say about the calendar. */
export interface WrittenBirth {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Set where the words themselves are lunar (腊月三十). */
  readonly lunar?: true;
  readonly leap?: true;
}

const lunarMonths = new Map(Array.from({ length: 12 }, (_, index) => [lunarMonthName(index + 1), index + 1]));
for (const [name, month] of [
  ['一月', 1],
  ['十一月', 11],
  ['十二月', 12],
  ['冬月', 11],
  ['腊月', 12],
] as const)
  lunarMonths.set(name, month);
const lunarDays = new Map(Array.from({ length: 30 }, (_, index) => [lunarDayName(index + 1), index + 1]));
for (let day = 21; day <= 29; day += 1) lunarDays.set(`二十${lunarDayName(day).slice(1)}`, day);

const lunarWords =
  /^(?:农历|阴历)?(\d{4})年(闰)?([正一二三四五六七八九十冬腊]{1,2}月)(?:大|小)?(初?[一二三四五六七八九十廿]{1,3})(?:日)?$/;

/** Reads digits ('1943-12-30', '1943年12月30日') and lunar words ('1943年腊月三十', '1944年闰四月初五'). */
export const birth: Cell<WrittenBirth> = {
  read: given => {
    const lunar = readLunarWords(given);
    if (lunar) return { value: lunar };
    const plain = given.replace(/^(?:农历|阴历|公历|阳历)/, '');
    const numbers = dateNumbers(plain);
    if (!numbers) return notADate(given);
    const { year, month, day } = numbers;
    if (day === undefined)
      return {
        complaint: {
          message: `“${given}”没有写到日。`,
          advice: '请写出年月日，例如 1944-05-06；不清楚可以留空。',
        },
      };
    return { value: { year, month, day, ...(/^[农阴]历/.test(given) ? { lunar: true } : {}) } };
  },
  show: ({ year, month, day }) => isoOf(year, month, day),
};

function readLunarWords(given: string): WrittenBirth | undefined {
  const parts = lunarWords.exec(given.normalize('NFKC').replaceAll(/\s/g, ''));
  const [year, month, day] = [
    Number(parts?.[1]),
    lunarMonths.get(parts?.[3] ?? ''),
    lunarDays.get(parts?.[4] ?? ''),
  ];
  if (!parts || month === undefined || day === undefined) return undefined;
  return { year, month, day, lunar: true, ...(parts[2] === undefined ? {} : { leap: true }) };
}

const isoOf = (year: number, month: number, day: number): string =>
  [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

/** A birth date as it is stored. */
export interface SettledBirth extends BirthDay {
  readonly birthDate: string;
  readonly birthCalendar: BirthCalendar;
}

/** The day that was meant, or why there was none. `calendar` and `leap` are what their own columns say, if anything. */
export function settleBirth(
  written: WrittenBirth,
  calendar: BirthCalendar | null | undefined,
  leap: boolean | null | undefined,
): { readonly birth: SettledBirth; readonly doubt?: Complaint } | { readonly complaint: Complaint } {
  const { year, month, day } = written;
  if (written.lunar && calendar === 'solar')
    return {
      complaint: { message: '出生日期写的是农历，历法一列却是公历。', advice: '请把历法改为“农历”。' },
    };
  const birthDate = isoOf(year, month, day);
  if (calendar === 'lunar' || written.lunar) {
    const birthLeapMonth = written.leap ?? leap ?? false;
    const complaint = lunarComplaint({ year, month, day, leap: birthLeapMonth });
    if (complaint) return { complaint };
    const doubt = day === 30 ? shortMonth({ year, month, leap: birthLeapMonth }) : undefined;
    return { birth: { birthDate, birthCalendar: 'lunar', birthLeapMonth }, ...(doubt ? { doubt } : {}) };
  }
  if (!isIsoDate(birthDate)) return { complaint: solarComplaint(written) };
  return { birth: { birthDate, birthCalendar: 'solar', birthLeapMonth: false } };
}

/** A lunar date that is no solar one (2月30日) was probably meant to be lunar: say so. */
function solarComplaint({ year, month, day }: WrittenBirth): Complaint {
  const lunar = fromLunar({ year, month, day, leap: false }) !== null;
  const advice = lunar
    ? `如果是农历${lunarMonthName(month)}${lunarDayName(day)}，请把历法改为“农历”。`
    : '请核对月份和日期。';
  return { message: `公历没有${year}年${month}月${day}日这一天。`, advice };
}

interface LunarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly leap: boolean;
}

function lunarComplaint({ year, month, day, leap }: LunarDay): Complaint | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 30)
    return { message: `农历没有${month}月${day}日。`, advice: '农历的月是1到12，日是1到30。' };
  if (lunarMonthLength(year, month, leap) !== null) return undefined;
  return {
    message: `农历${year}年没有${lunarMonthName(month, leap)}。`,
    advice: '请核对年份，或把“闰月”改为“否”。',
  };
}

/** 三十 in a month of 29 days is kept: it is what families say of the last day, and where it is kept in other years as well. */
function shortMonth({ year, month, leap }: Omit<LunarDay, 'day'>): Complaint | undefined {
  if (lunarMonthLength(year, month, leap) !== 29) return undefined;
  return {
    message: `农历${year}年${lunarMonthName(month, leap)}只有29天，没有三十。`,
    advice: '已按三十保留，小月的年份在廿九提醒；如果生日是廿九，或者写的是公历，请改正。',
  };
}
