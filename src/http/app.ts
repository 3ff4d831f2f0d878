/** The HTTP side: a Koa application of small routes, one place where errors become answers, and a strict server. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
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
      log.error({ err: error, path: withoutToken(ctx.path), method: ctx.method }, 'request failed');
      ctx.status = 500;
      ctx.body = { ok: false, error: 'internal error' };
    }
  });
  for (const route of routes) app.use(route);
  return app;
}

/** The token in the path of an upload link is its whole permission. */
const withoutToken = (path: string): string => path.replace(/^\/files\/.+/, '/files/…');

/** How long a request may take to arrive: a callback has a few KB, a file on a slow line 20 MB. */
const arrivalMs = { usual: 10_000, file: 4 * 60_000 };

/** A server that does not let anybody sit on its connections: Node's own limits are minutes, the platform's is 5 s. */
export function createHttpServer(app: Koa): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 1_000 });
  const handle = app.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/files/')) hurry(request);
    void handle(request, response);
  });
  server.requestTimeout = arrivalMs.file;
  server.headersTimeout = 5_000;
  // Longer than the usual 60 s of a reverse proxy, which would otherwise reuse a connection just closed.
  server.keepAliveTimeout = 65_000;
  return server;
}

/** Cuts off a request whose body takes too long; Node's own limit is one for all. */
function hurry(request: IncomingMessage): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, arrivalMs.usual);
  request.once('close', () => clearTimeout(timer));
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
