/**
 * R14 节前档案核对 (S4-2b): 45 days before every festival that is on, each file 在册 is gone through once more: one task for each
 * member, for the clerk, 14 days, prompted once a week. "无变化" is done, for one or for many at once, as with R9.
 *
 * One file, one task: who was looked at within the 60 days before is not looked at again; where the yearly review (R9) of the
 * file is open, that is the task, and where it opens later the task passes to it. Where two festivals are prepared at once,
 * the files are gone through for the first of them. A review ends whatever is open.
 */
import { addDays } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { careFileReview, reviewedSince } from './care-file-review.ts';
import { placeOf, preparationKnobs, preparationsNow, preparationSteps } from './festivals-kept.ts';
import { days, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { enrolledMembers } from './subjects.ts';

const knobs = {
  ...preparationKnobs,
  fresh: days('几天内核对过的不再核对', 60, { least: 0, most: 180 }),
};

/** Where the member is and the day of the last look, "0|2026-06-01"; null where the yearly review of the file is open. */
const filesOf = (period: Period): Prisma.Sql => Prisma.sql`CASE WHEN EXISTS (SELECT 1 FROM obligation yearly
    WHERE yearly.rule = ${careFileReview.code} AND yearly."subjectId" = cf."memberId" AND yearly.state IN ('open', 'overdue')
      AND yearly."opensOn" <= ${period.today})
  THEN NULL
  ELSE (SELECT ${placeOf(Prisma.sql`g.path`, period)} FROM organisation g WHERE g.id = p."organisationId")
    || '|' || ${reviewedSince} END`;

const subjects = (period: Period): Prisma.Sql => enrolledMembers(filesOf(period));

async function reviews(db: Db, period: Period, held: HeldOf<typeof knobs>): Promise<Occurrence[]> {
  const running = await preparationsNow(db, period, held);
  if (running.length === 0) return [];
  const only = period.memberIds
    ? Prisma.sql`AND s."memberId" = ANY(${[...period.memberIds]}::uuid[])`
    : Prisma.empty;
  const rows = await db.$queryRaw<{ match: string }[]>`
    SELECT DISTINCT s.match FROM (${subjects(period)}) s WHERE s.match IS NOT NULL ${only} ORDER BY s.match`;
  return rows.flatMap(({ match }) => {
    const [place, day = ''] = match.split('|');
    const first = running.find(each => String(each.place) === place);
    if (!first || day >= addDays(first.opensOn, -held.fresh)) return [];
    const { name, occurrence, opensOn, dueOn } = first;
    return [{ occurrence, match, title: `${name}前档案核对`, opensOn, dueOn }];
  });
}

export const festivalReview = ruleWith({
  code: 'festival-review',
  id: 'R14',
  version: 1,
  name: '节前档案核对',
  clauses: ['S4-2b'],
  owner: 'clerk',
  follows: ['festival'],
  subjects,
  knobs,
  occurrences: reviews,
  steps: preparationSteps,
  answer: '无变化',
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前看看有没有变化`,
});
