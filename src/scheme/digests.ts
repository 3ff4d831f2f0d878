/**
 * 简报: what a leader, secretary or clerk has to know, in plain text, from the same queries as the lists; helpers see their
 * own. No ranking of people or branches (E-10), no word of anybody's illness beyond that they are in hospital (E-1).
 */
import {
  addDays,
  addMonths,
  shanghaiDate,
  shanghaiInstant,
  weekday,
  type IsoDate,
} from '../calendar/dates.ts';
import { dateText } from '../calendar/format.ts';
import { isWorkday, type WorkdayTable } from '../calendar/workdays.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { digestLines, helperLines, lookBackText, type DigestLine } from './digest-lines.ts';
import { happeningsSince, newlyOverdue, visitsBetween, waitingRequests } from './obligations/lists.ts';
import { databaseNow } from './obligations/now.ts';
import { hasRole, type Person } from './people.ts';
import { enteredWorkdays } from './rule-settings.ts';
import { promptTime } from './rules/times.ts';
import type { ShownItem } from './shown.ts';
import type { DigestView } from './staff-lists.ts';
import { calendarGaps } from './workday-lists.ts';

/** `now`: somebody asked; the others are sent on schedule. */
export type DigestPeriod = 'now' | 'day' | 'week' | 'month';

/** A digest, what stands under its numbers, and whether something in it waits for its reader. */
export interface Digest {
  readonly text: string;
  /** For `keepShown`: the list behind each number. */
  readonly items: readonly ShownItem[];
  /** A request nobody took on, or something that happened or became 逾期 since the last working day. */
  readonly needsWord: boolean;
}

/** Those to whom digests are sent on schedule, each about their organisation and below. */
export const digestRoles = ['leader', 'secretary', 'clerk'] as const;

const staffRoles = [...digestRoles, 'supervisor', 'approver'] as const;

/**
 * The digest of this person at this moment. Staff see their organisation and below, helpers what is theirs to do. `entered`: the
 * days off and days worked that were entered by hand, for those who write digests to many.
 */
export async function digestFor(
  db: Db,
  clock: Clock,
  person: Person,
  period: DigestPeriod,
  entered?: WorkdayTable,
): Promise<Digest> {
  const now = await databaseNow(db, clock);
  const today = shanghaiDate(now);
  if (!hasRole(person, ...staffRoles)) return helperDigest(db, today, person);
  const view: DigestView = { now, today, path: person.organisation.path };
  const { things, numbers } = await digestLines(db, view, person);
  const text = [
    `${titles[period]}　${dateText(today)}`,
    person.organisation.name,
    ...(await lookBack(db, period, view)),
    ...bodyOf(things, numbers),
    ...(hasRole(person, 'clerk', 'administrator') ? await calendarGaps(db, view.path, today) : []),
  ].join('\n');
  const items = [...things, ...numbers].map(({ list }, place) => ({ number: place + 1, ref: list }));
  return { text, items, needsWord: await needsWord(db, view, entered) };
}

function bodyOf(things: readonly DigestLine[], numbers: readonly DigestLine[]): string[] {
  if (things.length + numbers.length === 0) return ['一切都好，眼下没有要您操心的事。'];
  const line = ({ text }: DigestLine, place: number): string => `${place + 1}. ${text}`;
  return [
    ...(things.length > 0 ? [`请先办这${things.length}件：`] : ['眼下没有急事。']),
    ...things.map(line),
    ...(things.length > 0 && numbers.length > 0 ? ['其他的：'] : []),
    ...numbers.map((each, place) => line(each, things.length + place)),
    '回复号码或引号里的词，看名单。',
  ];
}

const titles: Readonly<Record<DigestPeriod, string>> = {
  now: '简报',
  day: '今日简报',
  week: '一周简报',
  month: '上月简报',
};

async function helperDigest(db: Db, today: IsoDate, person: Person): Promise<Digest> {
  const lines = await helperLines(db, today, person.id);
  const body = lines.length > 0 ? lines : ['一切都好，眼下没有要办的事。'];
  return { text: [`简报　${dateText(today)}`, ...body].join('\n'), items: [], needsWord: false };
}

async function needsWord(db: Db, { today, path }: DigestView, entered?: WorkdayTable): Promise<boolean> {
  const since = lastWorkdayBefore(today, entered ?? (await enteredWorkdays(db)));
  if ((await waitingRequests(db, path, 1)).count > 0) return true;
  if ((await newlyOverdue(db, today, addDays(since, 1), path)) > 0) return true;
  return (await happeningsSince(db, shanghaiInstant(since, promptTime), path)) > 0;
}

function lastWorkdayBefore(today: IsoDate, entered?: WorkdayTable): IsoDate {
  let day = addDays(today, -1);
  while (!isWorkday(day, entered)) day = addDays(day, -1);
  return day;
}

/** What was done in the week or the month before. */
async function lookBack(db: Db, period: DigestPeriod, { today, path }: DigestView): Promise<string[]> {
  const span = period === 'week' ? weekBefore(today) : period === 'month' ? monthBefore(today) : undefined;
  if (!span) return [];
  return [lookBackText(span, await visitsBetween(db, span.from, span.to, path))];
}

function weekBefore(today: IsoDate): { from: IsoDate; to: IsoDate } {
  const monday = addDays(today, 1 - weekday(today));
  return { from: addDays(monday, -7), to: addDays(monday, -1) };
}

function monthBefore(today: IsoDate): { from: IsoDate; to: IsoDate } {
  const first = `${today.slice(0, 8)}01`;
  return { from: addMonths(first, -1), to: addDays(first, -1) };
}

/**
 * Which digest is sent on `today`: the month's on its first working day, the week's on the week's first working day, the
 * day's on other working days, none on days off. One message, the largest period. `entered`: the days off and days worked
 * that were entered by hand.
 */
export function scheduledPeriod(
  today: IsoDate,
  entered?: WorkdayTable,
): Exclude<DigestPeriod, 'now'> | undefined {
  if (!isWorkday(today, entered)) return undefined;
  const before = lastWorkdayBefore(today, entered);
  if (before.slice(0, 7) !== today.slice(0, 7)) return 'month';
  return before < addDays(today, 1 - weekday(today)) ? 'week' : 'day';
}
