import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createPairing, createPerson, createRelative, createRequest } from '../support/factories.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';
import { requestNotesIn, requestsIn } from '../support/sealed.ts';

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

const requests = () => requestsIn(database.db);
const onlyRequest = async () => {
  const [request] = await requests();
  if (!request) throw new Error('no request');
  return request;
};

describe('我要求助', () => {
  test('a member asks in four short questions and is told who will call', async () => {
    const { member, helper } = people;
    expect(await chat.say(member, '我要求助')).toMatch(/是哪方面的事？.*\n1\. 生活上的事/);
    expect(await chat.say(member, '1')).toContain('是什么事？');
    expect(await chat.say(member, '家里水管坏了，请人来修')).toContain('急不急？');
    const phone = await chat.say(member, '2');
    expect(phone).toContain('打哪个电话找您？');
    expect(phone).toContain('1. 13900000003');
    expect(await chat.say(member, '1')).toBe(
      '已转给您的帮扶人李明，联系电话 13800000002，1个工作日内联系您。\n' +
        '这是第1号求助，想知道办到哪一步了，回复“我的申请”。',
    );
    expect(await onlyRequest()).toMatchObject({
      memberId: member.id,
      writerId: member.id,
      ownerId: helper.id,
      kind: 'living',
      detail: '家里水管坏了，请人来修',
      urgency: 'this-week',
      phone: '13900000003',
      state: 'open',
    });
    const [told, ...rest] = await chat.toldTo(helper);
    expect(rest).toEqual([]);
    expect(told?.purpose).toBe('urgent');
    expect(told?.text).toContain('张老（张德厚）求助，第1号：生活\n“家里水管坏了，请人来修”');
    expect(told?.text).toContain('联系电话：13900000003\n请在1个工作日内联系。');
  });

  test('another number may be written instead of the stored one, and a mistyped one is asked again', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '生活', '灯坏了', '不急');
    expect(await chat.say(member, '1390')).toContain('电话号码好像不全');
    await chat.say(member, '打我女儿的 13711112222');
    expect((await onlyRequest()).phone).toBe('打我女儿的 13711112222');
  });

  test('today means at once, at night too; this week waits for the morning', async () => {
    const { member, helper } = people;
    clock.moveTo(new Date('2027-01-18T22:40:00+08:00'));
    await chat.script(member, '我要求助', '1', '家里停电了', '今天就要', '1');
    await chat.script(member, '我要求助', '1', '灯泡坏了', '这几天', '1');
    const [today, week] = await chat.toldTo(helper);
    expect(today?.purpose).toBe('alarm');
    expect(today?.notBefore.getTime()).toBeLessThan(new Date('2027-01-18T22:45:00+08:00').getTime());
    expect(week?.purpose).toBe('urgent');
    expect(week?.notBefore.toISOString()).toBe('2027-01-19T00:01:00.000Z');
    expect(week?.notAfter.getTime()).toBeGreaterThan(new Date('2027-01-19T18:00:00+08:00').getTime());
  });

  test('a sentence out of the blue leaves only what it did not say', async () => {
    const { member } = people;
    expect(await chat.say(member, '家里水管坏了，能不能请人这几天来修')).toContain('打哪个电话找您？');
    expect(await chat.say(member, '1')).toContain('已转给您的帮扶人李明');
    expect(await onlyRequest()).toMatchObject({
      kind: 'living',
      urgency: 'this-week',
      detail: '家里水管坏了，能不能请人这几天来修',
    });
  });

  test('told when asked of what kind it is, both are understood', async () => {
    const { member } = people;
    await chat.say(member, '我要求助');
    expect(await chat.say(member, '家里暖气不热，老伴冻感冒了')).toContain('急不急？');
    await chat.script(member, '1', '1');
    expect(await onlyRequest()).toMatchObject({ kind: 'living', detail: '家里暖气不热，老伴冻感冒了' });
  });

  test('a voice message out of the blue needs one number and is passed on at once', async () => {
    const { member, helper } = people;
    expect(await chat.send(member, 'voice')).toMatch(/语音收到了。[^]*1\. 我要求助/);
    expect(await requests()).toEqual([]);
    expect(await chat.say(member, '1')).toContain(
      '已转给您的帮扶人李明，联系电话 13800000002，已请他马上联系您',
    );
    const request = await onlyRequest();
    expect(request).toMatchObject({ kind: 'living', urgency: 'today', detail: '', phone: '13900000003' });
    expect(request.attachmentIds).toHaveLength(1);
    const [told] = await chat.toldTo(helper);
    expect(told?.purpose).toBe('alarm');
    expect(told?.text).toContain('另有语音1条，已经存好；我还不能转给您听和看，请直接打电话问清楚。');
  });

  test('a relative of two says for whom, and that is all', async () => {
    const { relative, alone } = people;
    await database.db.familyTie.create({
      data: { relativeId: relative.id, memberId: alone.id, relation: '女儿' },
    });
    await chat.send(relative, 'voice');
    expect(await chat.say(relative, '1')).toContain('是哪位老同志需要帮忙？');
    expect(await chat.say(relative, '王秀英')).toContain('已转给书记王强');
    expect(await onlyRequest()).toMatchObject({ memberId: alone.id, urgency: 'today', phone: '13700000004' });
  });

  test('a voice message that was no call for help leaves nothing behind', async () => {
    const { member, helper } = people;
    await chat.send(member, 'voice');
    await chat.say(member, '取消');
    expect(await requests()).toEqual([]);
    expect(await chat.toldTo(helper)).toEqual([]);
  });

  test('a voice message answers the question of what it is', async () => {
    const { member } = people;
    await chat.script(member, '我要求助', '2');
    expect(await chat.send(member, 'voice')).toContain('急不急？');
    await chat.script(member, '1', '1');
    expect(await onlyRequest()).toMatchObject({ kind: 'money', detail: '', urgency: 'today' });
    expect((await onlyRequest()).attachmentIds).toHaveLength(1);
  });

  test('a photo is kept with the words', async () => {
    const { member, helper } = people;
    await chat.script(member, '我要求助', '1');
    await chat.send(member, 'image');
    await chat.script(member, '屋顶漏雨', '2', '1');
    expect((await onlyRequest()).attachmentIds).toHaveLength(1);
    expect((await chat.toldTo(helper))[0]?.text).toContain('“屋顶漏雨”\n另有照片1张');
  });

  test('who feels unwell is asked once and nothing else', async () => {
    const { member, helper } = people;
    expect(await chat.say(member, '我头晕得厉害，站不起来')).toContain(
      '要是很厉害，请先打 120。\n1. 要，今天就联系',
    );
    expect(await requests()).toEqual([]);
    expect(await chat.say(member, '1')).toContain('已请他马上联系您');
    expect(await onlyRequest()).toMatchObject({ urgency: 'today', phone: '13900000003' });
    expect((await chat.toldTo(helper))[0]?.purpose).toBe('alarm');
  });

  test('who feels unwell may say that nobody need come', async () => {
    const { member } = people;
    await chat.script(member, '今天有点头晕', '不用了');
    expect(await requests()).toEqual([]);
  });

  test('a daughter writes for her father; of several she acts for she picks one', async () => {
    const { relative, alone, member } = people;
    expect(await chat.script(relative, '我要求助', '1', '我爸的轮椅坏了', '2')).toContain(
      '1. 13700000004\n2. 13900000003',
    );
    expect(await chat.say(relative, '2')).toContain('已转给张老的帮扶人李明');
    expect(await onlyRequest()).toMatchObject({
      memberId: member.id,
      writerId: relative.id,
      phone: '13900000003',
    });
    await database.db.familyTie.create({
      data: { relativeId: relative.id, memberId: alone.id, relation: '儿媳' },
    });
    const which = await chat.say(relative, '我要求助');
    expect(which).toContain('是哪位老同志需要帮忙？');
    expect(which).toContain('张德厚');
    await chat.script(relative, '王秀英', '1', '要人陪着看病', '2', '1');
    expect((await requests())[1]).toMatchObject({ memberId: alone.id, writerId: relative.id });
  });

  test('without a helper it goes to the branch secretary', async () => {
    const { alone, secretary } = people;
    expect(await chat.script(alone, '我要求助', '2', '药费交不起', '2', '跳过')).toContain(
      '已转给书记王强，联系电话 13800000001，1个工作日内联系您。',
    );
    expect((await chat.toldTo(secretary))[0]?.text).toContain('联系电话：没有留，请按档案上的联系');
  });

  test('where messages do not reach the helper the secretary hears it', async () => {
    const { member, helper, secretary } = people;
    await database.db.person.update({ where: { id: helper.id }, data: { unreachableSince: clock.now() } });
    expect(await chat.script(member, '我要求助', '1', '灯坏了', '2', '1')).toContain('已转给书记王强');
    expect(await chat.toldTo(helper)).toEqual([]);
    expect(await chat.toldTo(secretary)).toHaveLength(1);
  });

  test('where nobody can be told, that is said', async () => {
    const { alone } = people;
    await database.db.person.updateMany({
      where: { roles: { hasSome: ['secretary', 'clerk', 'leader'] } },
      data: { unreachableSince: clock.now() },
    });
    expect(await chat.script(alone, '我要求助', '1', '灯坏了', '1', '跳过')).toContain(
      '请您也给单位打个电话',
    );
    expect(await chat.toldCount()).toBe(0);
  });

  test('a helper who writes for the own member is the one to see to it', async () => {
    const { helper, member } = people;
    const answer = await chat.script(helper, '我要求助', '1', '轮椅坏了', '2', '1');
    expect(answer).toContain('由您给张老办');
    expect(await onlyRequest()).toMatchObject({
      memberId: member.id,
      writerId: helper.id,
      ownerId: helper.id,
    });
    expect(await chat.toldCount()).toBe(0);
  });

  test('a helper asks for nobody but the own members', async () => {
    const { helper, namesake } = people;
    await createPairing(database.db, { helper, member: people.alone });
    expect(await chat.say(helper, '我要求助')).toContain('1. 张德厚（机械厂支部）\n2. 王秀英（机械厂支部）');
    expect(await chat.say(helper, namesake.name)).toContain('没找到这个人');
  });

  test('a relative of nobody is told how that is put right', async () => {
    const nobody = await createPerson(database.db, {
      name: '孙立',
      roles: ['family'],
      organisation: people.branch,
    });
    expect(await chat.say(nobody, '我要求助')).toContain('还没有登记您可以代为求助的老同志');
  });

  test('within a day it can be taken back, and whoever was told hears of it', async () => {
    const { member, helper } = people;
    await chat.script(member, '我要求助', '1', '灯坏了', '2', '1');
    expect(await chat.say(member, '撤销')).toContain('第1号求助');
    expect(await chat.say(member, '1')).toBe('第1号求助已经撤回。以后有事，随时跟我说。');
    expect((await onlyRequest()).state).toBe('withdrawn');
    expect((await chat.toldTo(helper)).at(-1)?.text).toBe('第1号求助已由张德厚撤回，不用再办了。');
  });

  test('what is done already cannot be taken back, and that is said calmly', async () => {
    const { member, helper } = people;
    await chat.script(member, '我要求助', '1', '灯坏了', '2', '1');
    await chat.script(helper, '第1号办好了，换了灯泡', '1');
    expect(await chat.script(member, '撤销', '1')).toContain('已经办结');
  });

  test.each(['谢谢你们帮忙', '不用了，水管修好了', '今天天气不错'])('%s is no request', async text => {
    await chat.say(people.member, text);
    await chat.say(people.member, '1');
    expect(await requests()).toEqual([]);
  });
});

