/** 情况: what a report changes, whom it tells, and taking it back. */
import { auditIn, happeningsIn } from '../support/sealed.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { recordHappening, undoHappening, type NewHappening } from '../../src/scheme/happenings.ts';
import { outgoing } from '../../src/scheme/notices.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { stillRight } from '../../src/scheme/still-right.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, written, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-20T10:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T10:00:00+08:00');
});

/** 张德厚, whose helper is 李明; 陈静 is secretary, 刘建国 leader, 赵兰 a daughter who reports. */
/** What makes a pairing whole, so that nobody is asked for it here. */
const agreed = { project: '就医陪护', task: '每月探望', goal: '有病能及时就医' };

async function family() {
  const member = await createMember(house.db, { name: '张德厚' });
  const helper = await createHelper(house.db, { name: '李明', userId: 'LiMing' });
  await createPairing(house.db, { member, helper, ...agreed });
  const secretary = await createPerson(house.db, { name: '陈静', userId: 'ChenJing', roles: ['secretary'] });
  const leader = await createPerson(house.db, { name: '刘建国', userId: 'LiuJianguo', roles: ['leader'] });
  const daughter = await createPerson(house.db, { name: '赵兰', userId: 'ZhaoLan', roles: ['family'] });
  return { member, helper, secretary, leader, daughter };
}

/** Reports, and writes the notices, as a conversation does. */
const report = (happening: NewHappening) =>
  inTransaction(house.db, async tx => {
    const recorded = await recordHappening(tx, house.clock, happening);
    for (const notice of recorded.notices) await house.context.outbox.queue(tx, outgoing(notice));
    return recorded;
  });
const undo = (id: string, actor: PersonRow) =>
  inTransaction(house.db, async tx => {
    const undone = await undoHappening(tx, house.clock, id, actor.id);
    for (const notice of undone.notices) await house.context.outbox.queue(tx, outgoing(notice));
    return undone;
  });
const runAll = async (instant: string) => {
  house.at(instant);
  await planObligations(house.db, house.clock);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await sendAll(house.db);
};
const duties = (where: Record<string, unknown> = {}) =>
  house.db.obligation.findMany({ where, orderBy: [{ dueOn: 'asc' }, { rule: 'asc' }] });

