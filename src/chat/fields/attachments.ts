import { mediaName, type Media } from '../input.ts';
import { isDone } from '../words.ts';
import { buildField } from './build.ts';
import type { Asked, CommonOptions, Field, MayLack, Parsed, Presence, TurnContext } from './field.ts';
import { refusal } from './replies.ts';

/** Something sent and kept. */
export type Kept = { readonly id: string; readonly media: Media };

const counters: Readonly<Record<Media, string>> = { image: '张', voice: '条', video: '段' };

/** "（照片2张、语音1条）"; empty for none. */
export function attachmentsText(kept: readonly Kept[]): string {
  const kinds = (['image', 'voice', 'video'] as const).filter(media => kept.some(one => one.media === media));
  const parts = kinds.map(media => {
    const count = kept.filter(one => one.media === media).length;
    return `${mediaName(media)}${count}${counters[media]}`;
  });
  return parts.length === 0 ? '' : `（${parts.join('、')}）`;
}

/** What may be sent, and how many. */
export interface AttachmentsOptions<C> extends CommonOptions<C> {
  /** Photos when absent. */
  readonly keeps?: readonly Media[];
  /** 9 when absent. */
  readonly max?: number;
}

/** Photos, one after another, until 好了. */
export function attachments<const P extends Presence, C extends TurnContext = TurnContext>(
  options: AttachmentsOptions<C> & P,
): Field<readonly Kept[], C, MayLack<P>> {
  const { keeps = ['image'], max = 9 } = options;
  return buildField<readonly Kept[], C, P>(options, {
    keeps,
    filesOnly: true,
    example: '好了',
    show: value => attachmentsText(value).replace(/[（）]/g, ''),
    refuse: value => (value.length > max ? `最多能存${max}个，多出来的就不存了。` : undefined),
    add: (value, media, id) => [...(value ?? []), { id, media }].slice(0, max),
    parse: (input, _ctx, asked) => {
      const gathered = gatheredBefore(asked);
      if (input.kind === 'text') return parsedWords(input.text, gathered, keeps);
      if (input.kind === 'other' || !keeps.includes(input.media)) return pleaseSend(input.kind, keeps);
      return parsedOne([...gathered, { id: input.attachmentId, media: input.media }], max);
    },
  });
}

const gatheredBefore = (asked: Asked): readonly Kept[] =>
  (asked.gathered as readonly Kept[] | undefined) ?? [];

const namesOf = (keeps: readonly Media[]): string => keeps.map(mediaName).join('或');

function parsedOne(value: readonly Kept[], max: number): Parsed<readonly Kept[]> {
  if (value.length >= max) return { ok: true, value: value.slice(0, max) };
  return { ok: true, value, more: `收到${value.length}份了，还有就接着发，发完了回复“好了”。` };
}

function parsedWords(
  text: string,
  gathered: readonly Kept[],
  keeps: readonly Media[],
): Parsed<readonly Kept[]> {
  if (gathered.length > 0 && isDone(text)) return { ok: true, value: gathered };
  if (gathered.length > 0) return refusal('发完了就回复“好了”，还有就接着发。');
  return refusal(`这里请发${namesOf(keeps)}。`);
}

function pleaseSend(kind: 'attachment' | 'other', keeps: readonly Media[]): Parsed<readonly Kept[]> {
  if (kind === 'other') return refusal(`这个我打不开，请发${namesOf(keeps)}。`);
  return refusal(`这里只能存${namesOf(keeps)}，请换一种发来。`);
}
