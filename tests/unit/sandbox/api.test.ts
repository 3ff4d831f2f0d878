import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiOf, CORP, openHouse, serveApp, textTo, type House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const MINUTE = 60_000;
const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(32)]);

describe('gettoken', () => {
  it('refuses a wrong corp and a wrong secret, and counts every call', async () => {
    const { api, fake } = house;
    expect((await api.call(`gettoken?corpid=wwother&corpsecret=${CORP.secret}`)).errcode).toBe(40013);
    expect((await api.call(`gettoken?corpid=${CORP.corpId}&corpsecret=wrong`)).errcode).toBe(40001);
    expect((await api.call(`gettoken?corpid=${CORP.corpId}`)).errcode).toBe(41004);
    expect(fake.counters.gettoken).toBe(3);
  });

  it('gives the same token for 7200 s of the clock, then another', async () => {
    const { api, clock } = house;
    const first = await api.token();
    clock.advance(7_199_000);
    expect(await api.token()).toBe(first);
    clock.advance(1_000);
    expect(await api.token()).not.toBe(first);
  });
});

describe('the access token', () => {
  it('is missing, unknown, expired or revoked: each has its code', async () => {
    const { api, fake, clock } = house;
    expect((await api.call('message/send', { method: 'POST', body: '{}' })).errcode).toBe(41001);
    expect((await api.send({}, 'made-up')).errcode).toBe(40014);
    const token = await api.token();
    expect((await api.send({}, token)).errcode).toBe(0);
    clock.advance(7200_000);
    expect((await api.send({}, token)).errcode).toBe(42001);
    const second = await api.token();
    fake.expireTokens();
    expect((await api.send({}, second)).errcode).toBe(42001);
    const third = await api.token();
    fake.revokeTokens();
    expect((await api.send({}, third)).errcode).toBe(40014);
    expect(fake.delivered()).toHaveLength(1);
  });
});

