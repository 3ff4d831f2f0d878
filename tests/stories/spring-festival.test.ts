/** The weeks before the Spring Festival of 2027 (6 February): who is reminded, when, and when all falls silent. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const aboutFestival = () => world.fake.delivered().filter(message => message.text.includes('春节走访'));

test('each helper gets one message with all their visits; a recorded visit takes its item off', async () => {
  await world.moveTo('2027-01-17T08:40:00+08:00');
  const helpers = new Map<string, number>();
  for (const { to } of aboutFestival()) helpers.set(to, (helpers.get(to) ?? 0) + 1);
  expect(helpers.size).toBeGreaterThan(5);
  expect([...helpers.values()].every(count => count === 1)).toBe(true);
  const prompt = world.reads('LiMing', /春节走访/);
  expect(prompt).toMatch(/1[.、．][\s\S]*2[.、．]/);

  await world.moveTo('2027-01-17T15:00:00+08:00');
  expect(world.hears('LiMing')).toEqual([]);

  const first = /1[.、．] ?(.+?)[（：]/.exec(prompt)?.[1] ?? '';
  await world.says('LiMing', '1 已上门，一切都好');
  world.hears('LiMing');
  await world.moveTo('2027-01-27T09:10:00+08:00');
  const halfWay = world.hears('LiMing').join('\n');
  expect(first).not.toBe('');
  expect(halfWay).toContain('春节走访');
  expect(halfWay).not.toContain(first);
});

test('on the eve the secretary hears of the missing ones; after the festival nothing is sent', async () => {
  for (const day of ['2027-01-17', '2027-01-27', '2027-02-03']) await world.moveTo(`${day}T08:40:00+08:00`);
  await world.moveTo('2027-02-05T08:40:00+08:00');
  world.reads('WangFang', /春节走访/);
  await world.says('LiMing', '我的待办');
  const before = aboutFestival().length;
  for (const day of ['2027-02-07', '2027-02-08', '2027-02-12']) await world.moveTo(`${day}T09:10:00+08:00`);
  const prompts = aboutFestival()
    .slice(before)
    .filter(message => !message.text.includes('本周') && !message.text.includes('简报'));
  expect(prompts.map(message => message.text)).toEqual([]);
  expect(
    await world.app.db.obligation.count({
      where: { rule: 'festival', occurrence: 'spring-festival-2027', state: 'open' },
    }),
  ).toBe(0);
  expect(
    await world.app.db.obligation.count({
      where: { rule: 'festival', occurrence: 'spring-festival-2027', state: 'missed' },
    }),
  ).toBeGreaterThan(0);
});

test('nothing leaves at night or on the hour', async () => {
  await world.moveTo('2027-01-16T23:50:00+08:00');
  const before = world.fake.delivered().length;
  await world.moveTo('2027-01-17T00:10:00+08:00');
  await world.moveTo('2027-01-17T05:10:00+08:00');
  expect(world.fake.delivered().slice(before)).toEqual([]);
  await world.moveTo('2027-01-17T09:00:10+08:00');
  expect(world.fake.delivered().slice(before)).toEqual([]);
  await world.moveTo('2027-01-17T09:01:10+08:00');
  expect(aboutFestival().length).toBeGreaterThan(0);
});

test('every job of the campaign run twice, and twice at once, changes nothing', async () => {
  await world.moveTo('2027-01-17T08:40:00+08:00');
  const before = { phones: world.fake.delivered().length, duties: await world.app.db.obligation.count() };
  const jobs = ['plan-obligations', 'send-prompts', 'escalate', 'send-digests'] as const;
  for (const job of jobs) await Promise.all([world.run(job), world.run(job)]);
  const after = { phones: world.fake.delivered().length, duties: await world.app.db.obligation.count() };
  expect(after).toEqual(before);
});

test('eight days of outage over the festival: what was missed is listed, not sent', async () => {
  await world.moveTo('2027-01-30T09:10:00+08:00');
  const before = world.fake.delivered().length;
  await world.moveTo('2027-02-08T09:10:00+08:00');
  const late = world.fake
    .delivered()
    .slice(before)
    .filter(message => message.to === 'LiMing' && message.text.includes('春节走访'));
  expect(late).toEqual([]);
});
