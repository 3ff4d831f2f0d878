/** The further fields of D1 in the workbook: behind the fixed columns, optional, and the same both ways (S1-3.1a, S2-4.1). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { extraCareFileFields } from '../../src/scheme/care-file/extra-fields.ts';
import { careFileColumns } from '../../src/scheme/workbook/sheets.ts';
import { exportWorkbook } from '../../src/scheme/workbook-export.ts';
import { importWorkbook } from '../../src/scheme/workbook-import.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { careFileIn } from '../support/sealed.ts';
import { good, zhang } from '../support/small-bureau.ts';
import { allOf, workbookOf } from '../support/workbook.ts';

let database: TestDatabase;
const clock = heldClock('2027-01-20T10:00:00+08:00');
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const further = {
  对象类别: '困难党员',
  档案编号: 'YX-0001',
  民族: '汉族',
  居住地: '异地',
  紧急联系人: '张小梅 女儿 10000000009',
  低保: '低保边缘',
  行动: '需陪同',
  长期不参加活动: '是',
  困难说明: '体弱多病：去年住院三次；其他：孙子先天疾病',
  暂时困难: '是',
  重新评估日期: '2027-06-01',
  急需帮助类别: '生活、信息',
  家庭其他年收入: '3000.50',
};

test('they stand behind the fixed columns and are all marked as extra', () => {
  const names = Object.keys(careFileColumns);
  expect(names.slice(-Object.keys(extraCareFileFields).length)).toEqual(Object.keys(extraCareFileFields));
  expect(names.indexOf('state')).toBe(names.length - Object.keys(extraCareFileFields).length - 1);
});

test('a workbook without them says nothing of them, and changes none of them', async () => {
  const { db } = database;
  await importWorkbook(db, await workbookOf(good({ 关爱档案: [{ ...zhang, ...further }] })), { clock });
  const extra = new Set(Object.values(extraCareFileFields).map(({ title }) => title));
  const without = (await workbookOf(good())).map(sheet => {
    const kept = (sheet.rows[0]?.cells ?? []).flatMap((title, place) => (extra.has(title) ? [] : [place]));
    return {
      ...sheet,
      rows: sheet.rows.map(row => ({ ...row, cells: kept.map(place => row.cells[place] ?? '') })),
    };
  });
  const again = await importWorkbook(db, without, { clock });
  const { memberId } = await db.careFile.findFirstOrThrow();
  expect(await careFileIn(db, memberId)).toMatchObject({ ethnicity: '汉族', longAbsent: true });
  expect(JSON.stringify(again)).not.toContain('档案编号');
});

test('what is written is stored, exported as it was, and imported again without a change', async () => {
  const { db } = database;
  const report = await importWorkbook(db, await workbookOf(good({ 关爱档案: [{ ...zhang, ...further }] })), {
    clock,
  });
  expect(report.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { memberId } = await db.careFile.findFirstOrThrow();
  expect(await careFileIn(db, memberId)).toMatchObject({
    targetGroup: 'party-member',
    residence: 'relocated',
    emergencyContact: '张小梅 女儿 10000000009',
    lowIncome: 'borderline',
    mobility: 'accompanied',
    longAbsent: true,
    hardshipNote: '{"ill-health":"去年住院三次","other":"孙子先天疾病"}',
    temporary: true,
    reassessOn: '2027-06-01',
    urgentNeedKinds: ['living', 'information'],
    otherIncomeFen: 300_050,
  });
  const exported = (await exportWorkbook(db)).find(({ name }) => name === '关爱档案');
  const rows = exported ? await allOf(exported.rows) : [];
  const cells = Object.fromEntries(exported?.header.map((title, index) => [title, rows[0]?.[index]]) ?? []);
  expect(cells).toMatchObject({ ...further, 居住地: '异地安置' });
  expect(exported?.header).not.toContain('家庭负担');
});
