/** What the rules that follow a happening (情况) share: the happenings of the period, and how one is named in a duty. */
import { minDate, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { WorkdayTable } from '../../calendar/workdays.ts';
import { Prisma, type Db } from '../../database.ts';
import type { HappeningKind } from '../labels.ts';
import type { Call, Occurrence, Period } from './rule.ts';

/** A happening that was not taken back. */
export interface HappeningFact {
  readonly id: string;
  readonly memberId: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  readonly reportedAt: Date;
  readonly endedOn: IsoDate | null;
}

/** Longer ago than this nothing reported can still have an open window. */
const reportedWithinDays = 40;

/** The happenings of these kinds: those reported lately or, with `lasting`, those that have not ended. */
export async function happeningsOf(
  db: Db,
  kinds: readonly HappeningKind[],
  { now, memberIds }: Period,
  { lasting = false } = {},
): Promise<HappeningFact[]> {
  const since = new Date(now.getTime() - reportedWithinDays * 24 * 60 * 60 * 1000);
  const recent = lasting
    ? Prisma.sql`"endedOn" IS NULL`
    : Prisma.sql`"reportedAt" > ${since.toISOString()}::timestamptz`;
  const only = memberIds ? Prisma.sql`AND "memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  return db.$queryRaw<HappeningFact[]>`
    SELECT id, "memberId", kind, "happenedOn", "reportedAt", "endedOn" FROM happening
    WHERE kind = ANY(${[...kinds]}::text[]) AND "undoneAt" IS NULL AND ${recent} ${only} ORDER BY id`;
}

/** The name of a happening's duty: "happening:<id>:admission". */
export const occurrenceName = (happeningId: string, part: string): string =>
  `happening:${happeningId}:${part}`;

/** The happening a duty came from, if it came from one. */
export const happeningIdOf = (occurrence: string): string | undefined =>
  /^happening:([0-9a-f-]{36}):/.exec(occurrence)?.[1];

/** The duty of one happening: from the day it happened (a visit made before it was reported counts) to `dueOn`. */
export function duringHappening(
  fact: HappeningFact,
  part: string,
  title: string,
  dueOn: IsoDate,
): Occurrence {
  const opensOn = minDate(fact.happenedOn, shanghaiDate(fact.reportedAt));
  return { occurrence: occurrenceName(fact.id, part), match: fact.memberId, title, opensOn, dueOn };
}

/** The occurrences of a rule in which each happening is one duty; `dueOn` gives its last day under the values that hold. */
export const oncePerHappening =
  <H>(
    kinds: readonly HappeningKind[],
    part: string,
    title: string,
    dueOn: (reportedAt: Date, held: H, table?: WorkdayTable) => IsoDate,
  ) =>
  async (db: Db, period: Period, held: H): Promise<Occurrence[]> => {
    const facts = await happeningsOf(db, kinds, period);
    // What goes on as something else (摔了, then 住院) is visited for once.
    return facts
      .filter(({ endedOn }) => endedOn === null)
      .map(fact => duringHappening(fact, part, title, dueOn(fact.reportedAt, held, period.workdays)))
      .filter(each => each.dueOn >= period.today);
  };

const longestQuote = 60;

/** What was reported, in its own words, for those who are to see to it; nothing where there is nothing. */
export function quoted({ happening }: Call): string {
  const detail = happening?.detail?.trim();
  if (!detail) return '';
  const text = [...detail].length > longestQuote ? `${[...detail].slice(0, longestQuote).join('')}…` : detail;
  return `说的是：“${text}”\n`;
}

/** What stands at the end of a call: how to say that one has been there. */
export const howToAnswer = ({ address }: Call, where: string): string =>
  `去过以后，直接告诉我一句就行，比如“${where}看了${address}，精神还好”。`;
