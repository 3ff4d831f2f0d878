/** What people send, written shortly. */
import type { Input } from '../../../src/chat/input.ts';

/** Words, or something else. */
export type Said = string | Input;

export const image = (attachmentId: string): Input => ({ kind: 'attachment', media: 'image', attachmentId });
export const voice = (attachmentId: string): Input => ({ kind: 'attachment', media: 'voice', attachmentId });
export const sticker: Input = { kind: 'other', what: 'sticker-or-file' };

export const inputOf = (said: Said): Input =>
  typeof said === 'string' ? { kind: 'text', text: said } : said;
