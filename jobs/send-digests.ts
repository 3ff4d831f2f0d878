/**
 * Sends the digests of the day to those who answer for a unit, as a part of their one message of the day: written once, and
 * not on a later day (the next one says what still matters).
 */
import { shanghaiDate, type IsoDate } from '../src/calendar/dates.ts';
import { clockAgrees } from '../src/clock-skew.ts';
import { digestRoles } from '../src/scheme/digests.ts';
import { enteredWorkdays } from '../src/scheme/rule-settings.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import type { JobContext, JobHandler } from './context.ts';
import { digestOfNow, forEachAtOnce, gatherFor, gatheringAfterOwners } from './gathered.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

const peoplePerPage = 200;
const atOnce = 2;
const doneKey = 'digests';

export const sendDigests: JobHandler<'send-digests'> = async (_payload, context: Parts) => {
  if (!(await clockAgrees(context))) return;
  const now = await databaseNow(context.db, context.clock);
  const day = shanghaiDate(now);
  const entered = await enteredWorkdays(context.db);
  if (digestOfNow(now, entered) === undefined || (await isDone(context, day))) return;
  const gathering = await gatheringAfterOwners(context, now);
  let last = '';
  do {
    const page = await readers(context, last);
    await forEachAtOnce(page, atOnce, ({ id }) => gatherFor(context, id, gathering));
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

async function readers({ db }: Parts, after: string): Promise<{ readonly id: string }[]> {
  return db.person.findMany({
    where: {
      roles: { hasSome: [...digestRoles] },
      userId: { not: null },
      unreachableSince: null,
      ...(after === '' ? {} : { id: { gt: after } }),
    },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: peoplePerPage,
  });
}
