import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Caller } from './caller.ts';
import { WecomApiError, WecomMediaTooLarge, WecomNetworkError } from './errors.ts';
import type { Answer } from './http.ts';

/** What `getMedia` may take. */
export interface GetMediaOptions {
  /** A larger medium is refused with {@link WecomMediaTooLarge}. */
  maxBytes: number;
  /** The longest a download may take in all, in ms (default 5 minutes). */
  deadlineMs?: number;
  /** Size of one piece where the platform wants pieces: a multiple of 16, at most 20 MB (default 8 MiB). */
  chunkBytes?: number;
}

/** A medium that was written to disk. */
export interface SavedMedia {
  contentType: string;
  bytes: number;
  /** The name the sender's file had, without any path. */
  fileName?: string;
}

const DEFAULT_DEADLINE_MS = 5 * 60_000;
const DEFAULT_CHUNK_BYTES = 8 * 1024 * 1024;
/** Media that are stored encrypted take ranges of whole AES blocks only (40146). */
const BLOCK = 16;
const NEEDS_RANGES = 830002;

interface Download {
  caller: Caller;
  mediaId: string;
  file: FileHandle;
  maxBytes: number;
  chunkBytes: number;
  /** By the monotonic clock, in ms. */
  deadline: number;
  /** How much is on disk. */
  offset: number;
  /** The size of the whole, once known. */
  total: number | undefined;
  /** Whether to ask for a range, from `offset`. */
  ranged: boolean;
  contentType: string;
  fileName: string | undefined;
}

/**
 * Downloads a medium (WeCom 获取临时素材 / doc 90254) to `toPath`, by way of `toPath + '.part'`: the file is there
 * whole or not at all. Media above 20 MB are fetched in ranges; after a cut it goes on where it stopped, as
 * long as each attempt brings something. Throws what {@link Caller} throws, {@link WecomMediaTooLarge}, and
 * errors of the disk.
 */
export async function getMedia(
  caller: Caller,
  mediaId: string,
  toPath: string,
  options: GetMediaOptions,
): Promise<SavedMedia> {
  const partPath = `${toPath}.part`;
  const file = await open(partPath, 'w', 0o600);
  try {
    const download = startDownload(caller, mediaId, file, options);
    await fetchAll(download);
    await file.truncate(download.offset);
    await file.sync();
    await file.close();
    await rename(partPath, toPath);
    return savedMedia(download);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partPath, { force: true });
    throw error;
  }
}

