/** 版记: who else gets the paper, who printed it and when, at the foot of the last page (GB/T 9704-2012 7.4). */
import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  RelativeVerticalPosition,
  Tab,
  Table,
  TableAnchorType,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type IParagraphOptions,
} from 'docx';
import type { Imprint } from './content.ts';
import { characters, SIZE, TEXT_WIDTH, typeface } from './layout.ts';
import { lineOf, officialDate } from './text.ts';

/** 0.35 mm and 0.25 mm, in eighths of a point. */
const THICK = { style: BorderStyle.SINGLE, size: 8, color: '000000' };
const THIN = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const NONE = { style: BorderStyle.NONE, size: 0 };

/** A table between a thick line and another on the lower edge of the text, and the paragraph it stands on. */
export function imprintTable(imprint: Imprint): (Table | Paragraph)[] {
  const copies = lineOf(imprint.copiesTo ?? '');
  const lines = [...(copies === '' ? [] : [copiesLine(copies)]), officeLine(imprint)];
  const table = new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: [TEXT_WIDTH],
    layout: TableLayoutType.FIXED,
    margins: { left: 0, right: 0 },
    float: {
      horizontalAnchor: TableAnchorType.MARGIN,
      absoluteHorizontalPosition: 1,
      verticalAnchor: TableAnchorType.MARGIN,
      relativeVerticalPosition: RelativeVerticalPosition.BOTTOM,
    },
    borders: {
      top: THICK,
      bottom: THICK,
      left: NONE,
      right: NONE,
      insideHorizontal: THIN,
      insideVertical: NONE,
    },
    rows: lines.map(rowOf),
  });
  return [table, new Paragraph({ spacing: { line: 20, lineRule: 'exact' } })];
}

const rowOf = (line: Paragraph): TableRow =>
  new TableRow({
    cantSplit: true,
    children: [new TableCell({ width: { size: TEXT_WIDTH, type: WidthType.DXA }, children: [line] })],
  });

const look = typeface('body', SIZE.small);
const edge = characters(1);
/** 抄送 and its colon. */
const label = 3 * SIZE.small * 10;

const line = (texts: readonly (string | Tab)[], options: IParagraphOptions): Paragraph =>
  new Paragraph({
    ...options,
    alignment: AlignmentType.LEFT,
    spacing: { line: 480, lineRule: 'exact' },
    children: [new TextRun({ ...look, children: texts })],
  });

const copiesLine = (copies: string): Paragraph =>
  line([`抄送：${copies}。`], { indent: { left: edge + label, right: edge, hanging: label } });

const officeLine = ({ office, date }: Imprint): Paragraph =>
  line([lineOf(office), new Tab(), `${officialDate(date)}印发`], {
    indent: { left: edge, right: edge },
    tabStops: [{ type: TabStopType.RIGHT, position: TEXT_WIDTH - edge }],
  });
