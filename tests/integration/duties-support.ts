/** What the tests about duties share: a context for the jobs, and what was written to whom. */
import type { JobContext } from '../../jobs/context.ts';
import { createOutbox } from '../../src/chat/outbox.ts';
import type { Db } from '../../src/database.ts';
import { createLog } from '../../src/log.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

export interface House {
  readonly database: TestDatabase;
  readonly db: TestDatabase['db'];
  readonly clock: HeldClock;
  /** As the jobs get it; the platform and the conversations are not part of these tests. */
  readonly context: JobContext;
  /** Moves the clock to this instant. */
  at(instant: string): void;
}

/** A database, a clock that stands, an outbox that frames each text as one message. */
export async function createHouse(start: string): Promise<House> {
  const database = await createTestDatabase();
  const clock = heldClock(start);
  const outbox = createOutbox({
    clock,
    split: text => [text],
    compose: (to, text) => JSON.stringify({ to, text }),
  });
  const context = { db: database.db, clock, outbox, log: createLog('silent') } as unknown as JobContext;
  return { database, db: database.db, clock, context, at: instant => clock.moveTo(new Date(instant)) };
}

export interface Written {
  readonly id: bigint;
  readonly to: string;
  readonly text: string;
  readonly purpose: string;
  readonly state: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly dedupeKey: string | null;
  readonly conditions: Record<string, string | string[]>;
}

/** Every message written so far, the oldest first; without the invisible marks that tell repeats apart. */
export async function written(db: Db): Promise<Written[]> {
  const rows = await db.outboundMessage.findMany({ orderBy: { id: 'asc' } });
  return rows.map(row => {
    const body = db.$vault.open('outbound_message.body', row.sealKey, row.body ?? new Uint8Array());
    const { text } = JSON.parse(body) as { text: string };
    const conditions = row.conditions as Written['conditions'];
    return { ...row, to: row.recipient, text: text.replaceAll('\ue000', ''), conditions };
  });
}

/** What was written to one person and has not been cancelled. */
export const heard = async (db: Db, to: string): Promise<string[]> =>
  (await written(db)).filter(row => row.to === to && row.state !== 'cancelled').map(({ text }) => text);

/** Pretends that everything waiting was sent. */
export const sendAll = (db: Db) =>
  db.outboundMessage.updateMany({ where: { state: 'pending' }, data: { state: 'sent' } });
