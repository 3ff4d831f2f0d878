/** A year in the life of the demo county's care files: each 在册 is looked at again once, and one tap is enough (S1-3.1c). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const enrolled = () =>
  world.app.db.careFile.findMany({
    where: { state: 'enrolled' },
    select: { memberId: true, lastReviewedOn: true },
  });
const standing = () =>
  world.app.db.obligation.findMany({
    where: { rule: 'care-file-review', state: { in: ['open', 'overdue'] } },
    select: { memberId: true, state: true, dueOn: true },
  });

test('after 366 days every file 在册 has exactly one review to be made; “无变化” ends each for a year', async () => {
  await world.reset();
  await world.moveTo('2026-11-23T10:30:00+08:00');
  await world.run('plan-obligations');
  for (const day of ['2027-03-01', '2027-06-01', '2027-09-01', '2027-11-24']) {
    await world.moveTo(`${day}T09:10:00+08:00`);
    await Promise.all([world.run('plan-obligations'), world.run('plan-obligations')]);
  }
  const files = await enrolled();
  expect(files.length).toBeGreaterThan(25);
  const tasks = await standing();
  expect(tasks.map(({ memberId }) => memberId).sort()).toEqual(files.map(({ memberId }) => memberId).sort());

  world.hears('ZhaoJing');
  await world.says('ZhaoJing', '档案');
  world.reads('ZhaoJing', /该复核的\d+份，回复“复核”就能办/);
  await world.says('ZhaoJing', '复核');
  world.reads('ZhaoJing', /要复核的档案有\d+份：\n\d+\. /);
  while ((await standing()).length > 0) {
    await world.says('ZhaoJing', '都无变化');
    world.reads('ZhaoJing', /记下了：.*的档案复核过，没有变化/);
    await world.says('ZhaoJing', '复核');
  }
  // Two cases of hardship for a time are left: they want an answer of their own.
  const left = world.reads('ZhaoJing', /暂时困难到期，要重新评估/);
  for (const [, number] of left.matchAll(/^(\d+)\. .*暂时困难到期/gm))
    await world.says('ZhaoJing', `${number} 转长期`);
  world.reads('ZhaoJing', /该复核的都办完了/);
  expect((await enrolled()).every(({ lastReviewedOn }) => lastReviewedOn === '2027-11-24')).toBe(true);
  expect(await standing()).toEqual([]);
  const clerk = await world.app.db.person.findUniqueOrThrow({ where: { userIdKey: 'zhaojing' } });
  const stamps = await world.app.db.auditEntry.findMany({ where: { action: 'review' } });
  expect(stamps.map(({ actorId }) => actorId)).toEqual(files.map(() => clerk.id));

  await world.moveTo('2028-10-20T09:10:00+08:00');
  const next = await standing();
  expect(next.map(({ dueOn }) => dueOn)).toEqual(files.map(() => '2028-11-23'));
});

test('a file is opened, corrected, recognised and reviewed, told in the words of those who do it', async () => {
  await world.reset('2027-01-20T10:05:00+08:00');
  await world.says('WangFang', '新建档案 刘玉兰，女，农历1945年四月初八，退休党员，体弱多病，10000009999');
  world.reads('WangFang', /请您看看对不对[^]*刘玉兰[^]*第一党支部[^]*女，农历1945-04-08[^]*退休，党员/);
  await world.says('WangFang', '1');
  world.reads('WangFang', /刘玉兰同志的档案建好了，是草稿。接下来最要紧的是补上：/);
  for (const said of [
    '改 刘玉兰 单位状况 破产',
    '改 刘玉兰 困难说明 体弱多病：去年住院三次',
    '改 刘玉兰 居住情况 独居',
  ]) {
    await world.says('WangFang', said);
    await world.says('WangFang', '1');
    world.reads('WangFang', /刘老的“.*”改好了/);
  }
  await world.says('WangFang', '提请认定 刘玉兰');
  world.reads('WangFang', /✓ 退休干部\n✓ 是党员\n✓ 体弱多病：去年住院三次/);
  await world.says('WangFang', '1');
  world.reads('WangFang', /已经告诉审批同志周国栋/);
  world.reads('ZhouGuoDong', /刘老（刘玉兰）的档案等您认定/);
  await world.says('ZhouGuoDong', '认定 刘玉兰');
  world.reads('ZhouGuoDong', /要“认定”，请您看看对不对/);
  await world.says('ZhouGuoDong', '1');
  world.reads('ZhouGuoDong', /刘老的档案已改为“在册”/);
  world.reads('WangFang', /刘老（刘玉兰）的档案已经认定，列为在册/);
  const file = await world.app.db.careFile.findFirstOrThrow({ where: { recognisedOn: '2027-01-20' } });
  const visits = { memberId: file.memberId, rule: 'festival', state: 'open' };
  expect(await world.app.db.obligation.count({ where: visits })).toBeGreaterThan(0);
  await world.says('WangFang', '刘玉兰的档案');
  const read = world.hears('WangFang').join('\n');
  expect(read).toContain('手机 100****9999');
  expect(read).not.toContain('10000009999');
});
