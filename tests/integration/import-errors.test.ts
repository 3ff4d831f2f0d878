import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWorkbook, writeWorkbook, type WorkbookSheet } from '../../src/documents/workbook.ts';
import {
  errorWorkbook,
  importWorkbook,
  previewWorkbook,
  reportMessage,
  type ErrorSheet,
  type ImportReport,
} from '../../src/scheme/workbook-import.ts';
import { checkDigitOf } from '../../src/scheme/workbook/id-number.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { bureau, good, liMing, pair, zhang } from '../support/small-bureau.ts';
import { workbookOf, type SheetRows } from '../support/workbook.ts';

const clock = heldClock('2026-11-23T09:12:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

type Row = Readonly<Record<string, string>>;

const surnames = [...'赵钱孙李周吴郑王冯陈'];
const given = [...'德厚守信桂兰文渊玉珍长庚淑芬立本秀云万春'];
const nameOf = (n: number): string =>
  `${surnames[n % 10] ?? ''}${given[Math.floor(n / 10)] ?? ''}${given[n % 20] ?? ''}`;

/** Two hundred members: none is paired but every tenth, and nobody has an account. */
const members = Array.from({ length: 200 }, (_, n): Row => ({
  姓名: nameOf(n),
  所属组织: n % 2 === 0 ? '第一党支部' : '第二党支部',
  性别: n % 2 === 0 ? '男' : '女',
  出生日期: `194${n % 10}-0${1 + (n % 9)}-1${n % 10}`,
  离退休类别: '退休',
  月离退休费: '2600',
}));
const first17 = `00000019400301001`;
const numbered = `${first17}${checkDigitOf(first17)}`;

/** Twelve rows as they were sent, each bad in another way, and what the clerk makes of it. */
const mistakes: Readonly<Record<number, { readonly sent: Row; readonly corrected: Row }>> = {
  5: { sent: { 姓名: '' }, corrected: { 姓名: nameOf(5) } },
  17: { sent: { 所属组织: '第一支部' }, corrected: { 所属组织: '第二党支部' } },
  30: { sent: { 出生日期: '1940-02-30' }, corrected: { 出生日期: '1940-02-28' } },
  44: { sent: { 出生日期: '属龙' }, corrected: { 出生日期: '' } },
  58: { sent: { 性别: '先生' }, corrected: { 性别: '男' } },
  71: { sent: { 月离退休费: '两千六' }, corrected: { 月离退休费: '2600' } },
  90: { sent: { 身份证号: '1234' }, corrected: { 身份证号: '' } },
  103: { sent: { 入党时间: '1930-07-01' }, corrected: { 入党时间: '1965-07-01' } },
  120: { sent: { 身份证号: numbered }, corrected: { 身份证号: '' } },
  137: { sent: { 身份证号: numbered }, corrected: { 身份证号: numbered } },
  150: { sent: { 离退休时间: '1900-01' }, corrected: { 离退休时间: '2000-01' } },
  188: { sent: { 手机: '不清楚' }, corrected: { 手机: '' } },
};

const roster = (): SheetRows => ({
  组织: bureau,
  人员: [liMing],
  关爱档案: members.map((row, n) => ({ ...row, ...mistakes[n]?.sent })),
  结对: [{ ...pair, 帮扶对象: nameOf(30) }],
});

const totals = ({ total }: ImportReport) => [total.added, total.updated, total.unchanged, total.bad];
const careFiles = (report: ImportReport) => report.sheets.find(({ sheet }) => sheet === '关爱档案');
const entries = () => database.db.auditEntry.count();

/** The error workbook as the clerk opens it, and as it is sent back: through the real writer and reader. */
const sent = async (sheets: readonly ErrorSheet[]): Promise<WorkbookSheet[]> =>
  readWorkbook(await writeWorkbook(sheets));

/** What a clerk does with it: each row's cells are put right by what the last columns say, and nothing else is touched. */
function corrected(workbook: readonly WorkbookSheet[]): WorkbookSheet[] {
  return workbook.map(sheet => {
    const [header] = sheet.rows;
    const column = (title: string): number => header?.cells.indexOf(title) ?? -1;
    return {
      ...sheet,
      rows: sheet.rows.map(row => {
        const index = Number(row.cells[column('原行号')]) - 2;
        const fixes = sheet.name === '关爱档案' ? mistakes[index]?.corrected : undefined;
        const cells = [...row.cells];
        for (const [title, text] of Object.entries(fixes ?? {})) cells[column(title)] = text;
        return { ...row, cells };
      }),
    };
  });
}

describe('a clerk with two hundred people and twelve bad rows', () => {
  it('sees what would happen, imports what is good, corrects the rest, and ends with all of them', async () => {
    const { db } = database;
    const workbook = await workbookOf(roster());

    const preview = await previewWorkbook(db, workbook, { clock });
    expect(preview).toMatchObject({ applied: false, preview: true });
    expect(careFiles(preview)).toEqual({ sheet: '关爱档案', added: 188, updated: 0, unchanged: 0, bad: 12 });
    expect([await db.organisation.count(), await db.person.count(), await entries()]).toEqual([0, 0, 0]);

    const partial = await importWorkbook(db, workbook, { clock, partial: true });
    expect([totals(partial), partial.problems]).toEqual([totals(preview), preview.problems]);
    expect(await db.careFile.count()).toBe(188);

    const errors = errorWorkbook(workbook, partial);
    expect(errors.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['关爱档案', 12],
      ['结对', 1],
    ]);
    const second = await importWorkbook(db, corrected(await sent(errors)), { clock });
    expect(second.text).not.toContain('需要改正');
    expect(careFiles(second)).toMatchObject({ added: 12, bad: 0 });
    expect([await db.careFile.count(), await db.pairing.count()]).toEqual([200, 1]);
    expect(second.problems.filter(({ message }) => message.includes('不认识'))).toEqual([]);

    const logged = await entries();
    for (const again of [
      corrected(await sent(errors)),
      await workbookOf({ ...roster(), 关爱档案: good200() }),
    ]) {
      const { applied, total } = await importWorkbook(db, again, { clock });
      expect([applied, total.added, total.updated, total.bad]).toEqual([true, 0, 0, 0]);
    }
    expect(await entries()).toBe(logged);
  });
});

