/**
 * 同意书: what a member, or somebody of their family, agreed to (PIPL 14–16, 29, 30; E-2). Sensitive fields are kept only
 * while a consent holds: taking it back, or its expiry, erases them in the same transaction and locks them.
 */
import { randomUUID } from 'node:crypto';
import { addMonths, shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { logChange } from './audit-trail.ts';
import { eraseFor } from './consent-effects.ts';
import { consentText, consentTextOf, type ConsentText } from './consent-texts.ts';
import type { ConsentScope, ConsentWay } from './labels/privacy.ts';
import { isSensitive, sensitiveWords, type SensitiveField } from './sensitive-fields.ts';

export { isSensitive, sensitiveFields, sensitiveWords, type SensitiveField } from './sensitive-fields.ts';
export { consentText, consentTextOf, textsVersion, type ConsentText } from './consent-texts.ts';

/** A consent as it is stored, opened. */
export type Consent = Omit<Opened<Row, 'consent'>, 'scope' | 'way'> & {
  readonly scope: ConsentScope;
  readonly way: ConsentWay;
};
type Row = Prisma.ConsentGetPayload<object>;

/** A consent that was given, on its way into the books. */
export interface NewConsent {
  readonly memberId: string;
  readonly scope: ConsentScope;
  readonly way: ConsentWay;
  /** The person of the family whose consent it is: required with scope `family`, absent otherwise. */
  readonly familyMemberId?: string | null;
  /** Who said yes: the member, or the relative who acts for them; null where it is known from paper only. */
  readonly givenById: string | null;
  /** Who enters it; null from the command line. */
  readonly recordedById: string | null;
  /** Required with way `witness`, unless a note names one. */
  readonly witnessId?: string | null;
  /** Required with way `signed-photo` in chat; the workbook may bring none. */
  readonly attachmentIds?: readonly string[];
  readonly note?: string | null;
  /** The day it was given; today when absent. A day to come is refused. */
  readonly givenOn?: string;
  /** The last day it holds; what the text says when absent, null for "until it is taken back". */
  readonly expiresOn?: string | null;
  /** The words that were shown; today's when absent. */
  readonly textVersion?: string;
}

/**
 * Keeps a consent and returns it. The same person's same consent of the same day is kept once: the one that is there is
 * returned. Throws `consent-incomplete` (with a sentence to show) where the way is not proved.
 */
export async function recordConsent(db: Db, given: NewConsent, clock: Clock): Promise<Consent> {
  const today = shanghaiDate(clock.now());
  const row = rowOf(given, today, clock);
  await lockFile(db, given.memberId);
  const standing = await activeConsent(db, given.memberId, given.scope, today, row.familyMemberId);
  if (standing?.givenOn === row.givenOn && standing.textVersion === row.textVersion) return standing;
  const kept = await db.consent.create({
    data: { ...row, ...db.$vault.sealRow('consent', row.id, { note: given.note ?? null }) },
  });
  const { id, memberId, recordedAt: _at, ...told } = row;
  const change = { action: 'consent', subject: 'consent', subjectId: id, ref: memberId } as const;
  await logChange(db, clock, { ...change, actorId: given.recordedById, after: told });
  return opened(db, kept);
}

function rowOf(given: NewConsent, today: string, clock: Clock) {
  const text = given.textVersion === undefined ? consentText(given.scope) : consentTextOf(given.textVersion);
  const givenOn = given.givenOn ?? today;
  if (text?.scope !== given.scope) throw incomplete('the text is not of that scope', '同意书的版本不对。');
  if (givenOn > today) throw incomplete('a consent of a day to come', '同意的日期不能在今天以后。');
  if ((given.scope === 'family') !== (typeof given.familyMemberId === 'string'))
    throw incomplete('a family consent is somebody’s', '家庭成员的同意，请说明是哪一位家里人。');
  if (given.way === 'witness' && !given.witnessId && !given.note)
    throw incomplete('a witnessed consent without a witness', '口头同意要有见证人，请写明是谁见证的。');
  return {
    id: randomUUID(),
    memberId: given.memberId,
    scope: given.scope,
    familyMemberId: given.familyMemberId ?? null,
    textVersion: text.version,
    textHash: text.hash,
    way: given.way,
    givenById: given.givenById,
    recordedById: given.recordedById,
    witnessId: given.witnessId ?? null,
    attachmentIds: [...(given.attachmentIds ?? [])],
    givenOn,
    expiresOn: given.expiresOn === undefined ? lastDayOf(givenOn, text) : given.expiresOn,
    recordedAt: clock.now(),
  };
}

/** The last day on which a consent of `givenOn` to this text holds; null until it is taken back. */
export const lastDayOf = (givenOn: string, { months }: Pick<ConsentText, 'months'>): string | null =>
  months === undefined ? null : addMonths(givenOn, months);

const incomplete = (message: string, expose: string): AppError =>
  new AppError('consent-incomplete', message, { expose });

/** The consent of that scope that holds on `today`, the latest given; null when there is none. */
export async function activeConsent(
  db: Db,
  memberId: string,
  scope: ConsentScope,
  today: string,
  familyMemberId: string | null = null,
): Promise<Consent | null> {
  const row = await db.consent.findFirst({
    where: { memberId, scope, familyMemberId, ...holdsOn(today) },
    orderBy: [{ givenOn: 'desc' }, { recordedAt: 'desc' }],
  });
  return row && opened(db, row);
}

/** Which of these members have a consent of that scope that holds on `today`. */
export async function membersConsenting(
  db: Db,
  memberIds: readonly string[],
  scope: ConsentScope,
  today: string,
): Promise<Set<string>> {
  const rows = await db.consent.findMany({
    where: { memberId: { in: [...memberIds] }, scope, familyMemberId: null, ...holdsOn(today) },
    select: { memberId: true },
  });
  return new Set(rows.map(({ memberId }) => memberId));
}

/** Every consent of a member and of their family, newest first. */
export async function consentsOf(db: Db, memberId: string): Promise<Consent[]> {
  const rows = await db.consent.findMany({
    where: { memberId },
    orderBy: [{ recordedAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(row => opened(db, row));
}

/** Whether a consent holds on a day. */
export const holds = (consent: Pick<Consent, 'withdrawnAt' | 'expiresOn'>, today: string): boolean =>
  consent.withdrawnAt === null && (consent.expiresOn === null || consent.expiresOn >= today);

const holdsOn = (today: string): Prisma.ConsentWhereInput => ({
  withdrawnAt: null,
  OR: [{ expiresOn: null }, { expiresOn: { gte: today } }],
});

/** A consent that is taken back. */
export interface Withdrawal {
  readonly memberId: string;
  readonly scope: ConsentScope;
  readonly familyMemberId?: string | null;
  readonly actorId: string | null;
}

/** What taking a consent back did. */
export interface Withdrawn {
  /** How many consents ended: 0 where none stood, and then nothing is erased. */
  readonly consents: number;
  /** The names of the fields that were erased. */
  readonly erased: readonly string[];
}

/**
 * Takes back every standing consent of a scope, with its effect in the same transaction: sensitive fields (or what is
 * kept of the relative, or the arrangement nearby) are erased, and stay locked until a new consent. The trail names the
 * fields and not what they held.
 */
export const withdrawConsent = (db: Db, withdrawal: Withdrawal, clock: Clock): Promise<Withdrawn> =>
  end(db, withdrawal, clock, 'withdraw-consent', shanghaiDate(clock.now()));

async function end(
  db: Db,
  { memberId, scope, familyMemberId = null, actorId }: Withdrawal,
  clock: Clock,
  action: 'withdraw-consent' | 'expire-consent',
  today: string,
): Promise<Withdrawn> {
  await lockFile(db, memberId);
  const standing = { memberId, scope, familyMemberId, withdrawnAt: null };
  const expired = { expiresOn: { lt: today } };
  const where = action === 'expire-consent' ? { ...standing, ...expired } : standing;
  const ids = (await db.consent.findMany({ where, select: { id: true } })).map(({ id }) => id);
  if (ids.length === 0) return { consents: 0, erased: [] };
  await db.consent.updateMany({
    where: { id: { in: ids } },
    data: { withdrawnAt: clock.now(), withdrawnById: actorId },
  });
  const still = await activeConsent(db, memberId, scope, today, familyMemberId);
  const erased = still ? [] : await eraseFor(db, { memberId, scope, familyMemberId, today }, clock);
  for (const id of ids) {
    const change = { action, subject: 'consent', subjectId: id, ref: memberId } as const;
    await logChange(db, clock, { ...change, actorId, after: { scope, familyMemberId, erased } });
  }
  return { consents: ids.length, erased };
}

/** Lets consents whose last day is over take effect as if they had been taken back; returns how many ended. Repeating it changes nothing. */
export async function expireConsents(db: Db, memberId: string, clock: Clock): Promise<Withdrawn> {
  const today = shanghaiDate(clock.now());
  const over = await db.consent.findMany({
    where: { memberId, withdrawnAt: null, expiresOn: { lt: today } },
    distinct: ['scope', 'familyMemberId'],
    select: { scope: true, familyMemberId: true },
  });
  let [consents, erased]: [number, string[]] = [0, []];
  for (const { scope, familyMemberId } of over) {
    const ended = { memberId, scope: scope as ConsentScope, familyMemberId, actorId: null };
    const done = await end(db, ended, clock, 'expire-consent', today);
    [consents, erased] = [consents + done.consents, [...erased, ...done.erased]];
  }
  return { consents, erased };
}

/** Members of whom a consent is past its last day and has not been ended yet. */
export async function membersWithExpired(db: Db, today: string): Promise<string[]> {
  const rows = await db.consent.findMany({
    where: { withdrawnAt: null, expiresOn: { lt: today } },
    distinct: ['memberId'],
    select: { memberId: true },
  });
  return rows.map(({ memberId }) => memberId);
}

/** Which sensitive fields a change would fill. */
export const sensitiveIn = (patch: Readonly<Record<string, unknown>>): SensitiveField[] =>
  Object.keys(patch)
    .filter(isSensitive)
    .filter(field => patch[field] !== null && patch[field] !== undefined);

/**
 * Refuses (`consent-missing`, with a sentence to show) a change that would fill sensitive fields of a member who has not
 * consented. Holds the file until the caller's transaction ends, so that a withdrawal at the same moment comes before or
 * after, never between.
 */
export async function requireConsent(
  db: Db,
  memberId: string,
  patch: Readonly<Record<string, unknown>>,
  today: string,
): Promise<void> {
  const fields = sensitiveIn(patch);
  if (fields.length === 0) return;
  await lockFile(db, memberId);
  if (await activeConsent(db, memberId, 'sensitive', today)) return;
  throw new AppError('consent-missing', `no consent to keep ${fields.join(', ')}`, {
    expose: `没有同意记录，${sensitiveWords(fields)}不能存。请先请本人看同意书，回复“同意书”就能办。`,
  });
}

const lockFile = (db: Db, memberId: string): Promise<unknown> =>
  db.$queryRaw`SELECT 1 FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;

const opened = (db: Db, row: Row): Consent => db.$vault.openRow('consent', row.id, row) as Consent;
