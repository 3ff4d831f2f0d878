/** 复核 (S1-3.1c) and 重新评估 (S2-2.1): looking at a file again, once a year or when a temporary case falls due. */
import { addDays, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import { closeDutiesOf, reopenDuties } from '../obligations/close.ts';
import { planObligationsOf, planRuleOf } from '../obligations/planner.ts';
import { careFileReview } from '../rules/care-file-review.ts';
import { reviewRules } from '../rules/index.ts';
import { dutyColumns, type Duty } from '../obligations/steps.ts';
import { reassessDays } from './change-state.ts';
import { existingFile, writeCareFile, type Editing } from './file.ts';

/** The rule of the yearly review, and that of the re-assessment: their codes. */
const reviewRule = 'care-file-review';
const reassessRule = 'care-file-reassess';

/** A review that was stamped, with what is needed to take it back. */
export interface Reviewed {
  readonly memberId: string;
  readonly before: string | null;
  readonly closed: readonly string[];
}

/**
 * Stamps today as the day of the last review and closes the duties to make one, the yearly one and that before a festival: "无变化" is a review with no other change. Returns
 * whether anything was stamped: repeating it on the same day changes nothing, and a later review already there is kept.
 */
export const reviewCareFile = async (db: Db, memberId: string, editing: Editing): Promise<boolean> =>
  (await stampReview(db, memberId, editing)) !== undefined;

/** The same, with the means to take it back; undefined when nothing was stamped. */
export async function stampReview(
  db: Db,
  memberId: string,
  { actorId, clock }: Editing,
): Promise<Reviewed | undefined> {
  const today = shanghaiDate(clock.now());
  const before = (await existingFile(db, memberId)).lastReviewedOn;
  const { count } = await db.careFile.updateMany({
    where: { memberId, OR: [{ lastReviewedOn: null }, { lastReviewedOn: { lt: today } }] },
    data: { lastReviewedOn: today, updatedAt: clock.now() },
  });
  if (count !== 1) return undefined;
  const fields = { before: { lastReviewedOn: before }, after: { lastReviewedOn: today } };
  const change = { actorId, action: 'review', subject: 'care_file', subjectId: memberId } as const;
  await logChange(db, clock, { ...change, ...fields });
  const closed: string[] = [];
  for (const rule of reviewRules)
    closed.push(...(await closeDutiesOf(db, clock, { memberId, rule, actorId, reason: 'reviewed' })));
  // Looked at before its time, it is next due a year from today.
  await planRuleOf(db, clock, careFileReview, [memberId]);
  return { memberId, before, closed };
}

/** Takes a review of the same day back: the old day stands again, and so does the duty. */
export async function undoReview(
  db: Db,
  { memberId, before, closed }: Reviewed,
  { actorId, clock }: Editing,
): Promise<void> {
  const { lastReviewedOn } = await existingFile(db, memberId);
  await db.careFile.update({
    where: { memberId },
    data: { lastReviewedOn: before, updatedAt: clock.now() },
  });
  const change = { actorId, action: 'undo-review', subject: 'care_file', subjectId: memberId } as const;
  await logChange(db, clock, { ...change, before: { lastReviewedOn }, after: { lastReviewedOn: before } });
  await reopenDuties(db, clock, closed);
  await planRuleOf(db, clock, careFileReview, [memberId]);
}

/** What came of looking at a temporary case again: still in need, or no longer for a time only. */
export type Reassessment = 'still' | 'lasting';

/**
 * 重新评估: `still` puts the next look off by the organisation's number of days and returns that day; `lasting` makes it no
 * temporary case any more and returns null. Who is out of need is put into the state 脱困 instead.
 */
export async function reassess(
  db: Db,
  memberId: string,
  outcome: Reassessment,
  editing: Editing,
): Promise<IsoDate | null> {
  const { clock, actorId } = editing;
  const file = await existingFile(db, memberId);
  if (!file.temporary)
    throw new AppError('not-temporary', 'no temporary case', {
      expose: '这份档案没有注明“暂时困难”，不用重新评估。',
    });
  const { organisationId } = await db.person.findUniqueOrThrow({
    where: { id: memberId },
    select: { organisationId: true },
  });
  const next =
    outcome === 'lasting' ? null : addDays(shanghaiDate(clock.now()), await reassessDays(db, organisationId));
  await writeCareFile(db, memberId, { temporary: outcome === 'still', reassessOn: next }, editing);
  await closeDutiesOf(db, clock, { memberId, rule: reassessRule, actorId, reason: outcome });
  await planObligationsOf(db, clock, [memberId]);
  return next;
}

/** A duty to look at a file again, and whose file it is. */
export interface ReviewDuty extends Duty {
  readonly memberId: string;
}

/**
 * The files to be looked at again now within an organisation and below: the longest due first; whatever is late stays. A file
 * that is to be gone through for more than one reason is there once.
 */
export async function reviewsDue(db: Db, today: IsoDate, path: string, limit: number) {
  const rows = await db.$queryRaw<(ReviewDuty & { count: number })[]>`
    SELECT ${dutyColumns}, count(*) OVER ()::int AS count FROM obligation o
    JOIN organisation g ON g.id = o."organisationId"
    WHERE g.path LIKE ${`${path}%`} AND o.rule = ANY(${[...reviewRules, reassessRule]}::text[])
      AND o.state IN ('open', 'overdue') AND o."opensOn" <= ${today} AND o."memberId" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM obligation same WHERE same."memberId" = o."memberId"
        AND o.rule = ANY(${[...reviewRules]}::text[]) AND same.rule = ANY(${[...reviewRules]}::text[])
        AND same.state IN ('open', 'overdue') AND same."opensOn" <= ${today}
        AND (same."dueOn", same.id) < (o."dueOn", o.id))
    ORDER BY o."dueOn", o.id LIMIT ${limit}`;
  return { count: rows[0]?.count ?? 0, rows: rows as readonly ReviewDuty[] };
}

/** How many files within an organisation and below are past the day of their yearly review (S1-3.1c). */
export async function reviewsOverdue(db: Db, today: IsoDate, path: string): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>(Prisma.sql`
    SELECT count(*)::int AS count FROM obligation o JOIN organisation g ON g.id = o."organisationId"
    WHERE g.path LIKE ${`${path}%`} AND o.rule = ${reviewRule} AND o.state IN ('open', 'overdue') AND o."dueOn" < ${today}`);
  return row?.count ?? 0;
}
