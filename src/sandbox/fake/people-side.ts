import type { Clock } from '../../clock.ts';
import type { Callbacks } from './callbacks.ts';
import {
  eventXml,
  messageXml,
  type EventFields,
  type Head,
  type SayOverrides,
  type Saying,
} from './inner-xml.ts';
import type { MediaShelf } from './media.ts';
import type { Phones } from './phones.ts';
import type { FakeUser, FakeWecom, SaidMessage, SayOptions, SayResult } from './types.ts';

interface PeopleDeps {
  corpId: string;
  agentId: number;
  clock: Clock;
  random: (size: number) => Buffer;
  media: MediaShelf;
  phones: Phones;
  callbacks: Callbacks;
  users: () => Map<string, FakeUser>;
}

interface Composed extends Pick<SaidMessage, 'kind' | 'text' | 'plaintext'> {
  msgId: string;
  mediaId?: string;
}

/** What people do on their phones. */
export type PeopleSide = Pick<FakeWecom, 'say' | 'click' | 'event' | 'compose'>;

/** Makes the people's side of the platform. */
export function createPeopleSide(deps: PeopleDeps): PeopleSide {
  const { phones, callbacks } = deps;
  const nextMsgId = createMsgIds(deps);

  const headOf = (userId: string, overrides: SayOverrides): Head => ({
    toUserName: overrides.toUserName ?? deps.corpId,
    fromUserName: deps.users().get(userId.toLowerCase())?.userId ?? userId,
    createTime: overrides.createTime ?? Math.floor(deps.clock.now().getTime() / 1000),
    agentId: overrides.agentId ?? deps.agentId,
  });
  const composeMessage = (userId: string, saying: Saying, overrides: SayOverrides): Composed => {
    if ('raw' in saying) return composeRaw(saying.raw);
    const msgId = overrides.msgId ?? nextMsgId();
    const { kind, text, fields, mediaId } = describe(saying, deps.media);
    const plaintext = messageXml(headOf(userId, overrides), kind, msgId, fields);
    return { kind, text, plaintext, msgId, ...(mediaId === undefined ? {} : { mediaId }) };
  };
  const keepAndPush = async (userId: string, done: Composed, options: SayOptions): Promise<SayResult> => {
    const { msgId, ...rest } = done;
    const from = headOf(userId, options).fromUserName;
    phones.keepSaid({ from, ...rest, ...(msgId === '' ? {} : { msgId }) });
    const deliveries = await callbacks.push(done.plaintext, options.retryNon200 ?? true);
    return { deliveries, plaintext: done.plaintext, msgId };
  };
  const event = (userId: string, name: string, fields: EventFields = {}, options: SayOptions = {}) => {
    const key = fields['EventKey'];
    const text = typeof key === 'string' && key !== '' ? key : name;
    const plaintext = eventXml(headOf(userId, options), name, fields);
    return keepAndPush(userId, { kind: 'event', text, plaintext, msgId: '' }, options);
  };

  return {
    event,
    click: (userId, eventKey, options) => event(userId, 'click', { EventKey: eventKey }, options),
    say: (userId, saying, options = {}) =>
      keepAndPush(userId, composeMessage(userId, saying, options), options),
    compose(userId, saying, overrides = {}) {
      const { plaintext, msgId } = composeMessage(userId, saying, overrides);
      return { plaintext, msgId };
    },
  };
}

function composeRaw(raw: string): Composed {
  const msgId = /<MsgId>(?:<!\[CDATA\[)?(\d+)/.exec(raw)?.[1] ?? '';
  return { kind: 'raw', text: raw, plaintext: raw, msgId };
}

interface Described extends Pick<SaidMessage, 'kind' | 'text'> {
  fields: EventFields;
  mediaId?: string;
}

function describe(saying: Exclude<Saying, { raw: string }>, media: MediaShelf): Described {
  if ('text' in saying) return { kind: 'text', text: saying.text, fields: { Content: saying.text } };
  if ('location' in saying) return describeLocation(saying.location);
  if ('link' in saying) {
    const { title, description, url, picUrl } = saying.link;
    const fields = { Title: title, Description: description, Url: url, PicUrl: picUrl ?? '' };
    return { kind: 'link', text: title, fields };
  }
  return describeMedium(saying, media);
}

function describeLocation(place: Extract<Saying, { location: unknown }>['location']): Described {
  const fields = {
    Location_X: place.latitude,
    Location_Y: place.longitude,
    Scale: place.scale ?? 15,
    Label: place.label ?? '',
    ...(place.fromWechat ? {} : { AppType: 'wxwork' }),
  };
  return { kind: 'location', text: place.label ?? '', fields };
}

function describeMedium(
  saying: Extract<Saying, { image: Buffer } | { voice: Buffer } | { video: Buffer }>,
  media: MediaShelf,
): Described {
  const put = (bytes: Buffer, type: string, filename: string) => media.put({ bytes, type, filename }).id;
  if ('image' in saying) {
    const mediaId = put(saying.image, 'image', 'photo.jpg');
    return {
      kind: 'image',
      text: '',
      mediaId,
      fields: { PicUrl: `http://photos.invalid/${mediaId}`, MediaId: mediaId },
    };
  }
  if ('voice' in saying) {
    const format = saying.format ?? 'amr';
    const mediaId = put(saying.voice, 'voice', `voice.${format}`);
    return { kind: 'voice', text: '', mediaId, fields: { MediaId: mediaId, Format: format } };
  }
  const mediaId = put(saying.video, 'video', 'video.mp4');
  const thumb = put(Buffer.from('thumb of the video'), 'image', 'thumb.jpg');
  return { kind: 'video', text: '', mediaId, fields: { MediaId: mediaId, ThumbMediaId: thumb } };
}

/**
 * Ids beyond 2^53 that only grow, as the platform's do. The random start keeps two fakes of one second apart;
 * what the journal holds keeps a restarted one from repeating itself.
 */
function createMsgIds({ clock, random, phones }: PeopleDeps): () => string {
  const offset = BigInt(random(4).readUInt32BE() % 900_000_000);
  const ids = phones
    .said()
    .map(message => (/^\d+$/.test(message.msgId ?? '') ? BigInt(message.msgId ?? 0) : 0n));
  let last = ids.reduce((max, id) => (id > max ? id : max), 0n);
  return () => {
    const seconds = BigInt(Math.floor(clock.now().getTime() / 1000));
    const fresh = 7_000_000_000_000_000_000n + seconds * 1_000_000_000n + offset;
    last = fresh > last ? fresh : last + 1n;
    return String(last);
  };
}
