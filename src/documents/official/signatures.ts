/** The signatures of an agreement: parties under one another, each with a line to sign on or with how it signed. */
import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Signature } from './content.ts';
import { characters, LINE, TEXT_WIDTH } from './layout.ts';
import { howText } from './plain-text.ts';
import { lineOf, officialDate } from './text.ts';

const NO_BORDER = { style: BorderStyle.NONE, size: 0 };
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };
const SIGNING_LINE = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const BLANK_DATE = '\u3000\u3000年\u3000月\u3000日';

/** Between one party and the next. */
const PARTY_GAP = Math.round(LINE / 2);

const GAP = characters(1);
const LABEL = characters(3) + 40;
const DATE = characters(9);
const HOW = TEXT_WIDTH - 2 * LABEL - GAP - DATE;
const COLUMNS = [LABEL, HOW, GAP, LABEL, DATE];

/** The table of the parties. All rows stay on one page, with the line of text before them. */
export function signatureTable(signatures: readonly Signature[]): Table {
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: COLUMNS,
    layout: TableLayoutType.FIXED,
    borders: { ...NO_BORDERS, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    margins: { left: 0, right: 0 },
    rows: signatures.flatMap((signature, index) => partyRows(signature, index < signatures.length - 1)),
  });
}

function partyRows(signature: Signature, followed: boolean): TableRow[] {
  const name = `${lineOf(signature.party)}：${lineOf(signature.name)}`;
  return [
    row([cell(name, TEXT_WIDTH, { span: COLUMNS.length, before: PARTY_GAP })], true),
    row(signingCells(signature), followed),
  ];
}

const row = (children: TableCell[], keepNext: boolean): TableRow =>
  new TableRow({ children, keepNext, cantSplit: true, height: { value: LINE, rule: HeightRule.ATLEAST } });

function signingCells({ signed }: Signature): TableCell[] {
  return [
    cell(signed ? '方式：' : '签名：', LABEL),
    cell(signed ? howText(signed) : '', HOW, { line: !signed }),
    cell('', GAP),
    cell('日期：', LABEL),
    cell(signed ? officialDate(signed.date) : BLANK_DATE, DATE),
  ];
}

interface CellLook {
  readonly span?: number;
  /** Whether it is to be signed on. */
  readonly line?: boolean;
  /** Room above it, in twips. */
  readonly before?: number;
}

/** The text as it is: the spaces of a date still to be written are its room. */
function cell(text: string, width: number, { span, line, before = 0 }: CellLook = {}): TableCell {
  return new TableCell({
    children: [new Paragraph({ text, alignment: AlignmentType.LEFT, spacing: { before } })],
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.BOTTOM,
    borders: { ...NO_BORDERS, ...(line && { bottom: SIGNING_LINE }) },
    ...(span && { columnSpan: span }),
  });
}