describe('message/send', () => {
  it('shows a text on the phone it is for, with the bytes it came in', async () => {
    const { api, fake, clock } = house;
    const heard: string[] = [];
    const stop = fake.onMessage(message => heard.push(message.text));
    const body = JSON.stringify(textTo('liming', '您好，李明'));
    expect((await api.post('message/send', body)).errcode).toBe(0);
    stop();
    await api.send();
    expect(fake.delivered('LIMING')[0]).toMatchObject({
      to: 'LiMing',
      text: '您好，李明',
      at: clock.now(),
      body,
    });
    expect(fake.delivered('zhanglao')).toEqual([]);
    expect(heard).toEqual(['您好，李明']);
  });

  it('delivers to those it knows and names the others in lower case', async () => {
    const { api, fake } = house;
    const reply = await api.send({ touser: 'LiMing|NoBody|ZHANGLAO|liming|Stranger' });
    expect(reply).toMatchObject({ errcode: 0, invaliduser: 'nobody|stranger' });
    expect(fake.delivered().map(message => message.to)).toEqual(['LiMing', 'zhanglao']);
    expect((await api.send({ touser: 'NoBody' })).errcode).toBe(81013);
    expect((await api.send({ touser: undefined })).errcode).toBe(82001);
    expect((await api.send({ touser: '' })).errcode).toBe(82001);
    expect(
      (await api.send({ touser: Array.from({ length: 1001 }, (_, i) => `u${i}`).join('|') })).errcode,
    ).toBe(40032);
    expect((await api.send({ touser: '@all' })).errcode).toBe(0);
    expect(fake.delivered()).toHaveLength(4);
  });

  it('wants its own agent id, a known type and content', async () => {
    const { api, fake } = house;
    const codes = [];
    for (const fields of [
      { agentid: undefined },
      { agentid: '1000002' },
      { agentid: 1000003 },
      { msgtype: 'telegram' },
      { text: { content: '' } },
      { msgtype: 'image', image: { media_id: 'gone' } },
      { duplicate_check_interval: 14_401, enable_duplicate_check: 1 },
    ]) {
      codes.push((await api.send(fields)).errcode);
    }
    expect(codes).toEqual([41011, 40056, 301002, 40008, 44004, 40007, 40058]);
    expect((await api.post('message/send', '{"touser":')).errcode).toBe(47001);
    expect((await api.post('message/send', '')).errcode).toBe(44002);
    expect((await api.get('message/send')).errcode).toBe(43002);
    expect(fake.delivered()).toEqual([]);
  });

  it('cuts a text at 2048 bytes, at the end of a character', async () => {
    const { api, fake } = house;
    await api.send({ text: { content: '好'.repeat(682) + 'ab' } });
    await api.send({ text: { content: '好'.repeat(683) } });
    const [whole, cut] = fake.delivered();
    expect([whole?.text.length, whole?.truncated]).toEqual([684, undefined]);
    expect([cut?.text, cut?.truncated]).toEqual(['好'.repeat(682), true]);
  });

  it('suppresses the same bytes within the interval, and only those', async () => {
    const { api, fake, clock } = house;
    const once = { enable_duplicate_check: 1, duplicate_check_interval: 600 };
    const first = await api.send(once);
    const second = await api.send(once);
    expect(second).toMatchObject({ errcode: 0, msgid: first.msgid });
    await api.send({ ...once, text: { content: '您好。' } });
    expect([fake.delivered().length, fake.counters.duplicates]).toEqual([2, 1]);
    clock.advance(599_999);
    await api.send(once);
    expect(fake.delivered()).toHaveLength(2);
    clock.advance(1);
    await api.send(once);
    expect(fake.delivered()).toHaveLength(3);
    await api.send();
    await api.send();
    expect(fake.delivered()).toHaveLength(5);
  });

  it('does not remember what it refused', async () => {
    const { api, fake } = house;
    const once = { touser: 'newcomer', enable_duplicate_check: 1 };
    expect((await api.send(once)).errcode).toBe(81013);
    fake.setUsers([{ userId: 'newcomer', name: '新来' }]);
    expect((await api.send(once)).errcode).toBe(0);
    expect(fake.delivered('newcomer')).toHaveLength(1);
  });

  it('silently drops the 31st message to one member in a minute', async () => {
    const { api, fake, clock } = house;
    const token = await api.token();
    for (let i = 0; i < 30; i++) await api.send({}, token);
    expect((await api.send({ touser: 'LiMing|zhanglao' }, token)).errcode).toBe(0);
    expect(fake.delivered('LiMing')).toHaveLength(30);
    expect(fake.delivered('zhanglao')).toHaveLength(1);
    expect(fake.dropped('liming')).toHaveLength(1);
    expect(fake.counters).toMatchObject({ dropped: 1, send: 31 });
    clock.advance(MINUTE);
    await api.send({}, token);
    expect(fake.delivered('LiMing')).toHaveLength(31);
  });

  it('refuses beyond accounts × 200 a day of China', async () => {
    await house.close();
    house = await openHouse({ accountCeiling: 1 });
    const { api, fake, clock } = house;
    clock.moveTo(new Date('2027-01-17T23:00:00+08:00'));
    fake.setUsers(Array.from({ length: 201 }, (_, i) => ({ userId: `u${i}`, name: '同志' })));
    const all = Array.from({ length: 201 }, (_, i) => `u${i}`);
    expect((await api.send({ touser: all.join('|') })).errcode).toBe(45009);
    expect((await api.send({ touser: all.slice(0, 200).join('|') })).errcode).toBe(0);
    expect((await api.send({ touser: 'u0' })).errcode).toBe(45009);
    clock.moveTo(new Date('2027-01-18T00:00:00+08:00'));
    expect((await api.send({ touser: 'u0' })).errcode).toBe(0);
  });

  it('shows cards by their words and gives a code for those that answer', async () => {
    const { api, fake } = house;
    const card = (fields: object) => api.send({ msgtype: 'template_card', template_card: fields });
    const buttons = [{ text: '同意', key: 'yes' }];
    const main = { main_title: { title: '待您审批' }, button_list: buttons };
    expect((await card({ card_type: 'button_interaction', ...main })).errcode).toBe(42014);
    const reply = await card({ card_type: 'button_interaction', task_id: 'task-1', ...main });
    expect(reply['response_code']).toMatch(/^[\w-]{20,}$/);
    expect(fake.delivered()[0]?.text).toBe('待您审批\n[同意]');
  });
});

