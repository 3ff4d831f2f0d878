/**
 * The rows that could not be imported, as a workbook of their own (S1-3.1a): every column and value as it was sent, the cells
 * concerned marked, and a last column that says what is wrong and what would be right. It is corrected in place and imported
 * as it is; rows that failed only because of another one (a pairing whose member's row is bad) come with it.
 */
import { sheetColumns } from './sheets.ts';
import {
  findHeader,
  helperColumns,
  isHelper,
  lettersOf,
  tidy,
  titleOf,
  type SourceRow,
  type SourceSheet,
} from './read-rows.ts';
import type { Problem } from './problems.ts';
import type { ImportReport } from './report.ts';

/** A cell, and whether it is to be coloured. */
export type ErrorCell = string | { readonly marked: string };

/** A sheet of the error workbook, as the writer of workbooks takes it. */
export interface ErrorSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly ErrorCell[])[];
}

/** The sheets with what is to be corrected; none where nothing is. `workbook` is what `report` is about. */
export function errorWorkbook(workbook: readonly SourceSheet[], report: ImportReport): ErrorSheet[] {
  const found = new Map<string, Problem[]>();
  for (const problem of report.problems) {
    const list = found.get(problem.sheet);
    if (list) list.push(problem);
    else found.set(problem.sheet, [problem]);
  }
  return workbook.flatMap(sheet => {
    const name = tidy(sheet.name);
    const problems = found.get(name) ?? [];
    return problems.some(({ severity }) => severity === 'error') ? errorSheet(name, sheet, problems) : [];
  });
}

function errorSheet(name: string, sheet: SourceSheet, problems: readonly Problem[]): ErrorSheet[] {
  const columns = sheetColumns.get(name);
  const header = columns && findHeader(sheet, columns);
  const title = header ?? sheet.rows[0];
  if (!columns || !title) return [];
  const kept = title.cells.flatMap((cell, index) => (isHelper(cell) ? [] : [index]));
  const before = title.cells.findIndex(cell => titleOf(cell) === helperColumns.row);
  const byRow = groupByRow(problems.filter(({ severity }) => severity !== 'hint'));
  const whole = byRow.get(title.number) ?? byRow.get(undefined);
  const bad = (row: SourceRow): boolean =>
    byRow.get(row.number)?.some(({ severity }) => severity === 'error') ?? false;
  const rows = sheet.rows.filter(row => row.number !== title.number && (whole ? true : bad(row)));
  return [
    {
      name,
      header: [...kept.map(index => title.cells[index] ?? ''), helperColumns.row, helperColumns.advice],
      rows: rows.map((row, place) => [
        ...cellsOf(row, kept, byRow.get(row.number) ?? []),
        row.cells[before] ?? String(row.number),
        adviceOf([...(whole && place === 0 ? whole : []), ...(byRow.get(row.number) ?? [])]),
      ]),
    },
  ];
}

function groupByRow(problems: readonly Problem[]): Map<number | undefined, Problem[]> {
  const groups = new Map<number | undefined, Problem[]>();
  for (const problem of problems) groups.set(problem.row, [...(groups.get(problem.row) ?? []), problem]);
  return groups;
}

function cellsOf(row: SourceRow, kept: readonly number[], problems: readonly Problem[]): ErrorCell[] {
  const marked = new Set(
    problems.filter(({ severity }) => severity === 'error').map(({ letters }) => letters),
  );
  return kept.map(index => {
    const text = row.cells[index] ?? '';
    return marked.has(lettersOf(index)) ? { marked: text } : text;
  });
}

/** What is wrong, mistakes before oddities, each with its column. */
const adviceOf = (problems: readonly Problem[]): string =>
  problems
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({ severity, column, message, advice }) => {
      const what = `${column === undefined ? '' : `${column}：`}${message}${advice ?? ''}`;
      return severity === 'error' ? what : `另请核对：${what}`;
    })
    .join('\n');

const rank = ({ severity }: Problem): number => (severity === 'error' ? 0 : 1);
