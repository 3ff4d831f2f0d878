import writeXlsxFile from 'write-excel-file/node';
import { describe, expect, it } from 'vitest';
import { columnLetters, plainNumber, readWorkbook, writeWorkbook } from '../../../src/documents/workbook.ts';
import { aboutSheet } from '../../../src/documents/workbook-writer.ts';
import { openZip, writeZip } from '../../../src/documents/zip.ts';
import { seededRandom } from '../../support/random.ts';

/** The parts of a file as the text they are. */
const partsOf = (bytes: Uint8Array): Map<string, string> => {
  const archive = openZip(bytes, { maxEntries: 100, maxBytes: 10_000_000 }, () => true);
  return new Map(archive.entries.map(({ name }) => [name, Buffer.from(archive.read(name)).toString()]));
};

const cellsOf = async (bytes: Buffer): Promise<string[][]> => {
  const [sheet] = await readWorkbook(bytes);
  return (sheet?.rows ?? []).map(({ cells }) => [...cells]);
};

describe('a workbook', () => {
  it('is read as it was written: sheets, rows with their numbers, cells with their places', async () => {
    const bytes = await writeWorkbook([
      {
        name: '人员',
        header: ['姓名', '手机'],
        rows: [
          ['李明', null],
          [null, ''],
          ['王芳', '10000000001'],
        ],
      },
      { name: '空表', header: [], rows: [] },
    ]);
    expect(await readWorkbook(bytes)).toEqual([
      {
        name: '人员',
        rows: [
          { number: 1, cells: ['姓名', '手机'] },
          { number: 2, cells: ['李明', ''] },
          { number: 4, cells: ['王芳', '10000000001'] },
        ],
      },
      { name: '空表', rows: [] },
    ]);
  });

  it('keeps text that looks like a formula, a number, a date or markup as the text it is', async () => {
    const texts = [
      '=1+1',
      '=cmd|calc!A0',
      '+86',
      '-1',
      '@SUM(A1)',
      '0012',
      '2026-03-01',
      '1e5',
      'TRUE',
      '<b>&amp;',
      '_x0041_',
      '“引号”',
      'a\nb',
      ' 前后 ',
    ];
    expect(await cellsOf(await writeWorkbook([{ name: 's', header: texts, rows: [texts] }]))).toEqual([
      texts,
      texts,
    ]);
  });

  it('holds no formula, whatever a text begins with, here or in a spreadsheet (E-16)', async () => {
    const starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%', '"=', "'="];
    const texts = starts.map(start => `${start}cmd|' /C calc'!A0`);
    const sheet = { name: '=1+1', header: texts, rows: [texts, texts.map(marked => ({ marked }))] };
    const bytes = await writeWorkbook([sheet], { about: texts });
    const parts = partsOf(bytes);
    for (const [name, xml] of parts) {
      expect(xml, name).not.toMatch(/<f[ >/]/);
      for (const [cell] of xml.matchAll(/<c [^>]*>/g)) expect(cell, name).toMatch(/ t="s"/);
    }
    expect(await cellsOf(bytes)).toEqual([texts, texts, texts]);
  });

  it('says who made it, when and why, on a sheet of its own and at the foot of every page', async () => {
    const about = ['赵静 2026年11月23日 09:12 导出', '用途：年度复核 & 核对'];
    const bytes = await writeWorkbook([{ name: '人员', header: ['姓名'], rows: [['李明']] }], { about });
    expect((await readWorkbook(bytes)).at(-1)).toEqual({
      name: aboutSheet,
      rows: [aboutSheet, ...about].map((line, index) => ({ number: index + 1, cells: [line] })),
    });
    const footer = '&amp;L赵静 2026年11月23日 09:12 导出 用途：年度复核 &amp;&amp; 核对&amp;R&amp;P/&amp;N';
    for (const [name, xml] of partsOf(bytes))
      if (name.includes('/worksheets/')) expect(xml).toContain(`<oddFooter>${footer}</oddFooter>`);
  });

  it('may be written from rows that are made meanwhile, and marks cells', async () => {
    async function* rows() {
      for (let n = 0; n < 3; n += 1) yield [await Promise.resolve(String(n)), n, { marked: '' }];
    }
    const bytes = await writeWorkbook([{ name: 's', header: ['a', 'b', 'c'], rows: rows() }]);
    expect((await cellsOf(bytes)).slice(1)).toEqual([0, 1, 2].map(n => [String(n), String(n), '']));
    expect(partsOf(bytes).get('xl/worksheets/sheet1.xml')).toContain('<c r="C2" s="3"/>');
  });

  it('is read alike where a sheet is large and where it is small', async () => {
    const rows = (count: number, mark: string) =>
      Array.from({ length: count }, (_, n) => [`${mark}${n}`, `住址${n}`.repeat(9), '']);
    const sheets = [rows(9_000, 'a'), rows(3, 'b'), rows(12_000, 'c')].map((list, n) => ({
      name: `s${n}`,
      header: ['x', 'y', 'z'],
      rows: list,
    }));
    const read = await readWorkbook(await writeWorkbook(sheets));
    expect(read.map(({ name, rows: all }) => [name, all.length, all.at(-1)?.cells])).toEqual([
      ['s0', 9_001, ['a8999', '住址8999'.repeat(9), '']],
      ['s1', 4, ['b2', '住址2'.repeat(9), '']],
      ['s2', 12_001, ['c11999', '住址11999'.repeat(9), '']],
    ]);
  });

  it('keeps any text that a cell can hold', async () => {
    const random = seededRandom(11);
    const alphabet = [...'=+-@"\'<>&_x0041_;,，、张😀é \t\n'];
    const text = () =>
      `.${Array.from({ length: 12 }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '').join('')}.`;
    const rows = Array.from({ length: 40 }, () => [text(), text()]);
    expect((await cellsOf(await writeWorkbook([{ name: 's', header: ['a', 'b'], rows }]))).slice(1)).toEqual(
      rows,
    );
  });

  it('runs nothing: a formula that somebody else put in gives at most the result stored beside it', async () => {
    const bytes = await writeXlsxFile([[{ value: '=1+1', type: 'Formula' }, '文字']]).toBuffer();
    expect(await cellsOf(bytes)).toEqual([['', '文字']]);
  });

  it('gives numbers in plain digits and dates as dates, whatever they are shown as', async () => {
    const day = new Date('2026-03-01T00:00:00Z');
    const bytes = await writeXlsxFile([
      [
        { value: 3200.5, type: Number },
        { value: 110105194912310000, type: Number },
        { value: 0.1 + 0.2, type: Number },
        { value: day, type: Date, format: 'yyyy"年"m"月"d"日"' },
        { value: day, type: Date, format: 'mm/dd/yyyy' },
        { value: true, type: Boolean },
      ],
    ]).toBuffer();
    expect(await cellsOf(bytes)).toEqual([
      ['3200.5', '110105194912310000', '0.3', '2026-03-01', '2026-03-01', 'TRUE'],
    ]);
  });

  it.each([
    ['nothing', Buffer.alloc(0), /不是 Excel 表格/],
    ['text', Buffer.from('姓名,手机'), /不是 Excel 表格/],
    ['a zip of other things', Buffer.from('PK\u0003\u0004 and then nothing'), /不是 Excel 表格/],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /旧版 \.xls/],
  ])('that is %s is refused with a sentence for people', async (_, bytes, words) => {
    await expect(readWorkbook(bytes)).rejects.toMatchObject({
      code: 'workbook-unreadable',
      expose: expect.stringMatching(words) as string,
    });
  });

  it('that would unpack to more than the memory holds is refused before it is unpacked', async () => {
    const sheet = 'x'.repeat(1024 * 1024);
    const bomb = await writeZip([
      { name: 'xl/worksheets/sheet1.xml', text: Array.from({ length: 251 }, () => sheet) },
    ]);
    expect(bomb.length).toBeLessThan(300_000);
    await expect(readWorkbook(bomb)).rejects.toMatchObject({
      code: 'workbook-unreadable',
      expose: expect.stringContaining('解压后过大') as string,
    });
  });

  it('that lies about what it unpacks to is refused', async () => {
    const bytes = await writeZip([{ name: 'xl/worksheets/sheet1.xml', text: ['x'.repeat(1024 * 1024)] }]);
    const lie = Buffer.from(bytes);
    lie.writeUInt32LE(100, lie.indexOf('PK\u0001\u0002') + 24);
    await expect(readWorkbook(lie)).rejects.toMatchObject({ code: 'workbook-unreadable' });
  });

  it('that was cut off is refused', async () => {
    const bytes = await writeWorkbook([{ name: 's', header: ['a'], rows: [['b']] }]);
    await expect(readWorkbook(bytes.subarray(0, Math.floor(bytes.length / 2)))).rejects.toMatchObject({
      code: 'workbook-unreadable',
    });
  });
});

describe('plain digits', () => {
  it.each([
    ['5', '5'],
    ['-12', '-12'],
    ['5.0', '5'],
    ['5000.1000000000004', '5000.1'],
    ['1.1E+17', '110000000000000000'],
    ['3.10101199001011E+17', '310101199001011000'],
    ['1E-7', '0.0000001'],
    ['-2.50', '-2.5'],
    ['0.30000000000000004', '0.3'],
    ['123456789012345', '123456789012345'],
    ['NaN', 'NaN'],
  ])('%s is %s', (raw, plain) => expect(plainNumber(raw)).toBe(plain));
});

describe('column letters', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('%i is %s', (index, letters) => expect(columnLetters(index)).toBe(letters));
});
