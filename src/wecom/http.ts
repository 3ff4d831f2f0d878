import { WecomApiError, WecomNetworkError, redact } from './errors.ts';

/** A line about one call; holds no secret and nothing of a message. */
export interface WecomLogEvent {
  level: 'debug' | 'info' | 'warn';
  message: string;
  /** Path behind `/cgi-bin/`. */
  api: string;
  errcode?: number;
  durationMs?: number;
}

/** Takes log lines; must not throw. */
export type WecomLog = (event: WecomLogEvent) => void;

/** A JSON object as it came. */
export type Json = Record<string, unknown>;

/** One call of the server API. */
export interface ApiCall {
  /** Path behind `/cgi-bin/`. */
  api: string;
  query?: Record<string, string>;
  /** Present for a POST. Text is sent as JSON, byte for byte. */
  body?: string | FormData;
  /** The `Range` header. */
  range?: string;
  /** Added to the longest silence, in ms: a body that is large is under way for a while before anything is answered. */
  extraMs?: number;
}

/** What the transport needs. */
export interface HttpOptions {
  /** Without `/cgi-bin`; may have a path. */
  apiBase: string;
  fetch: typeof fetch;
  /**
   * The longest silence in ms: until the answer begins, and between its pieces. A JSON answer must be whole
   * by then.
   */
  timeoutMs: number;
  /** What must never appear in an error's text. */
  secrets: readonly string[];
  log?: WecomLog;
}

/** Carries calls over HTTP. */
export interface Http {
  /**
   * The JSON answer. Throws {@link WecomApiError} where errcode is there and not 0, {@link
   * WecomNetworkError}.
   */
  json(call: ApiCall): Promise<Json>;
  /** Lets `read` have the answer, whatever it is. Throws {@link WecomNetworkError} and what `read` throws. */
  exchange<T>(call: ApiCall, read: (answer: Answer) => Promise<T>): Promise<T>;
}

/** An answer that is being read. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The pieces of the body. Throws {@link WecomNetworkError} where it is cut. */
  pieces(): AsyncGenerator<Uint8Array>;
  /** The body as the JSON object it must be, checked for its errcode. */
  json(): Promise<Json>;
}

/** Makes the transport. Throws `TypeError` for a base that is no http(s) URL. */
export function createHttp(options: HttpOptions): Http {
  const protocol = URL.canParse(options.apiBase) ? new URL(options.apiBase).protocol : '';
  if (!/^https?:$/.test(protocol)) throw new TypeError('apiBase must be an http or https URL');
  const base = options.apiBase.replace(/\/+$/, '');
  const exchange: Http['exchange'] = (call, read) =>
    logged(options.log, call.api, () => exchangeOnce(options, base, call, read));
  return { exchange, json: call => exchange(call, answer => answer.json()) };
}

async function exchangeOnce<T>(
  options: HttpOptions,
  base: string,
  call: ApiCall,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  const silence = silenceTimer(options.timeoutMs + (call.extraMs ?? 0));
  try {
    const response = await begin(options, base, call, silence.signal);
    return await read(answerOf(options, call, response, silence.rearm));
  } finally {
    silence.stop();
  }
}

/**
 * `AbortSignal.timeout` cannot be rearmed, and a stalled download must not be told from a long one by its
 * length.
 */
function silenceTimer(ms: number): { signal: AbortSignal; rearm: () => void; stop: () => void } {
  const controller = new AbortController();
  const expire = () => controller.abort(new Error(`no answer within ${ms} ms`));
  let timer = setTimeout(expire, ms);
  const stop = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    stop,
    rearm() {
      stop();
      timer = setTimeout(expire, ms);
    },
  };
}

