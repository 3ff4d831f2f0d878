import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTokenStore } from '../../../src/wecom/access-token.ts';
import { createWecomClient, type WecomClientOptions, type WecomLogEvent } from '../../../src/wecom/client.ts';
import {
  surelyNotSent,
  WecomApiError,
  WecomNetworkError,
  WecomTokenError,
} from '../../../src/wecom/errors.ts';
import { textMessage } from '../../../src/wecom/messages.ts';
import { startPlatform, type Platform } from './support/platform.ts';

const secret = 'the-secret-of-the-app';
const body = textMessage({ agentId: 1000002, toUser: 'ZhangSan', content: '您好' });

let platform: Platform;
let now: number;
let log: WecomLogEvent[];

beforeEach(async () => {
  platform = await startPlatform();
  now = Date.parse('2026-11-23T08:00:00+08:00');
  log = [];
});

afterEach(() => platform.close());

const clientOf = (options: Partial<WecomClientOptions> = {}) =>
  createWecomClient({
    apiBase: platform.url,
    corpId: 'ww0123456789abcdef',
    secret,
    agentId: 1000002,
    tokens: memoryTokenStore(),
    nowMs: () => now,
    log: event => log.push(event),
    ...options,
  });

async function failureOf(run: Promise<unknown>): Promise<Error> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('did not fail');
}

/** Every text that an error or the log would show. */
const shown = (error: Error): string =>
  JSON.stringify([error.message, error.stack, String(error.cause), JSON.stringify(error), log]);

