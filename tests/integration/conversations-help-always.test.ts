/** What must work in any state and for anybody: despair, a call for a person, the digest, and messages that say nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPairing, createPerson } from '../support/factories.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';
import { happeningsIn } from '../support/sealed.ts';

let database: TestDatabase;
let clock: HeldClock;
let chat: Chat;
let people: People;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  clock = workday();
  chat = createChat(database.db, clock);
  people = await createPeople(database.db);
});

const happenings = () => happeningsIn(database.db);
const alarms = async (who: { readonly userId: string | null }) =>
  (await chat.toldTo(who)).filter(({ purpose }) => purpose === 'alarm');

describe('despair', () => {
  test('is answered warmly with the line to call; helper and secretary hear of it at once, at night too', async () => {
    const { member, helper, secretary } = people;
    clock.moveTo(new Date('2027-01-18T02:14:00+08:00'));
    const answer = await chat.say(member, '活着没意思，药我都攒着呢');
    expect(answer).toContain('您别一个人扛着，有我们在。');
    expect(answer).toContain('已经请帮扶人李明和书记王强马上联系您。');
    expect(answer).toContain('心理援助热线 12356');
    expect(answer).not.toMatch(/^\d\. |回复数字/m);
    expect(await happenings()).toMatchObject([
      { memberId: member.id, kind: 'despair', reporterId: member.id },
    ]);
    for (const who of [helper, secretary]) {
      const [alarm, ...more] = await alarms(who);
      expect(more).toEqual([]);
      expect(alarm?.text).toContain('【紧急】张老（张德厚）');
      expect(alarm?.notBefore.getTime()).toBeLessThanOrEqual(clock.now().getTime());
    }
  });

  test('said again it is answered again and nobody is told twice; new words after an hour are told', async () => {
    const { member, helper } = people;
    await chat.say(member, '活着没意思');
    clock.advance(20 * 60 * 1000);
    expect(await chat.say(member, '真不想活了')).toContain('12356');
    expect(await alarms(helper)).toHaveLength(1);
    clock.advance(70 * 60 * 1000);
    expect(await chat.say(member, '活着没意思')).toContain('12356');
    expect(await alarms(helper)).toHaveLength(1);
    await chat.say(member, '我想一死了之');
    expect(await alarms(helper)).toHaveLength(2);
  });

  test('in the middle of a form it is no answer, and the form stays open', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '3');
    expect(await chat.say(member, '活着还有什么意思')).toContain('12356');
    expect(await database.db.request.count()).toBe(0);
    expect(await chat.say(member, '想找人说说话')).toContain('急不急？');
  });

  test('a daughter who writes of it is told what to do, and her father’s helper comes', async () => {
    const { relative, member, helper } = people;
    const answer = await chat.say(relative, '我爸说活着没意思，不想活了');
    expect(answer).toContain('请先别让张老一个人待着');
    expect(answer).toContain('已经请帮扶人李明和书记王强马上联系。');
    expect(await happenings()).toMatchObject([
      { memberId: member.id, kind: 'despair', reporterId: relative.id },
    ]);
    expect(await alarms(helper)).toHaveLength(1);
  });

  test('the helper who hears it need not be told; the secretary is', async () => {
    const { helper, secretary, member } = people;
    const answer = await chat.say(helper, '张老说活着没意思，不如死了算了');
    expect(answer).toContain('请先别让张老一个人待着');
    expect(answer).not.toContain('李明');
    expect(await happenings()).toMatchObject([{ memberId: member.id }]);
    expect(await alarms(helper)).toEqual([]);
    expect(await alarms(secretary)).toHaveLength(1);
  });

  test('of whom a colleague speaks is not clear: somebody calls and asks', async () => {
    const { clerk, secretary, bureau } = people;
    const leader = await createPerson(database.db, { name: '周局', roles: ['leader'], organisation: bureau });
    const answer = await chat.say(clerk, '刚才有个老同志说不想活了');
    expect(answer).toContain('请马上回复全名');
    expect(await happenings()).toEqual([]);
    expect(await alarms(secretary)).toEqual([]);
    expect((await alarms(leader))[0]?.text).toContain('请现在就联系赵芳');
  });

  test('without a helper it is the secretary’s own, and one more of the staff is told', async () => {
    const { alone, secretary, clerk } = people;
    expect(await chat.say(alone, '我不想活了')).toContain('已经请书记王强和经办赵芳马上联系您。');
    expect(await alarms(secretary)).toHaveLength(1);
    expect(await alarms(clerk)).toHaveLength(1);
  });

  test('where no message reaches anybody the writer still gets a warm answer and no false promise', async () => {
    const { alone } = people;
    await database.db.person.updateMany({
      where: { roles: { hasSome: ['secretary', 'clerk', 'leader', 'helper'] } },
      data: { unreachableSince: clock.now() },
    });
    const answer = await chat.say(alone, '我不想活了');
    expect(answer).toContain('12356');
    expect(answer).not.toContain('马上联系您');
  });

  test.each(['今天忙得累死了', '想死你们了，有空来坐', '药盒我都攒着卖废品'])(
    '%s is no despair',
    async said => {
      expect(await chat.say(people.member, said)).not.toContain('12356');
      expect(await happenings()).toEqual([]);
    },
  );

  test('nothing of a member of another bureau comes of a name that somebody writes', async () => {
    const { clerk } = people;
    const answer = await chat.say(clerk, '张远说不想活了');
    expect(answer).not.toContain('绿水');
    expect(await happenings()).toEqual([]);
  });
});

describe('人工', () => {
  test('the branch secretary is asked to call, once an hour, and the writer knows who', async () => {
    const { member, secretary } = people;
    expect(await chat.say(member, '人工')).toBe(
      '好的，已告诉书记王强，很快联系您。急的话也可以自己打过去，电话 13800000001。要是人不舒服，请先打 120。',
    );
    await chat.say(member, '人工');
    const told = await chat.toldTo(secretary);
    expect(told.map(({ text }) => text)).toEqual([
      '张老（张德厚）想请工作人员联系一下，电话 13900000003。请您尽快回个电话。',
    ]);
  });

  test('at night it is said that it will be in the morning', async () => {
    clock.moveTo(new Date('2027-01-18T23:10:00+08:00'));
    expect(await chat.say(people.member, '人工')).toContain('早上八点以后就请书记王强联系您');
  });

  test('in the middle of a form what was said stays', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '1');
    expect(await chat.say(member, '人工')).toContain('书记王强');
    expect(await chat.say(member, '水管坏了')).toContain('急不急？');
  });

  test('the secretary’s own call goes further up', async () => {
    const { secretary, clerk } = people;
    expect(await chat.say(secretary, '人工')).toContain('已告诉经办赵芳');
    expect(await chat.toldTo(clerk)).toHaveLength(1);
  });
});

describe('简报', () => {
  test('a secretary sees the own branch and nothing of another', async () => {
    const { secretary, clerk } = people;
    await chat.script(clerk, '张桂兰昨天住院了', '1');
    await chat.script(clerk, '王秀英昨天住院了', '1');
    const digest = await chat.say(secretary, '简报');
    expect(digest).toContain('机械厂支部');
    expect(digest).toContain('王秀英');
    expect(digest).not.toContain('张桂兰');
    expect(await chat.say(secretary, '看一下今天的简报')).toBe(digest);
  });

  test('a helper sees the own short one', async () => {
    const digest = await chat.say(people.helper, '简报');
    expect(digest).toContain('简报');
    expect(digest).not.toContain('王秀英');
  });

  test('members and relatives have none', async () => {
    for (const who of [people.member, people.relative])
      expect(await chat.say(who, '简报')).not.toMatch(/要紧的事|眼下/);
  });
});

describe('messages that say nothing', () => {
  test('stickers, files, nothing at all and very much are answered kindly and leave nothing behind', async () => {
    const { member, helper } = people;
    for (const who of [member, helper]) {
      const answers = [
        await chat.sticker(who),
        await chat.say(who, ''),
        await chat.say(who, '。。。'),
        await chat.say(who, '啊'.repeat(10_000)),
      ];
      for (const answer of answers) expect(answer).toMatch(/打字|回复/);
    }
    expect(await happenings()).toEqual([]);
    expect(await database.db.request.count()).toBe(0);
  });

  test('ten thousand characters in a request: the most important first, please', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '1');
    expect(await chat.say(member, '水管坏了。'.repeat(2_000))).toContain('请把要紧的先发来');
    expect(await database.db.request.count()).toBe(0);
  });

  test('a sticker in the middle of a form leaves the question standing', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '1');
    expect(await chat.sticker(member)).toContain('是什么事？');
    expect(await chat.say(member, '水管坏了')).toContain('急不急？');
  });

  test('what nobody understands is not always answered in the same words', async () => {
    const { member } = people;
    const answers = new Set<string>();
    for (const said of ['明月几时有', '把酒问青天啊', '不知天上宫阙如何'])
      answers.add(await chat.say(member, said));
    expect(answers.size).toBeGreaterThan(1);
  });

  test('nobody without a tie to a member learns anything of one', async () => {
    const nobody = await createPerson(database.db, {
      name: '孙立',
      roles: ['family'],
      organisation: people.branch,
    });
    const told = [];
    for (const said of [
      '张德厚昨天住院了',
      '张德厚电话多少',
      '我的申请',
      '简报',
      '我的对象',
      '第1号 怎么样了',
      '报告情况',
    ])
      told.push(await chat.say(nobody, said));
    expect(told.join('\n')).not.toMatch(/139|李明|机械厂|王秀英|张老/);
  });
});

test('a helper of two by the name of 张 is asked which of them despairs, and meanwhile somebody calls', async () => {
  const { helper, secretary, branch } = people;
  const other = await createMember(database.db, { name: '张福来', organisation: branch });
  await createPairing(database.db, { helper, member: other });
  const answer = await chat.say(helper, '老张说不想活了');
  expect(answer).toContain('请马上回复全名');
  expect(await happenings()).toEqual([]);
  const told = [...(await alarms(secretary)), ...(await alarms(people.clerk))];
  expect(told).toHaveLength(1);
  await chat.say(helper, '张福来说不想活了');
  expect(await happenings()).toMatchObject([{ memberId: other.id, kind: 'despair' }]);
});
