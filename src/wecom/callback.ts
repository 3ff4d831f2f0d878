import { createHash } from 'node:crypto';
import type { CallbackCrypto } from './crypto.ts';
import { readMessage } from './read-message.ts';
import type { ReceivedMessage } from './received.ts';
import { CallbackRefused } from './refused.ts';
import { field, parseXml, type XmlElement } from './xml.ts';

/** A URL's query as web frameworks give it, values already URL-decoded. */
export type CallbackQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What both kinds of request are checked against. */
export interface CallbackOptions {
  crypto: CallbackCrypto;
  /** The present instant in ms since 1970. */
  nowMs: number;
  /** How far the signed timestamp may be from now, to either side, in ms. Default 5 minutes. */
  windowMs?: number;
}

/** What a POST is checked against besides. */
export interface ReadCallbackOptions extends CallbackOptions {
  /** The app's AgentID; a signed message for another app of the corp is refused. */
  agentId: string | number;
  /** The longest body in bytes (default 64 KiB); real ones have 1 to 10. */
  maxBytes?: number;
}

/** A callback that is genuine, for us, and of now. */
export interface ReceivedCallback {
  /** The decrypted XML; the platform's repeats have the very same one. */
  plaintext: string;
  /**
   * The same for every delivery of the same thing: `msg:<corp>:<agent>:<MsgId>`, or `evt:<sha256 of the
   * plaintext>` where there is no MsgId. The documents' FromUserName + CreateTime would drop real events of
   * the same second.
   */
  dedupeKey: string;
  message: ReceivedMessage;
}

const DEFAULT_WINDOW_MS = 5 * 60_000;
const DEFAULT_MAX_BYTES = 64 * 1024;

/**
 * Answers the GET by which the admin console verifies the URL (WeCom 验证URL有效性 / doc 90930): returns the text
 * to answer with, bare, within a second. Throws {@link CallbackRefused}.
 */
export function verifyUrl(query: CallbackQuery, options: CallbackOptions): string {
  // A `+` that some proxy decoded twice arrives as a space, which base64 does not have.
  const echostr = parameter(query, 'echostr').replaceAll(' ', '+');
  return openSigned(query, echostr, options);
}

/**
 * Reads a POST of the platform (WeCom 接收消息与事件 / doc 90930): checks, decrypts and types it. `body` is the raw
 * request body as UTF-8 text. Throws {@link CallbackRefused}; nothing but the value of `Encrypt` is looked at
 * before the signature is known to be good.
 */
export function readCallback(
  query: CallbackQuery,
  body: string,
  options: ReadCallbackOptions,
): ReceivedCallback {
  const { crypto, agentId, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (Buffer.byteLength(body, 'utf8') > maxBytes) throw new CallbackRefused('too-large');
  const plaintext = openSigned(query, encryptOf(body), options);
  const root = parseXml(plaintext);
  checkAddressee(root, crypto.receiveId, String(agentId));
  const message = readMessage(root);
  return { plaintext, dedupeKey: dedupeKeyOf(message, plaintext, String(agentId)), message };
}

function openSigned(query: CallbackQuery, encrypted: string, options: CallbackOptions): string {
  const timestamp = parameter(query, 'timestamp');
  const plaintext = options.crypto.open({
    signature: parameter(query, 'msg_signature'),
    timestamp,
    nonce: parameter(query, 'nonce'),
    encrypted,
  });
  checkTime(timestamp, options);
  return plaintext;
}

/** Comes after the signature: a refusal for its time is then known to be a genuine request, sent again. */
function checkTime(timestamp: string, { nowMs, windowMs = DEFAULT_WINDOW_MS }: CallbackOptions): void {
  const sentMs = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN;
  if (!(Math.abs(nowMs - sentMs) <= windowMs)) throw new CallbackRefused('timestamp');
}

function parameter(query: CallbackQuery, name: string): string {
  const value = query[name];
  if (typeof value !== 'string' || value === '') throw new CallbackRefused('query');
  return value;
}

/**
 * Takes `Encrypt` out of the envelope by its marks, so that no parser (and no pattern that could be made to
 * run long) works on what a stranger sent. What else the envelope says (ToUserName, AgentID) is not signed
 * and not read. A body without `Encrypt` is never a "plain mode" message.
 */
function encryptOf(body: string): string {
  if (/<!(?!\[CDATA\[)/.test(body)) throw new CallbackRefused('doctype');
  const parts = body.split('<Encrypt>');
  const inside = parts[1]?.split('</Encrypt>', 2) ?? [];
  if (parts.length !== 2 || inside.length !== 2) throw new CallbackRefused('envelope');
  const value = withoutCdata(inside[0]?.trim() ?? '');
  if (value === '' || value.includes('<')) throw new CallbackRefused('envelope');
  return value;
}

function withoutCdata(text: string): string {
  const isCdata = text.startsWith('<![CDATA[') && text.endsWith(']]>');
  return isCdata ? text.slice('<![CDATA['.length, -']]>'.length).trim() : text;
}

function checkAddressee(root: XmlElement, receiveId: string, agentId: string): void {
  if (field(root, 'ToUserName') !== receiveId) throw new CallbackRefused('receiveid');
  // Pushes that belong to no app (contact changes, customer service) have no AgentID.
  if ((field(root, 'AgentID') ?? agentId) !== agentId) throw new CallbackRefused('agent');
}

function dedupeKeyOf({ msgId, toUserName }: ReceivedMessage, plaintext: string, agentId: string): string {
  if (msgId) return `msg:${toUserName}:${agentId}:${msgId}`;
  return `evt:${createHash('sha256').update(plaintext, 'utf8').digest('hex')}`;
}
