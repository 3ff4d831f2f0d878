/** What an import would do, or did, in one short message for the chat. */
import { changesNothing, lineOf, totalsOf, type ImportReport, type SheetCounts } from './report.ts';

/** The platform cuts longer messages. */
const longestBytes = 2_048;

/**
 * The report as one message: what it comes to, then sheet by sheet, then as many of the first mistakes as fit (those that
 * keep a row out before those that only ask for a look); the rest are in the error workbook.
 */
export function reportMessage(report: ImportReport): string {
  const { total, problems } = report;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const found = [...errors, ...problems.filter(({ severity }) => severity === 'warning')];
  const head = changesNothing(total)
    ? [`看过了：${total.unchanged}行都和系统里的一样，没有要改动的。`]
    : [
        `${verdict(report, errors.length)}：${totalsOf(total)}。`,
        ...report.sheets.filter(hasRows).map(sheet => `${sheet.sheet}：${totalsOf(sheet)}`),
      ];
  if (found.length === 0) return head.join('\n');
  const lines = [...head, errors.length > 0 ? '需要改正：' : '请核对：'];
  const tail = (shown: number): string[] =>
    shown < found.length ? [`其余 ${found.length - shown} 处见表格。`] : [];
  let shown = 0;
  for (const problem of found) {
    const next = [...lines, `${shown + 1}. ${lineOf(problem)}`];
    if (Buffer.byteLength([...next, ...tail(1)].join('\n')) > longestBytes) break;
    lines.push(next.at(-1) ?? '');
    shown += 1;
  }
  return [...lines, ...tail(shown)].join('\n');
}

function verdict({ applied, preview }: ImportReport, errors: number): string {
  if (preview) return '看过了，还没有导入';
  if (!applied) return '没有导入';
  return errors === 0 ? '导入完成' : '没有问题的行已导入';
}

const hasRows = ({ added, updated, unchanged, bad }: SheetCounts): boolean =>
  added + updated + unchanged + bad > 0;
