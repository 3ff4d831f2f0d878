/** Days off and days worked in their place, entered from the State Council's list by an administrator; they win over what is built in. */
import { dateParts, type IsoDate } from '../calendar/dates.ts';
import { springFestival } from '../calendar/lunar.ts';
import { hasYearTable } from '../calendar/workdays.ts';
import type { HolidayList } from '../calendar/holiday-list.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { logChange } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { festivalsWithoutDay } from './local-festivals.ts';
import { enteredWorkdays, lockSettings } from './rule-settings.ts';

/**
 * Keeps a year's list in place of what was entered for that year before, in the caller's transaction; the planner's next
 * run moves what is counted in working days. `complete` is false where 春节 is not in it: then the year still counts as unknown.
 */
export async function setHolidayList(
  tx: Db,
  clock: Clock,
  { year, rest, work }: HolidayList,
  { actorId, organisationId }: { readonly actorId: string | null; readonly organisationId: string },
): Promise<{ readonly complete: boolean }> {
  await lockSettings(tx);
  const changedAt = await databaseNow(tx, clock);
  const ofYear = { day: { gte: `${year}-01-01`, lte: `${year}-12-31` } };
  const before = await tx.workdayChange.findMany({ where: ofYear, orderBy: { day: 'asc' } });
  const rows = [...rest.map(day => ({ day, kind: 'rest' })), ...work.map(day => ({ day, kind: 'work' }))];
  await tx.workdayChange.deleteMany({ where: { OR: [ofYear, { day: { in: rows.map(({ day }) => day) } }] } });
  await tx.workdayChange.createMany({ data: rows.map(row => ({ ...row, changedById: actorId, changedAt })) });
  const days = (kind: string): IsoDate[] => before.flatMap(row => (row.kind === kind ? [row.day] : []));
  await logChange(tx, clock, {
    actorId,
    action: 'set',
    subject: 'workday_change',
    subjectId: organisationId,
    organisationId,
    ref: String(year),
    before: { year, rest: days('rest'), work: days('work') },
    after: { year, rest, work },
  });
  return { complete: rest.includes(springFestival(year)) };
}

/** From November on next year's list is out; before that nobody can have it. */
const outFrom = 11;

/** The years whose list ought to be known on `today` and is not: this year's, and from November on next year's. */
export async function missingHolidayLists(db: Db, today: IsoDate): Promise<number[]> {
  const { year, month } = dateParts(today);
  const entered = await enteredWorkdays(db);
  return (month >= outFrom ? [year, year + 1] : [year]).filter(each => !hasYearTable(each, entered));
}

/** What the calendar lacks, in sentences for whoever can enter it; empty when it lacks nothing. */
export async function calendarGaps(db: Db, path: string, today: IsoDate): Promise<string[]> {
  const years = await missingHolidayLists(db, today);
  const names = await festivalsWithoutDay(db, path, today);
  const { year } = dateParts(today);
  return [
    ...years.map(
      each =>
        `${each}年的放假安排还没有录入，工作日先按法定节日推算；公布后请管理员回复“放假安排 ${each}：休 … 班 …”。`,
    ),
    ...names.map(
      name =>
        `${name}接下来的日子还没有填，到时候不会提醒走访；定下来后请回复“节日 ${name} ${year}年几月几日”。`,
    ),
  ];
}
