/**
 * R9 档案复核 (S1-3.1c): every file 在册 is looked at again within 365 days of the last review (of its making, before there was
 * one). The clerk is prompted at T-30 and T-7, and on Mondays once it is late; it stays due until it is done. "无变化" is done.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { dayList, days, on, yesNo, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period, type Step } from './rule.ts';
import { enrolledMembers } from './subjects.ts';
import { mondaysAfter, openingMorning, promptsBefore } from './times.ts';

const knobs = {
  on,
  // 至少每年一次 (S1-3.1c): more often is the organisation's own affair, less often is not.
  every: days('多少天复核一次', 365, { least: 90, most: 365 }),
  opens: days('提前几天开始', 30, { least: 7, most: 90 }),
  opening: yesNo('开始那天提醒', true),
  prompts: dayList('提醒（到期前几天）', [7], { least: 0, most: 90 }),
  late: yesNo('逾期后每周一提醒', true),
};
type ReviewHeld = HeldOf<typeof knobs>;
/** So many weeks a late review is called for; after that it stands in the lists alone. */
const lateWeeks = 52;

/** The day of the last review, or of the file's making: what a review is counted from. */
export const reviewedSince = Prisma.sql`
  COALESCE(cf."lastReviewedOn", to_char(cf."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))`;

/** One occurrence for each day from which a year is counted: a review makes the next one another. */
async function occurrencesIn(db: Db, { until, memberIds }: Period, held: ReviewHeld): Promise<Occurrence[]> {
  const only = memberIds ? Prisma.sql`AND cf."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const days = await db.$queryRaw<{ day: string }[]>`
    SELECT DISTINCT ${reviewedSince} AS day FROM care_file cf WHERE cf.state = 'enrolled' ${only} ORDER BY day`;
  return days.map(({ day }) => occurrenceSince(day, held)).filter(({ opensOn }) => opensOn <= until);
}

/** The review that falls due after one of this day. */
export function occurrenceSince(
  day: IsoDate,
  { every, opens }: Pick<ReviewHeld, 'every' | 'opens'>,
): Occurrence {
  const dueOn = addDays(day, every);
  return {
    occurrence: `since-${day}`,
    match: day,
    title: '档案复核',
    opensOn: addDays(dueOn, -opens),
    dueOn,
  };
}

const weekly = (week: number): Step => ({
  to: 'owner',
  manner: 'digest',
  at: ({ dueOn }) => mondaysAfter(dueOn, week),
  graceDays: 7 * lateWeeks,
});

export const careFileReview = ruleWith({
  code: 'care-file-review',
  id: 'R9',
  version: 1,
  name: '档案复核',
  clauses: ['S1-3.1c'],
  owner: 'clerk',
  standing: true,
  subjects: enrolledMembers(reviewedSince),
  knobs,
  occurrences: occurrencesIn,
  steps: ({ opens, opening, prompts, late }) => [
    ...(opening ? [{ to: 'owner', manner: 'digest', at: openingMorning } as const] : []),
    ...promptsBefore(prompts.filter(each => each < opens || (each === opens && !opening))),
    ...Array.from({ length: late ? lateWeeks : 0 }, (_, index) => weekly(index + 1)),
  ],
  answer: '无变化',
  line: ({ dueOn }) => `档案一年一复核，${dateText(dueOn)}前核对一遍`,
});
