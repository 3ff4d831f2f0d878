/**
 * 张德厚 has died. Ten days on four phones: his helper's, the secretary's, the clerk's and his daughter's. What is said is
 * said gently and at its time; nothing festive, nothing about birthdays, nothing to him; and a mistake can be put right.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
/** Two weeks before the Spring Festival, when greetings, birthdays and letters are all under way. */
const morning = '2027-01-19T10:05:00+08:00';
beforeEach(async () => {
  await world.reset(morning);
  await world.moveTo('2027-01-19T10:06:00+08:00');
  for (const phone of phones) world.hears(phone);
});
afterAll(() => world.close());

const helper = 'LiMing';
const secretary = 'WangFang';
const clerk = 'ZhaoJing';
const daughter = 'ZhangXiaoMei';
const phones = [helper, secretary, clerk, daughter, 'ZhangDeHou'] as const;

const him = () =>
  world.app.db.person.findFirstOrThrow({ where: { name: '张德厚' }, include: { careFile: true } });
const duties = async (rule: string) =>
  world.app.db.obligation.findMany({ where: { rule, memberId: (await him()).id } });
const survivors = () => world.app.db.survivor.findMany({ orderBy: { name: 'asc' } });

/** The daughter says it, and is asked twice. */
async function sheTellsUs(): Promise<string> {
  for (const text of ['我爸今天早上去世了', '1', '1']) await world.says(daughter, text);
  return world.hears(daughter).join('\n');
}

async function tell(userId: string, ...texts: string[]): Promise<string> {
  for (const text of texts) {
    world.clock.advance(20_000);
    await world.says(userId, text);
  }
  return world.hears(userId).at(-1) ?? '';
}

test('the first hour: everybody hears it once, gently; nobody is asked about the family yet', async () => {
  const said = await sheTellsUs();
  expect(said).toMatch(/请您节哀，自己也多保重/);
  expect(said).toMatch(/李明[\s\S]*来家里看望/);
  expect(said).not.toMatch(/事项|登记好|第\d+号/);
  expect(world.hears(helper).join('\n')).toMatch(/难过的消息[\s\S]*去世了[\s\S]*看看家里人/);
  expect(world.hears(secretary).join('\n')).toMatch(/难过的消息[\s\S]*后事慰问请您安排/);
  expect(world.hears(clerk).join('\n')).not.toMatch(/遗属|家里还有谁/);
  expect(await survivors()).toMatchObject([{ name: '张小梅', relation: '女儿', keepVisiting: null }]);
  expect(await duties('survivors')).toMatchObject([{ state: 'open', dueOn: '2027-02-02' }]);
});

test('ten days: one gentle question to the clerk on the next working morning, and nothing festive about him', async () => {
  await sheTellsUs();
  const heard = new Map<string, string[]>(phones.map(phone => [phone, world.hears(phone)]));
  for (let day = 19; day <= 29; day += 1)
    for (const hour of ['08:40', '12:20', '19:50']) {
      await world.moveTo(`2027-01-${day}T${hour}:00+08:00`);
      if (day === 20 && hour === '08:40')
        expect(world.hears(clerk).join('\n')).toMatch(/张老（张德厚）去世了，家里还有谁[\s\S]*不急/);
      for (const phone of phones) heard.get(phone)?.push(...world.hears(phone));
    }
  const clerksQuestions = (heard.get(clerk) ?? []).filter(text => text.includes('家里还有谁'));
  expect(clerksQuestions).toEqual([]);
  const all = phones.flatMap(phone => heard.get(phone) ?? []);
  const lines = all
    .flatMap(text => text.split(/[\n、。]/))
    .filter(line => /张老（张德厚|张德厚同志/.test(line));
  for (const line of lines) expect(line).not.toMatch(/春节|生日|责任书|贺|祝|复核|定期/);
  expect(heard.get('ZhangDeHou')).toEqual([]);
  const waiting = await world.app.db.outboundMessage.count({
    where: { recipient: 'ZhangDeHou', state: { in: ['pending', 'sending'] } },
  });
  expect(waiting).toBe(0);
  const open = await world.app.db.obligation.findMany({
    where: { memberId: (await him()).id, state: { in: ['open', 'overdue'] } },
  });
  expect(new Set(open.map(({ rule }) => rule))).toEqual(new Set(['death', 'survivors']));
});

