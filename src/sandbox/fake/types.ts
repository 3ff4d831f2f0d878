import type { Middleware } from 'koa';
import type { Clock } from '../../clock.ts';
import type { Fault, FaultHandle } from './faults.ts';
import type { Medium } from './media.ts';
import type { MenuButton } from './menu.ts';
import type { SayOverrides, Saying, EventFields } from './inner-xml.ts';

/** What the fake platform is told about the corp, the app and the app's callback. */
export interface FakeWecomOptions {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  encodingAesKey: string;
  clock: Clock;
  /** Where callbacks go; may be set later with `setCallbackUrl`. */
  callbackUrl?: string;
  /** A file of JSON lines; phones and remembered duplicates are read back from it on start. */
  journalPath?: string;
  /** Source of random bytes (default: node:crypto). */
  random?: (size: number) => Buffer;
  /** Accounts of the corp, for the daily ceiling of accounts × 200 (default: the users, at least 200). */
  accountCeiling?: number;
  /** How long a callback may take before the platform hangs up (default 5000, as the platform does). */
  callbackTimeoutMs?: number;
}

/** A member of the fake corp. */
export interface FakeUser {
  userId: string;
  name: string;
}

/** A message of the app as one phone shows it. */
export interface ShownMessage {
  /** Place in the order of arrival, over all phones and both directions. */
  seq: number;
  side: 'app';
  to: string;
  at: Date;
  msgtype: string;
  /** What can be read on the phone; for cards: title, description and buttons by line. */
  text: string;
  msgId: string;
  /** The request's body, byte for byte. */
  body: string;
  /** Present where the platform cut the text at 2048 bytes. */
  truncated?: true;
  mediaId?: string;
}

/** Something a person did on their phone. */
export interface SaidMessage {
  seq: number;
  side: 'person';
  from: string;
  at: Date;
  kind: 'text' | 'image' | 'voice' | 'video' | 'location' | 'link' | 'raw' | 'event';
  text: string;
  /** The decrypted XML the callback carries. */
  plaintext: string;
  msgId?: string;
  mediaId?: string;
}

/** One call of the app, as the platform saw it. */
export interface LoggedRequest {
  at: Date;
  method: string;
  /** The path behind `/cgi-bin/`, e.g. `message/send`. */
  api: string;
  query: Record<string, string>;
  /** The body as text; empty for uploads. */
  body: string;
  status: number;
  /** Absent for binary answers and dropped replies. */
  errcode?: number;
}

/** What became of one POST to the callback. */
export interface Delivery {
  /** The HTTP status; 0 where no answer came. */
  status: number;
  ms: number;
  body: string;
  error?: string;
}

/** What became of one thing a person did. */
export interface SayResult {
  deliveries: Delivery[];
  plaintext: string;
  /** Empty for events and for raw XML without a MsgId. */
  msgId: string;
}

/** What came back from the verification of the callback's URL. */
export interface Verification {
  /** True where the answer is the expected text, to the byte, with status 200, within a second. */
  ok: boolean;
  status: number;
  body: string;
  expected: string;
  ms: number;
}

/** How to deliver one plaintext more than once. */
export interface DeliverOptions {
  /** How many POSTs in all (default 1). */
  times?: number;
  /** `true`: all at once; a number: so many at a time (default 1). */
  together?: boolean | number;
  /** Several receivers of the same product (processes); POSTs go to them in turn. */
  urls?: string[];
  /** Seconds; default: the clock's. For replays of an old request. */
  timestamp?: number;
  /** Default: the corp. For messages of a foreign corp. */
  receiveId?: string;
}

/** Counters since the server was made. */
export interface FakeCounters {
  /** Calls of gettoken, wrong ones included. */
  gettoken: number;
  /** Calls of message/send, refused and faulted ones included. */
  send: number;
  /** Messages (per recipient) silently dropped for the 30/min or 1000/h limit. */
  dropped: number;
  /** Requests suppressed by enable_duplicate_check. */
  duplicates: number;
}

/** Options of `say` and `compose`. */
export interface SayOptions extends SayOverrides {
  /** `false`: only a network failure or time-out is tried again, an HTTP 5xx is not (default true). */
  retryNon200?: boolean;
}

/** A WeCom server in a box: the real encrypted protocol, the platform's limits, and faults on demand. */
export interface FakeWecom {
  readonly corpId: string;
  readonly agentId: number;
  readonly counters: FakeCounters;

  /** Sets who exists; anybody else is unknown. User ids are compared without case. */
  setUsers: (users: readonly FakeUser[]) => void;
  /** Who exists. */
  users: () => FakeUser[];
  /** Sets where callbacks go from now on. */
  setCallbackUrl: (url: string) => void;

  /** A person writes or sends something to the app; tried up to 3 times as the platform does. */
  say: (userId: string, saying: Saying, options?: SayOptions) => Promise<SayResult>;
  /**
   * A person taps a `click` item of the menu. Events have no MsgId: the same tap twice within one second
   * of the clock is the same plaintext, as it is on the platform.
   */
  click: (userId: string, eventKey: string, options?: SayOptions) => Promise<SayResult>;
  /** Any other event; nested fields become nested elements, arrays repeated ones. */
  event: (userId: string, name: string, fields?: EventFields, options?: SayOptions) => Promise<SayResult>;
  /** The plaintext `say` would deliver, without delivering or keeping it. */
  compose: (userId: string, saying: Saying, overrides?: SayOverrides) => { plaintext: string; msgId: string };
  /** Delivers the very same plaintext, newly encrypted each time; one POST each, no retries. */
  deliver: (plaintext: string, options?: DeliverOptions) => Promise<Delivery[]>;
  /** Does the GET that the admin console does when the callback's URL is saved. */
  verifyUrl: () => Promise<Verification>;

  /** Scripts a fault; faults of one API are used up in the order they were scripted. */
  fault: (fault: Fault) => FaultHandle;
  /** Forgets every fault not yet played. */
  clearFaults: () => void;
  /** Every token issued so far is answered with 42001 from now on. */
  expireTokens: () => void;
  /** Every token issued so far is answered with 40014 from now on. */
  revokeTokens: () => void;

  /** Exactly what the phones show from the app, in order of arrival. */
  delivered: (userId?: string) => ShownMessage[];
  /** What people did, in order. */
  said: (userId?: string) => SaidMessage[];
  /** Both directions of one phone, in order. */
  conversation: (userId: string) => (ShownMessage | SaidMessage)[];
  /** Messages the 30/min or 1000/h limit swallowed. */
  dropped: (userId?: string) => ShownMessage[];
  /** The last 10 000 calls. */
  requests: (api?: string) => LoggedRequest[];
  /** The menu as menu/create stored it. */
  menu: () => MenuButton[];
  /** A medium as a phone keeps it, also after the 3 days in which the app may fetch it. */
  media: (mediaId: string) => Medium | undefined;

  /** Tells of each message of the app that a phone shows; returns how to stop. */
  onMessage: (listener: (message: ShownMessage) => void) => () => void;
  /** Tells of each thing a person did; returns how to stop. */
  onSaid: (listener: (message: SaidMessage) => void) => () => void;

  /** Koa middleware for `<prefix>/cgi-bin/*`; anything else is passed on. */
  middleware: (prefix?: string) => Middleware;
  /** Serves the API alone on 127.0.0.1. */
  listen: (port?: number) => Promise<{ url: string; close: () => Promise<void> }>;
}
