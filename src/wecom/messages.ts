/** The longest text of a message in UTF-8 bytes; the platform cuts longer ones without a word. */
export const MAX_TEXT_BYTES = 2048;
/** The longest interval of the platform's duplicate check: 4 hours, in seconds. */
export const MAX_DUPLICATE_CHECK_SECONDS = 14_400;

/** Length in UTF-8 bytes, the platform's unit. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/**
 * Makes text that people wrote harmless in a message: WeCom shows `<a href="…">` in a text message as a link
 * with any label, so a stranger's words could pose as ours. There is no escape for `<`; it becomes the
 * full-width `＜`, which reads the same (3 bytes for 1). Halves of surrogate pairs become U+FFFD. Idempotent.
 */
export function plainText(text: string): string {
  return Buffer.from(text.replaceAll('<', '＜'), 'utf8').toString('utf8');
}

/** What every message to one member says. */
export interface Addressed {
  agentId: string | number;
  /** One userid. */
  toUser: string;
  /** For how long the platform drops a repeat of the same bytes; at most 14400, 0 turns the check off. */
  duplicateCheckSeconds?: number;
}

/** A text message for one member. */
export interface TextMessage extends Addressed {
  /** At most {@link MAX_TEXT_BYTES} as {@link plainText} writes it; see {@link splitText}. */
  content: string;
}

/**
 * The request body of a text message (WeCom 发送应用消息 / doc 90236), ready to be kept and sent, and sent again,
 * byte for byte: nothing in it depends on the time or the attempt. Throws `TypeError` for an agentId that is
 * no number, and for a recipient who is not one member (`@all` is everybody), `RangeError` for empty or too
 * long content.
 */
export function textMessage(message: TextMessage): string {
  return compose(message, 'text', { content: checkedContent(message.content) });
}

/** A file for one member. */
export interface FileMessage extends Addressed {
  /** What `media/upload` with type `file` gave, at most 3 days ago. */
  mediaId: string;
}

/**
 * The request body of a file message (WeCom 发送应用消息 / doc 90236), under the same promise as {@link textMessage}:
 * for one `mediaId` it is always these bytes, and a repeat is recognised; a file uploaded again is another message
 * to the platform. Personal WeChat shows it too. Throws `TypeError` as {@link textMessage} does, and for an empty
 * `mediaId`.
 */
export function fileMessage(message: FileMessage): string {
  if (message.mediaId.trim() === '') throw new TypeError('mediaId must not be empty');
  return compose(message, 'file', { media_id: message.mediaId });
}

function compose(message: Addressed, msgtype: string, content: Record<string, string>): string {
  const { toUser, duplicateCheckSeconds = MAX_DUPLICATE_CHECK_SECONDS } = message;
  if (!/^[^|@\s][^|\s]*$/.test(toUser)) throw new TypeError('toUser must be one userid');
  return JSON.stringify({
    touser: toUser,
    msgtype,
    agentid: agentNumber(message.agentId),
    [msgtype]: content,
    safe: 0,
    ...duplicateCheck(duplicateCheckSeconds),
  });
}

function agentNumber(agentId: string | number): number {
  const value = typeof agentId === 'string' && agentId.trim() === '' ? NaN : Number(agentId);
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError('agentId must be a whole number');
  return value;
}

function checkedContent(content: string): string {
  const plain = plainText(content);
  const bytes = byteLength(plain);
  if (plain.trim() === '' || bytes > MAX_TEXT_BYTES) {
    throw new RangeError(`content has ${bytes} bytes, must be 1 to ${MAX_TEXT_BYTES} and not blank`);
  }
  return plain;
}

function duplicateCheck(seconds: number): Record<string, number> {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_DUPLICATE_CHECK_SECONDS) {
    throw new RangeError(`duplicateCheckSeconds must be 0 to ${MAX_DUPLICATE_CHECK_SECONDS}`);
  }
  if (seconds === 0) return { enable_duplicate_check: 0 };
  return { enable_duplicate_check: 1, duplicate_check_interval: seconds };
}

/** Where a text may be cut, best first; each pattern matches what stands before the cut. */
const boundaries = [/\n[^\S\n]*\n\s*/g, /\n/g, /[。！？；…!?;]+["”』」）)]*|\.\s+/g];

/**
 * Splits a text into parts of at most `maxBytes` as {@link plainText} writes them: at the end of a paragraph,
 * else of a line, else of a sentence, else between two characters. A boundary in the first third of what
 * would fit is passed over, so that no part is a mere scrap. White space at a cut is dropped, everything else
 * is kept in order; no part is blank, so a blank text has none. Throws `RangeError` below 4 bytes, which one
 * character may need.
 */
export function splitText(text: string, maxBytes = MAX_TEXT_BYTES): string[] {
  if (maxBytes < 4) throw new RangeError('maxBytes must be at least 4');
  const parts: string[] = [];
  for (let rest = text; rest !== '';) {
    const fitting = fittingLength(rest, maxBytes);
    const end = fitting === rest.length ? fitting : cutBefore(rest, fitting);
    const part = rest.slice(0, end).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(end).replace(/^\s*\n/, '');
  }
  return parts;
}

/** How many UTF-16 units fit, whole characters only. */
function fittingLength(text: string, maxBytes: number): number {
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += byteLength(character === '<' ? '＜' : character);
    if (bytes > maxBytes) break;
    length += character.length;
  }
  return length;
}

function cutBefore(text: string, fitting: number): number {
  const head = text.slice(0, fitting);
  const ends = boundaries.map(pattern => lastEnd(head, pattern));
  return ends.find(end => end > fitting / 3) ?? fitting;
}

function lastEnd(text: string, pattern: RegExp): number {
  const last = [...text.matchAll(pattern)].at(-1);
  return last ? last.index + last[0].length : 0;
}
