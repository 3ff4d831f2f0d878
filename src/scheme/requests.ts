/**
 * 求助申请: what a member asks for, who took it on, and what came of it. Only an outcome closes a request, never a visit (S1-1).
 *
 * Every step is a guarded update that must change exactly one row: of two people who take a request at the same moment one
 * gets it and the other is told who did; the same step repeated by the same person changes nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { isCode, outcomes, requestKinds, urgencies } from './labels.ts';
import type { Outcome, RequestKind, RequestState, Urgency } from './labels.ts';
import { secretaryFor } from './organisations.ts';
import { primaryHelperOf } from './pairing/reads.ts';
import { findPerson } from './people.ts';

/** A request with the names of the people in it. */
export interface Request {
  readonly id: string;
  /** For people: 第12号 (`requestNumber`). */
  readonly number: number;
  readonly memberId: string;
  /** Who wrote it: the member, a relative or somebody of the staff for them. */
  readonly writerId: string;
  readonly kind: RequestKind;
  readonly detail: string;
  readonly attachmentIds: readonly string[];
  readonly urgency: Urgency;
  /** Where to call back. */
  readonly phone: string | null;
  readonly state: RequestState;
  /** Who is to see to it: while open the one who was asked, once taken the one who took it. */
  readonly ownerId: string | null;
  readonly outcome: Outcome | null;
  readonly outcomeNote: string | null;
  readonly createdAt: Date;
  readonly takenAt: Date | null;
  readonly closedAt: Date | null;
  /** By when the office it was passed on to is to answer; null where no answer is awaited. */
  readonly answerDueOn: string | null;
}

/** What is needed to ask for help. */
export interface NewRequest {
  /** Given by the caller, it makes a repeated call harmless: the same id is the same request. */
  readonly id?: string;
  readonly memberId: string;
  readonly writerId: string;
  readonly kind: RequestKind;
  readonly detail: string;
  readonly urgency: Urgency;
  readonly phone?: string | null;
  readonly attachmentIds?: readonly string[];
  /** Absent: the primary helper, else the secretary of the member's branch (S2-4.4a), else nobody. */
  readonly ownerId?: string | null;
}

/** How a request is called among people. */
export const requestNumber = (request: Pick<Request, 'number'>): string => `第${request.number}号`;

/** Opens a request and asks its owner-to-be. The caller has checked that the writer may act for the member. */
export async function openRequest(db: Db, request: NewRequest, clock: Clock): Promise<Request> {
  const { ownerId: given, attachmentIds = [], phone = null, ...rest } = request;
  if (rest.detail.trim() === '' && attachmentIds.length === 0)
    throw refused('request-empty', '请用一句话说明需要什么帮助。');
  if (!isCode(requestKinds, rest.kind) || !isCode(urgencies, rest.urgency))
    throw new AppError('request-malformed', 'unknown kind or urgency');
  const ownerId = given === undefined ? await ownerFor(db, rest.memberId, clock) : given;
  const id = rest.id ?? randomUUID();
  const words = db.$vault.sealRow('request', id, { ...rest, phone });
  const data = { ...words, id, ownerId, attachmentIds: [...attachmentIds], createdAt: clock.now() };
  const [made] = await db.request.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (made) return toRequest(db, made);
  return existing(db, id);
}

/** Who answers for a member's requests: the primary helper, else the secretary upwards, else null. */
export async function ownerFor(db: Db, memberId: string, clock: Clock): Promise<string | null> {
  const helper = await primaryHelperOf(db, memberId, clock);
  if (helper) return helper.id;
  const member = await findPerson(db, memberId);
  return member && ((await secretaryFor(db, member.organisation.id))?.id ?? null);
}

/** A step somebody takes on a request. */
export interface RequestStep {
  readonly requestId: string;
  readonly actorId: string;
}

