import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa, { type Context, type Middleware } from 'koa';
import type { Clock } from '../../clock.ts';
import { refusal, type Answer, type Call } from './answers.ts';
import type { Api } from './api.ts';
import type { Fault, FaultBook } from './faults.ts';
import type { TokenDesk } from './tokens.ts';
import type { FakeCounters, LoggedRequest } from './types.ts';

const BODY_LIMIT = 24 * 1024 * 1024;
const LOG_LENGTH = 10_000;

interface HttpDeps {
  api: Api;
  faults: FaultBook;
  tokens: TokenDesk;
  clock: Clock;
  log: (request: LoggedRequest) => void;
}

/** Koa middleware that speaks the API below `<prefix>/cgi-bin/`, faults included. */
export function createApiMiddleware(deps: HttpDeps, prefix: string): Middleware {
  const root = `${prefix}/cgi-bin/`;
  return async (ctx, next) => {
    if (!ctx.path.startsWith(root)) return void (await next());
    const call = await readCall(ctx, ctx.path.slice(root.length));
    const fault = deps.faults.take(call.api) ?? { api: call.api };
    if (fault.refuse) {
      deps.log(entryOf(call, deps.clock.now(), 0, undefined));
      return hangUp(ctx);
    }
    if (fault.expireToken) deps.tokens.expireAll();
    const played = fault.errcode === undefined && fault.status === undefined;
    const answer = played ? await deps.api.answer(call) : faultAnswer(fault);
    const status = fault.status ?? (answer ? 200 : 404);
    deps.log(entryOf(call, deps.clock.now(), status, answer));
    if (fault.delayMs) await new Promise(resolve => setTimeout(resolve, fault.delayMs));
    if (fault.dropReply) return hangUp(ctx);
    write(ctx, status, answer, fault.cutAfterBytes);
  };
}

/** Keeps the last calls and counts those that have a counter. */
export function createRequestLog(counters: FakeCounters): {
  add: (request: LoggedRequest) => void;
  list: () => LoggedRequest[];
} {
  let requests: LoggedRequest[] = [];
  return {
    add(request) {
      if (request.api === 'gettoken') counters.gettoken += 1;
      if (request.api === 'message/send') counters.send += 1;
      requests.push(request);
      if (requests.length > 2 * LOG_LENGTH) requests = requests.slice(-LOG_LENGTH);
    },
    list: () => requests.slice(-LOG_LENGTH),
  };
}

/** Serves one middleware on 127.0.0.1; `close` does not wait for idle connections. */
export async function serve(middleware: Middleware, port: number) {
  const app = new Koa();
  app.silent = true;
  app.use(middleware);
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${bound}`, close };
}

async function readCall(ctx: Context, api: string): Promise<Call> {
  return {
    method: ctx.method,
    api,
    query: new URLSearchParams(ctx.querystring),
    contentType: ctx.get('content-type'),
    range: ctx.get('range'),
    body: await readBody(ctx, BODY_LIMIT),
  };
}

/** Reads a request's body; 413 beyond the limit. */
export async function readBody(ctx: Context, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) ctx.throw(413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function faultAnswer(fault: Fault): Answer | undefined {
  return fault.errcode === undefined ? undefined : refusal(fault.errcode, 'scripted fault', fault.errmsg);
}

function entryOf(call: Call, at: Date, status: number, answer: Answer | undefined): LoggedRequest {
  const { method, api } = call;
  const body = call.contentType.startsWith('multipart/') ? '' : call.body.toString('utf8');
  const errcode = answer && 'json' in answer ? { errcode: answer.json.errcode } : {};
  return { at, method, api, query: Object.fromEntries(call.query), body, status, ...errcode };
}

function hangUp(ctx: Context): void {
  ctx.respond = false;
  ctx.req.socket.destroy();
}

function write(
  ctx: Context,
  status: number,
  answer: Answer | undefined,
  cutAfterBytes: number | undefined,
): void {
  ctx.status = status;
  if (!answer) {
    ctx.body = '<html><body>not this time</body></html>';
  } else if ('json' in answer) {
    ctx.body = answer.json;
  } else {
    ctx.status = status === 200 ? answer.status : status;
    ctx.set(answer.headers);
    if (cutAfterBytes === undefined) ctx.body = answer.bytes;
    else writeCut(ctx, answer.bytes, cutAfterBytes);
  }
}

/** Promises the whole file, sends its beginning and breaks off. */
function writeCut(ctx: Context, bytes: Buffer, cutAfterBytes: number): void {
  ctx.respond = false;
  ctx.res.writeHead(ctx.status, { ...ctx.response.headers, 'content-length': bytes.length });
  ctx.res.write(bytes.subarray(0, cutAfterBytes), () => setImmediate(() => ctx.req.socket.destroy()));
}
