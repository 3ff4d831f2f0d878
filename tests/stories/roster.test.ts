/** A clerk's afternoon with the roster: two hundred files, twelve of them wrong, corrected and sent again; and an export. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readWorkbook, writeWorkbook, type WorkbookSheet } from '../../src/documents/workbook.ts';
import { auditIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const clerk = 'ZhaoJing';
const header = [
  '姓名',
  '所属组织',
  '性别',
  '出生日期',
  '离退休类别',
  '党员',
  '困难类型',
  '月离退休费',
  '状态',
];

/** Two hundred people nobody has met; every seventeenth has a mistake of one of three kinds. */
async function roster(unit: string): Promise<Uint8Array> {
  const mistakes = [{ 出生日期: '1944-13-40' }, { 离退休类别: '下海' }, { 月离退休费: '很少' }];
  const rows = Array.from({ length: 200 }, (_, index) => {
    const row: Record<string, string> = {
      姓名: `试${String.fromCodePoint(0x4e00 + index)}`,
      所属组织: unit,
      性别: index % 2 === 0 ? '男' : '女',
      出生日期: `19${40 + (index % 10)}-0${1 + (index % 9)}-15`,
      离退休类别: '退休',
      党员: '是',
      困难类型: '离退休费偏低',
      月离退休费: '2600',
      状态: '草稿',
      ...(index % 17 === 3 ? mistakes[(index % 51) % 3] : {}),
    };
    return header.map(title => row[title] ?? '');
  });
  return writeWorkbook([{ name: '关爱档案', header, rows }]);
}

async function handIn(bytes: Uint8Array, name: string): Promise<void> {
  await world.says(clerk, '导入');
  const link = /https?:\/\/\S+/u.exec(world.hears(clerk).at(-1) ?? '')?.[0] ?? '';
  const form = new FormData();
  form.set('file', new Blob([Buffer.from(bytes)]), name);
  expect((await fetch(link, { method: 'POST', body: form })).status).toBe(200);
  await world.settle();
}

/** The last file on the clerk's phone, opened. */
async function lastFile(): Promise<WorkbookSheet[]> {
  const file = world.fake.delivered(clerk).findLast(({ msgtype }) => msgtype === 'file');
  const media = world.fake.media(file?.mediaId ?? '');
  if (!media) throw new Error('no file has arrived');
  return readWorkbook(media.bytes);
}

/** The error workbook with every mistake put right in its own cell. */
async function corrected(sheets: readonly WorkbookSheet[]): Promise<Uint8Array> {
  const right: Record<string, string> = { '1944-13-40': '1944-03-15', 下海: '退休', 很少: '2600' };
  return writeWorkbook(
    sheets.map(({ name, rows: [top, ...rest] }) => ({
      name,
      header: top?.cells ?? [],
      rows: rest.map(({ cells }) => cells.map(cell => right[cell] ?? cell)),
    })),
  );
}

const filesIn = () => world.app.db.careFile.count({ where: { person: { name: { startsWith: '试' } } } });

test('200 rows with 12 bad ones: seen first, the good ones imported, the rest corrected, and again nothing changes', async () => {
  const unit = await world.app.db.organisation.findFirstOrThrow({ where: { kind: 'branch' } });
  const whole = await roster(unit.name);
  await handIn(whole, '老干部名册.xlsx');
  const [preview = '', file = ''] = world.hears(clerk);
  expect(preview).toMatch(/新增 188.*有误 12/);
  expect(preview).toMatch(/确认导入/);
  expect(file).toBe('老干部名册-需要改正.xlsx');
  expect(await filesIn()).toBe(0);

  await world.says(clerk, '确认导入');
  await world.settle();
  expect(world.hears(clerk).join('\n')).toMatch(/新增 188/);
  expect(await filesIn()).toBe(188);

  const errors = await lastFile();
  expect(errors[0]?.rows).toHaveLength(13);
  await handIn(await corrected(errors), '老干部名册-需要改正.xlsx');
  expect(world.hears(clerk).join('\n')).toMatch(/新增 12/);
  await world.says(clerk, '确认导入');
  await world.settle();
  world.hears(clerk);
  expect(await filesIn()).toBe(200);

  const entries = await world.app.db.auditEntry.count();
  await handIn(await fixedRoster(whole), '老干部名册.xlsx');
  expect(world.hears(clerk).join('\n')).toMatch(/200行都和系统里的一样[\s\S]*不用导入/);
  expect(await filesIn()).toBe(200);
  expect(await world.app.db.auditEntry.count()).toBe(entries);
});

