/** Whether a pairing holds: by its days, and once everybody who must has looked at it. Imports nothing of the scheme. */
import { Prisma } from '../../database.ts';

/** Pairings that somebody else has yet to look at, or has said no to (E-11): they never hold. */
export const waiting = {
  conflictNote: { not: null },
  conflictSeenById: null,
} as const satisfies Prisma.PairingWhereInput;

/** Pairings that hold on `day` ('YYYY-MM-DD'): the `where` of a query over pairings. */
export const currentOn = (day: string) =>
  ({
    startsOn: { lte: day },
    OR: [{ endsOn: null }, { endsOn: { gte: day } }],
    NOT: waiting,
  }) satisfies Prisma.PairingWhereInput;

/** The same in SQL, of the pairing called `g`. */
export const holdsOn = (day: string): Prisma.Sql =>
  Prisma.sql`(g."startsOn" <= ${day} AND (g."endsOn" IS NULL OR g."endsOn" >= ${day})
    AND (g."conflictNote" IS NULL OR g."conflictSeenById" IS NOT NULL))`;

interface Looked {
  /** What speaks against it, if something does. */
  readonly conflictNote: string | null;
  /** Who, besides the one who made it, looked at that. */
  readonly conflictSeenById: string | null;
}

/** Whether a pairing waits for a second person (E-11). */
export const isWaiting = ({ conflictNote, conflictSeenById }: Looked): boolean =>
  conflictNote !== null && conflictSeenById === null;

/** Whether a pairing holds on `day`. */
export const isCurrentOn = (
  pairing: Looked & { readonly startsOn: string; readonly endsOn: string | null },
  day: string,
): boolean =>
  pairing.startsOn <= day && (pairing.endsOn === null || pairing.endsOn >= day) && !isWaiting(pairing);
