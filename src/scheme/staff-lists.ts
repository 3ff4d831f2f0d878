/**
 * The lists behind a 简报, one line an entry. The digest counts and names with these, so that a number and its list never
 * differ (C3.29). No word of anybody's illness beyond that they are in hospital (E-1), no ranking (E-10).
 */
import { daysBetween, shanghaiDate, type IsoDate } from '../calendar/dates.ts';
import { dateText, shortDate } from '../calendar/format.ts';
import type { Db } from '../database.ts';
import { happeningKinds, labelOf, requestKinds } from './labels.ts';
import type { StaffList } from './labels/lists.ts';
import { signWithinDays, unsignedLetters } from './letters/lists.ts';
import { unsignedParties, type Letter } from './letters/reads.ts';
import {
  openHappenings,
  overdueDuties,
  reportsDue,
  unpairedMembers,
  waitingRequests,
  type OpenHappening,
  type WaitingRequest,
} from './obligations/lists.ts';
import { castOf, ownerWords, whoIs, type Cast } from './obligations/people.ts';
import type { Duty } from './obligations/steps.ts';
import { leadersWithoutMember } from './pairing/lists.ts';
import { peopleById, type Person } from './people.ts';
import { ruleOf } from './rules/index.ts';

/** From when and where somebody looks. */
export interface DigestView {
  readonly now: Date;
  readonly today: IsoDate;
  readonly path: string;
}

/** One entry; `waits` where somebody has to do something about it soon. */
export interface Entry {
  readonly text: string;
  readonly waits: boolean;
}

/** The first entries of a list, and how many there are in all. */
export interface Entries {
  readonly count: number;
  readonly rows: readonly Entry[];
}

type Reader = (db: Db, view: DigestView, limit: number) => Promise<Entries>;

/** A report is spoken of as a thing to do when so many days are left. */
const reportSoonDays = 7;

const readers: Readonly<Record<StaffList, Reader>> = {
  async happenings(db, { now, today, path }, limit) {
    const { count, rows } = await openHappenings(db, now, path, limit);
    const people = await membersOf(db, rows);
    return {
      count,
      rows: rows.map(row => ({
        text: happeningText(row, people.get(row.memberId), today),
        waits: !row.seenTo,
      })),
    };
  },
  async requests(db, { today, path }, limit) {
    const { count, rows } = await waitingRequests(db, path, limit);
    const people = await membersOf(db, rows);
    const text = (row: WaitingRequest): string => requestText(row, people.get(row.memberId), today);
    return { count, rows: rows.map(row => ({ text: text(row), waits: true })) };
  },
  async overdue(db, { today, path }, limit) {
    const { count, rows } = await overdueDuties(db, today, path, limit);
    const cast = await castOf(db, rows);
    return {
      count,
      rows: rows.map(duty => ({ text: overdueText(duty, cast, { today, path }), waits: true })),
    };
  },
  async reports(db, { today, path }, limit) {
    const { count, rows } = await reportsDue(db, today, path, limit);
    const { organisations } = await castOf(db, rows);
    return {
      count,
      rows: rows.map(duty => ({
        text: `${organisations.get(duty.organisationId) ?? ''}的${duty.title}，${dateText(duty.dueOn)}前报${ruleOf(duty.rule)?.recipients ?? '上级'}，还没有报出`,
        waits: daysBetween(today, duty.dueOn) <= reportSoonDays,
      })),
    };
  },
  async unpaired(db, { today, path }, limit) {
    const { count, rows } = await unpairedMembers(db, today, path, limit);
    const people = await peopleById(
      db,
      rows.map(({ id }) => id),
    );
    const text = (id: string, branch: string): string => `${nameOf(people.get(id), today)}，${branch}`;
    return {
      count,
      rows: rows.map(({ id, organisation }) => ({ text: text(id, organisation), waits: false })),
    };
  },
  async leaders(db, { today, path }, limit) {
    const { count, rows } = await leadersWithoutMember(db, today, path, limit);
    return {
      count,
      rows: rows.map(({ name, organisation }) => ({ text: `${name}，${organisation}`, waits: false })),
    };
  },
  async letters(db, { today, path }, limit) {
    const { count, rows } = await unsignedLetters(db, today, path, limit);
    const people = await peopleById(
      db,
      rows.flatMap(({ helperId, memberId }) => [helperId, memberId]),
    );
    return { count, rows: rows.map(letter => ({ text: letterText(letter, people, today), waits: false })) };
  },
};

/** A list's first entries within an organisation and below it, in the order of its query. */
export const entriesOf = (db: Db, list: StaffList, view: DigestView, limit: number): Promise<Entries> =>
  readers[list](db, view, limit);

const membersOf = (db: Db, rows: readonly { readonly memberId: string }[]): Promise<Map<string, Person>> =>
  peopleById(
    db,
    rows.map(({ memberId }) => memberId),
  );

const nameOf = (member: Person | undefined, today: IsoDate): string =>
  member ? whoIs(member, today) : '一位老同志';

function happeningText(row: OpenHappening, member: Person | undefined, today: IsoDate): string {
  const seen = row.seenTo ? '已看望' : '还没有人看望';
  return `${nameOf(member, today)}${shortDate(row.happenedOn)}${wordFor(row.kind)}，${seen}`;
}

/** Despair is told to those who must act, quarrels stay in the family; a digest says no more than that somebody needs company. */
const wordFor = (kind: string): string =>
  ['despair', 'mood', 'conflict'].includes(kind) ? '起需要多关心' : labelOf(happeningKinds, kind);

const requestText = (
  { number, kind, createdAt }: WaitingRequest,
  member: Person | undefined,
  today: IsoDate,
): string =>
  `${nameOf(member, today)}的求助（第${number}号，${labelOf(requestKinds, kind)}），${shortDate(shanghaiDate(createdAt))}提出，还没有人接`;

/** A report of the reader's own unit needs no name of a unit. */
function overdueText(
  duty: Duty,
  { people, organisations }: Cast,
  { today, path }: Omit<DigestView, 'now'>,
): string {
  const owner = people.get(duty.ownerId);
  const who =
    duty.memberId === null
      ? duty.path === path
        ? ''
        : `${organisations.get(duty.organisationId) ?? ''}的`
      : `${nameOf(people.get(duty.memberId), today)}的`;
  return `${who}${duty.title}，过了${daysBetween(duty.dueOn, today)}天${owner ? `，${ownerWords(owner, duty)}` : ''}`;
}

const partyNames = { branch: '支部', helper: '帮扶人', member: '老同志' } as const;

/** 未签订 (S5-3c): who has yet to sign. */
function letterText(letter: Letter, people: ReadonlyMap<string, Person>, today: IsoDate): string {
  const missing = unsignedParties(letter).map(party => partyNames[party]);
  const helper = people.get(letter.helperId)?.name ?? '帮扶人';
  return `${nameOf(people.get(letter.memberId), today)}和${helper}，写好${signWithinDays}天了，还差${missing.join('、')}`;
}
