/** The one message of the day: whether somebody has had it, and how its parts become one (E-10). */
import { shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { gatheredFrom } from '../message-budget.ts';
import type { Notice } from '../notices.ts';
import { sqlInstant } from './now.ts';

/**
 * Whether person `p` has had the day's message: duties, the ladder or a digest. One that was withdrawn was none, and neither
 * is a list they asked for.
 */
export const hadGathered = (day: IsoDate): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT 1 FROM outbound_message m WHERE m.recipient = p."userId"
    AND m."createdAt" >= ${sqlInstant(shanghaiInstant(day))} AND m.state <> 'cancelled'
    AND (m."dedupeKey" LIKE 'prompt:' || p.id || ':' || ${day} || '%'
      OR m."dedupeKey" LIKE 'escalate:' || p.id || ':' || ${day} || '%'
      OR m."dedupeKey" LIKE 'digest:%:' || ${day} || ':' || p.id || '%'))`;

/**
 * Whether the day's message may be written to this person now. They are locked: one whom another run has in hand is left to
 * it at once, or (`patient`) when it is done with them.
 */
export async function mayGather(
  tx: Db,
  personId: string,
  day: IsoDate,
  { patient = false }: { readonly patient?: boolean } = {},
): Promise<boolean> {
  const others = patient ? Prisma.empty : Prisma.sql`SKIP LOCKED`;
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT p.id FROM person p WHERE p.id = ${personId}::uuid FOR NO KEY UPDATE OF p ${others}`;
  if (locked.length === 0) return false;
  // Asked anew: what the run before us wrote is not seen by the statement that waited for it.
  const [person] = await tx.$queryRaw<{ had: boolean }[]>`
    SELECT ${hadGathered(day)} AS had FROM person p WHERE p.id = ${personId}::uuid`;
  return person?.had === false;
}

/** More than this is not read in one go, and would be two messages to the platform. */
const mostBytes = 1900;

/**
 * One message out of its parts, in their order; undefined without any. It holds as long as every part holds, and leaves at
 * the receiver's minute. A part that would make it too long is left to its word.
 */
export function gatherNotices(
  parts: readonly { readonly notice: Notice; readonly instead?: string }[],
  now: Date,
): Notice | undefined {
  const [first, ...others] = parts;
  if (!first) return undefined;
  const notices = parts.map(({ notice }) => notice);
  let { text } = first.notice;
  for (const { notice, instead } of others) {
    const longer = `${text}\n\n${notice.text}`;
    text = instead === undefined || Buffer.byteLength(longer) <= mostBytes ? longer : `${text}\n\n${instead}`;
  }
  return {
    ...first.notice,
    text,
    notBefore: gatheredFrom(first.notice.userId, now),
    conditions: {
      ...conditionOf('obligationIds', notices),
      ...conditionOf('memberIds', notices),
    },
  };
}

function conditionOf(key: 'obligationIds' | 'memberIds', notices: readonly Notice[]): Notice['conditions'] {
  const ids = [...new Set(notices.flatMap(({ conditions }) => conditions[key] ?? []))];
  return ids.length === 0 ? {} : { [key]: ids };
}
