/** 我的待办 and its answers by number, 我的对象 and its cards. Wednesday, 20 January 2027; 春节 is on 6 February. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { ownersDue, takePrompt } from '../../src/scheme/obligations/prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
  createVisit,
  type MemberRow,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { createVisitChat, notForUs, type VisitChat } from './conversations-visits-support.ts';
import { visitsIn } from '../support/sealed.ts';

const now = '2027-01-20T10:10:00+08:00';
const clock = heldClock(now);
let database: TestDatabase;
let chat: VisitChat;
let branch: OrganisationRow;
let elsewhere: OrganisationRow;
let liMing: PersonRow;
let zhang: MemberRow;
let sun: MemberRow;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  clock.moveTo(new Date(now));
  await database.empty();
  chat = createVisitChat(db, clock);
  const bureau = await createOrganisation(db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
  branch = await createOrganisation(db, { name: '第一党支部', parent: bureau });
  elsewhere = await createOrganisation(db, { name: '第二党支部', parent: bureau });
  liMing = await createHelper(db, { name: '李明', organisation: branch, phone: '10000000009' });
  const file = {
    sex: 'male',
    phone: '13900001111',
    address: '和平路1号',
    health: '高血压、冠心病',
    living: 'alone',
    selfCare: 'independent',
  };
  zhang = await createMember(db, { name: '张德厚', organisation: branch, careFile: file });
  sun = await createMember(db, { name: '孙桂兰', organisation: branch, careFile: { sex: 'female' } });
  await createPairing(db, {
    helper: liMing,
    member: zhang,
    project: '就医陪护',
    task: '每月探望',
    goal: '有病能及时就医',
  });
  await createPairing(db, { helper: liMing, member: sun });
});

const kept = () => visitsIn(database.db);
const plan = () => planObligations(database.db, clock);
const items = () =>
  database.db.promptItem.findMany({ where: { personId: liMing.id }, orderBy: { number: 'asc' } });

/** The day's prompt, as the job writes it; undefined where there is none. */
const prompt = () =>
  inTransaction(database.db, async tx => (await takePrompt(tx, clock.now(), liMing.id)).notice?.text);

