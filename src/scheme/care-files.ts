/** 关爱档案: the file of each person helped (S1-3.1). */
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { shanghaiDate } from '../calendar/dates.ts';
import { ageOn, type BirthDay } from './age.ts';
import { difference, logChange } from './audit-trail.ts';
import { requireConsent } from './consents.ts';
import { enrolmentGrounds, isCode, careFileStates, type CareFileState } from './labels.ts';

/** States in which a member is no longer visited or written about; they are offered only where asked for. */
export const closedStates: readonly CareFileState[] = ['deceased', 'moved-away'];

/** A care file as it is stored, its state a code. */
export type CareFile = Omit<Opened<Row, 'care_file'>, 'state'> & { readonly state: CareFileState };

type Row = Prisma.CareFileGetPayload<object>;
const opened = (db: Db, row: Row): CareFile => db.$vault.openRow('care_file', row.memberId, row) as CareFile;

/** A member's file, or null. Whether the reader may see it is decided in access.ts. */
export async function findCareFile(db: Db, memberId: string): Promise<CareFile | null> {
  const row = await db.careFile.findUnique({ where: { memberId } });
  return row && opened(db, row);
}

/** The files of many members, by member. */
export async function careFilesOf(db: Db, memberIds: readonly string[]): Promise<Map<string, CareFile>> {
  const rows = await db.careFile.findMany({ where: { memberId: { in: [...memberIds] } } });
  return new Map(rows.map(row => [row.memberId, opened(db, row)]));
}

/** Fields that may be changed one by one; the state has its own function. */
export type CareFilePatch = {
  -readonly [Field in Exclude<keyof CareFile, Untouchable>]?: CareFile[Field];
};
type Untouchable = 'memberId' | 'state' | 'createdAt' | 'updatedAt' | `${string}Index`;

/** Who changes a file, and when. */
export interface Editing {
  readonly actorId: string | null;
  readonly clock: Clock;
}

/**
 * Changes fields of a file and keeps what they were. Returns whether anything was different. Throws `consent-missing` where
 * a sensitive field is to be filled and no consent holds (E-2).
 */
export async function updateCareFile(
  db: Db,
  memberId: string,
  patch: CareFilePatch,
  editing: Editing,
): Promise<boolean> {
  const { actorId, clock } = editing;
  const file = await existing(db, memberId);
  const fields = difference({ ...file }, patch);
  if (!fields) return false;
  await requireConsent(db, memberId, fields.after, shanghaiDate(clock.now()));
  const data = db.$vault.sealRow('care_file', memberId, patch);
  await db.careFile.update({ where: { memberId }, data: { ...data, updatedAt: clock.now() } });
  await logChange(db, clock, {
    actorId,
    action: 'update',
    subject: 'care_file',
    subjectId: memberId,
    ...fields,
  });
  return true;
}

/**
 * 复核 (S1-3.1c): stamps today as the day of the last review; "无变化" is a review with no other change. Repeating it on the
 * same day changes nothing; a later review already there is kept.
 */
export async function reviewCareFile(
  db: Db,
  memberId: string,
  { actorId, clock }: Editing,
): Promise<boolean> {
  const today = shanghaiDate(clock.now());
  const before = (await existing(db, memberId)).lastReviewedOn;
  const { count } = await db.careFile.updateMany({
    where: { memberId, OR: [{ lastReviewedOn: null }, { lastReviewedOn: { lt: today } }] },
    data: { lastReviewedOn: today, updatedAt: clock.now() },
  });
  if (count !== 1) return false;
  const fields = { before: { lastReviewedOn: before }, after: { lastReviewedOn: today } };
  await logChange(db, clock, {
    actorId,
    action: 'review',
    subject: 'care_file',
    subjectId: memberId,
    ...fields,
  });
  return true;
}

/** A change of state. */
export interface StateChange {
  readonly memberId: string;
  readonly to: CareFileState;
  /** Why; required to enrol somebody who does not meet the conditions, and to bring back who was reported dead. */
  readonly reason?: string;
}

/**
 * Puts a file into another state; returns whether it was in a different one. Enrolling somebody who is no party member, or
 * has none of the five grounds, needs a reason (S1-2.1), and so does taking back a death.
 */
export async function changeState(
  db: Db,
  { memberId, to, reason }: StateChange,
  editing: Editing,
): Promise<boolean> {
  const { actorId, clock } = editing;
  const file = await existing(db, memberId);
  if (file.state === to) return false;
  if ((reason ?? '').trim() === '') refuseWithoutReason(file, to);
  const { count } = await db.careFile.updateMany({
    where: { memberId, state: file.state },
    data: { state: to, updatedAt: clock.now() },
  });
  if (count !== 1)
    return changeState(db, { memberId, to, ...(reason === undefined ? {} : { reason }) }, editing);
  const after = { state: to, ...(reason === undefined ? {} : { reason }) };
  const change = { actorId, action: 'change-state', subject: 'care_file', subjectId: memberId } as const;
  await logChange(db, clock, { ...change, before: { state: file.state }, after });
  return true;
}

function refuseWithoutReason(file: CareFile, to: CareFileState): void {
  if (file.state === 'deceased')
    throw new AppError('death-is-final', 'a death is taken back only with a reason', {
      expose: '这位同志已登记去世；如果登记有误，请写明更正的原因。',
    });
  const lacking = to === 'enrolled' ? lackingForEnrolment(file) : [];
  if (lacking.length > 0)
    throw new AppError('not-eligible', `not eligible: ${lacking.join(', ')}`, {
      expose: `还不能列为在册：${lacking.join('、')}。确属例外的，请写明理由。`,
    });
}

/** What is missing for somebody to be enrolled by S1-2.1: party membership, and at least one of the five grounds. */
export function lackingForEnrolment(file: Pick<CareFile, 'partyMember' | 'hardshipKinds'>): string[] {
  const ground = file.hardshipKinds.some(kind => enrolmentGrounds.some(each => each === kind));
  return [
    ...(file.partyMember === true ? [] : ['未注明党员身份']),
    ...(ground ? [] : ['没有填写制度规定的困难情形']),
  ];
}

/** Bands of age by which the scheme counts (S3-0): 60 for 60–69 … 90 for 90 and more; undefined below 60 or unknown. */
export function ageBand(birth: BirthDay, day: string): 60 | 70 | 80 | 90 | undefined {
  const age = ageOn(birth, day) ?? 0;
  return ([90, 80, 70, 60] as const).find(band => age >= band);
}

async function existing(db: Db, memberId: string): Promise<CareFile> {
  const file = await findCareFile(db, memberId);
  if (file && isCode(careFileStates, file.state)) return file;
  throw new AppError('care-file-unknown', 'there is no such care file', { expose: '没有找到这份关爱档案。' });
}
