/**
 * Registers as files (E-16): who may have which, and the orders for them. An order is a row; a job makes the file, sends
 * it to whoever ordered it and writes into the audit trail what it was, for what, and of how many people.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { sqlNow, type Db } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Viewer } from './access.ts';
import { refuseExport } from './exports.ts';
import type { Register } from './labels/registers.ts';
import { hasRole } from './people.ts';

/** Who may export numbers and addresses unmasked, with a reason: the clerk who keeps the files. */
export const mayExportUnmasked = (viewer: Pick<Viewer, 'roles'>): boolean => hasRole(viewer, 'clerk');

/** The fewest characters that say what an export is for. */
export const shortestPurpose = 4;

/** What somebody asks for. */
export interface NewExportOrder {
  readonly viewer: Viewer;
  readonly register: Register;
  readonly masked: boolean;
  readonly purpose: string;
}

/** Keeps an order; returns its id. Refused without the right or the reason. */
export async function orderExport(db: Db, clock: Clock, order: NewExportOrder): Promise<string> {
  const { viewer, register, masked } = order;
  const purpose = order.purpose.trim();
  const refusal = await refuseExport(db, clock, viewer);
  if (refusal !== null) throw refused('export-not-allowed', refusal);
  if (!masked && !mayExportUnmasked(viewer))
    throw refused('unmasked-not-allowed', '完整的号码和住址只有经办同志能导出，可以先导出遮盖的。');
  if ([...purpose].length < shortestPurpose)
    throw refused('purpose-missing', '请用一句话说明导出做什么用，比如“上报县委组织部”。');
  const id = randomUUID();
  const words = db.$vault.sealRow('export_order', id, { purpose });
  await db.exportOrder.create({
    data: { id, personId: viewer.id, register, masked, ...words, orderedAt: clock.now() },
  });
  return id;
}

/** An order in the hands of the job that makes its file. */
export interface TakenOrder {
  readonly id: string;
  readonly personId: string;
  readonly register: Register;
  readonly masked: boolean;
  readonly purpose: string;
  readonly attempts: number;
}

/** Takes the order for this transaction; null where it is done already, or being done elsewhere. */
export async function takeExportOrder(tx: Db, id: string): Promise<TakenOrder | null> {
  const [row] = await tx.$queryRaw<(Omit<TakenOrder, 'purpose'> & { purpose: Uint8Array<ArrayBuffer> })[]>`
    SELECT id, "personId", register, masked, purpose, attempts FROM export_order
    WHERE id = ${id}::uuid AND "handledAt" IS NULL FOR UPDATE SKIP LOCKED`;
  return row ? tx.$vault.openRow('export_order', row.id, row) : null;
}

/** Marks the order done, in the transaction that did the work. `failure` is why nothing was sent, as a code. */
export const markOrderHandled = (tx: Db, clock: Clock, id: string, failure?: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE export_order SET "handledAt" = ${sqlNow(clock)}, failure = ${failure ?? null}
    WHERE id = ${id}::uuid AND "handledAt" IS NULL`;

/** Counts a failed attempt and says when the next may be; outside the transaction that failed. Returns how many there were. */
export async function noteOrderFailure(db: Db, clock: Clock, id: string, delayMs: number): Promise<number> {
  const [row] = await db.$queryRaw<{ attempts: number }[]>`
    UPDATE export_order SET attempts = attempts + 1,
      "nextAttemptAt" = ${sqlNow(clock)} + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id}::uuid AND "handledAt" IS NULL RETURNING attempts`;
  return row?.attempts ?? 0;
}

/** Ids of orders whose next try is due; for the sweep. */
export async function exportOrdersDue(db: Db, clock: Clock, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM export_order WHERE "handledAt" IS NULL
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${sqlNow(clock)}) ORDER BY "orderedAt" LIMIT ${limit}`;
  return rows.map(row => row.id);
}

const refused = (code: string, expose: string): AppError =>
  new AppError(code, `refused: ${code}`, { expose });
