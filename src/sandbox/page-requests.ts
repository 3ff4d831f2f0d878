import { HttpError, type Context, type Middleware } from 'koa';
import { isRecord } from './fake/answers.ts';
import { readBody } from './fake/http.ts';

const JSON_LIMIT = 64 * 1024;

/** A request of the page that cannot be met; the text is Chinese and shown to the person. */
export class PageError extends Error {
  readonly status: number;
  readonly hint: Record<string, unknown>;

  constructor(status: number, message: string, hint: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

/** Answers a PageError as JSON, and refuses what another site's page sends. */
export const kindErrors: Middleware = async (ctx, next) => {
  try {
    const isForeign = ctx.get('sec-fetch-site') === 'cross-site' && ctx.method !== 'GET';
    if (isForeign) throw new PageError(403, '请在演示页面里操作。');
    await next();
  } catch (error) {
    const known = isTooLarge(error)
      ? new PageError(413, '文件太大了：照片最多 10 MB，语音最多 2 MB。')
      : error;
    if (!(known instanceof PageError)) throw error;
    ctx.status = known.status;
    ctx.body = { error: known.message, ...known.hint };
  }
};

const isTooLarge = (error: unknown): boolean => error instanceof HttpError && error.status === 413;

/** The JSON object a request carries; anything else is a PageError that carries `hint`. */
export async function readJson(
  ctx: Context,
  hint: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const text = (await readBody(ctx, JSON_LIMIT)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Falls through to the one answer for everything that is no JSON object.
  }
  throw new PageError(400, '请求的内容应当是一个 JSON 对象。', hint);
}

/** A field that must be a text of 1 to `limit` characters. */
export function textField(body: Record<string, unknown>, name: string, limit: number): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '') throw new PageError(400, `缺少 ${name}。`);
  if (value.length > limit) throw new PageError(400, `${name} 太长了，最多 ${limit} 个字。`);
  return value;
}
