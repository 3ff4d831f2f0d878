/** One happening reported by two people is one happening: what they say is put together, nobody is told twice. */
import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { Db } from '../database.ts';
import type { HappeningKind } from './labels.ts';

interface Report {
  readonly memberId: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  readonly detail?: string | null;
  readonly attachmentIds?: readonly string[];
}

type Row = NonNullable<Awaited<ReturnType<Db['happening']['findUnique']>>>;

/** Reports of one kind whose days are no further apart are one, as long as nobody has been there. */
const sameWithinDays: Readonly<Record<Exclude<HappeningKind, 'died' | 'despair' | 'hospitalised'>, number>> =
  {
    discharged: 7,
    disaster: 2,
    accident: 2,
    mood: 3,
    conflict: 3,
    opinion: 3,
    hardship: 7,
    upheaval: 7,
  };
/** A stay in hospital that has not ended is the same stay for so long. */
const stayDays = 30;
/** Words of despair that come again after this are told again. */
const despairAgainMs = 60 * 60 * 1000;

/** The happening that this report is about, if it is known already. The caller holds the lock on the care file. */
export async function findSame(db: Db, now: Date, report: Report): Promise<Row | undefined> {
  const { memberId, kind } = report;
  const rows = await db.happening.findMany({
    where: {
      memberId,
      kind: { in: kind === 'accident' ? ['accident', 'hospitalised'] : [kind] },
      undoneAt: null,
    },
    orderBy: { reportedAt: 'desc' },
    take: 20,
  });
  for (const row of rows) if (await isSame(db, now, row, report)) return row;
  return undefined;
}

async function isSame(db: Db, now: Date, row: Row, { kind, happenedOn }: Report): Promise<boolean> {
  if (kind === 'accident' && row.kind === 'hospitalised') return isOfStay(row, happenedOn);
  if (kind === 'died') return true;
  if (kind === 'despair') return now.getTime() - row.reportedAt.getTime() < despairAgainMs;
  if (kind === 'hospitalised') return isSameStay(row, happenedOn);
  const days = sameWithinDays[kind];
  const near = addDays(row.happenedOn, -days) <= happenedOn && happenedOn <= addDays(row.happenedOn, days);
  return near && !(await isSeenTo(db, row));
}

/** A day within the stay, or close to the day of admission, of which people are not always sure. */
function isSameStay({ happenedOn: since, endedOn }: Row, day: IsoDate): boolean {
  const until = endedOn ?? addDays(since, stayDays + 1);
  return day >= addDays(since, -3) && day < until;
}

/** A fall that is told of when the member lies in hospital already is what brought them there. */
const isOfStay = ({ happenedOn: since, endedOn }: Row, day: IsoDate): boolean =>
  endedOn === null && addDays(since, -2) <= day && day <= addDays(since, 2);

const isSeenTo = async (db: Db, { id, memberId }: Row): Promise<boolean> =>
  (await db.obligation.count({
    where: { memberId, occurrence: { startsWith: `happening:${id}:` }, state: 'done' },
  })) > 0;

/** Keeps with the first report what the second one adds. */
export async function mergeInto(db: Db, row: Row, { detail, attachmentIds = [] }: Report): Promise<Row> {
  const said = detail?.trim() ?? '';
  const known = row.detail && db.$vault.open('happening.detail', row.id, row.detail);
  const more = said !== '' && !(known ?? '').includes(said);
  const photos = attachmentIds.filter(id => !row.attachmentIds.includes(id));
  if (!more && photos.length === 0) return row;
  return db.happening.update({
    where: { id: row.id },
    data: {
      ...(more
        ? db.$vault.sealRow('happening', row.id, { detail: [known, said].filter(Boolean).join('；') })
        : {}),
      attachmentIds: [...row.attachmentIds, ...photos],
    },
  });
}
