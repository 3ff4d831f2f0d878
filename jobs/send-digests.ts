/**
 * Sends the digests of the day to those who answer for a unit: one message at most, written once a day, and not on a later
 * day (the next one says what still matters).
 */
import { shanghaiDate, shanghaiInstant, type IsoDate } from '../src/calendar/dates.ts';
import { clockAgrees } from '../src/clock-skew.ts';
import { inTransaction } from '../src/database.ts';
import { digestFor, digestRoles, scheduledPeriod, type DigestPeriod } from '../src/scheme/digests.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import { personFields, toPerson, type Person } from '../src/scheme/people.ts';
import { gentleInstant } from '../src/scheme/quiet-hours.ts';
import { promptTime } from '../src/scheme/rules/times.ts';
import type { JobContext, JobHandler } from './context.ts';
import { forEachAtOnce } from './send-prompts.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

/** After this time of day a digest is not news any more. */
const notAfterTime = '18:00';
const peoplePerPage = 200;
const atOnce = 2;
const doneKey = 'digests';

export const sendDigests: JobHandler<'send-digests'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  const now = await databaseNow(context.db, context.clock);
  const day = shanghaiDate(now);
  const period = scheduledPeriod(day);
  if (!period || now < shanghaiInstant(day, promptTime) || now >= shanghaiInstant(day, notAfterTime)) return;
  if (await isDone(context, day)) return;
  let last = '';
  do {
    const page = await readers(context, last);
    await forEachAtOnce(page, atOnce, person => sendTo(context, person, period, day, now));
    last = page.length === peoplePerPage ? (page.at(-1)?.id ?? '') : '';
  } while (last !== '');
  await context.db.systemState.upsert({
    where: { key: doneKey },
    create: { key: doneKey, value: { day } },
    update: { value: { day }, updatedAt: now },
  });
};

/** Whether this day's round is over: the job looks every minute. */
async function isDone({ db }: Parts, day: IsoDate): Promise<boolean> {
  const state = await db.systemState.findUnique({ where: { key: doneKey } });
  return (state?.value as { day?: string } | undefined)?.day === day;
}

async function readers({ db }: Parts, after: string): Promise<Person[]> {
  const rows = await db.person.findMany({
    where: {
      roles: { hasSome: [...digestRoles] },
      userId: { not: null },
      unreachableSince: null,
      ...(after === '' ? {} : { id: { gt: after } }),
    },
    select: personFields,
    orderBy: { id: 'asc' },
    take: peoplePerPage,
  });
  return rows.map(row => toPerson(db, row));
}

async function sendTo(
  { db, clock, outbox }: Parts,
  person: Person,
  period: Exclude<DigestPeriod, 'now'>,
  day: IsoDate,
  now: Date,
): Promise<void> {
  const dedupeKey = `digest:${period}:${day}:${person.id}`;
  if ((await db.outboundMessage.count({ where: { dedupeKey: `${dedupeKey}#0` } })) > 0) return;
  const { text, needsWord } = await digestFor(db, clock, person, period);
  if (period === 'day' && !needsWord) return;
  const notice = {
    personId: person.id,
    userId: person.userId ?? '',
    text,
    purpose: 'digest',
    notBefore: gentleInstant(now),
    notAfter: shanghaiInstant(day, notAfterTime),
    conditions: {},
    dedupeKey,
  } as const;
  await inTransaction(db, tx => outbox.queue(tx, outgoing(notice)));
}
