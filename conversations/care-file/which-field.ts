/** The form's question which field is meant: by its name, or a word people use for it. */
import { shortText } from '../../src/chat/fields/index.ts';
import type { Field } from '../../src/chat/form.ts';
import { fieldAtStart, fieldCalled, type FieldName } from '../../src/scheme/care-files.ts';
import type { BotContext } from '../context.ts';

/** A field of a file as an answer keeps it. */
export type Which = { readonly name: FieldName; readonly label: string };

const words = shortText({
  label: '哪一项',
  question: '改哪一项？说名称就行，比如“住址”“居住情况”“月离退休费”。',
  example: '住址',
});

/** Which field. */
export const theField: Field<Which, BotContext, false> = {
  label: words.label,
  question: words.question,
  example: words.example,
  optional: false,
  onlyIfSaid: false,
  mayLack: false,
  keeps: [],
  show: ({ label }) => label,
  refuse: () => undefined,
  parse: (input, ctx, asked) => {
    if (input.kind !== 'text') return words.parse(input, ctx, asked) as { ok: false; hint: string };
    const said = input.text.normalize('NFKC').trim().replace(/^改/u, '');
    const field = fieldCalled(said) ?? fieldAtStart(said)?.field;
    if (field) return { ok: true, value: { name: field.name, label: field.label } };
    return {
      ok: false,
      hint: '没看明白是哪一项。说档案里的名称就行，比如“住址”“手机”“居住情况”“困难程度”。',
    };
  },
};