describe('我的申请', () => {
  test('who asked for nothing is told how to', async () => {
    expect(await chat.say(people.member, '我的申请')).toContain('回复“我要求助”');
    expect(await chat.say(people.helper, '我的申请')).toContain('现在没有交给您办的求助');
  });

  test('the member sees each step in plain words', async () => {
    const { member, helper } = people;
    await chat.script(member, '我要求助', '1', '灯坏了', '2', '1');
    expect(await chat.say(member, '我的申请')).toContain(
      '第1号（1月18日）“灯坏了”\n　已转给李明，等他联系您',
    );
    await chat.say(helper, '第1号 已联系，明天上门');
    expect(await chat.say(member, '我的事办得怎么样了')).toContain(
      '李明正在办，1月18日说：“已联系，明天上门”',
    );
    await chat.script(helper, '1号办好了，换了灯泡', '1');
    expect(await chat.say(member, '我的申请')).toContain('结果：解决。换了灯泡');
  });

  test('the helper sees what is asked, and no more once the pairing is over', async () => {
    const { member, helper } = people;
    await chat.script(member, '我要求助', '1', '灯坏了', '2', '1');
    const list = await chat.say(helper, '我的申请');
    expect(list).toContain('交给您办的求助1件：\n第1号 张老（张德厚） 生活：“灯坏了”');
    expect(list).toContain('电话 13900000003');
    await database.db.pairing.updateMany({ data: { endsOn: '2027-01-17' } });
    expect(await chat.say(helper, '我的申请')).not.toContain('张德厚');
  });

  test('of many five are shown and the others counted', async () => {
    const { member, helper } = people;
    for (let count = 0; count < 7; count += 1) await createRequest(database.db, { member, owner: helper });
    const list = await chat.say(helper, '我的申请');
    expect(list).toContain('交给您办的求助7件');
    expect(list).toContain('……另有2件。');
  });
});

