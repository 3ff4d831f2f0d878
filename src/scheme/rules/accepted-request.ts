/**
 * R7 for an accepted request (S5-4): whoever helps the member goes to see within 5 working days of its being taken on; told at
 * once, where it was somebody else who took it on, and on day 3; then the secretary. The request itself is closed by its outcome, not by this visit (S1-1); once it is closed nobody is prompted any more.
 */
import { shanghaiDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { howToAnswer } from './happening.ts';
import { dayList, on, tells, workdays, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { atOnce, dayAfterWorkdays, morningAfter, promptsOnWorkdays } from './times.ts';

const knobs = {
  on,
  window: workdays('几个工作日内去看', 5, { least: 1, most: 20 }),
  prompts: dayList('再提醒（第几个工作日）', [3], { least: 1, most: 20 }),
  tells: tells('secretary'),
};

/** The name of the visit that a request asks for. */
export const occurrenceOf = (requestId: string): string => `request:${requestId}`;

async function takenRequests(
  db: Db,
  { today, memberIds, workdays: table }: Period,
  { window }: HeldOf<typeof knobs>,
): Promise<Occurrence[]> {
  const only = memberIds ? Prisma.sql`AND "memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const rows = await db.$queryRaw<{ id: string; memberId: string; takenAt: Date }[]>`
    SELECT id, "memberId", "takenAt" FROM request WHERE state = 'taken' AND "takenAt" IS NOT NULL ${only} ORDER BY id`;
  return rows
    .map(({ id, memberId, takenAt }) => ({
      occurrence: occurrenceOf(id),
      match: memberId,
      title: '求助走访',
      opensOn: shanghaiDate(takenAt),
      dueOn: dayAfterWorkdays(takenAt, window, table),
    }))
    .filter(({ dueOn }) => dueOn >= today);
}

export const acceptedRequest = ruleWith({
  code: 'accepted-request',
  id: 'R7',
  // 2: the helper is told at once.
  version: 2,
  name: '求助走访',
  clauses: ['S5-4', 'S1-1'],
  owner: 'helper',
  subjects: livingMembers,
  knobs,
  occurrences: takenRequests,
  steps: ({ prompts, window, tells: to }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}的求助已经接下来办了。请在${dateText(call.duty.dueOn)}前去看一看，当面问问还要帮什么。\n${howToAnswer(call, '上门')}`,
    },
    ...promptsOnWorkdays(prompts.filter(each => each <= window)),
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'hardship',
  closedBy: {
    ways: ['home', 'hospital', 'meeting'],
    statedWays: ['phone', 'video', 'other'],
    late: true,
    sinceReport: true,
  },
  usualWay: 'home',
  line: ({ dueOn }) => `求助的事，${dateText(dueOn)}前去看一看办得怎么样`,
});
