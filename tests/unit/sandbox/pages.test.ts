import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jumpTarget } from '../../../src/sandbox/almanac.ts';
import {
  assertSandboxBase,
  createClockRoute,
  createSandboxRouter,
  type SandboxPerson,
} from '../../../src/sandbox/pages.ts';
import { CORP, openHouse, openReceiver, serveApp, type House } from './house.ts';

const PEOPLE: SandboxPerson[] = [
  { userId: 'LiMing', name: '李明', roles: '帮扶人', organisation: '江滨县老干部局' },
  { userId: 'zhanglao', name: '张德贵', roles: '帮扶对象', organisation: '第一党支部', note: '86岁' },
];
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)]);

let house: House;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let page: Awaited<ReturnType<typeof serveApp>>;
let answers: number[];

beforeEach(async () => {
  answers = [];
  receiver = await openReceiver(answers);
  house = await openHouse({ callbackUrl: receiver.url });
  const { fake, clock } = house;
  const moveClock = async (instant: Date) => clock.moveTo(instant);
  const app = new Koa();
  app.silent = true;
  app.use(createClockRoute({ clock, moveClock }));
  app.use(createSandboxRouter({ fake, clock, moveClock, people: async () => PEOPLE }));
  page = await serveApp(app);
});
afterEach(async () => {
  await page.close();
  await house.close();
  await receiver.close();
});

const ask = (path: string, init?: RequestInit) =>
  fetch(`${page.url}/sandbox${path}`, { redirect: 'manual', ...init });
const post = (path: string, body: string | Buffer, headers?: Record<string, string>) =>
  ask(path, { method: 'POST', body, ...(headers ? { headers } : {}) });
const json = async (response: Response | Promise<Response>) => await (await response).json();
const messagesOf = async (userId: string) =>
  (await json(ask(`/api/messages?userId=${userId}`))) as Record<string, unknown>[];