async function fixedRoster(bytes: Uint8Array): Promise<Uint8Array> {
  return corrected(await readWorkbook(bytes));
}

test('“不导入” leaves everything as it was, a second word finds nothing waiting, and a day later neither does the first', async () => {
  const unit = await world.app.db.organisation.findFirstOrThrow({ where: { kind: 'branch' } });
  await handIn(await roster(unit.name), '名册.xlsx');
  world.hears(clerk);
  await world.says(clerk, '不导入');
  world.reads(clerk, /没有导入/);
  await world.says(clerk, '确认导入');
  world.reads(clerk, /没有等着导入的/);
  await handIn(await roster(unit.name), '名册.xlsx');
  world.hears(clerk);
  world.clock.advance(25 * 60 * 60 * 1000);
  await world.says(clerk, '确认导入');
  world.reads(clerk, /没有等着导入的/);
  expect(await filesIn()).toBe(0);
});

test('an export asks what for, comes masked as a file, and stands in the trail; the whole is for the clerk', async () => {
  await world.says(clerk, '导出关爱档案');
  world.reads(clerk, /手机、身份证号/);
  await world.says(clerk, '1');
  world.reads(clerk, /做什么用/);
  await world.says(clerk, '上报县委组织部');
  await world.says(clerk, '1');
  await world.settle();
  const heard = world.hears(clerk).join('\n');
  expect(heard).toMatch(/关爱档案做好了，共\d+人/);
  expect(heard).toContain('关爱档案-2026-11-23.xlsx');
  const text = JSON.stringify(await lastFile());
  expect(text).toMatch(/100\*\*\*\*\d{4}/);
  expect(text).not.toMatch(/1000000\d{4}/);
  expect(text).toContain('用途：上报县委组织部');
  const [entry] = await auditIn(world.app.db, { action: 'export' });
  expect(entry).toMatchObject({ purpose: '上报县委组织部', after: { register: 'care-files', masked: true } });

  for (const said of ['导出花名册', '2', '春节慰问打电话用', '1']) await world.says(clerk, said);
  await world.settle();
  expect(JSON.stringify(await lastFile())).toMatch(/1000000\d{4}/);
  const before = world.fake.delivered(clerk).length;
  await world.run('sweep');
  await world.run('sweep');
  expect(world.fake.delivered(clerk)).toHaveLength(before);
});

test('a masked export can be imported again: what was masked stays as it was', async () => {
  await world.says(clerk, '导出关爱档案');
  for (const said of ['1', '核对名册', '1']) await world.says(clerk, said);
  await world.settle();
  world.hears(clerk);
  const file = world.fake.delivered(clerk).findLast(({ msgtype }) => msgtype === 'file');
  const media = world.fake.media(file?.mediaId ?? '');
  await handIn(media?.bytes ?? new Uint8Array(), '关爱档案.xlsx');
  expect(world.hears(clerk).join('\n')).toMatch(/都和系统里的一样[\s\S]*不用导入/);
});

test('a helper can neither import nor export, whatever they write', async () => {
  for (const said of ['导入', '导入名册', '确认导入', '导出', '导出关爱档案', '导出花名册']) {
    await world.says('LiMing', said);
    expect(world.hears('LiMing').join('\n')).not.toMatch(/https?:|做什么用|要导出哪一种/);
  }
  expect(await world.app.db.exportOrder.count()).toBe(0);
  expect(await world.app.db.uploadTicket.count()).toBe(0);
});