describe('住院', () => {
  test('the helper hears it at once, next morning and on the last day; then the secretary', async () => {
    const { member, daughter, helper } = await family();
    const recorded = await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-19',
      reporterId: daughter.id,
      detail: '脑梗',
    });
    expect(recorded.already).toBe(false);
    expect(recorded.opened).toMatchObject([
      { rule: 'illness', ownerId: helper.id, opensOn: '2027-01-19', dueOn: '2027-01-23' },
    ]);
    expect(await written(house.db)).toMatchObject([
      {
        to: 'LiMing',
        purpose: 'urgent',
        notBefore: new Date('2027-01-20T10:00:00+08:00'),
        text:
          '张老（张德厚）1月19日（腊月十二，周二）住院了。请在1月23日（腊月十六，周六）前到医院看望一次，这几天都可以。\n' +
          '去过以后，直接告诉我一句就行，比如“去医院看了张老，精神还好”。',
      },
    ]);
    await sendAll(house.db);
    // 春节 is prompted as well: one message that says both.
    await runAll('2027-01-21T08:17:00+08:00');
    const morning = (await heard(house.db, 'LiMing'))[1];
    expect(morning).toContain('1. 张老（张德厚）：住院了，1月23日（腊月十六，周六）前到医院看望一次');
    expect(morning).toContain('办好后回复如“1 已去医院，一切都好”就行。');
    await runAll('2027-01-22T08:17:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(2);
    await runAll('2027-01-23T08:17:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(3);
    expect(await heard(house.db, 'ChenJing')).toEqual([]);
    await runAll('2027-01-23T10:02:00+08:00');
    await runAll('2027-01-23T10:05:00+08:00');
    expect(await heard(house.db, 'ChenJing')).toEqual([
      '张老（张德厚）的住院看望到现在还没有记录（帮扶人李明），请您过问一下。',
    ]);
    expect((await written(house.db)).some(({ text }) => text.includes('脑梗'))).toBe(false);
  });

  test('reported at night it is told in the morning, and the next prompt is a day later', async () => {
    const { member, daughter } = await family();
    await planObligations(house.db, house.clock);
    house.at('2027-01-20T22:40:00+08:00');
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    const [message] = await written(house.db);
    expect(message?.notBefore).toEqual(new Date('2027-01-21T08:01:00+08:00'));
    const duty = await house.db.obligation.findFirst({ where: { rule: 'illness' } });
    expect(duty).toMatchObject({ nextStep: 1, nextStepAt: new Date('2027-01-22T08:17:00+08:00') });
  });

  test('a visit to the hospital closes it and withdraws what has not left', async () => {
    const { member, daughter, helper } = await family();
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    const visit = {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'hospital',
    } as const;
    const { closed } = await recordVisit(house.db, house.clock, visit);
    expect(closed.map(({ rule }) => rule).sort()).toEqual(['festival', 'illness']);
    expect(await written(house.db)).toMatchObject([{ state: 'cancelled' }]);
    await runAll('2027-01-21T08:17:00+08:00');
    await runAll('2027-01-24T10:00:00+08:00');
    expect(await heard(house.db, 'LiMing')).toEqual([]);
    expect(await heard(house.db, 'ChenJing')).toEqual([]);
  });

  test('whoever visits first and reports then is not asked to visit', async () => {
    const { member, helper } = await family();
    await recordVisit(house.db, house.clock, {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'hospital',
    });
    const recorded = await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-18',
      reporterId: helper.id,
    });
    expect(recorded.opened).toEqual([]);
    expect(recorded.fulfilled).toMatchObject([{ rule: 'illness' }]);
    expect(await duties({ rule: 'illness' })).toMatchObject([{ state: 'done' }]);
    expect(await written(house.db)).toEqual([]);
  });

  test('the helper who reports it is not told what they said, and is prompted next morning', async () => {
    const { member, helper } = await family();
    const recorded = await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: helper.id,
    });
    expect(recorded.notices).toEqual([]);
    expect(recorded.opened).toHaveLength(1);
    await runAll('2027-01-21T08:17:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
  });

  test('two people reporting it are one happening; what the second adds is kept', async () => {
    const { member, daughter, secretary } = await family();
    const first = {
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-19',
      reporterId: daughter.id,
      detail: '摔了一跤',
    } as const;
    const [one, two] = await Promise.all([
      report(first),
      report({ ...first, reporterId: secretary.id, detail: '在市医院' }),
    ]);
    expect([one.already, two.already].sort()).toEqual([false, true]);
    expect(one.happening.id).toBe(two.happening.id);
    expect(await duties({ rule: 'illness' })).toHaveLength(1);
    expect(await written(house.db)).toHaveLength(1);
    const [kept] = await happeningsIn(house.db);
    expect([...(kept?.detail ?? '').split('；')].sort()).toEqual(['在市医院', '摔了一跤']);
  });

  test('出院 ends the stay: no more hospital visits, one at home within seven days', async () => {
    const { member, daughter, helper } = await family();
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-18',
      reporterId: daughter.id,
    });
    await sendAll(house.db);
    house.at('2027-01-21T15:00:00+08:00');
    const recorded = await report({
      memberId: member.id,
      kind: 'discharged',
      happenedOn: '2027-01-21',
      reporterId: daughter.id,
    });
    expect(recorded.cancelled).toBeGreaterThan(0);
    expect(recorded.opened).toMatchObject([{ rule: 'discharge', dueOn: '2027-01-28' }]);
    expect(await duties({ rule: { startsWith: 'illness' }, state: 'open' })).toEqual([]);
    expect(await house.db.happening.findFirst({ where: { kind: 'hospitalised' } })).toMatchObject({
      endedOn: '2027-01-21',
    });
    await runAll('2027-01-22T08:17:00+08:00');
    expect((await heard(house.db, 'LiMing')).at(-1)).toContain(
      '出院了，1月28日（腊月廿一，周四）前上门看看恢复得怎么样',
    );
    const { closed } = await recordVisit(house.db, house.clock, {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-22',
      way: 'home',
    });
    expect(closed.map(({ rule }) => rule)).toContain('discharge');
  });

  test('a second stay after a discharge is a new one', async () => {
    const { member, daughter } = await family();
    const stay = (happenedOn: string, kind: NewHappening['kind'] = 'hospitalised') =>
      report({ memberId: member.id, kind, happenedOn, reporterId: daughter.id });
    await stay('2027-01-10');
    await stay('2027-01-15', 'discharged');
    expect((await stay('2027-01-11')).already).toBe(true);
    expect((await stay('2027-01-20')).already).toBe(false);
    expect(await house.db.happening.count({ where: { kind: 'hospitalised' } })).toBe(2);
  });

  test('a change of helper: the new one hears the news at once, by a message of its own', async () => {
    const { member, daughter } = await family();
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    await sendAll(house.db);
    await house.db.pairing.updateMany({ data: { endsOn: '2027-01-19' } });
    await createPairing(house.db, { member, helper: await createHelper(house.db, { userId: 'Next' }) });
    await runAll('2027-01-20T15:02:00+08:00');
    const texts = await heard(house.db, 'Next');
    expect(texts).toEqual([
      expect.stringContaining('1月20日（腊月十三，周三）住院了。请在1月23日'),
      expect.stringContaining('春节走访'),
    ]);
    await runAll('2027-01-21T08:17:00+08:00');
    expect((await heard(house.db, 'Next'))[2]).toContain('1. 张老（张德厚）：住院了');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
  });

  test('taken back: the duty ends, those who were told hear of it, and the stay can be reported anew', async () => {
    const { member, daughter, helper, secretary } = await family();
    const fact = {
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    } as const;
    const { happening } = await report(fact);
    await sendAll(house.db);
    const undone = await undo(happening.id, secretary);
    expect(undone.notices).toMatchObject([{ personId: helper.id, purpose: 'urgent' }]);
    expect((await heard(house.db, 'LiMing')).at(-1)).toBe(
      '更正：前面说张老（张德厚）住院的消息有误，已经撤回，请以现在为准，打扰您了。',
    );
    expect(await duties({ rule: 'illness' })).toMatchObject([
      { state: 'cancelled', closeReason: 'taken-back' },
    ]);
    await planObligations(house.db, house.clock);
    expect(await duties({ rule: 'illness', state: 'open' })).toEqual([]);
    expect((await undo(happening.id, secretary)).notices).toEqual([]);
    expect(await auditIn(house.db, { subject: 'happening', action: 'undo' })).toMatchObject([
      { actorId: secretary.id, subjectId: happening.id },
    ]);
    expect((await report(fact)).already).toBe(false);
  });

  test('taken back before it was told, nobody hears anything', async () => {
    const { member, daughter } = await family();
    const { happening } = await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    await undo(happening.id, daughter);
    expect(await heard(house.db, 'LiMing')).toEqual([]);
  });

  test('a discharge taken back puts the stay and its duty back', async () => {
    const { member, daughter } = await family();
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    const { happening } = await report({
      memberId: member.id,
      kind: 'discharged',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    await undo(happening.id, daughter);
    expect(await house.db.happening.findFirst({ where: { kind: 'hospitalised' } })).toMatchObject({
      endedOn: null,
    });
    expect(await duties({ rule: 'illness' })).toMatchObject([{ state: 'open', dueOn: '2027-01-23' }]);
    expect(await duties({ rule: 'discharge' })).toMatchObject([{ state: 'cancelled' }]);
  });

  test('after 24 hours it cannot be taken back', async () => {
    const { member, daughter } = await family();
    const { happening } = await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    house.at('2027-01-21T10:00:01+08:00');
    await expect(undo(happening.id, daughter)).rejects.toMatchObject({ code: 'undo-too-late' });
    expect(await duties({ rule: 'illness', state: 'open' })).toHaveLength(1);
  });
});

