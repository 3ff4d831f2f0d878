import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importWorkbook, type ImportReport } from '../../src/scheme/workbook-import.ts';
import { civilBirthDate } from '../../src/scheme/age.ts';
import { checkDigitOf } from '../../src/scheme/workbook/id-number.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { agreed, bureau, good, liMing, pair, zhang } from '../support/small-bureau.ts';
import { workbookOf, type SheetRows } from '../support/workbook.ts';

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

/** One bad cell each: the sheet's rows, and where and how it is reported. */
const badCells: readonly [
  what: string,
  rows: SheetRows,
  sheet: string,
  row: number,
  column: string,
  words: RegExp,
][] = [
  [
    'an unknown organisation',
    good({ 人员: [liMing, { ...liMing, 姓名: '吴敏', 企业微信账号: 'WuMin', 所属组织: '第一支部' }] }),
    '人员',
    3,
    '所属组织',
    /没有名为“第一支部”的组织.*是不是“第一党支部”/,
  ],
  ['a name left blank', good({ 人员: [{ ...liMing, 姓名: '' }], 结对: [] }), '人员', 2, '姓名', /没有填姓名/],
  [
    'an account that is a name',
    good({ 人员: [{ ...liMing, 企业微信账号: '李明' }], 结对: [] }),
    '人员',
    2,
    '企业微信账号',
    /不是企业微信账号/,
  ],
  [
    'an unknown role',
    good({ 人员: [{ ...liMing, 角色: '帮扶人、厨师' }], 结对: [] }),
    '人员',
    2,
    '角色',
    /不认识“厨师”.*帮扶人、帮扶对象、/,
  ],
  [
    'a person twice',
    good({ 人员: [liMing, { ...liMing, 企业微信账号: 'LIMING' }] }),
    '人员',
    3,
    '姓名',
    /第2行已经写过/,
  ],
  [
    'a telephone number with letters',
    good({ 人员: [{ ...liMing, 手机: '问他儿子' }], 结对: [] }),
    '人员',
    2,
    '手机',
    /不像电话号码/,
  ],
  [
    'a day that does not exist',
    good({ 关爱档案: [{ ...zhang, 出生日期: '1943-02-30' }], 结对: [] }),
    '关爱档案',
    2,
    '出生日期',
    /公历没有1943年2月30日.*农历二月三十/,
  ],
  [
    'a party membership from before the birth',
    good({ 关爱档案: [{ ...zhang, 入党时间: '1943-07-01' }], 结对: [] }),
    '关爱档案',
    2,
    '入党时间',
    /入党时间1943-07-01早于出生日期1944-03-12.*请核对/,
  ],
  [
    'a retirement from before the birth',
    good({ 关爱档案: [{ ...zhang, 离退休时间: '1934-06' }], 结对: [] }),
    '关爱档案',
    2,
    '离退休时间',
    /离退休时间1934-06早于出生日期1944-03-12/,
  ],
  [
    'a retirement from before the first work',
    good({ 关爱档案: [{ ...zhang, 参加工作时间: '1996-07', 离退休时间: '1990-06-01' }], 结对: [] }),
    '关爱档案',
    2,
    '离退休时间',
    /早于参加工作时间1996-07/,
  ],
  [
    'a helper paired with themselves',
    good({
      关爱档案: [{ ...zhang, 姓名: '李明', 企业微信账号: 'LiMing' }],
      结对: [{ ...pair, 帮扶对象: '李明' }],
    }),
    '结对',
    2,
    '帮扶对象',
    /“李明”不能与自己结对.*请核对/,
  ],
  [
    'a leap month of another year',
    good({ 关爱档案: [{ ...zhang, 出生日期: '1945-04-12', 历法: '农历', 闰月: '是' }], 结对: [] }),
    '关爱档案',
    2,
    '出生日期',
    /农历1945年没有闰四月/,
  ],
  [
    'lunar words under 公历',
    good({ 关爱档案: [{ ...zhang, 出生日期: '1942年腊月三十', 历法: '公历' }], 结对: [] }),
    '关爱档案',
    2,
    '出生日期',
    /历法一列却是公历/,
  ],
  [
    'a birth to come',
    good({ 关爱档案: [{ ...zhang, 出生日期: '2027-01-01' }], 结对: [] }),
    '关爱档案',
    2,
    '出生日期',
    /在今天以后/,
  ],
  [
    'an impossible age',
    good({ 关爱档案: [{ ...zhang, 出生日期: '1844-03-12' }], 结对: [] }),
    '关爱档案',
    2,
    '出生日期',
    /182岁/,
  ],
  [
    'an ID number too short',
    good({ 关爱档案: [{ ...zhang, 身份证号: '61010219440312' }], 结对: [] }),
    '关爱档案',
    2,
    '身份证号',
    /应是18位，这里是14位/,
  ],
  [
    'money in words',
    good({ 关爱档案: [{ ...zhang, 月离退休费: '两千多' }], 结对: [] }),
    '关爱档案',
    2,
    '月离退休费',
    /不是金额.*3200\.50/,
  ],
  [
    'money finer than a fen',
    good({ 关爱档案: [{ ...zhang, 配偶月收入: '1500.505' }], 结对: [] }),
    '关爱档案',
    2,
    '配偶月收入',
    /比一分钱还细/,
  ],
  [
    'a choice that is none',
    good({ 关爱档案: [{ ...zhang, 困难程度: '很难' }], 结对: [] }),
    '关爱档案',
    2,
    '困难程度',
    /特困、比较困难、一般/,
  ],
  [
    'four secondary causes',
    good({ 关爱档案: [{ ...zhang, 次要原因: '因灾、意外、缺技术、缺资金' }], 结对: [] }),
    '关爱档案',
    2,
    '次要原因',
    /最多写3项/,
  ],
  [
    'a review to come',
    good({ 关爱档案: [{ ...zhang, 上次复核日期: '2026-11-24' }], 结对: [] }),
    '关爱档案',
    2,
    '上次复核日期',
    /在今天以后/,
  ],
  [
    'a name that contradicts the account',
    good({ 关爱档案: [zhang, { ...zhang, 姓名: '李名', 企业微信账号: 'liming' }] }),
    '关爱档案',
    3,
    '姓名',
    /登记的是“李明”/,
  ],
  [
    'an organisation that contradicts 人员',
    good({ 关爱档案: [zhang, { ...zhang, 姓名: '李明', 企业微信账号: 'LiMing', 所属组织: '第二党支部' }] }),
    '关爱档案',
    3,
    '所属组织',
    /在“人员”表里属于“第一党支部”/,
  ],
  [
    'no organisation for somebody new',
    good({ 关爱档案: [zhang, { 姓名: '孙桂兰' }] }),
    '关爱档案',
    3,
    '所属组织',
    /没有填所属组织/,
  ],
  [
    'a helper who is not known',
    good({ 结对: [{ ...pair, 帮扶人: '李鸣' }] }),
    '结对',
    2,
    '帮扶人',
    /没有找到“李鸣”/,
  ],
  [
    'a member without a file',
    good({ 结对: [pair, { ...pair, 帮扶人: '张德厚', 帮扶对象: 'liming' }] }),
    '结对',
    3,
    '帮扶对象',
    /还没有关爱档案/,
  ],
  [
    'a helper paired with themself',
    good({
      关爱档案: [zhang, { ...zhang, 姓名: '李明', 企业微信账号: 'LiMing' }],
      结对: [{ ...pair, 帮扶对象: '李明' }],
    }),
    '结对',
    2,
    '帮扶对象',
    /不能与自己结对/,
  ],
  [
    'an end before the start',
    good({ 结对: [{ ...pair, 结束日期: '2026-02-28' }] }),
    '结对',
    2,
    '结束日期',
    /早于开始日期/,
  ],
  ['no first day', good({ 结对: [{ ...pair, 开始日期: '' }] }), '结对', 2, '开始日期', /没有填开始日期/],
  [
    'a pair twice',
    good({ 结对: [pair, { ...pair, 帮扶人: 'LIMING' }] }),
    '结对',
    3,
    '帮扶人',
    /第2行已经写过/,
  ],
  [
    'two times that overlap',
    good({ 结对: [pair, { ...pair, 开始日期: '2026-06-01' }] }),
    '结对',
    3,
    '开始日期',
    /时间重叠/,
  ],
  [
    'a second primary helper',
    good({
      人员: [liMing, { ...liMing, 姓名: '吴敏', 企业微信账号: 'WuMin' }],
      结对: [
        { ...pair, 主帮扶人: '是' },
        { ...pair, 帮扶人: '吴敏', 主帮扶人: '是' },
      ],
    }),
    '结对',
    3,
    '主帮扶人',
    /“张德厚”已有主帮扶人“李明”（第2行）/,
  ],
  [
    'a frequency of no class',
    good({ 结对: [{ ...pair, 走访频次: '想起来就去' }] }),
    '结对',
    2,
    '走访频次',
    /每周、每月、每季度/,
  ],
  [
    'a spreadsheet number for a date',
    good({ 结对: [{ ...pair, 开始日期: '46082' }] }),
    '结对',
    2,
    '开始日期',
    /日期的内部数字/,
  ],
  [
    'a superior that is not there',
    good({ 组织: [...bureau, { 组织名称: '第三党支部', 上级组织: '云溪县老干部局' }] }),
    '组织',
    5,
    '上级组织',
    /没有名为“云溪县老干部局”的组织.*是不是“云溪县委老干部局”/,
  ],
  [
    'a circle of superiors',
    good({ 组织: [...bureau, { 组织名称: '甲', 上级组织: '乙' }, { 组织名称: '乙', 上级组织: '甲' }] }),
    '组织',
    5,
    '上级组织',
    /“甲”→“乙”→“甲”/,
  ],
  [
    'an organisation twice',
    good({ 组织: [...bureau, { 组织名称: '第一党支部' }] }),
    '组织',
    5,
    '组织名称',
    /第3行已经写过/,
  ],
  [
    'family for a member who is not known',
    good({ 代办人: [{ 姓名: '张小梅', 帮扶对象: '张德后', 关系: '女儿' }] }),
    '代办人',
    2,
    '帮扶对象',
    /没有找到“张德后”/,
  ],
];

