/** The parts of the file that say nothing to a reader: properties, font table, and a package that is always the same. */
import { unzipSync, zipSync } from 'fflate';
import { FONT_FALLBACKS } from './layout.ts';

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const CORE_NAMESPACES = [
  'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:dcterms="http://purl.org/dc/terms/"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(' ');

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Title, author and time as given; the library would write the machine's clock and a made-up author. */
export function coreProperties({ title, author, at }: { title: string; author: string; at: Date }): string {
  const time = (name: string) =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${at.toISOString().slice(0, 19)}Z</dcterms:${name}>`;
  return (
    `${HEADER}<cp:coreProperties ${CORE_NAMESPACES}><dc:title>${escapeXml(title)}</dc:title>` +
    `<dc:creator>${escapeXml(author)}</dc:creator><cp:revision>1</cp:revision>` +
    `${time('created')}${time('modified')}</cp:coreProperties>`
  );
}

/** Every font with the names to look for where it is missing, marked as Chinese (charset 86). */
export function fontTable(): string {
  const fonts = Object.entries(FONT_FALLBACKS).map(
    ([name, others]) =>
      `<w:font w:name="${name}"><w:altName w:val="${others.join(',')}"/><w:charset w:val="86"/>` +
      `<w:family w:val="${name === '黑体' ? 'swiss' : 'roman'}"/><w:pitch w:val="variable"/></w:font>`,
  );
  return `${HEADER}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${fonts.join('')}</w:fonts>`;
}

/** The first moment the archive's format knows, in whatever zone this machine keeps. */
const EPOCH = new Date(1980, 0, 1);

/** The same package with the same bytes whenever and wherever it is written: the archive notes no time of its own. */
export const withoutClock = (file: Uint8Array): Buffer =>
  Buffer.from(zipSync(unzipSync(file), { mtime: EPOCH }));