describe('send', () => {
  it('posts exactly the bytes it was given, with the token of the app', async () => {
    platform.on('message/send', () => ({ errcode: 0, errmsg: 'ok', msgid: 'm-1', invaliduser: '' }));
    expect(await clientOf().send(body)).toEqual({ msgId: 'm-1', invalidUsers: [], unlicensedUsers: [] });
    const [asked, sent] = platform.seen;
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      corpid: 'ww0123456789abcdef',
      corpsecret: secret,
    });
    expect(sent).toMatchObject({ method: 'POST', api: 'message/send' });
    expect(sent?.query.get('access_token')).toBe('token-1');
    expect(sent?.body.equals(Buffer.from(body, 'utf8'))).toBe(true);
    expect(sent?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('with recipients who were not reached is no failure: the others were', async () => {
    platform.on('message/send', () => ({
      errcode: 0,
      errmsg: 'ok. Warning: wrong json format.',
      invaliduser: 'lisi|WangWu',
      unlicenseduser: 'zhaoliu',
      response_code: 'rc',
    }));
    expect(await clientOf().send(body)).toEqual({
      invalidUsers: ['lisi', 'wangwu'],
      unlicensedUsers: ['zhaoliu'],
      responseCode: 'rc',
    });
    expect(platform.count('message/send')).toBe(1);
  });

  it('takes an answer without errcode as success', async () => {
    platform.on('message/send', () => ({ msgid: 'm-1' }));
    expect(await clientOf().send(body)).toMatchObject({ msgId: 'm-1' });
  });

  it.each([
    [81013, 'recipient'],
    [45009, 'slow-down'],
    [-1, 'retry'],
    [60020, 'alert'],
    [123456, 'retry-once'],
  ])('with errcode %i fails once, saying: %s', async (errcode, action) => {
    platform.on('message/send', () => ({ errcode, errmsg: 'no' }));
    const error = await failureOf(clientOf().send(body));
    expect(error).toBeInstanceOf(WecomApiError);
    expect(error).toMatchObject({ errcode, action, api: 'message/send' });
    expect(surelyNotSent(error)).toBe(true);
    expect(platform.count('message/send')).toBe(1);
    expect(platform.count('gettoken')).toBe(1);
  });

  it('reaches a platform under a path', async () => {
    const under = await startPlatform('/sandbox/wecom');
    try {
      for (const apiBase of [under.url, `${under.url}/`]) await clientOf({ apiBase }).send(body);
      expect(under.count('message/send')).toBe(2);
    } finally {
      await under.close();
    }
  });
});

describe('the token', () => {
  it('is asked for once by 50 sends at the same time, and kept', async () => {
    const client = clientOf();
    await Promise.all(Array.from({ length: 50 }, () => client.send(body)));
    now += (7200 - 301) * 1000;
    await client.send(body);
    expect(platform.count('gettoken')).toBe(1);
    expect(platform.count('message/send')).toBe(51);
  });

  it.each([42001, 40014, 41001])(
    'that expires in the middle (%i) is renewed exactly once, nothing is lost',
    async errcode => {
      let valid = 'token-1';
      let calls = 0;
      const delivered: string[] = [];
      platform.on('message/send', async ({ query, body: bytes }) => {
        if (++calls === 20) valid = 'token-2';
        const token = query.get('access_token');
        // Answers arrive in any order, so that late refusals of the old token come after the new one is there.
        await new Promise(resolve => setTimeout(resolve, calls % 7));
        if (token !== valid) return { errcode, errmsg: 'expired' };
        delivered.push(bytes.toString());
        return { errcode: 0, errmsg: 'ok' };
      });
      const tokens = memoryTokenStore();
      const processes = [clientOf({ tokens }), clientOf({ tokens })];
      const bodies = Array.from({ length: 50 }, (_, index) => `{"n":${index}}`);
      await Promise.all(bodies.flatMap((one, index) => (processes[index % 2] ?? clientOf()).send(one)));
      expect(delivered.sort()).toEqual(bodies.sort());
      expect(platform.count('gettoken')).toBe(2);
    },
  );

  it('that is refused again after renewal is not renewed in a loop', async () => {
    platform.on('message/send', () => ({ errcode: 42001, errmsg: 'expired' }));
    expect(await failureOf(clientOf().send(body))).toMatchObject({ errcode: 42001, action: 'refresh-token' });
    expect(platform.count('message/send')).toBe(2);
    expect(platform.count('gettoken')).toBe(2);
  });

  it.each([40001, 40091, 40013])(
    'with a wrong secret (%i) is asked for once, not in a loop',
    async errcode => {
      platform.on('gettoken', () => ({ errcode, errmsg: 'invalid credential' }));
      const client = clientOf();
      const errors = await Promise.all(Array.from({ length: 50 }, () => failureOf(client.send(body))));
      expect(errors.every(error => error instanceof WecomTokenError && error.action === 'alert')).toBe(true);
      expect(errors.every(surelyNotSent)).toBe(true);
      await failureOf(client.send(body));
      expect(platform.count('gettoken')).toBe(1);
      now += 60_000;
      await failureOf(client.send(body));
      expect(platform.count('gettoken')).toBe(2);
      expect(platform.count('message/send')).toBe(0);
    },
  );

  it('that a send calls a wrong secret (40001) is not renewed', async () => {
    platform.on('message/send', () => ({ errcode: 40001, errmsg: 'invalid credential' }));
    expect(await failureOf(clientOf().send(body))).toMatchObject({ errcode: 40001, action: 'alert' });
    expect(platform.count('gettoken')).toBe(1);
  });

  it('that cannot be had leaves no doubt: the message was not sent', async () => {
    platform.on('gettoken', (_, response) => void response.destroy());
    const error = await failureOf(clientOf().send(body));
    expect(error).toBeInstanceOf(WecomTokenError);
    expect(error).toMatchObject({ action: 'retry', cause: { api: 'gettoken', outcomeUnknown: false } });
    expect(surelyNotSent(error)).toBe(true);
    expect(platform.count('message/send')).toBe(0);
  });

  it.each([{ errcode: 0 }, { access_token: '', expires_in: 7200 }, { access_token: 'x' }])(
    'that is none is refused: %j',
    async answer => {
      platform.on('gettoken', () => answer);
      expect(await failureOf(clientOf().send(body))).toBeInstanceOf(WecomTokenError);
    },
  );

  it('can be looked at', async () => {
    expect(await clientOf().token()).toEqual({ value: 'token-1', expiresAtMs: now + 7200_000 });
  });
});

describe('when no answer comes', () => {
  const sendTo = async (apiBase: string, options: Partial<WecomClientOptions> = {}) => {
    const tokens = memoryTokenStore();
    await tokens.refresh(null, async () => ({ value: 'token-0', expiresAtMs: now + 3600_000 }));
    const error = await failureOf(clientOf({ apiBase, tokens, ...options }).send(body));
    expect(error).toBeInstanceOf(WecomNetworkError);
    return error as WecomNetworkError;
  };

  it('in time, the outcome is unknown', async () => {
    platform.on('message/send', () => undefined);
    const error = await sendTo(platform.url, { timeoutMs: 50 });
    expect(error).toMatchObject({ outcomeUnknown: true, api: 'message/send' });
    expect(error.message).toContain('no answer within 50 ms');
    expect(surelyNotSent(error)).toBe(false);
    expect(platform.count('message/send')).toBe(1);
  });

  it('in full in time, the outcome is unknown', async () => {
    platform.on('message/send', (_, response) => void response.writeHead(200).write('{"errcode":'));
    expect(await sendTo(platform.url, { timeoutMs: 50 })).toMatchObject({ outcomeUnknown: true });
  });

  it('because the connection is cut, the outcome is unknown', async () => {
    platform.on('message/send', (_, response) => void response.destroy());
    expect(await sendTo(platform.url)).toMatchObject({ outcomeUnknown: true });
  });

  it('because nobody listens, it surely was not sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    const error = await sendTo(`http://127.0.0.1:${port}`);
    expect(error).toMatchObject({ outcomeUnknown: false, code: 'ECONNREFUSED' });
    expect(surelyNotSent(error)).toBe(true);
  });

  it.each([
    ['ENOTFOUND', false],
    ['EAI_AGAIN', false],
    ['UND_ERR_CONNECT_TIMEOUT', false],
    ['CERT_HAS_EXPIRED', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false],
    ['ECONNRESET', true],
    ['UND_ERR_SOCKET', true],
    ['ETIMEDOUT', true],
    ['EPIPE', true],
  ])('because of %s, the outcome is unknown: %s', async (code, outcomeUnknown) => {
    const cause = Object.assign(new Error(`it was ${code}`), { code });
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect(await sendTo(platform.url, { fetch: failing })).toMatchObject({ outcomeUnknown, code });
  });

  it('from any of several addresses, it surely was not sent', async () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const failing = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new AggregateError([refused]) }));
    expect(await sendTo(platform.url, { fetch: failing })).toMatchObject({ outcomeUnknown: false });
  });

  it.each([301, 302, 307, 308])('but a redirect (%i), it is not followed', async status => {
    const elsewhere = await startPlatform();
    try {
      platform.on('message/send', (_, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/cgi-bin/message/send` }).end();
      });
      expect(await sendTo(platform.url)).toMatchObject({ outcomeUnknown: false });
      expect(elsewhere.seen).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it.each([
    [500, true],
    [502, true],
    [504, true],
    [403, false],
    [404, false],
    [413, false],
  ])('but a proxy’s status %i, the outcome is unknown: %s', async (status, outcomeUnknown) => {
    platform.on('message/send', (_, response) => void response.writeHead(status).end('<html>'));
    expect(await sendTo(platform.url)).toMatchObject({ outcomeUnknown });
  });

  it.each(['<html>', '', '[]', 'null', '"ok"'])('but %s, the outcome is unknown', async text => {
    platform.on('message/send', (_, response) => void response.end(text));
    expect(await sendTo(platform.url)).toMatchObject({ outcomeUnknown: true });
  });
});

describe('secrets', () => {
  it('never stand in errors or in the log', async () => {
    platform.on('message/send', ({ query }) => ({
      errcode: 40014,
      errmsg: `invalid access_token ${query.get('access_token')}, hint: [1], secret ${secret}, /x?access_token=${query.get('access_token')}`,
    }));
    const error = await failureOf(clientOf().send(body));
    expect(error.message).toContain('invalid access_token ***, hint: [1], secret ***, /x?access_token=***');
    expect(shown(error)).not.toMatch(/token-\d|the-secret/);
    expect(log.map(({ api, level }) => `${level} ${api}`)).toEqual([
      'debug gettoken',
      'warn message/send',
      'debug gettoken',
      'warn message/send',
    ]);
  });

  it('stay hidden where fetch itself names the address', async () => {
    const failing = (url: unknown) => Promise.reject(new TypeError(`cannot reach ${String(url)}`));
    const error = await failureOf(clientOf({ fetch: failing }).send(body));
    expect(error.message).toContain('corpsecret=***');
    expect(shown(error)).not.toContain(secret);
  });

  it('and what people write stay out of the log', async () => {
    platform.on('message/send', () => ({ errcode: 44004, errmsg: 'empty content' }));
    await failureOf(clientOf().send(body));
    await clientOf()
      .send('{}')
      .catch(() => undefined);
    expect(JSON.stringify(log)).not.toContain('您好');
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'warn', api: 'message/send', errcode: 44004 }),
    );
  });
});

describe('settings', () => {
  it.each(['', 'qyapi.weixin.qq.com', 'ftp://127.0.0.1', 'file:///tmp'])('refuses the base "%s"', apiBase => {
    expect(() => clientOf({ apiBase })).toThrow(TypeError);
  });

  it.each([{ corpId: '' }, { secret: '' }])('refuses %j', empty => {
    expect(() => clientOf(empty)).toThrow(TypeError);
  });
});

describe('the menu', () => {
  const menu = {
    button: [
      { type: 'click' as const, name: '记录走访', key: 'record-visit' },
      {
        name: '更多',
        sub_button: [{ type: 'view' as const, name: '手册', url: 'https://example.invalid/' }],
      },
    ],
  };

  it('is set, read and removed', async () => {
    const client = clientOf();
    platform.on('menu/get', () => menu);
    await client.createMenu(menu);
    expect(await client.getMenu()).toEqual(menu);
    await client.deleteMenu();
    const calls = platform.seen.filter(one => one.api.startsWith('menu/'));
    expect(calls.map(({ method, api, query }) => `${method} ${api} ${query.get('agentid')}`)).toEqual([
      'POST menu/create 1000002',
      'GET menu/get 1000002',
      'GET menu/delete 1000002',
    ]);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual(menu);
  });

  it('that is not set is null', async () => {
    platform.on('menu/get', () => ({ errcode: 46003, errmsg: 'menu no exist' }));
    expect(await clientOf().getMenu()).toBeNull();
  });

  it('that the platform would refuse is never sent', async () => {
    const error = await failureOf(clientOf().createMenu({ button: [] }));
    expect(error).toEqual(new TypeError('menu: 0 items, must be 1 to 3'));
    expect(platform.seen).toEqual([]);
  });
});

describe('self-checks', () => {
  it('list the callback’s addresses', async () => {
    platform.on('getcallbackip', () => ({ errcode: 0, ip_list: ['101.226.103.*', '101.226.62.*'] }));
    expect(await clientOf().getCallbackIps()).toEqual(['101.226.103.*', '101.226.62.*']);
    platform.on('getcallbackip', () => ({ errcode: 0 }));
    expect(await clientOf().getCallbackIps()).toEqual([]);
  });

  it('name the app', async () => {
    platform.on('agent/get', ({ query }) => ({
      errcode: 0,
      agentid: Number(query.get('agentid')),
      name: '帮扶',
      close: 1,
    }));
    expect(await clientOf().getAgent()).toEqual({ agentId: 1000002, name: '帮扶', closed: true });
  });
});
