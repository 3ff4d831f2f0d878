import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { PlatformError, ok, type Answer, type Call } from './answers.ts';
import type { Journal } from './journal.ts';

const DAY_MS = 86_400_000;
const MB = 1024 * 1024;
const LIMITS: Record<string, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB };

/** A file on the platform. */
export interface Medium {
  bytes: Buffer;
  type: string;
  filename: string;
}

interface MediumRecord {
  id: string;
  type: string;
  filename: string;
  at: string;
}

/** The platform's temporary media: 3 days for the app, for good on the phones. */
export interface MediaShelf {
  put: (medium: Medium) => { id: string; at: Date };
  /** Whether the app may still use it. */
  isUsable: (id: string) => boolean;
  find: (id: string) => Medium | undefined;
  upload: (call: Call) => Promise<Answer>;
  download: (call: Call) => Answer;
}

interface ShelfDeps {
  clock: Clock;
  random: (size: number) => Buffer;
  journal: Journal;
  /** Where bytes are kept; in memory where absent. */
  folder: string | undefined;
}

/** Makes the shelf; with a folder it still has what was put there before. */
export function createMediaShelf({ clock, random, journal, folder }: ShelfDeps): MediaShelf {
  const records = new Map(journal.entries<MediumRecord>('medium').map(record => [record.id, record]));
  const { write, read } = folder === undefined ? memoryBytes() : folderBytes(folder);

  const put = ({ bytes, type, filename }: Medium) => {
    const record = { id: random(33).toString('base64url'), type, filename, at: clock.now().toISOString() };
    write(record.id, bytes);
    records.set(record.id, record);
    journal.append('medium', record);
    return { id: record.id, at: new Date(record.at) };
  };
  const find = (id: string): Medium | undefined => {
    const record = records.get(id);
    const bytes = record && read(id);
    return bytes && { bytes, type: record.type, filename: record.filename };
  };
  const isUsable = (id: string) => {
    const record = records.get(id);
    return record !== undefined && clock.now().getTime() < Date.parse(record.at) + 3 * DAY_MS;
  };

  return {
    put,
    find,
    isUsable,
    async upload(call) {
      const type = call.query.get('type') ?? '';
      const medium = await readUpload(call, type);
      const { id, at } = put(medium);
      return ok({ type, media_id: id, created_at: String(Math.floor(at.getTime() / 1000)) });
    },
    download(call) {
      const id = call.query.get('media_id');
      if (!id) throw new PlatformError(41006);
      const medium = isUsable(id) ? find(id) : undefined;
      if (!medium) throw new PlatformError(40007);
      return rangeOf(medium, call.range);
    },
  };
}

function memoryBytes() {
  const bytes = new Map<string, Buffer>();
  return {
    write: (id: string, value: Buffer) => void bytes.set(id, value),
    read: (id: string) => bytes.get(id),
  };
}

function folderBytes(folder: string) {
  mkdirSync(folder, { recursive: true });
  const read = (id: string): Buffer | undefined => {
    try {
      return readFileSync(join(folder, id));
    } catch {
      return undefined;
    }
  };
  return { write: (id: string, value: Buffer) => writeFileSync(join(folder, id), value), read };
}

async function readUpload(call: Call, type: string): Promise<Medium> {
  const limit = LIMITS[type];
  if (limit === undefined) throw new PlatformError(40004);
  const file = await mediaPart(call);
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length === 0) throw new PlatformError(44001);
  if (bytes.length <= 5) throw new PlatformError(40006);
  if (bytes.length > limit) throw new PlatformError(45001);
  if (!looksLike(type, bytes)) throw new PlatformError(40005);
  return { bytes, type, filename: file.name };
}

async function mediaPart(call: Call): Promise<File> {
  const headers = { 'content-type': call.contentType };
  const form = await new Response(call.body, { headers }).formData().catch(() => undefined);
  const part = form?.get('media');
  if (!(part instanceof File)) throw new PlatformError(41005);
  return part;
}

function looksLike(type: string, bytes: Buffer): boolean {
  const start = bytes.subarray(0, 8).toString('latin1');
  if (type === 'image') return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG\r\n\x1a\n');
  if (type === 'voice') return start.startsWith('#!AMR');
  return true;
}

/** A whole file up to 20 MB, or the part a Range header asks for. */
function rangeOf({ bytes, filename }: Medium, range: string): Answer {
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${encodeURIComponent(filename)}"`,
    'accept-ranges': 'bytes',
  };
  if (range === '') {
    if (bytes.length > 20 * MB) throw new PlatformError(830002);
    return { bytes, status: 200, headers };
  }
  const { first, last } = readRange(range, bytes.length);
  if (last - first + 1 > 20 * MB) throw new PlatformError(830002);
  headers['content-range'] = `bytes ${first}-${last}/${bytes.length}`;
  return { bytes: bytes.subarray(first, last + 1), status: 206, headers };
}

function readRange(range: string, size: number): { first: number; last: number } {
  const parts = /^bytes=(\d+)-(\d*)$/.exec(range);
  const first = Number(parts?.[1] ?? NaN);
  const last = parts?.[2] ? Math.min(Number(parts[2]), size - 1) : size - 1;
  if (!(first <= last)) throw new PlatformError(40146);
  return { first, last };
}
