import type { FakeWecom, MenuButton, SaidMessage, ShownMessage } from './fake-wecom.ts';

const AMR_HEADER_BYTES = 6;
const AMR_BYTES_PER_SECOND = 32 * 50;

/** One line of a phone as the page draws it. */
export interface MessageView {
  seq: number;
  side: 'app' | 'person';
  at: string;
  /** text, image, voice, video, file, card, location, link or tap. */
  kind: string;
  text: string;
  /** Where the page finds the file. */
  media?: string;
  filename?: string;
  /** Size of the file, in bytes. */
  bytes?: number;
  seconds?: number;
  truncated?: true;
}

/** Whose phone a message belongs to. */
export const ownerOf = (entry: ShownMessage | SaidMessage): string =>
  entry.side === 'app' ? entry.to : entry.from;

/** What the page needs to draw a message; undefined for events that leave no trace on a phone. */
export function viewOf(entry: ShownMessage | SaidMessage, fake: FakeWecom): MessageView | undefined {
  const { seq, side, text } = entry;
  const base = { seq, side, at: entry.at.toISOString(), text };
  if (entry.side === 'app') {
    const cut = entry.truncated ? { truncated: true as const } : {};
    return { ...base, kind: kindOf(entry.msgtype), ...cut, ...mediaOf(entry.mediaId, fake) };
  }
  if (entry.kind === 'event') return tapView(base, entry, fake.menu());
  return { ...base, kind: entry.kind === 'raw' ? 'text' : entry.kind, ...mediaOf(entry.mediaId, fake) };
}

function kindOf(msgtype: string): string {
  if (msgtype === 'markdown') return 'text';
  return ['text', 'image', 'voice', 'video', 'file'].includes(msgtype) ? msgtype : 'card';
}

function tapView(
  base: Omit<MessageView, 'kind'>,
  entry: SaidMessage,
  menu: MenuButton[],
): MessageView | undefined {
  if (!entry.plaintext.includes('<Event><![CDATA[click]]></Event>')) return undefined;
  const items = menu.flatMap(button => button.sub_button ?? [button]);
  const name = items.find(item => item.key === entry.text)?.name ?? entry.text;
  return { ...base, kind: 'tap', text: name };
}

function mediaOf(mediaId: string | undefined, fake: FakeWecom): Partial<MessageView> {
  const medium = mediaId === undefined ? undefined : fake.media(mediaId);
  if (mediaId === undefined || !medium) return {};
  const { filename, bytes } = medium;
  const seconds = medium.type === 'voice' ? { seconds: secondsOf(bytes) } : {};
  return { media: `/sandbox/api/media/${mediaId}`, filename, bytes: bytes.length, ...seconds };
}

/** The length of an AMR voice message at its usual rate. */
function secondsOf(bytes: Buffer): number {
  return Math.max(1, Math.round((bytes.length - AMR_HEADER_BYTES) / AMR_BYTES_PER_SECOND));
}
