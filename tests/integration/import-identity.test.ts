import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importWorkbook, type ImportReport } from '../../src/scheme/workbook-import.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { good, liMing, pair, zhang } from '../support/small-bureau.ts';
import { workbookOf, type SheetRows } from '../support/workbook.ts';
import { personIn } from '../support/sealed.ts';

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

describe('who a row means', () => {
  it('is told by the account in any case, and the stored spelling stays', async () => {
    await run(good());
    const report = await run(good({ 人员: [{ ...liMing, 企业微信账号: 'LIMING', 职务: '科长' }] }));
    expect(counts(report, '人员')).toEqual([0, 1, 0, 0]);
    expect(await person('李明')).toMatchObject({ userId: 'LiMing', title: '科长' });
  });

  it('is told by name and organisation where there is no account, which may come later', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 企业微信账号: '' }] }));
    const { id } = await person('张德厚');
    const report = await run(good());
    expect(errors(report)).toEqual([]);
    expect(await person('张德厚')).toMatchObject({ id, userId: 'ZhangDeHou', userIdKey: 'zhangdehou' });
  });

  it('is another person of the same name where the account differs', async () => {
    const namesake = { ...zhang, 企业微信账号: 'ZhangDeHou2' };
    const report = await run(
      good({ 关爱档案: [zhang, namesake], 结对: [{ ...pair, 帮扶对象: '张德厚（ZhangDeHou2）' }] }),
    );
    expect(errors(report)).toEqual([]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', sheet: '关爱档案', row: 3, column: '企业微信账号' }),
    );
    const [pairing] = await database.db.pairing.findMany({ include: { member: true } });
    expect(pairing?.member.userId).toBe('ZhangDeHou2');
  });

  it('is asked for where a name alone could be two people', async () => {
    const namesake = { ...zhang, 企业微信账号: '', 所属组织: '第二党支部' };
    const report = await run(good({ 关爱档案: [zhang, namesake] }));
    expect(errors(report)).toMatchObject([{ sheet: '结对', row: 2, column: '帮扶对象' }]);
    expect(errors(report)[0]?.advice).toBe('请写成 张德厚（ZhangDeHou）、张德厚（第二党支部） 中的一个。');
    const settled = await run(
      good({ 关爱档案: [zhang, namesake], 结对: [{ ...pair, 帮扶对象: '张德厚(第二党支部)' }] }),
    );
    expect(errors(settled)).toEqual([]);
  });

  it('prefers a helper for 帮扶人 and a member for 帮扶对象 among people of one name', async () => {
    const report = await run(
      good({
        人员: [liMing, { 姓名: '张德厚', 企业微信账号: 'ZDH', 所属组织: '第一党支部', 角色: '帮扶人' }],
        结对: [{ 帮扶人: '张德厚', 帮扶对象: '张德厚', 开始日期: '2026-03-01' }],
      }),
    );
    expect(errors(report)).toEqual([]);
    const [pairing] = await database.db.pairing.findMany({ include: { member: true, helper: true } });
    expect([pairing?.helper.userId, pairing?.member.userId]).toEqual(['ZDH', 'ZhangDeHou']);
  });

  it('keeps the roles that follow from the facts beside those that are written', async () => {
    await run(good({ 人员: [{ ...liMing, 角色: '书记' }] }));
    expect((await person('李明')).roles).toEqual(['helper', 'secretary']);
    await run(good({ 人员: [{ ...liMing, 角色: '经办' }], 结对: [{ ...pair, 结束日期: '2026-11-22' }] }));
    expect((await person('李明')).roles).toEqual(['clerk']);
  });

  it('warns of a new name for an account, and takes it', async () => {
    await run(good());
    const report = await run(good({ 人员: [{ ...liMing, 姓名: '李明辉' }], 结对: [] }));
    expect(report.problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', sheet: '人员', row: 2, column: '姓名' }),
    );
    expect((await person('李明辉')).userId).toBe('LiMing');
  });
});
