/** One message a day to each helper, with everything open by number; and what answering by number does. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { answerPrompt, latestPrompt } from '../../src/scheme/obligations/answers.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { ownersDue, takePrompt } from '../../src/scheme/obligations/prompts.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  defaultBranch,
  type MemberRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, written, type House } from './duties-support.ts';
import { visitsIn } from '../support/sealed.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-10T09:00:00+08:00');
});

const prompts = (instant: string) => {
  house.at(instant);
  return sendPrompts({}, house.context);
};
/** The same, and the messages arrive. */
const prompted = async (instant: string) => {
  await prompts(instant);
  await sendAll(house.db);
};
const answer = (person: PersonRow, text: string) =>
  answerPrompt(house.db, house.clock, person, parsePromptAnswer(text), text);

/** 李明 with 张德厚 (82) and 王秀英 (66); 陈静 is the secretary of their branch. */
async function twoMembers() {
  const helper = await createHelper(house.db, { name: '李明', userId: 'LiMing' });
  const secretary = await createPerson(house.db, { name: '陈静', userId: 'ChenJing', roles: ['secretary'] });
  const zhang = await createMember(house.db, { name: '张德厚', careFile: { birthDate: '1944-09-09' } });
  const wang = await createMember(house.db, { name: '王秀英', careFile: { birthDate: '1960-10-10' } });
  for (const member of [zhang, wang]) await createPairing(house.db, { member, helper });
  await planObligations(house.db, house.clock);
  return { helper, secretary, zhang, wang };
}

const visit = (member: MemberRow, visitor: PersonRow, visitedOn: string) =>
  recordVisit(house.db, house.clock, { memberId: member.id, visitorId: visitor.id, visitedOn, way: 'home' });

