/** A leader types 简报 and understands it; on schedule it comes only when there is something to say. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

test('简报 any time: plain numbers from the same rows as the lists, no ranking, no diagnosis', async () => {
  await world.moveTo('2027-01-20T09:10:00+08:00');
  await world.says('ChenZhiYuan', '简报');
  const digest = world.reads('ChenZhiYuan', /春节/);
  expect(digest).not.toMatch(/第一名|排名|倒数|积分/);
  expect(digest).not.toMatch(/undefined|null|NaN/);
  const planned = await world.app.db.obligation.count({
    where: { rule: 'festival', occurrence: 'spring-festival-2027' },
  });
  expect(digest).toContain(String(planned));
});

test('on Monday morning the week, once, whatever happens twice', async () => {
  await world.moveTo('2026-11-30T08:20:00+08:00');
  // He helps somebody himself, and has been asked about that too.
  const weeks = world.hears('ChenZhiYuan').filter(text => text.includes('简报'));
  expect(weeks).toMatchObject([expect.stringContaining('一周简报　11月30日')]);
  await world.moveTo('2026-11-30T11:10:00+08:00');
  expect(world.hears('ChenZhiYuan')).toEqual([]);
});

test('a helper’s 简报 is about their own; a member is told kindly that this is not for them', async () => {
  await world.says('LiMing', '简报');
  expect(world.hears('LiMing').join('\n').length).toBeGreaterThan(5);
  await world.says('ZhangDeHou', '简报');
  const answer = world.hears('ZhangDeHou').join('\n');
  expect(answer).not.toMatch(/逾期|未走访/);
});
