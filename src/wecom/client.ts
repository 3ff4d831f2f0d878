import { createTokenSource, type AccessToken, type TokenStore } from './access-token.ts';
import { createCaller, type Caller } from './caller.ts';
import { WecomNetworkError } from './errors.ts';
import { createHttp, type Http, type WecomLog } from './http.ts';
import { getMedia, uploadMedia, type GetMediaOptions, type SavedMedia } from './media.ts';
import type { Upload, UploadedMedia } from './media.ts';
import { createMenu, deleteMenu, getMenu, type Menu } from './menu.ts';
import { sendMessage, type SendResult } from './send.ts';

export type { WecomLog, WecomLogEvent } from './http.ts';
export type { GetMediaOptions, SavedMedia, Upload, UploadedMedia } from './media.ts';
export { validateMenu, type Menu, type MenuLeaf, type MenuParent } from './menu.ts';
export type { SendResult } from './send.ts';

/** What a client of one app needs. */
export interface WecomClientOptions {
  /** Such as `https://qyapi.weixin.qq.com`, or a proxy with a path; calls go to `<apiBase>/cgi-bin/…`. */
  apiBase: string;
  corpId: string;
  /** The app's secret. */
  secret: string;
  agentId: string | number;
  /** Shared by every process of the app. */
  tokens: TokenStore;
  /** The present instant in ms since 1970. */
  nowMs: () => number;
  /** Default: the global one. */
  fetch?: typeof fetch;
  /** How long to wait for an answer, and for the next piece of a download, in ms (default 10 000). */
  timeoutMs?: number;
  /** Gets one line per call, without secrets. */
  log?: WecomLog;
}

/** The app as the platform knows it. */
export interface Agent {
  agentId: number;
  name: string;
  /** Whether an administrator has switched it off. */
  closed: boolean;
}

/**
 * The server API for one app of the corp's own. Every method may throw `WecomApiError` (the platform said
 * no), `WecomNetworkError` (no usable answer) or `WecomTokenError` (the call was never made).
 */
export interface WecomClient {
  /** Posts these very bytes to message/send. See `surelyNotSent` for what a failure means. */
  send(body: string): Promise<SendResult>;
  /** Downloads a medium that somebody sent in the last 3 days. */
  getMedia(mediaId: string, toPath: string, options: GetMediaOptions): Promise<SavedMedia>;
  uploadMedia(upload: Upload): Promise<UploadedMedia>;
  /** Throws `TypeError` for a menu that the platform would refuse. */
  createMenu(menu: Menu): Promise<void>;
  /** Null where no menu is set. */
  getMenu(): Promise<Menu | null>;
  deleteMenu(): Promise<void>;
  /** From where callbacks come, as addresses and patterns such as `101.226.103.*`; ask once a day. */
  getCallbackIps(): Promise<string[]>;
  getAgent(): Promise<Agent>;
  /** A token that is valid now; for self-checks. */
  token(): Promise<AccessToken>;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Makes a client. Throws `TypeError` for an `apiBase` that is no http(s) URL, or an empty corpId or secret.
 */
export function createWecomClient(options: WecomClientOptions): WecomClient {
  if (!options.corpId || !options.secret) throw new TypeError('corpId and secret must not be empty');
  const { nowMs, tokens: store } = options;
  const http = createHttp({
    apiBase: options.apiBase,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    secrets: [options.secret],
    ...(options.log ? { log: options.log } : {}),
  });
  const tokens = createTokenSource({ store, nowMs, fetchToken: () => fetchToken(http, options) });
  return { ...methods(createCaller(http, tokens), String(options.agentId)), token: () => tokens.current() };
}

function methods(caller: Caller, agentId: string): Omit<WecomClient, 'token'> {
  return {
    send: body => sendMessage(caller, body),
    getMedia: (mediaId, toPath, mediaOptions) => getMedia(caller, mediaId, toPath, mediaOptions),
    uploadMedia: upload => uploadMedia(caller, upload),
    createMenu: menu => createMenu(caller, agentId, menu),
    getMenu: () => getMenu(caller, agentId),
    deleteMenu: () => deleteMenu(caller, agentId),
    getCallbackIps: () => getCallbackIps(caller),
    getAgent: () => getAgent(caller, agentId),
  };
}

/** WeCom 获取access_token / doc 91039. The life is counted from before the call, never longer than it is. */
async function fetchToken(http: Http, { corpId, secret, nowMs }: WecomClientOptions): Promise<AccessToken> {
  const askedAtMs = nowMs();
  const query = { corpid: corpId, corpsecret: secret };
  const { access_token: value, expires_in: seconds } = await http.json({ api: 'gettoken', query });
  if (typeof value !== 'string' || value === '' || typeof seconds !== 'number' || !(seconds > 0)) {
    throw new WecomNetworkError({
      api: 'gettoken',
      outcomeUnknown: false,
      message: 'answer without a token',
    });
  }
  return { value, expiresAtMs: askedAtMs + seconds * 1000 };
}

async function getCallbackIps(caller: Caller): Promise<string[]> {
  const { ip_list: list } = await caller.json({ api: 'getcallbackip' });
  return Array.isArray(list) ? list.filter(entry => typeof entry === 'string') : [];
}

async function getAgent(caller: Caller, agentId: string): Promise<Agent> {
  const answer = await caller.json({ api: 'agent/get', query: { agentid: agentId } });
  return {
    agentId: Number(answer['agentid']),
    name: typeof answer['name'] === 'string' ? answer['name'] : '',
    closed: answer['close'] === 1,
  };
}
