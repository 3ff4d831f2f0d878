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
  await world.moveTo('2026-11-30T09:02:00+08:00');
  const [week, ...more] = world.hears('ChenZhiYuan');
  // He helps somebody himself: what is his to do stands in the same message.
  expect(week).toContain('一周简报　11月30日');
  expect(more).toEqual([]);
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

test('at most five things are named; every number and every word in quotes shows the list behind it', async () => {
  await world.moveTo('2027-01-20T09:10:00+08:00');
  await world.app.db.person.updateMany({
    where: { name: '吴敏' },
    data: { userId: null, userIdKey: null },
  });
  await world.says('ChenZhiYuan', '简报');
  const digest = world.reads('ChenZhiYuan', /^简报/);
  const named = /请先办这(\d)件：/u.exec(digest)?.[1] ?? '0';
  expect(Number(named)).toBeLessThanOrEqual(5);
  const numbers = [...digest.matchAll(/^(\d+)\. /gmu)].map(([, number]) => number ?? '');
  expect(numbers.length).toBeGreaterThan(4);
  for (const number of numbers) {
    await world.says('ChenZhiYuan', number);
    expect(world.hears('ChenZhiYuan').join('\n'), number).not.toMatch(/没有等您回答的问题|没听懂/u);
    // A list of duties asked for in between gives bare numbers another meaning: the digest is read again.
    await world.says('ChenZhiYuan', '简报');
    world.hears('ChenZhiYuan');
  }
  const figures = [...digest.matchAll(/^\d+\. (.*)（“([^”]+)”）$/gmu)];
  expect(figures.length).toBeGreaterThan(3);
  for (const [, line = '', word = ''] of figures) {
    await world.says('ChenZhiYuan', word);
    const list = world.hears('ChenZhiYuan').join('\n');
    const count = /(\d+)[位份件人]/u.exec(line)?.[1] ?? '';
    expect(list, `${word} for ${line}`).toContain(count);
  }
});

test('a bare number without a digest before it is no list', async () => {
  await world.says('ChenZhiYuan', '3');
  expect(world.hears('ChenZhiYuan').join()).toContain('没有等您回答的问题');
});
