/**
 * R8 定期联系 (S1-3.2b, S3-2.1; domain D2, D4): a member is heard of once a week, month or quarter, by their risk class or as
 * often as the pairing says, where that is more often. By phone or in person: any contact with somebody met counts that was
 * made in the period, also before the window opened.
 *
 * The window is the last week of the period; prompts: when it opens and 2 days before its end; then the secretary. Only the
 * period that holds today is planned: the class is that of the day, and may be another one next month. Whoever is taken
 * into the scheme after a window has opened is first due in the next period.
 */
import { addDays, dateParts, maxDate, type IsoDate } from '../../calendar/dates.ts';
import { dateText, shortDate } from '../../calendar/format.ts';
import { monthOf, quarterOf, weekOf, type CivilPeriod } from '../../calendar/periods.ts';
import { Prisma, type Db } from '../../database.ts';
import { contactClasses, contactClassFrom, type ContactClasses } from '../care-file/derive.ts';
import { frequencyAskedOn, riskFlagsOn } from '../care-file/risk-sql.ts';
import type { ContactFrequency } from '../labels.ts';
import { riskFlags, type RiskFlag } from '../labels/care-file.ts';
import {
  choice,
  dayList,
  days,
  defaultsOf,
  on,
  tells,
  yesNo,
  type Held,
  type HeldOf,
  type Knob,
  type Knobs,
} from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { enrolledMembers, enteredOn } from './subjects.ts';
import { morningAfter, promptsInWindow } from './times.ts';

const often = { weekly: '每周', monthly: '每月', quarterly: '每季度' } as const;
const asking = (label: string, flag: RiskFlag | 'others'): Knob<ContactFrequency> =>
  choice(label, contactClasses[flag] ?? contactClasses.others, often);

const knobs = {
  on,
  // A week has no more than seven days: there the window is the whole of it.
  lasts: days('期末最后几天提醒', 7, { least: 2, most: 28 }),
  opening: yesNo('开始那天提醒', true),
  prompts: dayList('提醒（期末前几天）', [2], { least: 0, most: 27 }),
  tells: tells('secretary'),
  'very-old': asking('高龄多久联系一次', 'very-old'),
  alone: asking('独居多久联系一次', 'alone'),
  'empty-nest': asking('空巢多久联系一次', 'empty-nest'),
  dependent: asking('失能多久联系一次', 'dependent'),
  'partly-dependent': asking('半失能多久联系一次', 'partly-dependent'),
  'serious-illness': asking('重病多久联系一次', 'serious-illness'),
  elsewhere: asking('异地多久联系一次', 'elsewhere'),
  'long-absent': asking('长期不参加活动多久联系一次', 'long-absent'),
  others: asking('其他老同志多久联系一次', 'others'),
} as const satisfies Knobs & Readonly<Record<RiskFlag | 'others', Knob<ContactFrequency>>>;
type ContactHeld = HeldOf<typeof knobs>;

/** The classes among the values that hold. */
export const classesOf = (held: Held): ContactClasses => {
  const { others, ...flags } = { ...defaultsOf(knobs), ...held } as ContactHeld;
  const named = Object.keys(riskFlags).map(flag => [flag, flags[flag as RiskFlag]]);
  return { ...Object.fromEntries(named), others } as ContactClasses;
};

/** For so many days after the window the secretary may still be told. */
const graceDays = 3;
/** Longer ago than the longest window nobody is new. */
const newDays = knobs.lasts.most;

const periods: Readonly<Record<ContactFrequency, (day: IsoDate) => CivilPeriod>> = {
  weekly: weekOf,
  monthly: monthOf,
  quarterly: quarterOf,
};

const quarters = ['一', '二', '三', '四'];

/** The month and the week are named, not called 本月: what is late is still spoken of in the next one. */
const titles: Readonly<Record<ContactFrequency, (from: IsoDate) => string>> = {
  weekly: from => `${shortDate(from)}这周的联系`,
  monthly: from => `${dateParts(from).month}月份联系`,
  quarterly: from => `${quarters[(dateParts(from).month - 1) / 3]}季度联系`,
};

/** The contact that is due in the period of `day` for those of a class. */
export function contactDue(
  frequency: ContactFrequency,
  day: IsoDate,
  lasts: number = knobs.lasts.otherwise,
): Omit<Occurrence, 'match'> {
  const { key, from, to } = periods[frequency](day);
  return {
    occurrence: key,
    title: titles[frequency](from),
    opensOn: maxDate(from, addDays(to, 1 - lasts)),
    dueOn: to,
  };
}

/** What the class is made of: the flags of the day, what the pairing asks, and when somebody new came: "alone,|weekly|2027-03-26". */
const standingOf = ({ today }: Period): Prisma.Sql => Prisma.sql`(
  ${riskFlagsOn(today)} || '|' || COALESCE(${frequencyAskedOn(today)}, '') || '|'
  || CASE WHEN ${enteredOn} > ${addDays(today, -newDays)} THEN ${enteredOn} ELSE '' END)`;

const subjects = (period: Period): Prisma.Sql => enrolledMembers(standingOf(period));

/** One occurrence for every standing there is among the members: there are some hundreds at most. */
async function contactsDue(db: Db, period: Period, held: ContactHeld): Promise<Occurrence[]> {
  const only = period.memberIds
    ? Prisma.sql`WHERE s."memberId" = ANY(${[...period.memberIds]}::uuid[])`
    : Prisma.empty;
  const rows = await db.$queryRaw<{ match: string }[]>`
    SELECT DISTINCT s.match FROM (${subjects(period)}) s ${only} ORDER BY s.match`;
  return rows.flatMap(({ match }) => {
    const [flags = '', asked, entered = ''] = match.split('|');
    const contact = contactDue(contactClassFrom(flags.split(','), asked, held), period.today, held.lasts);
    return entered > contact.opensOn ? [] : [{ ...contact, match }];
  });
}

const scopes: readonly (readonly [RegExp, string])[] = [
  [/-W\d+$/, '这周'],
  [/-Q\d$/, '这个季度'],
];

export const regularContact = ruleWith({
  code: 'regular-contact',
  id: 'R8',
  version: 1,
  name: '定期联系',
  clauses: ['S1-3.2b', 'S3-2.1'],
  owner: 'helper',
  subjects,
  knobs,
  occurrences: contactsDue,
  steps: ({ lasts, tells: to, ...when }) => [
    ...promptsInWindow(lasts, when),
    { to, manner: 'digest', at: morningAfter, graceDays },
  ],
  occasion: 'routine',
  closedBy: {
    ways: ['phone', 'video', 'home', 'hospital', 'meeting', 'other'],
    late: true,
    wholePeriod: true,
  },
  usualWay: 'phone',
  line: ({ occurrence, dueOn }) => {
    const scope = scopes.find(([pattern]) => pattern.test(occurrence))?.[1] ?? '这个月';
    return `${scope}还没有联系过，${dateText(dueOn)}前打个电话或者去看看，都可以`;
  },
});