describe('the walk of 春节 2027', () => {
  test('from the opening day to the day after the eve', async () => {
    const { helper, secretary, zhang, wang } = await twoMembers();
    await prompts('2027-01-16T10:00:00+08:00');
    await prompts('2027-01-17T08:16:00+08:00');
    expect(await heard(house.db, helper.userId ?? '')).toEqual([]);

    await prompts('2027-01-17T08:17:00+08:00');
    await prompts('2027-01-17T15:00:00+08:00');
    await Promise.all([sendPrompts({}, house.context), sendPrompts({}, house.context)]);
    expect(await heard(house.db, 'LiMing')).toEqual([
      [
        '早上好，李明同志。这几天有2位老同志等您去看望：',
        '1. 张老（张德厚）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以',
        '2. 王同志（王秀英）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以',
        '办好后回复如“1 已上门，一切都好”就行。',
      ].join('\n'),
    ]);
    await sendAll(house.db);

    house.at('2027-01-20T19:00:00+08:00');
    await visit(zhang, helper, '2027-01-20');
    await prompts('2027-01-26T08:17:00+08:00');
    const second = (await heard(house.db, 'LiMing'))[1];
    expect(second).toContain('有1位老同志');
    expect(second).toContain('1. 王同志（王秀英）');
    expect(second).not.toContain('张');
    await sendAll(house.db);

    await prompts('2027-02-03T09:00:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(3);
    await sendAll(house.db);

    house.at('2027-02-05T08:20:00+08:00');
    await Promise.all([escalate({}, house.context), escalate({}, house.context)]);
    await sendPrompts({}, house.context);
    await escalate({}, house.context);
    expect(await heard(house.db, 'ChenJing')).toEqual([
      [
        '早上好，陈静同志。',
        '还有1位老同志的春节走访没有记录，2月5日（腊月廿九，周五）前要办好：',
        '王同志（王秀英，帮扶人李明）',
        '请您过问一下；已经办了的，请提醒补记一句。',
      ].join('\n'),
    ]);
    await sendAll(house.db);

    for (const day of ['2027-02-06', '2027-02-07', '2027-02-08']) {
      await prompts(`${day}T08:30:00+08:00`);
      await escalate({}, house.context);
    }
    expect(await heard(house.db, 'LiMing')).toHaveLength(3);
    expect(await heard(house.db, 'ChenJing')).toHaveLength(1);
    const left = await house.db.obligation.findFirst({
      where: { rule: 'festival', memberId: wang.id, dueOn: '2027-02-05' },
    });
    expect(left).toMatchObject({ state: 'missed', nextStepAt: null });
    expect(secretary.userId).toBe('ChenJing');
  });

  test('when all are visited nobody hears anything more', async () => {
    const { helper, zhang, wang } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    await sendAll(house.db);
    for (const member of [zhang, wang]) await visit(member, helper, '2027-01-17');
    for (const day of ['2027-01-26', '2027-02-03', '2027-02-05']) {
      await prompts(`${day}T08:30:00+08:00`);
      await escalate({}, house.context);
    }
    expect(await written(house.db)).toHaveLength(1);
  });

  test('the message leaves gently, and not after half past eight in the evening', async () => {
    await twoMembers();
    await prompts('2027-01-17T09:30:00+08:00');
    const [message] = await written(house.db);
    expect(message?.notBefore).toEqual(new Date('2027-01-17T09:31:00+08:00'));
    expect(message?.notAfter).toEqual(new Date('2027-01-17T20:30:00+08:00'));
    expect(message?.purpose).toBe('prompt');
  });

  test('a step that falls due at night waits for the morning', async () => {
    await twoMembers();
    await prompts('2027-01-17T20:30:00+08:00');
    await prompts('2027-01-18T03:00:00+08:00');
    expect(await written(house.db)).toEqual([]);
    await prompts('2027-01-18T08:17:00+08:00');
    expect(await written(house.db)).toHaveLength(1);
  });
});

describe('nobody is nagged', () => {
  test('steps missed while the system was down are one message', async () => {
    const { helper } = await twoMembers();
    await prompts('2027-01-28T09:00:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
    const steps = await house.db.promptStep.findMany({ orderBy: [{ obligationId: 'asc' }, { step: 'asc' }] });
    expect(steps.map(({ step, result }) => [step, result])).toEqual([
      [0, 'missed'],
      [1, 'told'],
      [0, 'missed'],
      [1, 'told'],
    ]);
    expect(new Set(steps.map(({ personId }) => personId))).toEqual(new Set([helper.id]));
    await sendAll(house.db);
    await prompts('2027-01-29T09:00:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
  });

  test('an outage of eight days over the last step: nothing is sent late, it is 逾期 in lists', async () => {
    const { wang } = await twoMembers();
    await prompts('2027-01-26T08:17:00+08:00');
    await sendAll(house.db);
    await prompts('2027-02-07T10:00:00+08:00');
    await escalate({}, house.context);
    await prompts('2027-02-07T11:00:00+08:00');
    expect(await written(house.db)).toHaveLength(1);
    const duty = await house.db.obligation.findFirst({
      where: { memberId: wang.id, rule: 'festival', dueOn: '2027-02-05' },
    });
    expect(duty?.state).toBe('missed');
    const missed = await house.db.promptStep.findMany({
      where: { obligationId: duty?.id, result: 'missed' },
    });
    expect(missed.map(({ step }) => step)).toEqual([0, 2, 3]);
  });

  test('one message a day, even if more falls due later', async () => {
    const { helper } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    await createPairing(house.db, { helper, member: await createMember(house.db, { name: '赵刚' }) });
    house.at('2027-01-17T10:00:00+08:00');
    await planObligations(house.db, house.clock);
    await prompts('2027-01-17T10:01:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
    await sendAll(house.db);
    await prompts('2027-01-18T08:17:00+08:00');
    const texts = await heard(house.db, 'LiMing');
    expect(texts).toHaveLength(2);
    // The list is complete: what was told yesterday stands in it too, after what is new.
    expect(texts[1]).toMatch(/1\. 赵老（赵刚）.*\n2\. .*\n3\. /);
  });

  test('a run that began before the day’s message was written does not write a second one', async () => {
    const { helper } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    await sendAll(house.db);
    await createPairing(house.db, { helper });
    await planObligations(house.db, house.clock);
    expect(await takePrompt(house.db, house.clock.now(), helper.id)).toEqual({});
    expect(await ownersDue(house.db, house.clock.now())).toEqual([]);
  });

  test('what opens later is not spoken of', async () => {
    await createPairing(house.db, {
      helper: await createHelper(house.db, { userId: 'LiMing' }),
      member: await createMember(house.db, { name: '张德厚', careFile: { birthDate: '1944-02-01' } }),
    });
    await planObligations(house.db, house.clock);
    await prompts('2027-01-17T08:17:00+08:00');
    expect((await heard(house.db, 'LiMing'))[0]).not.toContain('生日');
    await sendAll(house.db);
    await prompts('2027-01-25T08:17:00+08:00');
    expect((await heard(house.db, 'LiMing'))[1]).toContain(
      '1. 张老（张德厚）：2月1日（腊月廿五，周一）生日，1月25日（腊月十八，周一）起看望都可以',
    );
  });

  test('somebody who cannot be reached is not written to, and their steps do not wait', async () => {
    const helper = await createHelper(house.db, { name: '李明', userId: null });
    const gone = await createHelper(house.db, {
      userId: 'Gone',
      unreachableSince: new Date('2027-01-01T00:00:00Z'),
    });
    await createPairing(house.db, { helper });
    await createPairing(house.db, { helper: gone });
    await planObligations(house.db, house.clock);
    await prompts('2027-01-17T08:17:00+08:00');
    expect(await written(house.db)).toEqual([]);
    const steps = await house.db.promptStep.findMany();
    expect(steps.map(({ result }) => result)).toEqual(['not-reachable', 'not-reachable']);
    expect(await house.db.obligation.count({ where: { rule: 'festival', nextStep: 1 } })).toBe(2);
  });

  test('a helper of the past hears nothing, even before the planner has noticed', async () => {
    const { pairing, member } = await createPairing(house.db, {
      helper: await createHelper(house.db, { userId: 'Past' }),
    });
    house.at('2027-01-17T00:10:00+08:00');
    await planJob({}, house.context);
    await house.db.pairing.update({ where: { id: pairing.id }, data: { endsOn: '2027-01-16' } });
    await createPairing(house.db, {
      member,
      startsOn: '2027-01-17',
      helper: await createHelper(house.db, { userId: 'Next' }),
    });
    await prompts('2027-01-17T08:17:00+08:00');
    expect(await written(house.db)).toEqual([]);
    await planObligations(house.db, house.clock);
    await prompts('2027-01-17T08:20:00+08:00');
    expect((await written(house.db)).map(({ to }) => to)).toEqual(['Next']);
  });

  test('nobody is prompted about somebody who has died, whatever was planned meanwhile', async () => {
    const { zhang, wang } = await twoMembers();
    await house.db.careFile.updateMany({
      where: { memberId: { in: [zhang.id, wang.id] } },
      data: { state: 'deceased' },
    });
    await prompts('2027-01-17T08:17:00+08:00');
    house.at('2027-02-05T08:20:00+08:00');
    await escalate({}, house.context);
    expect(await written(house.db)).toEqual([]);
  });

  test('who has many lists ten and says how to see the others', async () => {
    const branch = await defaultBranch(house.db);
    await createPerson(house.db, { userId: 'ChenJing', roles: ['secretary'], organisation: branch });
    for (let each = 0; each < 23; each += 1) await createMember(house.db);
    await planObligations(house.db, house.clock);
    await prompts('2027-01-17T08:17:00+08:00');
    const [text] = await heard(house.db, 'ChenJing');
    expect(text).toContain('有23位老同志');
    expect(text).toMatch(/\n10\. /);
    expect(text).not.toMatch(/\n11\. /);
    expect(text).toContain('另有13件，回复“我的待办”都能看到。');
  });

  test('helpers are prompted side by side without one being left out', async () => {
    for (let each = 0; each < 12; each += 1) await createPairing(house.db);
    await planObligations(house.db, house.clock);
    house.at('2027-01-17T08:17:00+08:00');
    await Promise.all([
      sendPrompts({}, house.context),
      sendPrompts({}, house.context),
      sendPrompts({}, house.context),
    ]);
    await sendPrompts({}, house.context);
    const messages = await written(house.db);
    expect(messages).toHaveLength(12);
    expect(new Set(messages.map(({ to }) => to)).size).toBe(12);
  });
});

describe('a message that has not left yet', () => {
  test('is written anew without the item that was done meanwhile', async () => {
    const { helper, zhang } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    await visit(zhang, helper, '2027-01-17');
    const [first] = await written(house.db);
    expect(first).toMatchObject({ state: 'cancelled', dedupeKey: `prompt:${helper.id}:2027-01-17#0` });
    await prompts('2027-01-17T08:18:00+08:00');
    const [, second] = await written(house.db);
    expect(second).toMatchObject({ state: 'pending', dedupeKey: `prompt:${helper.id}:2027-01-17:2#0` });
    expect(second?.text).toContain('1. 王同志（王秀英）');
    expect(second?.text).not.toContain('张老');
    const items = await latestPrompt(house.db, house.clock, helper.id);
    expect(items.map(({ number, duty }) => [number, duty.title])).toEqual([[1, '春节走访']]);
  });

  test('is not written anew when nothing is left', async () => {
    const { helper, zhang, wang } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    for (const member of [zhang, wang]) await visit(member, helper, '2027-01-17');
    await prompts('2027-01-17T08:18:00+08:00');
    expect((await written(house.db)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  test('one that has left stands, and its steps are taken', async () => {
    const { helper, zhang } = await twoMembers();
    await prompts('2027-01-17T08:17:00+08:00');
    await sendAll(house.db);
    await visit(zhang, helper, '2027-01-17');
    await prompts('2027-01-17T08:18:00+08:00');
    expect((await written(house.db)).map(({ state }) => state)).toEqual(['sent']);
  });

  test('a list up the ladder is written anew too', async () => {
    const { zhang, helper } = await twoMembers();
    await prompts('2027-02-05T08:17:00+08:00');
    await sendAll(house.db);
    await escalate({}, house.context);
    await visit(zhang, helper, '2027-02-05');
    await escalate({}, house.context);
    expect((await written(house.db)).map(({ state }) => state)).toEqual(['sent', 'cancelled', 'pending']);
    expect(await heard(house.db, 'ChenJing')).toEqual([expect.stringContaining('还有1位老同志的春节走访')]);
  });
});

describe('answering by number', () => {
  test('“1 已上门，一切都好” records the visit, closes the item and thanks', async () => {
    const { helper, zhang } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    house.at('2027-01-18T10:00:00+08:00');
    const answered = await answer(helper, '1 已上门，一切都好');
    expect(answered?.sentences).toEqual([
      '已记下：1月18日（腊月十一，周一）上门看望张老。已办结：春节走访，谢谢您。',
    ]);
    expect(await visitsIn(house.db, {})).toMatchObject([
      {
        memberId: zhang.id,
        visitorId: helper.id,
        way: 'home',
        occasion: 'festival',
        condition: '一切都好',
        helpKind: 'spirit',
        said: '1 已上门，一切都好',
      },
    ]);
    expect(await house.db.obligation.findMany({ where: { state: 'done' } })).toMatchObject([
      { memberId: zhang.id },
    ]);
  });

  test('said twice it is recorded once', async () => {
    const { helper } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    await answer(helper, '1 已上门');
    expect((await answer(helper, '1 已上门'))?.sentences).toEqual([
      '1月17日（腊月初十，周日）张老那里已经记过了。',
    ]);
    expect(await house.db.visit.count()).toBe(1);
  });

  test('“1 已电话联系，一切都好” is a phone contact, which counts as the greeting because it is said to be', async () => {
    const { helper } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    const answered = await answer(helper, '1 已电话联系，一切都好');
    expect(answered?.sentences[0]).toContain('给张老打电话。已办结：春节走访');
    expect(await visitsIn(house.db, {})).toMatchObject([{ way: 'phone', occasion: 'festival' }]);
  });

  test('for a stay in hospital a phone call is kept, and the visit is still asked for', async () => {
    const { helper, member } = await createPairing(house.db, {
      member: await createMember(house.db, { name: '张德厚' }),
    });
    await createHappening(house.db, {
      member,
      happenedOn: '2027-01-09',
      reportedAt: new Date('2027-01-09T20:00:00+08:00'),
    });
    await planObligations(house.db, house.clock);
    await sendPrompts({}, house.context);
    await prompted('2027-01-11T08:17:00+08:00');
    expect(await latestPrompt(house.db, house.clock, helper.id)).toHaveLength(1);
    const answered = await answer(helper, '1 打过电话了，精神还好');
    expect(answered?.sentences[0]).toMatch(
      /已记下：.*给张老打电话，谢谢您。住院看望还请您到身边看一看，1月12日/,
    );
    expect(answered?.recorded[0]?.closed).toEqual([]);
    expect((await answer(helper, '1 去看了，能下床了'))?.recorded[0]).toMatchObject({
      visit: { way: 'hospital', occasion: 'illness', condition: '能下床了' },
      closed: [{ rule: 'illness' }],
    });
  });

  test('several at once, money, yesterday, and what is not done yet', async () => {
    const { helper, zhang, wang } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    house.at('2027-01-19T10:00:00+08:00');
    const answered = await answer(helper, '1 昨天上门看了，送了500元慰问金；2 还没去，过两天');
    expect(answered?.sentences).toEqual([
      '已记下（补录）：1月18日（腊月十一，周一）上门看望张老，慰问金500元。已办结：春节走访，谢谢您。',
      '好的，王同志的春节走访2月5日（腊月廿九，周五）前都可以。',
    ]);
    expect(await visitsIn(house.db, {})).toMatchObject([
      { memberId: zhang.id, visitedOn: '2027-01-18', moneyFen: 50_000, helpKind: 'both' },
    ]);
    const both = await answer(helper, '都去过了');
    expect(both?.recorded.map(({ visit }) => visit.memberId)).toEqual([zhang.id, wang.id]);
  });

  test('nobody at home: kept, and the item stays', async () => {
    const { helper } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    const answered = await answer(helper, '2 上门了，家里没人');
    expect(answered?.sentences[0]).toContain('这次没见到人。春节走访先留着');
    expect(await visitsIn(house.db, {})).toMatchObject([{ met: 'nobody' }]);
    expect(await house.db.obligation.count({ where: { state: 'done' } })).toBe(0);
  });

  test('a number that was not there, and no prompt at all', async () => {
    const { helper, secretary } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    expect((await answer(helper, '3 已上门'))?.sentences).toEqual(['最近一次提醒只有2项，没有第3项。']);
    expect(await answer(secretary, '1 已上门')).toBeUndefined();
    house.at('2027-01-25T08:17:00+08:00');
    expect(await answer(helper, '1 已上门')).toBeUndefined();
    expect(await house.db.visit.count()).toBe(0);
  });

  test('an item that passed to another helper is not his to answer any more', async () => {
    const { helper } = await twoMembers();
    await prompted('2027-01-17T08:17:00+08:00');
    await house.db.pairing.updateMany({ where: { helperId: helper.id }, data: { endsOn: '2027-01-17' } });
    house.at('2027-01-18T08:17:00+08:00');
    await planObligations(house.db, house.clock);
    expect((await answer(helper, '1 已上门'))?.sentences).toEqual(['张老的春节走访已经不用办了。']);
    expect(await house.db.visit.count()).toBe(0);
  });

  test('a report is answered with “1 已上报”', async () => {
    const bureau = await createOrganisation(house.db, { name: '城关区老干部局', kind: 'cadre-bureau' });
    const clerk = await createPerson(house.db, {
      name: '周敏',
      userId: 'ZhouMin',
      organisation: bureau,
      roles: ['clerk'],
    });
    await planObligations(house.db, house.clock);
    await prompted('2027-06-10T08:17:00+08:00');
    expect(await heard(house.db, 'ZhouMin')).toEqual([
      [
        '早上好，周敏同志。这几天有1件事等您办：',
        '1. 上半年结对帮扶情况报告，6月30日（五月廿六，周三）前报上级老干部部门；稿子眼下要您自己写',
        '办好后回复如“1 已上报”就行。',
      ].join('\n'),
    ]);
    expect((await answer(clerk, '1 已上报'))?.sentences).toEqual([
      '已记下：上半年结对帮扶情况报告已经报出。',
    ]);
    expect((await answer(clerk, '1 已上报'))?.sentences).toEqual(['上半年结对帮扶情况报告已经记过了。']);
    expect(await house.db.obligation.findMany({ where: { rule: 'half-year-report' } })).toMatchObject([
      { state: 'done', closeReason: 'reported' },
    ]);
  });
});
