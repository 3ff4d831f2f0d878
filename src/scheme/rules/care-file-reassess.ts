/**
 * 重新评估 (S2-2.1): hardship for a time — an accident, a disaster, an illness — is looked at again on the day the file says. The
 * clerk is prompted once; it stays in the list until somebody has said how things stand.
 */
import { addDays } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { days, on, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { temporaryCases } from './subjects.ts';
import { openingMorning } from './times.ts';

const knobs = { on, window: days('几天内办完', 14, { least: 3, most: 60 }) };
/** Who was told too late is told all the same, within this time. */
const graceDays = 365;

async function occurrencesIn(
  db: Db,
  { until, memberIds }: Period,
  { window }: HeldOf<typeof knobs>,
): Promise<Occurrence[]> {
  const only = memberIds ? Prisma.sql`AND "memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const days = await db.$queryRaw<{ day: string }[]>`
    SELECT DISTINCT match AS day FROM (${temporaryCases}) cases WHERE true ${only} ORDER BY day`;
  return days
    .filter(({ day }) => day <= until)
    .map(({ day }) => ({
      occurrence: `on-${day}`,
      match: day,
      title: '暂时困难重新评估',
      opensOn: day,
      dueOn: addDays(day, window),
    }));
}

export const careFileReassess = ruleWith({
  code: 'care-file-reassess',
  id: 'R9',
  version: 1,
  name: '暂时困难重新评估',
  clauses: ['S2-2.1'],
  owner: 'clerk',
  standing: true,
  subjects: temporaryCases,
  knobs,
  occurrences: occurrencesIn,
  steps: () => [{ to: 'owner', manner: 'digest', at: openingMorning, graceDays }],
  answer: '仍困难',
  line: () => '暂时困难到期了，请重新评估：“仍困难”“转长期”还是“脱困”',
});
