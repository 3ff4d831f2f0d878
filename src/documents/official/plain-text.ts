/** An official document as the plain text a person reads in chat. */
import type { Attachment, Block, Imprint, OfficialDocument, Signature, Table } from './content.ts';
import {
  attachmentLabels,
  attachmentName,
  lineOf,
  linesOf,
  numberBlocks,
  officialDate,
  tableRows,
} from './text.ts';
import type { Numbered } from './text.ts';

/**
 * The document as it is read in chat: the same words and numbers in the same order as in the file, one line a paragraph, an
 * empty line before a heading of level 1, cells parted by ｜. Of signatures it names the parties only, so **the text is the
 * same before and after somebody signs**: its SHA-256 (of its UTF-8 bytes) names what all of them agreed to.
 *
 * Stable: Unicode form NFC, lines parted by \n and trimmed, never two empty lines in a row, none at either end. Changing
 * what this returns for the same document changes the hashes of documents already signed.
 */
export function documentText(document: OfficialDocument): string {
  const sections = [
    linesOf(document.number ?? ''),
    linesOf(document.title),
    [...recipientLines(document), ...blockLines(document.blocks)],
    [...attachmentList(document.attachments ?? [])],
    [...signedByLines(document)],
    ...attachmentTexts(document.attachments ?? []),
    imprintLines(document.imprint),
  ];
  return sections
    .map(lines => lines.join('\n').trim())
    .filter(section => section !== '')
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .normalize('NFC');
}

/** Who has signed so far and how, one party a line: '乙方（帮扶人）：陈海燕（微信确认，2026年11月25日）'. Not part of documentText. */
export const signaturesText = (signatures: readonly Signature[]): string =>
  signatures.map(signature => `${partyLine(signature)}（${signedText(signature)}）`).join('\n');

const partyLine = ({ party, name }: Signature): string => `${lineOf(party)}：${lineOf(name)}`;

function signedText({ signed }: Signature): string {
  return signed ? `${howText(signed)}，${officialDate(signed.date)}` : '未签';
}

/** '代签，代签人周小军', or '微信确认'. */
export function howText({ how, proxy }: NonNullable<Signature['signed']>): string {
  const by = lineOf(proxy ?? '');
  return by === '' ? lineOf(how) : `${lineOf(how)}，代签人${by}`;
}

function recipientLines({ recipients }: OfficialDocument): string[] {
  const line = lineOf(recipients ?? '');
  return line === '' ? [] : [`${line}：`];
}

function blockLines(blocks: readonly Block[]): string[] {
  return numberBlocks(blocks).flatMap(numbered => [...gapBefore(numbered), ...linesOfBlock(numbered)]);
}

function gapBefore({ block }: Numbered): string[] {
  const gap = block.type === 'signatures' || (block.type === 'heading' && block.level === 1);
  return gap ? [''] : [];
}

function linesOfBlock({ block, label }: Numbered): string[] {
  if (block.type === 'table') return tableLines(block);
  if (block.type === 'signatures') return block.signatures.map(partyLine);
  if (block.type === 'heading') return [label + lineOf(block.text)];
  const [first = '', ...rest] = linesOf(block.text);
  return [label + first, ...rest];
}

const tableLines = (table: Table): string[] =>
  tableRows(table)
    .map(cells => cells.map(lineOf).join('｜').trim())
    .filter(line => line !== '');

function attachmentList(attachments: readonly Attachment[]): string[] {
  const labels = attachmentLabels(attachments.length);
  return attachments.map(({ title }, index) => `${labels[index]}${lineOf(title)}`);
}

function signedByLines({ signedBy, date, remark }: OfficialDocument): string[] {
  const note = lineOf(remark ?? '');
  return [lineOf(signedBy ?? ''), date ? officialDate(date) : '', note === '' ? '' : `（${note}）`].filter(
    Boolean,
  );
}

/** Of each attachment that is written out: its name, its title, its text. */
function attachmentTexts(attachments: readonly Attachment[]): string[][] {
  return attachments.flatMap(({ title, blocks = [] }, index) =>
    blocks.length === 0
      ? []
      : [[attachmentName(index, attachments.length), ...linesOf(title), '', ...blockLines(blocks)]],
  );
}

function imprintLines(imprint: Imprint | undefined): string[] {
  if (!imprint) return [];
  const copies = lineOf(imprint.copiesTo ?? '');
  return [
    ...(copies === '' ? [] : [`抄送：${copies}。`]),
    `${lineOf(imprint.office)} ${officialDate(imprint.date)}印发`,
  ];
}
