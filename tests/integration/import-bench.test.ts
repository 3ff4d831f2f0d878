import { it } from 'vitest';
import { readWorkbook, writeWorkbook } from '../../src/documents/workbook.ts';
import { importWorkbook } from '../../src/scheme/workbook-import.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import * as S from '../../src/scheme/workbook/sheets.ts';
const head = (c: Record<string, { title: string }>) => Object.values(c).map(x => x.title);
it('bench', async () => {
  const database = await createTestDatabase();
  const N = 10_000;
  const orgs = [
    ['局', '', '老干部局', ''],
    ...Array.from({ length: 200 }, (_, i) => [`第${i}支部`, '局', '支部', '']),
  ];
  const unit = (i: number) => `第${i % 200}支部`;
  const people = Array.from({ length: N / 2 }, (_, i) => [
    `帮${String.fromCharCode(0x4e00 + (i % 5000))}${String.fromCharCode(0x4e00 + Math.floor(i / 50))}`,
    `H${i}`,
    unit(i),
    '帮扶人',
    '10000000000',
    '科员',
  ]);
  const files = Array.from({ length: N }, (_, i) => [
    `员${String.fromCharCode(0x4e00 + (i % 5000))}${String.fromCharCode(0x5000 + Math.floor(i / 50))}`,
    `M${i}`,
    unit(i),
    '男',
    '1944-05-06',
    '公历',
    '否',
    '退休',
    '是',
    '1966-07',
    '厂',
    '破产',
    '',
    '10000000001',
    '某处',
    '已婚',
    '独居',
    '无',
    '2600.50',
    '1500',
    '2',
    '好',
    '自理',
    '体弱多病、离退休费偏低',
    '一般',
    '重病',
    '',
    '',
    '',
    '2026-05-01',
    '在册',
  ]);
  const pairs = Array.from({ length: N }, (_, i) => [
    `H${i % (N / 2)}`,
    `M${i}`,
    '是',
    '2026-03-01',
    '',
    '方向',
    '项目',
    '任务',
    '目标',
    '每月',
  ]);
  const t0 = performance.now();
  const bytes = await writeWorkbook([
    { name: '组织', header: head(S.organisationColumns), rows: orgs },
    { name: '人员', header: head(S.personColumns), rows: people },
    { name: '关爱档案', header: head(S.careFileColumns), rows: files },
    { name: '结对', header: head(S.pairingColumns), rows: pairs },
  ]);
  const t1 = performance.now();
  const wb = await readWorkbook(bytes);
  const t2 = performance.now();
  const clock = heldClock('2026-11-23T09:00:00+08:00');
  const r = await importWorkbook(database.db, wb, { clock });
  const t3 = performance.now();
  console.log(r.text.slice(0, 500));
  const r2 = await importWorkbook(database.db, wb, { clock });
  const t4 = performance.now();
  console.log(r2.text.slice(0, 300));
  console.log({ bytes: bytes.length, write: t1 - t0, read: t2 - t1, import: t3 - t2, again: t4 - t3 });
  await database.close();
}, 300_000);
