/** What the steps of handing a duty back share: each is taken under the lock of the duty, kept in order and in the trail. */
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import { outOfReach, type Notice, type Told } from '../notices.ts';
import type { Duty } from '../obligations/steps.ts';
import { findPerson } from '../people.ts';
import { findOffer, handedBack, lockDuty, type Offer } from './reads.ts';
import { noticeOf } from './telling.ts';

/** A refusal, in words that say why. */
export const refused = (code: string, expose: string): AppError =>
  new AppError(code, `refused: ${code}`, { expose });

/** Keeps what came of a hand-back that waits; nothing where it was answered meanwhile. */
export const settle = (db: Db, now: Date, id: string, answer: string): Promise<unknown> =>
  db.handBack.updateMany({ where: { id, answer: null }, data: { answer, answeredAt: now } });

/** Now, or just after the last step about this duty: steps are read in their order. */
export async function inOrder(db: Db, now: Date, obligationId: string): Promise<Date> {
  const { _max } = await db.handBack.aggregate({ where: { obligationId }, _max: { createdAt: true } });
  const last = _max.createdAt?.getTime() ?? 0;
  return new Date(Math.max(now.getTime(), last + 1));
}

/** Nobody is told anything. */
export const noNews: Told = { notices: [], unreached: [] };

/** Keeps a step in the trail of the duty. */
export const log = (
  db: Db,
  clock: Clock,
  duty: Pick<Duty, 'id'>,
  actorId: string | null,
  action: string,
  after: Record<string, unknown>,
) => logChange(db, clock, { actorId, action, subject: 'obligation', subjectId: duty.id, after });

/** The offer, its duty locked; refused where somebody else answered meanwhile or it is no longer to be done. */
export async function openOffer(db: Db, now: Date, id: string, personId: string): Promise<Offer> {
  const offer = await findOffer(db, id);
  if (!offer || offer.offeredToId !== personId) throw refused('offer-unknown', '没有找到要您回话的这件事。');
  const duty = await lockDuty(db, offer.duty.id);
  const again = await findOffer(db, id);
  if (!again || again.answer !== null || !duty)
    throw refused('offer-answered', '这件事已经有回音了，谢谢您。');
  if (duty.state === 'open' || duty.state === 'overdue') return { ...again, duty };
  await settle(db, now, id, 'expired');
  throw refused('duty-over', '这件事已经办好或者不用办了，谢谢您。');
}

/** Those who could not go hear what became of it. */
export async function tellFormerOwners(
  db: Db,
  now: Date,
  duty: Duty,
  exceptId: string,
  what: 'taken' | 'excused',
): Promise<Told> {
  const [first] = await db.handBack.findMany({
    where: { obligationId: duty.id, ...handedBack },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 1,
  });
  const reader = first && first.personId !== exceptId ? await findPerson(db, first.personId) : null;
  if (!reader || !first) return noNews;
  const missed = outOfReach(reader);
  if (missed) return { notices: [], unreached: [missed] };
  const by = await findPerson(db, exceptId);
  const key = `hand-back:${first.id}:${what}:${exceptId}:${now.getTime()}`;
  const notice: Notice = await noticeOf(db, now, duty, reader, what, key, by?.name);
  return { notices: [notice], unreached: [] };
}
