/** R8 and S3-2.3 on a real database: regular contact by class, and silence, each asked for once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { changeState } from '../../src/scheme/care-files.ts';
import { recordHappening } from '../../src/scheme/happenings.ts';
import type { VisitWay } from '../../src/scheme/labels.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { answerPrompt } from '../../src/scheme/obligations/answers.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import { recordVisit, undoVisit } from '../../src/scheme/visits.ts';
import { createMember, createOrganisation, createPairing, createPerson } from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-03-01T10:00:00+08:00');
});
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-03-01T10:00:00+08:00');
});
afterAll(() => house.database.close());

/** Nobody's birthday or review comes in these months; who is young and in company is of the quarterly class. */
const quiet = {
  birthDate: '1955-09-20',
  living: 'with-children',
  lastReviewedOn: '2027-01-02',
  createdAt: new Date('2027-02-20T09:00:00+08:00'),
};
const paired = async (careFile: object = {}, pairing: object = {}) =>
  createPairing(house.db, {
    member: await createMember(house.db, { name: '张德厚', careFile: { ...quiet, ...careFile } }),
    helper: await createPerson(house.db, { name: '李明', userId: 'LiMing', roles: ['helper'] }),
    ...pairing,
  });

const duties = (rule = 'regular-contact', where: object = {}) =>
  house.db.obligation.findMany({
    where: { rule, ...where },
    orderBy: [{ dueOn: 'asc' }, { createdAt: 'asc' }],
  });
const plan = () => planObligations(house.db, house.clock);

async function runOn(day: string): Promise<void> {
  house.at(`${day}T08:40:00+08:00`);
  await planJob({}, house.context);
  await escalate({}, house.context);
  await sendPrompts({}, house.context);
  await sendAll(house.db);
}

interface Contact {
  readonly member: { readonly id: string };
  readonly helper: { readonly id: string };
}
const contact = (
  { member, helper }: Contact,
  visitedOn: string,
  way: VisitWay = 'phone',
  more: object = {},
) =>
  inTransaction(house.db, tx =>
    recordVisit(tx, house.clock, { memberId: member.id, visitorId: helper.id, visitedOn, way, ...more }),
  );

describe('the class', () => {
  test.each([
    ['independent, in company, not yet 80: quarterly', {}, {}, ['2027-Q1', '2027-03-25', '2027-03-31']],
    ['lives alone: monthly', { living: 'alone' }, {}, ['2027-03', '2027-03-25', '2027-03-31']],
    ['失能: monthly', { selfCare: 'dependent' }, {}, ['2027-03', '2027-03-25', '2027-03-31']],
    ['重病: monthly', { mainCause: 'serious-illness' }, {}, ['2027-03', '2027-03-25', '2027-03-31']],
    ['长期不能参加活动: monthly (S3-2.1)', { longAbsent: true }, {}, ['2027-03', '2027-03-25', '2027-03-31']],
    ['80 today: monthly', { birthDate: '1947-03-01' }, {}, ['2027-03', '2027-03-25', '2027-03-31']],
    ['80 tomorrow: quarterly', { birthDate: '1947-03-02' }, {}, ['2027-Q1', '2027-03-25', '2027-03-31']],
    ['the pairing says weekly', {}, { frequency: 'weekly' }, ['2027-W09', '2027-03-01', '2027-03-07']],
    ['the pairing says monthly', {}, { frequency: 'monthly' }, ['2027-03', '2027-03-25', '2027-03-31']],
    [
      'the pairing may not make it rarer',
      { living: 'alone' },
      { frequency: 'quarterly' },
      ['2027-03', '2027-03-25', '2027-03-31'],
    ],
    [
      'a pairing that has ended asks for nothing',
      {},
      { frequency: 'weekly', endsOn: '2027-02-28' },
      ['2027-Q1', '2027-03-25', '2027-03-31'],
    ],
  ])('%s', async (_name, careFile, pairing, [occurrence, opensOn, dueOn]) => {
    await createPerson(house.db, { roles: ['secretary'] });
    await paired(careFile, pairing);
    await plan();
    expect(await duties()).toMatchObject([{ occurrence, opensOn, dueOn, state: 'open' }]);
  });

  test('planned twice, or four at once, it is there once; the next month it is another one', async () => {
    const { helper } = await paired({ living: 'alone' });
    await Promise.all([plan(), plan(), plan(), plan()]);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
    expect(await duties()).toMatchObject([{ occurrence: '2027-03', ownerId: helper.id, title: '3月份联系' }]);
    house.at('2027-04-01T00:30:00+08:00');
    await plan();
    expect((await duties()).map(({ occurrence }) => occurrence)).toEqual(['2027-03', '2027-04']);
  });

  test('who changes class in mid-period is asked by the new one, and what was done stays done', async () => {
    const pair = await paired();
    await contact(pair, '2027-01-20', 'home');
    await plan();
    expect(await duties()).toMatchObject([{ occurrence: '2027-Q1', state: 'done' }]);
    await house.db.careFile.updateMany({ data: { longAbsent: true } });
    house.at('2027-03-10T10:00:00+08:00');
    await plan();
    expect(await duties('regular-contact', { state: 'open' })).toMatchObject([{ occurrence: '2027-03' }]);
    await contact(pair, '2027-03-10');
    await house.db.careFile.updateMany({ data: { longAbsent: false } });
    await plan();
    expect((await duties()).map(({ occurrence, state }) => `${occurrence} ${state}`).sort()).toEqual([
      '2027-03 done',
      '2027-Q1 done',
    ]);
  });

  test('open in one class and let go, it comes up again with the class; a contact made meanwhile counts', async () => {
    const pair = await paired({ living: 'alone' });
    await plan();
    await house.db.careFile.updateMany({ data: { living: 'with-children' } });
    await plan();
    expect((await duties()).map(({ occurrence, state }) => `${occurrence} ${state}`).sort()).toEqual([
      '2027-03 cancelled',
      '2027-Q1 open',
    ]);
    await contact(pair, '2027-03-01');
    await house.db.careFile.updateMany({ data: { living: 'alone' } });
    await plan();
    expect((await duties()).map(({ occurrence, state }) => `${occurrence} ${state}`).sort()).toEqual([
      '2027-03 done',
      '2027-Q1 done',
    ]);
  });

  test('who enters the scheme when the window is open is first due in the next period', async () => {
    await paired({ living: 'alone', createdAt: new Date('2027-03-26T09:00:00+08:00') });
    house.at('2027-03-26T10:00:00+08:00');
    await plan();
    expect(await duties()).toEqual([]);
    house.at('2027-04-01T10:00:00+08:00');
    await plan();
    expect(await duties()).toMatchObject([{ occurrence: '2027-04' }]);
  });
});

