/** Takes one file out of a request: a form's (multipart/form-data) or the bare bytes. */
import type { IncomingMessage } from 'node:http';

/** A file as somebody handed it in. */
export interface HandedIn {
  /** Without any path; may be empty. */
  readonly name: string;
  readonly bytes: Buffer;
}

export type Taken = HandedIn | 'too-large' | 'no-file' | 'cut';

/** What a form adds around the file. */
const envelopeBytes = 64 * 1024;
/** A browser shows our answer only when it could send all it wanted; beyond so many times the limit it is cut off. */
const patience = 5;

/**
 * Reads a request of at most `maxBytes` of file. What is too large is not kept, only waited for, so that the person
 * gets to read why; `cut` means that the other side went away.
 */
export async function takeFile(request: IncomingMessage, maxBytes: number): Promise<Taken> {
  const body = await readAll(request, maxBytes + envelopeBytes);
  if (typeof body === 'string') return body;
  const contentType = request.headers['content-type'] ?? '';
  const file = /^multipart\/form-data/i.test(contentType)
    ? filePart(body, boundaryOf(contentType))
    : { name: '', bytes: body };
  if (!file || file.bytes.length === 0) return 'no-file';
  return file.bytes.length > maxBytes ? 'too-large' : file;
}

async function readAll(request: IncomingMessage, limit: number): Promise<Buffer | 'too-large' | 'cut'> {
  let chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit * patience) return 'too-large';
      if (length > limit) chunks = [];
      else chunks.push(chunk);
    }
  } catch {
    return 'cut';
  }
  if (!request.complete) return 'cut';
  return length > limit ? 'too-large' : Buffer.concat(chunks, length);
}

function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? bare ?? '';
}

const blankLine = Buffer.from('\r\n\r\n');

/** The first part that has a file name, without a copy of its bytes. */
function filePart(body: Buffer, boundary: string): HandedIn | undefined {
  if (boundary === '') return undefined;
  const first = Buffer.from(`--${boundary}\r\n`);
  const next = Buffer.from(`\r\n--${boundary}`);
  let at = body.indexOf(first) === 0 ? 0 : -1;
  while (at >= 0) {
    const headEnd = body.indexOf(blankLine, at);
    const end = headEnd < 0 ? -1 : body.indexOf(next, headEnd + blankLine.length - 2);
    if (end < 0) return undefined;
    const name = fileName(body.toString('utf8', at, headEnd));
    if (name) return { name, bytes: body.subarray(Math.min(headEnd + blankLine.length, end), end) };
    at = end + 2;
  }
  return undefined;
}

/** As browsers write it: raw UTF-8, with quotes and line ends escaped. Empty where no file was chosen. */
function fileName(head: string): string {
  const raw = /^content-disposition:[^\r\n]*?\bfilename="([^"\r\n]*)"/im.exec(head)?.[1] ?? '';
  return plainName(raw.replaceAll('%22', '"').replaceAll(/%0[AD]/g, ' '));
}

/** A file name without folders and control characters, not too long, its ending kept. */
export function plainName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const clean = base.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  const characters = [...clean];
  return characters.length <= 100
    ? clean
    : [...characters.slice(0, 80), '…', ...characters.slice(-15)].join('');
}