describe('我的待办', () => {
  test('what is to be done, with its window, by number', async () => {
    await plan();
    expect(await chat.says(liMing, '我的待办')).toBe(
      [
        '李明同志，眼下要办的2件事，急的在前：',
        '1. 张老（张德厚）：春节走访，还有16天，2月5日（腊月廿九，周五）前',
        '2. 孙老（孙桂兰）：春节走访，还有16天，2月5日（腊月廿九，周五）前',
        '办好后回复如“1 已上门，一切都好”就行；想多说几句，直接说“今天去看了…”也行。',
      ].join('\n'),
    );
  });

  test('“2 已上门，一切都好” works right from this list, and the list gets shorter under the same numbers', async () => {
    await plan();
    await chat.says(liMing, '我的待办');
    const answer = await chat.says(liMing, '2 已上门，一切都好');
    expect(answer).toBe(
      '已记下：1月20日（腊月十三，周三）上门看望孙老。已办结：春节走访，谢谢您。\n还有1件，回复“我的待办”随时能看。',
    );
    expect(await kept()).toMatchObject([
      {
        memberId: sun.id,
        visitorId: liMing.id,
        way: 'home',
        occasion: 'festival',
        condition: '一切都好',
        said: '2 已上门，一切都好',
      },
    ]);
    const list = await chat.says(liMing, '我的待办');
    expect(list).toMatch(/眼下要办的1件事，急的在前：\n1\. 张老/);
    expect(list).not.toContain('孙老');
  });

  test('overdue comes first, and says that it can still be made good', async () => {
    await createHappening(database.db, {
      member: sun,
      happenedOn: '2027-01-14',
      reportedAt: new Date('2027-01-14T09:00:00+08:00'),
    });
    clock.moveTo(new Date('2027-01-15T09:00:00+08:00'));
    await plan();
    clock.moveTo(new Date(now));
    await plan();
    const list = await chat.says(liMing, '我的待办');
    expect(list).toMatch(
      /^.*3件事，急的在前：\n1\. 孙老（孙桂兰）：住院看望，过了3天，请尽快\n2\. .*春节走访.*\n3\. .*春节走访/,
    );
    expect(list).toContain('“1 已去医院，一切都好”');
  });

  test('nothing to do: said kindly, with what comes next', async () => {
    clock.moveTo(new Date('2026-12-20T10:00:00+08:00'));
    await plan();
    expect(await chat.says(liMing, '我的待办')).toBe(
      '眼下没有要办的事，您放心。下一件是春节走访，从1月17日（腊月初十，周日）开始，到时候我会提醒您。',
    );
    expect(await chat.says(await createHelper(database.db, { name: '罗志强' }), '我的待办')).toBe(
      '眼下没有要办的事，您放心。',
    );
  });

  test('the prompt stands in the order of the list: what is near comes first, also when its own prompt was another day', async () => {
    await database.db.careFile.update({ where: { memberId: sun.id }, data: { birthDate: '1940-01-22' } });
    clock.moveTo(new Date('2027-01-15T09:00:00+08:00'));
    await plan();
    expect(await prompt()).toContain('生日');
    clock.moveTo(new Date('2027-01-17T09:00:00+08:00'));
    await plan();
    expect(await prompt()).toMatch(
      /1\. 孙老（孙桂兰）：.*生日[\s\S]*2\. 张老.*春节走访[\s\S]*3\. 孙老.*春节走访/,
    );
    expect(await chat.says(liMing, '我的待办')).toMatch(/1\. 孙老.*生日[\s\S]*2\. 张老[\s\S]*3\. 孙老/);
  });

  test('the day’s prompt and the list have one numbering; what is new gets the next number', async () => {
    await plan();
    const text = await prompt();
    expect(text).toMatch(/1\. 张老[\s\S]*2\. 孙老/);
    await createHappening(database.db, { member: sun, happenedOn: '2027-01-20', reportedAt: clock.now() });
    await plan();
    expect(await chat.says(liMing, '我的待办')).toMatch(
      /3\. 孙老（孙桂兰）：住院看望，还有3天[\s\S]*1\. 张老（张德厚）：春节走访[\s\S]*2\. 孙老（孙桂兰）：春节走访/,
    );
    await chat.says(liMing, '我的待办');
    expect((await items()).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await chat.says(liMing, '3 已去医院，精神还好')).toMatch(/到医院看望孙老。.*住院看望/);
    expect(await kept()).toMatchObject([{ memberId: sun.id, way: 'hospital', occasion: 'illness' }]);
  });

  test('a list asked for early does not hold up the day’s prompt, whose numbers then count', async () => {
    await createHappening(database.db, {
      member: sun,
      happenedOn: '2027-01-14',
      reportedAt: new Date('2027-01-14T09:00:00+08:00'),
    });
    clock.moveTo(new Date('2027-01-15T09:00:00+08:00'));
    await plan();
    clock.moveTo(new Date(now));
    await plan();
    expect(await chat.says(liMing, '我的待办')).toMatch(/1\. 孙老（孙桂兰）：住院看望，过了[\s\S]*2\. 张老/);
    expect((await ownersDue(database.db, clock.now())).map(({ ownerId }) => ownerId)).toContain(liMing.id);
    expect(await prompt()).toMatch(/1\. 张老（张德厚）：春节走访/);
    await chat.says(liMing, '1 已上门，一切都好');
    expect(await kept()).toMatchObject([{ memberId: zhang.id }]);
  });

  test('a cry for help stands apart from festival greetings', async () => {
    await createHappening(database.db, {
      member: zhang,
      kind: 'despair',
      happenedOn: '2027-01-20',
      reportedAt: clock.now(),
    });
    await plan();
    expect(await chat.says(liMing, '我的待办')).toMatch(
      /^这件事请您先放在心上：\n1\. 张老（张德厚）.*\n\n李明同志，还有2件事，急的在前：\n2\. .*春节走访/,
    );
  });

  test('other ways of asking', async () => {
    await plan();
    for (const said of ['待办', '还有什么事', '我还有哪些没去', '这周有哪些要办的'])
      expect(await chat.says(liMing, said)).toMatch(/要办的2件事/);
  });
});

