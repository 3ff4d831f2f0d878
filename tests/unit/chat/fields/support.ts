/** Asks one field, outside any form. */
import { expect } from 'vitest';
import type { Asked, Field, TurnContext } from '../../../../src/chat/fields/index.ts';
import type { Choice } from '../../../../src/chat/form.ts';
import { inputOf, type Said } from '../said.ts';

/** Sunday, 17 January 2027. */
export const ctx: TurnContext = { now: new Date('2027-01-17T10:32:00+08:00'), today: '2027-01-17' };

/** The value of an answer, or the sentence that refuses it. */
export async function answer<T>(
  field: Field<T>,
  said: Said,
  asked: Partial<Asked> = {},
): Promise<{ value?: T; hint?: string; more?: string; options?: readonly Choice<T>[] }> {
  const parsed = await field.parse(inputOf(said), ctx, { answers: {}, shown: [], ...asked });
  expect('value' in parsed).toBe(parsed.ok);
  const { ok: _ok, ...rest } = parsed;
  return JSON.parse(JSON.stringify(rest)) as typeof rest;
}

/** What nobody can answer a question of words with. */
export const wordless: readonly Said[] = ['', '   ', '。。。', '😀', '[微笑][微笑]', '👍🏻'];

/** What is not text. */
export const unreadable: readonly (readonly [string, Said])[] = [
  ['表情或文件', { kind: 'other', what: 'sticker-or-file' }],
  ['位置', { kind: 'other', what: 'location', text: '人民公园' }],
  ['链接', { kind: 'other', what: 'link' }],
];

export const tenThousand = '这'.repeat(10_000);
