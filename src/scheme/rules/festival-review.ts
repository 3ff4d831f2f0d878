/**
 * R14 节前台账复核 (S4-2b): 45 days before every festival that is on, each file 在册 is gone through once more: one task for each
 * member, for the clerk, 14 days, prompted once a week. "无变化" is done, for one or for many at once, as with R9.
 *
 * One file, one task: who was looked at within the 60 days before is not looked at again; where the yearly review (R9) of the
 * file is open, that is the task, and where it opens later the task passes to it. A review ends both.
 */
import { addDays, maxDate, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { Db } from '../../database.ts';
import { occurrenceSince, reviewedDays, reviewedSince } from './care-file-review.ts';
import { preparationFor, preparationSteps, type Preparation } from './festival-plan.ts';
import { festivalsOn } from './festival.ts';
import type { Occurrence, Period, Rule } from './rule.ts';
import { enrolledMembers } from './subjects.ts';

/** Who was looked at so many days before the window opened need not be looked at again. */
const freshDays = 60;

async function reviews(db: Db, period: Period): Promise<Occurrence[]> {
  const { today } = period;
  // Not planned ahead; where two festivals are prepared on the same day, the files are gone through for the first one.
  const [first] = festivalsOn
    .map(code => preparationFor(code, today))
    .filter(({ opensOn }) => opensOn <= today)
    .sort((one, other) => one.opensOn.localeCompare(other.opensOn));
  if (!first) return [];
  return (await reviewedDays(db, period))
    .filter(day => isWanted(day, first, today))
    .map(day => ({ ...reviewFor(first), match: day }));
}

/** Whether a file that was last looked at on `day` is gone through before the festival. */
export function isWanted(day: IsoDate, { opensOn }: Pick<Preparation, 'opensOn'>, today: IsoDate): boolean {
  const yearly = occurrenceSince(day);
  return day < addDays(opensOn, -freshDays) && yearly.opensOn > maxDate(opensOn, today);
}

const reviewFor = ({ name, occurrence, opensOn, dueOn }: Preparation): Omit<Occurrence, 'match'> => ({
  occurrence,
  title: `${name}前档案核对`,
  opensOn,
  dueOn,
});

export const festivalReview: Rule = {
  code: 'festival-review',
  id: 'R14',
  version: 1,
  name: '节前档案核对',
  clauses: ['S4-2b'],
  owner: 'clerk',
  subjects: enrolledMembers(reviewedSince),
  occurrences: reviews,
  steps: preparationSteps,
  answer: '无变化',
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前看看有没有变化`,
};
