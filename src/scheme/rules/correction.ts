/**
 * 更正答复 (PIPL 46, 49): what a member or a relative says is wrong in the file is answered by the clerk within five working
 * days. Its subject is the correction itself: it stands for the deceased too (E-6), and no visit fulfils it.
 */
import { shanghaiDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { dayList, workdays, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { dayAfterWorkdays, morningAfter, promptsOnWorkdays } from './times.ts';

/** The law gives everybody an answer: how soon may be set, but not whether. */
const knobs = {
  window: workdays('几个工作日内答复', 5, { least: 1, most: 15 }),
  prompts: dayList('再提醒（第几个工作日）', [3], { least: 1, most: 15 }),
};

async function openCorrections(
  db: Db,
  { workdays: table }: Period,
  { window }: HeldOf<typeof knobs>,
): Promise<Occurrence[]> {
  const rows = await db.correction.findMany({
    where: { state: 'open' },
    select: { id: true, number: true, createdAt: true },
    orderBy: { number: 'asc' },
  });
  return rows.map(({ id, number, createdAt }) => ({
    occurrence: 'answer',
    match: id,
    title: `更正第${number}号`,
    opensOn: shanghaiDate(createdAt),
    dueOn: dayAfterWorkdays(createdAt, window, table),
  }));
}

export const correction = ruleWith({
  code: 'correction',
  id: 'E-6',
  version: 1,
  name: '更正答复',
  clauses: ['E-6'],
  owner: 'clerk',
  subjects: Prisma.sql`
    SELECT c.id AS "subjectId", NULL::uuid AS "memberId", p."organisationId", c.id::text AS match
    FROM correction c JOIN person p ON p.id = c."memberId" WHERE c.state = 'open'`,
  knobs,
  occurrences: openCorrections,
  // The clerk was told when it came.
  steps: ({ prompts, window }) => [
    ...promptsOnWorkdays(prompts.filter(each => each <= window)),
    { to: 'leader', manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前答复；回复“${title} 已更正”`,
});