describe('a workbook with a mistake', () => {
  it.each(badCells)('with %s is refused, naming the cell', async (_, rows, sheet, row, column, words) => {
    const report = await run(rows);
    expect(report.applied).toBe(false);
    const found = errors(report).find(problem => problem.row === row && problem.sheet === sheet);
    expect(found, report.text).toMatchObject({ sheet, row, column });
    expect(`${found?.message ?? ''}${found?.advice ?? ''}`).toMatch(words);
    expect(found?.letters).toMatch(/^[A-Z]{1,2}$/);
    expect(report.text).toContain(
      `[${sheet}] 第${row}行 ${found?.letters ?? ''}列“${column}”：${found?.message ?? ''}`,
    );
    expect(await database.db.organisation.count()).toBe(0);
    expect(await database.db.auditEntry.count()).toBe(0);
  });

  it('names only the mistaken row, whatever stands beside it', async () => {
    for (const [what, rows, sheet, row] of badCells) {
      if (what === 'a circle of superiors') continue;
      const places = errors(await run(rows)).map(problem => `${problem.sheet}${problem.row ?? 0}`);
      expect(new Set(places), what).toEqual(new Set([`${sheet}${row}`]));
    }
  });

  it('imports its good rows with --partial, and nothing that rests on a bad one', async () => {
    const rows = good({
      组织: [...bureau, { 组织名称: '第三党支部', 上级组织: '不存在的局' }],
      人员: [liMing, { 姓名: '吴敏', 企业微信账号: 'WuMin', 所属组织: '第三党支部', 角色: '帮扶人' }],
      结对: [pair, { ...pair, 帮扶人: '吴敏', 主帮扶人: '否' }],
    });
    const report = await run(rows, { partial: true });
    expect(report.applied).toBe(true);
    expect(errors(report).map(({ sheet, row, message }) => [sheet, row, message])).toEqual([
      ['组织', 5, '没有名为“不存在的局”的组织。'],
      ['人员', 3, '“第三党支部”在“组织”表里的那一行有误，没有导入。'],
      ['结对', 3, '“吴敏”的那一行有误，没有导入。'],
    ]);
    expect((await database.db.person.findMany()).map(({ name }) => name).sort()).toEqual(['张德厚', '李明']);
    expect(await database.db.pairing.count()).toBe(1);
    expect(report.text).toContain('导入了没有问题的行；还有3处需要改正');
  });

  it('counts what it would have done, and says that it did nothing', async () => {
    const report = await run(good({ 结对: [{ ...pair, 结束日期: '昨天' }] }));
    expect(counts(report, '结对')).toEqual([0, 0, 0, 1]);
    expect(counts(report, '关爱档案')).toEqual([1, 0, 0, 0]);
    expect(report.text).toMatch(/^没有导入：有1处需要改正，系统里的内容没有变动。/);
  });

  it('is read to the end: two hundred rows with bad ones among them are all told of (S1-3.1a)', async () => {
    const files = Array.from({ length: 200 }, (_, index) => ({
      ...zhang,
      姓名: `张${String.fromCodePoint(0x4e00 + index)}`,
      企业微信账号: index % 50 === 49 ? `M${index - 1}` : `M${index}`,
      身份证号: index % 20 === 7 ? '123' : '',
    }));
    const report = await run(good({ 关爱档案: files, 结对: [] }), { partial: true });
    expect(counts(report, '关爱档案')).toEqual([186, 0, 0, 14]);
    const again = await run(good({ 关爱档案: files, 结对: [] }), { partial: true });
    expect(counts(again, '关爱档案')).toEqual([0, 0, 186, 14]);
    expect(await database.db.careFile.count()).toBe(186);
  });
});

