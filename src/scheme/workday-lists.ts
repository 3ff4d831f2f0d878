/** Days off and days worked in their place, entered from the State Council's list by an administrator; they win over what is built in. */
import { dateParts, type IsoDate } from '../calendar/dates.ts';
import { springFestival } from '../calendar/lunar.ts';
import { hasYearTable } from '../calendar/workdays.ts';
import type { HolidayList } from '../calendar/holiday-list.ts';
import type { Clock } from '../clock.ts';
import { takenBack, type Db } from '../database.ts';
import { logChange, readEntry } from './audit-trail.ts';
import { databaseNow } from './obligations/now.ts';
import { countRuleUnder } from './obligations/planner.ts';
import { festivalsWithoutDay } from './local-festivals.ts';
import { enteredWorkdays, lockSettings } from './rule-settings.ts';
import { rules } from './rules/index.ts';

/** Who enters a list, and in whose trail that stands. */
export interface ListBy {
  readonly actorId: string | null;
  readonly organisationId: string;
}

/**
 * Keeps a year's list in place of what was entered for that year before, in the caller's transaction; the planner's next
 * run moves what is counted in working days. `complete` is false where 春节 is not in it: then the year still counts as unknown.
 */
export async function setHolidayList(
  tx: Db,
  clock: Clock,
  list: HolidayList,
  by: ListBy,
): Promise<{ readonly complete: boolean }> {
  await lockSettings(tx);
  const before = await replaceList(tx, clock, list, by.actorId);
  await logList(tx, clock, 'set', by, before, list);
  return { complete: list.rest.includes(springFestival(list.year)) };
}

async function replaceList(
  tx: Db,
  clock: Clock,
  { year, rest, work }: HolidayList,
  actorId: string | null,
): Promise<HolidayList> {
  const changedAt = await databaseNow(tx, clock);
  const before = await enteredList(tx, year);
  const ofYear = { day: { gte: `${year}-01-01`, lte: `${year}-12-31` } };
  const rows = [...rest.map(day => ({ day, kind: 'rest' })), ...work.map(day => ({ day, kind: 'work' }))];
  await tx.workdayChange.deleteMany({ where: { OR: [ofYear, { day: { in: rows.map(({ day }) => day) } }] } });
  await tx.workdayChange.createMany({ data: rows.map(row => ({ ...row, changedById: actorId, changedAt })) });
  return before;
}

/** What is entered for a year; empty where nothing is. */
async function enteredList(db: Db, year: number): Promise<HolidayList> {
  const rows = await db.workdayChange.findMany({
    where: { day: { gte: `${year}-01-01`, lte: `${year}-12-31` } },
    orderBy: { day: 'asc' },
  });
  const days = (kind: string): IsoDate[] => rows.flatMap(row => (row.kind === kind ? [row.day] : []));
  return { year, rest: days('rest'), work: days('work') };
}

const logList = (
  tx: Db,
  clock: Clock,
  action: 'set' | 'undo',
  { actorId, organisationId }: ListBy,
  before: HolidayList,
  after: HolidayList,
): Promise<void> =>
  logChange(tx, clock, {
    actorId,
    action,
    subject: 'workday_change',
    subjectId: organisationId,
    organisationId,
    ref: String(after.year),
    before: { ...before },
    after: { ...after },
  });

/** How many duties a list moves, counted and taken back: those whose last day is so many working days away. */
export function previewHolidayList(tx: Db, clock: Clock, list: HolidayList): Promise<number> {
  return takenBack(tx, async () => {
    await replaceList(tx, clock, list, null);
    let moved = 0;
    for (const rule of rules.filter(({ knobs }) => knobs['window']?.kind === 'workdays'))
      moved += (await countRuleUnder(tx, clock, { rule, path: '' })).changed;
    return moved;
  });
}

/** The last list that was entered and not taken back: which year, what there was before, and what there is now. */
export interface LastList {
  readonly year: number;
  readonly before: HolidayList;
  readonly now: HolidayList;
}

/** What “撤销放假安排” takes back: of this year, else the last of all; undefined where there is none. */
export async function lastHolidayList(db: Db, year?: number): Promise<LastList | undefined> {
  const rows = await db.auditEntry.findMany({
    where: { subject: 'workday_change', ...(year === undefined ? {} : { ref: String(year) }) },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    take: 50,
  });
  for (const entry of rows.map(row => readEntry(db, row))) {
    const now = await enteredList(db, Number(entry.ref));
    const [before, after] = [entry.before, entry.after] as unknown as [HolidayList, HolidayList];
    if (entry.action === 'set' && sameDays(now, after) && !sameDays(before, after))
      return { year: now.year, before: { ...before, year: now.year }, now: { ...after, year: now.year } };
  }
  return undefined;
}

/** Whether a list is what stands: a list may begin in the December before, which is entered with another year. */
const sameDays = (one: HolidayList, other: HolidayList): boolean => {
  const within = (days: readonly IsoDate[]) =>
    days.filter(day => dateParts(day).year === one.year).toSorted();
  return (['rest', 'work'] as const).every(
    kind => JSON.stringify(within(one[kind])) === JSON.stringify(within(other[kind])),
  );
};

/**
 * Puts back what there was before the last list of a year: an earlier list, or what is built in. Null where there is nothing
 * to take back. The planner's next run moves what is counted in working days.
 */
export async function undoHolidayList(
  tx: Db,
  clock: Clock,
  year: number,
  by: ListBy,
): Promise<LastList | null> {
  await lockSettings(tx);
  const last = await lastHolidayList(tx, year);
  if (!last) return null;
  await tx.workdayChange.deleteMany({ where: { day: { in: [...last.now.rest, ...last.now.work] } } });
  await replaceList(tx, clock, last.before, by.actorId);
  await logList(tx, clock, 'undo', by, last.now, last.before);
  return last;
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
