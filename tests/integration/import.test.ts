import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoWorkbook } from '../../prisma/demo.ts';
import { readWorkbook, writeWorkbook } from '../../src/documents/workbook.ts';
import type { Db } from '../../src/database.ts';
import { exportWorkbook, type ExportOptions } from '../../src/scheme/workbook-export.ts';
import { importWorkbook, type ImportReport } from '../../src/scheme/workbook-import.ts';
import { checkDigitOf } from '../../src/scheme/workbook/id-number.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { agreed, good, pair, zhang } from '../support/small-bureau.ts';
import { allOf, workbookOf, type SheetRows } from '../support/workbook.ts';
import { auditIn, personIn } from '../support/sealed.ts';

const clock = heldClock('2026-11-23T09:12:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const run = async (
  rows: SheetRows,
  options: { partial?: boolean; actorId?: string } = {},
): Promise<ImportReport> => importWorkbook(database.db, await workbookOf(rows), { clock, ...options });

const errors = (report: ImportReport) => report.problems.filter(({ severity }) => severity === 'error');
const counts = (report: ImportReport, sheet: string) => {
  const { added, updated, unchanged, bad } = report.sheets.find(each => each.sheet === sheet) ?? {};
  return [added, updated, unchanged, bad];
};
const person = (name: string) => personIn(database.db, { name });

describe('importing a workbook', () => {
  it('writes organisations, people, files and pairings, and tells what it did', async () => {
    const report = await run(good());
    expect(errors(report)).toEqual([]);
    expect(report.applied).toBe(true);
    expect(['组织', '人员', '关爱档案', '结对'].map(sheet => counts(report, sheet))).toEqual([
      [3, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    const member = await person('张德厚');
    expect(member).toMatchObject({ userId: 'ZhangDeHou', userIdKey: 'zhangdehou', roles: ['member'] });
    expect(member.careFile).toMatchObject({
      birthDate: '1944-03-12',
      birthCalendar: 'solar',
      state: 'draft',
    });
    expect(await database.db.pairing.findMany()).toMatchObject([
      { memberId: member.id, startsOn: '2026-03-01', primary: true },
    ]);
    expect(report.text).toContain('关爱档案：新增 1');
  });

  it('tells the server how large its tables have become, for whoever plans a second later', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => ({
      姓名: `甲${String.fromCodePoint(0x4e00 + index)}`,
      企业微信账号: `A${index}`,
      所属组织: '第一党支部',
      角色: '帮扶人',
    }));
    await run({ 组织: good()['组织'] ?? [], 人员: names });
    const [size] = await database.db.$queryRaw<{ rows: number }[]>`
      SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'person'`;
    expect(size).toEqual({ rows: 1_000 });
  });

  it('keeps the tree in paths: a unit that moves takes along all that is below it', async () => {
    await run(good());
    await run({ 组织: [{ 组织名称: '云溪县委' }, { 组织名称: '云溪县委老干部局', 上级组织: '云溪县委' }] });
    const units = new Map((await database.db.organisation.findMany()).map(each => [each.name, each]));
    const line = (name: string) =>
      (units.get(name)?.path ?? '')
        .split('/')
        .map(id => [...units.values()].find(each => each.id === id)?.name);
    expect(line('第一党支部')).toEqual(['云溪县委', '云溪县委老干部局', '第一党支部', undefined]);
    expect(units.get('云溪县委老干部局')?.parentId).toBe(units.get('云溪县委')?.id);
  });

  it('changes nothing the second time, not even the change log', async () => {
    await run(good());
    const logged = await database.db.auditEntry.count();
    const before = await database.db.careFile.findMany();
    const again = await run(good());
    expect(again.sheets.map(({ added, updated, unchanged }) => [added, updated, unchanged])).toEqual([
      [0, 0, 3],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(await database.db.auditEntry.count()).toBe(logged);
    expect(await database.db.careFile.findMany()).toEqual(before);
  });

  it('makes one of everything when two people import the same file at the same moment', async () => {
    const workbook = await workbookOf(good());
    const reports = await Promise.all([1, 2, 3].map(() => importWorkbook(database.db, workbook, { clock })));
    expect(reports.map(report => counts(report, '关爱档案')[0]).sort()).toEqual([0, 0, 1]);
    expect(await database.db.person.count()).toBe(2);
    expect(await database.db.pairing.count()).toBe(1);
  });

  it('leaves what a blank cell does not speak of, and empties what 清空 names', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 住址: '和平路8号', 特长: '书法', 困难类型: '体弱多病' }] }));
    await run(good({ 关爱档案: [{ ...zhang, 特长: '清空', 困难类型: '清空' }] }));
    expect((await person('张德厚')).careFile).toMatchObject({
      address: '和平路8号',
      skills: null,
      hardshipKinds: [],
    });
  });

  it('logs each changed row with what it was, by whom, and never an ID number in full', async () => {
    await run(good());
    const actor = await person('李明');
    const idNumber = `00000019440312101${checkDigitOf('00000019440312101')}`;
    const files = [{ ...zhang, 健康状况: '高血压', 身份证号: idNumber }];
    await run(good({ 关爱档案: files, 同意: [agreed] }), { actorId: actor.id });
    const { id } = await person('张德厚');
    const last = (await auditIn(database.db, { subject: 'care_file', subjectId: id })).at(-1);
    expect(last).toMatchObject({
      actorId: actor.id,
      before: { health: null, idNumber: null },
      after: { health: '（已填写）' },
      at: clock.now(),
    });
    expect((await person('张德厚')).careFile?.idNumber).toBe(idNumber);
    const dump = JSON.stringify((await auditIn(database.db)).map(({ before, after }) => ({ before, after })));
    expect(dump).not.toContain(idNumber);
    expect(dump).toContain(`**************${idNumber.slice(-4)}`);
  });

  it('keeps formula-looking text as text', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 住址: '=1+1', 特长: '@SUM(A1)' }] }));
    expect((await person('张德厚')).careFile).toMatchObject({ address: '=1+1', skills: '@SUM(A1)' });
  });

  it('reads every spelling of dates, money, choices and lists', async () => {
    const file = {
      ...zhang,
      出生日期: '1943年腊月廿九',
      入党时间: '1966.07',
      上次复核日期: '2026/3/1',
      月离退休费: '￥2,600.50元',
      配偶月收入: '0',
      家庭人口: '２',
      困难类型: '配偶无工作，体弱多病',
      主要原因: '大病',
      居住情况: ' 空巢 ',
      党员: 'TRUE',
    };
    const report = await run(good({ 关爱档案: [file] }));
    expect(errors(report)).toEqual([]);
    expect((await person('张德厚')).careFile).toMatchObject({
      birthDate: '1943-12-29',
      birthCalendar: 'lunar',
      joinedPartyOn: '1966-07',
      lastReviewedOn: '2026-03-01',
      pensionFen: 260_050,
      spouseIncomeFen: 0,
      householdSize: 2,
      hardshipKinds: ['ill-health', 'spouse-without-income'],
      mainCause: 'serious-illness',
      living: 'couple',
      partyMember: true,
    });
  });
});