/** The consent of whoever a row of 关爱档案 is about. */
const consentOf = ({ 姓名 = '', 企业微信账号 = '', 所属组织 = '' }: Readonly<Record<string, string>>) => ({
  ...agreed,
  姓名,
  企业微信账号,
  所属组织,
});

describe('one ID number for two people', () => {
  const number = `00000019440312101${checkDigitOf('00000019440312101')}`;
  const sun = { ...zhang, 姓名: '孙桂兰', 企业微信账号: 'SunGuiLan', 身份证号: number };
  const alone = (...files: Readonly<Record<string, string>>[]) =>
    good({ 关爱档案: files, 结对: [], 同意: files.map(consentOf) });

  it('is refused, naming both rows, and neither is imported', async () => {
    const rows = alone({ ...zhang, 身份证号: number }, sun, {
      ...zhang,
      姓名: '钱学民',
      企业微信账号: 'Qian',
    });
    const report = await run(rows, { partial: true });
    const ofFiles = errors(report).filter(({ sheet }) => sheet === '关爱档案');
    expect(ofFiles.map(({ row, column, message }) => [row, column, message])).toEqual([
      [2, '身份证号', '身份证号与第3行的“孙桂兰”相同。'],
      [3, '身份证号', '身份证号与第2行的“张德厚”相同。'],
    ]);
    expect(report.text).not.toContain(number);
    expect(counts(report, '关爱档案')).toEqual([1, 0, 0, 2]);
    expect(await database.db.careFile.count()).toBe(1);
    expect(await database.db.person.findMany({ where: { name: '孙桂兰' } })).toEqual([]);
  });

  it('is refused where the other one is registered already, and pairings that rest on it say so', async () => {
    await run(alone({ ...zhang, 身份证号: number }));
    const report = await run(good({ 关爱档案: [sun], 结对: [{ ...pair, 帮扶对象: '孙桂兰' }] }));
    expect(errors(report).map(({ sheet, message }) => [sheet, message])).toEqual([
      ['关爱档案', '身份证号与已登记的“第一党支部”的“张德厚”相同。'],
      ['结对', '“孙桂兰”的那一行有误，没有导入。'],
    ]);
  });

  it('may be given from one to the other in one file', async () => {
    await run(alone({ ...zhang, 身份证号: number }));
    const report = await run(alone(sun, { ...zhang, 身份证号: '清空' }));
    expect(errors(report)).toEqual([]);
    expect(counts(report, '关爱档案')).toEqual([1, 1, 0, 0]);
    expect(counts(await run(alone(sun, zhang)), '关爱档案')).toEqual([0, 0, 2, 0]);
  });
});

