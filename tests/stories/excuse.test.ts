/** “免访 张老 春节走访，在外地子女家过年”: a secretary or a clerk lets a visit go, and brings it back; a helper is told whose word it needs. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.moveTo('2027-01-18T09:02:00+08:00');
  for (const phone of ['LiMing', 'WangFang', 'ZhaoJing', 'SongYuQing']) world.hears(phone);
});
afterAll(() => world.close());

const db = () => world.app.db;
async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).join('\n');
}
const visit = async (name = '张德厚') => {
  const { id } = await db().person.findFirstOrThrow({ where: { name } });
  const where = { occurrence: 'spring-festival-2027', rule: 'festival', memberId: id };
  return db().obligation.findFirstOrThrow({ where: { ...where, state: { not: 'cancelled' } } });
};
const excused = () => db().obligation.count({ where: { state: 'excused' } });

test('in one sentence, after a look and a yes; the reason stands in the record; and back again', async () => {
  const review = await talk('WangFang', '免访 张德厚 春节走访，在外地子女家过年');
  expect(review).toContain('免访：这次不去，不再提醒，也告诉李明同志不用去了。请您看看对不对：');
  expect(review).toContain('张老（张德厚）的春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五）');
  expect(review).toContain('③原因：在外地子女家过年');
  expect(await excused()).toBe(0);
  expect(await talk('WangFang', '1')).toContain(
    '记下了：张老（张德厚）的春节走访这次不去了，原因也记下了，不再提醒。\n还要去的话，回复“撤销免访 张德厚”。',
  );
  expect(await visit()).toMatchObject({ state: 'excused' });
  world.reads('LiMing', /张老（张德厚）的春节走访这次不用去了，王芳同志已经定了，您安心/);
  expect(await talk('ZhaoJing', '催办记录 张德厚')).toMatch(
    /春节走访.*：免于[^]*王芳定了这次不去：“在外地子女家过年”/,
  );
  expect(await talk('WangFang', '免访 张德厚 春节走访，在外地')).toContain('的春节走访已经免过了');
  await talk('WangFang', '取消');

  expect(await talk('ZhaoJing', '撤销免访 张德厚')).toMatch(/撤销免访：还是要去[^]*张老（张德厚）的春节走访/);
  expect(await talk('ZhaoJing', '1')).toContain('张老（张德厚）的春节走访还是要去，由李明同志负责');
  expect(await visit()).toMatchObject({ state: 'open' });
  world.reads('LiMing', /现在还是要请您去一趟：\n张老（张德厚）：春节走访/);
  expect(await talk('WangFang', '催办记录 张德厚')).toMatch(/王芳定了这次不去[^]*赵静撤销了免访，还要去/);
});

test('in plain words; of two of a surname it asks which, and the festival is remembered', async () => {
  expect(await talk('WangFang', '张老今年春节不用去了，他在儿子家')).toContain('您说的是哪一位？');
  const review = await talk('WangFang', '张德厚');
  expect(review).toContain('张老（张德厚）的春节走访');
  expect(review).toContain('他在儿子家');
  await talk('WangFang', '1');
  expect(await visit()).toMatchObject({ state: 'excused' });
  expect(await talk('WangFang', '撤销免访', '1')).toContain('还是要去');
  expect(await talk('WangFang', '免访 张德厚 春节走访，去海南了', '1', '撤销', '1')).toContain('还是要去');
  expect(await visit()).toMatchObject({ state: 'open' });
});

test('a helper is told whose word it needs, and nothing happens; nor does a clerk reach another unit', async () => {
  for (const text of ['免访 张老 春节走访，在儿子家', '张老今年春节不用去了，他在儿子家', '撤销免访 张老'])
    expect(await talk('LiMing', text)).toMatch(/书记或经办同志来定/);
  expect(await talk('LiMing', '1')).not.toContain('记下');
  const other = await db().person.findFirstOrThrow({
    where: { fileState: 'enrolled', organisation: { name: { not: '第一党支部' } } },
  });
  await talk('WangFang', `免访 ${other.name}，在外地`, '1');
  expect(await excused()).toBe(0);
});

test('what is asked, supposed or told of a visit is no excusal', async () => {
  for (const text of [
    '张德厚今年春节是不是不用去了？',
    '张德厚那里这次不用去了，昨天已经看过了',
    '张德厚要是去儿子家，这次就不用去了',
  ]) {
    expect(await talk('WangFang', text)).not.toContain('免访：');
    await talk('WangFang', '取消');
  }
  expect(await excused()).toBe(0);
});

test('asked to decide about one member, the secretary excuses another: that one, and nobody else', async () => {
  for (const { id } of await db().person.findMany({
    where: { roles: { has: 'helper' }, userId: { not: 'LiMing' } },
  }))
    await db().person.update({ where: { id }, data: { roles: { set: [] } } });
  await db().person.updateMany({ where: { userId: 'WangFang' }, data: { roles: ['secretary'] } });
  await talk('LiMing', '张德厚那里我去不了，腰扭了');
  expect((await visit()).ownerId).toBe((await db().person.findFirstOrThrow({ where: { name: '王芳' } })).id);
  world.hears('WangFang');
  expect(await talk('WangFang', '孙桂兰今年春节不用去了，她在女儿家')).toContain('孙老（孙桂兰）的春节走访');
  await talk('WangFang', '1');
  expect(await visit()).toMatchObject({ state: 'open' });
  expect(await visit('孙桂兰')).toMatchObject({ state: 'excused' });
});
