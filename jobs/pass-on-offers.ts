/** A duty that was offered to somebody who has not answered by noon of the next day goes to the next in line by itself. */
import { inTransaction } from '../src/database.ts';
import { expireOffer, offersOver } from '../src/scheme/hand-backs.ts';
import { outgoing } from '../src/scheme/notices.ts';
import { databaseNow } from '../src/scheme/obligations/now.ts';
import type { JobContext, JobHandler } from './context.ts';

export const passOnOffers: JobHandler<'pass-on-offers'> = async (
  _payload,
  { db, clock, outbox, log }: Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>,
) => {
  const ids = await offersOver(db, await databaseNow(db, clock));
  for (const id of ids) {
    await inTransaction(db, async tx => {
      const passed = await expireOffer(tx, clock, id);
      for (const notice of passed?.notices ?? []) await outbox.queue(tx, outgoing(notice));
    });
  }
  if (ids.length > 0) log.info({ count: ids.length }, 'offers passed on');
};
