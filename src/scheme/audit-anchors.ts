/**
 * The day's heads (E-9): what a supervisor keeps, so that a trail cannot be shortened or written anew unnoticed. The heads of
 * all chains of which a supervisor is the nearest upwards are put into the chain of the supervisor's own unit (an anchor),
 * and that chain's head is sent: one line keeps them all.
 */
import type { IsoDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { anchorAction, headText, type Anchor } from './audit-check.ts';
import { chainHeads, installationChain, type ChainHead } from './audit-chain.ts';
import { logChange } from './audit-trail.ts';
import type { Notice } from './notices.ts';
import { lineOf } from './organisations.ts';
import { personFields, toPerson, type Person } from './people.ts';

/** A unit with supervisors whom messages reach, and the chains they are nearest to. */
export interface Watch {
  readonly organisation: Person['organisation'];
  readonly supervisors: readonly Person[];
  readonly chainIds: readonly string[];
}

/** Who watches what: each chain belongs to the nearest unit upwards that has a supervisor; the installation's own to those at a root. */
export async function watches(db: Db): Promise<{ watches: Watch[]; unwatched: number }> {
  const rows = await db.person.findMany({
    where: { roles: { has: 'supervisor' }, userId: { not: null }, unreachableSince: null },
    select: personFields,
    orderBy: { id: 'asc' },
  });
  const byUnit = new Map<string, { organisation: Person['organisation']; supervisors: Person[] }>();
  for (const person of rows.map(row => toPerson(db, row))) {
    const unit = byUnit.get(person.organisation.id);
    if (unit) unit.supervisors.push(person);
    else byUnit.set(person.organisation.id, { organisation: person.organisation, supervisors: [person] });
  }
  const heads = await chainHeads(db);
  const paths = await pathsOf(db, heads);
  const chains = new Map<string, string[]>();
  for (const { chainId } of heads)
    for (const unit of unitsFor(chainId, paths, byUnit))
      chains.set(unit, [...(chains.get(unit) ?? []), chainId]);
  const watched = new Set([...chains.values()].flat());
  return {
    watches: [...byUnit.entries()].map(([id, unit]) => ({ ...unit, chainIds: chains.get(id) ?? [] })),
    unwatched: heads.filter(({ chainId }) => !watched.has(chainId)).length,
  };
}

type Units = ReadonlyMap<string, { readonly organisation: Person['organisation'] }>;

async function pathsOf(db: Db, heads: readonly ChainHead[]): Promise<Map<string, string>> {
  const rows = await db.organisation.findMany({
    where: { id: { in: heads.map(({ chainId }) => chainId) } },
    select: { id: true, path: true },
  });
  return new Map(rows.map(({ id, path }) => [id, path]));
}

function unitsFor(chainId: string, paths: ReadonlyMap<string, string>, units: Units): string[] {
  if (chainId === installationChain)
    return [...units.values()].flatMap(({ organisation: { id, path } }) =>
      lineOf(path).length === 1 ? [id] : [],
    );
  const nearest = lineOf(paths.get(chainId) ?? '').findLast(id => units.has(id));
  return nearest === undefined ? [] : [nearest];
}

/** Writes the day's anchor of a unit and what its supervisors are sent; nothing where nothing was added since the last one, or the day's is there. */
export async function anchorDay(db: Db, clock: Clock, watch: Watch, day: IsoDate): Promise<Notice[]> {
  const { organisation, supervisors } = watch;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${organisation.id}, 6))`;
  const last = await db.auditEntry.findFirst({
    where: { chainId: organisation.id, action: anchorAction },
    orderBy: { seq: 'desc' },
    select: { ref: true, seq: true, at: true },
  });
  if (last?.ref === day) return [];
  const heads = await headsOf(db, watch, last?.at);
  const own = await headOf(db, organisation.id);
  if (heads.length === 0 && (own?.seq ?? 0) === (last?.seq ?? 0)) return [];
  await logChange(db, clock, {
    actorId: null,
    action: anchorAction,
    subject: 'organisation',
    subjectId: organisation.id,
    organisationId: organisation.id,
    ref: day,
    after: { heads },
  });
  const head = await headOf(db, organisation.id);
  return head ? supervisors.map(person => noticeFor(person, watch, head, day)) : [];
}

/** The heads of the other chains that grew since the last anchor. */
async function headsOf(db: Db, { organisation, chainIds }: Watch, since: Date | undefined): Promise<Anchor> {
  const others = chainIds.filter(id => id !== organisation.id);
  const rows = await db.auditEntry.findMany({
    where: { chainId: { in: others } },
    distinct: ['chainId'],
    orderBy: [{ chainId: 'asc' }, { seq: 'desc' }],
    select: { chainId: true, seq: true, hash: true, at: true },
  });
  return rows
    .filter(({ at }) => since === undefined || at >= since)
    .map(({ chainId, seq, hash }) => [chainId, seq, hash] as const);
}

const headOf = (db: Db, chainId: string): Promise<{ seq: number; hash: string } | null> =>
  db.auditEntry.findFirst({
    where: { chainId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });

function noticeFor(
  person: Person,
  { organisation }: Watch,
  head: Pick<ChainHead, 'seq' | 'hash'>,
  day: IsoDate,
): Notice {
  return {
    personId: person.id,
    userId: person.userId ?? '',
    text:
      `${person.name}同志，这是今天的操作记录核对码（含下级单位）：\n${headText(organisation.name, head)}\n` +
      '请留着这条消息，不用回复。以后要查记录有没有被人改过，把它交给管理员核对就行。',
    purpose: 'digest',
    conditions: {},
    dedupeKey: `audit-heads:${day}:${person.id}`,
  };
}
