/**
 * R6 生日看望 (S3-3.5b): T-7 … T by the calendar the care file says, solar or lunar; 闰月 and 三十 as `lunarBirthdayIn` has
 * them. One occurrence for each year of that calendar, so that a lunar birthday that falls twice in one civil year is
 * two, and one that falls in January belongs to the lunar year before.
 */
import { addDays, dateParts, isIsoDate, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { nextLunarBirthday, nextSolarBirthday, toLunar } from '../../calendar/lunar.ts';
import { Prisma, type Db } from '../../database.ts';
import { birthParts, type BirthDay } from '../age.ts';
import { dayList, days, on, yesNo, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { enrolledMembers } from './subjects.ts';
import { openingMorning, promptsBefore } from './times.ts';

const knobs = {
  on,
  opens: days('提前几天开始', 7, { least: 0, most: 30 }),
  opening: yesNo('开始那天提醒', true),
  prompts: dayList('提醒（生日前几天）', [1], { least: 0, most: 30 }),
};

/** The day of birth without its year: "lunar:12-10", "lunar:06-15:leap", "solar:01-17"; there are some 1 100 of them. */
const birthKey = Prisma.sql`
  CASE WHEN cf."birthCalendar" = 'lunar' THEN 'lunar:' ELSE 'solar:' END || substr(cf."birthDate", 6)
    || CASE WHEN cf."birthCalendar" = 'lunar' AND cf."birthLeapMonth" THEN ':leap' ELSE '' END`;

async function occurrencesIn(
  db: Db,
  { today, until, memberIds }: Period,
  { opens }: HeldOf<typeof knobs>,
): Promise<Occurrence[]> {
  const only = memberIds ? Prisma.sql`AND cf."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const keys = await db.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT ${birthKey} AS key FROM care_file cf
    WHERE cf.state = 'enrolled' AND cf."birthDate" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' ${only}`;
  return keys
    .flatMap(({ key }) => occurrenceOf(key, today, opens) ?? [])
    .filter(({ opensOn }) => opensOn <= until);
}

/** The next birthday of those born on the day `key`, from `today` on; undefined when there is no such day. */
export function occurrenceOf(
  key: string,
  today: IsoDate,
  daysAhead: number = knobs.opens.otherwise,
): Occurrence | undefined {
  const next = nextBirthday(key, today);
  if (!next) return undefined;
  const { date, year } = next;
  return {
    occurrence: String(year),
    match: key,
    title: '生日看望',
    opensOn: addDays(date, -daysAhead),
    dueOn: date,
  };
}

function nextBirthday(key: string, today: IsoDate): { date: IsoDate; year: number } | undefined {
  const [calendar, monthDay = '', leap] = key.split(':');
  // Any leap year stands for the year of birth, which does not matter here.
  const civil = `2000-${monthDay}`;
  const parts = birthParts(civil);
  if (!parts) return undefined;
  if (calendar === 'solar') {
    if (!isIsoDate(civil)) return undefined;
    const date = nextSolarBirthday(parts, today);
    return { date, year: dateParts(date).year };
  }
  if (parts.month < 1 || parts.month > 12 || parts.day < 1 || parts.day > 30) return undefined;
  const date = nextLunarBirthday({ month: parts.month, day: parts.day, leap: leap === 'leap' }, today);
  return { date, year: toLunar(date).year };
}

const firstRound = 60;
const everyFiveFrom = 85;

/** "是85岁整寿" on birthdays that are kept as great ones (D4: 逢十, 85, 90 …), counted in the years of their own calendar. */
function roundBirthday(occurrence: string, member?: BirthDay | null): string {
  const born = member?.birthDate ? birthParts(member.birthDate)?.year : undefined;
  const age = Number(occurrence) - (born ?? Number.NaN);
  const isRound = age >= firstRound && (age % 10 === 0 || (age >= everyFiveFrom && age % 5 === 0));
  return isRound ? `是${age}岁整寿` : '';
}

export const birthday = ruleWith({
  code: 'birthday',
  id: 'R6',
  version: 1,
  name: '生日看望',
  clauses: ['S3-3.5b'],
  owner: 'helper',
  subjects: enrolledMembers(birthKey),
  knobs,
  occurrences: occurrencesIn,
  steps: ({ opens, opening, prompts }) => [
    ...(opening ? [{ to: 'owner', manner: 'digest', at: openingMorning } as const] : []),
    ...promptsBefore(prompts.filter(each => each < opens || (each === opens && !opening))),
  ],
  occasion: 'birthday',
  closedBy: { ways: ['home', 'hospital', 'meeting'], statedWays: ['phone', 'video', 'other'], late: false },
  usualWay: 'home',
  line: ({ occurrence, opensOn, dueOn }, member) =>
    `${dateText(dueOn)}${roundBirthday(occurrence, member) || '生日'}，${dateText(opensOn)}起看望都可以`,
});