describe('亡故', () => {
  const died = (memberId: string, reporterId: string) =>
    report({ memberId, kind: 'died', happenedOn: '2027-01-20', reporterId });

  test('everything of the member ends at once; only the visit to the family is left', async () => {
    const { member, daughter, helper } = await family();
    await planObligations(house.db, house.clock);
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-18',
      reporterId: daughter.id,
    });
    const recorded = await died(member.id, daughter.id);
    expect(await house.db.careFile.findUnique({ where: { memberId: member.id } })).toMatchObject({
      state: 'deceased',
    });
    expect(await duties({ state: { in: ['open', 'overdue'] } })).toMatchObject([
      { rule: 'death', ownerId: helper.id, dueOn: '2027-01-21', memberId: member.id },
      { rule: 'survivors', dueOn: '2027-02-03', memberId: member.id },
    ]);
    expect(recorded.cancelled).toBe(4);
    const messages = await written(house.db);
    expect(messages.map(({ to, state }) => [to, state])).toEqual([
      ['LiMing', 'cancelled'],
      ['LiMing', 'pending'],
      ['ChenJing', 'pending'],
    ]);
    expect(messages[1]?.text).toBe(
      '有个难过的消息：张老（张德厚）1月20日（腊月十三，周三）去世了。请您替大家去看看家里人，陪着坐一坐，问问后事上有什么要帮的，24小时内去最好。以前提醒您的那些事，都不用管了。\n' +
        '去过以后，直接告诉我一句就行，比如“今天看望了张老的家属”。',
    );
    expect(await stillRight(house.db, house.clock, messages[1]?.conditions ?? {})).toEqual({ ok: true });
  });

  test('no greeting ever again: neither planning nor prompting brings anything back', async () => {
    const { member, daughter } = await family();
    await planObligations(house.db, house.clock);
    await died(member.id, daughter.id);
    await sendAll(house.db);
    for (const day of ['2027-01-21', '2027-01-26', '2027-02-03', '2027-02-05', '2027-04-29', '2027-06-21'])
      await runAll(`${day}T09:00:00+08:00`);
    expect((await heard(house.db, 'LiMing')).length).toBe(1);
    expect(
      (await duties()).filter(
        ({ rule, state }) => rule !== 'death' && rule !== 'survivors' && state !== 'cancelled',
      ),
    ).toEqual([]);
  });

  test('a prompt about two members is written anew for the one who lives', async () => {
    const { member, daughter, helper } = await family();
    await createPairing(house.db, { helper, member: await createMember(house.db, { name: '王秀英' }) });
    await planObligations(house.db, house.clock);
    await sendPrompts({}, house.context);
    expect((await heard(house.db, 'LiMing'))[0]).toContain('张老');
    await died(member.id, daughter.id);
    await sendPrompts({}, house.context);
    const texts = await heard(house.db, 'LiMing');
    expect(texts).toHaveLength(2);
    expect(texts.filter(text => text.includes('春节走访'))).toEqual([expect.not.stringContaining('张')]);
  });

  test('messages of other kinds about the member are withdrawn', async () => {
    const { member, daughter } = await family();
    const { outbox } = house.context;
    await outbox.queue(house.db, {
      to: 'LiMing',
      text: '一',
      purpose: 'notice',
      conditions: { memberId: member.id },
    });
    await outbox.queue(house.db, {
      to: 'LiMing',
      text: '二',
      purpose: 'notice',
      conditions: { memberIds: [member.id] },
    });
    await outbox.queue(house.db, { to: 'LiMing', text: '三', purpose: 'notice' });
    await died(member.id, daughter.id);
    const states = (await written(house.db)).slice(0, 3).map(({ text, state }) => [text, state]);
    expect(states).toEqual([
      ['一', 'cancelled'],
      ['二', 'cancelled'],
      ['三', 'pending'],
    ]);
  });

  test('reported twice it is one death, and nothing more can be reported', async () => {
    const { member, daughter, secretary } = await family();
    await died(member.id, daughter.id);
    expect((await died(member.id, secretary.id)).already).toBe(true);
    const ill = report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    await expect(ill).rejects.toMatchObject({ code: 'member-deceased' });
    expect(await duties({ rule: 'death' })).toHaveLength(1);
  });

  test('a mistake taken back restores the file, the duties and the stay', async () => {
    const { member, daughter, helper, secretary } = await family();
    await planObligations(house.db, house.clock);
    await report({
      memberId: member.id,
      kind: 'hospitalised',
      happenedOn: '2027-01-18',
      reporterId: daughter.id,
    });
    await sendAll(house.db);
    const past = {
      state: 'overdue',
      opensOn: '2027-01-02',
      dueOn: '2027-01-08',
      title: '困难走访',
      createdAt: house.clock.now(),
    };
    await house.db.obligation.create({
      data: {
        ...past,
        rule: 'hardship',
        occurrence: 'happening:0d1f8c9e-1111-4111-8111-111111111111:visit',
        subjectId: member.id,
        memberId: member.id,
        ownerId: helper.id,
        organisationId: member.organisationId,
      },
    });
    const before = await duties({ rule: { notIn: ['death', 'survivors'] } });
    const { happening } = await died(member.id, daughter.id);
    await house.context.outbox.queue(house.db, { to: 'x', text: 'later', purpose: 'notice' });
    await sendAll(house.db);
    house.at('2027-01-20T11:00:00+08:00');
    const undone = await undo(happening.id, secretary);
    expect(await house.db.careFile.findUnique({ where: { memberId: member.id } })).toMatchObject({
      state: 'enrolled',
    });
    const after = await duties({ rule: { notIn: ['death', 'survivors'] } });
    const states = (rows: typeof before) => rows.map(({ id, state, dueOn }) => [id, state, dueOn]);
    expect(states(after)).toEqual(states(before));
    expect(undone.restored).toBe(before.length);
    expect(await duties({ rule: 'death' })).toMatchObject([
      { state: 'cancelled', closeReason: 'taken-back' },
    ]);
    expect(await house.db.happening.findFirst({ where: { kind: 'hospitalised' } })).toMatchObject({
      endedOn: null,
    });
    expect(undone.notices.map(({ personId }) => personId)).toEqual([helper.id]);
    const trace = await auditIn(house.db, { subject: 'care_file' });
    expect(trace.map(({ action }) => action)).toEqual(['decease', 'undo-decease']);
  });

  test('a list withdrawn by the mistake does not leave as it was: what is due is told anew, once', async () => {
    const { member, daughter } = await family();
    await planObligations(house.db, house.clock);
    await sendPrompts({}, house.context);
    await house.db.outboundMessage.updateMany({ data: { firstAttemptAt: house.clock.now() } });
    const { happening } = await died(member.id, daughter.id);
    await undo(happening.id, daughter);
    expect((await written(house.db))[0]).toMatchObject({ state: 'cancelled', reason: 'member-deceased' });
    await sendPrompts({}, house.context);
    await sendPrompts({}, house.context);
    expect((await heard(house.db, 'LiMing')).filter(text => text.includes('春节走访'))).toHaveLength(1);
  });

  test('a notice withdrawn by the mistake leaves after all, if there is still time', async () => {
    const { member, daughter } = await family();
    const notice = { to: 'LiMing', purpose: 'notice', conditions: { memberId: member.id } } as const;
    await house.context.outbox.queue(house.db, { ...notice, text: '有时间' });
    await house.context.outbox.queue(house.db, {
      ...notice,
      text: '过时了',
      notAfter: new Date('2027-01-20T10:30:00+08:00'),
    });
    const { happening } = await died(member.id, daughter.id);
    house.at('2027-01-20T11:00:00+08:00');
    await undo(happening.id, daughter);
    const states = (await written(house.db)).slice(0, 2).map(({ text, state }) => [text, state]);
    expect(states).toEqual([
      ['有时间', 'pending'],
      ['过时了', 'cancelled'],
    ]);
  });
});

