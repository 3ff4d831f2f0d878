/** Health, papers and bank cards come in only with a consent (E-2), and consents come in with the roster. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoWorkbook } from '../../prisma/demo.ts';
import { readWorkbook, writeWorkbook } from '../../src/documents/workbook.ts';
import { consentText, withdrawConsent } from '../../src/scheme/consents.ts';
import { exportWorkbook } from '../../src/scheme/workbook-export.ts';
import { importWorkbook, type ImportReport } from '../../src/scheme/workbook-import.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { agreed, good, zhang } from '../support/small-bureau.ts';
import { careFilesIn, personIn } from '../support/sealed.ts';
import { allOf, workbookOf, type SheetRows } from '../support/workbook.ts';

const clock = heldClock('2026-11-23T09:12:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const run = async (rows: SheetRows, partial = false): Promise<ImportReport> =>
  importWorkbook(database.db, await workbookOf(rows), { clock, partial });
const healthy = good({ 关爱档案: [{ ...zhang, 健康状况: '高血压', 住址: '和平路8号' }] });
const told = ({ problems }: ImportReport, severity: string) =>
  problems.filter(each => each.severity === severity).map(({ message }) => message);
const file = async () => (await personIn(database.db, { name: '张德厚' })).careFile;

describe('a sensitive cell', () => {
  it('is not stored without a consent; the rest of the row is, and a warning says what to do', async () => {
    const report = await run(healthy);
    expect(report.applied).toBe(true);
    expect(told(report, 'error')).toEqual([]);
    expect(report.text).toContain(
      '没有同意记录，健康状况没有存入。取得同意后，在“同意”表里写上一行，再导入一次。',
    );
    expect(await file()).toMatchObject({ health: null, address: '和平路8号' });
    const again = await run(healthy);
    expect([again.total.added, again.total.updated]).toEqual([0, 0]);
  });

  it('is stored with the consent of the same file, and of an earlier one', async () => {
    const report = await run({ ...healthy, 同意: [agreed] });
    expect(told(report, 'warning')).toEqual([]);
    expect(await file()).toMatchObject({ health: '高血压' });
    await run(good({ 关爱档案: [{ ...zhang, 健康状况: '高血压，已控制' }] }));
    expect(await file()).toMatchObject({ health: '高血压，已控制' });
    expect(await database.db.consent.findMany()).toMatchObject([
      {
        scope: 'sensitive',
        way: 'signed-photo',
        givenOn: '2026-03-01',
        textHash: consentText('sensitive').hash,
        recordedAt: clock.now(),
      },
    ]);
  });

  it('can be emptied without a consent', async () => {
    await run({ ...healthy, 同意: [agreed] });
    const { id } = await personIn(database.db, { name: '张德厚' });
    await database.db.consent.deleteMany();
    await run(good({ 关爱档案: [{ ...zhang, 健康状况: '清空' }] }));
    expect(await careFilesIn(database.db)).toMatchObject([{ memberId: id, health: null }]);
  });

  it('stays out after a withdrawal, though the file still says that there was a consent', async () => {
    await run({ ...healthy, 同意: [agreed] });
    const { id } = await personIn(database.db, { name: '张德厚' });
    await withdrawConsent(database.db, { memberId: id, scope: 'sensitive', actorId: id }, clock);
    const report = await run({ ...healthy, 同意: [agreed] });
    expect(told(report, 'warning')).toEqual([
      '没有同意记录，健康状况没有存入。',
      '这份同意后来撤回了，没有恢复。',
    ]);
    expect(await file()).toMatchObject({ health: null });
    await run({ ...healthy, 同意: [{ ...agreed, 日期: '2026-11-20' }] });
    expect(await file()).toMatchObject({ health: '高血压' });
  });
});

describe('the sheet 同意', () => {
  it('imported again changes nothing', async () => {
    await run({ ...healthy, 同意: [agreed] });
    const logged = await database.db.auditEntry.count();
    const { total } = await run({ ...healthy, 同意: [agreed] });
    expect([total.added, total.updated, total.bad]).toEqual([0, 0, 0]);
    expect(await database.db.auditEntry.count()).toBe(logged);
  });

  it.each([
    ['a day to come', { 日期: '2027-01-01' }, /还没有到/],
    ['no witness', { 方式: '见证人' }, /没有写见证人/],
    ['a chat that never was', { 方式: '微信确认' }, /不能从表里导入/],
    ['nobody of that name', { 姓名: '赵无名', 企业微信账号: '' }, /赵无名/],
    ['a scope that is not there', { 同意事项: '拍照' }, /拍照/],
    ['no day', { 日期: '' }, /都要填/],
  ])('refuses %s, and the cell stays out', async (_what, wrong, message) => {
    const report = await run({ ...healthy, 同意: [{ ...agreed, ...wrong }] }, true);
    expect(told(report, 'error')).toEqual([expect.stringMatching(message)]);
    expect(await file()).toMatchObject({ health: null });
    expect(await database.db.consent.count()).toBe(0);
  });

  it('comes out with the export, and the demo county is complete with it', async () => {
    const workbook = await readWorkbook(await demoWorkbook());
    const report = await importWorkbook(database.db, workbook, { clock });
    expect(told(report, 'warning').filter(message => message.includes('同意'))).toEqual([]);
    expect((await careFilesIn(database.db)).every(({ health }) => health !== null)).toBe(true);
    const sheets = await exportWorkbook(database.db);
    const out = await writeWorkbook(
      await Promise.all(sheets.map(async sheet => ({ ...sheet, rows: await allOf(sheet.rows) }))),
    );
    const consents = sheets.find(({ name }) => name === '同意');
    expect(consents?.header).toEqual([
      '姓名',
      '企业微信账号',
      '所属组织',
      '同意事项',
      '方式',
      '日期',
      '见证人',
    ]);
    await database.empty();
    const back = await importWorkbook(database.db, await readWorkbook(out), { clock });
    expect([back.applied, back.total.bad]).toEqual([true, 0]);
    expect(await database.db.consent.count()).toBeGreaterThan(10);
  });
});
