/** "Now" for duties: the database's clock, so that several machines agree. */
import type { Clock } from '../../clock.ts';
import { Prisma, sqlNow, type Db } from '../../database.ts';

/** The instant now by the database's clock, moved as `clock` is. */
export async function databaseNow(db: Db, clock: Clock): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT ${sqlNow(clock)} AS now`;
  return row?.now ?? clock.now();
}

/** An instant in SQL, with its zone: the driver would write it without, to be read in the session's. */
export const sqlInstant = (instant: Date): Prisma.Sql => Prisma.sql`${instant.toISOString()}::timestamptz`;
