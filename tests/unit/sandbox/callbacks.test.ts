import { afterEach, describe, expect, it } from 'vitest';
import { CORP, openHouse, openReceiver, type House } from './house.ts';

let house: House;
let receiver: Awaited<ReturnType<typeof openReceiver>>;

async function open(answers: (number | 'hang')[] = [], options = {}, holdFor = 1) {
  receiver = await openReceiver(answers, holdFor);
  house = await openHouse({ callbackUrl: receiver.url, ...options });
  return house.fake;
}
afterEach(async () => {
  await house.close();
  await receiver.close();
});

const field = (xml: string, name: string) =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(xml)?.[1];

describe('say', () => {
  it('delivers a sealed message with a growing MsgId beyond 2^53', async () => {
    const fake = await open();
    const { deliveries, plaintext, msgId } = await fake.say('LIMING', { text: '我的对象' });
    expect(deliveries).toEqual([{ status: 200, ms: expect.any(Number) as number, body: '' }]);
    expect(receiver.received[0]?.plaintext).toBe(plaintext);
    expect(field(plaintext, 'FromUserName')).toBe('LiMing');
    expect(field(plaintext, 'ToUserName')).toBe(CORP.corpId);
    expect(field(plaintext, 'AgentID')).toBe('1000002');
    expect(field(plaintext, 'Content')).toBe('我的对象');
    expect(field(plaintext, 'CreateTime')).toBe(String(house.clock.now().getTime() / 1000));
    expect(field(plaintext, 'MsgId')).toBe(msgId);
    expect(BigInt(msgId) > 2n ** 53n && BigInt(msgId) < 2n ** 63n).toBe(true);
    house.clock.advance(-3_600_000);
    const next = await fake.say('LiMing', { text: '我的对象' });
    expect(BigInt(next.msgId) > BigInt(msgId)).toBe(true);
  });

  it('keeps text that looks like XML apart from the XML', async () => {
    const fake = await open();
    const text = 'a]]><MsgId>1</MsgId><b>&amp;';
    const { plaintext, msgId } = await fake.say('LiMing', { text });
    expect(plaintext).toContain('<![CDATA[a]]]]><![CDATA[><MsgId>1</MsgId><b>&amp;]]>');
    expect(plaintext).toContain(`<MsgId>${msgId}</MsgId>`);
    expect(fake.said('liming')[0]).toMatchObject({ from: 'LiMing', kind: 'text', text, msgId });
  });

  it('sends every type of message with the fields the platform sends', async () => {
    const fake = await open();
    const image = Buffer.from('ffd8ffe000112233', 'hex');
    const photo = (await fake.say('LiMing', { image })).plaintext;
    expect(fake.media(field(photo, 'MediaId') ?? '')?.bytes).toEqual(image);
    expect(field(photo, 'PicUrl')).toMatch(/^http/);
    const voice = (await fake.say('LiMing', { voice: Buffer.from('#!AMR\n') })).plaintext;
    expect([field(voice, 'MsgType'), field(voice, 'Format')]).toEqual(['voice', 'amr']);
    const video = (await fake.say('LiMing', { video: image })).plaintext;
    expect(field(video, 'ThumbMediaId')).toBeTruthy();
    const place = { latitude: 30.5, longitude: 114.3, label: '医院' };
    const location = (await fake.say('LiMing', { location: place })).plaintext;
    expect([field(location, 'Location_X'), field(location, 'AppType')]).toEqual(['30.5', 'wxwork']);
    const link = { title: '标题', description: '说明', url: 'http://a.invalid/' };
    expect(field((await fake.say('LiMing', { link })).plaintext, 'Url')).toBe(link.url);
    const raw = '<xml><MsgType><![CDATA[file]]></MsgType><MsgId>12</MsgId></xml>';
    expect(await fake.say('LiMing', { raw })).toMatchObject({ plaintext: raw, msgId: '12' });
    expect(receiver.received).toHaveLength(6);
  });

  it('tries three times in all, the same plaintext newly encrypted', async () => {
    const fake = await open([500, 'hang', 200], { callbackTimeoutMs: 400 });
    const { deliveries, plaintext } = await fake.say('LiMing', { text: '在吗' });
    expect(deliveries.map(delivery => delivery.status)).toEqual([500, 0, 200]);
    expect(deliveries[1]?.error).toBeTruthy();
    expect(new Set(receiver.received.map(one => one.plaintext))).toEqual(new Set([plaintext]));
    expect(new Set(receiver.received.map(one => one.nonce)).size).toBe(3);
    expect(new Set(receiver.received.map(one => one.encrypted)).size).toBe(3);
    expect(fake.said()).toHaveLength(1);
  });

  it('gives up after the third try, and can be told that a status is an answer', async () => {
    const fake = await open([503, 503, 503, 503, 503]);
    expect((await fake.say('LiMing', { text: '一' })).deliveries).toHaveLength(3);
    expect((await fake.say('LiMing', { text: '二' }, { retryNon200: false })).deliveries).toHaveLength(1);
  });
});

