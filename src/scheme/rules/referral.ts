/**
 * 转介回音 (S3-3.1, S3-3.4): what was passed on to another office has a day by which an answer is expected. On that day whoever sees
 * to the member's requests is asked whether there is one; two working days later the branch secretary hears that nobody knows.
 * It ends with a word about the answer, and with the request.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { addWorkdays } from '../../calendar/workdays.ts';
import { Prisma, type Db } from '../../database.ts';
import { on, tells, workdays, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { morningAfter, openingMorning } from './times.ts';

const knobs = {
  on,
  window: workdays('到期后几个工作日内问到回音', 2, { least: 1, most: 20 }),
  tells: tells('secretary'),
};

const prefix = 'referral:';

/** How the name of what waits for an answer about a request begins: the day follows, which may be put off. */
export const referralOf = (requestNumber: number): string => `${prefix}${requestNumber}:`;
/** The number of the request that an answer is awaited about. */
export const requestNumberIn = (occurrence: string): number =>
  Number(occurrence.slice(prefix.length).split(':')[0]);

async function answersAwaited(
  db: Db,
  { today, until, memberIds, workdays: table }: Period,
  { window }: HeldOf<typeof knobs>,
): Promise<Occurrence[]> {
  const only = memberIds ? Prisma.sql`AND "memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const rows = await db.$queryRaw<{ number: number; memberId: string; day: IsoDate }[]>`
    SELECT number, "memberId", "answerDueOn" AS day FROM request
    WHERE state IN ('open', 'taken') AND "answerDueOn" <= ${until} ${only} ORDER BY number`;
  return rows
    .map(({ number, memberId, day }) => ({
      occurrence: `${referralOf(number)}${day}`,
      match: memberId,
      title: `第${number}号求助的回音`,
      opensOn: day,
      dueOn: addDays(addWorkdays(day, window, table), -1),
    }))
    .filter(({ dueOn }) => dueOn >= today);
}

export const referral = ruleWith({
  code: 'referral',
  id: 'R7',
  version: 1,
  name: '转介回音',
  clauses: ['S3-3.1', 'S3-3.4'],
  owner: 'handler',
  subjects: livingMembers,
  knobs,
  occurrences: answersAwaited,
  steps: ({ tells: to }) => [
    { to: 'owner', manner: 'digest', at: openingMorning },
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  answer: '已答复，下周去面试',
  line: ({ occurrence, opensOn }) =>
    `第${requestNumberIn(occurrence)}号求助转给别的单位了，说好${dateText(opensOn)}前答复，请问一声有没有回音`,
});
