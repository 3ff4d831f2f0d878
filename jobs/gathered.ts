/**
 * The one message of the day to one person (E-10): what is to be done, what went up the ladder, and the digest, written
 * together by whichever job comes to them first. One transaction: steps, numbers and message are kept together or not at all.
 */
import { shanghaiDate, shanghaiInstant, type IsoDate } from '../src/calendar/dates.ts';
import { nothingEntered, type WorkdayTable } from '../src/calendar/workdays.ts';
import { inTransaction, type Db } from '../src/database.ts';
import { digestFor, digestRoles, scheduledPeriod } from '../src/scheme/digests.ts';
import { outgoing, type Notice } from '../src/scheme/notices.ts';
import { gatherNotices, mayGather } from '../src/scheme/obligations/gathered.ts';
import { ladderDue, takeLadder, type LadderTurn } from '../src/scheme/obligations/escalation.ts';
import { ownersDue, takePrompt } from '../src/scheme/obligations/prompts.ts';
import { findPerson, hasRole, type Person } from '../src/scheme/people.ts';
import { heldForAll } from '../src/scheme/rule-settings.ts';
import type { RuleSettings } from '../src/scheme/rules/held.ts';
import { promptTime } from '../src/scheme/rules/times.ts';
import { keepShown, type ShownItem } from '../src/scheme/shown.ts';
import type { JobContext } from './context.ts';
import { markLate } from './late.ts';
import { planFirst } from './plan-obligations.ts';

type Parts = Pick<JobContext, 'db' | 'clock' | 'outbox' | 'log'>;

/** So many people's messages are written side by side. */
const atOnce = 4;

/** What is the same for everybody of one run. */
export interface Gathering {
  readonly now: Date;
  readonly day: IsoDate;
  readonly settings: RuleSettings;
  /** What is to go up the ladder, by whose ear it is for. */
  readonly ladder: ReadonlyMap<string, LadderTurn>;
}

/** After this time of day a digest is not news any more. */
const digestUntil = '18:00';

/** Reads what a run needs; the ladder's turns without a reader are left to the caller. */
async function readGathering(db: Db, now: Date): Promise<Gathering & { readonly nobody?: LadderTurn }> {
  const turns = await ladderDue(db, now);
  const ladder = new Map(turns.flatMap(turn => (turn.reader ? [[turn.reader.id, turn] as const] : [])));
  const nobody = turns.find(({ reader }) => !reader);
  const settings = await heldForAll(db);
  return { now, day: shanghaiDate(now), settings, ladder, ...(nobody ? { nobody } : {}) };
}

/** Which digest this day brings, while it is news; `entered`: the days off and days worked that were entered by hand. */
export function digestOfNow(now: Date, entered?: WorkdayTable) {
  const day = shanghaiDate(now);
  const isNews = now >= shanghaiInstant(day, promptTime) && now < shanghaiInstant(day, digestUntil);
  return isNews ? scheduledPeriod(day, entered) : undefined;
}

/**
 * Writes the day's message to everybody for whom a duty's step is due, once what is late is marked and the day has been planned
 * for: helpers first, then those who hear of what helpers left undone, from the secretary up. A step that was missed (an
 * outage) is thereby taken before the next one climbs, and climbs the same morning. With `patient` it returns when a run
 * elsewhere is done with them as well.
 */
export async function gatherOwners(parts: Parts, now: Date, patience: Patience = {}): Promise<void> {
  await markLate(parts, now);
  await planFirst(parts, shanghaiDate(now));
  const due = await ownersDue(parts.db, now);
  for (const round of [...new Set(due.map(({ rank }) => rank))].toSorted()) {
    const gathering = await readGathering(parts.db, now);
    const inRound = due.filter(({ rank }) => rank === round);
    await forEachAtOnce(inRound, atOnce, ({ ownerId }) => gatherFor(parts, ownerId, gathering, patience));
  }
}

/** What the ladder and the digest read: once every owner has had their turn, here or in a run elsewhere. */
export async function gatheringAfterOwners(parts: Parts, now: Date): ReturnType<typeof readGathering> {
  await gatherOwners(parts, now, { patient: true });
  return readGathering(parts.db, now);
}

interface Patience {
  readonly patient?: boolean;
}

/** Writes the day's message to one person, if there is anything to say and they have not had it. */
export async function gatherFor(
  parts: Parts,
  personId: string,
  gathering: Gathering,
  patience: Patience = {},
): Promise<void> {
  await inTransaction(parts.db, async tx => {
    const { now, day, settings, ladder } = gathering;
    if (!(await mayGather(tx, personId, day, patience))) return;
    const prompt = (await takePrompt(tx, now, personId, settings)).notice;
    const turn = ladder.get(personId);
    const above = turn && (await takeLadder(tx, now, turn, settings, prompt?.dedupeKey)).notice;
    const digest = await digestPart(tx, parts, personId, gathering);
    const notice = gatherNotices(
      [
        ...[prompt, above].flatMap(part => (part ? [{ notice: part }] : [])),
        ...(digest ? [{ notice: digest.notice, instead: '今天的简报好了，回复“简报”就能看。' }] : []),
      ],
      now,
    );
    if (!notice) return;
    const written = await parts.outbox.queue(tx, outgoing(notice));
    // Beside a list of duties the digest's numbers would mean two things: there its words are typed.
    const items = prompt ? [] : (digest?.items ?? []);
    if (written.length > 0 && digest) await keepShown(tx, { personId, list: 'digest', at: now }, items);
  });
}

interface DigestPart {
  readonly notice: Notice;
  readonly items: readonly ShownItem[];
}

async function digestPart(
  tx: Db,
  { clock }: Parts,
  personId: string,
  { now, day, settings }: Gathering,
): Promise<DigestPart | undefined> {
  const period = digestOfNow(now, settings.workdays);
  const person = period && (await findPerson(tx, personId));
  if (!period || !person || !hasRole(person, ...digestRoles) || !person.reachable) return undefined;
  const { text, items, needsWord } = await digestFor(
    tx,
    clock,
    person,
    period,
    settings.workdays ?? nothingEntered,
  );
  if (period === 'day' && !needsWord) return undefined;
  return { notice: digestNotice(person, text, `digest:${period}:${day}:${person.id}`, day), items };
}

const digestNotice = (person: Person, text: string, dedupeKey: string, day: IsoDate): Notice => ({
  personId: person.id,
  userId: person.userId ?? '',
  text,
  purpose: 'digest',
  notAfter: shanghaiInstant(day, digestUntil),
  conditions: {},
  dedupeKey,
});

/** Does `work` for each, so many at a time; one that fails does not keep the others from theirs, and is thrown at the end. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const queue = [...items].reverse();
  const worker = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
}
