/**
 * 更正 (PIPL 45, 46; of the deceased by their family, 49, E-6): a member's word that something kept about them is wrong, or
 * should not be kept. It is a task for the clerk until it is answered, and whoever asked is told the answer.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { actableMembers, type Viewer } from './access.ts';
import { logChange } from './audit-trail.ts';
import type { CorrectionState } from './labels/privacy.ts';
import { closeObligation } from './obligations/close.ts';
import { planSubjectsOf } from './obligations/planner.ts';
import { correction as rule } from './rules/correction.ts';
import { hasRole } from './people.ts';

/** A correction as it is stored, opened. */
export type Correction = Omit<Opened<Row, 'correction'>, 'state'> & { readonly state: CorrectionState };
type Row = Prisma.CorrectionGetPayload<object>;

/** How it is called among people: 更正第3号. */
export const correctionNumber = ({ number }: Pick<Correction, 'number'>): string => `更正第${number}号`;

/** What somebody wants put right. */
export interface NewCorrection {
  /** Given by the caller, it makes a repeated call harmless. */
  readonly id?: string;
  readonly memberId: string;
  readonly askedById: string;
  readonly wish: string;
}

/** Keeps the wish and makes it the clerk's duty, five working days. The caller has checked that the writer may act for the member. */
export async function openCorrection(db: Db, asked: NewCorrection, clock: Clock): Promise<Correction> {
  const { memberId, askedById } = asked;
  const wish = asked.wish.trim();
  if (wish === '') throw refused('correction-empty', '请说说哪里不对，应该是什么。');
  const id = asked.id ?? randomUUID();
  const data = {
    ...db.$vault.sealRow('correction', id, { wish }),
    id,
    memberId,
    askedById,
    createdAt: clock.now(),
  };
  const [made] = await db.correction.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!made) return existing(db, id);
  await logChange(db, clock, {
    actorId: askedById,
    action: 'create',
    subject: 'correction',
    subjectId: id,
    ref: memberId,
  });
  await planSubjectsOf(db, clock, rule, [id]);
  return opened(db, made);
}

/** What became of it. */
export interface CorrectionAnswer {
  readonly correctionId: string;
  readonly actorId: string;
  readonly state: Exclude<CorrectionState, 'open'>;
  /** Why not; required to decline. */
  readonly answer?: string;
}

/** Answers a correction, once: the same answer again changes nothing, another one is refused. Its duty is done with it. */
export async function answerCorrection(
  db: Db,
  { correctionId: id, actorId, state, answer }: CorrectionAnswer,
  clock: Clock,
): Promise<Correction> {
  const words = answer?.trim() ?? '';
  if (state === 'declined' && words === '')
    throw refused('correction-reason-missing', '不更正的，请写明原因，好向本人说明。');
  const sealed = db.$vault.sealRow('correction', id, { answer: words === '' ? null : words });
  const { count } = await db.correction.updateMany({
    where: { id, state: 'open' },
    data: { ...sealed, state, handledById: actorId, closedAt: clock.now() },
  });
  const correction = await existing(db, id);
  if (count === 0) {
    if (correction.state === state) return correction;
    throw refused('correction-closed', `${correctionNumber(correction)}已经答复过了。`);
  }
  const change = { subject: 'correction', subjectId: id, ref: correction.memberId } as const;
  await logChange(db, clock, { ...change, actorId, action: 'close', after: { state } });
  const duties = await db.obligation.findMany({ where: { rule: rule.code, subjectId: id } });
  for (const duty of duties)
    await closeObligation(db, clock, { obligationId: duty.id, actorId, reason: 'answered' });
  return correction;
}

/** What waits for an answer of the viewer's: of members of their unit, for clerks and secretaries; the oldest first. */
export async function openCorrectionsFor(db: Db, viewer: Viewer, clock: Clock): Promise<Correction[]> {
  if (!answersCorrections(viewer)) return [];
  const asStaff: Viewer = {
    ...viewer,
    roles: viewer.roles.filter(role => role === 'clerk' || role === 'secretary'),
  };
  const rows = await db.correction.findMany({
    where: { state: 'open' },
    orderBy: { number: 'asc' },
  });
  const members = await db.person.findMany({
    where: {
      AND: [{ id: { in: rows.map(({ memberId }) => memberId) } }, await actableMembers(db, asStaff, clock)],
    },
    select: { id: true },
  });
  const theirs = new Set(members.map(({ id }) => id));
  return rows.filter(({ memberId }) => theirs.has(memberId)).map(row => opened(db, row));
}

/** Whether the viewer answers corrections at all. */
export const answersCorrections = (viewer: Pick<Viewer, 'roles'>): boolean =>
  hasRole(viewer, 'clerk', 'secretary');

/** A member's corrections, newest first. */
export async function correctionsOf(db: Db, memberId: string, limit = 5): Promise<Correction[]> {
  const rows = await db.correction.findMany({
    where: { memberId },
    orderBy: { number: 'desc' },
    take: limit,
  });
  return rows.map(row => opened(db, row));
}

async function existing(db: Db, id: string): Promise<Correction> {
  const row = await db.correction.findUnique({ where: { id } });
  if (row) return opened(db, row);
  throw new AppError('correction-unknown', 'there is no such correction', {
    expose: '没有找到这件更正。',
  });
}

const opened = (db: Db, row: Row): Correction => db.$vault.openRow('correction', row.id, row) as Correction;

const refused = (code: string, expose: string): AppError =>
  new AppError(code, `refused: ${code}`, { expose });
