/**
 * Forgetting (PIPL 19, 47; E-4), once a day: what people wrote and were written, once it is handled and old enough, becomes
 * nothing; the records made from it stay, and so does every number. Consents whose last day is over take effect. Running
 * it again, or two at once, finds nothing left to do.
 */
import { shanghaiDate, shanghaiInstant, addDays, type IsoDate } from '../src/calendar/dates.ts';
import { forgetInbound } from '../src/chat/inbox.ts';
import { forgetOutbound } from '../src/chat/outbox.ts';
import { inTransaction } from '../src/database.ts';
import { expireConsents, membersWithExpired } from '../src/scheme/consents.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import type { JobContext, JobHandler } from './context.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'log' | 'keepTextDays'>;

/** In the small hours, when nobody waits. */
const from = '03:10';
const perStatement = 2_000;
const doneKey = 'forgotten';

export const forgetOld: JobHandler<'forget-old'> = async (_payload, parts: Parts) => {
  const { db, clock, log, keepTextDays } = parts;
  const now = await databaseNow(db, clock);
  const day = shanghaiDate(now);
  if (now < shanghaiInstant(day, from) || (await isDone(parts, day))) return;
  const before = shanghaiInstant(addDays(day, -keepTextDays), '00:00');
  const inbound = await untilNone(() => forgetInbound(db, before, perStatement));
  const outbound = await untilNone(() => forgetOutbound(db, before, perStatement));
  const { consents, fields } = await endConsents(parts, day);
  log.info(
    { keepTextDays, inbound, outbound, consents, fields },
    'old texts forgotten, expired consents ended',
  );
  const value = { day, inbound, outbound, consents, fields };
  await db.systemState.upsert({
    where: { key: doneKey },
    create: { key: doneKey, value },
    update: { value, updatedAt: now },
  });
};

async function untilNone(forget: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await forget();
    total += count;
    if (count < perStatement) return total;
  }
}

/** One member at a time: whoever cannot be done today is done tomorrow. */
async function endConsents(
  { db, clock }: Parts,
  day: IsoDate,
): Promise<{ consents: number; fields: number }> {
  let [consents, fields] = [0, 0];
  for (const memberId of await membersWithExpired(db, day)) {
    const ended = await inTransaction(db, tx => expireConsents(tx, memberId, clock));
    consents += ended.consents;
    fields += ended.erased.length;
  }
  return { consents, fields };
}

async function isDone({ db }: Parts, day: IsoDate): Promise<boolean> {
  const state = await db.systemState.findUnique({ where: { key: doneKey } });
  return (state?.value as { day?: string } | undefined)?.day === day;
}
