import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWorkbook } from '../../src/documents/workbook.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import { exportCommand, importCommand } from '../../src/workbook-commands.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { good, liMing, zhang } from '../support/small-bureau.ts';
import { workbookBytes, type SheetRows } from '../support/workbook.ts';

const clock = heldClock('2026-11-23T09:12:00+08:00');
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'bangfu-commands-'));
});
beforeEach(() => database.empty());
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const commands = () => {
  const said: string[] = [];
  return { db: database.db, clock, said, say: (line: string) => void said.push(line) };
};
const roster = async (name: string, rows: SheetRows): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, await workbookBytes(rows));
  return file;
};
const mistaken = good({
  人员: [liMing, { ...liMing, 姓名: '吴敏', 企业微信账号: 'WuMin', 所属组织: '第一支部' }],
});

describe('bangfu import', () => {
  it('only tells, with --preview', async () => {
    const house = commands();
    const report = await importCommand(house, [await roster('a.xlsx', good()), '--preview']);
    expect(report).toMatchObject({ applied: false, preview: true, total: { added: 6, bad: 0 } });
    expect(house.said.join('\n')).toContain('合计：新增 6');
    expect(await database.db.person.count()).toBe(0);
    expect(await readdir(folder)).not.toContain('a-需要改正.xlsx');
  });

  it('writes what is to be corrected beside the file, and never over one that is being corrected', async () => {
    const file = await roster('名单.xlsx', mistaken);
    await importCommand(commands(), [file, '--partial']);
    const house = commands();
    await importCommand(house, [join(folder, '名单-需要改正.xlsx')]);
    expect((await readdir(folder)).filter(name => name.startsWith('名单')).sort()).toEqual([
      '名单-需要改正-2.xlsx',
      '名单-需要改正.xlsx',
      '名单.xlsx',
    ]);
    const written = join(folder, '名单-需要改正-2.xlsx');
    expect((await stat(written)).mode & 0o777).toBe(0o600);
    expect(house.said.at(-1)).toContain(written);
    const [people] = await readWorkbook(await readFile(written));
    expect(people?.rows.map(({ cells }) => [cells[0], cells.at(-2)])).toEqual([
      ['姓名', '原行号'],
      ['吴敏', '3'],
    ]);
  });

  it.each([[[]], [['--partial']], [['名单.xlsx', '--prewiew']]])(
    'says what would work for %j',
    async args => {
      const house = commands();
      expect(await importCommand(house, args)).toBeUndefined();
      expect(house.said.join()).toContain('npx bangfu import 名单.xlsx');
    },
  );
});

describe('bangfu export', () => {
  it('writes everything with its purpose, which is kept in the trail, and imports again without a change', async () => {
    await importCommand(commands(), [
      await roster('b.xlsx', good({ 关爱档案: [{ ...zhang, 住址: '=1+1' }] })),
    ]);
    const file = join(folder, 'out.xlsx');
    expect(await exportCommand(commands(), [file, '年度', '复核'])).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const about = (await readWorkbook(await readFile(file))).find(({ name }) => name === '说明');
    expect(about?.rows[1]?.cells).toEqual(['命令行 2026-11-23 导出，用途：年度 复核']);
    const report = await importCommand(commands(), [file]);
    expect(report).toMatchObject({ applied: true, total: { added: 0, updated: 0, unchanged: 6, bad: 0 } });
    expect(report?.problems).toEqual([]);
    const top = await database.db.organisation.findFirstOrThrow({ where: { parentId: null } });
    expect((await changesOf(database.db, 'organisation', top.id)).at(-1)).toMatchObject({
      action: 'export',
      actorId: null,
      purpose: '年度 复核',
      after: { people: 1 },
    });
  });

  it.each([[[]], [['out.xlsx']]])('writes nothing without a purpose: %j', async args => {
    const house = commands();
    expect(await exportCommand(house, args)).toBe(false);
    expect(house.said.join()).toContain('用途');
  });
});