/** 接单: the actor becomes the owner. Refused, naming who has it, when somebody else took it or it is closed. */
export async function takeRequest(
  db: Db,
  { requestId, actorId }: RequestStep,
  clock: Clock,
): Promise<Request> {
  const { count } = await db.request.updateMany({
    where: { id: requestId, state: 'open' },
    data: { state: 'taken', ownerId: actorId, takenAt: clock.now() },
  });
  const request = await existing(db, requestId);
  if (count === 1) {
    await log(db, clock, actorId, 'take', request, { state: 'taken', ownerId: actorId });
    return request;
  }
  if (request.state !== 'taken') throw alreadyClosed(request);
  if (request.ownerId !== actorId) throw refused('request-taken', await takenBy(db, request));
  return request;
}

/** What became of it. */
export interface Closing extends RequestStep {
  readonly outcome: Outcome;
  /** Why it cannot be solved (required then); else what was done. */
  readonly note?: string;
}

/**
 * Closes a request with its outcome: 解决 部分解决 转办 无法解决 (S1-1). Refused without an outcome, and for 无法解决 without the
 * reason. Closing it again with the same outcome changes nothing; with another one it is refused.
 */
export async function closeRequest(db: Db, closing: Closing, clock: Clock): Promise<Request> {
  const { requestId, actorId, outcome } = closing;
  const note = closing.note?.trim() ?? '';
  checkOutcome(outcome, note);
  const changes = { state: 'closed', outcome, outcomeNote: note === '' ? null : note } as const;
  const { count } = await db.request.updateMany({
    where: { id: requestId, state: { in: ['open', 'taken'] } },
    data: { ...db.$vault.sealRow('request', requestId, changes), closedAt: clock.now() },
  });
  const request = await existing(db, requestId);
  if (count === 1) await log(db, clock, actorId, 'close', request, changes);
  else if (request.outcome !== outcome) throw alreadyClosed(request);
  return request;
}

function checkOutcome(outcome: string, note: string): void {
  if (!isCode(outcomes, outcome))
    throw refused(
      'outcome-missing',
      '请先说明办理结果：1 解决　2 部分解决　3 转办　4 无法解决。没有结果不能办结。',
    );
  if (outcome === 'impossible' && note === '')
    throw refused('outcome-reason-missing', '选择“无法解决”时，请写明原因，以便向本人说明。');
}

/** 撤回 by whoever wrote it or the member, while it is not closed. Repeating it changes nothing. */
export async function withdrawRequest(
  db: Db,
  { requestId, actorId }: RequestStep,
  clock: Clock,
): Promise<Request> {
  const { count } = await db.request.updateMany({
    where: {
      id: requestId,
      state: { in: ['open', 'taken'] },
      OR: [{ writerId: actorId }, { memberId: actorId }],
    },
    data: { state: 'withdrawn', closedAt: clock.now() },
  });
  const request = await existing(db, requestId);
  if (count === 1) await log(db, clock, actorId, 'withdraw', request, { state: 'withdrawn' });
  else if (request.state === 'closed') throw alreadyClosed(request);
  else if (request.state !== 'withdrawn') throw refused('not-the-writer', '只有提出申请的人可以撤回。');
  return request;
}

/** A word about a request: what was said or done. */
export interface NewNote extends RequestStep {
  readonly text: string;
}

/** Adds a word to a request, in any state; an empty one is refused. */
export async function addNote(db: Db, { requestId, actorId, text }: NewNote, clock: Clock): Promise<void> {
  if (text.trim() === '') throw refused('note-empty', '请写一句话说明进展。');
  const sealKey = randomUUID();
  const words = db.$vault.sealRow('request_note', sealKey, { text: text.trim() });
  await db.requestNote.create({
    data: { ...words, sealKey, requestId, authorId: actorId, createdAt: clock.now() },
  });
}

/** The words said about a request, oldest first. */
export async function notesOf(db: Db, requestId: string) {
  const rows = await db.requestNote.findMany({ where: { requestId }, orderBy: { id: 'asc' } });
  return rows.map(row => db.$vault.openRow('request_note', row.sealKey, row));
}

/** One request, or null. */
export async function findRequest(db: Db, id: string): Promise<Request | null> {
  const row = await db.request.findUnique({ where: { id } });
  return row && toRequest(db, row);
}

