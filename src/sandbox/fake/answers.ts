/** What one API call is answered with. */
export type Answer =
  | { json: { errcode: number; errmsg: string } & Record<string, unknown> }
  | { bytes: Buffer; status: number; headers: Record<string, string> };

/** One call of the app, with its body read. */
export interface Call {
  method: string;
  api: string;
  query: URLSearchParams;
  contentType: string;
  range: string;
  body: Buffer;
}

/** Thrown inside the fake server to be answered as a platform error. */
export class PlatformError extends Error {
  readonly errcode: number;

  constructor(errcode: number, detail?: string) {
    super(detail ?? MESSAGES[errcode] ?? 'unknown error');
    this.errcode = errcode;
  }
}

const MESSAGES: Record<number, string> = {
  [-1]: 'system busy',
  40001: 'invalid credential',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40006: 'invalid file size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40016: 'invalid button size',
  40017: 'invalid button type',
  40018: 'invalid button name size',
  40019: 'invalid button key size',
  40020: 'invalid button url size',
  40023: 'invalid sub button size',
  40025: 'invalid sub button name size',
  40032: 'invalid userid list size',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40146: 'invalid range header',
  40206: 'request body too large',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41005: 'media data missing',
  41006: 'media_id missing',
  41011: 'agentid missing',
  42001: 'access_token expired',
  42014: 'invalid task_id',
  43001: 'require GET method',
  43002: 'require POST method',
  44001: 'empty media data',
  44002: 'empty post data',
  44004: 'empty content',
  45001: 'media size out of limit',
  45008: 'article size out of limit',
  45009: 'api freq out of limit',
  46003: 'menu no exist',
  47001: 'data format error',
  60111: 'userid not found',
  81013: 'user & party & tag all invalid',
  82001: 'all touser & toparty & totag empty',
  82002: 'invalid party list size',
  82003: 'invalid tag list size',
  301002: 'not allow operate another agent with this accesstoken',
  830002: 'file too large, use Range to download',
};

/** A successful JSON answer. */
export function ok(fields: Record<string, unknown> = {}): Answer {
  return { json: { errcode: 0, errmsg: 'ok', ...fields } };
}

/** A platform error as JSON; the text carries a hint and an address behind the reason, as the platform's does. */
export function refusal(errcode: number, hint: string, detail?: string): Answer {
  const reason = detail ?? MESSAGES[errcode] ?? 'unknown error';
  return { json: { errcode, errmsg: `${reason}, hint: [${hint}], from ip: 127.0.0.1` } };
}

/** The JSON object in a request's body; 44002 where it is empty, 47001 where it is none. */
export function jsonBody(call: Call): Record<string, unknown> {
  if (call.body.length === 0) throw new PlatformError(44002);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(call.body));
  } catch {
    throw new PlatformError(47001);
  }
  if (!isRecord(value)) throw new PlatformError(47001);
  return value;
}

/** Whether a value is a plain object as JSON knows it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Length in UTF-8 bytes, the unit of most of the platform's limits. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');
