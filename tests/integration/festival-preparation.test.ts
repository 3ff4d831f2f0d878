/** R14 on a real database: the plan before a festival, and each file gone through once more (S4-2a, S4-2b). R11 besides. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import {
  findCareFile,
  reviewCareFile,
  reviewsDue,
  stampReview,
  undoReview,
} from '../../src/scheme/care-files.ts';
import { digestFor } from '../../src/scheme/digests.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { answerPrompt } from '../../src/scheme/obligations/answers.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import { entriesOf } from '../../src/scheme/staff-lists.ts';
import {
  createMember,
  createOrganisation,
  createPerson,
  type OrganisationRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let bureau: OrganisationRow;
let branch: OrganisationRow;
let clerk: Person;
beforeAll(async () => {
  house = await createHouse('2026-12-22T10:00:00+08:00');
});
beforeEach(async () => {
  await house.database.empty();
  // 春节 2027 is on 6 February: T-45 is 23 December 2026, and the 14 days end on 5 January.
  house.at('2026-12-22T10:00:00+08:00');
  bureau = await createOrganisation(house.db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
  branch = await createOrganisation(house.db, { name: '第一党支部', parent: bureau });
  const { id } = await createPerson(house.db, {
    name: '赵静',
    userId: 'ZhaoJing',
    roles: ['clerk'],
    organisation: bureau,
  });
  clerk = (await findPerson(house.db, id)) as Person;
});
afterAll(() => house.database.close());

/** A member without a birthday, of whom nothing else is due in these weeks. */
const member = (lastReviewedOn: string | null, more: object = {}, name = '张德厚') =>
  createMember(house.db, {
    name,
    organisation: branch,
    careFile: { birthDate: null, lastReviewedOn, ...more },
  });

const duties = (rule: string, where: object = {}) =>
  house.db.obligation.findMany({
    where: { rule, ...where },
    orderBy: [{ opensOn: 'asc' }, { createdAt: 'asc' }],
  });
const reviews = (where: object = {}) => duties('festival-review', where);
const plan = () => planObligations(house.db, house.clock);
const editing = () => ({ actorId: clerk.id, clock: house.clock });

async function runOn(day: string): Promise<void> {
  house.at(`${day}T08:40:00+08:00`);
  await planJob({}, house.context);
  await escalate({}, house.context);
  await sendPrompts({}, house.context);
  await sendAll(house.db);
}

/** Days on which a step of the rule was taken. */
const promptDays = async (rule: string): Promise<string[]> => {
  const rows = await house.db.$queryRaw<{ day: string }[]>`
    SELECT DISTINCT to_char(s."takenAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day FROM prompt_step s
    JOIN obligation o ON o.id = s."obligationId" WHERE o.rule = ${rule} AND s.result = 'told' ORDER BY day`;
  return rows.map(({ day }) => day);
};

describe('the plan (S4-2a)', () => {
  test('one for each organisation that keeps its own books, T-45 … T-32, for both festivals; planned twice it is one', async () => {
    const general = await createOrganisation(house.db, {
      name: '机关总支',
      kind: 'general-branch',
      parent: bureau,
    });
    const own = await createPerson(house.db, { roles: ['clerk'], organisation: general });
    for (const day of ['2026-12-23', '2027-05-17']) {
      house.at(`${day}T10:00:00+08:00`);
      await Promise.all([plan(), plan()]);
      await plan();
    }
    const plans = await duties('festival-plan');
    expect(
      plans.map(({ subjectId, ownerId, occurrence, opensOn, dueOn }) => [
        subjectId,
        ownerId,
        occurrence,
        opensOn,
        dueOn,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [bureau.id, clerk.id, 'spring-festival-2027', '2026-12-23', '2027-01-05'],
        [general.id, own.id, 'spring-festival-2027', '2026-12-23', '2027-01-05'],
        [bureau.id, clerk.id, 'party-day-2027', '2027-05-17', '2027-05-30'],
      ]),
    );
    expect(plans).toHaveLength(4);
  });

  test('the clerk is prompted once a week for 14 days; “1 方案做好了” ends it', async () => {
    for (const day of ['2026-12-22', '2026-12-23', '2026-12-24', '2026-12-30', '2027-01-05'])
      await runOn(day);
    expect(await promptDays('festival-plan')).toEqual(['2026-12-23', '2026-12-30']);
    expect((await heard(house.db, 'ZhaoJing')).join('\n')).toContain(
      '春节慰问方案，1月5日（冬月廿八，周二）前做好：慰问哪些老同志、经费从哪里来、怎么安排、怎么宣传',
    );
    const [made] = await duties('festival-plan');
    const { number } = await house.db.promptItem.findFirstOrThrow({
      where: { obligationId: made?.id ?? '' },
      orderBy: { day: 'desc' },
    });
    const answered = await inTransaction(house.db, tx =>
      answerPrompt(tx, house.clock, clerk, parsePromptAnswer(`${number} 方案做好了`)),
    );
    expect(answered?.sentences).toEqual(['已记下：春节慰问方案做好了。']);
    expect(await duties('festival-plan', { state: 'done' })).toMatchObject([
      { occurrence: 'spring-festival-2027' },
    ]);
  });
});

