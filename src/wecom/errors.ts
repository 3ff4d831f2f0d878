import { actionFor, type ErrcodeAction } from './errcodes.ts';

export { actionFor, errcodes, type ErrcodeAction, type ErrcodeAdvice } from './errcodes.ts';

/** The platform answered, and said no: the call had no effect. */
export class WecomApiError extends Error {
  /** Path behind `/cgi-bin/`, such as `message/send`. */
  readonly api: string;
  readonly errcode: number;
  /** The platform's text with every secret taken out; for people, not for decisions. */
  readonly errmsg: string;
  readonly action: ErrcodeAction;

  constructor({ api, errcode, errmsg }: { api: string; errcode: number; errmsg: string }) {
    super(`${api}: errcode ${errcode}: ${errmsg}`);
    this.name = 'WecomApiError';
    this.api = api;
    this.errcode = errcode;
    this.errmsg = errmsg;
    this.action = actionFor(errcode);
  }
}

/** No usable answer came. */
export class WecomNetworkError extends Error {
  readonly api: string;
  /**
   * True where the platform may have carried the call out: a time-out, a cut connection, a server's failure
   * after a POST. Such a message may be repeated with the very same bytes only, within its duplicate check's
   * interval. False where nothing arrived (no such host, connection refused, bad certificate) or the call
   * changes nothing.
   */
  readonly outcomeUnknown: boolean;

  /** The system's name for the failure, such as `ECONNREFUSED`, where there is one. */
  readonly code: string | undefined;

  // No `cause`: the errors of fetch may hold the URL, and with it the token.
  constructor(failure: { api: string; outcomeUnknown: boolean; message: string; code?: string | undefined }) {
    super(`${failure.api}: ${failure.message}`);
    this.name = 'WecomNetworkError';
    this.api = failure.api;
    this.outcomeUnknown = failure.outcomeUnknown;
    this.code = failure.code;
  }
}

/** No access token could be had, so the call was never made; `cause` says why. */
export class WecomTokenError extends Error {
  /** As the cause has it; `retry` where the network or the token store failed. */
  readonly action: ErrcodeAction;

  constructor(cause: unknown) {
    super(`no access token: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'WecomTokenError';
    this.action = cause instanceof WecomApiError ? cause.action : 'retry';
  }
}

/** A medium is larger than the caller allows. */
export class WecomMediaTooLarge extends Error {
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`medium larger than ${maxBytes} bytes`);
    this.name = 'WecomMediaTooLarge';
    this.maxBytes = maxBytes;
  }
}

/**
 * Whether a call that threw `error` surely had no effect: the message was not sent. False for an unknown
 * outcome and for errors that are not from here.
 */
export function surelyNotSent(error: unknown): boolean {
  if (error instanceof WecomNetworkError) return !error.outcomeUnknown;
  return error instanceof WecomApiError || error instanceof WecomTokenError;
}

const secretNames =
  '(?:suite_|provider_)?access_token|(?:corp)?secret|(?:jsapi_|user_)?ticket|response_code|ResponseCode';
const inUrl = new RegExp(`\\b(${secretNames})=[^&\\s"'<>,\\]]+`, 'gi');
const inJson = new RegExp(`"(${secretNames})"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*"`, 'gi');
const inXml = /<(ResponseCode)>[^]*?<\/ResponseCode>/gi;

/**
 * Takes tokens, secrets, tickets and response codes out of a text that is to be logged: by their names in
 * URLs, JSON and XML, and wherever one of `secrets` stands literally.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const named = text.replace(inUrl, '$1=***').replace(inJson, '"$1":"***"').replace(inXml, '<$1>***</$1>');
  return secrets
    .filter(secret => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), named);
}
