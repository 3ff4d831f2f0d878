/** The fields of the consent forms. */
import { choice, shortText } from '../../src/chat/fields/index.ts';
import type { Choice } from '../../src/chat/form.ts';
import { consentText } from '../../src/scheme/consents.ts';
import { labelOf } from '../../src/scheme/labels.ts';
import { consentScopes, type ConsentScope } from '../../src/scheme/labels/privacy.ts';
import type { BotContext } from '../context.ts';

/** What can be agreed to in chat: what a relative agrees to is theirs, and on paper. */
export type ChatScope = Exclude<ConsentScope, 'family'>;

/** The scopes as they are picked. */
export const chatScopes: readonly Choice<ChatScope>[] = (
  ['sensitive', 'publicity', 'four-nearby'] as const
).map(value => {
  const [label, ...words] = consentScopes[value];
  return { value, label, words };
});

/** Which of the texts. */
export const scope = choice({ label: '同意事项', question: '是哪一份同意书？', options: chatScopes });

/** The scope a sentence names; the one about health and papers where it names none. */
export function scopeIn(text: string): ChatScope {
  if (/公示/u.test(text)) return 'publicity';
  return /四就近|就近/u.test(text) ? 'four-nearby' : 'sensitive';
}

const agree = /^(?:我|本人)?同意[。！!了的]*$/u;
const refuse = /^(?:我|本人)?不同意[。！!了的]*$/u;
const spell = '请打“同意”或者“不同意”，这样才算数；想请人念给您听，回复“人工”。';

const words = shortText({
  label: '答复',
  question: ({ scope: about }, { me }: BotContext) => {
    const of = about as ChatScope;
    return `【${labelOf(consentScopes, of)}】\n${consentText(of).text}\n\n${me.member ? '您' : '老人家和您'}同意，就打“同意”；不同意，就打“不同意”。`;
  },
  example: '同意',
});

/** The very word 同意 or 不同意: a nod, a number or 好 is not enough for a separate consent (PIPL 14, 29). */
export const word: typeof words = {
  ...words,
  refuse: () => undefined,
  parse: input => {
    const text = input.kind === 'text' ? input.text.normalize('NFKC').replaceAll(/[\s“”"]/g, '') : '';
    if (refuse.test(text)) return { ok: true, value: '不同意' };
    return agree.test(text) ? { ok: true, value: '同意' } : { ok: false, hint: spell };
  },
};
