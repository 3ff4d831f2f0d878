/**
 * Checking the whole trail (E-9): every chain from its beginning, against the heads that supervisors kept, and against the
 * anchors by which a unit's chain holds the heads of the chains below it. A chain alone can be shortened or written anew
 * from some entry on by whoever has the key; a head that somebody kept cannot.
 */
import type { Db } from '../database.ts';
import {
  chainHeads,
  installationChain,
  verifyChain,
  type ChainFault,
  type ChainHead,
} from './audit-chain.ts';
import { readEntry } from './audit-trail.ts';

/** A head as somebody kept it; of the hash its beginning is enough (16 characters are sent). */
export type KeptHead = ChainHead;

/** What is wrong with a chain. */
export interface AuditFinding {
  readonly chainId: string;
  /** The organisation's name; 系统 for the installation's own chain. */
  readonly name: string;
  /** The first entry that is wrong. */
  readonly seq: number;
  /** As in ChainFault; shortened: entries at its end are gone · rewritten: it is not the chain whose head was kept. */
  readonly fault: ChainFault['fault'] | 'shortened' | 'rewritten';
}

/** The outcome: in order where there are no findings. */
export interface AuditVerdict {
  readonly chains: number;
  readonly entries: number;
  readonly findings: readonly AuditFinding[];
}

/** Checks every chain, the heads given, and the anchors in the chains themselves. One finding for each chain: the first entry that is wrong. */
export async function verifyTrail(db: Db, kept: readonly KeptHead[] = []): Promise<AuditVerdict> {
  const heads = await chainHeads(db);
  const first = new Map<string, Omit<AuditFinding, 'name'>>();
  for (const { chainId } of heads) {
    const verdict = await verifyChain(db, chainId);
    if (!verdict.ok) note(first, verdict.fault);
  }
  for (const head of [...kept, ...(await anchoredHeads(db))]) {
    const fault = await faultAt(db, head);
    if (fault) note(first, { chainId: head.chainId, seq: head.seq, fault });
  }
  const names = await chainNames(db, [...first.keys()]);
  return {
    chains: heads.length,
    entries: heads.reduce((sum, { seq }) => sum + seq, 0),
    findings: [...first.values()].map(each => ({ ...each, name: names.get(each.chainId) ?? each.chainId })),
  };
}

function note(first: Map<string, Omit<AuditFinding, 'name'>>, finding: Omit<AuditFinding, 'name'>): void {
  const { chainId, seq, fault } = finding;
  const known = first.get(chainId);
  if (!known || seq < known.seq) first.set(chainId, { chainId, seq, fault });
}

async function faultAt(
  db: Db,
  { chainId, seq, hash }: KeptHead,
): Promise<'shortened' | 'rewritten' | undefined> {
  const entry = await db.auditEntry.findUnique({
    where: { chainId_seq: { chainId, seq } },
    select: { hash: true },
  });
  if (!entry) return 'shortened';
  return entry.hash.startsWith(hash) ? undefined : 'rewritten';
}

/** What an anchor holds: the heads of the chains below. */
export type Anchor = readonly (readonly [chainId: string, seq: number, hash: string])[];

/** Every head that stands in an anchor that can still be opened; of each chain all of them, because any may differ. */
async function anchoredHeads(db: Db): Promise<KeptHead[]> {
  const rows = await db.auditEntry.findMany({ where: { action: anchorAction }, orderBy: { seq: 'asc' } });
  return rows.flatMap(row => {
    const { after } = openAnchor(db, row);
    return ((after?.['heads'] ?? []) as Anchor).map(([chainId, seq, hash]) => ({ chainId, seq, hash }));
  });
}

/** An anchor that was tampered with opens no more: its own chain names it already. */
function openAnchor(
  db: Db,
  row: Parameters<typeof readEntry>[1],
): Pick<ReturnType<typeof readEntry>, 'after'> {
  try {
    return readEntry(db, row);
  } catch {
    return { after: null };
  }
}

/** The action of an entry that holds other chains' heads. */
export const anchorAction = 'anchor';

/** What chains are called, by id: their organisation's name. */
export async function chainNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.organisation.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map([[installationChain, installationName], ...rows.map(({ id, name }) => [id, name] as const)]);
}

/** The name of the installation's own chain. */
export const installationName = '系统';

/** Of a hash so much is sent and kept. */
export const keptCharacters = 16;

/** A head as people keep it: 云溪县委老干部局:128:1f2e3d4c5b6a7980. */
export const headText = (name: string, { seq, hash }: Pick<ChainHead, 'seq' | 'hash'>): string =>
  `${name}:${seq}:${hash.slice(0, keptCharacters)}`;

/** Reads such a line, by name or id; undefined where it is none or nobody is called so. */
export async function readHead(db: Db, line: string): Promise<KeptHead | undefined> {
  const [, who = '', seq = '', hash = ''] =
    /^\s*(.+?)\s*[:：]\s*(\d{1,9})\s*[:：]\s*([0-9a-fA-F]{12,64})\s*$/u.exec(line) ?? [];
  if (hash === '') return undefined;
  const chainId = who === installationName ? installationChain : await organisationId(db, who);
  return chainId === undefined ? undefined : { chainId, seq: Number(seq), hash: hash.toLowerCase() };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function organisationId(db: Db, who: string): Promise<string | undefined> {
  if (uuid.test(who)) return who.toLowerCase();
  return (await db.organisation.findUnique({ where: { name: who }, select: { id: true } }))?.id;
}
