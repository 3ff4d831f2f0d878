/**
 * R9 档案复核 (S1-3.1c): every file 在册 is looked at again within 365 days of the last review (of its making, before there was
 * one). The clerk is prompted at T-30 and T-7, and on Mondays once it is late; it stays due until it is done. "无变化" is done.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import type { DutyWindow, Occurrence, Period, Rule, Step } from './rule.ts';
import { enrolledMembers } from './subjects.ts';
import { mondaysAfter, morningOf, openingMorning } from './times.ts';

const everyDays = 365;
const daysAhead = 30;
/** So many weeks a late review is called for; after that it stands in the lists alone. */
const lateWeeks = 52;

/** The day of the last review, or of the file's making: what a review is counted from. */
export const reviewedSince = Prisma.sql`
  COALESCE(cf."lastReviewedOn", to_char(cf."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))`;

/** The days from which the reviews of the files 在册 are counted, each once. */
export async function reviewedDays(db: Db, { memberIds }: Pick<Period, 'memberIds'>): Promise<IsoDate[]> {
  const only = memberIds ? Prisma.sql`AND cf."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const days = await db.$queryRaw<{ day: string }[]>`
    SELECT DISTINCT ${reviewedSince} AS day FROM care_file cf WHERE cf.state = 'enrolled' ${only} ORDER BY day`;
  return days.map(({ day }) => day);
}

/** One occurrence for each day from which a year is counted: a review makes the next one another. */
const occurrencesIn = async (db: Db, period: Period): Promise<Occurrence[]> =>
  (await reviewedDays(db, period)).map(occurrenceSince).filter(({ opensOn }) => opensOn <= period.until);

/** The review that falls due after one of this day. */
export function occurrenceSince(day: IsoDate): Occurrence {
  const dueOn = addDays(day, everyDays);
  return {
    occurrence: `since-${day}`,
    match: day,
    title: '档案复核',
    opensOn: addDays(dueOn, -daysAhead),
    dueOn,
  };
}

const weekly = (week: number): Step => ({
  to: 'owner',
  manner: 'digest',
  at: ({ dueOn }) => mondaysAfter(dueOn, week),
  graceDays: 7 * lateWeeks,
});

export const careFileReview: Rule = {
  code: 'care-file-review',
  id: 'R9',
  version: 1,
  name: '档案复核',
  clauses: ['S1-3.1c'],
  owner: 'clerk',
  standing: true,
  subjects: enrolledMembers(reviewedSince),
  occurrences: occurrencesIn,
  steps: [
    { to: 'owner', manner: 'digest', at: openingMorning },
    { to: 'owner', manner: 'digest', at: ({ dueOn }: DutyWindow) => morningOf(addDays(dueOn, -7)) },
    ...Array.from({ length: lateWeeks }, (_, index) => weekly(index + 1)),
  ],
  answer: '无变化',
  line: ({ dueOn }) => `档案一年一复核，${dateText(dueOn)}前核对一遍`,
};
