/** What every message and event has (WeCom 消息格式 / doc 90239, 事件格式 / doc 90240). */
export interface ReceivedCommon {
  /**
   * The sender's userid as the platform wrote it; `sys` for contact changes, empty for customer-service
   * wake-ups.
   */
  fromUserId: string;
  /** `CreateTime` in ms since 1970 (the platform counts in seconds); 0 where it sent no usable time. */
  sentAtMs: number;
  /** The CorpID. */
  toUserName: string;
  /** The app; absent for pushes that belong to no app. */
  agentId?: string;
  /** Messages only. A 64-bit number, above 2^53: always a string. */
  msgId?: string;
}

/** Something written; not trimmed. */
export interface ReceivedText extends ReceivedCommon {
  kind: 'text';
  content: string;
}

/** A picture; fetch `mediaId` within 3 days. */
export interface ReceivedImage extends ReceivedCommon {
  kind: 'image';
  picUrl: string;
  mediaId: string;
}

/** A voice message; the platform sends no transcript. */
export interface ReceivedVoice extends ReceivedCommon {
  kind: 'voice';
  mediaId: string;
  /** `amr` or `speex`. */
  format: string;
}

/** A video. */
export interface ReceivedVideo extends ReceivedCommon {
  kind: 'video';
  mediaId: string;
  thumbMediaId: string;
}

/** A place; degrees. */
export interface ReceivedLocation extends ReceivedCommon, Place {
  kind: 'location';
}

/** A shared link. */
export interface ReceivedLink extends ReceivedCommon {
  kind: 'link';
  title: string;
  description: string;
  url: string;
  picUrl: string;
}

/** A place in degrees; `scale` is the zoom of the map, `label` the address as text. */
export interface Place {
  latitude: number;
  longitude: number;
  scale?: number;
  label: string;
}

/** The events known here, in the platform's own spelling. */
export const knownEvents = [
  'subscribe',
  'unsubscribe',
  'enter_agent',
  'LOCATION',
  'batch_job_result',
  'click',
  'view',
  'view_miniprogram',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'open_approval_change',
  'template_card_event',
  'template_card_menu_event',
  'inactive_alert',
  'close_inactive_agent',
  'reopen_inactive_agent',
  'low_active_alert',
  'low_active',
  'active_restored',
  'upload_media_job_finish',
  'kf_msg_or_event',
  'kf_account_auth_change',
  'change_contact',
] as const;

/** An event's name; one that is not known here keeps the name it came with. */
export type EventName = (typeof knownEvents)[number] | (string & {});

/** One answered question of a card. */
export interface SelectedItem {
  questionKey: string;
  optionIds: string[];
}

/** Something that happened to the app, its menu or a card. Fields an event does not have are absent. */
export interface ReceivedEvent extends ReceivedCommon {
  kind: 'event';
  event: EventName;
  /** Menu key, button key, URL or page path; empty where the event has none. */
  eventKey: string;
  taskId?: string;
  cardType?: string;
  /** Lets a card be changed, once, within 72 h. Keep it out of logs. */
  responseCode?: string;
  selectedItems?: SelectedItem[];
  /** `LOCATION` and `location_select`. */
  place?: Place;
  /** `scancode_push` and `scancode_waitmsg`. */
  scan?: { type: string; result: string };
  /** MD5 of each picture of a `pic_*` event; the pictures arrive as messages of their own. */
  pictureMd5s?: string[];
  /** `change_contact`: what changed, for whom, and the new userid after a rename (doc 90970). */
  contactChange?: { changeType: string; userId?: string; newUserId?: string };
}

/**
 * A file. The documents list no such message and a person's file usually does not reach the app at all; where one
 * does come, it says no more than this for sure.
 */
export interface ReceivedFile extends ReceivedCommon {
  kind: 'file';
  /** Empty where none came. */
  mediaId: string;
  /** Empty where none came. */
  fileName: string;
}

/** A type of message that the platform's documents do not list, such as a sticker. */
export interface ReceivedUnknown extends ReceivedCommon {
  kind: 'unknown';
  msgType: string;
}

/** What a person sent or did; plain JSON throughout. */
export type ReceivedMessage =
  | ReceivedText
  | ReceivedImage
  | ReceivedVoice
  | ReceivedVideo
  | ReceivedLocation
  | ReceivedLink
  | ReceivedFile
  | ReceivedEvent
  | ReceivedUnknown;
