/** Whatever people send, a kind sentence comes back that says what would work, and nothing is lost. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const unkind = /错误|非法|无效|失败|异常|error|undefined|null|NaN|\[object/i;

test.each([
  ['nothing', ''],
  ['an emoji', '😀'],
  ['full stops', '。。。'],
  ['a question mark', '？'],
  ['ten thousand characters', '啊'.repeat(10_000)],
  ['a number', '9'],
  ['markup', '<a href="http://x">点我</a>'],
  ['a full-width zero', '０'],
  ['SQL', 'SELECT 1;'],
])('out of the blue: %s', async (_what, text) => {
  await world.says('LiMing', text);
  const [answer = ''] = world.hears('LiMing');
  expect(answer.length).toBeGreaterThan(5);
  expect(answer).not.toMatch(unkind);
  expect(await world.app.db.inboundMessage.count({ where: { handledAt: null } })).toBe(0);
});

test('stickers and files, a place, a link: answered, inside and outside a form', async () => {
  const { fake } = world;
  for (const inside of [false, true]) {
    if (inside) await world.says('LiMing', '记录走访');
    world.hears('LiMing');
    await fake.say('LiMing', {
      location: { latitude: 34.2, longitude: 108.9, label: '人民医院', scale: 15 },
    });
    await world.settle();
    await fake.event('LiMing', 'pic_weixin', { EventKey: 'x' });
    await world.settle();
    const heard = world.hears('LiMing');
    expect(heard.length).toBeGreaterThanOrEqual(2);
    for (const answer of heard) expect(answer).not.toMatch(unkind);
  }
});

test('a number out of range and a date in 2099 are asked again, with an example', async () => {
  await world.says('LiMing', '记录走访');
  world.hears('LiMing');
  await world.says('LiMing', '99');
  world.reads('LiMing', /1[.、．]/);
  await world.says('LiMing', '1');
  world.hears('LiMing');
  await world.says('LiMing', '2099年1月1日');
  const answer = world.hears('LiMing').join('\n');
  expect(answer).toMatch(/还没到|今天/);
  expect(answer).not.toMatch(unkind);
});

test('somebody who is not registered hears how to be, and nothing about anybody', async () => {
  world.fake.setUsers([...world.fake.users(), { userId: 'NoBody', name: '路人' }]);
  for (const text of ['我的对象', '张德厚怎么样了', '简报']) {
    await world.says('NoBody', text);
    const answer = world.hears('NoBody').join('\n');
    expect(answer.length).toBeGreaterThan(5);
    expect(answer).not.toMatch(/张|李明|王芳/);
  }
});

test('events: following greets, opening the chat greets once, and news of the platform is not answered', async () => {
  const { fake } = world;
  await fake.event('LiMing', 'subscribe');
  await world.settle();
  world.reads('LiMing', /帮助|走访/);
  await fake.event('SunMei', 'enter_agent', { EventKey: '' });
  await world.settle();
  world.clock.advance(60_000);
  await fake.event('LiMing', 'LOCATION', { Latitude: '1', Longitude: '2', Precision: '3' });
  await world.settle();
  expect(world.hears('LiMing')).toEqual([]);
});

test('the same message delivered four times, twice at once: one effect', async () => {
  const { plaintext } = world.fake.compose('LiMing', { text: '今天上门看望了张德厚，一切都好，没有困难' });
  await world.fake.deliver(plaintext, { times: 4, together: 2 });
  await world.settle();
  expect(world.hears('LiMing')).toHaveLength(1);
  const save = world.fake.compose('LiMing', { text: '1' });
  await world.fake.deliver(save.plaintext, { times: 4, together: 2 });
  await world.settle();
  expect(await world.app.db.visit.count()).toBe(1);
});

test('no log line holds a name, a phone, a text or a secret', async () => {
  await world.says('LiMing', '今天去医院看了张老，血压高住院第三天');
  await world.says('LiMing', '1');
  const log = world.log();
  for (const secret of ['血压高', '张德厚', '李明', 'test-secret-that-no-log-may-show', 'testtoken']) {
    expect(log).not.toContain(secret);
  }
});
