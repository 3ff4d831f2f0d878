/** What the reports share (R10, R11): who hands them in, and the clerk's prompts: a first one, T-7, T-1; the leader when late. */
import { addDays, dateParts, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { Occurrence, Period, Rule } from './rule.ts';
import { reportingOrganisations } from './subjects.ts';
import { daysBeforeEnd, morningAfter, openingMorning } from './times.ts';

/** The second and the third prompt, in days before the last day; the first is on the opening day. */
const promptDays = [7, 1] as const;
/** For so many days after the last day the leader may still be told. */
const leaderGraceDays = 7;

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
export const reportRule = ({ opensDays, days, recipients, ...names }: Report): Rule => ({
  ...names,
  owner: 'clerk',
  about: 'organisation',
  subjects: reportingOrganisations,
  occurrences: async (_db, period) => reportsIn(period, days, opensDays),
  steps: [
    { to: 'owner', manner: 'digest', at: openingMorning },
    ...promptDays.map(each => ({ to: 'owner', manner: 'digest', at: daysBeforeEnd(each) }) as const),
    { to: 'leader', manner: 'digest', at: morningAfter, graceDays: leaderGraceDays },
  ],
  answer: '已上报',
  recipients,
  line: ({ title, dueOn }) => `${title}，${dateText(dueOn)}前报${recipients}；稿子眼下要您自己写`,
});

function reportsIn({ today, until }: Period, days: readonly ReportDay[], opensDays: number): Occurrence[] {
  const { year } = dateParts(today);
  return [year, year + 1]
    .flatMap(each => days.map(day => reportOf(each, day, opensDays)))
    .filter(({ opensOn, dueOn }) => dueOn >= today && opensOn <= until);
}

function reportOf(year: number, { part, monthDay, title }: ReportDay, opensDays: number): Occurrence {
  const dueOn: IsoDate = `${year}-${monthDay}`;
  return { occurrence: `${year}${part}`, match: '', title, opensOn: addDays(dueOn, -opensDays), dueOn };
}