describe('media', () => {
  it('takes what the platform takes and gives it back for 3 days', async () => {
    const { api, fake, clock } = house;
    const { media_id: id } = await api.upload('image', JPEG, '照片.jpg');
    expect((await api.send({ msgtype: 'image', image: { media_id: id } })).errcode).toBe(0);
    expect(fake.delivered()[0]).toMatchObject({ msgtype: 'image', mediaId: id });
    const fetchIt = async () =>
      fetch(`${api.url}/cgi-bin/media/get?media_id=${id}&access_token=${await api.token()}`);
    const whole = await fetchIt();
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(JPEG);
    expect(whole.headers.get('content-disposition')).toContain(encodeURIComponent('照片.jpg'));
    clock.advance(3 * 24 * 60 * MINUTE);
    expect(await (await fetchIt()).json()).toMatchObject({ errcode: 40007 });
    expect((await api.send({ msgtype: 'image', image: { media_id: id } })).errcode).toBe(40007);
    expect(fake.media(id)?.filename).toBe('照片.jpg');
  });

  it('refuses wrong types, sizes and parts', async () => {
    const { api } = house;
    expect((await api.upload('picture', JPEG)).errcode).toBe(40004);
    expect((await api.upload('image', Buffer.from('GIF89a is no photo'))).errcode).toBe(40005);
    expect((await api.upload('voice', JPEG)).errcode).toBe(40005);
    expect((await api.upload('file', Buffer.from('12345'))).errcode).toBe(40006);
    expect((await api.upload('voice', Buffer.alloc(2 * 1024 * 1024 + 1))).errcode).toBe(45001);
    expect((await api.upload('file', Buffer.alloc(20 * 1024 * 1024 + 1))).errcode).toBe(45001);
    expect((await api.post('media/upload?type=file', 'no form')).errcode).toBe(41005);
  });

  it('wants a Range for more than 20 MB', async () => {
    const { api, fake } = house;
    fake.setCallbackUrl('http://127.0.0.1:9/none');
    const size = 20 * 1024 * 1024 + 10;
    await fake.say('LiMing', { video: Buffer.alloc(size, 7) });
    const id = fake.said()[0]?.mediaId ?? '';
    const token = await api.token();
    const part = (range: string) =>
      fetch(`${api.url}/cgi-bin/media/get?media_id=${id}&access_token=${token}`, { headers: { range } });
    expect(await (await part('')).json()).toMatchObject({ errcode: 830002 });
    expect(await (await part(`bytes=0-${size - 1}`)).json()).toMatchObject({ errcode: 830002 });
    expect(await (await part(`bytes=${size}-`)).json()).toMatchObject({ errcode: 40146 });
    const tail = await part(`bytes=${size - 4}-`);
    expect([tail.status, tail.headers.get('content-range')]).toEqual([
      206,
      `bytes ${size - 4}-${size - 1}/${size}`,
    ]);
    expect((await tail.arrayBuffer()).byteLength).toBe(4);
  });
});

describe('menu, app and people', () => {
  const menu = {
    button: [
      { name: '走访', sub_button: [{ type: 'click', name: '记录走访', key: '记录走访' }] },
      { type: 'click', name: '帮助', key: '帮助' },
    ],
  };
  const agent = `agentid=${CORP.agentId}`;

  it('keeps the menu until it is deleted', async () => {
    const { api, fake } = house;
    expect((await api.get(`menu/get?${agent}`)).errcode).toBe(46003);
    expect((await api.post(`menu/create?${agent}`, menu)).errcode).toBe(0);
    expect(await api.get(`menu/get?${agent}`)).toMatchObject({ errcode: 0, button: menu.button });
    expect(fake.menu()).toEqual(menu.button);
    await api.get(`menu/delete?${agent}`);
    expect((await api.get(`menu/get?${agent}`)).errcode).toBe(46003);
    expect((await api.post('menu/create?agentid=1', menu)).errcode).toBe(301002);
  });

  it('refuses a menu that breaks a limit', async () => {
    const { api, fake } = house;
    const click = (name: string, key = 'k') => ({ type: 'click', name, key });
    const five = Array.from({ length: 6 }, () => click('子'));
    const codes = [];
    for (const button of [
      [],
      Array.from({ length: 4 }, () => click('一')),
      [click('六个汉字太长')],
      [click('好', 'k'.repeat(129))],
      [{ name: '好' }],
      [{ name: '好', sub_button: five }],
      [{ name: '好', sub_button: [click('好'.repeat(14))] }],
      [{ type: 'view', name: '好', url: 'ftp://x' }],
    ]) {
      codes.push((await api.post(`menu/create?${agent}`, { button })).errcode);
    }
    expect(codes).toEqual([40016, 40016, 40018, 40019, 40017, 40023, 40025, 40020]);
    expect(fake.menu()).toEqual([]);
  });

  it('tells about the app, its addresses and its people', async () => {
    const { api } = house;
    expect(await api.get(`agent/get?${agent}`)).toMatchObject({ errcode: 0, agentid: CORP.agentId });
    expect(await api.get('getcallbackip')).toMatchObject({ ip_list: ['127.0.0.1'] });
    expect(await api.get('get_api_domain_ip')).toMatchObject({ ip_list: ['127.0.0.1'] });
    expect(await api.get('user/get?userid=LIMING')).toMatchObject({ userid: 'LiMing', name: '李明' });
    expect((await api.get('user/get?userid=nobody')).errcode).toBe(60111);
  });
});

