/**
 * The day's prompt: one message to each helper (or clerk) for whom a step is due, with everything they still have open, by
 * number. Nobody gets one on a day without a step, nor a second one on the same day (E-10).
 */
import { shanghaiDate, shanghaiInstant, type IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { gatheredFrom } from '../message-budget.ts';
import { outOfReach, type Notice, type Unreached } from '../notices.ts';
import type { Person } from '../people.ts';
import { heldForAll } from '../rule-settings.ts';
import type { RuleSettings } from '../rules/held.ts';
import { clerksRules, reviewRules, rules } from '../rules/index.ts';
import { filesApart } from './files-apart.ts';
import { hadGathered } from './gathered.ts';
import { sqlInstant } from './now.ts';
import { listedAtMost, promptText } from './prompt-text.ts';
import { housematesIn, sideBySide } from './side-by-side.ts';
import { isAway, isOffered, isTakenOver, stillAnswers } from './owners.ts';
import { castOf } from './people.ts';
import { byUrgency, homesOf, type Homes } from './urgency.ts';
import {
  advance,
  concernsTheLiving,
  dutyColumns,
  endOfPrompts,
  moveOn,
  nextStepIs,
  turnOf,
  type Duty,
} from './steps.ts';

/** One run looks at so many owners; the next one goes on. */
const ownersPerRun = 20_000;

const isForOwner = nextStepIs(['owner'], ['digest']);
const discreet = rules.flatMap(({ code, discreet }) => (discreet ? [code] : []));
const standing = rules.flatMap(rule => (rule.standing ? [rule.code] : []));
const isDueNow = (now: Date): Prisma.Sql =>
  Prisma.sql`(o."nextStepAt" <= ${sqlInstant(now)} AND ${isForOwner})`;

/**
 * Open duties that may be spoken of on `day`: in their window (a standing one after it too), of living members, by whoever
 * still answers for them and is there. A clerk's duties are the clerk's, whoever helps the member.
 */
const speakable = (day: IsoDate): Prisma.Sql => Prisma.sql`
  (o.state = 'open' AND o."dueOn" >= ${day} OR o.state IN ('open', 'overdue') AND o.rule = ANY(${standing}::text[]))
  AND o.rule <> ALL(${discreet}::text[]) AND o."opensOn" <= ${day} AND ${concernsTheLiving}
  AND NOT ${isAway(Prisma.sql`o."ownerId"`, day)} AND NOT ${isOffered}
  AND (o.rule = ANY(${clerksRules}::text[]) OR ${isTakenOver}
    OR ${stillAnswers(Prisma.sql`o."ownerId"`, Prisma.sql`o."memberId"`, day)})`;

/** Somebody for whom a step is due. */
export interface OwnerDue {
  readonly ownerId: string;
  /** Their place on the ladder: 0 a helper, 1 a secretary or a clerk, 2 a leader, who hears of all the others. */
  readonly rank: number;
}

/** Those for whom a step is due and who have had no message of the day yet. */
export async function ownersDue(db: Db, now: Date): Promise<OwnerDue[]> {
  const day = shanghaiDate(now);
  return db.$queryRaw<OwnerDue[]>`
    SELECT o."ownerId", CASE WHEN 'leader' = ANY(p.roles) THEN 2 WHEN p.roles && ARRAY['secretary', 'clerk'] THEN 1
      ELSE 0 END AS rank
    FROM obligation o JOIN person p ON p.id = o."ownerId"
    WHERE o.state IN ('open', 'overdue') AND ${isDueNow(now)} AND ${speakable(day)} AND NOT ${hadGathered(day)}
    GROUP BY o."ownerId", p.id ORDER BY min(o."dueOn"), o."ownerId" LIMIT ${ownersPerRun}`;
}

/** What came of an owner's turn: the message to write, or why there is none. */
export interface Prompt {
  readonly notice?: Notice;
  readonly unreached?: Unreached;
}

/**
 * Takes the steps that are due for one owner, inside the caller's transaction, where its message must be written too;
 * `settings` for those who ask for many.
 */
export async function takePrompt(
  tx: Db,
  now: Date,
  ownerId: string,
  settings?: RuleSettings,
): Promise<Prompt> {
  const day = shanghaiDate(now);
  const dedupeKey = await freshKey(tx, ownerId, day);
  if (dedupeKey === undefined) return {};
  const found = await dutiesOf(tx, now, day, ownerId);
  const held = settings ?? (await heldForAll(tx));
  const due = found.flatMap(duty => {
    const turn = duty.isDue ? turnOf(duty, now, held) : undefined;
    return turn ? [{ duty, turn }] : [];
  });
  if (due.length === 0) return {};
  const cast = await castOf(tx, found);
  const owner = cast.people.get(ownerId);
  if (!owner) return {};
  const moves = (taken: Parameters<typeof moveOn>[2]) =>
    due.map(({ duty, turn }) => moveOn(duty, turn, taken));
  const unreached = outOfReach(owner);
  if (unreached) {
    await advance(tx, now, moves({ personId: ownerId, result: 'not-reachable' }));
    return { unreached };
  }
  await advance(tx, now, moves({ personId: ownerId, result: 'told', outboundKey: dedupeKey }));
  const housemates = await housematesIn(tx, found, cast);
  const { named, others } = inOrder(sideBySide(found, housemates), day, homesOf(housemates));
  const listed = [...named, ...others];
  await number(tx, now, day, ownerId, named);
  const notice = noticeTo(owner, promptText(owner, listed, cast, now, housemates), listed, dedupeKey, now);
  return { notice };
}

/**
 * `prompt:<person>:<day>`, with a number when an earlier one of the day was withdrawn; undefined when this owner has had the
 * day's message. The owner is locked, waiting for nobody: one whom another run has in hand is left to it.
 */
async function freshKey(tx: Db, ownerId: string, day: IsoDate): Promise<string | undefined> {
  const key = `prompt:${ownerId}:${day}`;
  const [owner] = await tx.$queryRaw<{ had: boolean; withdrawn: number }[]>`
    SELECT ${hadGathered(day)} AS had,
      (SELECT count(*)::int FROM outbound_message m WHERE m.recipient = p."userId"
        AND m."createdAt" >= ${sqlInstant(shanghaiInstant(day))} AND m."dedupeKey" LIKE ${`${key}%#0`}) AS withdrawn
    FROM person p WHERE p.id = ${ownerId}::uuid FOR NO KEY UPDATE OF p SKIP LOCKED`;
  if (!owner || owner.had) return undefined;
  return owner.withdrawn === 0 ? key : `${key}:${owner.withdrawn + 1}`;
}

type Listed = Duty & { readonly isDue: boolean };

/**
 * What is due first, files to look through after all else (they come by the dozen and have a list of their own), then by its
 * last day, then as the files were entered. The rows stay locked: a visit recorded meanwhile comes after this message.
 */
const dutiesOf = (tx: Db, now: Date, day: IsoDate, ownerId: string): Promise<Listed[]> => tx.$queryRaw<
  Listed[]
>`
  SELECT ${dutyColumns}, ${isDueNow(now)} AS "isDue" FROM obligation o
  WHERE o."ownerId" = ${ownerId}::uuid AND ${speakable(day)}
  ORDER BY "isDue" DESC NULLS LAST, o.rule = ANY(${reviewRules}::text[]), o."dueOn", o."opensOn",
    (SELECT f."createdAt" FROM care_file f WHERE f."memberId" = o."memberId"), o.id FOR UPDATE OF o`;

/** Those that are named stand as in 我的待办: the most urgent first, and what is to be done for one household side by side. */
function inOrder(duties: readonly Listed[], day: IsoDate, homes: Homes) {
  const named = filesApart(duties).singly.slice(0, listedAtMost);
  const others = duties.filter(duty => !named.includes(duty));
  return { named: byUrgency(named, day, homes), others };
}

/** The prompt's numbers are the day's: those of a list asked for earlier in the morning give way to it. */
async function number(
  tx: Db,
  now: Date,
  day: IsoDate,
  personId: string,
  listed: readonly Duty[],
): Promise<void> {
  await tx.promptItem.deleteMany({ where: { personId, day } });
  await tx.$executeRaw`
    INSERT INTO prompt_item ("personId", day, number, "obligationId", "createdAt")
    SELECT ${personId}::uuid, ${day}, item.number, item.id, ${sqlInstant(now)}
    FROM unnest(${listed.map(({ id }) => id)}::uuid[]) WITH ORDINALITY AS item(id, number)`;
}

function noticeTo(
  owner: Person,
  text: string,
  listed: readonly Duty[],
  dedupeKey: string,
  now: Date,
): Notice {
  const memberIds = [...new Set(listed.flatMap(({ memberId }) => memberId ?? []))];
  return {
    personId: owner.id,
    userId: owner.userId ?? '',
    text,
    purpose: 'prompt',
    notBefore: gatheredFrom(owner.userId ?? '', now),
    notAfter: endOfPrompts(shanghaiDate(now)),
    conditions: { obligationIds: listed.map(({ id }) => id), memberIds },
    dedupeKey,
  };
}
