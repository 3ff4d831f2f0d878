/** What stands around the text: number, title, recipients; attachments, signature, date; page numbers. */
import {
  AlignmentType,
  Footer,
  PageNumber,
  Paragraph,
  Tab,
  TabStopType,
  TextRun,
  type IParagraphOptions,
  type Table,
} from 'docx';
import { blockChildren } from './blocks.ts';
import type { Attachment, OfficialDocument } from './content.ts';
import { characters, LINE, NOTE_LINE, SIZE, typeface, widthOf } from './layout.ts';
import { lineParagraph, runsOf } from './runs.ts';
import { attachmentLabels, attachmentName, lineOf, linesOf, officialDate } from './text.ts';

/** 发文字号, 标题 and 主送机关. */
export function head(document: OfficialDocument): Paragraph[] {
  const number = lineOf(document.number ?? '');
  const recipients = lineOf(document.recipients ?? '');
  return [
    ...(number === '' ? [] : [numberLine(number, document.kind)]),
    titleParagraph(document.title, number === '' ? 0 : LINE),
    ...(recipients === '' ? [] : [lineParagraph(`${recipients}：`, { alignment: AlignmentType.LEFT })]),
  ];
}

const numberLine = (number: string, kind: OfficialDocument['kind']): Paragraph =>
  lineParagraph(number, { alignment: kind === 'issued' ? AlignmentType.CENTER : AlignmentType.RIGHT });

/** A title may be written on several lines; an empty line follows it. */
const titleParagraph = (title: string, before: number): Paragraph =>
  new Paragraph({
    style: 'Title',
    spacing: { before, after: LINE },
    children: runsOf(title),
  });

/** Whether an office's name or a date stands below the text. */
export const isSigned = ({ signedBy: office, date }: OfficialDocument): boolean =>
  lineOf(office ?? '') !== '' || date !== undefined;

/** 附件说明, 署名, 成文日期 and 附注. */
export function tail(document: OfficialDocument): Paragraph[] {
  const remark = lineOf(document.remark ?? '');
  return [
    ...attachmentList(document.attachments ?? [], isSigned(document)),
    ...signedBy(lineOf(document.signedBy ?? ''), document.date ? officialDate(document.date) : ''),
    ...(remark === ''
      ? []
      : [
          lineParagraph(`（${remark}）`, {
            alignment: AlignmentType.LEFT,
            indent: { firstLine: characters(2) },
          }),
        ]),
  ];
}

/** Names hang under one another, a long one under its own first character (7.3.4). */
function attachmentList(attachments: readonly Attachment[], keepNext: boolean): Paragraph[] {
  const several = attachments.length > 1;
  const left = characters(several ? 6.25 : 5);
  return attachmentLabels(attachments.length).map((label, index) => {
    const hanging = left - characters(index === 0 ? 2 : 5);
    return new Paragraph({
      alignment: AlignmentType.LEFT,
      keepNext,
      indent: { left, hanging },
      spacing: { before: index === 0 ? LINE : 0 },
      tabStops: [{ type: TabStopType.LEFT, position: left }],
      children: [
        new TextRun({ children: several ? [label.trimEnd(), new Tab()] : [label] }),
        ...runsOf(lineOf(attachments[index]?.title ?? '')),
      ],
    });
  });
}

/** The date ends four characters from the right; the office stands centred above it, as under a seal (7.3.5.1). */
function signedBy(office: string, date: string): Paragraph[] {
  const difference = office === '' ? 0 : (widthOf(office) - widthOf(date)) / 2;
  const officeRight = Math.max(4 - difference, 1);
  const dateRight = Math.max(officeRight + difference, 4);
  const line = (text: string, right: number, before: number, keepNext: boolean) =>
    lineParagraph(text, {
      alignment: AlignmentType.RIGHT,
      indent: { right: characters(Math.min(right, 14)) },
      spacing: { before },
      keepNext,
    });
  return [
    ...(office === '' ? [] : [line(office, officeRight, 2 * LINE, date !== '')]),
    ...(date === '' ? [] : [line(date, dateRight, office === '' ? 2 * LINE : 0, false)]),
  ];
}

/** Attachments that are written out: each on a new page, its name in the corner, its title on the third line (7.3.7). */
export const attachmentPages = (attachments: readonly Attachment[]): (Paragraph | Table)[] =>
  attachments.flatMap(({ title, blocks = [] }, index) => {
    if (blocks.length === 0) return [];
    const name = attachmentName(index, attachments.length);
    return [
      lineParagraph(name, { pageBreakBefore: true, keepNext: true }, typeface('heading1', SIZE.body)),
      titleParagraph(title, LINE),
      ...blockChildren(blocks),
    ];
  });

/** '— 1 —' at the outer edge, one character in (7.5), and below it a note about this copy, if there is one. */
export function footers(note: string): { default: Footer; even: Footer } {
  const below = linesOf(note).map(line =>
    lineParagraph(
      line,
      { alignment: AlignmentType.CENTER, spacing: { line: NOTE_LINE, lineRule: 'exact' } },
      typeface('page', SIZE.note),
    ),
  );
  const footer = (number: Paragraph) => new Footer({ children: [number, ...below] });
  return {
    default: footer(pageNumber({ alignment: AlignmentType.RIGHT, indent: { right: characters(1) } })),
    even: footer(pageNumber({ alignment: AlignmentType.LEFT, indent: { left: characters(1) } })),
  };
}

const pageNumber = (place: IParagraphOptions): Paragraph =>
  new Paragraph({
    ...place,
    spacing: { line: 360, lineRule: 'exact' },
    children: [new TextRun({ ...typeface('page', SIZE.small), children: ['— ', PageNumber.CURRENT, ' —'] })],
  });
