/** Kinds of files people may hand in, known by their bytes and never by their names. */

/** One kind of file. */
export interface FileKind {
  /** As people call it: "Excel 工作簿（.xlsx）". */
  readonly label: string;
  /** What the file chooser of a browser is asked to show. */
  readonly accept: string;
  /** Null where the bytes are of this kind, else one Chinese sentence that says what they are not and what to do. */
  objection(bytes: Uint8Array): string | null;
}

/** An Excel workbook of today's format: a zip with `[Content_Types].xml` and sheets below `xl/`. */
export const xlsx: FileKind = {
  label: 'Excel 工作簿（.xlsx）',
  accept: '.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  objection(bytes) {
    if (startsWith(bytes, oldOffice)) {
      return '这是旧格式（.xls）的表格，或者设了打开密码。请在 Excel 或 WPS 里去掉密码，另存为 .xlsx，再上传。';
    }
    const names = zipEntries(bytes);
    const isWorkbook = names.includes('[Content_Types].xml') && names.some(name => name.startsWith('xl/'));
    return isWorkbook
      ? null
      : '这不是 Excel 工作簿（.xlsx）。请在 Excel 或 WPS 里打开表格，另存为 .xlsx，再上传。';
  },
};

/** The compound file of Office before 2007, which also wraps every workbook with a password. */
const oldOffice = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const localHeader = [0x50, 0x4b, 0x03, 0x04];
const endOfDirectory = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const directoryEntry = 0x02014b50;
const entryBytes = 46;
const endBytes = 22;
/** The longest comment a zip may end with. */
const longestComment = 65_535;
/** A workbook has a few dozen entries; more than this is not looked at. */
const entriesLookedAt = 5_000;

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** The names in a zip's directory; empty where the bytes are no zip. Nothing is unpacked. */
export function zipEntries(bytes: Uint8Array): string[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!startsWith(zip, localHeader)) return [];
  const end = zip.lastIndexOf(endOfDirectory);
  if (end < 0 || end < zip.length - endBytes - longestComment || end + endBytes > zip.length) return [];
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = Math.min(zip.readUInt16LE(end + 10), entriesLookedAt); left > 0; left -= 1) {
    if (at + entryBytes > zip.length || zip.readUInt32LE(at) !== directoryEntry) return names;
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + entryBytes, at + entryBytes + nameLength));
    at += entryBytes + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}
