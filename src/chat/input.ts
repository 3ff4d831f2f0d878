/** What a person sent, as far as a conversation cares. */

/** What can be kept with an answer. */
export type Media = 'image' | 'voice' | 'video';

/** Something written; not trimmed, may be empty or very long. */
export interface TextInput {
  readonly kind: 'text';
  readonly text: string;
}

/** A photo, voice message or video; the bytes are kept elsewhere under this id. */
export interface AttachmentInput {
  readonly kind: 'attachment';
  readonly media: Media;
  readonly attachmentId: string;
}

/** Something that can neither be read nor kept: the platform passes stickers and files on without their content. */
export interface OtherInput {
  readonly kind: 'other';
  readonly what: 'location' | 'link' | 'file' | 'sticker-or-file' | 'unknown';
  /** A place's name, a link's title or a file's name, where there is one. */
  readonly text?: string;
}

/** One message of a person. */
export type Input = TextInput | AttachmentInput | OtherInput;

const mediaNames: Readonly<Record<Media, string>> = { image: '照片', voice: '语音', video: '视频' };

/** What people call it: 照片, 语音, 视频. */
export const mediaName = (media: Media): string => mediaNames[media];

const otherNames: Readonly<Record<OtherInput['what'], string>> = {
  location: '位置',
  link: '链接',
  file: '文件',
  'sticker-or-file': '表情或文件',
  unknown: '内容',
};

/** What people call what they sent; "文字" for text. */
export function inputName(input: Input): string {
  if (input.kind === 'text') return '文字';
  return input.kind === 'attachment' ? mediaNames[input.media] : otherNames[input.what];
}

/** Why something can neither be read nor kept, without a full stop: the platform keeps files to itself. */
export const whyUnread = (input: Input): string =>
  input.kind === 'other' && input.what === 'file'
    ? '文件我收不到，企业微信不把文件转给我'
    : `${inputName(input)}我看不懂`;
