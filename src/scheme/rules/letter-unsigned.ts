/**
 * R12 责任书未签 (S5-3c): a letter that somebody has not signed fourteen days after it was written. The secretary is told once a
 * week, with who has yet to sign, until all three have.
 */
import { addDays, shanghaiDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import type { LetterParty } from '../labels/pairing.ts';
import { addressOf, peopleById } from '../people.ts';
import { holdsOn } from '../pairing/holding.ts';
import { days, on, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { weeklySteps, windowSince } from './weekly.ts';

const knobs = { on, grace: days('写好几天后还没签开始提醒', 14, { least: 1, most: 90 }) };

interface Row {
  readonly id: string;
  readonly createdAt: Date;
  readonly helperId: string;
  readonly memberId: string;
  readonly signed: readonly LetterParty[];
}

async function unsigned(db: Db, period: Period, { grace }: HeldOf<typeof knobs>): Promise<Occurrence[]> {
  const { today, memberIds } = period;
  const only = memberIds ? Prisma.sql`AND g."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const rows = await db.$queryRaw<Row[]>`
    SELECT l.id, l."createdAt", g."helperId", g."memberId", COALESCE((SELECT array_agg(s.party) FROM letter_signature s
      WHERE s."letterId" = l.id), '{}') AS signed
    FROM letter l JOIN pairing g ON g.id = l."pairingId"
    WHERE l.state = 'signing' AND ${holdsOn(today)} ${only} ORDER BY l.id`;
  const people = await peopleById(
    db,
    rows.flatMap(({ helperId, memberId }) => [helperId, memberId]),
  );
  return rows.flatMap(row => {
    const window = windowSince(addDays(shanghaiDate(row.createdAt), grace + 1), period);
    if (!window) return [];
    const helper = people.get(row.helperId);
    const member = people.get(row.memberId);
    const names = {
      branch: '支部',
      helper: helper?.name ?? '帮扶人',
      member: member ? addressOf(member, today) : '老同志',
    };
    const missing = (['branch', 'helper', 'member'] as const).filter(party => !row.signed.includes(party));
    const title = `责任书签字（还差${missing.map(party => names[party]).join('、')}）`;
    const { round, ...days } = window;
    return { occurrence: `letter:${row.id}:${round}`, match: row.memberId, title, ...days };
  });
}

export const letterUnsigned = ruleWith({
  code: 'letter-unsigned',
  id: 'R12',
  version: 1,
  name: '责任书未签',
  clauses: ['S5-3c'],
  owner: 'secretary',
  subjects: livingMembers,
  knobs,
  occurrences: unsigned,
  steps: () => weeklySteps,
  answer: '知道了',
  doneBy: '三方都签了就算办好：请提醒还没签的同志回复“责任书”；在纸上签的，回复“登记签字”。',
  line: ({ title }) => `${title}，请催一催`,
});
