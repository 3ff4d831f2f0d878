/**
 * R10 半年结对帮扶情况报告 (S1-3.2c): bureaus, and general branches with a superior, report by 06-30 and 12-31 to the superior
 * old-cadre bureau, and to it alone. The clerk is prompted at T-20, T-7 and T-1, the leader when it is late.
 */
import { addDays, dateParts, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { dayList, days, on, tells, yesNo, type HeldOf } from './knobs.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { reportingOrganisations } from './subjects.ts';
import { morningAfter, openingMorning, promptsBefore } from './times.ts';

const knobs = {
  on,
  opens: days('提前几天开始', 20, { least: 5, most: 60 }),
  opening: yesNo('开始那天提醒', true),
  prompts: dayList('提醒（到期前几天）', [7, 1], { least: 0, most: 60 }),
  tells: tells('leader'),
};
const halves = [
  { half: 'H1', monthDay: '06-30', title: '上半年结对帮扶情况报告' },
  { half: 'H2', monthDay: '12-31', title: '下半年结对帮扶情况报告' },
] as const;

function occurrencesIn({ today, until }: Period, { opens }: HeldOf<typeof knobs>): Occurrence[] {
  const { year } = dateParts(today);
  return [year, year + 1]
    .flatMap(each =>
      halves.map(({ half, monthDay, title }) => occurrenceOf(each, half, monthDay, title, opens)),
    )
    .filter(({ opensOn, dueOn }) => dueOn >= today && opensOn <= until);
}

function occurrenceOf(
  year: number,
  half: string,
  monthDay: string,
  title: string,
  opens: number,
): Occurrence {
  const dueOn: IsoDate = `${year}-${monthDay}`;
  return { occurrence: `${year}-${half}`, match: '', title, opensOn: addDays(dueOn, -opens), dueOn };
}

export const halfYearReport = ruleWith({
  code: 'half-year-report',
  id: 'R10',
  version: 1,
  name: '半年结对帮扶情况报告',
  clauses: ['S1-3.2c'],
  owner: 'clerk',
  about: 'organisation',
  subjects: reportingOrganisations,
  knobs,
  occurrences: async (_db, period, held) => occurrencesIn(period, held),
  steps: ({ opens, opening, prompts, tells: to }) => [
    ...(opening ? [{ to: 'owner', manner: 'digest', at: openingMorning } as const] : []),
    ...promptsBefore(prompts.filter(each => each < opens || (each === opens && !opening))),
    { to, manner: 'digest', at: morningAfter, graceDays: 7 },
  ],
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前报上级老干部部门`,
});
