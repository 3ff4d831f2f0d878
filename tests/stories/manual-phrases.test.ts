/** What the manual teaches, typed as it stands there: phrases that once led somewhere else. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { visitsIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.moveTo('2027-01-20T10:05:00+08:00');
});
afterAll(() => world.close());

async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).at(-1) ?? '';
}

test('“？” and “怎么用” say what “帮助” says', async () => {
  const told = await talk('LiMing', '帮助');
  expect(told).toContain('“记录走访”');
  expect((await talk('LiMing', '？')).replaceAll('\u200B', '')).toBe(told.replaceAll('\u200B', ''));
  expect((await talk('LiMing', '怎么用')).replaceAll('\u200B', '')).toBe(told.replaceAll('\u200B', ''));
});

test('nobody answered: how they are is not asked; “没联系上” is an answer, and no list', async () => {
  expect(await talk('LiMing', '今天打电话给孙桂兰没人接')).toMatch(
    /③方式：电话\n④近况：没联系上\n⑥见到谁：未见到/,
  );
  expect(await talk('LiMing', '1')).toContain('这次没见到人');
  await talk('LiMing', '记录走访', '张德厚', '今天', '3');
  expect(await talk('LiMing', '没联系上')).toMatch(/④近况：没联系上/);
});

test('方式改成电话；慰问金500元: of the visit told of last, without 刚才', async () => {
  await talk('LiMing', '今天上门看了张德厚，精神很好', '1');
  expect(await talk('LiMing', '方式改成电话；慰问金500元')).toMatch(/②改成：方式 电话；慰问金 500元/);
  expect(await talk('LiMing', '1')).toMatch(/^改好了/);
  expect((await visitsIn(world.app.db)).at(-1)).toMatchObject({ way: 'phone', moneyFen: 50_000 });
});

test('whoever looks after somebody for a colleague sees them in 我的对象', async () => {
  await talk('LiMing', '我今天请假到1月25日，请王芳代我去', '1');
  const list = await talk('WangFang', '我的对象');
  expect(list).toMatch(/您代看的：.*张老（张德厚）/);
  const [, phrase = ''] = /回复如“(我的对象 [^”]+)”/u.exec(list) ?? [];
  expect(await talk('WangFang', phrase)).toMatch(/（(?:张德厚|孙桂兰)），第一党支部/);
  expect(await talk('WuMin', '我的对象')).not.toContain('您代看的');
});

test('only put off, of nobody in particular: the visit stays, and where it can be seen is said', async () => {
  expect(await talk('LiMing', '今天去不了，明天去')).toMatch(/事情还在您这里.*“我的待办”/);
  expect(await world.app.db.handBack.count()).toBe(0);
});

test('nothing to end: said at once, instead of asking for a name that was given', async () => {
  expect(await talk('ZhaoJing', '解除代办人 韩玉珍')).toMatch(/没有找到“韩玉珍”，或者现在没有登记代办人/);
  expect(await talk('ZhaoJing', '停止四就近 孙桂兰')).toMatch(/现在没有办四就近/);
  expect(await talk('ZhaoJing', '解除代办人 张德厚')).toMatch(/代办人：张小梅|解除哪一位/);
});

test('many files to look through: the list for it is named, with numbers that work', async () => {
  const tasks = await talk('ZhaoJing', '我的待办');
  expect(tasks).toContain('核对档案，回复“复核”一页一页办更快');
  const list = await talk('ZhaoJing', '复核');
  const [, both = ''] = /几份一起就“([^”]+)”/u.exec(list) ?? [];
  expect(both).toMatch(/^\d+、\d+ 无变化$/);
  expect(await talk('ZhaoJing', both)).toMatch(/复核过，没有变化/);
  const later = await talk('ZhaoJing', '复核');
  const [, next = ''] = /几份一起就“([^”]+)”/u.exec(later) ?? [];
  expect(await talk('ZhaoJing', next)).not.toContain('今天已经复核过了');
});

test('in a list the secretary is called so, whoever the member’s helper is', async () => {
  const pages = ['春节走访情况', '春节走访情况 第2页', '春节走访情况 第3页'];
  let list = '';
  for (const page of pages) list += await talk('ChenZhiYuan', page);
  expect(list).toMatch(/朱老（朱凤英），书记王芳/);
  expect(list).toMatch(/张老（张守信），帮扶人吴敏/);
  const example = await talk('ChenZhiYuan', '档案');
  const [, name = ''] = /回复如“(.+)的档案”/u.exec(example) ?? [];
  expect(await world.app.db.careFile.count({ where: { state: 'enrolled', person: { name } } })).toBe(1);
});

test('a report of another unit is named in the answer, and what is left is what 我的待办 counts', async () => {
  await world.reset();
  await world.moveTo('2026-12-28T10:05:00+08:00');
  let tasks = '';
  for (const page of ['', ' 第2页', ' 第3页', ' 第4页']) tasks += await talk('ZhaoJing', `我的待办${page}`);
  const number = /(\d+)\. 云溪机械厂离退休党总支：年度帮扶工作报告/u.exec(tasks)?.[1] ?? '';
  const said = await talk('ZhaoJing', `${number} 已上报`);
  expect(said).toContain('已记下：云溪机械厂离退休党总支的年度帮扶工作报告已经报出。');
  const left = /还有(\d+)件/u.exec(said)?.[1];
  expect(await talk('ZhaoJing', '看一下我的待办')).toContain(`要办的${left ?? '?'}件事`);
});

test('a phrase that can mean nothing else is heard in the middle of a form, which is kept', async () => {
  await talk('ZhaoJing', '解除代办人');
  for (const [said, heard] of [
    ['家庭 孙桂兰', /孙桂兰|孙老/],
    ['规则 2', /的春节走访：在用/],
    ['催办记录 张德厚', /催办记录：/],
    ['李明的催办记录', /李明同志这两个月/],
    ['春节走访情况', /应访\d+位/],
    ['我的对象 张德厚', /张老（张德厚），第一党支部/],
    ['我的待办 第9页', /没有这一页/],
  ] as const) {
    await world.says('ZhaoJing', said);
    const answer = world.hears('ZhaoJing').join('\n');
    expect(answer, said).toMatch(heard);
    expect(answer, said).toMatch(/接着刚才的“解除代办人”/);
  }
});

test('that all is well is passed on each time it is said: the second word may be the one that matters', async () => {
  await talk('ZhangDeHou', '家里水管坏了，请人来修', '1', '1', '没事，别惦记', '不用来了，已经修好了');
  const told = world.hears('LiMing').join('\n');
  expect(told).toContain('刚才说：“没事，别惦记”');
  expect(told).toContain('刚才说：“不用来了，已经修好了”');
});
