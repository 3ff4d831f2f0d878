/**
 * R14 节前慰问方案 (S4-2a): 45 days before every festival that is on, whoever keeps the books of an organisation is to make its plan:
 * whom to visit, from what money, who does what by when, what is told of it. 14 days; the clerk is prompted once a week.
 */
import { dateText } from '../../calendar/format.ts';
import { preparationKnobs, preparationsNow, preparationSteps, placeOf } from './festivals-kept.ts';
import { Prisma } from '../../database.ts';
import { ruleWith } from './rule.ts';
import { planningOrganisations } from './subjects.ts';

export const festivalPlan = ruleWith({
  code: 'festival-plan',
  id: 'R14',
  version: 1,
  name: '节前慰问方案',
  clauses: ['S4-2a'],
  owner: 'clerk',
  about: 'organisation',
  follows: ['festival'],
  subjects: period => planningOrganisations(Prisma.sql`${placeOf(Prisma.sql`o.path`, period)}::text`),
  knobs: preparationKnobs,
  occurrences: async (db, period, held) =>
    (await preparationsNow(db, period, held)).map(({ name, place, ...window }) => ({
      ...window,
      match: String(place),
      title: `${name}慰问方案`,
    })),
  steps: preparationSteps,
  answer: '方案做好了',
  line: ({ title, dueOn }) =>
    `${title}，${dateText(dueOn)}前做好：慰问哪些老同志、经费从哪里来、怎么安排、怎么宣传`,
});
