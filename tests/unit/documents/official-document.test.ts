import { createHash } from 'node:crypto';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  documentText,
  signaturesText,
  writeOfficialDocument,
  type Block,
  type OfficialDocument,
  type Signature,
} from '../../../src/documents/official-document.ts';
import { columnWidths } from '../../../src/documents/official/columns.ts';
import { linesOf, numberBlocks, officialDate, ordinal } from '../../../src/documents/official/text.ts';
import { seededRandom } from '../../support/random.ts';

const createdAt = new Date('2026-11-25T08:00:00Z');

const parts = async (document: OfficialDocument, footerNote?: string) => {
  const files = unzipSync(
    await writeOfficialDocument(document, { createdAt, ...(footerNote && { footerNote }) }),
  );
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
};

const bodyOf = async (document: OfficialDocument): Promise<string> =>
  (await parts(document))['word/document.xml'] ?? '';

const xmlEntities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const unescape = (text: string) => text.replace(/&(\w+);/g, (_, name: string) => xmlEntities[name] ?? '?');

const written: Record<string, string> = { '<w:br/>': '\n', '<w:tab/>': '\t' };

/** What is written in a part, paragraph by paragraph; breaks as \n, tabs as they are. */
const paragraphsOf = (xml: string): string[] =>
  [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, inner = '']) =>
    [...inner.matchAll(/<w:br\/>|<w:tab\/>|<w:t(?: [^>]*)?>(.*?)<\/w:t>/gs)]
      .map(([whole, text]) => written[whole] ?? unescape(text ?? ''))
      .join(''),
  );

const paragraph = (text: string): Block => ({ type: 'paragraph', text });
const heading = (level: 1 | 2 | 3, text: string): Block => ({ type: 'heading', level, text });
const item = (text: string): Block => ({ type: 'item', text });

const signatures: Signature[] = [
  {
    party: '甲方（党支部）',
    name: '清河县退休干部第一党支部',
    signed: { how: '手写签名（照片存档）', date: '2026-11-25' },
  },
  {
    party: '丙方（帮扶对象）',
    name: '李素珍',
    signed: { how: '代签', proxy: '周小军', date: '2026-01-05' },
  },
  { party: '乙方（帮扶人）', name: '陈海燕' },
];

const letter: OfficialDocument = {
  kind: 'agreement',
  number: '编号：清老帮〔2026〕12号',
  title: '结对帮扶\n责任书',
  blocks: [
    paragraph('经三方商定，签订本责任书。'),
    heading(1, '帮扶方向'),
    paragraph('以生活照料为主。'),
    heading(1, '帮扶责任'),
    heading(2, '乙方责任'),
    item('每月走访一次；'),
    item('住院时看望。'),
    heading(2, '丙方承诺'),
    item('如实反映情况。'),
    { type: 'table', header: ['项目', '目标'], rows: [['生活', '居家安全'], ['信息']] },
    { type: 'signatures', signatures },
  ],
};

const report: OfficialDocument = {
  kind: 'issued',
  number: '清老发〔2026〕12号',
  title: '关于结对帮扶情况的报告',
  recipients: '市委老干部局',
  blocks: [heading(1, '基本情况'), paragraph('在册36人。')],
  attachments: [
    {
      title: '结对花名册',
      blocks: [heading(1, '名册'), { type: 'table', header: ['姓名'], rows: [['李某']] }],
    },
    { title: '统计表' },
  ],
  signedBy: '中共清河县委老干部局',
  date: '2026-11-25',
  remark: '联系人：王敏',
  imprint: { copiesTo: '县委组织部，县财政局', office: '清河县委老干部局办公室', date: '2026-11-26' },
};