describe('what is only asked about', () => {
  const warningsOf = async (file: Record<string, string>): Promise<string[]> => {
    const report = await run(good({ 关爱档案: [{ ...zhang, ...file }], 同意: [agreed] }));
    expect(errors(report)).toEqual([]);
    return report.problems
      .filter(({ severity }) => severity === 'warning')
      .map(({ column, message }) => `${column ?? ''}：${message}`);
  };

  it('is an ID number with a wrong check digit, another birth date or another sex', async () => {
    const first17 = '00000019440313101';
    const right = checkDigitOf(first17);
    const wrongDigit = right === '1' ? '2' : '1';
    expect(await warningsOf({ 出生日期: '1944-03-13', 身份证号: first17 + wrongDigit })).toEqual([
      expect.stringMatching(/^身份证号：.*校验码不对/),
    ]);
    expect(await warningsOf({ 身份证号: first17 + right })).toEqual([
      '身份证号：身份证号里的出生日期是1944-03-13，出生日期一列是1944-03-12，两个都保留。',
    ]);
    expect(await warningsOf({ 出生日期: '1944-03-13', 身份证号: first17 + right, 性别: '女' })).toEqual([
      '性别：身份证号表示性别为男，性别一列是女，两个都保留。',
    ]);
    expect(
      await warningsOf({ 性别: '男', 出生日期: '1944-02-19', 历法: '农历', 身份证号: first17 + right }),
    ).toEqual([]);
    expect(await warningsOf({ 出生日期: '1944-03-13', 历法: '农历', 身份证号: first17 + right })).toEqual([]);
    expect(await warningsOf({ 出生日期: '1944-05-01', 历法: '农历', 身份证号: first17 + right })).toEqual([
      '身份证号：身份证号里的出生日期是1944-03-13，出生日期一列是农历1944-05-01（公历1944-06-21），两个都保留。',
    ]);
  });

  it('is 三十 in a lunar month of 29 days, which is kept', async () => {
    expect(await warningsOf({ 出生日期: '1943年腊月三十' })).toEqual([
      '出生日期：农历1943年腊月只有29天，没有三十。',
    ]);
    const file = await database.db.careFile.findFirstOrThrow();
    expect(file).toMatchObject({ birthDate: '1943-12-30', birthCalendar: 'lunar' });
    expect(civilBirthDate(file)).toBe('1944-01-24');
  });

  it('is a file of somebody of the same name and birthday elsewhere', async () => {
    const again = { ...zhang, 企业微信账号: '', 所属组织: '第二党支部' };
    const both = await run(good({ 关爱档案: [zhang, again], 结对: [] }));
    expect(both.problems.map(({ row, column, message }) => [row, column, message])).toEqual([
      [2, '姓名', '与第3行姓名、出生日期都相同，可能是同一个人。'],
      [3, '姓名', '与第2行姓名、出生日期都相同，可能是同一个人。'],
    ]);
    await database.empty();
    await run(good());
    const later = await run({ 关爱档案: [again] });
    expect(later.problems.map(({ message }) => message)).toContain(
      '与已登记的“第一党支部”的那一位姓名、出生日期都相同，可能是同一个人。',
    );
    expect((await run({ 关爱档案: [again] })).problems.filter(({ severity }) => severity !== 'hint')).toEqual(
      [],
    );
  });

  it('is an account for somebody who had none', async () => {
    await run(good({ 关爱档案: [{ ...zhang, 企业微信账号: '' }] }));
    const report = await run({ 关爱档案: [zhang] });
    expect(report.problems.map(({ message }) => message)).toContain(
      '“第一党支部”的“张德厚”原来没有账号，这一行按同一位处理，登记账号 ZhangDeHou。',
    );
    expect(counts(report, '关爱档案')).toEqual([0, 0, 1, 0]);
  });

  it.each([
    [
      'tied',
      {
        关爱档案: [zhang],
        代办人: [{ 姓名: '李明', 企业微信账号: 'LiMing', 帮扶对象: '张德厚', 关系: '女婿' }],
      },
    ],
    ['at one telephone', { 关爱档案: [{ ...zhang, 手机: '100 0000 0001' }] }],
    [
      'at one address',
      {
        关爱档案: [
          { ...zhang, 住址: '和平路8号' },
          { ...zhang, 姓名: '李明', 企业微信账号: 'LiMing', 出生日期: '1960-01-01', 住址: '和平路８号' },
        ],
      },
    ],
  ])('is a helper and a member who are %s (E-11)', async (_, sheets) => {
    const report = await run(good(sheets));
    const found = report.problems.filter(({ sheet }) => sheet === '结对');
    expect(found).toMatchObject([
      {
        severity: 'warning',
        row: 2,
        column: '帮扶人',
        message: expect.stringMatching(/^“李明”与“张德厚”.*可能是亲属/) as string,
        advice: expect.stringContaining('需要第二个人确认') as string,
      },
    ]);
    expect(report.applied).toBe(true);
  });

  it('is a file 在册 without party membership or one of the five grounds (S1-2.1)', async () => {
    expect(await warningsOf({ 状态: '在册', 党员: '是', 困难类型: '体弱多病' })).toEqual([]);
    const other = { 企业微信账号: 'Other', 状态: '在册', 党员: '否', 困难类型: '子女就业' };
    const report = await run(good({ 关爱档案: [zhang, { ...zhang, 姓名: '钱学民', ...other }] }));
    const warnings = report.problems.filter(({ severity }) => severity === 'warning');
    expect(warnings.map(({ row, column }) => [row, column])).toEqual([
      [3, '困难类型'],
      [3, '党员'],
    ]);
    expect(report.applied).toBe(true);
  });

  it('is a third member of one helper (S1-3.2a), counted with what is there already', async () => {
    const names = ['张德厚', '孙桂兰', '钱学民'];
    const files = names.map((name, index) => ({ ...zhang, 姓名: name, 企业微信账号: `M${index}` }));
    const pairs = names.map(name => ({ ...pair, 帮扶对象: name }));
    await run(good({ 关爱档案: files, 结对: pairs.slice(0, 2) }));
    const report = await run(good({ 关爱档案: files, 结对: pairs.slice(2) }));
    expect(errors(report)).toEqual([]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        sheet: '结对',
        row: 2,
        column: '帮扶人',
        message: '“李明”已有2位帮扶对象（张德厚、孙桂兰），这是第3位。',
      }),
    );
    expect(await database.db.pairing.count()).toBe(3);
  });

  it('is a member of whose helpers none is the primary one, said once', async () => {
    const people = [liMing, { ...liMing, 姓名: '吴敏', 企业微信账号: 'WuMin' }];
    const pairs = people.map(({ 姓名 }) => ({ ...pair, 帮扶人: 姓名 }));
    const warnings = async (changes: SheetRows) =>
      (await run(good({ 人员: people, ...changes }))).problems
        .filter(({ severity }) => severity === 'warning')
        .map(({ row, column, message }) => [row, column, message]);
    expect(await warnings({ 结对: pairs })).toEqual([[2, '主帮扶人', '“张德厚”还没有主帮扶人。']]);
    const [first, second] = pairs;
    expect(await warnings({ 结对: [{ ...first, 主帮扶人: '是' }, second ?? {}] })).toEqual([]);
  });

  it('is clerk, approver and cashier in one person (S1-3.4b)', async () => {
    const report = await run(good({ 人员: [{ ...liMing, 角色: '经办、出纳' }] }));
    expect(report.problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', sheet: '人员', row: 2, column: '角色' }),
    );
  });
});
