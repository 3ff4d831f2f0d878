import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CORP, openHouse, openReceiver } from './house.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-wecom-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const menu = { button: [{ type: 'click', name: '帮助', key: '帮助' }] };

it('phones, duplicates, menu, photos and limits outlive the process', async () => {
  const receiver = await openReceiver();
  const options = { journalPath: join(folder, 'deep', 'phones.jsonl'), callbackUrl: receiver.url };
  const first = await openHouse(options);
  const once = { enable_duplicate_check: 1 };
  await first.api.send(once);
  await first.api.post(`menu/create?agentid=${CORP.agentId}`, menu);
  const said = await first.fake.say('LiMing', { image: Buffer.from('ffd8ffe0aabb', 'hex') });
  const oldToken = await first.api.token();
  const before = first.fake.conversation('LiMing');
  await first.close();

  const second = await openHouse(options);
  expect(second.fake.conversation('LiMing')).toEqual(before);
  expect(second.fake.delivered()[0]?.at).toBeInstanceOf(Date);
  expect(second.fake.menu()).toEqual(menu.button);
  expect(second.fake.media(second.fake.said()[0]?.mediaId ?? '')?.bytes.toString('hex')).toBe('ffd8ffe0aabb');
  await second.api.send(once);
  expect([second.fake.delivered().length, second.fake.counters.duplicates]).toEqual([1, 1]);
  expect((await second.api.send({}, oldToken)).errcode).toBe(40014);
  const next = await second.fake.say('LiMing', { text: '还在' });
  expect(BigInt(next.msgId) > BigInt(said.msgId)).toBe(true);
  expect(second.fake.conversation('LiMing').at(-1)?.seq).toBe((before.at(-1)?.seq ?? 0) + 1);
  for (let i = 0; i < 30; i++) await second.api.send();
  expect(second.fake.counters.dropped).toBe(1);
  await second.close();
  await receiver.close();
});

it('silently drops the 1001st message to one member in an hour, whoever sent the others', async () => {
  const journalPath = join(folder, 'phones.jsonl');
  const startMs = Date.parse('2027-01-17T08:30:00+08:00');
  const lines = Array.from({ length: 999 }, (_, index) => {
    const at = new Date(startMs - 3_500_000 + index * 3000);
    const value = {
      seq: index + 1,
      side: 'app',
      to: 'LiMing',
      at,
      msgtype: 'text',
      text: '',
      msgId: '',
      body: '',
    };
    return JSON.stringify({ kind: 'phone', value });
  });
  writeFileSync(journalPath, `${lines.join('\n')}\n`);
  const house = await openHouse({ journalPath });
  await house.api.send({ touser: 'LiMing|zhanglao' });
  await house.api.send({ touser: 'LiMing|zhanglao' });
  expect([house.fake.delivered('LiMing').length, house.fake.dropped('LiMing').length]).toEqual([1000, 1]);
  expect(house.fake.delivered('zhanglao')).toHaveLength(2);
  house.clock.advance(101_000);
  await house.api.send();
  expect(house.fake.delivered('LiMing')).toHaveLength(1001);
  await house.close();
});

it('skips a line torn by a kill and goes on after it', async () => {
  const journalPath = join(folder, 'phones.jsonl');
  const first = await openHouse({ journalPath });
  await first.api.send();
  await first.close();
  appendFileSync(journalPath, '{"kind":"phone","value":{"seq":2,"si');
  const second = await openHouse({ journalPath });
  expect(second.fake.delivered()).toHaveLength(1);
  await second.api.send();
  await second.close();
  const third = await openHouse({ journalPath });
  expect(third.fake.delivered().map(message => message.seq)).toEqual([1, 2]);
  await third.close();
  expect(readFileSync(journalPath, 'utf8').endsWith('}\n')).toBe(true);
});

it('starts empty without a journal', async () => {
  const first = await openHouse();
  await first.api.send();
  await first.close();
  const second = await openHouse();
  expect(second.fake.delivered()).toEqual([]);
  await second.close();
});
