/** `bangfu import` and `bangfu export`: the workbook on the command line, for whoever looks after the machine. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { shanghaiDate } from './calendar/dates.ts';
import type { Clock } from './clock.ts';
import { inTransaction, type Database, type Db } from './database.ts';
import { readWorkbook, writeWorkbook } from './documents/workbook.ts';
import { logChange } from './scheme/audit-trail.ts';
import { exportWorkbook } from './scheme/workbook-export.ts';
import {
  errorWorkbook,
  importWorkbook,
  previewWorkbook,
  type ImportReport,
  type Progress,
} from './scheme/workbook-import.ts';

/** What the commands need, and how they speak. */
export interface WorkbookCommands {
  readonly db: Database;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Hears how far an import is. */
  readonly onProgress?: Progress;
}

const importUsage =
  '请写上要导入的文件，例如：npx bangfu import 名单.xlsx（--preview 只看结果不写入；--partial 导入没有问题的行）';

/**
 * Imports a file, or with `--preview` says what importing it would do. Rows that have to be corrected are written to a
 * workbook of their own beside the file. `undefined` where there was nothing to read.
 */
export async function importCommand(
  { db, clock, say, onProgress }: WorkbookCommands,
  args: readonly string[],
): Promise<ImportReport | undefined> {
  const [file] = args.filter(arg => !arg.startsWith('--'));
  const unknown = args.find(arg => arg.startsWith('--') && arg !== '--preview' && arg !== '--partial');
  if (file === undefined || unknown !== undefined) {
    say(unknown === undefined ? importUsage : `不认识“${unknown}”。${importUsage}`);
    return undefined;
  }
  const workbook = await readWorkbook(await readFile(file));
  const options = { clock, ...(onProgress ? { onProgress } : {}) };
  const report = args.includes('--preview')
    ? await previewWorkbook(db, workbook, options)
    : await importWorkbook(db, workbook, { ...options, partial: args.includes('--partial') });
  say(report.text);
  const errors = errorWorkbook(workbook, report);
  if (errors.length > 0) {
    const written = await writeBeside(file, await writeWorkbook(errors));
    say(`\n需要改正的行已写到 ${written}，在里面改好后导入这个文件即可。`);
  }
  return report;
}

/** Writes 名单-需要改正.xlsx next to 名单.xlsx, readable by its owner only; never over a file that somebody may be correcting. */
async function writeBeside(file: string, bytes: Uint8Array): Promise<string> {
  const stem = basename(file).replace(/(?:-需要改正(?:-\d+)?)?\.[^.]*$/u, '');
  for (let number = 1; ; number += 1) {
    const path = join(dirname(file), `${stem}-需要改正${number === 1 ? '' : `-${number}`}.xlsx`);
    try {
      await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    }
  }
}

/** Exports everything to a file, readable by its owner only, and notes in the trail what it was for (E-16). */
export async function exportCommand(
  { db, clock, say }: WorkbookCommands,
  [file, ...words]: readonly string[],
): Promise<boolean> {
  const purpose = words.join(' ').trim();
  if (file === undefined || purpose === '') {
    say('请写上文件和用途，例如：npx bangfu export 名册.xlsx 年度复核');
    return false;
  }
  const people = await inTransaction(db, tx => exportTo(tx, clock, file, purpose), {
    timeout: 10 * 60_000,
    isolationLevel: 'RepeatableRead',
  });
  say(`已写出 ${file}，共${people}份关爱档案。里面是完整的个人信息：限本次用途使用，用完删除。`);
  return true;
}

async function exportTo(tx: Db, clock: Clock, file: string, purpose: string): Promise<number> {
  const about = [
    `命令行 ${shanghaiDate(clock.now())} 导出，用途：${purpose}`,
    '含完整的个人信息：限本次用途使用，不得转发，用完删除。',
  ];
  const bytes = await writeWorkbook(await exportWorkbook(tx), { about });
  const people = await tx.careFile.count();
  const after = { register: 'workbook', masked: false, people };
  const tops = await tx.organisation.findMany({ where: { parentId: null }, select: { id: true } });
  for (const { id } of tops)
    await logChange(tx, clock, { action: 'export', subject: 'organisation', subjectId: id, purpose, after });
  await writeFile(file, bytes, { mode: 0o600 });
  return people;
}