describe('the page', () => {
  it('is served with a policy that lets nothing in from elsewhere', async () => {
    expect((await ask('')).headers.get('location')).toBe('/sandbox/');
    const html = await ask('/');
    expect(html.headers.get('content-type')).toContain('text/html');
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    const text = await html.text();
    expect(text).toContain('演示环境 · 虚构数据 · 不会发给任何真实的人');
    expect(text).not.toMatch(/https?:|<script>|style="|onclick=/);
    const parts = [...text.matchAll(/(?:src|href)="([\w.]+)"/g)].map(found => found[1] ?? '');
    expect(parts).toContain('phone.js');
    for (const part of parts) expect([part, (await ask(`/${part}`)).status]).toEqual([part, 200]);
  });

  it('serves nothing but its own files', async () => {
    for (const path of [
      '/pages.ts',
      '/..%2fpages.ts',
      '/%2e%2e/pages.ts',
      '/phone/phone.js',
      '/nothing.js',
    ]) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it('writes nothing into the page but text', async () => {
    for (const file of ['phone.js', 'chat.js', 'bubbles.js', 'picker.js', 'clock.js', 'dom.js', 'links.js']) {
      const source = await (await ask(`/${file}`)).text();
      expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
    }
  });
});

describe('what people do', () => {
  it('lists people and the menu', async () => {
    const button = [{ type: 'click', name: '帮助', key: '帮助' }];
    await house.api.post(`menu/create?agentid=${CORP.agentId}`, { button });
    expect(await json(ask('/api/people'))).toEqual(PEOPLE);
    expect(await json(ask('/api/menu'))).toEqual(button);
  });

  it('shows a file of the app by name and size, and hands it out for download as it came', async () => {
    const workbook = Buffer.from('PK\x03\x04 not really a workbook');
    const { media_id: id } = await house.api.upload('file', workbook, '名册（有错的行）.xlsx');
    await house.api.send({ msgtype: 'file', file: { media_id: id } });
    const [message] = await messagesOf('LiMing');
    const media = `/sandbox/api/media/${id}`;
    const name = '名册（有错的行）.xlsx';
    expect(message).toMatchObject({
      kind: 'file',
      text: name,
      filename: name,
      bytes: workbook.length,
      media,
    });
    const download = await fetch(`${page.url}${media}`);
    expect(download.headers.get('content-disposition')).toContain(encodeURIComponent(name));
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await download.arrayBuffer())).toEqual(workbook);
  });

  it('sends text, photo, voice and taps, and shows both directions', async () => {
    const button = [{ name: '走访', sub_button: [{ type: 'click', name: '我的待办', key: 'tasks' }] }];
    await house.api.post(`menu/create?agentid=${CORP.agentId}`, { button });
    await post('/api/text', JSON.stringify({ userId: 'LiMing', text: '<b>你好</b>' }));
    await house.api.send();
    await post('/api/click', JSON.stringify({ userId: 'LiMing', key: 'tasks' }));
    await post('/api/photo?userId=LiMing', PNG);
    await post(
      '/api/voice?userId=LiMing',
      Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(6 * 50 * 32)]),
    );
    await house.fake.event('LiMing', 'enter_agent', { EventKey: '' });
    const messages = await messagesOf('liming');
    expect(messages.map(message => [message['side'], message['kind'], message['text']])).toEqual([
      ['person', 'text', '<b>你好</b>'],
      ['app', 'text', '您好'],
      ['person', 'tap', '我的待办'],
      ['person', 'image', ''],
      ['person', 'voice', ''],
    ]);
    expect(messages[4]?.['seconds']).toBe(6);
    expect(receiver.received).toHaveLength(5);
    const photo = await fetch(`${page.url}${String(messages[3]?.['media'])}`);
    expect([photo.headers.get('content-type'), Buffer.from(await photo.arrayBuffer())]).toEqual([
      'image/png',
      PNG,
    ]);
    const sound = await fetch(`${page.url}${String(messages[4]?.['media'])}`);
    expect(sound.headers.get('content-disposition')).toContain('attachment');
    expect(await messagesOf('zhanglao')).toEqual([]);
  });

  it('says in Chinese what is wrong, and sends nothing', async () => {
    const wrong = [
      post('/api/text', 'no json'),
      post('/api/text', JSON.stringify({ userId: 'LiMing', text: ' ' })),
      post('/api/text', JSON.stringify({ userId: 'LiMing', text: '长'.repeat(2001) })),
      post('/api/photo?userId=LiMing', 'GIF89a'),
      post('/api/photo', PNG),
      post('/api/voice?userId=LiMing', PNG),
      post('/api/jump', JSON.stringify({ to: 'nowhere' })),
      ask('/api/messages'),
    ];
    for (const response of await Promise.all(wrong)) {
      expect(response.status).toBe(400);
      expect(await json(response)).toEqual({ error: expect.stringMatching(/[\u4e00-\u9fff]/) as string });
    }
    const large = await post('/api/voice?userId=LiMing', Buffer.alloc(2 * 1024 * 1024 + 1));
    expect([large.status, await json(large)]).toEqual([
      413,
      { error: expect.stringContaining('太大') as string },
    ]);
    expect(house.fake.said()).toEqual([]);
  });

  it('says so when the product does not answer, and refuses other sites', async () => {
    answers.push(503, 503, 503);
    const body = JSON.stringify({ userId: 'LiMing', text: '在吗' });
    expect((await post('/api/text', body)).status).toBe(502);
    expect((await post('/api/text', body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post('/clock', '{}', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await messagesOf('LiMing')).length).toBe(1);
  });

  it('streams the clock and every message while the page is open', async () => {
    const leaving = new AbortController();
    const response = await ask('/api/events', { signal: leaving.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (wanted: string) => {
      let text = '';
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
      return text;
    };
    expect(await until('event: clock')).toContain('2027年1月17日（腊月初十，周日）');
    await house.api.send();
    expect(await until('您好')).toContain('event: message');
    const said = post('/api/text', JSON.stringify({ userId: 'zhanglao', text: '我要求助' }));
    expect(await until('我要求助')).toContain('"userId":"zhanglao"');
    expect((await said).status).toBe(200);
    leaving.abort();
  });
});

describe('the clock', () => {
  const now = () => house.clock.now().toISOString();

  it('is moved forwards and back by POST, whatever the content type', async () => {
    const body = '{"now":"2027-02-06T08:00:00+08:00"}';
    expect(await json(post('/clock', body))).toEqual({ now: '2027-02-06T00:00:00.000Z' });
    expect(now()).toBe('2027-02-06T00:00:00.000Z');
    await post('/clock', '{"now":"2026-10-01T00:00:00Z"}', { 'content-type': 'application/json' });
    expect(await json(ask('/clock'))).toEqual({ now: '2026-10-01T00:00:00.000Z' });
  });

  it('stays where it is and says what would be right', async () => {
    const bodies = [
      '',
      '[]',
      '{}',
      '{"now":5}',
      '{"now":"tomorrow"}',
      '{"now":"2027-01-20"}',
      '{"now":"2027-01-20T08:00:00"}',
      '{"now":"2027-02-30T08:00:00+08:00"}',
      '{"now":"2027-01-20T25:00:00Z"}',
      '{"now":"1970-01-01T00:00:00Z"}',
    ];
    for (const body of bodies) {
      const response = await post('/clock', body);
      expect([body, response.status]).toEqual([body, 400]);
      expect(await json(response)).toMatchObject({ example: { now: '2027-01-20T08:00:00+08:00' } });
    }
    expect((await ask('/clock', { method: 'DELETE' })).status).toBe(405);
    expect(now()).toBe('2027-01-17T00:30:00.000Z');
  });

  it('jumps by the buttons', async () => {
    house.clock.moveTo(new Date('2026-11-23T10:00:00+08:00'));
    const jump = async (to: string) => {
      await post('/api/jump', JSON.stringify({ to }));
      return now();
    };
    expect(await jump('spring')).toBe('2027-01-17T01:02:00.000Z');
    expect(await jump('spring')).toBe('2027-01-17T01:02:00.000Z');
    expect(await jump('tomorrow')).toBe('2027-01-18T01:00:00.000Z');
    expect(await jump('hour')).toBe('2027-01-18T02:00:00.000Z');
    expect(await jump('july')).toBe('2027-06-21T01:02:00.000Z');
    expect(await json(ask('/api/clock'))).toMatchObject({ line: '2027年6月21日（五月十七，周一）' });
  });

  it('goes by the festival from today on and by the days of China', () => {
    const at = (jump: Parameters<typeof jumpTarget>[0], from: string, offsetMs = 0) =>
      jumpTarget(jump, new Date(from), offsetMs).toISOString();
    expect(at('spring', '2027-02-06T23:00:00+08:00')).toBe('2027-01-17T01:02:00.000Z');
    expect(at('spring', '2027-02-07T00:00:00+08:00')).toBe('2028-01-06T01:02:00.000Z');
    expect(at('spring', '2030-01-01T12:00:00+08:00')).toBe('2030-01-14T01:02:00.000Z');
    expect(at('tomorrow', '2027-01-17T16:30:00Z')).toBe('2027-01-19T01:00:00.000Z');
    expect(at('real', '2027-01-17T08:30:00Z', 60_000)).toBe('2027-01-17T08:29:00.000Z');
  });
});

describe('assertSandboxBase', () => {
  it('takes this machine only', () => {
    for (const url of ['http://127.0.0.1:3000/sandbox/wecom', 'http://localhost', 'https://[::1]:8443/']) {
      expect(() => assertSandboxBase(url)).not.toThrow();
    }
    for (const url of [
      'https://qyapi.weixin.qq.com',
      'http://localhost.evil.example',
      'http://localhost@evil.example/',
      'http://127.0.0.1.evil.example',
      'http://10.0.0.1',
      'ftp://localhost',
      '127.0.0.1:3000',
      '',
    ]) {
      expect(() => assertSandboxBase(url)).toThrow(/this machine/);
    }
  });
});
