/** “2 去不了，腰扭了”: the visit finds somebody else, by two short answers, and in the end the secretary. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const db = () => world.app.db;
async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).at(-1) ?? '';
}
const festival = { rule: 'festival', occurrence: 'spring-festival-2027' };
const dutyOf = async (name: string) => {
  const { id } = await db().person.findFirstOrThrow({ where: { name } });
  return db().obligation.findFirstOrThrow({
    where: { ...festival, memberId: id, state: { not: 'cancelled' } },
  });
};
const nameOf = async (id: string) => (await db().person.findUniqueOrThrow({ where: { id } })).name;
const allHear = () =>
  ['LiMing', 'WuMin', 'SongYuQing', 'LuoZhiQiang', 'WangFang'].map(who => world.hears(who));

/** Whoever was asked whether they could go. */
async function whoIsAsked(): Promise<string> {
  const row = await db().handBack.findFirstOrThrow({ where: { answer: null } });
  const person = await db().person.findUniqueOrThrow({ where: { id: row.offeredToId ?? '' } });
  return person.userId ?? '';
}

test('by its number in the prompt: the next in line says “1”, goes, and records it', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  const list = world.hears('LiMing').at(-1) ?? (await talk('LiMing', '我的待办'));
  const number = /(\d+)\. 张老（张德厚）：春节走访/u.exec(list)?.[1];
  allHear();
  const said = await talk('LiMing', `${number} 去不了，腰扭了`);
  expect(said).toMatch(/您安心。张老（张德厚）：春节走访，已经在问.*同志能不能去/);
  const asked = await whoIsAsked();
  world.reads(asked, /李明同志这次不便前往[\s\S]*1\. 我去\n2\. 我也不便/);
  expect(await talk(asked, '1')).toMatch(/太好了，谢谢您/);
  world.reads('LiMing', /张老（张德厚）的春节走访由.*同志去，您安心/);
  expect(await talk(asked, '今天上门看了张德厚，精神还好', '1')).toMatch(/春节走访/);
  expect(await dutyOf('张德厚')).toMatchObject({ state: 'done' });
});

test('nobody can: the secretary lets it go in one sentence, with the reason', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  allHear();
  await talk('LiMing', '张德厚那里我去不了', '单位抽去驻村');
  for (let turn = 0; turn < 4 && (await nameOf((await dutyOf('张德厚')).ownerId)) === '李明'; turn += 1)
    await talk(await whoIsAsked(), '2');
  expect(await nameOf((await dutyOf('张德厚')).ownerId)).toBe('王芳');
  world.reads(
    'WangFang',
    /李明同志不便前往：“单位抽去驻村”[\s\S]*1\. 我去\n2\. 请别的同志去\n3\. 这次不去了/,
  );
  expect(await talk('WangFang', '张老这次免了，去女儿家过年')).toMatch(/这次不去了，原因也记下了/);
  expect(await dutyOf('张德厚')).toMatchObject({ state: 'excused' });
  world.reads('LiMing', /这次不用去了，王芳同志已经定了/);

  const seen = await talk('WangFang', '催办记录 张德厚');
  expect(seen).toMatch(/张老（张德厚）这两个月的催办记录/);
  expect(seen).toMatch(/春节走访.*：免于，负责王芳/);
  expect(seen).toMatch(/1月18日09:02 告诉李明/);
  expect(seen).toMatch(/李明不便前往：“单位抽去驻村”；问.*，也不便/);
  expect(seen).toMatch(/王芳定了这次不去：“去女儿家过年”/);
  const clerk = await talk('ZhaoJing', '李明的催办记录');
  expect(clerk).toMatch(/李明同志这两个月的催办记录|李明同志这两个月没有/);
  expect(await talk('ZhaoJing', '催办记录 张德厚')).not.toContain('驻村');
  expect(await talk('LiMing', '催办记录 张德厚')).not.toContain('提醒');
});

test('the secretary names somebody', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  allHear();
  await talk('LiMing', '张德厚那里我去不了', '单位抽去驻村');
  for (let turn = 0; turn < 4 && (await nameOf((await dutyOf('张德厚')).ownerId)) === '李明'; turn += 1)
    await talk(await whoIsAsked(), '我也去不了');
  world.hears('WangFang');
  expect(await talk('WangFang', '请罗志强去看张老')).toMatch(/这次由罗志强同志去，已经告诉本人/);
  world.reads('LuoZhiQiang', /请您去一趟/);
  expect(await nameOf((await dutyOf('张德厚')).ownerId)).toBe('罗志强');
});

test('only put off is not handed back; taken back as long as nobody has said yes', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  allHear();
  await talk('LiMing', '今天去不了张老那里，明天再去');
  expect(await db().handBack.count()).toBe(0);
  await talk('LiMing', '取消');
  await talk('LiMing', '张德厚那里我去不了，腰扭了');
  expect(await db().handBack.count({ where: { answer: null } })).toBe(1);
  expect(await talk('LiMing', '撤销', '1')).toMatch(/这件事还由您去/);
  expect(await db().handBack.count({ where: { answer: null } })).toBe(0);
});

test('“都去不了” hands back all that one member has; who is asked answers one after the other', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  allHear();
  expect(await talk('LiMing', '孙老那里我去不了')).toMatch(
    /1\. .*生日看望\n2\. .*春节走访\n3\. 两件都去不了/,
  );
  expect(await talk('LiMing', '都去不了', '腰扭了')).toMatch(
    /生日看望，已经在问(.*)同志能不能去[\s\S]*春节走访，已经在问/,
  );
  expect(await db().handBack.count({ where: { answer: null } })).toBe(2);
  const asked = await whoIsAsked();
  expect(await talk(asked, '1')).toMatch(/太好了，谢谢您[\s\S]*还有一件等您回话：孙老（孙桂兰）/);
  expect(await talk(asked, '我也不便')).toMatch(/知道了/);
  expect(await db().handBack.count({ where: { answer: 'taken' } })).toBe(1);
});

test('what the secretary lets go is never guessed: of two called 张 she is asked which, and 孙老 is not let go', async () => {
  await world.moveTo('2027-01-18T09:02:00+08:00');
  allHear();
  await talk('LiMing', '孙老那里我去不了，腰扭了', '2');
  for (let turn = 0; turn < 4 && (await nameOf((await dutyOf('孙桂兰')).ownerId)) === '李明'; turn += 1)
    await talk(await whoIsAsked(), '2');
  expect(await talk('WangFang', '张老这次免了，去女儿家过年')).toMatch(
    /^先记下：原因 去女儿家过年。\n您说的是哪一位？[\s\S]*张守信[\s\S]*张德厚/,
  );
  expect(await db().obligation.count({ where: { state: 'excused' } })).toBe(0);
  await talk('WangFang', '取消');
  expect(await talk('WangFang', '孙老这次免了，去女儿家过年')).toMatch(/孙老（孙桂兰）的春节走访这次不去了/);
});
