import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPairing, createRelative, createRequest } from '../support/factories.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';
import { careFileIn, happeningsIn } from '../support/sealed.ts';

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
const fileOf = (memberId: string) => careFileIn(database.db, memberId);

describe('报告情况', () => {
  test('a sentence that says it all is shown once and kept on 1', async () => {
    const { clerk, member, helper, secretary } = people;
    const review = await chat.say(clerk, '张德厚昨天住院了');
    expect(review).toContain('①老同志：张德厚\n②情况：住院\n③日期：1月17日（腊月初十，周日）');
    expect(await happenings()).toEqual([]);
    const answer = await chat.say(clerk, '1');
    expect(answer).toContain('记下了：张德厚同志1月17日（腊月初十，周日）住院。');
    expect(answer).toContain('已告诉帮扶人李明。');
    expect(answer).toContain('由帮扶人李明1月21日（腊月十四，周四）以前去看望。');
    expect(await happenings()).toMatchObject([
      {
        memberId: member.id,
        kind: 'hospitalised',
        happenedOn: '2027-01-17',
        reporterId: clerk.id,
        detail: '张德厚昨天住院了',
      },
    ]);
    expect((await chat.toldTo(helper)).map(({ purpose }) => purpose)).toEqual(['urgent']);
    expect(await chat.toldTo(secretary)).toEqual([]);
  });

  test('asked for one by one', async () => {
    const { clerk, alone } = people;
    expect(await chat.say(clerk, '报告情况')).toContain('是哪位老同志？');
    expect(await chat.say(clerk, '王秀英')).toMatch(/是什么情况？.*\n1\. 住院\n2\. 出院\n3\. 去世/);
    expect(await chat.say(clerk, '5')).toContain('是哪天的事？');
    expect(await chat.say(clerk, '前天')).toContain('还有什么要说的？');
    expect(await chat.send(clerk, 'voice')).toContain('⑤说明：（语音1条）'.replace('⑤', '④'));
    await chat.say(clerk, '1');
    const [happening] = await happenings();
    expect(happening).toMatchObject({
      memberId: alone.id,
      kind: 'accident',
      happenedOn: '2027-01-16',
      detail: null,
    });
    expect(happening?.attachmentIds).toHaveLength(1);
  });

  test('a day before the birth is asked again and nothing else is; the file’s own day is not told', async () => {
    const { clerk, member } = people;
    await database.db.careFile.update({
      where: { memberId: member.id },
      data: { birthDate: '1944-09-09', birthCalendar: 'solar', birthLeapMonth: false },
    });
    await chat.script(clerk, '报告情况', '张德厚', '1', '1940年5月3日');
    const again = await chat.say(clerk, '在市医院心内科');
    expect(again).toMatch(/1940年5月3日.*张德厚同志那时还没有出生，请再看看是哪一天。/);
    expect(again).toContain('是哪天住院的？');
    expect(again).not.toContain('1944');
    const review = await chat.say(clerk, '昨天');
    expect(review).toContain('③日期：1月17日（腊月初十，周日）\n④说明：在市医院心内科');
    await chat.say(clerk, '1');
    expect(await happenings()).toMatchObject([{ happenedOn: '2027-01-17', detail: '在市医院心内科' }]);
  });

  test('what a mood is about needs no day', async () => {
    const { clerk } = people;
    await chat.script(clerk, '报告情况', '王秀英', '6', '跳过', '1');
    expect(await happenings()).toMatchObject([{ kind: 'mood', happenedOn: '2027-01-18' }]);
  });

  test('of two people of one surname it is asked which, with the branch', async () => {
    const { clerk, namesake } = people;
    const which = await chat.say(clerk, '老张昨天住院了');
    expect(which).toContain('您说的是哪一位？');
    expect(which).toContain('张德厚（机械厂支部）');
    expect(which).toContain('张桂兰（棉纺厂支部）');
    await chat.script(clerk, '张桂兰', '1');
    expect(await happenings()).toMatchObject([{ memberId: namesake.id, kind: 'hospitalised' }]);
  });

  test('a helper who says 老张 means the own one', async () => {
    const { helper, member } = people;
    expect(await chat.say(helper, '老张昨天住院了')).toContain('①老同志：张德厚');
    expect(await chat.say(helper, '1')).toContain('这件事由您去看望');
    expect(await happenings()).toMatchObject([{ memberId: member.id }]);
    expect(await chat.toldCount()).toBe(0);
  });

  test('a helper may name a member who is not theirs, and sees nothing of the file', async () => {
    const { helper, namesake } = people;
    await database.db.careFile.update({
      where: { memberId: namesake.id },
      data: database.db.$vault.sealRow('care_file', namesake.id, {
        health: '糖尿病',
        address: '东街3号',
        idNumber: '610000194405060000',
      }),
    });
    const said = [await chat.say(helper, '张桂兰昨天摔倒了'), await chat.say(helper, '1')].join('\n');
    expect(await happenings()).toMatchObject([{ memberId: namesake.id, kind: 'accident' }]);
    expect(said).not.toMatch(/糖尿病|东街|6100|80|82岁/);
  });

  test('a member of another bureau cannot be named, and nothing says that there is one', async () => {
    const { clerk, stranger } = people;
    expect(await chat.say(clerk, '张远昨天住院了')).toContain('是哪位老同志？');
    expect(await chat.say(clerk, '张远')).toContain('没找到这个人');
    expect(await chat.say(clerk, stranger.name)).not.toContain('绿水县');
    expect(await happenings()).toEqual([]);
  });

  test('a daughter reports for her father in her own words', async () => {
    const { relative, member, helper } = people;
    const review = await chat.say(relative, '我爸昨天住院了');
    expect(review).toContain('要是人起不来或者很难受，先打 120。');
    expect(review).toContain('①老同志：张德厚');
    const answer = await chat.say(relative, '1');
    expect(answer).toContain('记下了：张老1月17日（腊月初十，周日）住院。');
    expect(answer).toContain('已告诉帮扶人李明。');
    expect(answer).toContain('会去看望，电话 13800000002');
    expect(await happenings()).toMatchObject([{ memberId: member.id, reporterId: relative.id }]);
    expect(await chat.toldTo(helper)).toHaveLength(1);
  });

  test('of a father and a mother she says which by the word', async () => {
    const { relative, alone } = people;
    await database.db.familyTie.create({
      data: { relativeId: relative.id, memberId: alone.id, relation: '女儿' },
    });
    expect(await chat.say(relative, '我妈昨天住院了，是李主任帮忙送的')).toContain('①老同志：王秀英');
  });

  test('a husband means the member by 老伴', async () => {
    const { member } = people;
    const { relative: husband } = await createRelative(database.db, {
      member,
      name: '王大山',
      relation: '老伴',
    });
    await chat.script(husband, '我老伴昨天住院了', '1');
    expect(await happenings()).toMatchObject([{ memberId: member.id, kind: 'hospitalised' }]);
  });

  test('a member speaks of themself, is shown it once and told who comes', async () => {
    const { member, helper } = people;
    expect(await chat.say(member, '我昨天摔了一跤，骨折了')).toContain(
      '请您看看记得对不对，对了我马上告诉帮扶的同志',
    );
    expect(await happenings()).toEqual([]);
    const answer = await chat.say(member, '对');
    expect(answer).toContain('知道了，您安心，我们都惦记着您。\n已告诉帮扶人李明。');
    expect(await happenings()).toMatchObject([
      { memberId: member.id, reporterId: member.id, kind: 'accident' },
    ]);
    expect(await chat.toldTo(helper)).toHaveLength(1);
  });

  test.each(['老李昨天去世了', '老李昨天住院了', '我老战友昨天住院了', '听说老刘走了'])(
    'a member cannot report of others: %s',
    async said => {
      await chat.script(people.member, said, '1');
      expect(await happenings()).toEqual([]);
      expect((await fileOf(people.member.id)).state).toBe('enrolled');
    },
  );

  test('a member is not offered their own death', async () => {
    expect(await chat.say(people.member, '报告情况')).not.toContain('去世');
    expect(await chat.say(people.relative, '报告情况')).toContain('3. 去世');
  });

  test('at night nobody is woken, and it is not said that they were told', async () => {
    const { relative, helper } = people;
    clock.moveTo(new Date('2027-01-18T22:30:00+08:00'));
    const answer = await chat.script(relative, '我爸今天住院了', '1');
    expect(answer).toContain('早上八点以后就告诉帮扶人李明。');
    expect((await chat.toldTo(helper))[0]?.notBefore.toISOString()).toBe('2027-01-19T00:01:00.000Z');
  });

  test('reported by two it is one, and the second is thanked', async () => {
    const { clerk, relative, helper } = people;
    await chat.script(clerk, '张德厚昨天住院了', '1');
    const answer = await chat.script(relative, '我爸昨天住院了，在市医院', '1');
    expect(answer).toBe('张老住院这件事，已经有人报过了，谢谢您惦记。您补充的话也一并记下了。');
    expect(await happenings()).toMatchObject([{ detail: '张德厚昨天住院了；我爸昨天住院了，在市医院' }]);
    expect(await chat.toldTo(helper)).toHaveLength(1);
    expect(await chat.say(relative, '撤销')).toContain('没有可以撤销的');
  });

  test('a day that has not come is not taken', async () => {
    const { clerk } = people;
    await chat.script(clerk, '报告情况', '王秀英', '1');
    expect(await chat.say(clerk, '明天')).toContain('还没到');
  });

  test('taken back within a day: nobody goes, and whoever was told hears of it', async () => {
    const { clerk, helper } = people;
    await chat.script(clerk, '张德厚昨天住院了', '1');
    await database.db.outboundMessage.updateMany({ data: { state: 'sent' } });
    expect(await chat.script(clerk, '撤销', '1')).toBe(
      '张德厚同志住院的登记已经撤销，也告诉了刚才收到消息的同志。',
    );
    expect((await happenings())[0]?.undoneAt).not.toBeNull();
    expect(await database.db.obligation.count({ where: { rule: 'illness', state: 'open' } })).toBe(0);
    expect((await chat.toldTo(helper)).at(-1)?.text).toContain('更正：前面说张老（张德厚）住院的消息有误');
  });

  test('after a day it can no longer be taken back', async () => {
    const { clerk } = people;
    await chat.script(clerk, '张德厚昨天住院了', '1');
    clock.advance(25 * 60 * 60 * 1000);
    expect(await chat.say(clerk, '撤销')).toContain('没有可以撤销的');
  });

  test('a draft about somebody who died meanwhile writes nothing and says so calmly', async () => {
    const { clerk, alone } = people;
    await chat.say(clerk, '王秀英昨天住院了');
    await database.db.careFile.update({ where: { memberId: alone.id }, data: { state: 'deceased' } });
    expect(await chat.say(clerk, '1')).toContain('这位老同志已经去世');
    expect(await happenings()).toEqual([]);
  });

  test('nobody to tell: the writer hears it', async () => {
    const { clerk, alone } = people;
    await database.db.person.updateMany({
      where: { id: { not: clerk.id } },
      data: { unreachableSince: clock.now() },
    });
    const answer = await chat.script(clerk, `${alone.name}昨天住院了`, '1');
    expect(answer).toContain('王强暂时收不到消息，请您打个电话说一声。');
  });

  test('whoever was seen is a visit, not only news', async () => {
    const answer = await chat.say(people.helper, '今天上午去医院看了张老，住院第三天，精神还好');
    expect(answer).not.toContain('②情况：住院');
  });
});

