import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface Seen {
  method: string;
  /** The path behind `/cgi-bin/`; the whole path where there is none. */
  api: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Answers one request; what it returns is sent as JSON with status 200. */
export type Handler = (seen: Seen, response: ServerResponse) => unknown;

/** A server that answers as a test says and remembers what it was asked. */
export interface Platform {
  url: string;
  seen: Seen[];
  /** How often an API was called. */
  count(api: string): number;
  /** Sets how one API is answered. `gettoken` gives `token-1`, `token-2`, … unless told otherwise. */
  on(api: string, handler: Handler): void;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startPlatform(prefix = ''): Promise<Platform> {
  const seen: Seen[] = [];
  const count = (api: string) => seen.filter(one => one.api === api).length;
  const handlers = new Map<string, Handler>([
    [
      'gettoken',
      () => ({ errcode: 0, errmsg: 'ok', access_token: `token-${count('gettoken')}`, expires_in: 7200 }),
    ],
  ]);
  const server = createServer((request, response) => {
    void bodyOf(request).then(async body => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const api = url.pathname.replace(`${prefix}/cgi-bin/`, '');
      const one = {
        method: request.method ?? '',
        api,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      seen.push(one);
      const answer = await (handlers.get(api) ?? (() => ({ errcode: 0, errmsg: 'ok' })))(one, response);
      if (answer === undefined) return;
      response.setHeader('content-type', 'application/json; charset=UTF-8').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    seen,
    count,
    on: (api, handler) => void handlers.set(api, handler),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
