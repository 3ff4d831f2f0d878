/**
 * Official documents (docx) in the layout of GB/T 9704-2012 (domain D3d), and the same documents as plain text for chat
 * (D3b: the letter's hash). A format only: which words a letter or a report must hold is for its writer to say.
 */
import { Document, Packer } from 'docx';
import { blockChildren } from './official/blocks.ts';
import type { OfficialDocument } from './official/content.ts';
import { paragraphStyles, sectionProperties } from './official/layout.ts';
import { offGridStyles } from './official/off-grid.ts';
import { coreProperties, fontTable, withoutClock } from './official/package.ts';
import { imprintTable } from './official/imprint.ts';
import { attachmentPages, footers, head, isSigned, tail } from './official/parts.ts';
import { lineOf } from './official/text.ts';

export type * from './official/content.ts';
export { documentText, signaturesText } from './official/plain-text.ts';

/** What belongs to one copy of a document and not to its text. */
export interface CopyOptions {
  /** Written into the file as the time it was made; nothing else of the file depends on a clock. */
  readonly createdAt: Date;
  /** A small line at the foot of every page: who took this copy and when (E-16), a version, a hash. */
  readonly footerNote?: string;
}

/**
 * The document as the bytes of a .docx file for Word, WPS or LibreOffice: A4, 22 lines of 28 characters, the standard's
 * fonts by name. The same document and options give the same bytes. Text from people stays text, whatever it holds.
 */
export async function writeOfficialDocument(document: OfficialDocument, copy: CopyOptions): Promise<Buffer> {
  const bytes = await Packer.toBuffer(fileOf(document, lineOf(copy.footerNote ?? '')), undefined, [
    { path: 'docProps/core.xml', data: propertiesOf(document, copy) },
    { path: 'word/fontTable.xml', data: fontTable() },
  ]);
  return withoutClock(bytes);
}

const propertiesOf = ({ title, signedBy }: OfficialDocument, { createdAt }: CopyOptions): string =>
  coreProperties({ title: lineOf(title), author: lineOf(signedBy ?? ''), at: createdAt });

function fileOf(document: OfficialDocument, footerNote: string): Document {
  return new Document({
    styles: { paragraphStyles, importedStyles: offGridStyles() },
    evenAndOddHeaderAndFooters: true,
    defaultTabStop: 420,
    // A line before a line break keeps its spaces instead of being stretched to the margin.
    compatibility: { version: 15, doNotExpandShiftReturn: true },
    sections: [
      {
        properties: sectionProperties(footerNote !== ''),
        footers: footers(footerNote),
        children: childrenOf(document),
      },
    ],
  });
}

const childrenOf = (document: OfficialDocument) => [
  ...head(document),
  ...blockChildren(document.blocks, isSigned(document)),
  ...tail(document),
  ...attachmentPages(document.attachments ?? []),
  ...(document.imprint ? imprintTable(document.imprint) : []),
];
