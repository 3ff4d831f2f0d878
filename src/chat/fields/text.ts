import { isDone, isWordless } from '../words.ts';
import { mediaName, type AttachmentInput, type Input, type Media } from '../input.ts';
import { attachmentsText, type Kept } from './attachments.ts';
import { buildField } from './build.ts';
import type { Asked, CommonOptions, Field, MayLack, Parsed, Presence, TurnContext } from './field.ts';
import { pleaseWrite, refusal, suchAs, unless } from './replies.ts';

/** How long a short text may be, and what else it must be. */
export interface ShortTextOptions<C> extends CommonOptions<C> {
  /** In characters; 1 when absent. */
  readonly min?: number;
  /** In characters; 60 when absent. */
  readonly max?: number;
  /** One kind sentence if the text will not do (a telephone number with a digit missing). */
  readonly refuse?: (text: string) => string | undefined;
}

const lengthOf = (text: string): number => [...text].length;

/** One line of text. */
export function shortText<const P extends Presence, C extends TurnContext = TurnContext>(
  options: ShortTextOptions<C> & P,
): Field<string, C, MayLack<P>> {
  const { min = 1, max = 60, example = '' } = options;
  const refuse = (text: string): string | undefined => {
    if (isWordless(text)) return `这里要请您写几个字${suchAs(example)}。`;
    if (lengthOf(text) < min) return `有点短，请再写清楚些${suchAs(example)}。`;
    if (lengthOf(text) > max) return `有点长，请用${max}个字以内说${suchAs(example)}。`;
    return options.refuse?.(text);
  };
  return buildField<string, C, P>(options, {
    words: 'short',
    show: value => value,
    refuse,
    parse: input => {
      if (input.kind !== 'text') return pleaseWrite(input, example);
      const text = input.text.trim().replace(/\s*\n\s*/g, ' ');
      return unless(refuse(text), text);
    },
  });
}

/** What was told, in words, voice and pictures. */
export type LongText = {
  /** Empty where only voice or pictures were sent. */
  readonly text: string;
  readonly attachments: readonly Kept[];
};

/** How long a long text may be, and what may be sent in its place. */
export interface LongTextOptions<C> extends CommonOptions<C> {
  /** In characters; 1 when absent. */
  readonly min?: number;
  /** In characters; 500 when absent. */
  readonly max?: number;
  /** Photos, voice and video when absent. */
  readonly keeps?: readonly Media[];
}

const allMedia: readonly Media[] = ['image', 'voice', 'video'];

/** Free text. A voice message is an answer by itself; after a photo the question stays open for a few words. */
export function longText<const P extends Presence, C extends TurnContext = TurnContext>(
  options: LongTextOptions<C> & P,
): Field<LongText, C, MayLack<P>> {
  const { min = 1, max = 500, example = '', keeps = allMedia } = options;
  const refuse = (value: LongText): string | undefined => {
    if (lengthOf(value.text) > max) return tooLong(lengthOf(value.text), max, keeps);
    if (value.attachments.length > 0) return undefined;
    if (isWordless(value.text)) return `请您用几个字说一说${suchAs(example)}。`;
    return lengthOf(value.text) < min ? `请再说详细一点${suchAs(example)}。` : undefined;
  };
  return buildField<LongText, C, P>(options, {
    words: 'long',
    keeps,
    refuse,
    add: withAttachment,
    show: value => [value.text, attachmentsText(value.attachments)].filter(part => part !== '').join(' '),
    parse: (input, _ctx, asked) => {
      const gathered = gatheredBefore(asked);
      if (input.kind === 'attachment') return parsedAttachment(input, gathered, keeps, example);
      return parsedWords(input, gathered, refuse, example);
    },
  });
}

function withAttachment(value: LongText | undefined, media: Media, id: string): LongText {
  return { text: value?.text ?? '', attachments: [...(value?.attachments ?? []), { id, media }] };
}

const gatheredBefore = (asked: Asked): LongText =>
  (asked.gathered as LongText | undefined) ?? { text: '', attachments: [] };

function parsedAttachment(
  input: AttachmentInput,
  gathered: LongText,
  keeps: readonly Media[],
  example: string,
): Parsed<LongText> {
  if (!keeps.includes(input.media)) return pleaseWrite(input, example);
  const value = withAttachment(gathered, input.media, input.attachmentId);
  if (input.media === 'voice') return { ok: true, value };
  return {
    ok: true,
    value,
    more: `${mediaName(input.media)}收到了。再用一两句话说说情况吧，没有要补充的就回复“好了”。`,
  };
}

function parsedWords(
  input: Exclude<Input, AttachmentInput>,
  gathered: LongText,
  refuse: (value: LongText) => string | undefined,
  example: string,
): Parsed<LongText> {
  const hasSome = gathered.attachments.length > 0;
  if (input.kind !== 'text') return pleaseWrite(input, hasSome ? '好了' : example);
  if (hasSome && isDone(input.text)) return { ok: true, value: gathered };
  if (isWordless(input.text)) return refusal(`请您用几个字说一说${suchAs(hasSome ? '好了' : example)}。`);
  const value = { text: input.text.trim(), attachments: gathered.attachments };
  return unless(refuse(value), value);
}

function tooLong(length: number, max: number, keeps: readonly Media[]): string {
  const more = keeps.length > 0 ? '其余的可以随后拍照或发语音，会一起保存。' : '细节以后可以再补。';
  return `这段话有${length}个字，这里一次最多能记${max}个字。请把要紧的先发来，${more}`;
}
