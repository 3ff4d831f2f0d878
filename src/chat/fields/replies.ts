/** Sentences that several fields say. */
import { inputName, whyUnread, type Input } from '../input.ts';
import type { Parsed } from './field.ts';

/** A refusal with one sentence. */
export const refusal = (hint: string): { readonly ok: false; readonly hint: string } => ({ ok: false, hint });

/** "比如“昨天”", or nothing where there is no example. */
export const suchAs = (example: string): string => (example === '' ? '' : `，比如“${example}”`);

/** Said when something other than text came where only text will do. */
export function pleaseWrite(input: Input, example: string): { readonly ok: false; readonly hint: string } {
  const what = inputName(input);
  if (input.kind === 'other') return refusal(`${whyUnread(input)}，麻烦您打几个字${suchAs(example)}。`);
  if (input.kind === 'attachment' && input.media === 'voice') {
    return refusal(`语音我还听不懂，这里麻烦您打几个字${suchAs(example)}。`);
  }
  return refusal(`${what}收到了，不过这里麻烦您打几个字${suchAs(example)}。`);
}

/** The value, or a refusal where `objection` names a reason. */
export function unless<T>(objection: string | undefined, value: T): Parsed<T> {
  return objection === undefined ? { ok: true, value } : refusal(objection);
}
