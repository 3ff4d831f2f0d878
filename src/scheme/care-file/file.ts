/** 关爱档案: the file of each person helped (S1-3.1), read and corrected field by field. */
import { shanghaiDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db, Prisma } from '../../database.ts';
import { AppError } from '../../errors.ts';
import type { Opened } from '../../vault/vault.ts';
import { difference, logChange } from '../audit-trail.ts';
import { requireConsent } from '../consents.ts';
import { careFileStates, isCode, type CareFileState } from '../labels.ts';
import type { SurveyResult } from '../labels/care-file.ts';

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

/** A member's file; throws a refusal that may be shown when there is none. */
export async function existingFile(db: Db, memberId: string): Promise<CareFile> {
  const file = await findCareFile(db, memberId);
  if (file && isCode(careFileStates, file.state)) return file;
  throw new AppError('care-file-unknown', 'there is no such care file', { expose: '没有找到这份关爱档案。' });
}

/** Fields that may be changed one by one; the state has its own function (states.ts). */
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
 * Changes fields of a file and keeps what they were; returns whether anything was different. A sensitive field (E-2) gets a
 * new value only while the member's consent to keeping it holds; emptying one is always allowed.
 */
export async function updateCareFile(
  db: Db,
  memberId: string,
  patch: CareFilePatch,
  editing: Editing,
): Promise<boolean> {
  const file = await existingFile(db, memberId);
  const changed = difference({ ...file }, patch)?.after ?? {};
  await requireConsent(db, memberId, changed, shanghaiDate(editing.clock.now()));
  return writeCareFile(db, memberId, patch, editing);
}

/** `updateCareFile` for those who have looked at the consent themselves, such as an import of many rows. */
export async function writeCareFile(
  db: Db,
  memberId: string,
  patch: CareFilePatch,
  { actorId, clock }: Editing,
): Promise<boolean> {
  const file = await existingFile(db, memberId);
  const fields = difference({ ...file }, patch);
  if (!fields) return false;
  const data = db.$vault.sealRow('care_file', memberId, patch);
  await db.careFile.update({ where: { memberId }, data: { ...data, updatedAt: clock.now() } });
  const change = { actorId, action: 'update', subject: 'care_file', subjectId: memberId } as const;
  await logChange(db, clock, { ...change, ...fields });
  return true;
}

/** Keeps what the 摸底 found of a member today (S1-3.1a); returns whether it is news. */
export const recordSurvey = (
  db: Db,
  memberId: string,
  surveyResult: SurveyResult,
  editing: Editing,
): Promise<boolean> =>
  writeCareFile(db, memberId, { surveyResult, surveyedOn: shanghaiDate(editing.clock.now()) }, editing);