describe('what is final', () => {
  it('is a death: a file filled in earlier does not bring anybody back', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 状态: '在册', 党员: '是', 困难类型: '体弱多病' }] }));
    const { id } = await person('张德厚');
    await database.db.careFile.update({ where: { memberId: id }, data: { state: 'deceased' } });
    const report = await run(good({ 关爱档案: [{ ...zhang, 状态: '在册', 住址: '新址' }] }));
    expect((await person('张德厚')).careFile).toMatchObject({ state: 'deceased', address: '新址' });
    expect(report.problems).toContainEqual(expect.objectContaining({ severity: 'warning', column: '状态' }));
  });

  it('is a review: an earlier date does not replace a later one', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 上次复核日期: '2026-10-01' }] }));
    await run(good({ 关爱档案: [{ ...zhang, 上次复核日期: '2025-10-01' }] }));
    expect((await person('张德厚')).careFile?.lastReviewedOn).toBe('2026-10-01');
    await run(good({ 关爱档案: [{ ...zhang, 上次复核日期: '2026-11-01' }] }));
    expect((await person('张德厚')).careFile?.lastReviewedOn).toBe('2026-11-01');
  });
});

describe('the shape of the file', () => {
  it('may have a title above the header, marks in titles, empty rows, other columns and sheets', async () => {
    const bytes = await writeWorkbook([
      { name: '填表说明', header: ['请先读这里'], rows: [] },
      {
        name: '组织',
        header: ['云溪县组织一览表'],
        rows: [
          ['* 组织 名称', '上级组织', '类别（老干部局/党委/总支/支部/其他）', '上级组织部门', '备注'],
          [null],
          ['第一党支部', null, '支部', null, '好'],
          [null, ' '],
          ['第二党支部', '不存在'],
        ],
      },
    ]);
    const report = await importWorkbook(database.db, await readWorkbook(bytes), { clock, partial: true });
    expect((await database.db.organisation.findMany()).map(({ name, kind }) => [name, kind])).toEqual([
      ['第一党支部', 'branch'],
    ]);
    expect(errors(report)).toMatchObject([{ sheet: '组织', row: 6, column: '上级组织', letters: 'B' }]);
    const hints = report.problems
      .filter(({ severity }) => severity === 'hint')
      .map(({ sheet, message }) => `${sheet}：${message}`);
    expect(hints).toContain('组织：不认识“备注”这一列，没有导入。');
    expect(hints).toContain('填表说明：不认识这张表，没有导入。');
    expect(hints).toContain('人员：文件里没有这张表，这部分内容保持不变。');
    expect(hints.some(hint => hint.startsWith('代办人'))).toBe(false);
  });

  it('must have the columns that say who is meant, and says which one a strange title may be', async () => {
    const bytes = await writeWorkbook([
      {
        name: '人员',
        header: ['姓名字', '企业微信帐号', '所属组织', '角色'],
        rows: [['李明', 'LiMing', '第一党支部', '帮扶人']],
      },
    ]);
    const report = await importWorkbook(database.db, await readWorkbook(bytes), { clock });
    expect(errors(report)).toMatchObject([
      { sheet: '人员', row: 1, column: '姓名', message: '缺少“姓名”这一列，这张表无法导入。' },
    ]);
    const advice = report.problems.flatMap(problem => problem.advice ?? []);
    expect(advice).toContain('如果它就是“企业微信账号”，请把表头改成“企业微信账号”。');
  });

  it('must have a header and at least one sheet that is known', async () => {
    const without = await writeWorkbook([
      { name: '人员', header: ['李明', 'LiMing'], rows: [['吴敏', 'WuMin']] },
    ]);
    const report = await importWorkbook(database.db, await readWorkbook(without), { clock });
    expect(errors(report)).toMatchObject([{ sheet: '人员', row: 1, message: '没有找到表头。' }]);
    const strange = await writeWorkbook([{ name: 'Sheet1', header: ['a'], rows: [] }]);
    const refused = await importWorkbook(database.db, await readWorkbook(strange), { clock });
    expect(errors(refused)).toMatchObject([{ message: '这个文件里没有可导入的表。' }]);
    expect(refused.applied).toBe(false);
  });
});