describe('as an organisation has it', () => {
  test('who lives alone weekly in one branch, monthly elsewhere; switched off in a third', async () => {
    const bureau = await createOrganisation(house.db);
    const set = async (settings: object) => {
      const organisation = await createOrganisation(house.db, { parent: bureau });
      const more = { organisationId: organisation.id, changedAt: house.clock.now() };
      await house.db.ruleVersion.create({ data: { rule: 'regular-contact', settings, ...more } });
      return organisation;
    };
    const branches = [
      await set({ alone: 'weekly' }),
      await set({ lasts: 10 }),
      await set({ on: false }),
      bureau,
    ];
    const careFile = { ...quiet, living: 'alone' };
    const members: string[] = [];
    for (const organisation of branches) {
      const { member } = await createPairing(house.db, {
        member: await createMember(house.db, { organisation, careFile }),
      });
      members.push(member.id);
    }
    await Promise.all([plan(), plan()]);
    const found = await duties();
    const of = (index: number) =>
      found
        .filter(({ memberId }) => memberId === members[index])
        .map(({ occurrence, opensOn }) => `${occurrence} ${opensOn}`);
    expect([0, 1, 2, 3].map(of)).toEqual([
      ['2027-W09 2027-03-01'],
      ['2027-03 2027-03-22'],
      [],
      ['2027-03 2027-03-25'],
    ]);
  });
});

