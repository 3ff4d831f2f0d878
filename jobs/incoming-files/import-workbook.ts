/** A workbook that somebody handed in: first looked at, then, when they have said so, imported (S1-3.1a). */
import { xlsx } from '../../src/documents/file-kinds.ts';
import { readWorkbook, writeWorkbook, type WorkbookSheet } from '../../src/documents/workbook.ts';
import { AppError } from '../../src/errors.ts';
import {
  errorWorkbook,
  importWithin,
  previewWithin,
  reportMessage,
} from '../../src/scheme/workbook-import.ts';
import type { ImportReport } from '../../src/scheme/workbook-import.ts';
import { importPurposes } from '../../src/scheme/workbook-purposes.ts';
import type { IncomingFile } from '../../src/chat/incoming-files.ts';
import type { NewFile } from '../../src/chat/outgoing-files.ts';
import type { IncomingFileContext, IncomingFileHandler } from './handler.ts';

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const longestMs = 10 * 60_000;
const what = { title: '名册（组织、人员、关爱档案、结对）', accepts: [xlsx], longestMs };

/** Says what a workbook would change, and gives back the rows that are wrong. Writes nothing. */
export const previewWorkbook: IncomingFileHandler = {
  ...what,
  purpose: importPurposes.preview,
  handle: (file, context) =>
    withWorkbook(file, context, async workbook => {
      const report = await previewWithin(context.db, workbook, { clock: context.clock });
      const text = `${reportMessage(report)}\n\n${nextStep(report)}`;
      await context.reply({ text, ...(await errorFile(workbook, report, file)) });
    }),
};

/** Imports what is right in it, and gives back the rest. */
export const importWorkbook: IncomingFileHandler = {
  ...what,
  purpose: importPurposes.run,
  handle: (file, context) =>
    withWorkbook(file, context, async workbook => {
      const { clock, db } = context;
      const report = await importWithin(db, workbook, { clock, actorId: file.personId, partial: true });
      const rest =
        report.total.bad > 0
          ? '\n\n有误的行在表格里，改好了再回复“导入”传一次就行，已经导入的不会重复。'
          : '';
      await context.reply({
        text: `${reportMessage(report)}${rest}`,
        ...(await errorFile(workbook, report, file)),
      });
    }),
};

async function withWorkbook(
  { bytes }: IncomingFile,
  { reply }: IncomingFileContext,
  work: (workbook: WorkbookSheet[]) => Promise<void>,
): Promise<void> {
  let workbook: WorkbookSheet[];
  try {
    workbook = await readWorkbook(bytes);
  } catch (error) {
    if (!(error instanceof AppError) || error.expose === undefined) throw error;
    return reply({ text: `${error.expose}系统里的内容没有变动；改好后回复“导入”再传一次。` });
  }
  await work(workbook);
}

function nextStep({ total }: ImportReport): string {
  const { added, updated, bad } = total;
  if (added + updated === 0) return bad > 0 ? '请在表格里改好有误的行，再回复“导入”传一次。' : '不用导入。';
  const good = bad > 0 ? '只导入没有问题的行' : '写进系统';
  return `回复“确认导入”就${good}，回复“不导入”就算了。一天之内有效。`;
}

/** The rows that are wrong, as a workbook to be corrected and handed in again; nothing where all is well. */
async function errorFile(
  workbook: readonly WorkbookSheet[],
  report: ImportReport,
  { name }: IncomingFile,
): Promise<{ file?: NewFile }> {
  const sheets = errorWorkbook(workbook, report);
  if (sheets.length === 0) return {};
  const stem = name.replace(/\.xlsx$/iu, '') || '名册';
  return {
    file: { name: `${stem}-需要改正.xlsx`, contentType: xlsxType, bytes: await writeWorkbook(sheets) },
  };
}