describe('each file once more (S4-2b)', () => {
  test('at T-45 one task for each member 在册, the clerk’s; run again, twice at once, none is doubled', async () => {
    const made = [await member('2026-06-01'), await member('2026-07-01'), await member('2026-05-20')];
    for (const state of ['draft', 'proposed', 'suspended', 'recovered', 'moved-away', 'deceased'])
      await member('2026-06-01', { state }, '无名氏');
    await plan();
    expect(await reviews()).toEqual([]);
    house.at('2026-12-23T00:20:00+08:00');
    await Promise.all([plan(), plan(), plan()]);
    await plan();
    const tasks = await reviews();
    expect(tasks.map(({ memberId }) => memberId).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(tasks[0]).toMatchObject({
      ownerId: clerk.id,
      occurrence: 'spring-festival-2027',
      title: '春节前档案核对',
      opensOn: '2026-12-23',
      dueOn: '2027-01-05',
    });
  });

  test.each([
    ['reviewed 60 days before T-45: fresh', '2026-10-24', 0],
    ['reviewed 61 days before', '2026-10-23', 1],
    ['its yearly review is open', '2026-01-10', 0],
    ['its yearly review is late', '2025-11-10', 0],
    ['its yearly review opens the day after T-45', '2026-01-23', 1],
  ])('%s', async (_name, lastReviewedOn, count) => {
    await member(lastReviewedOn);
    house.at('2026-12-23T09:00:00+08:00');
    await plan();
    expect(await reviews()).toHaveLength(count);
    const open = await house.db.obligation.count({
      where: { rule: { in: ['festival-review', 'care-file-review'] }, opensOn: { lte: '2026-12-23' } },
    });
    // Whoever was not looked at lately has one task, and nobody has two.
    expect(open).toBe(lastReviewedOn === '2026-10-24' ? 0 : 1);
  });

  test('where the yearly review opens in these weeks, the task passes to it', async () => {
    await member('2026-01-26');
    house.at('2026-12-23T09:00:00+08:00');
    await plan();
    expect(await reviews()).toMatchObject([{ state: 'open' }]);
    house.at('2026-12-27T09:00:00+08:00');
    await plan();
    expect(await reviews()).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
    expect(await duties('care-file-review')).toMatchObject([{ state: 'open', opensOn: '2026-12-27' }]);
  });

  test('“无变化” is done; taken back, the task stands again', async () => {
    const { id } = await member('2026-06-01');
    await runOn('2026-12-23');
    const reviewed = await inTransaction(house.db, tx => stampReview(tx, id, editing()));
    expect(reviewed?.closed).toHaveLength(1);
    expect(await reviews()).toMatchObject([{ state: 'done', closeReason: 'reviewed' }]);
    expect((await findCareFile(house.db, id))?.lastReviewedOn).toBe('2026-12-23');
    if (reviewed) await inTransaction(house.db, tx => undoReview(tx, reviewed, editing()));
    await plan();
    expect(await reviews()).toMatchObject([{ state: 'open', closeReason: null }]);
  });

  test('raced it is stamped once, and nothing comes back for 60 days', async () => {
    const { id } = await member('2026-06-01');
    await runOn('2026-12-23');
    const both = await Promise.all(
      [1, 2].map(() => inTransaction(house.db, tx => reviewCareFile(tx, id, editing()))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    for (const day of ['2026-12-24', '2027-01-05', '2027-02-06']) await runOn(day);
    expect(await reviews()).toMatchObject([{ state: 'done' }]);
  });

  test('the clerk is prompted once a week, in the one message of the day; the list has each file once', async () => {
    await member('2026-06-01');
    await member('2026-01-05', {}, '李玉兰');
    for (const day of ['2026-12-23', '2026-12-25', '2026-12-30', '2027-01-02']) await runOn(day);
    expect(await promptDays('festival-review')).toEqual(['2026-12-23', '2026-12-30']);
    const messages = await heard(house.db, 'ZhaoJing');
    expect(messages[0]).toContain(
      '张同志（张德厚）：春节前档案核对，1月5日（冬月廿八，周二）前看看有没有变化',
    );
    const { count, rows } = await reviewsDue(house.db, '2027-01-02', bureau.path, 10);
    expect([count, rows.map(({ rule }) => rule).sort()]).toEqual([
      2,
      ['care-file-review', 'festival-review'],
    ]);
  });

  test('a file with two tasks, one of them late, is there once, and one look ends both', async () => {
    const { id } = await member('2026-07-01');
    await runOn('2026-12-23');
    await runOn('2027-05-17');
    // After 60 days it is history; two festivals may lie nearer to each other than these.
    const first = { memberId: id, occurrence: 'spring-festival-2027' };
    await house.db.obligation.updateMany({ where: first, data: { state: 'overdue' } });
    expect(await reviews()).toMatchObject([{ state: 'overdue' }, { occurrence: 'party-day-2027' }]);
    expect((await reviewsDue(house.db, '2027-05-17', bureau.path, 10)).count).toBe(1);
    await inTransaction(house.db, tx => reviewCareFile(tx, id, editing()));
    expect((await reviews({ state: 'done' })).length).toBe(2);
  });

  test('“1 办好了” to the prompt is a review, and no visit', async () => {
    const { id } = await member('2026-06-01');
    await house.db.obligation.deleteMany();
    await runOn('2026-12-23');
    const [task] = await reviews();
    const { number } = await house.db.promptItem.findFirstOrThrow({
      where: { obligationId: task?.id ?? '' },
    });
    const said = `${number} 办好了`;
    await inTransaction(house.db, tx => answerPrompt(tx, house.clock, clerk, parsePromptAnswer(said), said));
    expect((await findCareFile(house.db, id))?.lastReviewedOn).toBe('2026-12-23');
    expect(await house.db.visit.count()).toBe(0);
  });

  test('suspended or dead it is let go', async () => {
    const { id } = await member('2026-06-01');
    house.at('2026-12-23T09:00:00+08:00');
    await plan();
    await house.db.careFile.update({ where: { memberId: id }, data: { state: 'suspended' } });
    await plan();
    expect(await reviews()).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('the festivals of the place', () => {
  const local = async (day?: string) => {
    const { id } = await house.db.localFestival.create({
      data: { organisationId: branch.id, name: '古尔邦节', createdAt: house.clock.now() },
    });
    if (day)
      await house.db.festivalDate.create({
        data: { festivalId: id, year: Number(day.slice(0, 4)), day, changedAt: house.clock.now() },
      });
  };

  test('a local one is prepared where it is kept, on the day that was entered', async () => {
    await createPerson(house.db, { roles: ['clerk'], organisation: branch });
    const here = await member('2026-06-01');
    const elsewhere = await createMember(house.db, {
      organisation: bureau,
      careFile: { birthDate: null, lastReviewedOn: '2026-06-01' },
    });
    await local('2027-01-06');
    // T-45 of 6 January 2027.
    house.at('2026-11-22T10:00:00+08:00');
    await Promise.all([plan(), plan()]);
    expect(await duties('festival-plan')).toMatchObject([
      { subjectId: branch.id, title: '古尔邦节慰问方案' },
    ]);
    expect(await reviews()).toMatchObject([{ memberId: here.id, title: '古尔邦节前档案核对' }]);
    expect(elsewhere.id).not.toBe(here.id);
  });

  test('without a date for the year nothing is prepared, and nothing stops', async () => {
    await member('2026-06-01');
    await local();
    house.at('2026-12-23T10:00:00+08:00');
    await plan();
    expect((await duties('festival-plan')).map(({ title }) => title)).toEqual(['春节慰问方案']);
    expect(await reviews()).toHaveLength(1);
  });

  test('a festival that is switched off for a branch has no reviews there', async () => {
    await member('2026-06-01');
    await house.db.ruleVersion.create({
      data: {
        organisationId: branch.id,
        rule: 'festival:spring-festival',
        settings: { on: false },
        changedAt: house.clock.now(),
      },
    });
    house.at('2026-12-23T10:00:00+08:00');
    await plan();
    expect(await reviews()).toEqual([]);
    expect(await duties('festival-plan')).toMatchObject([{ subjectId: bureau.id }]);
  });
});

describe('the yearly report (S1-4)', () => {
  test('T-30, T-7 and T-1 to the clerk, the leader when it is late; two recipients, and no promise of a draft', async () => {
    await createPerson(house.db, {
      name: '周敏',
      userId: 'ZhouMin',
      roles: ['leader'],
      organisation: bureau,
    });
    house.at('2027-11-30T08:40:00+08:00');
    for (const day of [
      '2027-11-30',
      '2027-12-01',
      '2027-12-02',
      '2027-12-11',
      '2027-12-24',
      '2027-12-30',
      '2027-12-31',
    ])
      await runOn(day);
    expect(await promptDays('year-report')).toEqual(['2027-12-01', '2027-12-24', '2027-12-30']);
    const first = (await heard(house.db, 'ZhaoJing')).find(text => text.includes('年度帮扶工作报告'));
    expect(first).toContain(
      '年度帮扶工作报告，12月31日（腊月初四，周五）前报上级组织部门和上级老干部部门两家；稿子眼下要您自己写',
    );
    await runOn('2028-01-01');
    expect((await heard(house.db, 'ZhouMin')).join('\n')).toContain(
      '云溪县委老干部局的年度帮扶工作报告还没有报出',
    );
    const digest = await digestFor(house.db, house.clock, clerk, 'now');
    expect(digest.text).toContain('年度帮扶工作报告');
  });

  test('in December the list of reports has each, with whom it goes to', async () => {
    house.at('2027-12-15T10:00:00+08:00');
    await plan();
    const view = { now: house.clock.now(), today: '2027-12-15', path: bureau.path };
    const { count, rows } = await entriesOf(house.db, 'reports', view, 10);
    expect(count).toBe(2);
    const texts = rows.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/下半年结对帮扶情况报告，12月31日.*前报上级老干部部门，还没有报出/);
    expect(texts).toMatch(/年度帮扶工作报告，12月31日.*前报上级组织部门和上级老干部部门两家，还没有报出/);
  });
});