describe('an official document as a file', () => {
  it('is A4 with margins that leave 156 by 225 mm, and a grid of 22 lines', async () => {
    const xml = await bodyOf(letter);
    expect(xml).toContain('<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"/>');
    expect(xml).toContain('w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"');
    expect(xml).toContain('<w:docGrid w:type="lines" w:linePitch="579"/>');
    const toMillimetres = (twips: number) => (twips / 1440) * 25.4;
    expect(toMillimetres(11906 - 1474 - 1587)).toBeCloseTo(156, 1);
    expect(toMillimetres(16838 - 2098 - 1984)).toBeCloseTo(225, 1);
    expect(22 * 579).toBeLessThanOrEqual(16838 - 2098 - 1984);
  });

  it('has room for 28 characters of 16 points on a line, and not for 29', async () => {
    const { 'word/styles.xml': styles = '' } = await parts(letter);
    const normal = /<w:style [^>]*w:styleId="Normal".*?<\/w:style>/.exec(styles)?.[0] ?? '';
    expect(normal).toContain('<w:sz w:val="32"/>');
    const closer = Number(/<w:spacing w:val="(-\d+)"\/>/.exec(normal)?.[1]);
    const width = 16 * 20 + closer;
    expect(Math.floor(8845 / width)).toBe(28);
  });

  it('names the fonts of the standard for Chinese text, black, with other names where they are missing', async () => {
    const { 'word/styles.xml': styles = '', 'word/fontTable.xml': fonts = '', ...rest } = await parts(letter);
    const fontOf = (id: string) =>
      new RegExp(`w:styleId="${id}".*?w:eastAsia="([^"]+)".*?w:sz w:val="(\\d+)"`).exec(styles)?.slice(1);
    expect(fontOf('Normal')).toEqual(['仿宋_GB2312', '32']);
    expect(fontOf('Title')).toEqual(['方正小标宋简体', '44']);
    expect(fontOf('Heading1')).toEqual(['黑体', '32']);
    expect(fontOf('Heading2')).toEqual(['楷体_GB2312', '32']);
    expect(fontOf('Heading3')).toEqual(['仿宋_GB2312', '32']);
    expect(styles).toMatch(/w:styleId="OfficialBody".*?w:firstLineChars="200"/);
    expect(styles.match(/w:color w:val="(?!000000)/g)).toBeNull();
    expect(fonts).toContain('<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong,');
    expect(Object.keys(rest).filter(path => path.startsWith('word/fonts/'))).toEqual([]);
  });

  it('has the page number at the outer foot in 宋体 4号, and a note below it', async () => {
    const files = await parts(letter, '王敏 导出');
    const [right = '', left = ''] = ['word/footer1.xml', 'word/footer2.xml'].map(path => files[path] ?? '');
    expect(right).toContain('<w:jc w:val="right"/>');
    expect(left).toContain('<w:jc w:val="left"/>');
    expect(right).toMatch(/w:eastAsia="宋体".*<w:sz w:val="28"\/>.*— .*PAGE.* —/);
    expect(paragraphsOf(left).at(-1)).toBe('王敏 导出');
    expect(files['word/settings.xml']).toContain('<w:evenAndOddHeaders/>');
  });

  it('says everything in order, numbered', async () => {
    expect(paragraphsOf(await bodyOf(report)).filter(text => text.trim() !== '')).toEqual([
      '清老发〔2026〕12号',
      '关于结对帮扶情况的报告',
      '市委老干部局：',
      '一、基本情况',
      '在册36人。',
      '附件：1.\t结对花名册',
      '2.\t统计表',
      '中共清河县委老干部局',
      '2026年11月25日',
      '（联系人：王敏）',
      '附件1',
      '结对花名册',
      '一、名册',
      '姓名',
      '李某',
      '抄送：县委组织部，县财政局。',
      '清河县委老干部局办公室\t2026年11月26日印发',
    ]);
  });

  it('has what a party signed, and a line to sign on for who has not', async () => {
    const xml = await bodyOf(letter);
    expect(
      paragraphsOf(xml)
        .slice(-20)
        .filter(text => text.trim() !== ''),
    ).toEqual([
      '甲方（党支部）：清河县退休干部第一党支部',
      ...['方式：', '手写签名（照片存档）', '日期：', '2026年11月25日'],
      '丙方（帮扶对象）：李素珍',
      ...['方式：', '代签，代签人周小军', '日期：', '2026年1月5日'],
      '乙方（帮扶人）：陈海燕',
      ...['签名：', '日期：', '\u3000\u3000年\u3000月\u3000日'],
    ]);
    expect(xml.match(/<w:bottom w:val="single"[^>]*w:sz="6"/g)).toHaveLength(1);
  });

  it('is the same bytes for the same document, with no name or time of the machine', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => writeOfficialDocument(report, { createdAt })));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    const core = (await parts(report))['docProps/core.xml'] ?? '';
    expect(core).toContain('<dc:creator>中共清河县委老干部局</dc:creator>');
    expect(core.match(/2026-11-25T08:00:00Z/g)).toHaveLength(2);
  });

  it('keeps markup as text, line breaks as breaks, and drops what XML forbids', async () => {
    const xml = await bodyOf({
      ...letter,
      title: '<b>&amp;</b>',
      blocks: [paragraph('甲\u0000<w:p/>\r\n乙\ud800&\u202e丙\t"]]>')],
    });
    expect(paragraphsOf(xml).slice(1)).toEqual(['<b>&amp;</b>', '甲<w:p/>\n乙&丙 "]]>']);
  });

  it('survives hostile text everywhere and still says it', async () => {
    const seed = 20261125;
    const random = seededRandom(seed);
    const pieces = [
      '<',
      '&',
      '>',
      '"',
      "'",
      ']]>',
      '<!--',
      '\u0000',
      '\u000b',
      '\ud83d',
      '\udc00',
      '😀',
      '\ufffe',
      '\r',
      '\n',
      '\t',
      '字',
      'e\u0301',
      'A'.repeat(300),
      '_x0001_',
      '{{',
      '%',
      '\u2028',
      '\u202e',
      ' ',
    ];
    const pick = () => pieces[Math.floor(random() * pieces.length)] ?? '';
    const hostile = () => `字${Array.from({ length: 8 }, pick).join('')}`;
    for (let round = 0; round < 30; round += 1) {
      const text = hostile();
      const blocks: Block[] = [
        heading(1, hostile()),
        paragraph(text),
        item(hostile()),
        { type: 'table', header: [hostile(), ''], rows: [[hostile(), hostile()], []], widths: [round, -1] },
        { type: 'signatures', signatures: [{ party: hostile(), name: hostile() }] },
      ];
      const document: OfficialDocument = {
        kind: 'issued',
        number: hostile(),
        title: hostile(),
        recipients: hostile(),
        blocks,
        attachments: [{ title: hostile(), blocks }],
        signedBy: hostile(),
        remark: hostile(),
        imprint: { copiesTo: hostile(), office: hostile(), date: '2026-11-25' },
      };
      const files = await parts(document, hostile());
      for (const [path, xml] of Object.entries(files))
        expect(XMLValidator.validate(xml), `seed ${seed}, round ${round}: ${path}`).toBe(true);
      expect(paragraphsOf(files['word/document.xml'] ?? '')).toContain(linesOf(text).join('\n'));
      const plain = documentText(document);
      expect(plain).toBe(documentText(document).normalize('NFC').trim());
      expect(plain).not.toMatch(/\n\n\n|[ \t]\n|\n[ \t]|\r|[\u0000-\u0009]|\p{Surrogate}/u);
    }
  });

  it('is a package whose parts all parse', async () => {
    const parser = new XMLParser({ processEntities: false });
    for (const xml of Object.values(await parts(report)))
      expect(() => parser.parse(xml, true) as unknown).not.toThrow();
  });
});

