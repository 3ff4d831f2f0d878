import writeXlsxFile from 'write-excel-file/node';
import { describe, expect, it } from 'vitest';
import { columnLetters, plainNumber, readWorkbook, writeWorkbook } from '../../../src/documents/workbook.ts';
import { seededRandom } from '../../support/random.ts';

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
