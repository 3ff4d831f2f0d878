/**
 * The lines of a digest: at most five things to do, the most urgent first; the rest in numbers. Each line names the list
 * behind it, and each number the word that shows it (C3.29).
 */
import { shortDate } from '../calendar/format.ts';
import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { Db } from '../database.ts';
import { reviewsOverdue } from './care-files.ts';
import { coverageOf, openRounds, type Round, type Tally } from './coverage.ts';
import { labelOf, type Role } from './labels.ts';
import { staffLists, type StaffList } from './labels/lists.ts';
import { dutiesOfOwner } from './obligations/lists.ts';
import { castOf } from './obligations/people.ts';
import { housematesIn } from './obligations/side-by-side.ts';
import { byUrgency, dutyLine, homesOf } from './obligations/urgency.ts';
import { hasRole, type Person } from './people.ts';
import { entriesOf, type DigestView, type Entries } from './staff-lists.ts';
import { survivorsToVisit } from './survivors.ts';
import { notReached } from './unreached.ts';

/** A line and the code of the list behind it: a `StaffList`, `coverage:<occurrence>`, reviews, survivors, unreached or tasks. */
export interface DigestLine {
  readonly text: string;
  readonly list: string;
}

/** What a digest says: things to do, and numbers. */
export interface DigestLines {
  readonly things: readonly DigestLine[];
  readonly numbers: readonly DigestLine[];
}

/** So many things to do are named; the others are counted (issue of attention, E-10). */
const namedAtMost = 5;
/** From the most urgent to what has a little time. */
const byUrgencyOfList = [
  'happenings',
  'requests',
  'overdue',
  'reports',
] as const satisfies readonly StaffList[];
const others = ['unpaired', 'leaders', 'letters'] as const satisfies readonly StaffList[];

/** What there is to say to this member of the staff; empty when all is well. */
export async function digestLines(db: Db, view: DigestView, reader: Person): Promise<DigestLines> {
  const lists = new Map<StaffList, Entries>();
  for (const list of [...byUrgencyOfList, ...others])
    lists.set(list, await entriesOf(db, list, view, namedAtMost));
  const waiting = byUrgencyOfList.flatMap(list =>
    (lists.get(list)?.rows ?? []).filter(({ waits }) => waits).map(({ text }) => ({ text, list })),
  );
  const things = waiting.slice(0, namedAtMost);
  const counted = (list: StaffList): DigestLine[] => {
    const count = lists.get(list)?.count ?? 0;
    const named = things.filter(thing => thing.list === list).length;
    return count === named ? [] : [{ text: countText(list, count), list }];
  };
  return {
    things,
    numbers: [
      ...(await coverageLines(db, view)),
      ...byUrgencyOfList.flatMap(counted),
      ...(await reviewLines(db, view, reader)),
      ...others.flatMap(counted),
      ...(await unreachedLines(db, view)),
      ...(await survivorLines(db, view, reader)),
      ...(await ownLines(db, view.today, reader)),
    ],
  };
}

const word = (text: string): string => `（“${text}”）`;

const countWords: Readonly<Record<StaffList, (count: number) => string>> = {
  happenings: count => `要紧的事共${count}件`,
  requests: count => `等人接的求助共${count}件`,
  overdue: count => `逾期共${count}件`,
  reports: count => `要报的报告${count}份`,
  unpaired: count => `没有帮扶人${count}位`,
  leaders: count => `没有结对的领导${count}位`,
  letters: count => `没签齐责任书${count}份`,
};

const countText = (list: StaffList, count: number): string =>
  `${countWords[list](count)}${word(labelOf(staffLists, list))}`;

async function coverageLines(db: Db, view: DigestView): Promise<DigestLine[]> {
  const lines: DigestLine[] = [];
  for (const round of await openRounds(db, view)) {
    const tally = await coverageOf(db, { kind: 'festival', occurrence: round.occurrence }, view);
    lines.push({ text: roundText(round, tally, view.today), list: `coverage:${round.occurrence}` });
  }
  return lines;
}

function roundText({ title, dueOn }: Round, { total, visited, excused }: Tally, today: IsoDate): string {
  const left = total - visited - excused;
  const time = dueOn === today ? '今天最后一天' : `还有${daysBetween(today, dueOn)}天`;
  const rest = left === 0 ? '都走到了' : `还差${left}位，${time}`;
  return `${title}应访${total}位，已访${visited}位${excused > 0 ? `，免访${excused}位` : ''}，${rest}${word(`${title}情况`)}`;
}

const acts: readonly Role[] = ['leader', 'secretary', 'clerk'];

async function reviewLines(db: Db, { today, path }: DigestView, reader: Person): Promise<DigestLine[]> {
  const count = hasRole(reader, ...acts) ? await reviewsOverdue(db, today, path) : 0;
  return count === 0 ? [] : [{ text: `待复核档案${count}份${word('复核')}`, list: 'reviews' }];
}

async function unreachedLines(db: Db, view: DigestView): Promise<DigestLine[]> {
  const { count } = await notReached(db, view, 1);
  return count === 0 ? [] : [{ text: `没联系上${count}人${word('未送达名单')}`, list: 'unreached' }];
}

async function survivorLines(db: Db, { path }: DigestView, reader: Person): Promise<DigestLine[]> {
  const { count } = hasRole(reader, ...acts, 'supervisor')
    ? await survivorsToVisit(db, path, 1)
    : { count: 0 };
  return count === 0 ? [] : [{ text: `继续慰问的遗属${count}位${word('遗属名单')}`, list: 'survivors' }];
}

async function ownLines(db: Db, today: IsoDate, reader: Person): Promise<DigestLine[]> {
  const { count } = hasRole(reader, ...acts, 'helper')
    ? await dutiesOfOwner(db, today, reader.id, 1)
    : { count: 0 };
  return count === 0 ? [] : [{ text: `您自己的${count}件${word('我的待办')}`, list: 'tasks' }];
}

/** What is a helper's own to do: five of them, the rest in a number. */
export async function helperLines(db: Db, today: IsoDate, ownerId: string): Promise<string[]> {
  const { count, rows } = await dutiesOfOwner(db, today, ownerId);
  const cast = await castOf(db, rows);
  const homes = homesOf(await housematesIn(db, rows, cast));
  const first = byUrgency(rows, today, homes).slice(0, namedAtMost);
  const lines = first.map(duty => `· ${dutyLine(duty, cast, today)}`);
  if (count === 0) return [];
  const more = count > first.length ? `一共${count}件，` : '';
  return [...lines, `${more}回复“我的待办”，按号码回一句就能记上。`];
}

/** 1月11日至1月17日走访3次，看望2位老同志. */
export const lookBackText = (
  { from, to }: { readonly from: IsoDate; readonly to: IsoDate },
  { visits, members }: { readonly visits: number; readonly members: number },
): string => {
  const days = `${shortDate(from)}至${shortDate(to)}`;
  return visits === 0 ? `${days}没有走访记录。` : `${days}走访${visits}次，看望${members}位老同志。`;
};