describe('an official document as plain text', () => {
  const text = [
    '编号：清老帮〔2026〕12号',
    '',
    '结对帮扶',
    '责任书',
    '',
    '经三方商定，签订本责任书。',
    '',
    '一、帮扶方向',
    '以生活照料为主。',
    '',
    '二、帮扶责任',
    '（一）乙方责任',
    '1. 每月走访一次；',
    '2. 住院时看望。',
    '（二）丙方承诺',
    '1. 如实反映情况。',
    '项目｜目标',
    '生活｜居家安全',
    '信息｜',
    '',
    '甲方（党支部）：清河县退休干部第一党支部',
    '丙方（帮扶对象）：李素珍',
    '乙方（帮扶人）：陈海燕',
  ].join('\n');

  it('says the same in the same order', () => {
    expect(documentText(letter)).toBe(text);
    expect(documentText(report)).toBe(
      [
        '清老发〔2026〕12号\n\n关于结对帮扶情况的报告\n\n市委老干部局：\n\n一、基本情况\n在册36人。',
        '附件：1. 结对花名册\n2. 统计表\n\n中共清河县委老干部局\n2026年11月25日\n（联系人：王敏）',
        '附件1\n结对花名册\n\n一、名册\n姓名\n李某',
        '抄送：县委组织部，县财政局。\n清河县委老干部局办公室 2026年11月26日印发',
      ].join('\n\n'),
    );
  });

  it('has a hash that does not change when somebody signs, or with the form its characters came in', () => {
    const hash = (document: OfficialDocument) =>
      createHash('sha256').update(documentText(document)).digest('hex');
    const unsigned = signatures.map(({ party, name }) => ({ party, name }));
    const blocks = letter.blocks.map(block =>
      block.type === 'signatures' ? { ...block, signatures: unsigned } : block,
    );
    expect(hash({ ...letter, blocks })).toBe(hash(letter));
    expect(hash(letter)).toBe('516195755e5e8cceea863d7dedf92295f2ae31f8de1d81762aa3f8f28150a430');
    const titled = (title: string) => hash({ ...letter, title });
    expect(titled(' e\u0301\r\n\u200b ')).toBe(titled('\u00e9'));
    expect(titled('甲')).not.toBe(titled('乙'));
  });

  it('has every cell of a table, with a header or without', () => {
    const table: Block = { type: 'table', header: ['甲'], rows: [['1', '2'], [], [' ']] };
    expect(documentText({ kind: 'issued', title: '表', blocks: [table] })).toBe('表\n\n甲｜\n1｜2\n｜\n｜');
    const empty: Block = { type: 'table', header: [], rows: [] };
    expect(documentText({ kind: 'issued', title: '表', blocks: [empty] })).toBe('表');
  });

  it('says who has signed, apart', () => {
    expect(signaturesText(signatures)).toBe(
      [
        '甲方（党支部）：清河县退休干部第一党支部（手写签名（照片存档），2026年11月25日）',
        '丙方（帮扶对象）：李素珍（代签，代签人周小军，2026年1月5日）',
        '乙方（帮扶人）：陈海燕（未签）',
      ].join('\n'),
    );
  });
});

