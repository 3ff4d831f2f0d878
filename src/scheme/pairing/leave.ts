/** 帮扶人离岗: a helper retires, leaves or goes to another unit, and nobody they helped is left without somebody. */
import { shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import type { EndReason } from '../labels/pairing.ts';
import { peopleById, type Person } from '../people.ts';
import { endPairing, handOver, type HandedOver } from './end.ts';
import { currentOn } from './holding.ts';
import { lockPeople } from './locks.ts';

/** A helper who leaves, and who takes over. */
export interface Leaving {
  readonly helperId: string;
  readonly actorId: string;
  /** To another organisation, or for good. */
  readonly reason: Extract<EndReason, 'moved' | 'left'>;
  readonly words?: string;
  readonly from?: IsoDate;
  /** Takes over as many as they may; nobody when absent. */
  readonly toId?: string;
}

/** What became of the helper's members. */
export interface Left {
  readonly handedOver: readonly HandedOver[];
  /** Those who have no helper now, for the secretary to see to. */
  readonly unpaired: readonly Person[];
}

/** Ends everything the helper has: handed over as far as somebody may take it, else ended and listed. Twice changes nothing. */
export async function helperLeaves(db: Db, clock: Clock, leaving: Leaving): Promise<Left> {
  const { helperId, toId, ...rest } = leaving;
  await lockPeople(db, [helperId]);
  const today = shanghaiDate(clock.now());
  const pairings = await db.pairing.findMany({
    where: { helperId, endReason: null, OR: [{ endsOn: null }, { endsOn: { gte: today } }] },
    select: { id: true, memberId: true },
    orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
  });
  const handedOver: HandedOver[] = [];
  for (const { id } of pairings) {
    const made =
      toId === undefined ? undefined : await tryHandOver(db, clock, { ...rest, pairingId: id, toId });
    if (made) handedOver.push(made);
    else await endPairing(db, clock, { ...rest, pairingId: id });
  }
  const kept = new Set(handedOver.map(({ member }) => member.id));
  const left = pairings.filter(({ memberId }) => !kept.has(memberId)).map(({ memberId }) => memberId);
  return { handedOver, unpaired: await withoutHelper(db, left, today) };
}

/** What the rules do not allow is not handed over; everything else that goes wrong is an error. */
async function tryHandOver(
  db: Db,
  clock: Clock,
  wanted: Parameters<typeof handOver>[2],
): Promise<HandedOver | undefined> {
  try {
    return await handOver(db, clock, wanted);
  } catch (error) {
    if (error instanceof AppError && error.expose !== undefined) return undefined;
    throw error;
  }
}

async function withoutHelper(db: Db, memberIds: readonly string[], today: IsoDate): Promise<Person[]> {
  const helped = await db.pairing.findMany({
    where: { memberId: { in: [...memberIds] }, ...currentOn(today) },
    select: { memberId: true },
  });
  const ids = memberIds.filter(id => !helped.some(({ memberId }) => memberId === id));
  return [...(await peopleById(db, ids)).values()];
}
