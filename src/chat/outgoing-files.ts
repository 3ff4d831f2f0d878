/** Files on their way to people: kept sealed until they have left, uploaded when they leave, forgotten some days later. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { sqlNow, type Db } from '../database.ts';

/** A file for somebody. */
export interface NewFile {
  /** As the receiver sees it, with its ending. */
  readonly name: string;
  readonly contentType: string;
  /** 6 bytes to 20 MB, the platform's bounds. */
  readonly bytes: Uint8Array;
}

/** The platform's bounds of a file (WeCom 上传临时素材 / doc 90253), in bytes. */
export const fileBounds = { least: 6, most: 20 * 1024 * 1024 } as const;
/** The longest name, in characters: readable in a chat, and far below what any system refuses. */
const longestName = 100;
/**
 * How long an upload is used for a message not tried yet: the platform's three days, less the four hours in which the
 * same bytes may have to be sent again, and a margin.
 */
export const mediaUsableMs = (3 * 24 - 5) * 60 * 60_000;
/** How long the content is kept after the message has left or its time was over, in ms. */
const keptMs = 7 * 24 * 60 * 60_000;

/**
 * Writes the file in the caller's transaction; returns its id. Its content is kept until some days after `notAfter`.
 * Throws `RangeError` where the platform would not take it.
 */
export async function writeOutgoingFile(
  db: Db,
  clock: Clock,
  file: NewFile,
  notAfter: Date,
): Promise<string> {
  const { contentType, bytes } = file;
  if (bytes.length < fileBounds.least || bytes.length > fileBounds.most) {
    throw new RangeError(
      `a file has ${bytes.length} bytes, must be ${fileBounds.least} to ${fileBounds.most}`,
    );
  }
  const id = randomUUID();
  await db.outgoingFile.create({
    data: {
      id,
      name: db.$vault.seal('outgoing_file.name', id, tidyFileName(file.name)),
      contentType,
      bytes: bytes.length,
      content: db.$vault.sealBytes('outgoing_file.content', id, bytes),
      createdAt: clock.now(),
      forgetAfter: new Date(notAfter.getTime() + keptMs),
    },
  });
  return id;
}

/**
 * A name that every phone can keep a file under: what systems forbid in names becomes its full-width twin, which reads
 * the same, and a very long one loses its middle, never its ending.
 */
export function tidyFileName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[\\/:*?"<>|]/g, character => twins[character] ?? '_')
    .trim();
  const characters = [...plain];
  if (characters.length <= longestName) return plain === '' ? '文件' : plain;
  return [...characters.slice(0, longestName - 21), '…', ...characters.slice(-20)].join('');
}

const twins: Readonly<Record<string, string>> = {
  '\\': '＼',
  '/': '／',
  ':': '：',
  '*': '＊',
  '?': '？',
  '"': '＂',
  '<': '＜',
  '>': '＞',
  '|': '｜',
};

/** The file, opened; null where it is forgotten. */
export async function readOutgoingFile(
  db: Db,
  id: string,
): Promise<{ name: string; bytes: Uint8Array } | null> {
  const row = await db.outgoingFile.findUnique({ where: { id }, select: { name: true, content: true } });
  if (!row?.content) return null;
  return {
    name: db.$vault.open('outgoing_file.name', id, row.name),
    bytes: db.$vault.openBytes('outgoing_file.content', id, row.content),
  };
}

/** Removes a file that nobody will send. */
export async function forgetOutgoingFile(db: Db, id: string): Promise<void> {
  await db.outgoingFile.delete({ where: { id } });
}

/** Deletes the content of files whose time is over; returns how many. What was sent when, and how large it was, stays. */
export async function forgetOutgoingFiles(db: Db, clock: Clock): Promise<number> {
  return db.$executeRaw`
    UPDATE outgoing_file SET content = NULL, "forgetAfter" = NULL WHERE "forgetAfter" < ${sqlNow(clock)}`;
}
