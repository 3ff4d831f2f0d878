import { expect, test } from 'vitest';
import { xlsx, zipEntries } from '../../../src/documents/file-kinds.ts';
import { zipOf } from '../../support/zip.ts';

const workbook = zipOf(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml']);

test('a workbook is known by its bytes', () => {
  expect(xlsx.objection(workbook)).toBeNull();
  expect(xlsx.objection(zipOf(['xl/workbook.xml', '[Content_Types].xml'], '附言'))).toBeNull();
});

test.each([
  ['a letter', zipOf(['[Content_Types].xml', 'word/document.xml'])],
  ['any other zip', zipOf(['xl/readme.txt'])],
  ['an empty zip', zipOf([])],
  ['text', Buffer.from('姓名,手机\n张三,1')],
  ['a photo', Buffer.from('\xff\xd8\xff\xe0 JFIF', 'latin1')],
  ['a page', Buffer.from('<html>[Content_Types].xml xl/</html>')],
  ['nothing', Buffer.alloc(0)],
  ['the beginning of a workbook', workbook.subarray(0, workbook.length - 30)],
  ['a workbook’s first bytes', workbook.subarray(0, 4)],
])('%s is none, and what to do is said', (_name, bytes) => {
  expect(xlsx.objection(bytes)).toMatch(/不是 Excel 工作簿.*另存为 \.xlsx/);
});

test('an old or locked workbook is told apart', () => {
  const old = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
  expect(xlsx.objection(old)).toMatch(/旧格式.*打开密码.*另存为 \.xlsx/);
});

test('a broken directory ends the reading, never throws', () => {
  const whole = zipOf(['a', 'b', 'c']);
  expect(zipEntries(whole)).toEqual(['a', 'b', 'c']);
  for (let cut = 0; cut <= whole.length; cut += 1) {
    expect(() => zipEntries(whole.subarray(0, cut))).not.toThrow();
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, cut, Math.min(cut + 4, whole.length));
    expect(() => zipEntries(damaged)).not.toThrow();
  }
});