describe('scripted faults', () => {
  it('answers with an error, does nothing, then is used up', async () => {
    const { api, fake } = house;
    const fault = fake.fault({ api: 'message/send', times: 2, errcode: 45009 });
    expect((await api.send()).errcode).toBe(45009);
    expect(fault.remaining()).toBe(1);
    expect((await api.send()).errcode).toBe(45009);
    expect((await api.send()).errcode).toBe(0);
    expect([fake.delivered().length, fake.counters.send]).toEqual([1, 3]);
    fake.fault({ api: '*', errcode: -1 });
    fake.clearFaults();
    expect((await api.send()).errcode).toBe(0);
  });

  it('plays an HTTP failure, an expiry and a slow answer', async () => {
    const { api, fake } = house;
    fake.fault({ api: 'gettoken', status: 502 });
    const broken = await fetch(`${api.url}/cgi-bin/gettoken?corpid=a&corpsecret=b`);
    expect([broken.status, await broken.text()]).toEqual([502, expect.not.stringContaining('{')]);
    const token = await api.token();
    fake.fault({ api: 'message/send', expireToken: true });
    expect((await api.send({}, token)).errcode).toBe(42001);
    const fresh = await api.token();
    fake.fault({ api: 'message/send', delayMs: 120 });
    let shownMs = Infinity;
    fake.onMessage(() => void (shownMs = performance.now()));
    const slow = api.send({}, fresh);
    expect((await slow).errcode).toBe(0);
    expect(performance.now() - shownMs).toBeGreaterThan(110);
  });

  it('accepts and then drops the reply, or refuses the connection before anything happens', async () => {
    const { api, fake } = house;
    const token = await api.token();
    const once = { enable_duplicate_check: 1 };
    fake.fault({ api: 'message/send', dropReply: true });
    await expect(api.send(once, token)).rejects.toThrow();
    expect(fake.delivered()).toHaveLength(1);
    expect((await api.send(once, token)).errcode).toBe(0);
    expect(fake.delivered()).toHaveLength(1);
    fake.fault({ api: 'message/send', refuse: true });
    await expect(api.send({}, token)).rejects.toThrow();
    expect(fake.delivered()).toHaveLength(1);
  });

  it('breaks off a download', async () => {
    const { api, fake } = house;
    const { media_id: id } = await api.upload('file', Buffer.alloc(5000, 1));
    const token = await api.token();
    fake.fault({ api: 'media/get', cutAfterBytes: 1000 });
    const response = await fetch(`${api.url}/cgi-bin/media/get?media_id=${id}&access_token=${token}`);
    expect(response.headers.get('content-length')).toBe('5000');
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});

describe('the log and the mount', () => {
  it('keeps what was called and how it was answered', async () => {
    const { api, fake } = house;
    await api.send({ touser: 'nobody' });
    expect(fake.requests().map(request => [request.api, request.errcode])).toEqual([
      ['gettoken', 0],
      ['message/send', 81013],
    ]);
    expect(fake.requests('message/send')[0]?.body).toContain('"nobody"');
    expect((await fetch(`${api.url}/cgi-bin/message/recall`)).status).toBe(404);
  });

  it('serves below a prefix and passes anything else on', async () => {
    const app = new Koa();
    app.use(house.fake.middleware('/sandbox/wecom'));
    app.use(ctx => void (ctx.body = 'mine'));
    const { url, close } = await serveApp(app);
    expect(await (await fetch(`${url}/cgi-bin/gettoken`)).text()).toBe('mine');
    expect((await apiOf(`${url}/sandbox/wecom`).send()).errcode).toBe(0);
    await close();
  });
});