describe('answers by number', () => {
  beforeEach(async () => {
    await plan();
    await prompt();
  });

  test.each(['1', '1。', '第1项', '1 一切都好', '都好'])('“%s” records nothing', async said => {
    await chat.says(liMing, said);
    expect(await kept()).toEqual([]);
  });

  test('several at once, and what is not done yet', async () => {
    const answer = await chat.says(liMing, '1 已电话联系，一切都好，2 还没去');
    expect(answer).toMatch(/给张老打电话。已办结：春节走访/);
    expect(answer).toMatch(/孙老的春节走访2月5日/);
    expect(await kept()).toMatchObject([{ memberId: zhang.id, way: 'phone', condition: '一切都好' }]);
  });

  test('money and goods are shown before they are kept (E-14)', async () => {
    const asked = await chat.says(liMing, '1 已上门，精神好，送了500元慰问金和两箱牛奶');
    expect(await kept()).toEqual([]);
    expect(asked).toMatch(
      /①老同志：张德厚[\s\S]*③方式：上门\n④近况：精神好\n⑤事由：节日慰问\n⑧慰问金：500元\n⑨慰问品：两箱牛奶/,
    );
    expect(await chat.says(liMing, '1')).toMatch(/送去慰问金500元、两箱牛奶。\n已办结：春节走访/);
    expect(await kept()).toMatchObject([{ memberId: zhang.id, moneyFen: 50_000, goods: '两箱牛奶' }]);
  });

  test.each(['1 已上门，带了两箱牛奶', '1 已上门，送了五六百块钱', '1 已上门，慰问金500'])(
    '“%s” is shown, not kept at once',
    async said => {
      await chat.says(liMing, said);
      expect(await kept()).toEqual([]);
    },
  );

  test('“1 已上门，老王走了” is not kept at a stroke', async () => {
    await chat.says(liMing, '1 已上门，老王走了');
    expect(await kept()).toEqual([]);
    expect(await database.db.happening.count()).toBe(0);
  });

  test('“都去了” is shown first: it speaks of everybody', async () => {
    const asked = await chat.says(liMing, '都去了，都好');
    expect(asked).toMatch(/①老同志：孙桂兰、张德厚[\s\S]*④近况：都好/);
    expect(await kept()).toEqual([]);
    await chat.says(liMing, '1');
    expect(await kept()).toHaveLength(2);
    expect(await database.db.obligation.count({ where: { state: 'done' } })).toBe(2);
  });

  test('a member whom somebody else has by now is left alone', async () => {
    await database.db.pairing.updateMany({ where: { memberId: zhang.id }, data: { endsOn: '2027-01-19' } });
    expect(await chat.says(liMing, '1 已上门，一切都好')).toMatch(/现在不由您联系了/);
    expect(await kept()).toEqual([]);
  });

  test('a number that is not on the list', async () => {
    expect(await chat.says(liMing, '7 已上门')).toMatch(/只有2项，没有第7项/);
    expect(await kept()).toEqual([]);
  });

  test('撤销 takes it back, and the duty is there again', async () => {
    await chat.says(liMing, '1 已上门，一切都好');
    expect(await chat.says(liMing, '撤销')).toContain('张老的走访');
    expect(await chat.says(liMing, '1')).toBe('已经撤销。春节走访又回到待办里了。');
    expect(await kept()).toEqual([]);
    expect(await chat.says(liMing, '我的待办')).toMatch(/1\. 张老.*春节走访/);
  });

  test('said twice it is one visit', async () => {
    await chat.says(liMing, '1 已上门，一切都好');
    expect(await chat.says(liMing, '1 已上门，一切都好')).toMatch(/已经记过了/);
    expect(await kept()).toHaveLength(1);
  });

  test('somebody who had no prompt is asked whom they mean', async () => {
    const wuMin = await createHelper(database.db, { name: '吴敏', organisation: branch });
    expect(await chat.says(wuMin, '1 已上门，一切都好')).toMatch(/还没有登记由您联系的老同志/);
  });
});

