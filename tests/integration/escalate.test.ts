/** Up the ladder: who hears what nobody has seen to, once a day; and what becomes 逾期. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { dutiesOfOwner, overdueDuties } from '../../src/scheme/obligations/lists.ts';
import { recordVisit, undoVisit } from '../../src/scheme/visits.ts';
import { answerPrompt } from '../../src/scheme/obligations/answers.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  defaultBranch,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, written, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-10T09:00:00+08:00');
});

const run = async (instant: string) => {
  house.at(instant);
  await planObligations(house.db, house.clock);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await sendAll(house.db);
};

describe('半年报告', () => {
  async function bureaus() {
    const above = await createOrganisation(house.db, { name: '市老干部局', kind: 'cadre-bureau' });
    const below = await createOrganisation(house.db, {
      name: '城关区老干部局',
      kind: 'cadre-bureau',
      parent: above,
    });
    await createPerson(house.db, {
      name: '刘建国',
      userId: 'LiuJianguo',
      organisation: above,
      roles: ['leader'],
    });
    await createPerson(house.db, { name: '孙丽', userId: 'SunLi', organisation: above, roles: ['clerk'] });
    const clerk = await createPerson(house.db, {
      name: '周敏',
      userId: 'ZhouMin',
      organisation: below,
      roles: ['clerk'],
    });
    return { above, below, clerk };
  }

  test('the clerk is prompted at T-20, T-7 and T-1, the leader hears when it is late', async () => {
    const { above, clerk } = await bureaus();
    await run('2027-06-09T08:20:00+08:00');
    expect(await written(house.db)).toEqual([]);
    for (const day of ['06-10', '06-11', '06-23', '06-24', '06-29', '06-30'])
      await run(`2027-${day}T08:20:00+08:00`);
    expect(await heard(house.db, 'ZhouMin')).toHaveLength(3);
    expect(await heard(house.db, 'LiuJianguo')).toEqual([]);
    await house.db.obligation.updateMany({ where: { subjectId: above.id }, data: { state: 'done' } });
    await run('2027-07-01T08:20:00+08:00');
    await run('2027-07-02T08:20:00+08:00');
    const [told, ...more] = await heard(house.db, 'LiuJianguo');
    expect(more).toEqual([]);
    expect(told?.split('\n').slice(0, 5)).toEqual([
      '早上好，刘建国同志。',
      '城关区老干部局的上半年结对帮扶情况报告还没有报出，6月30日（五月廿六，周三）已经到期（经办人周敏）。',
      '请您过问一下；已经办了的，请提醒补记一句。',
      '',
      // On the month's first working day the digest stands in the same message.
      '上月简报　7月1日（五月廿七，周四）',
    ]);
    expect(await heard(house.db, 'ZhouMin')).toHaveLength(3);
    // A report handed in late takes it off the list.
    const late = await house.db.obligation.findFirst({ where: { state: 'overdue', ownerId: clerk.id } });
    expect(late?.title).toBe('上半年结对帮扶情况报告');
  });

  test('a report handed in stops everything', async () => {
    const { clerk } = await bureaus();
    await run('2027-06-10T08:20:00+08:00');
    await answerPrompt(house.db, house.clock, clerk, [{ number: 1, done: true }]);
    for (const day of ['06-23', '06-29', '07-01']) await run(`2027-${day}T08:20:00+08:00`);
    expect(await heard(house.db, 'ZhouMin')).toHaveLength(1);
    expect((await heard(house.db, 'LiuJianguo')).join()).not.toContain('城关区');
  });

  test('the outage of the day after still leaves the leader a week to hear of it, not a month', async () => {
    await bureaus();
    await run('2027-06-29T08:20:00+08:00');
    await run('2027-07-08T08:20:00+08:00');
    expect(await heard(house.db, 'LiuJianguo')).toEqual([]);
    const steps = await house.db.promptStep.findMany({ where: { step: 3 } });
    expect(steps.map(({ result }) => result)).toEqual(['missed', 'missed']);
    await house.database.empty();
    await bureaus();
    await run('2027-06-29T08:20:00+08:00');
    await run('2027-07-07T08:20:00+08:00');
    expect(await heard(house.db, 'LiuJianguo')).toHaveLength(1);
  });
});

describe('whom it reaches', () => {
  test('the secretary of the branch, one message with everything, by branch', async () => {
    const first = await createOrganisation(house.db);
    const second = await createOrganisation(house.db);
    for (const [organisation, userId] of [
      [first, 'One'],
      [second, 'Two'],
    ] as const) {
      await createPerson(house.db, { organisation, userId, roles: ['secretary'] });
      const helper = await createHelper(house.db, { organisation });
      for (const name of ['甲一', '乙二'])
        await createPairing(house.db, {
          helper,
          member: await createMember(house.db, { organisation, name: `${name}${userId}` }),
        });
    }
    await run('2027-02-03T08:20:00+08:00');
    await run('2027-02-05T08:20:00+08:00');
    for (const userId of ['One', 'Two']) {
      const texts = await heard(house.db, userId);
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain('还有2位老同志的春节走访没有记录');
      expect(texts[0]).toContain(`甲一${userId}`);
      expect(texts[0]).toContain(`乙二${userId}`);
    }
  });

  test('a secretary who is the owner is not told about themself: it goes one rung higher', async () => {
    const bureau = await createOrganisation(house.db, { kind: 'cadre-bureau' });
    const branch = await createOrganisation(house.db, { parent: bureau });
    await createPerson(house.db, { organisation: bureau, userId: 'Leader', roles: ['leader'] });
    await createPerson(house.db, {
      organisation: branch,
      name: '陈静',
      userId: 'ChenJing',
      roles: ['secretary'],
    });
    await createMember(house.db, { organisation: branch });
    await run('2027-02-03T08:20:00+08:00');
    await run('2027-02-05T08:20:00+08:00');
    expect(await heard(house.db, 'ChenJing')).toHaveLength(1);
    expect(await heard(house.db, 'Leader')).toEqual([expect.stringContaining('负责人陈静')]);
  });

  test('with nobody up there the step is missed and nothing waits for ever', async () => {
    await createPairing(house.db);
    await run('2027-02-03T08:20:00+08:00');
    await run('2027-02-05T08:20:00+08:00');
    const duty = await house.db.obligation.findFirst({ where: { dueOn: '2027-02-05' } });
    expect(duty).toMatchObject({ state: 'open', nextStepAt: null, nextStep: 4 });
    expect(await house.db.promptStep.findFirst({ where: { step: 3 } })).toMatchObject({ result: 'missed' });
  });

  test('a secretary out of reach is noted, not written to', async () => {
    await createPairing(house.db);
    const secretary = await createPerson(house.db, { roles: ['secretary'], userId: null });
    await run('2027-02-03T08:20:00+08:00');
    await run('2027-02-05T08:20:00+08:00');
    expect(await house.db.promptStep.findFirst({ where: { step: 3 } })).toMatchObject({
      result: 'not-reachable',
      personId: secretary.id,
    });
  });

  test('at most one message a day; the rest follows next day', async () => {
    const { member } = await createPairing(house.db);
    await createPerson(house.db, { roles: ['secretary'], userId: 'ChenJing' });
    const report = (happenedOn: string) =>
      createHappening(house.db, {
        member,
        kind: 'hardship',
        happenedOn,
        reportedAt: new Date(`${happenedOn}T10:00:00+08:00`),
      });
    await report('2027-01-10');
    await run('2027-01-10T10:00:00+08:00');
    await run('2027-01-16T08:20:00+08:00');
    expect(await heard(house.db, 'ChenJing')).toEqual([expect.stringContaining('困难走访没有记录')]);
    const earlier = {
      opensOn: '2027-01-10',
      dueOn: '2027-01-15',
      state: 'overdue',
      nextStep: 2,
      nextStepAt: new Date('2027-01-16T00:00:00Z'),
    };
    const { id: _id, ...row } = (await house.db.obligation.findFirst({ where: { rule: 'hardship' } })) ?? {
      id: '',
    };
    await house.db.obligation.create({
      data: { ...(row as Required<typeof row>), ...earlier, occurrence: 'happening:x:visit' } as never,
    });
    await escalate({}, house.context);
    expect(await heard(house.db, 'ChenJing')).toHaveLength(1);
    await run('2027-01-17T08:20:00+08:00');
    expect(await heard(house.db, 'ChenJing')).toHaveLength(2);
  });

  test('two runs side by side tell everybody once', async () => {
    for (let each = 0; each < 6; each += 1) {
      const organisation = await createOrganisation(house.db);
      await createPerson(house.db, { organisation, roles: ['secretary'] });
      await createPairing(house.db, { member: await createMember(house.db, { organisation }) });
    }
    await run('2027-02-03T08:20:00+08:00');
    house.at('2027-02-05T08:20:00+08:00');
    await Promise.all([
      escalate({}, house.context),
      escalate({}, house.context),
      escalate({}, house.context),
    ]);
    await escalate({}, house.context);
    const keys = (await written(house.db)).flatMap(({ dedupeKey }) =>
      dedupeKey?.startsWith('escalate:') ? [dedupeKey] : [],
    );
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(6);
  });
});

describe('逾期', () => {
  test('from the day after the last day on, at any hour; marked once', async () => {
    await createPairing(house.db);
    await planObligations(house.db, house.clock);
    house.at('2027-02-05T23:59:00+08:00');
    await escalate({}, house.context);
    expect(await house.db.obligation.count({ where: { state: 'overdue' } })).toBe(0);
    house.at('2027-02-06T00:00:30+08:00');
    await Promise.all([escalate({}, house.context), escalate({}, house.context)]);
    expect(await house.db.obligation.findMany({ where: { state: 'missed' } })).toMatchObject([
      { dueOn: '2027-02-05', nextStepAt: null },
    ]);
    expect(await house.db.promptStep.count({ where: { result: 'missed' } })).toBe(4);
    expect(await written(house.db)).toEqual([]);
  });

  test('an urgent window that closed during an outage is not told weeks later', async () => {
    const { member } = await createPairing(house.db);
    await createPerson(house.db, { roles: ['secretary'], userId: 'ChenJing' });
    await createHappening(house.db, {
      member,
      happenedOn: '2027-01-10',
      reportedAt: new Date('2027-01-10T08:00:00+08:00'),
    });
    await run('2027-01-10T09:00:00+08:00');
    await run('2027-01-24T09:00:00+08:00');
    expect((await heard(house.db, 'ChenJing')).join()).not.toContain('住院');
    expect(await house.db.obligation.findFirst({ where: { rule: 'illness' } })).toMatchObject({
      state: 'overdue',
      nextStepAt: null,
    });
  });
});

describe('what cannot be made good any more', () => {
  const festival = () =>
    house.db.obligation.findFirstOrThrow({
      where: { occurrence: 'spring-festival-2027', state: { not: 'cancelled' } },
    });
  const visit = (memberId: string, visitorId: string, visitedOn: string) =>
    recordVisit(house.db, house.clock, { memberId, visitorId, visitedOn, way: 'home', occasion: 'festival' });

  test('a greeting is missed when its window is over and the ladder has been climbed, and stays listed', async () => {
    const { member } = await createPairing(house.db);
    const secretary = {
      organisation: await defaultBranch(house.db),
      roles: ['secretary'],
      userId: 'secretary',
    };
    await createPerson(house.db, secretary);
    await run('2027-02-05T08:20:00+08:00');
    expect(await festival()).toMatchObject({ state: 'open' });
    await run('2027-02-06T08:20:00+08:00');
    await run('2027-02-06T08:21:00+08:00');
    expect(await festival()).toMatchObject({ state: 'missed', closeReason: 'missed', nextStepAt: null });
    const steps = await house.db.promptStep.findMany({ where: { obligationId: (await festival()).id } });
    expect(steps.some(({ result }) => result === 'told')).toBe(true);
    const { path } = await house.db.organisation.findUniqueOrThrow({ where: { id: member.organisationId } });
    expect((await overdueDuties(house.db, '2027-02-10', path, 5)).count).toBe(1);
    // It is not made anew, and nobody is asked to do it.
    await run('2027-02-07T08:20:00+08:00');
    expect(await house.db.obligation.count({ where: { occurrence: 'spring-festival-2027' } })).toBe(1);
    expect((await dutiesOfOwner(house.db, '2027-02-07', (await festival()).ownerId)).count).toBe(0);
  });

  test('told of late (补录) it was done; taken back it is missed again; a visit after the window leaves it', async () => {
    const { member, helper } = await createPairing(house.db);
    await run('2027-02-01T08:20:00+08:00');
    await run('2027-02-06T08:20:00+08:00');
    await visit(member.id, helper.id, '2027-02-06');
    expect(await festival()).toMatchObject({ state: 'missed' });
    const recorded = await visit(member.id, helper.id, '2027-02-03');
    expect(await festival()).toMatchObject({ state: 'done', visitId: recorded.visit.id });
    await undoVisit(house.db, house.clock, recorded.visit.id, helper.id);
    await run('2027-02-06T09:20:00+08:00');
    expect(await festival()).toMatchObject({ state: 'missed', visitId: null });
  });

  test('everything else is missed after sixty days, and what stands until it is done never is', async () => {
    const { member } = await createPairing(house.db);
    await createHappening(house.db, { member, happenedOn: '2027-01-10', reportedAt: house.clock.now() });
    await run('2027-01-10T10:00:00+08:00');
    const stay = () => house.db.obligation.findFirstOrThrow({ where: { rule: 'illness' } });
    await run('2027-03-14T08:20:00+08:00');
    expect(await stay()).toMatchObject({ state: 'overdue', dueOn: '2027-01-13' });
    await run('2027-03-15T08:20:00+08:00');
    expect(await stay()).toMatchObject({ state: 'missed' });
    await house.db.obligation.updateMany({
      where: { rule: 'birthday' },
      data: { rule: 'care-file-review', state: 'overdue', dueOn: '2026-12-01' },
    });
    await run('2027-03-16T08:20:00+08:00');
    expect(await house.db.obligation.count({ where: { rule: 'care-file-review', state: 'missed' } })).toBe(0);
  });
});