describe('办理求助', () => {
  const open = () => chat.script(people.member, '我要求助', '1', '水管坏了', '2', '1');

  test('the first progress takes the request on and the member hears of it', async () => {
    const { member, helper } = people;
    await open();
    expect(await chat.say(helper, '第1号 已联系，明天上门')).toContain('第1号求助的进展记下了，也告诉了张老');
    expect(await onlyRequest()).toMatchObject({ state: 'taken', ownerId: helper.id });
    const notes = await requestNotesIn(database.db);
    expect(notes.map(({ text }) => text)).toEqual(['已联系，明天上门']);
    const [told] = await chat.toldTo(member);
    expect(told?.text).toBe('您的第1号求助有进展了。李明说：“已联系，明天上门”');
    expect(told?.purpose).toBe('notice');
  });

  test('whoever takes it on is told by when to go, and not written to besides (R7); closed, nobody is to go', async () => {
    const { helper } = people;
    await open();
    const before = (await chat.toldTo(helper)).length;
    expect(await chat.say(helper, '第1号 已联系，明天上门')).toContain(
      '也告诉了张老。请您在1月25日（腊月十八，周一）前去看一看。办完了',
    );
    expect(await chat.say(helper, '第1号 约好了师傅')).not.toContain('去看一看');
    expect((await chat.toldTo(helper)).slice(before)).toEqual([]);
    const visits = () => database.db.obligation.findMany({ where: { rule: 'accepted-request' } });
    expect(await visits()).toMatchObject([{ ownerId: helper.id, state: 'open', dueOn: '2027-01-25' }]);
    await chat.script(helper, '第1号办好了，已经修好水管', '1');
    expect(await visits()).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
  });

  test('taken on by the secretary, the helper hears of the visit at once (R7)', async () => {
    const { helper, secretary } = people;
    await open();
    const before = (await chat.toldTo(helper)).length;
    expect(await chat.say(secretary, '第1号 已联系物业')).toContain(
      '也请李明在1月25日（腊月十八，周一）前去看一看。',
    );
    expect((await chat.toldTo(helper)).slice(before)).toMatchObject([
      {
        purpose: 'urgent',
        text: expect.stringMatching(
          /^张老（张德厚）的求助已经接下来办了。请在1月25日（腊月十八，周一）前去看一看，当面问问还要帮什么。\n去过以后/,
        ) as string,
      },
    ]);
    expect(await chat.toldTo(secretary)).toEqual([]);
  });

  test('closing is shown first, then told to the member with thanks and no further question', async () => {
    const { member, helper } = people;
    await open();
    const review = await chat.say(helper, '１号办好了，已经修好水管');
    expect(review).toContain('②结果：解决了\n③说明：已经修好水管');
    expect((await onlyRequest()).state).toBe('open');
    await chat.say(helper, '1');
    expect(await onlyRequest()).toMatchObject({
      state: 'closed',
      outcome: 'solved',
      outcomeNote: '已经修好水管',
    });
    expect((await chat.toldTo(member)).map(({ text }) => text)).toEqual([
      '您的第1号求助办好了：已经修好水管。谢谢您信任我们，有事随时说。',
    ]);
  });

  test('without a reason nothing is impossible', async () => {
    const { helper } = people;
    await open();
    await chat.say(helper, '第1号无法解决');
    expect(await chat.say(helper, '跳过')).toContain('请写一句原因');
    expect((await onlyRequest()).state).toBe('open');
    await chat.script(helper, '楼太老，整楼管道要换', '1');
    expect(await onlyRequest()).toMatchObject({ outcome: 'impossible', outcomeNote: '楼太老，整楼管道要换' });
  });

  test.each([
    ['第1号解决了一部分，先换了阀门', 'partly', '先换了阀门'],
    ['1号已转办，找社区老刘', 'passed-on', '找社区老刘'],
    ['1号修好了水管', 'solved', '修好了水管'],
  ])('%s', async (said, outcome, outcomeNote) => {
    await open();
    await chat.script(people.helper, said, '1');
    expect(await onlyRequest()).toMatchObject({ outcome, outcomeNote });
  });

  test('what is not yet done is progress, not an outcome', async () => {
    await open();
    await chat.say(people.helper, '第1号还没解决，在等配件');
    expect((await onlyRequest()).state).toBe('taken');
  });

  test('a relative who wrote it hears of it as well', async () => {
    const { relative, helper } = people;
    await chat.script(relative, '我要求助', '1', '水管坏了', '2', '1');
    await chat.say(helper, '第1号 明天去');
    expect((await chat.toldTo(relative))[0]?.text).toBe('张老的第1号求助有进展了。李明说：“明天去”');
  });

  test('a request that is not theirs to see is not spoken of', async () => {
    const { namesake, helper } = people;
    await createRequest(database.db, { member: namesake, detail: '一件私事' });
    for (const said of ['第1号 已联系', '第1号办好了']) {
      const answer = await chat.say(helper, said);
      expect(answer).not.toMatch(/张桂兰|私事|办结/);
    }
    expect((await onlyRequest()).state).toBe('open');
    expect(await database.db.requestNote.count()).toBe(0);
  });

  test('a member does not close their own request', async () => {
    await open();
    expect(await chat.say(people.member, '第1号办好了')).toContain('已转给李明，等他联系您');
    await chat.say(people.member, '1');
    expect((await onlyRequest()).state).toBe('open');
  });

  test('a form begun before the pairing ended writes nothing afterwards', async () => {
    const { helper } = people;
    await open();
    await chat.say(helper, '1号办好了，修好了');
    await database.db.pairing.updateMany({ data: { endsOn: '2027-01-17' } });
    expect(await chat.say(helper, '1')).toContain('这件求助现在不由您办了');
    expect((await onlyRequest()).state).toBe('open');
  });

  test('who has nothing to see to is told so', async () => {
    expect(await chat.say(people.helper, '写进展')).toContain('现在没有交给您办的求助');
  });

  test('two relatives of one member: the daughter is told of what the son asked only if she wrote it', async () => {
    const { member, helper, relative } = people;
    const { relative: son } = await createRelative(database.db, { member, name: '张强', relation: '儿子' });
    await chat.script(son, '我要求助', '1', '水管坏了', '2', '1');
    await chat.say(helper, '第1号 明天去');
    expect(await chat.toldTo(son)).toHaveLength(1);
    expect(await chat.toldTo(relative)).toEqual([]);
  });
});
