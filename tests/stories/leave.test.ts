/** A helper goes away in one sentence, a colleague goes instead, and everything comes back with “我回来了”. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const db = () => world.app.db;
/** Says each in turn; resolves to the last thing heard. */
async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).at(-1) ?? '';
}
const ownersOf = async (name: string) => {
  const member = await db().person.findFirstOrThrow({ where: { name } });
  const rows = await db().obligation.findMany({
    where: { memberId: member.id, rule: 'festival', occurrence: 'spring-festival-2027', state: 'open' },
  });
  const people = await db().person.findMany({ where: { id: { in: rows.map(({ ownerId }) => ownerId) } } });
  return people.map(person => person.name);
};

test('in one sentence: the stand-in hears once, sees the member, records the visit; back early', async () => {
  await world.moveTo('2027-01-20T09:12:00+08:00');
  for (const who of ['LiMing', 'WuMin', 'WangFang']) world.hears(who);
  const review = await talk('LiMing', '我今天到28号出差，请吴敏代我去');
  for (const part of ['李明', '1月20日', '1月28日', '吴敏']) expect(review).toContain(part);
  const said = await talk('LiMing', '1');
  expect(said).toMatch(/记下了：您1月20日（.*）至1月28日（.*）请假外出/);
  expect(said).toMatch(/吴敏同志代为照看：转交\d件事：.*张老的[^；]*春节走访.*已告诉本人/);
  expect(await ownersOf('张德厚')).toEqual(['吴敏']);

  const told = world.hears('WuMin');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/李明同志.*请假外出，想请您代为照看.*张老（张德厚）/);
  await world.says('WuMin', '我的对象 张德厚');
  world.reads('WuMin', /张老（张德厚），第一党支部/);
  await world.says('WuMin', '今天上午上门看了张德厚，精神很好');
  await world.says('WuMin', '1');
  world.reads('WuMin', /记下|存好|已记/);
  expect(await ownersOf('张德厚')).toEqual([]);

  await world.moveTo('2027-01-21T09:12:00+08:00');
  expect(world.hears('LiMing')).toEqual([]);
  const back = await talk('LiMing', '我出差回来了');
  expect(back).toMatch(/欢迎回来/);
  world.reads('WuMin', /李明同志回来了.*辛苦您了/);
  await world.says('WuMin', '我的对象 张德厚');
  world.reads('WuMin', /没有找到/);
});

test('question by question: those near are offered by number, skipped it is the secretary’s', async () => {
  await world.moveTo('2027-01-20T09:12:00+08:00');
  world.hears('WangFang');
  expect(await talk('LiMing', '请假')).toMatch(/从哪天开始/);
  expect(await talk('LiMing', '今天')).toMatch(/到哪天为止/);
  const whom = await talk('LiMing', '跳过');
  expect(whom).toMatch(/1\. /);
  const review = await talk('LiMing', '跳过');
  expect(review).toMatch(/存/);
  expect(await talk('LiMing', '1')).toMatch(/从今天起请假外出/);
  const names = await ownersOf('张德厚');
  expect(names).toEqual(['王芳']);
  world.reads('WangFang', /张老（张德厚）.*的事这段时间先请您接着办/);
  expect(await talk('LiMing', '撤销', '1')).toMatch(/请假已经撤销/);
  expect(await ownersOf('张德厚')).toEqual(['李明']);
});

test('the secretary says it for a helper, and says when they are back', async () => {
  await world.moveTo('2027-01-20T09:12:00+08:00');
  world.hears('LiMing');
  const asked = await talk('WangFang', '李明今天请假到1月25日，让宋雨晴代');
  expect(asked).toContain('李明');
  expect(await talk('WangFang', '1')).toMatch(/记下了：李明同志/);
  world.reads('LiMing', /王芳同志给您记了请假.*\n.*宋雨晴同志/);
  expect(await ownersOf('张德厚')).toEqual(['宋雨晴']);
  expect(await talk('WangFang', '李明回来了')).toMatch(/李明同志回来了/);
  expect(await ownersOf('张德厚')).toEqual(['李明']);
});

test('a leave ahead is taken back; nobody is away and says so', async () => {
  await talk('LiMing', '我下周请假', '1', '1');
  expect(await db().absence.count({ where: { undoneAt: null } })).toBe(1);
  expect(await talk('LiMing', '取消请假')).toMatch(/这次请假取消了/);
  expect(await db().absence.count({ where: { undoneAt: null } })).toBe(0);
  expect(await talk('LiMing', '我回来了')).toMatch(/没有记着您请假/);
});

test('days that cannot be: a plain answer that says what would work', async () => {
  expect(await talk('LiMing', '请假', '昨天')).toMatch(/已经过去了/);
  await talk('LiMing', '取消');
  expect(await talk('LiMing', '我28号到25号请假', '跳过')).not.toMatch(/没有想到/);
});
