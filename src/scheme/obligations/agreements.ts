/** Duties about pairings and letters that no visit fulfils: done when what they ask for is there. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { closeObligation } from './close.ts';

/** Closes what calls for signatures under this letter, open or 逾期. */
export async function closeLetterDuties(
  db: Db,
  clock: Clock,
  {
    memberId,
    letterId,
    actorId,
  }: { readonly memberId: string; readonly letterId: string; readonly actorId: string },
): Promise<void> {
  const where = { rule: 'letter-unsigned', memberId, occurrence: { startsWith: `letter:${letterId}:` } };
  await closeAll(db, clock, where, actorId, 'signed');
}

/** Closes what calls for 项目 任务 目标 in this pairing, open or 逾期. */
export async function closeAgreementDuties(
  db: Db,
  clock: Clock,
  {
    memberId,
    pairingId,
    actorId,
  }: { readonly memberId: string; readonly pairingId: string; readonly actorId: string },
): Promise<void> {
  const where = { rule: 'pairing-unagreed', memberId, occurrence: { startsWith: `pairing:${pairingId}:` } };
  await closeAll(db, clock, where, actorId, 'agreed');
}

async function closeAll(
  db: Db,
  clock: Clock,
  where: {
    readonly rule: string;
    readonly memberId: string;
    readonly occurrence: { readonly startsWith: string };
  },
  actorId: string,
  reason: string,
): Promise<void> {
  const duties = await db.obligation.findMany({
    where: { ...where, state: { in: ['open', 'overdue'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of duties) await closeObligation(db, clock, { obligationId: id, actorId, reason });
}