describe('what ends it', () => {
  test.each(['phone', 'video', 'home', 'hospital', 'meeting', 'other'] as const)(
    'a contact by %s in the period, before the window opens',
    async way => {
      const pair = await paired({ living: 'alone' });
      await plan();
      const { closed } = await contact(pair, '2027-03-01', way);
      expect(closed).toMatchObject([{ rule: 'regular-contact', title: '3月份联系' }]);
    },
  );

  test('one of the month before does not, nor one that met nobody, nor one taken back', async () => {
    const pair = await paired({ living: 'alone' });
    await plan();
    await contact(pair, '2027-02-28');
    await contact(pair, '2027-03-01', 'home', { met: 'nobody' });
    expect(await duties()).toMatchObject([{ state: 'open' }]);
    const { visit } = await contact(pair, '2027-03-01');
    expect(await duties()).toMatchObject([{ state: 'done' }]);
    await inTransaction(house.db, tx => undoVisit(tx, house.clock, visit.id, pair.helper.id));
    expect(await duties()).toMatchObject([{ state: 'open' }]);
  });

  test.each([
    ['weekly', '2027-03-01', '2027-02-28'],
    ['quarterly', '2027-01-01', '2026-12-31'],
  ])(
    '%s: the first day of the period counts, the day before it does not',
    async (frequency, first, before) => {
      const pair = await paired({}, frequency === 'weekly' ? { frequency } : {});
      await contact(pair, before);
      await plan();
      expect(await duties()).toMatchObject([{ state: 'open' }]);
      await contact(pair, first);
      expect(await duties()).toMatchObject([{ state: 'done' }]);
    },
  );

  test('one visit ends the contact, the greeting and what is late', async () => {
    const pair = await paired({ living: 'alone' });
    await plan();
    await runOn('2027-04-01');
    expect(await duties('regular-contact', { occurrence: '2027-03' })).toMatchObject([{ state: 'overdue' }]);
    await contact(pair, '2027-04-01', 'home');
    expect((await duties()).map(({ state, closeReason }) => [state, closeReason])).toEqual([
      ['done', 'visited-late'],
      ['done', 'visited'],
    ]);
  });

  test('suspended it is let go, with the file it comes back; a death ends it for good', async () => {
    const pair = await paired({ living: 'alone' });
    const clerk = await createPerson(house.db, { roles: ['clerk'] });
    const actor = (await findPerson(house.db, clerk.id)) as Person;
    const change = (to: 'suspended' | 'enrolled') =>
      inTransaction(house.db, tx =>
        changeState(tx, { memberId: pair.member.id, to, reason: '外出' }, { actor, clock: house.clock }),
      );
    await plan();
    await change('suspended');
    expect(await duties()).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
    await change('enrolled');
    expect(await duties()).toMatchObject([{ state: 'open', closeReason: null }]);
    await inTransaction(house.db, tx =>
      recordHappening(tx, house.clock, {
        memberId: pair.member.id,
        reporterId: clerk.id,
        kind: 'died',
        happenedOn: '2027-03-01',
      }),
    );
    await plan();
    expect(await duties('regular-contact', { state: { not: 'cancelled' } })).toEqual([]);
  });
});

describe('who is asked when', () => {
  test('the helper when the window opens and two days before its end, the secretary after it', async () => {
    const bureau = await createOrganisation(house.db);
    await createPerson(house.db, {
      name: '王强',
      userId: 'WangQiang',
      roles: ['secretary'],
      organisation: bureau,
    });
    const member = await createMember(house.db, {
      name: '张德厚',
      organisation: bureau,
      careFile: { ...quiet, living: 'alone' },
    });
    const helper = await createPerson(house.db, {
      userId: 'LiMing',
      roles: ['helper'],
      organisation: bureau,
    });
    await createPairing(house.db, { member, helper });
    for (const day of ['2027-03-20', '2027-03-24']) await runOn(day);
    expect(await heard(house.db, 'LiMing')).toEqual([]);
    for (const day of ['2027-03-25', '2027-03-26', '2027-03-28']) await runOn(day);
    expect(await heard(house.db, 'LiMing')).toHaveLength(1);
    expect((await heard(house.db, 'LiMing'))[0]).toMatch(
      /这几天有1位老同志等您联系：\n1\. 张老（张德厚）：这个月还没有联系过，3月31日（二月廿四，周三）前打个电话或者去看看，都可以\n办好后回复如“1 已电话联系，一切都好”就行。/,
    );
    for (const day of ['2027-03-29', '2027-03-31']) await runOn(day);
    expect(await heard(house.db, 'LiMing')).toHaveLength(2);
    expect(await heard(house.db, 'WangQiang')).toEqual([]);
    for (const day of ['2027-04-01', '2027-04-02']) await runOn(day);
    expect((await heard(house.db, 'WangQiang')).filter(text => text.includes('3月份联系'))).toHaveLength(1);
  });

  test.each([
    ['1 办好了', 'phone'],
    ['1 已联系，都好', 'phone'],
    ['1 去看了，都好', 'home'],
    ['1 视频聊过了', 'video'],
  ])('“%s” is kept as a contact by %s', async (said, way) => {
    const { helper } = await paired({ living: 'alone' });
    await runOn('2027-03-25');
    const person = (await findPerson(house.db, helper.id)) as Person;
    await inTransaction(house.db, tx => answerPrompt(tx, house.clock, person, parsePromptAnswer(said), said));
    expect(await house.db.visit.findMany()).toMatchObject([
      { way, visitedOn: '2027-03-25', occasion: 'routine' },
    ]);
    expect(await duties()).toMatchObject([{ state: 'done' }]);
  });
});

