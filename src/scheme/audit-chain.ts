/** The chain of an organisation's audit entries: how an entry is hashed, and how a chain is checked (E-9). */
import type { Db } from '../database.ts';

type Mac = Pick<Db['$vault'], 'mac'>;

/** An entry as it is hashed: the sealed bytes, so that checking needs no data key. */
export interface AuditRow {
  readonly id: string;
  readonly chainId: string;
  readonly seq: number;
  readonly at: Date;
  readonly actorId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  readonly ref: string | null;
  readonly detail: Uint8Array | null;
  readonly previousHash: string;
}

/** The chain of what belongs to no organisation. */
export const installationChain = '00000000-0000-0000-0000-000000000000';

/** What the first entry of a chain names as the one before it. */
export const firstHash = '0'.repeat(64);

/** The hash of an entry over all of it and the hash before it: HMAC-SHA-256, in hexadecimal. */
export function hashOf(vault: Mac, row: AuditRow): string {
  const { id, chainId, seq, at, actorId, action, subject, subjectId, ref, detail, previousHash } = row;
  const sealed = detail === null ? null : Buffer.from(detail).toString('base64');
  return vault.mac(
    JSON.stringify([
      previousHash,
      chainId,
      seq,
      id,
      at.toISOString(),
      actorId,
      action,
      subject,
      subjectId,
      ref,
      sealed,
    ]),
  );
}

/** Where a chain stands: how many entries it has, and the hash of the last one. */
export interface ChainHead {
  readonly chainId: string;
  readonly seq: number;
  readonly hash: string;
}

/** What is wrong with a chain: the first entry that does not fit, and in which way. */
export interface ChainFault {
  readonly chainId: string;
  readonly seq: number;
  /** changed: its content does not give its hash · missing: an entry before it is gone · moved: it does not follow on the one before. */
  readonly fault: 'changed' | 'missing' | 'moved';
  readonly entryId: string;
}

/** A chain that was checked from its beginning. */
export type ChainVerdict =
  | { readonly ok: true; readonly head: ChainHead }
  | { readonly ok: false; readonly fault: ChainFault };

const page = 2_000;

/** Checks one chain from its first entry to its last, page by page. An empty chain is in order. */
export async function verifyChain(db: Db, chainId: string): Promise<ChainVerdict> {
  let head: ChainHead = { chainId, seq: 0, hash: firstHash };
  for (;;) {
    const rows = await db.auditEntry.findMany({
      where: { chainId, seq: { gt: head.seq } },
      orderBy: { seq: 'asc' },
      take: page,
    });
    for (const row of rows) {
      const fault = faultOf(db.$vault, row, head);
      if (fault) return { ok: false, fault: { chainId, seq: row.seq, entryId: row.id, fault } };
      head = { chainId, seq: row.seq, hash: row.hash };
    }
    if (rows.length < page) return { ok: true, head };
  }
}

function faultOf(
  vault: Mac,
  row: AuditRow & { readonly hash: string },
  before: ChainHead,
): ChainFault['fault'] | undefined {
  if (row.seq !== before.seq + 1) return 'missing';
  if (row.previousHash !== before.hash) return 'moved';
  return hashOf(vault, row) === row.hash ? undefined : 'changed';
}

/** Every chain there is, with its present end. */
export const chainHeads = (db: Db): Promise<ChainHead[]> => db.$queryRaw<ChainHead[]>`
  SELECT DISTINCT ON ("chainId") "chainId"::text AS "chainId", seq, hash FROM audit_entry ORDER BY "chainId", seq DESC`;