function startDownload(
  caller: Caller,
  mediaId: string,
  file: FileHandle,
  options: GetMediaOptions,
): Download {
  const { maxBytes, chunkBytes = DEFAULT_CHUNK_BYTES, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const deadline = performance.now() + deadlineMs;
  if (chunkBytes < BLOCK || chunkBytes % BLOCK !== 0)
    throw new RangeError('chunkBytes must be a multiple of 16');
  const start = { offset: 0, total: undefined, ranged: false, contentType: '', fileName: undefined };
  return { caller, mediaId, file, maxBytes, chunkBytes, deadline, ...start };
}

function savedMedia({ contentType, offset, fileName }: Download): SavedMedia {
  return { contentType, bytes: offset, ...(fileName ? { fileName } : {}) };
}

async function fetchAll(download: Download): Promise<void> {
  for (;;) {
    const startedAt = download.offset;
    try {
      if (await fetchPiece(download)) return;
    } catch (error) {
      if (!goOnAfter(download, error, startedAt)) throw error;
    }
  }
}

/** Prepares the next attempt after a failed one; false where there is no point in it. */
function goOnAfter(download: Download, error: unknown, startedAt: number): boolean {
  if (error instanceof WecomApiError && error.errcode === NEEDS_RANGES && !download.ranged) {
    download.ranged = true;
    return true;
  }
  if (!(error instanceof WecomNetworkError) || isOverdue(download)) return false;
  download.offset -= download.offset % BLOCK;
  download.ranged = true;
  return download.offset > startedAt;
}

/** True where the medium is now complete. */
async function fetchPiece(download: Download): Promise<boolean> {
  const { offset, chunkBytes, ranged } = download;
  const range = ranged ? { range: `bytes=${offset}-${offset + chunkBytes - 1}` } : {};
  const call = { api: 'media/get', query: { media_id: download.mediaId }, ...range };
  return download.caller.exchange(call, answer => takeAnswer(download, answer));
}

async function takeAnswer(download: Download, answer: Answer): Promise<boolean> {
  if (isError(answer)) {
    await answer.json();
    throw failure('a JSON answer in place of the medium');
  }
  const isPart = answer.status === 206;
  if (isPart) readRange(download, answer.headers.get('content-range') ?? '');
  else readWhole(download, answer.headers);
  download.contentType ||= answer.headers.get('content-type') ?? 'application/octet-stream';
  download.fileName ??= fileNameOf(answer.headers.get('content-disposition') ?? '');
  const startedAt = download.offset;
  await writePieces(download, answer);
  if (!isPart) return true;
  if (download.total !== undefined) return download.offset >= download.total;
  return download.offset - startedAt < download.chunkBytes;
}

/** Errors come as JSON with status 200; a JSON file that somebody sent comes with a file name. */
function isError({ headers }: Answer): boolean {
  const type = headers.get('content-type') ?? '';
  return /^(application\/json|text\/plain)\b/i.test(type) && !headers.has('content-disposition');
}

/** The answer has everything, from the start, whether a range was asked for or not. */
function readWhole(download: Download, headers: Headers): void {
  download.offset = 0;
  const length = headers.get('content-length');
  download.total = length === null ? undefined : Number(length);
  checkSize(download, download.total ?? 0);
}

function readRange(download: Download, contentRange: string): void {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(contentRange) ?? [];
  if (Number(from) !== download.offset) throw failure('another range than the one asked for');
  download.total = total === '*' ? undefined : Number(total);
  checkSize(download, download.total ?? 0);
}

function checkSize({ maxBytes }: Download, bytes: number): void {
  if (bytes > maxBytes) throw new WecomMediaTooLarge(maxBytes);
}

async function writePieces(download: Download, answer: Answer): Promise<void> {
  for await (const piece of answer.pieces()) {
    if (isOverdue(download)) throw failure('download took too long');
    checkSize(download, download.offset + piece.length);
    await download.file.write(piece, 0, piece.length, download.offset);
    download.offset += piece.length;
  }
}

const isOverdue = ({ deadline }: Download): boolean => performance.now() > deadline;

const failure = (message: string): WecomNetworkError =>
  new WecomNetworkError({ api: 'media/get', outcomeUnknown: false, message });

/** Header values arrive as Latin-1 while the platform writes UTF-8 into them. */
function fileNameOf(disposition: string): string | undefined {
  const raw =
    /filename="([^"]*)"/i.exec(disposition)?.[1] ?? /filename=([^;]*)/i.exec(disposition)?.[1] ?? '';
  const name = Buffer.from(raw.trim(), 'latin1').toString('utf8');
  return basename(name.replaceAll('\\', '/')).replace(/[\p{Cc}]/gu, '') || undefined;
}

/** Kinds of media and the largest of each, in bytes (WeCom 上传临时素材 / doc 90253). */
export const uploadLimits = {
  /** JPG or PNG. */
  image: 10 * 1024 * 1024,
  /** AMR, up to 60 s. */
  voice: 2 * 1024 * 1024,
  /** MP4. */
  video: 10 * 1024 * 1024,
  file: 20 * 1024 * 1024,
} as const;

/** A file for the platform, as bytes or as a path to them. */
export type Upload = { type: keyof typeof uploadLimits; fileName: string } & (
  | { bytes: Uint8Array }
  | { path: string }
);

/** A medium the platform keeps for 3 days, for every app of the corp. */
export interface UploadedMedia {
  mediaId: string;
  /** In ms since 1970; 0 where the platform did not say. */
  createdAtMs: number;
}

/** Uploads a medium. Throws `RangeError` where it has 5 bytes or less, or more than its kind may have. */
export async function uploadMedia(caller: Caller, upload: Upload): Promise<UploadedMedia> {
  const bytes = 'bytes' in upload ? upload.bytes : await readFile(upload.path);
  const most = uploadLimits[upload.type];
  if (bytes.length <= 5 || bytes.length > most) {
    throw new RangeError(`${upload.type} has ${bytes.length} bytes, must be 6 to ${most}`);
  }
  const body = new FormData();
  // FormData writes the name into `filename="…"` as raw UTF-8, which is what the platform reads.
  body.append('media', new Blob([new Uint8Array(bytes)]), upload.fileName);
  const answer = await caller.json({ api: 'media/upload', query: { type: upload.type }, body });
  const { media_id: mediaId, created_at: createdAt } = answer;
  if (typeof mediaId !== 'string' || mediaId === '') {
    throw new WecomNetworkError({
      api: 'media/upload',
      outcomeUnknown: true,
      message: 'answer without media_id',
    });
  }
  return { mediaId, createdAtMs: Number(createdAt ?? 0) * 1000 || 0 };
}
