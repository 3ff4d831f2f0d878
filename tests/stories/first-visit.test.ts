/** A newcomer's first five minutes as 李明: a visit in one sentence, confirmed, corrected, found again, taken back. */
import { visitsIn } from '../support/sealed.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const sentence = '今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金';
const visits = () => visitsIn(world.app.db);

test('a visit in one sentence, shown field by field, saved with “1”, found in 我的对象', async () => {
  await world.says('LiMing', sentence);
  const review = world.reads('LiMing', /张德厚/);
  for (const part of ['医院', '500元', '11月23日', '血压高住院第三天', '保存'])
    expect(review).toContain(part);
  expect(await visits()).toEqual([]);

  await world.says('LiMing', '1');
  world.reads('LiMing', /记/);
  const [visit] = await visits();
  expect(visit).toMatchObject({ visitedOn: '2026-11-23', way: 'hospital', moneyFen: 50_000 });

  await world.presses('LiMing', 'my-members');
  world.reads('LiMing', /张(老|德厚)[\s\S]*11月23日/);
});

test('“改” corrects one field, by its number or its name, and only what was corrected changes', async () => {
  await world.says('LiMing', sentence);
  world.reads('LiMing', /④近况[\s\S]*500元/);
  await world.says('LiMing', '改4 精神很好，能下床了');
  world.reads('LiMing', /④近况：精神很好，能下床了/);
  await world.says('LiMing', '改慰问金 800元');
  world.reads('LiMing', /800元/);
  await world.says('LiMing', '1');
  expect(await visits()).toMatchObject([
    { moneyFen: 80_000, way: 'hospital', condition: '精神很好，能下床了' },
  ]);
});

test('撤销 within a day takes it back, with a trace; after a day it is refused kindly', async () => {
  await world.says('LiMing', sentence);
  await world.says('LiMing', '1');
  await world.says('LiMing', '撤销');
  world.reads('LiMing', /撤销/);
  await world.says('LiMing', '1');
  expect(await visits()).toEqual([]);
  expect(await world.app.db.visit.count()).toBe(1);
  expect(await world.app.db.auditEntry.count({ where: { subject: 'visit' } })).toBeGreaterThan(0);

  await world.says('LiMing', sentence);
  await world.says('LiMing', '1');
  world.clock.advance(25 * 60 * 60 * 1000);
  await world.says('LiMing', '撤销');
  expect(await visits()).toHaveLength(1);
});

test('a draft survives a break of days, is offered again, and takes what was said meanwhile as its answer', async () => {
  await world.says('LiMing', '记录走访');
  world.hears('LiMing');
  await world.says('LiMing', '张德厚');
  world.reads('LiMing', /哪天/);
  world.clock.advance(3 * 24 * 60 * 60 * 1000);
  await world.says('LiMing', '昨天');
  world.reads('LiMing', /没写完[\s\S]*1[.、．] ?继续/);
  await world.says('LiMing', '1');
  world.reads('LiMing', /怎么联系|方式/);
  expect(await visits()).toEqual([]);
});

test('nobody sees a member of another organisation, by name, by number or in a list', async () => {
  const { db } = world.app;
  const liMing = await db.person.findUniqueOrThrow({
    where: { userIdKey: 'liming' },
    include: { organisation: true },
  });
  const top = liMing.organisation.path.split('/')[0] ?? '';
  const stranger = await db.person.findFirst({
    where: {
      careFile: { isNot: null },
      organisation: { path: { not: { startsWith: liMing.organisation.path } } },
    },
  });
  expect(top).not.toBe('');
  if (!stranger) throw new Error('the demo county has members in several organisations');
  await world.says('LiMing', '记录走访');
  world.hears('LiMing');
  await world.says('LiMing', stranger.name);
  const answer = world.hears('LiMing').join('\n');
  expect(answer).not.toMatch(/什么时候|哪天/);
  await world.says('LiMing', '取消');
  await world.says('LiMing', '我的对象');
  expect(world.hears('LiMing').join('\n')).not.toContain(stranger.name);
});
