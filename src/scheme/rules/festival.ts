/**
 * R1 节日走访 (S1-3.3a, S3-3.5b, S5-4): 春节 and 七一 by default (S4-1b); the others are known and switched off. Which are on,
 * their windows and the steps are constants here until organisations have settings of their own.
 */
import { addDays, daysBetween, type IsoDate } from '../../calendar/dates.ts';
import { festivals, isFestivalCode, nextFestival, type FestivalCode } from '../../calendar/festivals.ts';
import { dateRangeText } from '../../calendar/format.ts';
import { Prisma } from '../../database.ts';
import type { DutyWindow, Occurrence, Period, Rule } from './rule.ts';
import { enrolledMembers } from './subjects.ts';
import { morningOf, openingMorning } from './times.ts';

/** Days before (negative) or after the festival on which the window opens and closes. 春节 help is given before 除夕 is over. */
const windows: Readonly<Record<FestivalCode, { readonly opens: number; readonly closes: number }>> = {
  'new-year': { opens: -7, closes: 0 },
  'spring-festival': { opens: -20, closes: -1 },
  'dragon-boat': { opens: -7, closes: 0 },
  'party-day': { opens: -10, closes: 0 },
  'mid-autumn': { opens: -7, closes: 0 },
  'national-day': { opens: -7, closes: 0 },
  'double-ninth': { opens: -7, closes: 0 },
};

/** The festivals that are kept. */
export const festivalsOn: readonly FestivalCode[] = ['spring-festival', 'party-day'];

function occurrenceOf(code: FestivalCode, from: IsoDate): Occurrence {
  const { opens, closes } = windows[code];
  // 春节 itself, the day after its window, is not to be planned any more: look for the festival from there on.
  const { date, year } = nextFestival(code, addDays(from, -closes));
  return {
    occurrence: `${code}-${year}`,
    match: '',
    title: `${festivals[code].name}走访`,
    opensOn: addDays(date, opens),
    dueOn: addDays(date, closes),
  };
}

function occurrencesIn({ today, until }: Period): Occurrence[] {
  return festivalsOn.map(code => occurrenceOf(code, today)).filter(({ opensOn }) => opensOn <= until);
}

/** The festival's own day. */
function festivalDay({ occurrence, dueOn }: DutyWindow): IsoDate {
  const code = occurrence.replace(/-\d+$/, '');
  return isFestivalCode(code) ? addDays(dueOn, -windows[code].closes) : dueOn;
}

const daysBefore = (days: number) => (duty: DutyWindow) => morningOf(addDays(festivalDay(duty), -days));

const halfWay = ({ opensOn, dueOn }: DutyWindow): Date =>
  morningOf(addDays(opensOn, Math.floor(daysBetween(opensOn, dueOn) / 2)));

export const festival: Rule = {
  code: 'festival',
  id: 'R1',
  version: 1,
  name: '节日走访',
  clauses: ['S1-3.3a', 'S3-3.5b', 'S4-1b', 'S5-4'],
  owner: 'helper',
  subjects: enrolledMembers(Prisma.sql`''`),
  occurrences: async (_db, period) => occurrencesIn(period),
  steps: [
    { to: 'owner', manner: 'digest', at: openingMorning },
    { to: 'owner', manner: 'digest', at: halfWay },
    { to: 'owner', manner: 'digest', at: daysBefore(3) },
    { to: 'secretary', manner: 'digest', at: daysBefore(1) },
  ],
  occasion: 'festival',
  // A greeting is given in person; by phone it counts when the helper says that it was the greeting (a member elsewhere).
  closedBy: { ways: ['home', 'hospital', 'meeting'], statedWays: ['phone', 'video', 'other'], late: false },
  usualWay: 'home',
  line: ({ title, opensOn, dueOn }) => `${title}，${dateRangeText(opensOn, dueOn)}，这几天都可以`,
};
