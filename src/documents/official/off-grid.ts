/** Styles whose lines keep off the grid of 22 lines, each with a height of its own; the library has no word for that. */
import { ImportedXmlComponent } from 'docx';
import { FONTS, SIZE } from './layout.ts';

/** The name of the style of paragraphs in a table. */
export const CELL_STYLE = 'OfficialCell';

interface OffGridStyle {
  readonly id: string;
  readonly name: string;
  readonly font: string;
  /** Half-points. */
  readonly size: number;
  /** Twips. */
  readonly line: number;
  /** What else the format wants said of its paragraphs, in the places the format gives it. */
  readonly before?: string;
  readonly after: string;
}

/** To be handed to the document as imported styles; it keeps the last of several with one name. */
export const offGridStyles = (): ImportedXmlComponent[] =>
  [
    {
      id: 'Title',
      name: 'Title',
      font: FONTS.title,
      size: SIZE.title,
      line: 660,
      before: '<w:keepNext/><w:keepLines/>',
      after: '<w:jc w:val="center"/>',
    },
    {
      id: CELL_STYLE,
      name: '公文表格',
      font: FONTS.body,
      size: SIZE.table,
      line: 360,
      after: '<w:jc w:val="left"/>',
    },
  ].map(styleOf);

const styleOf = ({ id, name, font, size, line, before = '', after }: OffGridStyle): ImportedXmlComponent =>
  ImportedXmlComponent.fromXmlString(
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/>` +
      `<w:pPr>${before}<w:snapToGrid w:val="0"/><w:spacing w:line="${line}" w:lineRule="exact"/>${after}</w:pPr>` +
      `<w:rPr><w:rFonts w:ascii="${font}" w:eastAsia="${font}" w:hAnsi="${font}" w:cs="${font}"/>` +
      `<w:spacing w:val="0"/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`,
  );
