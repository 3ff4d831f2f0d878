/**
 * The container of office files. Written entry by entry, so that only what is compressed is kept; read only as far as a limit,
 * so that a small file cannot grow into more than the memory holds (a "zip bomb").
 */
import { crc32, createDeflateRaw, inflateRawSync } from 'node:zlib';

/** What a file may unpack to. */
export interface ZipLimits {
  readonly maxEntries: number;
  /** All entries together, unpacked. */
  readonly maxBytes: number;
}

/** An entry to be written; its text may be made while it is written. */
export interface ZipEntry {
  readonly name: string;
  readonly text: Iterable<string> | AsyncIterable<string>;
}

/** The archive is damaged, or of a kind that office files are not. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** The archive holds more than the limits allow. */
export class ZipTooLarge extends Error {
  override readonly name = 'ZipTooLarge';
}

const endSize = 22;
const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** An archive that was looked at: what it holds, and the means to unpack it. */
export interface ZipArchive {
  readonly entries: readonly { readonly name: string; readonly size: number }[];
  /** An entry, unpacked. Throws ZipError where it is damaged or larger than it says. */
  read(name: string): Uint8Array;
}

/**
 * The entries that `wanted` names. Sizes are checked before anything is unpacked and once more while it is, since a header may
 * lie. Throws ZipTooLarge, or ZipError where the archive is damaged, encrypted or spread over several files.
 */
export function openZip(
  bytes: Uint8Array,
  { maxEntries, maxBytes }: ZipLimits,
  wanted: (name: string) => boolean,
): ZipArchive {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const listed = intact(() => listEntries(buffer, maxEntries)).filter(({ name }) => wanted(name));
  const total = listed.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) throw new ZipTooLarge(`unpacks to ${total} bytes`);
  const byName = new Map(listed.map(entry => [entry.name, entry]));
  return {
    entries: [...byName.values()],
    read: name => {
      const entry = byName.get(name);
      if (!entry) throw new ZipError(`no entry ${name}`);
      return intact(() => unpack(buffer, entry));
    },
  };
}

function intact<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ZipTooLarge || error instanceof ZipError) throw error;
    throw new ZipError('damaged', { cause: error });
  }
}

function listEntries(buffer: Buffer, maxEntries: number): Listed[] {
  const end = buffer.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  if (end < 0 || end + endSize > buffer.length) throw new ZipError('no end of a directory');
  const count = buffer.readUInt16LE(end + 10);
  if (count > maxEntries) throw new ZipTooLarge(`${count} entries`);
  const listed: Listed[] = [];
  for (let at = buffer.readUInt32LE(end + 16); listed.length < count;) {
    if (buffer.readUInt32LE(at) !== centralSignature) throw new ZipError('no directory');
    const nameLength = buffer.readUInt16LE(at + 28);
    listed.push({
      name: buffer.toString('utf8', at + 46, at + 46 + nameLength),
      method: buffer.readUInt16LE(at + 10),
      packed: buffer.readUInt32LE(at + 20),
      size: buffer.readUInt32LE(at + 24),
      offset: buffer.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return listed;
}

function unpack(buffer: Buffer, { name, method, packed, size, offset }: Listed): Uint8Array {
  if (buffer.readUInt32LE(offset) !== localSignature) throw new ZipError(`no entry ${name}`);
  const start = offset + 30 + buffer.readUInt16LE(offset + 26) + buffer.readUInt16LE(offset + 28);
  const data = buffer.subarray(start, start + packed);
  if (data.length !== packed) throw new ZipError(`${name} is cut off`);
  if (method === 0 && packed === size) return data;
  if (method !== 8) throw new ZipError(`${name} is packed in a way that is not known`);
  // One byte more than promised shows the lie without unpacking the rest.
  const unpacked = inflateRawSync(data, { maxOutputLength: size + 1 });
  if (unpacked.length !== size) throw new ZipError(`${name} is not as large as it says`);
  return unpacked;
}

interface Packed {
  readonly name: Buffer;
  readonly method: 0 | 8;
  readonly data: readonly Uint8Array[];
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** An archive of the entries, each compressed as its text comes. */
export async function writeZip(entries: Iterable<ZipEntry>): Promise<Buffer> {
  const packed: Packed[] = [];
  for (const entry of entries) packed.push(await pack(entry));
  return archiveOf(packed);
}

/** An archive of entries that are not compressed. */
export const storedZip = (entries: ReadonlyMap<string, Uint8Array>): Buffer =>
  archiveOf(
    [...entries].map(([name, bytes]) => ({
      name: Buffer.from(name),
      method: 0,
      data: [bytes],
      crc: crc32(bytes),
      packed: bytes.length,
      size: bytes.length,
    })),
  );

function archiveOf(entries: readonly Packed[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = localHeader(entry);
    parts.push(local, ...entry.data);
    directory.push(centralHeader(entry, offset));
    offset += local.length + entry.packed;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...parts, ...directory, endOf(directory.length, size, offset)]);
}

async function pack({ name, text }: ZipEntry): Promise<Packed> {
  const deflate = createDeflateRaw({ level: 6 });
  const data: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => data.push(chunk));
  const done = new Promise((resolve, reject) => deflate.once('end', resolve).once('error', reject));
  let [crc, size] = [0, 0];
  for await (const piece of text) {
    const bytes = Buffer.from(piece, 'utf8');
    crc = crc32(bytes, crc);
    size += bytes.length;
    if (!deflate.write(bytes)) await new Promise(resolve => deflate.once('drain', resolve));
  }
  deflate.end();
  await done;
  return {
    name: Buffer.from(name),
    method: 8,
    data,
    crc,
    size,
    packed: data.reduce((sum, { length }) => sum + length, 0),
  };
}

/** What the local and the central header share: version, flags (names in UTF-8), method, a fixed date (1980-01-01), sizes. */
function commonHeader({ name, method, crc, packed, size }: Packed): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x0800, 2);
  header.writeUInt16LE(method, 4);
  header.writeUInt16LE(0x21, 8);
  header.writeUInt32LE(crc, 10);
  header.writeUInt32LE(packed, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

function localHeader(entry: Packed): Buffer {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(localSignature);
  return Buffer.concat([signature, commonHeader(entry), entry.name]);
}

function centralHeader(entry: Packed, offset: number): Buffer {
  const start = Buffer.alloc(6);
  start.writeUInt32LE(centralSignature);
  start.writeUInt16LE(20, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([start, commonHeader(entry), rest, entry.name]);
}

function endOf(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(endSize);
  end.writeUInt32LE(endSignature);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