describe('silence (S3-2.3)', () => {
  const old = { createdAt: new Date('2026-11-01T09:00:00+08:00') };

  /** Steps of the rule that were taken: its own prompts, wherever else the duty stands in a list. */
  const prompts = () => house.db.$queryRaw<{ day: Date }[]>`
    SELECT s."takenAt" AS day FROM prompt_step s JOIN obligation o ON o.id = s."obligationId"
    WHERE o.rule = 'no-contact' AND s.result = 'told' ORDER BY s."takenAt"`;

  test.each([
    ['lives alone: 45 days', { living: 'alone' }, '2027-02-26', '2027-03-01'],
    ['widowed: 45 days', { marriage: 'widowed' }, '2027-02-25', '2027-02-26'],
    ['of the quarterly class: 100 days', {}, '2027-04-21', '2027-04-22'],
  ])('%s', async (_name, careFile, before, on) => {
    const pair = await paired({ ...careFile, ...old });
    house.at('2027-01-12T10:00:00+08:00');
    await contact(pair, '2027-01-12');
    await house.db.obligation.deleteMany();
    for (const day of [before, on]) {
      house.at(`${day}T07:00:00+08:00`);
      await plan();
      expect((await duties('no-contact')).map(({ occurrence }) => occurrence)).toEqual(
        day === on ? ['since-2027-01-12'] : [],
      );
    }
  });

  test('is spoken of exactly once, however long it lasts and however often it is planned; a contact ends it', async () => {
    const pair = await paired({ marriage: 'widowed', ...old });
    house.at('2027-01-12T10:00:00+08:00');
    await contact(pair, '2027-01-12');
    for (const day of [
      '2027-02-25',
      '2027-02-26',
      '2027-02-27',
      '2027-03-05',
      '2027-03-12',
      '2027-03-13',
      '2027-03-29',
    ])
      await runOn(day);
    await Promise.all([plan(), plan()]);
    for (const day of ['2027-04-01', '2027-06-01', '2027-09-01']) await runOn(day);
    expect(await prompts()).toHaveLength(1);
    expect((await heard(house.db, 'LiMing'))[0]).toContain(
      '1月12日（腊月初五，周二）以后就没有联系的记录了，这几天打个电话，或者去坐一坐',
    );
    expect(await duties('no-contact')).toMatchObject([{ occurrence: 'since-2027-01-12' }]);
    await contact(pair, '2027-08-20');
    await plan();
    expect(await duties('no-contact')).toMatchObject([{ state: 'done', closeReason: 'visited-late' }]);
    await runOn('2027-10-03');
    expect(await duties('no-contact')).toHaveLength(1);
    await runOn('2027-10-04');
    expect((await duties('no-contact')).map(({ occurrence }) => occurrence)).toEqual([
      'since-2027-01-12',
      'since-2027-08-20',
    ]);
    expect(await prompts()).toHaveLength(2);
  });

  test('waits while the window of the regular contact is open: the helper is being asked already', async () => {
    const pair = await paired({ living: 'alone', ...old });
    house.at('2027-01-10T10:00:00+08:00');
    await contact(pair, '2027-01-10');
    // 45 days are over on 24 February; the month's window is open from the 22nd to the 28th.
    for (const day of ['2027-02-22', '2027-02-24', '2027-02-26', '2027-02-28']) await runOn(day);
    expect(await duties('no-contact')).toEqual([]);
    for (const day of ['2027-03-01', '2027-03-02']) await runOn(day);
    expect(await prompts()).toHaveLength(1);
    // It steps back for the next window and is there again after it, without a second prompt.
    await runOn('2027-03-26');
    expect(await duties('no-contact')).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
    for (const day of ['2027-04-01', '2027-04-02']) await runOn(day);
    expect(await duties('no-contact')).toMatchObject([{ closeReason: null }]);
    expect(await prompts()).toHaveLength(1);
  });

  test('one person is one line: it steps back for a greeting that is due, and comes back when nobody went', async () => {
    const pair = await paired({ ...old, marriage: 'widowed', living: 'with-children' });
    house.at('2026-11-20T10:00:00+08:00');
    await contact(pair, '2026-11-20');
    await runOn('2027-01-05');
    expect(await duties('no-contact')).toMatchObject([{ state: 'open' }]);
    await runOn('2027-01-17');
    expect(await duties('festival', { occurrence: 'spring-festival-2027', state: 'open' })).toHaveLength(1);
    expect(await duties('no-contact')).toMatchObject([{ state: 'cancelled' }]);
    expect((await heard(house.db, 'LiMing')).at(-1)).toMatch(
      /1位老同志.*\n1\. 张老（张德厚）：春节走访[^\n]*\n办好后/,
    );
    await Promise.all([plan(), plan()]);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
    await runOn('2027-02-06');
    expect(await duties('festival', { occurrence: 'spring-festival-2027' })).toMatchObject([
      { state: 'missed' },
    ]);
    expect(await duties('no-contact', { state: { in: ['open', 'overdue'] } })).toHaveLength(1);
    expect(await prompts()).toHaveLength(1);
  });

  test('whose day comes while a greeting is due waits for its end; visited, it never comes', async () => {
    const pair = await paired({ ...old, marriage: 'widowed' });
    const visited = await createPairing(house.db, {
      member: await createMember(house.db, {
        name: '孙桂兰',
        careFile: { ...quiet, ...old, marriage: 'widowed' },
      }),
    });
    house.at('2026-12-05T10:00:00+08:00');
    for (const each of [pair, visited]) await contact(each, '2026-12-05');
    for (const day of ['2027-01-18', '2027-01-20', '2027-02-05']) await runOn(day);
    expect(await duties('no-contact')).toEqual([]);
    await contact(visited, '2027-02-05', 'home');
    await runOn('2027-02-06');
    expect((await duties('no-contact')).map(({ memberId }) => memberId)).toEqual([pair.member.id]);
    expect(await prompts()).toHaveLength(1);
  });

  test('whoever answers its number after it has stepped back is heard: a call is not lost', async () => {
    const pair = await paired({ ...old, marriage: 'widowed' });
    house.at('2026-11-20T10:00:00+08:00');
    await contact(pair, '2026-11-20');
    await runOn('2027-01-15');
    house.at('2027-01-17T00:20:00+08:00');
    await planJob({}, house.context);
    expect(await duties('no-contact')).toMatchObject([{ state: 'cancelled' }]);
    const person = (await findPerson(house.db, pair.helper.id)) as Person;
    const said = '1 已电话联系，一切都好';
    const answered = await inTransaction(house.db, tx =>
      answerPrompt(tx, house.clock, person, parsePromptAnswer(said), said),
    );
    expect(answered?.sentences[0]).toContain('给张老打电话');
    expect(await house.db.visit.count({ where: { visitedOn: '2027-01-17', way: 'phone' } })).toBe(1);
  });

  test('the classes are those of the place: who is to be heard of every month there is missed after 60 days', async () => {
    const bureau = await createOrganisation(house.db);
    const set = async (settings: object) => {
      const organisation = await createOrganisation(house.db, { parent: bureau });
      const more = { organisationId: organisation.id, changedAt: house.clock.now() };
      await house.db.ruleVersion.create({ data: { rule: 'regular-contact', settings, ...more } });
      return createOrganisation(house.db, { parent: organisation });
    };
    const branches = [await set({ others: 'monthly' }), await set({ lasts: 10 }), bureau];
    const members: string[] = [];
    for (const organisation of branches) {
      const { member } = await createPairing(house.db, {
        member: await createMember(house.db, {
          organisation,
          careFile: { ...quiet, createdAt: new Date('2027-02-08T09:00:00+08:00') },
        }),
      });
      members.push(member.id);
    }
    house.at('2027-04-09T07:00:00+08:00');
    await Promise.all([plan(), plan()]);
    expect((await duties('no-contact')).map(({ memberId }) => memberId)).toEqual([members[0]]);
    house.at('2027-05-19T07:00:00+08:00');
    await plan();
    expect((await duties('no-contact')).map(({ memberId }) => memberId).sort()).toEqual(members.sort());
  });

  test('an outage of three weeks does not swallow it', async () => {
    const pair = await paired({ marriage: 'widowed', ...old });
    house.at('2027-04-02T10:00:00+08:00');
    await contact(pair, '2027-04-02');
    await runOn('2027-06-10');
    expect(await prompts()).toHaveLength(1);
  });

  test('who has never been heard of counts from the day the file was made; who is not 在册 does not count', async () => {
    await paired({ createdAt: new Date('2027-01-05T10:00:00+08:00'), marriage: 'widowed' });
    await createPairing(house.db, {
      member: await createMember(house.db, {
        careFile: { ...quiet, ...old, marriage: 'widowed', state: 'suspended' },
      }),
    });
    await plan();
    expect((await duties('no-contact')).map(({ occurrence }) => occurrence)).toEqual(['since-2027-01-05']);
  });
});
