/** The blocks of a document as paragraphs and tables. */
import {
  AlignmentType,
  HeadingLevel,
  Paragraph,
  Table as FileTable,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Block, Table } from './content.ts';
import { columnWidths, widestLine } from './columns.ts';
import { BODY_STYLE, CELL_MARGIN, LINE, SIZE, TEXT_WIDTH, typeface } from './layout.ts';
import { lineParagraph, runsOf } from './runs.ts';
import { CELL_STYLE } from './off-grid.ts';
import { signatureTable } from './signatures.ts';
import { lineOf, numberBlocks, tableRows, type Numbered } from './text.ts';

const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;

/** The blocks, numbered, in order; `keepLast`: the page may not end between them and what follows. */
export function blockChildren(blocks: readonly Block[], keepLast = false): (Paragraph | FileTable)[] {
  const numbered = numberBlocks(blocks);
  return numbered.flatMap((each, index) => {
    const next = numbered[index + 1];
    return childrenOf(each, next ? next.block.type === 'signatures' : keepLast);
  });
}

function childrenOf({ block, label }: Numbered, keepNext: boolean): (Paragraph | FileTable)[] {
  switch (block.type) {
    case 'heading':
      return [lineParagraph(label + lineOf(block.text), { heading: HEADINGS[block.level] })];
    case 'paragraph':
    case 'item':
      return [bodyParagraph(label, block.text, keepNext)];
    case 'table':
      return [wideTable(block), spacer(LINE / 2)];
    case 'signatures':
      return [spacer(LINE, true), signatureTable(block.signatures), spacer(20)];
  }
}

/** Words before signatures, or before a date, stay with them: nobody signs on a page that says nothing. */
function bodyParagraph(label: string, text: string, keepNext: boolean): Paragraph {
  return new Paragraph({
    style: BODY_STYLE,
    keepNext,
    children: [...(label === '' ? [] : [new TextRun(label)]), ...runsOf(text)],
  });
}

/** An empty line of a given height; what follows a table must be a paragraph. */
const spacer = (height: number, keepNext = false): Paragraph =>
  new Paragraph({ keepNext, spacing: { line: Math.round(height), lineRule: 'exact' } });

/** A column of nothing longer than this is centred: names, numbers, dates. */
const SHORT = 8;

function wideTable(table: Table): FileTable {
  const [header, ...rows] = tableRows(table);
  const columns = header.map((title, column) => [title, ...rows.map(cells => cells[column] ?? '')]);
  const widths = columnWidths(columns, table.widths);
  const short = columns.map(column => widestLine(column) <= SHORT);
  const rowOf = (cells: readonly string[], isHeader: boolean) =>
    new TableRow({
      tableHeader: isHeader,
      cantSplit: true,
      children: cells.map((cell, column) =>
        tableCell(cell, widths[column] ?? 0, { isHeader, centred: isHeader || short[column] === true }),
      ),
    });
  return new FileTable({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    alignment: AlignmentType.CENTER,
    margins: { top: 60, bottom: 60, left: CELL_MARGIN, right: CELL_MARGIN },
    rows: [rowOf(header, true), ...rows.map(cells => rowOf(cells, false))],
  });
}

function tableCell(text: string, width: number, look: { isHeader: boolean; centred: boolean }): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    children: [
      new Paragraph({
        style: CELL_STYLE,
        alignment: look.centred ? AlignmentType.CENTER : AlignmentType.LEFT,
        children: runsOf(text, look.isHeader ? typeface('heading1', SIZE.table) : {}),
      }),
    ],
  });
}
