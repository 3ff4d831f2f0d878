/** Which duties go to whom while somebody is away, and that the message about the leave was their prompt. */
import { maxDate, shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { answeringFor } from '../obligations/hand-on.ts';
import { withdrawMessagesKeyed } from '../obligations/withdraw.ts';
import { helperOf, isAway, isTakenOver, windowOfO } from '../obligations/owners.ts';
import {
  advance,
  concernsTheLiving,
  dutyColumns,
  moveOn,
  turnOf,
  type Advance,
  type Duty,
} from '../obligations/steps.ts';
import type { Person } from '../people.ts';
import { heldForAll } from '../rule-settings.ts';
import { clerksRules, rules } from '../rules/index.ts';

interface Leave {
  readonly id: string;
  readonly personId: string;
  readonly startsOn: IsoDate;
}

const discreet = rules.flatMap(({ code, discreet: hushed }) => (hushed ? [code] : []));

/**
 * The open duties that the leave takes from whoever is away, by who has them meanwhile. Ask before the planner moves them.
 * What is due before the leave begins is not among them, nor what is spoken of in messages of its own only.
 */
export async function dutiesGoing(db: Db, now: Date, leave: Leave): Promise<Map<string, Duty[]>> {
  const today = shanghaiDate(now);
  const day = maxDate(today, leave.startsOn);
  const begun = leave.startsOn <= today;
  const owner = Prisma.sql`o."ownerId"`;
  const rows = await db.$queryRaw<(Duty & { memberId: string; nextId: string | null })[]>`
    SELECT ${dutyColumns}, ${helperOf(Prisma.sql`o."memberId"`, day, windowOfO)} AS "nextId" FROM obligation o
    WHERE o."ownerId" = ${leave.personId}::uuid AND o."memberId" IS NOT NULL AND ${concernsTheLiving}
      AND (o.state = 'open' OR (o.state = 'overdue' AND ${begun})) AND (${begun} OR o."dueOn" >= ${day})
      AND o.rule <> ALL(${[...clerksRules, ...discreet]}::text[]) AND ${isAway(owner, day, windowOfO)} AND NOT ${isTakenOver}
    ORDER BY o."dueOn", o."opensOn", o.id`;
  const going = new Map<string, Duty[]>();
  for (const { nextId, ...duty } of rows) {
    const id = nextId ?? (await answeringFor(db, shanghaiInstant(day, '12:00'), duty.memberId));
    if (id !== null && id !== leave.personId) going.set(id, [...(going.get(id) ?? []), duty]);
  }
  return going;
}

interface Telling {
  readonly receiver: Person;
  readonly duties: readonly Duty[];
  readonly dedupeKey: string;
  readonly absence: Leave;
  /** Whether a message reaches them. */
  readonly told: boolean;
}

/**
 * Keeps that the message about the leave told its reader of these duties, so that no prompt says it again, and gives them the
 * day's next numbers. Empty where the leave lies ahead: then the day's prompts will say when it is time.
 */
export async function markAsTold(
  db: Db,
  now: Date,
  { receiver, duties, dedupeKey, absence, told }: Telling,
): Promise<ReadonlyMap<string, number>> {
  const today = shanghaiDate(now);
  if (!told || absence.startsOn > today) return new Map();
  const theirs = await nowTheirs(db, receiver.id, duties);
  await takeDueSteps(db, now, theirs, { personId: receiver.id, outboundKey: dedupeKey });
  const open = theirs.filter(({ opensOn }) => opensOn <= today);
  const last = await db.promptItem.aggregate({
    where: { personId: receiver.id, day: today },
    _max: { number: true },
  });
  const items = open.map((duty, place) => ({ duty, number: (last._max.number ?? 0) + place + 1 }));
  await db.promptItem.createMany({
    data: items.map(({ duty, number }) => ({
      personId: receiver.id,
      day: today,
      number,
      obligationId: duty.id,
      createdAt: now,
    })),
  });
  return new Map(items.map(({ duty, number }) => [keyOf(duty), number]));
}

/** A duty by what it is, whoever has it. */
export const keyOf = ({
  rule,
  memberId,
  occurrence,
}: Pick<Duty, 'rule' | 'memberId' | 'occurrence'>): string => `${rule}|${memberId}|${occurrence}`;

async function nowTheirs(db: Db, ownerId: string, duties: readonly Duty[]): Promise<Duty[]> {
  const wanted = new Set(duties.map(keyOf));
  const rows = await db.$queryRaw<Duty[]>`
    SELECT ${dutyColumns} FROM obligation o WHERE o."ownerId" = ${ownerId}::uuid AND o.state IN ('open', 'overdue')
      AND o."memberId" = ANY(${duties.flatMap(({ memberId }) => memberId ?? [])}::uuid[])
    ORDER BY o."dueOn", o."opensOn", o.id FOR UPDATE OF o`;
  return rows.filter(duty => wanted.has(keyOf(duty)));
}

/** Takes every step to the owner that is due now, as told in this message. */
async function takeDueSteps(
  db: Db,
  now: Date,
  duties: readonly Duty[],
  told: { readonly personId: string; readonly outboundKey: string },
): Promise<void> {
  const settings = await heldForAll(db);
  let left = [...duties];
  while (left.length > 0) {
    const moves: Advance[] = left.flatMap(duty => {
      const turn = turnOf(duty, now, settings);
      return turn?.step.to === 'owner' ? [moveOn(duty, turn, { ...told, result: 'told' })] : [];
    });
    await advance(db, now, moves);
    left = moves.map(({ duty, next }) => ({ ...duty, nextStep: next.step, nextStepAt: next.at }));
  }
}

/** Cancels what was to be said about these leaves and has not left; returns who has read of them. */
export async function withdrawLeaveNotices(
  db: Db,
  now: Date,
  absenceIds: readonly string[],
): Promise<string[]> {
  const prefixes = absenceIds.map(id => `absence:${id}:`);
  await withdrawMessagesKeyed(db, now, prefixes);
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM outbound_message m JOIN person p ON p."userId" = m.recipient
    WHERE m."dedupeKey" LIKE ANY(${prefixes.map(prefix => `${prefix}%`)}::text[]) AND m.state IN ('sending', 'sent', 'unknown') ORDER BY p.id`;
  return rows.map(({ id }) => id);
}