describe('other happenings', () => {
  test('受灾: at once, four hours later, and the leader after a day', async () => {
    const { member, daughter } = await family();
    await report({
      memberId: member.id,
      kind: 'disaster',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
      detail: '厨房失火',
    });
    expect((await heard(house.db, 'LiMing'))[0]).toContain('说的是：“厨房失火”');
    await sendAll(house.db);
    await runAll('2027-01-20T13:00:00+08:00');
    expect(await heard(house.db, 'LiMing')).toHaveLength(1 + 1); // 春节 is open: its prompt is the day's.
    await runAll('2027-01-20T14:02:00+08:00');
    expect((await heard(house.db, 'LiMing')).at(-1)).toContain('张老（张德厚）家里的事还没有看望记录');
    await runAll('2027-01-21T10:03:00+08:00');
    expect(await heard(house.db, 'LiuJianguo')).toEqual([
      '张老（张德厚）的受灾意外看望到现在还没有记录（帮扶人李明），请您过问一下。',
    ]);
  });

  test('words of despair are told at once to the helper and the secretary, at night too', async () => {
    const { member } = await family();
    house.at('2027-01-20T23:30:00+08:00');
    const recorded = await report({
      memberId: member.id,
      kind: 'despair',
      happenedOn: '2027-01-20',
      reporterId: member.id,
      detail: '活着没意思',
    });
    expect(recorded.notices.map(({ userId, purpose, notBefore }) => [userId, purpose, notBefore])).toEqual([
      ['LiMing', 'alarm', undefined],
      ['ChenJing', 'alarm', undefined],
    ]);
    for (const { text } of recorded.notices) {
      expect(text).toContain('张老（张德厚）');
      expect(text).not.toContain('活着没意思');
    }
    const again = await report({
      memberId: member.id,
      kind: 'despair',
      happenedOn: '2027-01-20',
      reporterId: member.id,
    });
    expect(again.already).toBe(true);
    house.at('2027-01-21T01:00:00+08:00');
    const later = await report({
      memberId: member.id,
      kind: 'despair',
      happenedOn: '2027-01-21',
      reporterId: member.id,
    });
    expect(later.notices).toHaveLength(2);
  });

  test('despair of somebody whose file is a draft reaches somebody too', async () => {
    await family();
    const member = await createMember(house.db, { careFile: { state: 'draft' } });
    const recorded = await report({
      memberId: member.id,
      kind: 'despair',
      happenedOn: '2027-01-20',
      reporterId: member.id,
    });
    expect(recorded.notices.map(({ userId }) => userId)).toEqual(['ChenJing', 'LiuJianguo']);
  });

  test.each([
    ['mood', '2027-01-25', 'mood'],
    ['conflict', '2027-01-25', 'mood'],
    ['opinion', '2027-01-25', 'mood'],
    ['hardship', '2027-01-27', 'hardship'],
    ['accident', '2027-01-21', 'disaster'],
  ] as const)('%s is seen to by %s', async (kind, dueOn, rule) => {
    const { member, daughter, helper } = await family();
    const recorded = await report({
      memberId: member.id,
      kind,
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    expect(recorded.opened).toMatchObject([{ rule, dueOn, ownerId: helper.id }]);
    expect(recorded.notices).toMatchObject([{ userId: 'LiMing', purpose: 'urgent' }]);
  });

  test('a helper without an account: the secretary is asked at once, and the helper is on the list', async () => {
    const { member, helper, daughter } = await family();
    await house.db.person.update({ where: { id: helper.id }, data: { userId: null, userIdKey: null } });
    const recorded = await report({
      memberId: member.id,
      kind: 'accident',
      happenedOn: '2027-01-20',
      reporterId: daughter.id,
    });
    expect(recorded.unreached).toEqual([{ personId: helper.id, name: '李明', reason: 'no-account' }]);
    expect(recorded.notices).toMatchObject([
      {
        userId: 'ChenJing',
        text: expect.stringContaining('帮扶人李明暂时联系不上，这件事请您另外安排') as string,
      },
    ]);
  });

  test('opinions on different days are different once somebody has listened', async () => {
    const { member, helper } = await family();
    const opinion = { memberId: member.id, kind: 'opinion', reporterId: member.id } as const;
    await report({ ...opinion, happenedOn: '2027-01-19', detail: '活动室太冷' });
    expect((await report({ ...opinion, happenedOn: '2027-01-20', detail: '报纸晚到' })).already).toBe(true);
    await recordVisit(house.db, house.clock, {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'home',
    });
    expect((await report({ ...opinion, happenedOn: '2027-01-20', detail: '路灯坏了' })).already).toBe(false);
  });

  test('who was seen in the morning has not been seen since the fall of the afternoon', async () => {
    const { member, helper, daughter } = await family();
    const morning = { memberId: member.id, visitorId: helper.id, visitedOn: '2027-01-20' } as const;
    await recordVisit(house.db, house.clock, { ...morning, way: 'home' });
    house.at('2027-01-20T16:00:00+08:00');
    const fall = { memberId: member.id, kind: 'accident', happenedOn: '2027-01-20' } as const;
    const recorded = await report({ ...fall, reporterId: daughter.id });
    expect(recorded).toMatchObject({ opened: [{ rule: 'disaster' }], fulfilled: [] });
    expect(recorded.notices).toHaveLength(1);
    house.at('2027-01-20T18:00:00+08:00');
    const { closed } = await recordVisit(house.db, house.clock, { ...morning, way: 'home' });
    expect(closed).toMatchObject([{ rule: 'disaster' }]);
  });

  test('a visit said to be for it counts, though it was recorded before the report', async () => {
    const { member, helper, daughter } = await family();
    const visit = {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'home',
    } as const;
    await recordVisit(house.db, house.clock, { ...visit, occasion: 'disaster' });
    house.at('2027-01-20T16:00:00+08:00');
    const fall = { memberId: member.id, kind: 'accident', happenedOn: '2027-01-20' } as const;
    const recorded = await report({ ...fall, reporterId: daughter.id });
    expect(recorded).toMatchObject({ opened: [], fulfilled: [{ rule: 'disaster' }], notices: [] });
  });

  test('after a death only a visit to the family closes the duty', async () => {
    const { member, helper, daughter } = await family();
    await report({ memberId: member.id, kind: 'died', happenedOn: '2027-01-20', reporterId: daughter.id });
    house.at('2027-01-20T16:00:00+08:00');
    const visit = {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'home',
    } as const;
    expect((await recordVisit(house.db, house.clock, visit)).closed).toEqual([]);
    expect((await recordVisit(house.db, house.clock, { ...visit, met: 'family' })).closed).toMatchObject([
      { rule: 'death' },
    ]);
  });

  test('a day that has not come is refused, an unknown member too', async () => {
    const { member, daughter } = await family();
    const fact = { kind: 'mood', reporterId: daughter.id } as const;
    await expect(report({ ...fact, memberId: member.id, happenedOn: '2027-01-21' })).rejects.toMatchObject({
      code: 'happening-in-future',
    });
    await expect(report({ ...fact, memberId: daughter.id, happenedOn: '2027-01-20' })).rejects.toMatchObject({
      code: 'member-unknown',
    });
    expect(await house.db.happening.count()).toBe(0);
  });
});
