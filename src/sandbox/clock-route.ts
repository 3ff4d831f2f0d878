import type { Context, Middleware } from 'koa';
import type { Clock } from '../clock.ts';
import { kindErrors, PageError, readJson } from './page-requests.ts';

const PATH = '/sandbox/clock';
const EXAMPLE = { now: '2027-01-20T08:00:00+08:00' };
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** How the clock is read and moved. */
export interface ClockRouteDeps {
  clock: Clock;
  /** Resolves when the whole product lives by the new time. */
  moveClock: (instant: Date) => Promise<void>;
}

/**
 * `POST /sandbox/clock {"now":"2027-01-20T08:00:00+08:00"}` moves the clock, forwards or back; GET reads it.
 * The body counts as JSON whatever its content type says, so that `curl -d` is enough.
 */
export function createClockRoute(deps: ClockRouteDeps): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== PATH) return void (await next());
    await kindErrors(ctx, () => answer(ctx, deps));
  };
}

async function answer(ctx: Context, { clock, moveClock }: ClockRouteDeps): Promise<void> {
  if (ctx.method === 'POST') {
    await moveClock(readInstant(await readJson(ctx, { example: EXAMPLE })));
  } else if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
    ctx.set('allow', 'GET, HEAD, POST');
    throw new PageError(405, '请用 POST 调整时间，或用 GET 查看时间。', { example: EXAMPLE });
  }
  ctx.set('cache-control', 'no-store');
  ctx.body = { now: clock.now().toISOString() };
}

function readInstant(body: Record<string, unknown>): Date {
  const refuse = (why: string) => new PageError(400, why, { example: EXAMPLE });
  const { now } = body;
  if (typeof now !== 'string') throw refuse('缺少 now：请写明要调到的时间。');
  const parts = INSTANT.exec(now);
  if (!parts) throw refuse('now 应当写成带时区的时间，例如 2027-01-20T08:00:00+08:00。');
  const instant = new Date(now);
  const isRealDay = Number(parts[3]) <= daysOfMonth(Number(parts[1]), Number(parts[2]));
  if (Number.isNaN(instant.getTime()) || !isRealDay)
    throw refuse(`没有 ${now} 这个时间，请检查月、日、时、分。`);
  const year = instant.getUTCFullYear();
  if (year < 2000 || year > 2099) throw refuse('演示的时间只能在 2000 年到 2099 年之间。');
  return instant;
}

const daysOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
