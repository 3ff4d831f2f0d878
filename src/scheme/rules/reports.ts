/** What the reports share (R10, R11): who hands them in, and the clerk's prompts: a first one, T-7, T-1; the leader when late. */
import { addDays, dateParts, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { dayList, days, on, tells, yesNo } from './knobs.ts';
import { ruleWith, type Occurrence, type Period, type Rule } from './rule.ts';
import { reportingOrganisations } from './subjects.ts';
import { morningAfter, promptsInWindow } from './times.ts';

/** For so many days after the last day somebody up the ladder may still be told. */
const lateGraceDays = 7;

const knobsFor = (opens: number) => ({
  on,
  opens: days('提前几天开始', opens, { least: 5, most: 60 }),
  opening: yesNo('开始那天提醒', true),
  prompts: dayList('提醒（到期前几天）', [7, 1], { least: 0, most: 60 }),
  tells: tells('leader'),
});

/** One report of a year. */
export interface ReportDay {
  /** Follows the year in the occurrence: "-H1"; empty where there is one report a year. */
  readonly part: string;
  readonly monthDay: string;
  readonly title: string;
}

/** What makes a report. */
export interface Report extends Pick<Rule, 'code' | 'id' | 'version' | 'name' | 'clauses'> {
  /** The window opens so many days before the report is due. */
  readonly opensDays: number;
  readonly days: readonly ReportDay[];
  /** To whom it goes: 上级老干部部门. */
  readonly recipients: string;
}

/** The rule of a report. There is no draft in the product yet: the words say so. */
export const reportRule = ({ opensDays, days: reports, recipients, ...names }: Report): Rule =>
  ruleWith({
    ...names,
    owner: 'clerk',
    about: 'organisation',
    subjects: reportingOrganisations,
    knobs: knobsFor(opensDays),
    occurrences: async (_db, period, { opens }) => reportsIn(period, reports, opens),
    steps: ({ opens, tells: to, ...when }) => [
      ...promptsInWindow(opens + 1, when),
      { to, manner: 'digest', at: morningAfter, graceDays: lateGraceDays },
    ],
    answer: '已上报',
    recipients,
    line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前报${recipients}；稿子眼下要您自己写`,
  });

function reportsIn({ today, until }: Period, reports: readonly ReportDay[], opens: number): Occurrence[] {
  const { year } = dateParts(today);
  return [year, year + 1]
    .flatMap(each => reports.map(report => reportOf(each, report, opens)))
    .filter(({ opensOn, dueOn }) => dueOn >= today && opensOn <= until);
}

function reportOf(year: number, { part, monthDay, title }: ReportDay, opens: number): Occurrence {
  const dueOn: IsoDate = `${year}-${monthDay}`;
  return { occurrence: `${year}${part}`, match: '', title, opensOn: addDays(dueOn, -opens), dueOn };
}