const good200 = () => members.map((row, n) => ({ ...row, ...mistakes[n]?.corrected }));

describe('an error workbook', () => {
  const errorsOf = async (rows: SheetRows) => {
    const workbook = await workbookOf(rows);
    const report = await importWorkbook(database.db, workbook, { clock, partial: true });
    return { workbook, report, sheets: errorWorkbook(workbook, report) };
  };
  const column = (sheet: ErrorSheet | undefined, title: string, row = 0) =>
    sheet?.rows[row]?.[sheet.header.indexOf(title)];

  it('has the bad rows as they were sent, the cells marked, and what is wrong in words', async () => {
    const bad = {
      ...zhang,
      姓名: '孙桂兰',
      企业微信账号: '',
      性别: '先生',
      月离退休费: '=1+1',
      住址: '=cmd|calc',
    };
    const { sheets } = await errorsOf(good({ 关爱档案: [zhang, bad] }));
    expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([['关爱档案', 1]]);
    const [sheet] = sheets;
    expect(sheet?.header.slice(-2)).toEqual(['原行号', '需要改正']);
    expect(column(sheet, '姓名')).toBe('孙桂兰');
    expect(column(sheet, '住址')).toBe('=cmd|calc');
    expect(column(sheet, '性别')).toEqual({ marked: '先生' });
    expect(column(sheet, '月离退休费')).toEqual({ marked: '=1+1' });
    expect(column(sheet, '原行号')).toBe('3');
    expect(column(sheet, '需要改正')).toBe(
      '性别：不认识“先生”。请从这些里选：男、女。\n月离退休费：“=1+1”不是金额。请只写数字，单位是元，例如 3200 或 3200.50。',
    );
  });

  it('keeps what the row was in the file that was sent first, however often it goes round', async () => {
    const { sheets } = await errorsOf(
      good({ 关爱档案: [zhang, { ...zhang, 姓名: '孙桂兰', 企业微信账号: '', 性别: '？' }] }),
    );
    const again = await sent(sheets);
    const report = await importWorkbook(database.db, again, { clock, partial: true });
    expect(report.total).toEqual({ added: 0, updated: 0, unchanged: 0, bad: 1 });
    expect(errorWorkbook(again, report)).toEqual(sheets);
  });

  it('has the whole sheet where its header keeps it from being read', async () => {
    const workbook = await workbookOf(good());
    const headless = workbook.map(sheet =>
      sheet.name === '结对'
        ? { ...sheet, rows: sheet.rows.map(row => ({ ...row, cells: row.cells.filter((_, n) => n !== 3) })) }
        : sheet,
    );
    const report = await importWorkbook(database.db, headless, { clock, partial: true });
    const [sheet] = errorWorkbook(headless, report);
    expect(sheet?.rows).toHaveLength(1);
    expect(column(sheet, '需要改正')).toBe(
      '开始日期：缺少“开始日期”这一列，这张表无法导入。请在表头补上“开始日期”。',
    );
  });

  it('is empty where nothing is wrong, also where something is only asked about', async () => {
    const { sheets } = await errorsOf(good({ 关爱档案: [{ ...zhang, 手机: '1380000' }] }));
    expect(sheets).toEqual([]);
  });
});

describe('what the chat says of a workbook', () => {
  it('is one short message: what it comes to, sheet by sheet, and the first mistakes', async () => {
    const report = await previewWorkbook(database.db, await workbookOf(roster()), { clock });
    const message = reportMessage(report);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2_048);
    const lines = message.split('\n');
    expect(lines.slice(0, 7)).toEqual([
      '看过了，还没有导入：新增 192，有误 13。',
      '组织：新增 3',
      '人员：新增 1',
      '关爱档案：新增 188，有误 12',
      '结对：有误 1',
      '需要改正：',
      '1. [关爱档案] 第7行 A列“姓名”：没有填姓名。请填写姓名。',
    ]);
    const shown = lines.filter(line => /^\d+\. /.test(line)).length;
    expect(shown).toBeGreaterThan(5);
    const found = report.problems.filter(({ severity }) => severity !== 'hint').length;
    expect(shown).toBeLessThan(found);
    expect(lines.at(-1)).toBe(`其余 ${found - shown} 处见表格。`);
  });

  it('says in a few words that all is well', async () => {
    const report = await importWorkbook(database.db, await workbookOf(good()), { clock });
    expect(reportMessage(report)).toBe(
      ['导入完成：新增 6。', '组织：新增 3', '人员：新增 1', '关爱档案：新增 1', '结对：新增 1'].join('\n'),
    );
  });
});

describe('progress', () => {
  it('is told row by row, up to the last one, in both stages', async () => {
    const heard: [number, number, string][] = [];
    const onProgress = (done: number, total: number, stage: string) => heard.push([done, total, stage]);
    await importWorkbook(database.db, await workbookOf(good()), { clock, onProgress });
    const last = (stage: string) => heard.filter(each => each[2] === stage).at(-1);
    expect(last('check')).toEqual([6, 6, 'check']);
    const [done, total] = last('write') ?? [];
    expect(done).toBe(total);
    expect(done).toBe(2 * (await entries()));
  });
});