describe('numbers', () => {
  it('count each level anew below a higher one, skipping blocks that say nothing', () => {
    const blocks = [
      item('甲'),
      heading(1, '甲'),
      heading(2, '甲'),
      heading(3, '甲'),
      item('甲'),
      heading(3, ' \n'),
      item('乙'),
      heading(2, '乙'),
      item('甲'),
      paragraph(''),
      heading(1, '乙'),
      heading(2, '甲'),
    ];
    expect(numberBlocks(blocks).map(({ label }) => label)).toEqual([
      '1. ',
      '一、',
      '（一）',
      '1. ',
      '（1）',
      '（2）',
      '（二）',
      '1. ',
      '二、',
      '（一）',
    ]);
  });

  it('are Chinese below a hundred, and dates have no zeros', () => {
    expect([1, 10, 12, 20, 35, 99, 100].map(ordinal)).toEqual([
      '一',
      '十',
      '十二',
      '二十',
      '三十五',
      '九十九',
      '100',
    ]);
    expect(officialDate('2027-01-05')).toBe('2027年1月5日');
  });
});

describe('columns', () => {
  it('fill the width: short ones as wide as they need, long ones share the rest, shares as given', () => {
    const widths = columnWidths([['序号'], ['长'.repeat(60)], ['长'.repeat(40)]]);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(8845);
    expect(widths[0]).toBeLessThan(1500);
    expect(Math.abs((widths[1] ?? 0) - (widths[2] ?? 0))).toBeLessThan(3);
    const [one = 0, three = 0] = columnWidths([['甲'], ['乙']], [1, 3]);
    expect(three / one).toBeGreaterThan(2);
    expect(columnWidths(Array.from({ length: 60 }, () => ['字'])).every(width => width > 0)).toBe(true);
  });
});