/** The request people call by this number, or null. The caller checks that the reader may see its member. */
export async function findRequestByNumber(db: Db, number: number): Promise<Request | null> {
  const row = await db.request.findFirst({ where: { number } });
  return row && toRequest(db, row);
}

/** The requests somebody wrote or that are about them, newest first: 我的申请. */
export const requestsOf = (db: Db, personId: string, limit = 10): Promise<Request[]> =>
  list(db, {
    where: { OR: [{ writerId: personId }, { memberId: personId }] },
    orderBy: newestFirst,
    take: limit,
  });

/** A member's requests, newest first; only those not closed with `open`. */
export const requestsAbout = (
  db: Db,
  memberId: string,
  { open = false, limit = 10 } = {},
): Promise<Request[]> =>
  list(db, {
    where: { memberId, ...(open ? { state: { in: [...openStates] } } : {}) },
    orderBy: newestFirst,
    take: limit,
  });

/** What somebody has to see to: asked of them or taken by them, oldest first. */
export const openRequestsFor = (db: Db, ownerId: string, limit = 50): Promise<Request[]> =>
  list(db, {
    where: { ownerId, state: { in: [...openStates] } },
    orderBy: [{ createdAt: 'asc' }, { number: 'asc' }],
    take: limit,
  });

/** States in which something is still to be done. */
export const openStates: readonly RequestState[] = ['open', 'taken'];

const newestFirst = [
  { createdAt: 'desc' },
  { number: 'desc' },
] satisfies Prisma.RequestFindManyArgs['orderBy'];

const list = async (db: Db, query: Prisma.RequestFindManyArgs): Promise<Request[]> =>
  (await db.request.findMany(query)).map(row => toRequest(db, row));

type Row = NonNullable<Awaited<ReturnType<Db['request']['findUnique']>>>;
const toRequest = (db: Db, row: Row): Request => db.$vault.openRow('request', row.id, row) as Request;

async function existing(db: Db, id: string): Promise<Request> {
  const request = await findRequest(db, id);
  if (request) return request;
  throw new AppError('request-unknown', 'there is no such request', { expose: '没有找到这件申请。' });
}

const refused = (code: string, expose: string): AppError =>
  new AppError(code, `refused: ${code}`, { expose });

const alreadyClosed = (request: Request): AppError =>
  refused(
    'request-closed',
    `${requestNumber(request)}申请已经${request.state === 'withdrawn' ? '撤回' : '办结'}，不用再处理了。`,
  );

async function takenBy(db: Db, request: Request): Promise<string> {
  const owner = request.ownerId === null ? null : await findPerson(db, request.ownerId);
  return `${requestNumber(request)}申请已由${owner?.name ?? '其他同志'}接单。`;
}

const log = (
  db: Db,
  clock: Clock,
  actorId: string,
  action: string,
  request: Request,
  after: Partial<Request>,
) => logChange(db, clock, { actorId, action, subject: 'request', subjectId: request.id, after });

/** A member's open requests that were with a helper who no longer is one. */
export interface RequestMove {
  readonly memberId: string;
  readonly fromId: string;
  readonly actorId: string | null;
}

/** Gives them to whoever answers for the member now, as far as they had been taken on; returns how many. */
export async function moveRequests(
  db: Db,
  clock: Clock,
  { memberId, fromId, actorId }: RequestMove,
): Promise<number> {
  const rows = await db.request.findMany({
    where: { memberId, ownerId: fromId, state: { in: [...openStates] } },
    select: { id: true },
  });
  if (rows.length === 0) return 0;
  const ownerId = await ownerFor(db, memberId, clock);
  for (const { id } of rows) {
    await db.request.update({ where: { id }, data: { ownerId } });
    const change = { actorId, action: 'hand-over', subject: 'request', subjectId: id } as const;
    await logChange(db, clock, { ...change, before: { ownerId: fromId }, after: { ownerId } });
  }
  return rows.length;
}
