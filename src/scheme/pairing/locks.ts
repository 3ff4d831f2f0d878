/** What holds still while a pairing is made or changed. */
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { pairingFields, type Pairing } from './reads.ts';

/** Locks these people until the caller commits, in one order for everybody: of two who pair the same helper, one waits. */
export async function lockPeople(db: Db, ids: readonly string[]): Promise<void> {
  await db.$queryRaw`
    SELECT id FROM person WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** The pairing, locked until the caller commits; refused where there is none. */
export async function locked(db: Db, pairingId: string): Promise<Pairing & PairingEnd> {
  await db.$queryRaw`SELECT id FROM pairing WHERE id = ${pairingId}::uuid FOR UPDATE`;
  const row = await db.pairing.findUnique({
    where: { id: pairingId },
    select: { ...pairingFields, endReason: true, createdById: true },
  });
  if (row) return row;
  throw new AppError('pairing-unknown', 'there is no such pairing', { expose: '没有找到这一对结对。' });
}

/** How a pairing ended, and who made it. */
export interface PairingEnd {
  readonly endReason: string | null;
  readonly createdById: string | null;
}