describe('events', () => {
  it('carries a tap on the menu and any other event', async () => {
    const fake = await open();
    const { plaintext, msgId } = await fake.click('LiMing', '我的待办');
    expect([field(plaintext, 'Event'), field(plaintext, 'EventKey'), msgId]).toEqual([
      'click',
      '我的待办',
      '',
    ]);
    expect(plaintext).not.toContain('MsgId');
    const selected = [
      { QuestionKey: 'q1', OptionIds: { OptionId: ['a', 'b'] } },
      { QuestionKey: 'q2', OptionIds: { OptionId: ['c'] } },
    ];
    const card = await fake.event('LiMing', 'template_card_event', {
      TaskId: 'task-1',
      SelectedItems: { SelectedItem: selected },
    });
    expect(card.plaintext.match(/<SelectedItem>/g)).toHaveLength(2);
    expect(card.plaintext.match(/<OptionId>/g)).toHaveLength(3);
    expect(fake.said().map(one => one.text)).toEqual(['我的待办', 'template_card_event']);
  });
});

describe('deliver', () => {
  it('delivers the very same plaintext many times, all at once', async () => {
    const fake = await open([], {}, 6);
    const { plaintext } = fake.compose('LiMing', { text: '一次' });
    const deliveries = await fake.deliver(plaintext, { times: 6, together: true });
    expect(deliveries.map(delivery => delivery.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(receiver.received.map(one => one.plaintext)).toEqual(Array(6).fill(plaintext));
    expect(new Set(receiver.received.map(one => one.nonce)).size).toBe(6);
    expect(receiver.mostTogether()).toBe(6);
    expect(fake.said()).toEqual([]);
  });

  it('delivers some at once, to several receivers in turn', async () => {
    const fake = await open();
    const other = await openReceiver();
    const { plaintext } = fake.compose('LiMing', { text: '一次' });
    await fake.deliver(plaintext, { times: 5, together: 2, urls: [receiver.url, other.url] });
    expect([receiver.received.length, other.received.length]).toEqual([3, 2]);
    expect(receiver.mostTogether()).toBe(1);
    await other.close();
  });

  it('can speak as a foreign corp, which a receiver must not open', async () => {
    const fake = await open();
    const { plaintext } = fake.compose('LiMing', { text: '一次' });
    const [delivery] = await fake.deliver(plaintext, { receiveId: 'wwforeign' });
    expect([delivery?.status, receiver.received.length]).toEqual([403, 0]);
  });
});

describe('verifyUrl', () => {
  it('says whether the plain text came back', async () => {
    const fake = await open();
    const seen = await fake.verifyUrl();
    expect(seen).toMatchObject({ ok: true, status: 200, body: seen.expected });
    expect(seen.expected).toMatch(/^\d{16,20}$/);
    fake.setCallbackUrl('http://127.0.0.1:9/none');
    expect(await fake.verifyUrl()).toMatchObject({ ok: false, status: 0 });
  });

  it('asks for the callback URL where none is set', async () => {
    const fake = await open([], { callbackUrl: undefined });
    await expect(fake.say('LiMing', { text: '一' })).rejects.toThrow(/setCallbackUrl/);
  });
});
