/** 情况 as they are stored. */
import type { IsoDate } from '../calendar/dates.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import type { HappeningKind } from './labels.ts';

/** A happening as it is kept. */
export interface Happening {
  readonly id: string;
  readonly memberId: string;
  readonly kind: HappeningKind;
  readonly happenedOn: IsoDate;
  readonly detail: string | null;
  readonly reporterId: string;
  readonly attachmentIds: readonly string[];
  readonly reportedAt: Date;
  readonly endedOn: IsoDate | null;
  readonly undoneAt: Date | null;
}

/** Two reports about one member wait for each other here; returns the file's state. */
export async function lockFile(db: Db, memberId: string): Promise<string> {
  const [file] = await db.$queryRaw<{ state: string }[]>`
    SELECT state FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;
  if (file) return file.state;
  throw new AppError('member-unknown', 'there is no such member', { expose: '没有找到这位老同志的档案。' });
}

/** A row as it is stored. */
export type Row = NonNullable<Awaited<ReturnType<Db['happening']['findUnique']>>>;

/** The row, opened. */
export const toHappening = (db: Db, row: Row): Happening =>
  db.$vault.openRow('happening', row.id, row) as Happening;
