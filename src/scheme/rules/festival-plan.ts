/**
 * R14 节前慰问方案 (S4-2a): 45 days before every festival that is on, whoever keeps the books of an organisation is to make its plan:
 * whom to visit, from what money, who does what by when, what is told of it. 14 days; the clerk is prompted once a week.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { festivals, nextFestival, type FestivalCode } from '../../calendar/festivals.ts';
import { dateText } from '../../calendar/format.ts';
import { festivalsOn } from './festival.ts';
import type { Occurrence, Period, Rule, Step } from './rule.ts';
import { planningOrganisations } from './subjects.ts';
import { morningOf } from './times.ts';

/** T-45, and the 14 days in which it is to be done. */
const leadDays = 45;
const windowDays = 14;
/** A prompt a week. */
const promptOnDays = [0, 7] as const;

/** The days before a festival in which it is prepared. */
export interface Preparation {
  readonly code: FestivalCode;
  /** 春节. */
  readonly name: string;
  /** "spring-festival-2027". */
  readonly occurrence: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** The next time, from `today` on, that a festival is prepared: the window that is open, or the first one to come. */
export function preparationFor(code: FestivalCode, today: IsoDate): Preparation {
  const { date, year } = nextFestival(code, addDays(today, leadDays - windowDays + 1));
  const opensOn = addDays(date, -leadDays);
  return {
    code,
    name: festivals[code].name,
    occurrence: `${code}-${year}`,
    opensOn,
    dueOn: addDays(opensOn, windowDays - 1),
  };
}

/** The owner's prompts in the weeks of a preparation. */
export const preparationSteps: readonly Step[] = promptOnDays.map(day => ({
  to: 'owner',
  manner: 'digest',
  at: ({ opensOn }) => morningOf(addDays(opensOn, day)),
}));

/** Not planned ahead: it is soon enough on the day. */
const plansIn = ({ today }: Period): Occurrence[] =>
  festivalsOn
    .map(code => preparationFor(code, today))
    .filter(({ opensOn }) => opensOn <= today)
    .map(({ name, occurrence, opensOn, dueOn }) => ({
      occurrence,
      match: '',
      title: `${name}慰问方案`,
      opensOn,
      dueOn,
    }));

export const festivalPlan: Rule = {
  code: 'festival-plan',
  id: 'R14',
  version: 1,
  name: '节前慰问方案',
  clauses: ['S4-2a'],
  owner: 'clerk',
  about: 'organisation',
  subjects: planningOrganisations,
  occurrences: async (_db, period) => plansIn(period),
  steps: preparationSteps,
  answer: '方案做好了',
  line: ({ title, dueOn }) =>
    `${title}，${dateText(dueOn)}前做好：慰问哪些老同志、经费从哪里来、怎么安排、怎么宣传`,
};