async function begin(
  options: HttpOptions,
  base: string,
  call: ApiCall,
  signal: AbortSignal,
): Promise<Response> {
  const { status, response } = await attempt(options, call, async () => {
    const url = `${base}/cgi-bin/${call.api}?${new URLSearchParams(call.query).toString()}`;
    const answer = await options.fetch(url, { ...requestOf(call), signal, redirect: 'manual' });
    return { status: answer.status, response: answer };
  });
  if (status === 200 || status === 206) return response;
  await response.body?.cancel();
  // A redirect or a refusal came instead of the platform's answer; behind a 5xx it may have worked.
  const outcomeUnknown = isPost(call) && status >= 500;
  throw new WecomNetworkError({ api: call.api, outcomeUnknown, message: `HTTP status ${status}` });
}

function requestOf(call: ApiCall): RequestInit {
  const headers = new Headers();
  if (call.range) headers.set('range', call.range);
  if (typeof call.body === 'string') headers.set('content-type', 'application/json; charset=utf-8');
  return { method: isPost(call) ? 'POST' : 'GET', headers, ...(isPost(call) ? { body: call.body } : {}) };
}

const isPost = (call: ApiCall): boolean => call.body !== undefined;

function answerOf(options: HttpOptions, call: ApiCall, response: Response, rearm: () => void): Answer {
  return {
    status: response.status,
    headers: response.headers,
    json: async () => readJson(options, call, await attempt(options, call, () => response.text())),
    async *pieces() {
      const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
      if (!reader) return;
      try {
        for (;;) {
          const { done, value } = await attempt(options, call, () => reader.read());
          if (done) return;
          rearm();
          yield value;
        }
      } finally {
        await reader.cancel().catch(() => undefined);
      }
    },
  };
}

/**
 * Runs one step on the wire; whatever it throws becomes a {@link WecomNetworkError} without a secret in it.
 */
async function attempt<T>(options: HttpOptions, call: ApiCall, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const chain = causes(error);
    const message = redact(chain.map(describe).join(': '), secretsOf(options, call));
    const outcomeUnknown = isPost(call) && !chain.some(cause => beforeSending.test(codeOf(cause)));
    const code = chain.map(codeOf).find(one => one !== '');
    throw new WecomNetworkError({ api: call.api, outcomeUnknown, message, code });
  }
}

function readJson(options: HttpOptions, call: ApiCall, text: string): Json {
  const answer = parseObject(text);
  if (!answer) {
    const outcomeUnknown = isPost(call);
    throw new WecomNetworkError({ api: call.api, outcomeUnknown, message: 'answer is no JSON object' });
  }
  const errcode = Number(answer['errcode'] ?? 0);
  if (errcode === 0) return answer;
  const errmsg = typeof answer['errmsg'] === 'string' ? answer['errmsg'] : '';
  throw new WecomApiError({ api: call.api, errcode, errmsg: redact(errmsg, secretsOf(options, call)) });
}

const secretsOf = (options: HttpOptions, call: ApiCall): string[] => [
  ...options.secrets,
  call.query?.['access_token'] ?? '',
];

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

async function logged<T>(log: WecomLog | undefined, api: string, run: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const durationMs = () => Math.round(performance.now() - startedMs);
  try {
    const result = await run();
    log?.({ level: 'debug', message: 'call succeeded', api, durationMs: durationMs() });
    return result;
  } catch (error) {
    const code = error instanceof WecomApiError ? { errcode: error.errcode } : {};
    const message = error instanceof Error ? error.message : String(error);
    log?.({ level: 'warn', message, api, ...code, durationMs: durationMs() });
    throw error;
  }
}

/** Failures that come before the first byte of a request has left. */
const beforeSending = new RegExp(
  '^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|' +
    'ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_INVALID_URL)',
);

/**
 * The error and what caused it, outermost first; of several addresses that failed, the first speaks for all.
 */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (
    let at = error;
    at !== undefined && chain.length < 6;
    at = at instanceof Error ? at.cause : undefined
  ) {
    chain.push(at);
    if (at instanceof AggregateError && at.errors.length > 0) return [...chain, at.errors[0]];
  }
  return chain;
}

const describe = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