describe('我的对象', () => {
  test('each with the last visit and what is due; those with a duty first', async () => {
    await createVisit(database.db, { member: sun, visitor: liMing, visitedOn: '2027-01-05', way: 'phone' });
    await createHappening(database.db, {
      member: sun,
      happenedOn: '2027-01-19',
      reportedAt: new Date('2027-01-19T09:00:00+08:00'),
    });
    await plan();
    expect(await chat.says(liMing, '我的对象')).toBe(
      [
        '您帮扶的老同志有2位：',
        '看1. 孙老（孙桂兰）：上次1月5日（冬月廿八，周二）电话；住院看望，1月22日（腊月十五，周五）前',
        '看2. 张老（张德厚）：还没有走访记录；春节走访，2月5日（腊月廿九，周五）前',
        '想看哪一位，回复“看1”这样的话，或者直接说名字。',
      ].join('\n'),
    );
  });

  test('“看1” and the name alone show the card, with everything the own helper needs', async () => {
    await createVisit(database.db, {
      member: zhang,
      visitor: liMing,
      visitedOn: '2027-01-05',
      condition: '精神还好',
      followUp: '下周再去',
      helpKind: 'both',
      moneyFen: 50_000,
    });
    await createRelative(database.db, {
      member: zhang,
      name: '张小梅',
      relation: '女儿',
      phone: '10000000777',
    });
    await plan();
    const card = [
      '张老（张德厚），第一党支部',
      '82岁，独居，自理，高龄',
      '电话：139****1111',
      '住址：和平路****',
      '身体：有记录',
      '家属：女儿张小梅 100****0777',
      '帮扶：就医陪护；每月探望；有病能及时就医',
      '责任书：还没有写',
      '上次走访：1月5日（冬月廿八，周二）上门（1月16日补录），日常走访，“精神还好”',
      '上次说好：下周再去',
      '精神慰藉：1月5日（冬月廿八，周二）；物质帮扶：1月5日（冬月廿八，周二） 500元',
      '要办：春节走访，2月5日（腊月廿九，周五）前',
      '要看完整的，回复如“查看 张德厚 电话”，说一声做什么用就行。',
    ].join('\n');
    expect(await chat.says(liMing, '看1')).toBe(card);
    for (const said of ['张老', '张德厚', '我的对象 张老', '张老的电话', '张德厚怎么样了'])
      expect(await chat.says(liMing, said)).toBe(card);
  });

  test('a number that is not there; a bare number is no question', async () => {
    expect(await chat.says(liMing, '看3')).toMatch(/没有第3位，请回复“看1”到“看2”/);
    expect(await chat.says(liMing, '2')).toBe(notForUs);
  });

  test('another branch is as if it did not exist', async () => {
    await createMember(database.db, { name: '赵远方', organisation: elsewhere });
    expect(await chat.says(liMing, '我的对象 赵远方')).toMatch(/没有找到“赵远方”/);
    expect(await chat.says(liMing, '我的对象')).not.toContain('赵远方');
    expect(await chat.says(liMing, '赵远方')).toBe(notForUs);
  });

  test('a secretary sees how many, what is overdue and who has nobody, and finds by name with the number masked', async () => {
    const wangFang = await createPerson(database.db, {
      name: '王芳',
      organisation: branch,
      roles: ['secretary'],
    });
    await createMember(database.db, { name: '张守信', organisation: branch });
    expect(await chat.says(wangFang, '我的对象')).toBe(
      '第一党支部（含下级）在联系的老同志3位。\n没有逾期的事项，还没有帮扶人的有1位；详细的回复“简报”。\n找哪一位，回复“我的对象”加名字，比如“我的对象 张老”。',
    );
    expect(await chat.says(wangFang, '我的对象 张老')).toMatch(
      /叫得上“张老”的有这几位：\n· 张老（张.*\n· 张老（张/,
    );
    const card = await chat.says(wangFang, '我的对象 张德厚');
    expect(card).toContain('电话：139****1111');
    expect(card).toContain('帮扶人：李明，电话 10000000009');
    expect(card).not.toMatch(/和平路1号|高血压|13900001111/);
  });

  test('who only supervises reads no word of what was found', async () => {
    await createVisit(database.db, {
      member: zhang,
      visitor: liMing,
      condition: '情绪低落',
      followUp: '联系社区',
    });
    const supervisor = await createPerson(database.db, {
      name: '郑卫民',
      organisation: branch,
      roles: ['supervisor'],
    });
    const card = await chat.says(supervisor, '我的对象 张德厚');
    expect(card).toContain('上次走访：1月16日');
    expect(card).not.toMatch(/情绪低落|联系社区/);
  });

  test('a helper without members, and those for whom it is not', async () => {
    expect(await chat.says(await createHelper(database.db, { name: '罗志强' }), '我的对象')).toMatch(
      /还没有登记由您帮扶的老同志/,
    );
    expect(await chat.says(zhang, '我的对象')).toMatch(/暂时用不上/);
    expect(await chat.says(zhang, '孙桂兰怎么样了')).toBe(notForUs);
  });

  test('who died or moved away stands last and says so', async () => {
    await database.db.careFile.update({ where: { memberId: sun.id }, data: { state: 'deceased' } });
    await plan();
    expect(await chat.says(liMing, '我的对象')).toMatch(/看1\. 张老.*\n看2\. 孙老（孙桂兰）［去世］/);
  });
});
