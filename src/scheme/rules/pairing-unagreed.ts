/**
 * R13 结对未填项目、任务、目标 (S2-4.4b): until the three are agreed a pairing is not 生效. The secretary is told once a week.
 */
import { addDays } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { holdsOn } from '../pairing/holding.ts';
import { lackingIn } from '../pairing/in-force.ts';
import { isLacking } from '../pairing/lists.ts';
import { days, on, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { weeklySteps, windowSince } from './weekly.ts';

const knobs = { on, grace: days('结对几天后还没填开始提醒', 0, { least: 0, most: 90 }) };

interface Row {
  readonly id: string;
  readonly memberId: string;
  readonly startsOn: string;
  readonly project: string | null;
  readonly task: string | null;
  readonly goal: string | null;
}

async function unagreed(db: Db, period: Period, { grace }: HeldOf<typeof knobs>): Promise<Occurrence[]> {
  const { today, memberIds } = period;
  const only = memberIds ? Prisma.sql`AND g."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const rows = await db.$queryRaw<Row[]>`
    SELECT g.id, g."memberId", g."startsOn", g.project, g.task, g.goal FROM pairing g
    WHERE ${holdsOn(today)} AND ${isLacking} ${only} ORDER BY g.id`;
  return rows.flatMap(row => {
    const window = windowSince(addDays(row.startsOn, grace), period);
    if (!window) return [];
    const { round, ...days } = window;
    const title = `结对内容（还差${lackingIn(row).join('、')}）`;
    return { occurrence: `pairing:${row.id}:${round}`, match: row.memberId, title, ...days };
  });
}

export const pairingUnagreed = ruleWith({
  code: 'pairing-unagreed',
  id: 'R13',
  version: 1,
  name: '结对未填项目任务目标',
  clauses: ['S2-4.4b'],
  owner: 'secretary',
  subjects: livingMembers,
  knobs,
  occurrences: unagreed,
  steps: () => weeklySteps,
  answer: '知道了',
  doneBy: '填好了才算生效：回复“帮扶内容”，几句话就能补上。',
  line: ({ title }) => `${title}，补上才算生效`,
});