describe('family', () => {
  const daughter = { 姓名: '张小梅', 企业微信账号: 'ZhangXiaoMei', 帮扶对象: '张德厚', 关系: '女儿' };

  it('is registered with the member it acts for, once', async () => {
    await run(good({ 代办人: [daughter] }));
    const again = await run(good({ 代办人: [{ ...daughter, 企业微信账号: 'zhangxiaomei' }] }));
    expect(counts(again, '代办人')).toEqual([0, 0, 1, 0]);
    const relative = await person('张小梅');
    expect(relative.roles).toEqual(['family']);
    expect(relative.organisationId).toBe((await person('张德厚')).organisationId);
    expect(await database.db.familyTie.findMany()).toMatchObject([
      { relativeId: relative.id, relation: '女儿' },
    ]);
  });

  it('may act for several members, each in a row of its own', async () => {
    const mother = { ...zhang, 姓名: '孙桂兰', 企业微信账号: '' };
    const report = await run(
      good({ 关爱档案: [zhang, mother], 代办人: [daughter, { ...daughter, 帮扶对象: '孙桂兰' }] }),
    );
    expect(counts(report, '代办人')).toEqual([2, 0, 0, 0]);
    expect(await database.db.person.count({ where: { name: '张小梅' } })).toBe(1);
  });
});

/** An export with all its rows in hand. */
const exportedRows = async (db: Db, options?: ExportOptions) =>
  Promise.all(
    (await exportWorkbook(db, options)).map(async sheet => ({
      ...sheet,
      rows: await allOf(sheet.rows),
    })),
  );

describe('exporting', () => {
  it('gives the workbook that imports to the same, and changes nothing where it came from', async () => {
    const { db } = database;
    await importWorkbook(db, await readWorkbook(await demoWorkbook()), { clock });
    const exported = await exportedRows(db);
    const bytes = await writeWorkbook(exported);
    const again = await importWorkbook(db, await readWorkbook(bytes), { clock });
    expect(
      again.sheets.map(({ added, updated, bad }) => [added, updated, bad]),
      again.text,
    ).toEqual(Array(6).fill([0, 0, 0]));
    await database.empty();
    const fresh = await importWorkbook(db, await readWorkbook(bytes), { clock });
    expect(errors(fresh)).toEqual([]);
    expect(await exportedRows(db)).toEqual(exported);
  });

  it('leaves out pairings that wait for a second person or were not agreed to', async () => {
    const { db } = database;
    await run(good());
    const pairings = async () => (await exportedRows(db)).find(({ name }) => name === '结对')?.rows.length;
    expect(await pairings()).toBe(1);
    await db.pairing.updateMany({ data: { conflictNote: '是帮扶对象的女儿' } });
    expect(await pairings()).toBe(0);
    await db.pairing.updateMany({ data: { conflictNote: null, endReason: 'declined' } });
    expect(await pairings()).toBe(0);
  });

  it('tells namesakes apart, and keeps to the organisation asked for', async () => {
    const { db } = database;
    const namesake = { ...zhang, 企业微信账号: '', 所属组织: '第二党支部' };
    await run(good({ 关爱档案: [zhang, namesake], 结对: [{ ...pair, 帮扶对象: 'ZhangDeHou' }] }));
    const sheetOf = async (name: string, path?: string) => {
      const exported = await exportedRows(db, path === undefined ? {} : { within: { path } });
      return exported.find(sheet => sheet.name === name)?.rows ?? [];
    };
    expect((await sheetOf('结对')).map(row => row.slice(0, 3))).toEqual([
      ['李明', '张德厚（ZhangDeHou）', '是'],
    ]);
    const second = await db.organisation.findUniqueOrThrow({ where: { name: '第二党支部' } });
    expect((await sheetOf('关爱档案', second.path)).map(row => row.slice(0, 3))).toEqual([
      ['张德厚', '', '第二党支部'],
    ]);
    expect(await sheetOf('结对', second.path)).toEqual([]);
    expect((await sheetOf('组织', second.path)).map(([name]) => name)).toEqual(['第二党支部']);
  });
});
