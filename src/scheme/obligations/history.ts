/** 催办记录: of each duty what was said to whom and when, what came of it, who could not be reached, and how it ended. */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { handBacksOf, type HandBackRow } from '../hand-backs/reads.ts';
import { clerksRules } from '../rules/index.ts';
import { dutyColumns, type Duty } from './steps.ts';

/** One prompt of a duty to one person. */
export interface Prompted {
  readonly obligationId: string;
  readonly step: number;
  readonly personId: string;
  /** told | missed | not-reachable */
  readonly result: string;
  readonly takenAt: Date;
  /** Whether the message reached the platform: waiting | sent | failed; null where nothing was to be sent. */
  readonly delivery: 'waiting' | 'sent' | 'failed' | null;
}

/** A duty with everything that was done about it. */
export interface DutyHistory {
  readonly duty: Duty & { readonly closedAt: Date | null; readonly closeReason: string | null };
  readonly prompts: readonly Prompted[];
  readonly handBacks: readonly HandBackRow[];
}

/** Longer ago than this is found in the reports. */
const shownDays = 60;

/** Whose duties are looked at: those about members, or those somebody has. */
export type About = { readonly memberId: string } | { readonly ownerId: string };

/**
 * The duties that are open or ended in the last sixty days, newest first; what another has in their place is left out, unless
 * something was said about it. Clerks' paperwork is no part of it.
 */
export async function historyOf(db: Db, today: IsoDate, about: About, limit = 6): Promise<DutyHistory[]> {
  const whose =
    'memberId' in about
      ? Prisma.sql`o."memberId" = ${about.memberId}::uuid`
      : Prisma.sql`o."ownerId" = ${about.ownerId}::uuid`;
  const duties = await db.$queryRaw<DutyHistory['duty'][]>`
    SELECT ${dutyColumns}, o."closedAt", o."closeReason" FROM obligation o
    WHERE ${whose} AND o."memberId" IS NOT NULL AND o.rule <> ALL(${[...clerksRules]}::text[])
      AND o."opensOn" <= ${today} AND o."dueOn" >= ${addDays(today, -shownDays)}
      AND (o.state <> 'cancelled' OR EXISTS (SELECT 1 FROM prompt_step s WHERE s."obligationId" = o.id AND s.result <> 'missed'))
    ORDER BY o.state IN ('open', 'overdue') DESC, o."dueOn" DESC, o.id LIMIT ${limit}`;
  const ids = duties.map(({ id }) => id);
  const prompts = await promptsOf(db, ids);
  const handBacks = await handBacksOf(db, ids);
  return duties.map(duty => ({
    duty,
    prompts: prompts.filter(({ obligationId }) => obligationId === duty.id),
    handBacks: handBacks.filter(({ obligationId }) => obligationId === duty.id),
  }));
}

const promptsOf = (db: Db, ids: readonly string[]): Promise<Prompted[]> => db.$queryRaw<Prompted[]>`
  SELECT s."obligationId", s.step, s."personId", s.result, s."takenAt",
    CASE WHEN m.state IN ('pending', 'sending') THEN 'waiting' WHEN m.state IN ('sent', 'unknown') THEN 'sent'
      WHEN m.state IS NOT NULL THEN 'failed' END AS delivery
  FROM prompt_step s LEFT JOIN outbound_message m ON m."dedupeKey" = s."outboundKey" || '#0'
  WHERE s."obligationId" = ANY(${[...ids]}::uuid[]) ORDER BY s."takenAt", s.step, s."personId"`;
