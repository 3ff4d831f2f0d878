/** Runs of text for a paragraph. */
import { Paragraph, TextRun, type IParagraphOptions, type IRunOptions } from 'docx';
import { lineOf, linesOf } from './text.ts';

/** Runs that show a text from people; every line after the first begins with a line break. */
export const runsOf = (text: string, look: IRunOptions = {}): TextRun[] =>
  linesOf(text).map((line, index) => new TextRun({ ...look, text: line, ...(index > 0 && { break: 1 }) }));

/** A paragraph of one run; its text is put on one line. */
export const lineParagraph = (
  text: string,
  options: IParagraphOptions = {},
  look: IRunOptions = {},
): Paragraph => new Paragraph({ ...options, children: [new TextRun({ ...look, text: lineOf(text) })] });
