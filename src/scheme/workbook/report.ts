/** What an import did or would not do, as data and as text for a terminal. */
import type { Outcome } from './plan.ts';
import type { Problem, Severity } from './problems.ts';

/** What became of a sheet's rows. */
export interface SheetCounts {
  readonly sheet: string;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly bad: number;
}

export interface ImportReport {
  /** Whether anything was written; if not, the counts say what would have been. */
  readonly applied: boolean;
  readonly sheets: readonly SheetCounts[];
  /** By sheet and row. */
  readonly problems: readonly Problem[];
  /** All of it in Chinese, for a terminal. */
  readonly text: string;
}

/** Puts the report together; `order` are the sheets as they are to be listed. */
export function makeReport(
  applied: boolean,
  order: readonly string[],
  outcomes: readonly Outcome[],
  problems: readonly Problem[],
): ImportReport {
  const sheets = order.map(sheet => countRows(sheet, outcomes, problems));
  const position = ({ sheet }: Problem): number =>
    (order.indexOf(sheet) + order.length + 1) % (order.length + 1);
  const sorted = problems.toSorted(
    (one, other) => position(one) - position(other) || (one.row ?? 0) - (other.row ?? 0),
  );
  return { applied, sheets, problems: sorted, text: textOf(applied, sheets, sorted) };
}

function countRows(sheet: string, outcomes: readonly Outcome[], problems: readonly Problem[]): SheetCounts {
  const fates = outcomes.filter(outcome => outcome.sheet === sheet).map(outcome => outcome.fate());
  const count = (fate: string): number => fates.filter(each => each === fate).length;
  const bad = new Set(
    problems.filter(each => each.sheet === sheet && each.severity === 'error').map(({ row }) => row),
  );
  return {
    sheet,
    added: count('added'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    bad: bad.size,
  };
}

const headings: Readonly<Record<Severity, string>> = { error: '需要改正', warning: '请核对', hint: '提示' };
const linesShown = 200;

function textOf(applied: boolean, sheets: readonly SheetCounts[], problems: readonly Problem[]): string {
  const lists = (['error', 'warning', 'hint'] as const).flatMap(severity => {
    const found = problems.filter(problem => problem.severity === severity);
    if (found.length === 0) return [];
    const shown = found.slice(0, linesShown).map(problem => `  ${lineOf(problem)}`);
    const rest = found.length - shown.length;
    return [
      '',
      `${headings[severity]}（${found.length}处）：`,
      ...shown,
      ...(rest > 0 ? [`  …… 还有${rest}处`] : []),
    ];
  });
  return [verdict(applied, problems), '', ...sheets.map(countsLine), ...lists].join('\n');
}

function verdict(applied: boolean, problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (!applied)
    return `没有导入：有${errors}处需要改正，系统里的内容没有变动。改正后重新导入，或加 --partial 只导入没有问题的行。`;
  return errors === 0
    ? '导入完成。'
    : `导入了没有问题的行；还有${errors}处需要改正，改正后可以重新导入整个文件。`;
}

const countsLine = ({ sheet, added, updated, unchanged, bad }: SheetCounts): string =>
  `${sheet}：新增 ${added}，更新 ${updated}，不变 ${unchanged}，有误 ${bad}`;

/** One problem on one line: [人员] 第5行 C列“所属组织”：…… */
export function lineOf({ sheet, row, column, letters, message, advice }: Problem): string {
  const where = [
    row === undefined ? '' : `第${row}行`,
    `${letters === undefined ? '' : `${letters}列`}${column === undefined ? '' : `“${column}”`}`,
  ].filter(part => part !== '');
  return `[${sheet}] ${where.join(' ')}${where.length > 0 ? '：' : ''}${message}${advice ?? ''}`;
}
