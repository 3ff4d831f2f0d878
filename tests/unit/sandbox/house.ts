import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import { createFakeWecom, type FakeWecom, type FakeWecomOptions } from '../../../src/sandbox/fake-wecom.ts';
import { createCallbackCrypto, type CallbackCrypto } from '../../../src/wecom/crypto.ts';
import { heldClock, type HeldClock } from '../../support/clock.ts';

export const CORP = {
  corpId: 'wwtest0000000001',
  agentId: 1000002,
  secret: 'the-secret-of-the-app',
  token: 'callbacktoken',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

export interface House {
  fake: FakeWecom;
  clock: HeldClock;
  api: ReturnType<typeof apiOf>;
  close: () => Promise<void>;
}

/** A fake server on its own port with two members, and a caller for its API. */
export async function openHouse(options: Partial<FakeWecomOptions> = {}): Promise<House> {
  const clock = heldClock('2027-01-17T08:30:00+08:00');
  const fake = createFakeWecom({ ...CORP, clock, ...options });
  fake.setUsers([
    { userId: 'LiMing', name: '李明' },
    { userId: 'zhanglao', name: '张老' },
  ]);
  const { url, close } = await fake.listen();
  return { fake, clock, api: apiOf(url), close };
}

export interface Reply {
  errcode: number;
  errmsg: string;
  access_token: string;
  expires_in: number;
  invaliduser: string;
  msgid: string;
  media_id: string;
  [field: string]: unknown;
}

/** Calls of the API as an app makes them. */
export function apiOf(url: string) {
  const call = async (path: string, init?: RequestInit) =>
    (await (await fetch(`${url}/cgi-bin/${path}`, init)).json()) as Reply;
  const token = async () =>
    (await call(`gettoken?corpid=${CORP.corpId}&corpsecret=${CORP.secret}`)).access_token;
  const post = async (path: string, body: unknown, accessToken?: string) => {
    const joint = path.includes('?') ? '&' : '?';
    return call(`${path}${joint}access_token=${accessToken ?? (await token())}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  };
  const get = async (path: string) =>
    call(`${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}`);
  const send = (fields: Record<string, unknown> = {}, accessToken?: string) =>
    post('message/send', textTo('LiMing', '您好', fields), accessToken);
  const upload = async (type: string, bytes: Buffer, name = 'a.bin') => {
    const form = new FormData();
    form.set('media', new Blob([bytes]), name);
    return call(`media/upload?type=${type}&access_token=${await token()}`, { method: 'POST', body: form });
  };
  return { url, call, token, post, get, send, upload };
}

export const textTo = (touser: string, content: string, fields: Record<string, unknown> = {}) => ({
  touser,
  msgtype: 'text',
  agentid: CORP.agentId,
  text: { content },
  ...fields,
});

export interface Received {
  plaintext: string;
  nonce: string;
  encrypted: string;
  body: string;
}

function openOrNothing(
  crypto: CallbackCrypto,
  sealed: Parameters<CallbackCrypto['open']>[0],
): string | undefined {
  try {
    return crypto.open(sealed);
  } catch {
    return undefined;
  }
}

/**
 * A callback receiver that opens every envelope; `answers` are the statuses it gives, then 200. It answers nobody
 * before `holdFor` requests are there.
 */
export async function openReceiver(answers: (number | 'hang')[] = [], holdFor = 1) {
  const crypto = createCallbackCrypto({ ...CORP, receiveId: CORP.corpId });
  const received: Received[] = [];
  const held: (() => void)[] = [];
  let together = 0;
  let mostTogether = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URL(request.url ?? '', 'http://here').searchParams;
      const body = Buffer.concat(chunks).toString('utf8');
      const encrypted = query.get('echostr') ?? /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '';
      const nonce = query.get('nonce') ?? '';
      const sealed = {
        encrypted,
        nonce,
        timestamp: query.get('timestamp') ?? '',
        signature: query.get('msg_signature') ?? '',
      };
      const plaintext = openOrNothing(crypto, sealed);
      if (plaintext === undefined) return void response.writeHead(403).end();
      received.push({ plaintext, nonce, encrypted, body });
      mostTogether = Math.max(mostTogether, ++together);
      const answer = answers.shift() ?? 200;
      if (answer === 'hang') return;
      held.push(() => {
        together -= 1;
        response.writeHead(answer).end(query.has('echostr') ? plaintext : '');
      });
      if (received.length >= holdFor) for (const release of held.splice(0)) release();
    });
  });
  const { url, close } = await listen(server);
  return { url: `${url}/wecom/callback`, received, mostTogether: () => mostTogether, close };
}

/** Serves a Koa app on a port of its own. */
export function serveApp(app: Koa) {
  const handle = app.callback();
  return listen(createServer((request, response) => void handle(request, response)));
}

async function listen(server: Server) {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
