/**
 * The workbook's way in (S1-3.1a): sheets 组织 人员 关爱档案 结对 and, where families write for members, 代办人; 同意 says who
 * consented to have health, papers and bank cards kept, without which those cells are not stored (E-2).
 *
 * People are matched by 企业微信账号 (in any case), else by 姓名 and 所属组织, so importing a file again changes nothing. A
 * blank cell leaves what is there; 清空 empties it. Every bad cell is reported with sheet, row and column; nothing is written
 * of a file with errors unless `partial` asks for its good rows. It is all one transaction, during which nobody else writes
 * to the same tables, and every changed row is in the change log with what it was.
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import { inTransaction, type Database, type Db } from '../database.ts';
import { checkRelations } from './workbook/check-relations.ts';
import { closest } from './workbook/closest.ts';
import { withSmallHeap } from '../documents/frugal.ts';
import { planCareFiles } from './workbook/plan-care-files.ts';
import { lockSensitive, planConsents } from './workbook/plan-consents.ts';
import { planFamily } from './workbook/plan-family.ts';
import { planOrganisations } from './workbook/plan-organisations.ts';
import { planPairings } from './workbook/plan-pairings.ts';
import { planPeople } from './workbook/plan-people.ts';
import { reportRoleless, settleRoles } from './workbook/plan-roles.ts';
import type { Plan } from './workbook/plan.ts';
import { Directory, parseReference } from './workbook/directory.ts';
import { Problems } from './workbook/problems.ts';
import { readRows, tidy, type Columns, type Row, type SourceSheet, isBlank } from './workbook/read-rows.ts';
import { makeReport, type Doing, type ImportReport } from './workbook/report.ts';
import * as sheets from './workbook/sheets.ts';
import { writeWorld } from './workbook/write.ts';
import { loadWorld, type Mentioned } from './workbook/world.ts';

export { errorWorkbook, type ErrorSheet } from './workbook/error-workbook.ts';
export { reportMessage } from './workbook/preview.ts';
export type { Problem } from './workbook/problems.ts';
export type { SourceSheet } from './workbook/read-rows.ts';
export type { Counts, ImportReport, SheetCounts } from './workbook/report.ts';

/** What an import is busy with: looking at rows, or writing them. */
export type ImportStage = 'check' | 'write';
/** Hears how far an import is; `total` counts rows of the workbook, or rows to be written with their entries in the log. */
export type Progress = (done: number, total: number, stage: ImportStage) => void;

export interface PreviewOptions {
  readonly clock: Clock;
  readonly onProgress?: Progress;
}

export interface ImportOptions extends PreviewOptions {
  /** Who imports; absent on the command line. */
  readonly actorId?: string | null;
  /** Whether the good rows of a file with bad ones are imported. */
  readonly partial?: boolean;
}

/** A file of 10 000 rows takes seconds; this is for one a hundred times as large on a slow machine. */
const limits = { timeout: 10 * 60_000, maxWait: 30_000, tries: 3 };

/** Imports a workbook as `readWorkbook` gives it. Whatever is wrong with the file is in the report, never thrown. */
export const importWorkbook = (
  db: Database,
  workbook: readonly SourceSheet[],
  options: ImportOptions,
): Promise<ImportReport> => inTransaction(db, tx => importWithin(tx, workbook, options), limits);

/**
 * What importing the workbook now would do, worked out by the same code, with nothing written and nobody kept waiting. The
 * report counts what would be new, different, the same and bad, and lists what is wrong.
 */
export const previewWorkbook = (
  db: Database,
  workbook: readonly SourceSheet[],
  options: PreviewOptions,
): Promise<ImportReport> =>
  inTransaction(db, tx => previewWithin(tx, workbook, options), {
    ...limits,
    isolationLevel: 'RepeatableRead',
  });

/** `previewWorkbook` within the caller's transaction. */
export const previewWithin = async (
  db: Db,
  workbook: readonly SourceSheet[],
  options: PreviewOptions,
): Promise<ImportReport> =>
  withSmallHeap(async () => reportOn('preview', workbook, await planWorkbook(db, workbook, options)));

/** `importWorkbook` within the caller's transaction. */
export const importWithin = (
  db: Db,
  workbook: readonly SourceSheet[],
  options: ImportOptions,
): Promise<ImportReport> => withSmallHeap(() => importInto(db, workbook, options));

