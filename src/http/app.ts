/** The HTTP side: a Koa application of small routes, one place where errors become answers, and a strict server. */
import { createServer, type Server } from 'node:http';
import Koa, { type Middleware } from 'koa';
import type { Log } from '../log.ts';

/** Puts the routes together. Whatever throws becomes one generic answer; the log has the cause. */
export function createHttpApp({ routes, log }: { routes: readonly Middleware[]; log: Log }): Koa {
  const app = new Koa();
  app.silent = true;
  app.on('error', (error: unknown) => log.error({ err: error }, 'request failed'));
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      log.error({ err: error, path: ctx.path, method: ctx.method }, 'request failed');
      ctx.status = 500;
      ctx.body = { ok: false, error: 'internal error' };
    }
  });
  for (const route of routes) app.use(route);
  return app;
}

/** A server that does not let anybody sit on its connections: Node's own limits are minutes, the platform's is 5 s. */
export function createHttpServer(app: Koa): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 1_000 });
  const handle = app.callback();
  server.on('request', (request, response) => void handle(request, response));
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  // Longer than the usual 60 s of a reverse proxy, which would otherwise reuse a connection just closed.
  server.keepAliveTimeout = 65_000;
  return server;
}

/** Listens, and resolves with the port in use. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done());
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** Stops taking connections and waits for requests under way, at most `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>(done => server.close(() => done()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
