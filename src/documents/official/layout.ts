/** The measures, fonts and styles of GB/T 9704-2012 (党政机关公文格式). Lengths are in twips, 1/20 of a point. */
import { AlignmentType, DocumentGridType, type IParagraphStyleOptions, type IRunOptions } from 'docx';

const millimetres = (length: number): number => Math.round((length * 1440) / 25.4);

const PAGE = { width: 11906, height: 16838 };
const MARGIN = {
  top: millimetres(37),
  left: millimetres(28),
  right: millimetres(26),
  bottom: millimetres(35),
};

/** 版心: 156 mm by 225 mm, as whole twips leave it. */
export const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right;
const TEXT_HEIGHT = PAGE.height - MARGIN.top - MARGIN.bottom;

const LINES = 22;
const CHARACTERS = 28;
/** 3号: 16 points. */
const BODY_POINTS = 16;

/** The height of a line of the grid; rounded down, so that 22 of them fit. */
export const LINE = Math.floor(TEXT_HEIGHT / LINES);

/** The width of `count` characters of the grid. */
export const characters = (count: number): number => Math.round((TEXT_WIDTH / CHARACTERS) * count);

/**
 * 28 characters of 16 points are 2 mm wider than the text may be, so each stands a little closer to the next; rounded
 * down, so that 28 fit and a 29th does not. The grid's own way to say this (`linesAndChars` with a negative `charSpace`)
 * is not used: LibreOffice gives every character two cells then.
 */
const CLOSER = Math.floor(TEXT_WIDTH / CHARACTERS - BODY_POINTS * 20);

/** A page number's dash lies 7 mm below the text (7.5); from there to the lower edge of its line are 3 mm. */
const FOOTER = MARGIN.bottom - millimetres(10);
/** A line of the note below the page number. */
export const NOTE_LINE = 240;

/** Page, margins and grid of a section; a foot note goes below the page number, which stays where it is. */
export const sectionProperties = (hasFooterNote: boolean) => ({
  page: {
    size: PAGE,
    margin: { ...MARGIN, header: millimetres(15), footer: FOOTER - (hasFooterNote ? NOTE_LINE : 0) },
  },
  grid: { type: DocumentGridType.LINES, linePitch: LINE },
});

/** The standard's fonts by what they are for. They may not be handed on, so they are named and never embedded. */
export const FONTS = {
  body: '仿宋_GB2312',
  title: '方正小标宋简体',
  heading1: '黑体',
  heading2: '楷体_GB2312',
  page: '宋体',
} as const;

/** Other names under which a computer may have such a font, best first; the last is on most Linux machines. */
export const FONT_FALLBACKS: Readonly<Record<(typeof FONTS)[keyof typeof FONTS], readonly string[]>> = {
  仿宋_GB2312: ['仿宋', 'FangSong', 'FangSong_GB2312', 'STFangsong', 'Noto Serif CJK SC'],
  方正小标宋简体: [
    'FZXiaoBiaoSong-B05S',
    '方正小标宋_GBK',
    'STZhongsong',
    '宋体',
    'SimSun',
    'Noto Serif CJK SC',
  ],
  黑体: ['SimHei', 'STHeiti', 'Noto Sans CJK SC'],
  楷体_GB2312: ['楷体', 'KaiTi', 'KaiTi_GB2312', 'STKaiti', 'Noto Serif CJK SC'],
  宋体: ['SimSun', 'STSong', 'Noto Serif CJK SC'],
};

/** Sizes in half-points, as the format counts them. */
export const SIZE = { title: 44, body: 32, small: 28, table: 24, note: 18 } as const;

/** Between the text of a cell and its sides. */
export const CELL_MARGIN = 80;

/** A run's font and size. Letters and digits take the Chinese font too, as printed official papers have it. */
export const typeface = (use: keyof typeof FONTS, size: number) => {
  const name = FONTS[use];
  return {
    font: { ascii: name, hAnsi: name, eastAsia: name, cs: name },
    size,
    color: '000000',
    characterSpacing: size === SIZE.body ? CLOSER : 0,
  } satisfies IRunOptions;
};

const FIRST_LINE = { firstLine: characters(2), firstLineChars: 200 };

const heading = (level: 1 | 2 | 3, use: keyof typeof FONTS): IParagraphStyleOptions => ({
  id: `Heading${level}`,
  name: `heading ${level}`,
  basedOn: 'Normal',
  next: BODY_STYLE,
  quickFormat: true,
  run: typeface(use, SIZE.body),
  paragraph: { indent: FIRST_LINE, keepNext: true, outlineLevel: level - 1 },
});

/** The name of the style of ordinary paragraphs. */
export const BODY_STYLE = 'OfficialBody';

/** Styles on the grid, by Word's own names where it has them, so that its outline shows the headings. */
export const paragraphStyles: readonly IParagraphStyleOptions[] = [
  {
    id: 'Normal',
    name: 'Normal',
    quickFormat: true,
    run: { ...typeface('body', SIZE.body), language: { value: 'en-US', eastAsia: 'zh-CN' } },
    paragraph: { alignment: AlignmentType.BOTH },
  },
  {
    id: BODY_STYLE,
    name: '公文正文',
    basedOn: 'Normal',
    quickFormat: true,
    paragraph: { indent: FIRST_LINE },
  },
  heading(1, 'heading1'),
  heading(2, 'heading2'),
  heading(3, 'body'),
];

const BETWEEN_SCRIPTS =
  /(?<=[^\u0000-\u02ff\u3000-\u303f\uff00-\uffef])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[^\u0000-\u02ff\u3000-\u303f\uff00-\uffef])/g;

/** The room a text takes on a line, in Chinese characters: letters and digits take a half, and a gap of a quarter beside one. */
export function widthOf(text: string): number {
  const letters = [...text].reduce((sum, character) => sum + (character > '\u00ff' ? 1 : 0.5), 0);
  return letters + [...text.matchAll(BETWEEN_SCRIPTS)].length / 4;
}