async function importInto(
  db: Db,
  workbook: readonly SourceSheet[],
  options: ImportOptions,
): Promise<ImportReport> {
  const { clock, actorId = null, partial = false, onProgress } = options;
  await db.$executeRaw`
    LOCK TABLE "organisation", "person", "care_file", "pairing", "family_tie", "consent" IN SHARE ROW EXCLUSIVE MODE`;
  const plan = await planWorkbook(db, workbook, options);
  if (plan.problems.errors > 0 && !partial) return reportOn('refused', workbook, plan);
  const onRows = onProgress && counter(2 * changedRows(plan), 'write', onProgress);
  await writeWorld(db, plan.world, { clock, actorId, ...(onRows ? { onRows } : {}) });
  return reportOn('applied', workbook, plan);
}

function reportOn(doing: Doing, workbook: readonly SourceSheet[], plan: Plan): ImportReport {
  const read = Object.values(sheets.sheetNames).filter(name => sheetNamed(workbook, name));
  return makeReport(doing, read, plan.outcomes, plan.problems.all);
}

/** Every row is written once, and once more to the log. */
const changedRows = ({ world }: Plan): number =>
  [world.organisations, world.people, world.careFiles, world.pairings, world.ties, world.consents].reduce(
    (sum, drafts) => sum + drafts.added().length + drafts.changed().length,
    0,
  );

function counter(total: number, stage: ImportStage, onProgress: Progress): (count?: number) => void {
  let done = 0;
  return (count = 1) => onProgress((done += count), total, stage);
}

type Rows = Awaited<ReturnType<typeof readSheets>>;

/** Works out what the workbook would change. */
async function planWorkbook(
  db: Db,
  workbook: readonly SourceSheet[],
  { clock, onProgress }: PreviewOptions,
): Promise<Plan> {
  const problems = new Problems();
  const rows = await readSheets(workbook, problems);
  const world = await loadWorld(db, mentionedIn(rows));
  const total = Object.values(rows).reduce((sum, { length }) => sum + length, 0);
  const onRow = onProgress && counter(total, 'check', onProgress);
  const today = shanghaiDate(clock.now());
  const plan: Plan = { world, problems, today, outcomes: [], ...(onRow ? { onRow } : {}) };
  const directory = new Directory(plan, planOrganisations(plan, rows.organisations));
  const listed = await planPeople(plan, directory, rows.people);
  await planCareFiles(plan, directory, rows.careFiles, listed);
  await planConsents(plan, directory, rows.consents);
  lockSensitive(plan, rows.careFiles);
  const paired = await planPairings(plan, directory, rows.pairings);
  await planFamily(plan, directory, rows.family);
  checkRelations(plan, paired);
  settleRoles(plan);
  reportRoleless(plan, listed);
  return plan;
}

async function readSheets(workbook: readonly SourceSheet[], problems: Problems) {
  reportSheets(workbook, problems);
  const read = async <C extends Columns>(name: string, columns: C): Promise<Row<C>[]> => {
    const sheet = sheetNamed(workbook, name);
    return sheet ? readRows(sheet, columns, problems) : [];
  };
  const { organisations, people, careFiles, pairings, family, consents } = sheets.sheetNames;
  return {
    organisations: await read(organisations, sheets.organisationColumns),
    people: await read(people, sheets.personColumns),
    careFiles: await read(careFiles, sheets.careFileColumns),
    pairings: await read(pairings, sheets.pairingColumns),
    family: await read(family, sheets.familyColumns),
    consents: await read(consents, sheets.consentColumns),
  };
}

function sheetNamed(workbook: readonly SourceSheet[], name: string): SourceSheet | undefined {
  const found = workbook.find(sheet => tidy(sheet.name) === name);
  return found && { ...found, name };
}

function reportSheets(workbook: readonly SourceSheet[], problems: Problems): void {
  const known: readonly string[] = Object.values(sheets.sheetNames);
  const names = workbook.map(({ name }) => tidy(name)).filter(name => name !== sheets.aboutSheet);
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
  const optional: readonly string[] = [sheets.sheetNames.family, sheets.sheetNames.consents];
  for (const name of known.filter(each => !optional.includes(each) && !names.includes(each)))
    problems.hint({ sheet: name }, { message: '文件里没有这张表，这部分内容保持不变。' });
}

function mentionedIn(rows: Rows): Mentioned {
  const identified = [...rows.people, ...rows.careFiles, ...rows.family, ...rows.consents].map(
    ({ values }) => values,
  );
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
  const idNumbers = rows.careFiles.flatMap(({ values }) => values.idNumber ?? []);
  return {
    idNumbers: [...new Set(idNumbers)],
    userIdKeys: [...new Set(keys.map(key => key.toLowerCase()))],
    names: [...new Set(names)],
  };
}