describe('亡故', () => {
  const dead = async () => (await fileOf(people.alone.id)).state === 'deceased';

  test('is asked, asked again with the full name and what follows, and then kept', async () => {
    const { clerk, alone, secretary } = people;
    expect(await chat.say(clerk, '王秀英昨天去世了')).toContain('请确认：是王秀英同志去世了吗？');
    const again = await chat.say(clerk, '1');
    expect(again).toContain('请再确认一次：王秀英去世了吗？确认后，今后不再给王秀英发送任何问候和提醒');
    expect(await dead()).toBe(false);
    const answer = await chat.say(clerk, '1');
    expect(await dead()).toBe(true);
    expect(answer).toContain('记下了，请节哀。今后不再给王秀英发送任何问候和提醒');
    expect(answer).toContain('已告诉书记王强。');
    expect(await happenings()).toMatchObject([
      { memberId: alone.id, kind: 'died', happenedOn: '2027-01-17' },
    ]);
    expect((await chat.toldTo(secretary))[0]?.text).toContain('难过的消息');
  });

  test('chosen from the list it is asked twice as well', async () => {
    const { clerk } = people;
    expect(await chat.script(clerk, '报告情况', '王秀英', '3')).toContain('请确认：是王秀英同志去世了吗？');
    expect(await chat.script(clerk, '是的', '昨天', '跳过')).toContain('请再确认一次：王秀英去世了吗？');
    expect(await dead()).toBe(false);
    await chat.say(clerk, '1');
    expect(await dead()).toBe(true);
  });

  test('"不是" at the first question keeps nothing and asks nothing more about a death', async () => {
    const { clerk } = people;
    await chat.say(clerk, '王秀英昨天去世了');
    const answer = await chat.say(clerk, '不是');
    expect(answer).toContain('好的，没有登记。');
    expect(answer).not.toContain('是哪天');
    expect(await chat.say(clerk, '取消')).toContain('没有保存');
    expect(await happenings()).toEqual([]);
    expect(await dead()).toBe(false);
  });

  test('"取消" at the second question keeps nothing', async () => {
    const { clerk } = people;
    await chat.script(clerk, '王秀英昨天去世了', '1', '取消');
    expect(await happenings()).toEqual([]);
    expect(await dead()).toBe(false);
  });

  test('another name put in the review is asked about anew', async () => {
    const { clerk, namesake } = people;
    await chat.script(clerk, '王秀英昨天去世了', '1');
    const asked = await chat.say(clerk, '改1 张桂兰');
    expect(asked).toContain('人换了，请再确认一下。\n请确认：是张桂兰同志去世了吗？');
    expect(await chat.say(clerk, '1')).toContain('请再确认一次：张桂兰去世了吗？');
    await chat.say(clerk, '1');
    expect(await dead()).toBe(false);
    expect((await fileOf(namesake.id)).state).toBe('deceased');
  });

  test('"老王走了" is asked: 去世, 离开 or 取消', async () => {
    const { clerk } = people;
    const asked = await chat.say(clerk, '老王走了');
    expect(asked).toContain('您说的“走了”是哪个意思？\n1. 去世了\n2. 离开了（出门、搬走）\n3. 取消');
    await chat.say(clerk, '2');
    expect(await happenings()).toEqual([]);
    await chat.script(clerk, '老王走了', '3');
    expect(await happenings()).toEqual([]);
    await chat.script(clerk, '老王走了', '1', '1', '昨天', '1');
    expect(await dead()).toBe(true);
  });

  test('ends every duty towards them and every message about them', async () => {
    const { member, helper, clerk } = people;
    await chat.script(clerk, '张德厚昨天住院了', '1');
    await chat.script(member, '我要求助', '1', '灯坏了', '这几天', '1');
    expect(await chat.toldTo(helper)).toHaveLength(2);
    await chat.script(clerk, '张德厚今天去世了', '1', '1');
    expect(
      await database.db.obligation.count({
        where: { memberId: member.id, state: 'open', rule: { notIn: ['death', 'survivors'] } },
      }),
    ).toBe(0);
    expect((await chat.toldTo(helper)).map(({ text }) => text)).toEqual([
      expect.stringContaining('难过的消息'),
    ]);
    expect(await chat.toldTo(member)).toEqual([]);
  });

  test('reported twice it is one, and nobody is told again', async () => {
    const { clerk, helper, secretary } = people;
    await chat.script(clerk, '张德厚昨天去世了', '1', '1');
    const before = await chat.toldCount();
    const answer = await chat.script(secretary, '报告情况', '张德厚');
    expect(answer).toContain('没找到这个人');
    expect(await chat.toldCount()).toBe(before);
    expect(await chat.toldTo(helper)).toHaveLength(1);
  });

  test('taken back it restores the file, says so and tells those who were told', async () => {
    const { clerk, alone, secretary } = people;
    await createPairing(database.db, { member: alone });
    await chat.script(clerk, '王秀英昨天住院了', '1');
    await chat.script(clerk, '王秀英今天去世了', '1', '1');
    await database.db.outboundMessage.updateMany({ where: { state: 'pending' }, data: { state: 'sent' } });
    const answer = await chat.script(clerk, '撤销', '1');
    expect(answer).toBe(
      '已经更正：王秀英同志去世的登记撤销了，档案和原来的事项都恢复了，也告诉了刚才收到消息的同志。',
    );
    expect(await dead()).toBe(false);
    expect(await database.db.obligation.count({ where: { rule: 'illness', state: 'open' } })).toBe(1);
    expect((await chat.toldTo(secretary)).at(-1)?.text).toContain('更正：前面说王老（王秀英）亡故的消息有误');
  });

  test('of two 王 the one who died is asked for first', async () => {
    const { clerk, branch2 } = people;
    const other = await createMember(database.db, { name: '王建国', organisation: branch2 });
    const which = await chat.say(clerk, '老王昨天去世了');
    expect(which).toContain('您说的是哪一位？');
    expect(await chat.say(clerk, '王建国')).toContain('请确认：是王建国同志去世了吗？');
    await chat.script(clerk, '1', '1');
    expect(await dead()).toBe(false);
    expect((await fileOf(other.id)).state).toBe('deceased');
  });

  test('a message waiting for the dead is not sent to them', async () => {
    const { member, helper, clerk } = people;
    await createRequest(database.db, { member, owner: helper });
    await chat.say(helper, '第1号 明天去');
    expect(await chat.toldTo(member)).toHaveLength(1);
    await chat.script(clerk, '张德厚今天去世了', '1', '1');
    expect(await chat.toldTo(member)).toEqual([]);
  });
});
