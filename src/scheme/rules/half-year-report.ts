/**
 * R10 半年结对帮扶情况报告 (S1-3.2c): bureaus, and general branches with a superior, report by 06-30 and 12-31 to the superior
 * old-cadre bureau, and to it alone. The clerk is prompted at T-20, T-7 and T-1, the leader when it is late.
 */
import { addDays, dateParts, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { DutyWindow, Occurrence, Period, Rule } from './rule.ts';
import { reportingOrganisations } from './subjects.ts';
import { morningAfter, morningOf, openingMorning } from './times.ts';

const daysAhead = 20;
const halves = [
  { half: 'H1', monthDay: '06-30', title: '上半年结对帮扶情况报告' },
  { half: 'H2', monthDay: '12-31', title: '下半年结对帮扶情况报告' },
] as const;

function occurrencesIn({ today, until }: Period): Occurrence[] {
  const { year } = dateParts(today);
  return [year, year + 1]
    .flatMap(each => halves.map(({ half, monthDay, title }) => occurrenceOf(each, half, monthDay, title)))
    .filter(({ opensOn, dueOn }) => dueOn >= today && opensOn <= until);
}

function occurrenceOf(year: number, half: string, monthDay: string, title: string): Occurrence {
  const dueOn: IsoDate = `${year}-${monthDay}`;
  return { occurrence: `${year}-${half}`, match: '', title, opensOn: addDays(dueOn, -daysAhead), dueOn };
}

const daysBefore =
  (days: number) =>
  ({ dueOn }: DutyWindow) =>
    morningOf(addDays(dueOn, -days));

export const halfYearReport: Rule = {
  code: 'half-year-report',
  id: 'R10',
  version: 1,
  name: '半年结对帮扶情况报告',
  clauses: ['S1-3.2c'],
  owner: 'clerk',
  about: 'organisation',
  subjects: reportingOrganisations,
  occurrences: async (_db, period) => occurrencesIn(period),
  steps: [
    { to: 'owner', manner: 'digest', at: openingMorning },
    { to: 'owner', manner: 'digest', at: daysBefore(7) },
    { to: 'owner', manner: 'digest', at: daysBefore(1) },
    { to: 'leader', manner: 'digest', at: morningAfter, graceDays: 7 },
  ],
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前报上级老干部部门`,
};
