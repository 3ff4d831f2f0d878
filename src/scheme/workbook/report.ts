/** What an import did or would not do, as data and as text for a terminal. */
import type { Outcome } from './plan.ts';
import type { Problem, Severity } from './problems.ts';

/** What became of rows. */
export interface Counts {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly bad: number;
}

/** What became of a sheet's rows. */
export interface SheetCounts extends Counts {
  readonly sheet: string;
}

export interface ImportReport {
  /** Whether anything was written; if not, the counts say what would have been. */
  readonly applied: boolean;
  /** Whether nothing was to be written in the first place. */
  readonly preview: boolean;
  readonly sheets: readonly SheetCounts[];
  /** All sheets together. */
  readonly total: Counts;
  /** By sheet and row. */
  readonly problems: readonly Problem[];
  /** All of it in Chinese, for a terminal. */
  readonly text: string;
}

/** What was to be done with a workbook, and what was. */
export type Doing = 'preview' | 'applied' | 'refused';

/** Puts the report together; `order` are the sheets as they are to be listed. */
export function makeReport(
  doing: Doing,
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
  const total = sumOf(sheets);
  return {
    applied: doing === 'applied',
    preview: doing === 'preview',
    sheets,
    total,
    problems: sorted,
    text: textOf(doing, sheets, total, sorted),
  };
}

const sumOf = (sheets: readonly SheetCounts[]): Counts =>
  sheets.reduce<Counts>(
    (sum, { added, updated, unchanged, bad }) => ({
      added: sum.added + added,
      updated: sum.updated + updated,
      unchanged: sum.unchanged + unchanged,
      bad: sum.bad + bad,
    }),
    { added: 0, updated: 0, unchanged: 0, bad: 0 },
  );

function countRows(sheet: string, outcomes: readonly Outcome[], problems: readonly Problem[]): SheetCounts {
  const bad = new Set(
    problems.filter(each => each.sheet === sheet && each.severity === 'error').map(({ row }) => row),
  );
  const good = outcomes.filter(outcome => outcome.sheet === sheet && !bad.has(outcome.row));
  const fates = good.map(({ drafts, id }) => drafts.fate(id));
  const count = (fate: string): number => fates.filter(each => each === fate).length;
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

function textOf(
  doing: Doing,
  sheets: readonly SheetCounts[],
  total: Counts,
  problems: readonly Problem[],
): string {
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
  const counts = sheets.map(each => `${each.sheet}：${totalsOf(each)}`);
  return [verdict(doing, problems), '', `合计：${totalsOf(total)}`, ...counts, ...lists].join('\n');
}

function verdict(doing: Doing, problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (doing === 'preview')
    return errors === 0
      ? '预览：没有发现需要改正的地方。系统里的内容没有变动。'
      : `预览：有${errors}处需要改正。系统里的内容没有变动。`;
  if (doing === 'refused')
    return `没有导入：有${errors}处需要改正，系统里的内容没有变动。改正后重新导入，或加 --partial 只导入没有问题的行。`;
  return errors === 0
    ? '导入完成。'
    : `导入了没有问题的行；还有${errors}处需要改正，改正后可以重新导入整个文件。`;
}

/** 新增 12，更新 3，不变 185，有误 2: only what there is of; 没有内容 for a sheet without rows. */
export function totalsOf({ added, updated, unchanged, bad }: Counts): string {
  const counts = [
    ['新增', added],
    ['更新', updated],
    ['不变', unchanged],
    ['有误', bad],
  ] as const;
  const said = counts.flatMap(([word, count]) => (count === 0 ? [] : [`${word} ${count}`]));
  return said.length === 0 ? '没有内容' : said.join('，');
}

/** Whether every row says what is kept already. */
export const changesNothing = ({ added, updated, bad }: Counts): boolean => added + updated + bad === 0;

/** One problem on one line: [人员] 第5行 C列“所属组织”：…… */
export function lineOf({ sheet, row, column, letters, message, advice }: Problem): string {
  const where = [
    row === undefined ? '' : `第${row}行`,
    `${letters === undefined ? '' : `${letters}列`}${column === undefined ? '' : `“${column}”`}`,
  ].filter(part => part !== '');
  return `[${sheet}] ${where.join(' ')}${where.length > 0 ? '：' : ''}${message}${advice ?? ''}`;
}
