/** One step of bench/import.ts in a process of its own: what it took, and the most memory it held. */
import { readFile } from 'node:fs/promises';
import { systemClock } from '../src/clock.ts';
import { connect, inTransaction, type Database } from '../src/database.ts';
import { readWorkbook, writeWorkbook } from '../src/documents/workbook.ts';
import { exportWorkbook } from '../src/scheme/workbook-export.ts';
import { importWorkbook, previewWorkbook, type ImportReport } from '../src/scheme/workbook-import.ts';
import { parseFieldKeys } from '../src/vault/field-keys.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';

export interface Step {
  readonly what: string;
  readonly ms: number;
  /** Resident at most, and before anything was read. */
  readonly peakMb: number;
  readonly startMb: number;
}

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
const clock = systemClock();

async function workOf(what: string, file: string, db: Database): Promise<void> {
  if (what === 'export') {
    const made = inTransaction(db, async tx => writeWorkbook(await exportWorkbook(tx)), {
      timeout: 600_000,
      isolationLevel: 'RepeatableRead',
    });
    if ((await made).length < 10_000) throw new Error('exported next to nothing');
    return;
  }
  const workbook = await readWorkbook(await readFile(file));
  const report = await (what === 'preview' ? previewWorkbook : importWorkbook)(db, workbook, { clock });
  expectAll(report, what === 'import again' ? 'unchanged' : 'added');
}

/** A bench of an import that imports nothing measures nothing. */
function expectAll({ total, text }: ImportReport, fate: 'added' | 'unchanged'): void {
  const rows = total.added + total.updated + total.unchanged + total.bad;
  if (rows < 1_000 || total[fate] !== rows) throw new Error(text.slice(0, 1_000));
}

const [what = '', file = '', databaseUrl = '', keys = ''] = process.argv.slice(2);
const { vault } = await openKeyRing(databaseUrl, parseFieldKeys(keys) ?? []);
const { db, close } = connect(databaseUrl, { vault, poolSize: 4 });
await db.organisation.count();
const startMb = peakMb();
const start = performance.now();
await workOf(what, file, db);
const ms = performance.now() - start;
const step: Step = { what, ms, startMb, peakMb: peakMb() };
process.stdout.write(JSON.stringify(step));
await close();
