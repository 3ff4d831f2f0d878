import {
  knownEvents,
  type EventName,
  type Place,
  type ReceivedCommon,
  type ReceivedEvent,
  type ReceivedMessage,
  type SelectedItem,
} from './received.ts';
import { child, childrenOf, field, type XmlElement } from './xml.ts';

type Reader = (root: XmlElement, common: ReceivedCommon) => ReceivedMessage | undefined;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', (root, common) => ({ kind: 'text', ...common, content: child(root, 'Content')?.text ?? '' })],
  [
    'image',
    (root, common) => ({
      kind: 'image',
      ...common,
      picUrl: text(root, 'PicUrl'),
      mediaId: text(root, 'MediaId'),
    }),
  ],
  [
    'voice',
    (root, common) => ({
      kind: 'voice',
      ...common,
      mediaId: text(root, 'MediaId'),
      format: text(root, 'Format'),
    }),
  ],
  ['video', readVideo],
  ['location', readLocation],
  ['link', readLink],
  ['file', readFile],
  ['event', readEvent],
]);

/** Types the decrypted XML of a callback. Never throws: what it does not know becomes `unknown`. */
export function readMessage(root: XmlElement): ReceivedMessage {
  const common = readCommon(root);
  const msgType = text(root, 'MsgType');
  return readers.get(msgType)?.(root, common) ?? { kind: 'unknown', ...common, msgType };
}

const text = (element: XmlElement | undefined, name: string): string => field(element, name) ?? '';

/** The entries that have a value, so that absent fields are absent in JSON too. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function readCommon(root: XmlElement): ReceivedCommon {
  const seconds = text(root, 'CreateTime');
  return {
    fromUserId: text(root, 'FromUserName'),
    sentAtMs: /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : 0,
    toUserName: text(root, 'ToUserName'),
    ...present({ agentId: field(root, 'AgentID'), msgId: field(root, 'MsgId') }),
  };
}

function readVideo(root: XmlElement, common: ReceivedCommon): ReceivedMessage {
  return {
    kind: 'video',
    ...common,
    mediaId: text(root, 'MediaId'),
    thumbMediaId: text(root, 'ThumbMediaId'),
  };
}

function readLocation(root: XmlElement, common: ReceivedCommon): ReceivedMessage | undefined {
  const place = readPlace(root, 'Location_X', 'Location_Y');
  return place && { kind: 'location', ...common, ...place };
}

function readLink(root: XmlElement, common: ReceivedCommon): ReceivedMessage {
  return {
    kind: 'link',
    ...common,
    title: text(root, 'Title'),
    description: text(root, 'Description'),
    url: text(root, 'Url'),
    picUrl: text(root, 'PicUrl'),
  };
}

/** Undocumented: names are read as Tencent's other pages write them, and any of them may be missing. */
function readFile(root: XmlElement, common: ReceivedCommon): ReceivedMessage {
  const fileName = text(root, 'FileName') || text(root, 'Title');
  return { kind: 'file', ...common, mediaId: text(root, 'MediaId'), fileName };
}

/** Undefined without two usable numbers: a place at 0°, 0° would be made up. */
function readPlace(element: XmlElement | undefined, north: string, east: string): Place | undefined {
  const [latitude, longitude] = [numberOf(element, north), numberOf(element, east)];
  if (latitude === undefined || longitude === undefined) return undefined;
  return {
    latitude,
    longitude,
    label: text(element, 'Label'),
    ...present({ scale: numberOf(element, 'Scale') }),
  };
}

function numberOf(element: XmlElement | undefined, name: string): number | undefined {
  const value = Number(field(element, name) ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

function readEvent(root: XmlElement, common: ReceivedCommon): ReceivedMessage {
  return {
    kind: 'event',
    ...common,
    event: eventName(text(root, 'Event')),
    eventKey: text(root, 'EventKey'),
    ...present({
      taskId: field(root, 'TaskId'),
      cardType: field(root, 'CardType'),
      responseCode: field(root, 'ResponseCode'),
      selectedItems: readSelectedItems(root),
      place:
        readPlace(child(root, 'SendLocationInfo'), 'Location_X', 'Location_Y') ??
        readPlace(root, 'Latitude', 'Longitude'),
      scan: readScan(root),
      pictureMd5s: readPictures(root),
      contactChange: readContactChange(root),
    }),
  };
}

function eventName(raw: string): EventName {
  return knownEvents.find(known => known.toLowerCase() === raw.toLowerCase()) ?? raw;
}

function readSelectedItems(root: XmlElement): SelectedItem[] | undefined {
  const items = child(root, 'SelectedItems');
  return (
    items &&
    childrenOf(items, 'SelectedItem').map(item => ({
      questionKey: text(item, 'QuestionKey'),
      optionIds: childrenOf(child(item, 'OptionIds'), 'OptionId').map(option => option.text.trim()),
    }))
  );
}

function readScan(root: XmlElement): { type: string; result: string } | undefined {
  const scan = child(root, 'ScanCodeInfo');
  return scan && { type: text(scan, 'ScanType'), result: text(scan, 'ScanResult') };
}

function readPictures(root: XmlElement): string[] | undefined {
  const list = child(child(root, 'SendPicsInfo'), 'PicList');
  return list && childrenOf(list, 'item').map(item => text(item, 'PicMd5Sum'));
}

function readContactChange(root: XmlElement): ReceivedEvent['contactChange'] {
  const changeType = field(root, 'ChangeType');
  if (!changeType) return undefined;
  return { changeType, ...present({ userId: field(root, 'UserID'), newUserId: field(root, 'NewUserID') }) };
}
