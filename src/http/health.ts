/** /healthz: the process answers. /readyz: it can do its work, with what is wrong in plain words. */
import Router from '@koa/router';
import type { Metrics } from './metrics.ts';

/** One thing that must be well; `problem` says in a few words what is not. */
export interface Check {
  readonly name: string;
  check(): Promise<{ readonly ok: boolean; readonly problem?: string; readonly note?: string }>;
}

export function healthRoutes({ checks, metrics }: { checks: readonly Check[]; metrics: Metrics }): Router {
  const router = new Router();
  router.get('/healthz', ctx => {
    ctx.body = { ok: true };
  });
  router.get('/readyz', async ctx => {
    const results = await Promise.all(
      checks.map(async each => ({ name: each.name, ...(await outcome(each)) })),
    );
    const ok = results.every(result => result.ok);
    ctx.status = ok ? 200 : 503;
    ctx.body = { ok, checks: results };
  });
  router.get('/metrics', async ctx => {
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  });
  return router;
}

async function outcome(check: Check): Promise<{ ok: boolean; problem?: string; note?: string }> {
  try {
    return await check.check();
  } catch {
    return { ok: false, problem: 'no answer' };
  }
}