test('the clerk answers: who, whether to go on visiting, a number; the duty is done and the list has her', async () => {
  await sheTellsUs();
  await world.moveTo('2027-01-20T09:02:00+08:00');
  expect(world.hears(clerk).join('\n')).toMatch(/遗属 张德厚/);
  const done = await tell(clerk, '遗属 张德厚', '1', '1', '10000001234', '1');
  expect(done).toMatch(/女儿张小梅，以后逢年过节，慰问名单里都有张小梅/);
  expect(await survivors()).toMatchObject([{ name: '张小梅', keepVisiting: true }]);
  expect(await duties('survivors')).toMatchObject([{ state: 'done', closeReason: 'asked' }]);
  expect(await tell(secretary, '遗属名单')).toMatch(/有1位[\s\S]*张德厚同志的女儿张小梅/);
  expect(await tell(secretary, '遗属名单')).not.toContain('10000001234');
  await world.moveTo('2027-01-30T09:02:00+08:00');
  expect(world.hears(clerk).join('\n')).not.toMatch(/张德厚.*家里人，后来问到了吗/);
});

test('“1 已上门” in the clerk’s list makes no visit of the question', async () => {
  await sheTellsUs();
  await world.moveTo('2027-01-20T09:02:00+08:00');
  world.hears(clerk);
  await tell(clerk, '我的待办', '1 已办');
  expect(await world.app.db.visit.count({ where: { memberId: (await him()).id } })).toBe(0);
});

test('nobody is left, or nobody wishes it: the question is closed, and the list stays empty', async () => {
  await sheTellsUs();
  expect(await tell(clerk, '遗属 张德厚', '没有', '1')).toMatch(/不再打扰/);
  expect(await survivors()).toMatchObject([{ keepVisiting: false }]);
  expect(await tell(clerk, '遗属名单')).toMatch(/没有要继续慰问/);
});

test('taken back within the day: file, duties and family are as they were', async () => {
  const before = (await duties('festival')).map(({ state }) => state);
  await sheTellsUs();
  await tell(daughter, '撤销', '1');
  expect((await him()).careFile?.state).toBe('enrolled');
  expect(await survivors()).toEqual([]);
  expect((await duties('survivors')).map(({ state }) => state)).toEqual(['cancelled']);
  expect((await duties('festival')).map(({ state }) => state)).toEqual(before);
});

test('found to be wrong after five days: the clerk corrects it with a reason, asked twice, and it is kept who and why', async () => {
  await sheTellsUs();
  await world.moveTo('2027-01-24T09:00:00+08:00');
  for (const phone of phones) world.hears(phone);
  expect(await tell(clerk, '更正去世 张德厚')).toMatch(/怎么弄错的/);
  expect(await tell(clerk, '和同名的另一位弄混了')).toMatch(/还健在，是吗/);
  expect(await tell(clerk, '1')).toMatch(/请再确认一次/);
  expect((await him()).careFile?.state).toBe('deceased');
  expect(await tell(clerk, '1')).toMatch(/更正好了/);
  expect((await him()).careFile?.state).toBe('enrolled');
  expect(await survivors()).toEqual([]);
  world.reads(helper, /更正：[\s\S]*有误/);
  const [entry] = await auditIn(world.app.db, { action: 'undo', subject: 'happening' });
  expect(entry).toMatchObject({ after: { reason: '和同名的另一位弄混了' } });
  expect(await tell(clerk, '更正去世 张德厚')).not.toMatch(/怎么弄错的/);
  await world.moveTo('2027-01-26T09:02:00+08:00');
  expect((await duties('festival')).map(({ state }) => state)).toContain('open');
});

test('neither helper nor secretary nor daughter can correct a death after the day', async () => {
  await sheTellsUs();
  await world.moveTo('2027-01-24T09:00:00+08:00');
  for (const userId of [helper, secretary, daughter]) {
    await tell(userId, '更正去世 张德厚', '弄错了', '1', '1');
    expect((await him()).careFile?.state).toBe('deceased');
  }
});
