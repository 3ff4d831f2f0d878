/**
 * The workbook's way in (S1-3.1a): sheets 组织 人员 关爱档案 结对 and, where families write for members, 代办人.
 *
 * People are matched by 企业微信账号 (in any case), else by 姓名 and 所属组织, so importing a file again changes nothing. A
 * blank cell leaves what is there; 清空 empties it. Every bad cell is reported with sheet, row and column; nothing is written
 * of a file with errors unless `partial` asks for its good rows. It is all one transaction, during which nobody else writes
 * to the same tables, and every changed row is in the change log with what it was.
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import { inTransaction, type Database, type Db } from '../database.ts';
import { planCareFiles } from './workbook/plan-care-files.ts';
import { planFamily } from './workbook/plan-family.ts';
import { planOrganisations } from './workbook/plan-organisations.ts';
import { planPairings } from './workbook/plan-pairings.ts';
import { planPeople } from './workbook/plan-people.ts';
import { reportRoleless, settleRoles } from './workbook/plan-roles.ts';
import type { Plan } from './workbook/plan.ts';
import { Directory, parseReference } from './workbook/directory.ts';
import { Problems } from './workbook/problems.ts';
import {
  closest,
  readRows,
  tidy,
  type Columns,
  type Row,
  type SourceSheet,
  isBlank,
} from './workbook/read-rows.ts';
import { makeReport, type ImportReport } from './workbook/report.ts';
import * as sheets from './workbook/sheets.ts';
import { writeWorld } from './workbook/write.ts';
import { loadWorld, type Mentioned } from './workbook/world.ts';

export type { Problem } from './workbook/problems.ts';
export type { SourceSheet } from './workbook/read-rows.ts';
export type { ImportReport, SheetCounts } from './workbook/report.ts';

export interface ImportOptions {
  readonly clock: Clock;
  /** Who imports; absent on the command line. */
  readonly actorId?: string | null;
  /** Whether the good rows of a file with bad ones are imported. */
  readonly partial?: boolean;
}

/** A file of 10 000 rows takes seconds; this is for one a hundred times as large on a slow machine. */
const longestMs = 10 * 60_000;

/** Imports a workbook as `readWorkbook` gives it. Whatever is wrong with the file is in the report, never thrown. */
export async function importWorkbook(
  db: Database,
  workbook: readonly SourceSheet[],
  options: ImportOptions,
): Promise<ImportReport> {
  const limits = { timeout: longestMs, maxWait: 30_000, tries: 3 };
  return inTransaction(db, tx => importInto(tx, workbook, options), limits);
}

async function importInto(
  db: Db,
  workbook: readonly SourceSheet[],
  options: ImportOptions,
): Promise<ImportReport> {
  const { clock, actorId = null, partial = false } = options;
  const problems = new Problems();
  const rows = readSheets(workbook, problems);
  await db.$executeRaw`
    LOCK TABLE "organisation", "person", "care_file", "pairing", "family_tie" IN SHARE ROW EXCLUSIVE MODE`;
  const world = await loadWorld(db, mentionedIn(rows));
  const plan: Plan = { world, problems, today: shanghaiDate(clock.now()), outcomes: [] };
  makePlan(plan, rows);
  const applied = problems.errors === 0 || partial;
  if (applied) await writeWorld(db, world, { clock, actorId });
  const read = Object.values(sheets.sheetNames).filter(name => sheetNamed(workbook, name));
  return makeReport(applied, read, plan.outcomes, problems.all);
}

type Rows = ReturnType<typeof readSheets>;

function makePlan(plan: Plan, rows: Rows): void {
  const directory = new Directory(plan, planOrganisations(plan, rows.organisations));
  const listed = planPeople(plan, directory, rows.people);
  planCareFiles(plan, directory, rows.careFiles, listed);
  planPairings(plan, directory, rows.pairings);
  planFamily(plan, directory, rows.family);
  settleRoles(plan);
  reportRoleless(plan, listed);
}

function readSheets(workbook: readonly SourceSheet[], problems: Problems) {
  reportSheets(workbook, problems);
  const read = <C extends Columns>(name: string, columns: C): Row<C>[] => {
    const sheet = sheetNamed(workbook, name);
    return sheet ? readRows(sheet, columns, problems) : [];
  };
  const { organisations, people, careFiles, pairings, family } = sheets.sheetNames;
  return {
    organisations: read(organisations, sheets.organisationColumns),
    people: read(people, sheets.personColumns),
    careFiles: read(careFiles, sheets.careFileColumns),
    pairings: read(pairings, sheets.pairingColumns),
    family: read(family, sheets.familyColumns),
  };
}

function sheetNamed(workbook: readonly SourceSheet[], name: string): SourceSheet | undefined {
  const found = workbook.find(sheet => tidy(sheet.name) === name);
  return found && { ...found, name };
}

function reportSheets(workbook: readonly SourceSheet[], problems: Problems): void {
  const known: readonly string[] = Object.values(sheets.sheetNames);
  const names = workbook.map(({ name }) => tidy(name));
  if (!names.some(name => known.includes(name)))
    problems.error(
      { sheet: names[0] ?? '文件' },
      { message: '这个文件里没有可导入的表。', advice: `表名应是：${known.join('、')}。` },
    );
  for (const name of names.filter(each => !known.includes(each))) {
    const similar = closest(name, known);
    const advice =
      similar === undefined ? {} : { advice: `如果它就是“${similar}”，请把表名改成“${similar}”。` };
    problems.hint({ sheet: name }, { message: '不认识这张表，没有导入。', ...advice });
  }
  for (const name of known.filter(each => each !== sheets.sheetNames.family && !names.includes(each)))
    problems.hint({ sheet: name }, { message: '文件里没有这张表，这部分内容保持不变。' });
}

function mentionedIn(rows: Rows): Mentioned {
  const identified = [...rows.people, ...rows.careFiles, ...rows.family].map(({ values }) => values);
  const cells = [
    ...rows.pairings.flatMap(({ values }) => [values.helper, values.member]),
    ...rows.family.map(({ values }) => values.member),
  ];
  const references = cells.flatMap(cell => (isBlank(cell) ? [] : [parseReference(cell)]));
  const keys = [
    ...identified.flatMap(({ userId }) => userId ?? []),
    ...references.flatMap(({ name, within }) => [name, within ?? []].flat()),
  ];
  const names = [...identified.flatMap(({ name }) => name ?? []), ...references.map(({ name }) => name)];
  return { userIdKeys: [...new Set(keys.map(key => key.toLowerCase()))], names: [...new Set(names)] };
}
