/** The ladder climbs: helper, branch secretary, bureau leader, each step kept; also where the helper is the secretary or there is none. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { sendDigests } from '../../jobs/send-digests.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { historyOf } from '../../src/scheme/obligations/history.ts';
import { rules } from '../../src/scheme/rules/index.ts';
import { defaultsOf } from '../../src/scheme/rules/knobs.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type MemberRow,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let branch: OrganisationRow;
let leader: PersonRow;
let secretary: PersonRow;
let member: MemberRow;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-10T09:00:00+08:00');
  const { db } = house;
  const bureau = await createOrganisation(db, { name: '县委老干部局', kind: 'cadre-bureau' });
  branch = await createOrganisation(db, { name: '第一党支部', parent: bureau });
  leader = await createPerson(db, {
    name: '陈志远',
    userId: 'leader',
    roles: ['leader'],
    organisation: bureau,
  });
  secretary = await createPerson(db, {
    name: '王芳',
    userId: 'secretary',
    roles: ['secretary', 'helper'],
    organisation: branch,
  });
  member = await createMember(db, {
    name: '张德厚',
    organisation: branch,
    careFile: { birthDate: '1944-09-06' },
  });
});

const overTheFestival = async () => {
  for (const day of ['01-17', '01-27', '02-02', '02-04', '02-05', '02-06']) {
    house.at(`2027-${day}T08:20:00+08:00`);
    await planObligations(house.db, house.clock);
    await sendPrompts({}, house.context);
    await escalate({}, house.context);
    await sendAll(house.db);
  }
};

test('helper, then secretary; each step is kept with who was told', async () => {
  const helper = await createHelper(house.db, { name: '李明', userId: 'li', organisation: branch });
  await createPairing(house.db, { helper, member });
  await overTheFestival();
  const history = await historyOf(house.db, '2027-02-06', { memberId: member.id });
  const greeting = history.find(({ duty }) => duty.occurrence === 'spring-festival-2027');
  const told = greeting?.prompts.filter(({ result }) => result === 'told');
  expect(told?.map(({ personId, delivery }) => [personId, delivery])).toEqual([
    [helper.id, 'sent'],
    [helper.id, 'sent'],
    [helper.id, 'sent'],
    [secretary.id, 'sent'],
  ]);
  expect(greeting?.duty).toMatchObject({ state: 'missed', closeReason: 'missed' });
});

test('where the helper is the secretary, and where there is no helper: the leader hears', async () => {
  await createPairing(house.db, { helper: secretary, member });
  await createMember(house.db, {
    name: '孙秀英',
    organisation: branch,
    careFile: { birthDate: '1940-09-06' },
  });
  await overTheFestival();
  const [told] = await heard(house.db, 'leader');
  expect(told).toContain('张老（张德厚，书记王芳）');
  expect(told).toContain('孙老（孙秀英，');
  expect(await house.db.promptStep.count({ where: { personId: leader.id, result: 'told' } })).toBe(2);
});

/** Every order in which the jobs may come first after an outage. */
const orders = {
  'the digest first': [sendDigests, escalate, sendPrompts],
  'the ladder first': [escalate, sendDigests, sendPrompts],
  'the prompts first': [sendPrompts, escalate, sendDigests],
} as const;

test.each(Object.entries(orders))(
  'after an outage over the last prompts the secretary hears the same morning: %s',
  async (_order, jobs) => {
    const helper = await createHelper(house.db, { name: '李明', userId: 'li', organisation: branch });
    await createPairing(house.db, { helper, member });
    // She helps somebody herself: her own prompt of that morning must not be written before 李明 has had his turn.
    await createMember(house.db, { name: '孙秀英', organisation: branch });
    house.at('2027-01-17T08:20:00+08:00');
    for (const job of jobs) await job({}, house.context);
    await sendAll(house.db);
    house.at('2027-02-05T08:20:00+08:00');
    for (const job of jobs) await job({}, house.context);
    for (const job of jobs) await job({}, house.context);
    expect((await heard(house.db, 'li')).at(-1)).toContain('张老（张德厚）：春节走访');
    const told = (await heard(house.db, 'secretary')).at(-1);
    expect(told).toContain('张老（张德厚，帮扶人李明）');
    expect(await heard(house.db, 'secretary')).toHaveLength(2);
  },
);

test.each(Object.entries(orders))(
  'what ended in an outage climbs the same morning, also to a leader who has visits of their own: %s',
  async (_order, jobs) => {
    await createPerson(house.db, {
      name: '赵静',
      userId: 'clerk',
      roles: ['clerk'],
      organisation: await house.db.organisation.findUniqueOrThrow({ where: { id: leader.organisationId } }),
    });
    await house.db.person.update({ where: { id: leader.id }, data: { roles: ['leader', 'helper'] } });
    await createPairing(house.db, { helper: leader, member });
    house.at('2027-06-10T08:20:00+08:00');
    for (const job of jobs) await job({}, house.context);
    await sendAll(house.db);
    const before = await heard(house.db, 'leader');
    house.at('2027-07-01T08:20:00+08:00');
    for (const job of jobs) await job({}, house.context);
    for (const job of jobs) await job({}, house.context);
    const after = (await heard(house.db, 'leader')).slice(before.length);
    expect(after).toHaveLength(1);
    expect(after[0]).toContain('张老（张德厚）：七一走访');
    expect(after[0]).toContain(
      '上半年结对帮扶情况报告还没有报出，6月30日（五月廿六，周三）已经到期（经办人赵静）',
    );
  },
);

test('three runs at once after an outage: the same, once', async () => {
  const helper = await createHelper(house.db, { name: '李明', userId: 'li', organisation: branch });
  await createPairing(house.db, { helper, member });
  house.at('2027-01-17T08:20:00+08:00');
  await sendPrompts({}, house.context);
  await sendAll(house.db);
  house.at('2027-02-05T08:20:00+08:00');
  await Promise.all([sendDigests, escalate, sendPrompts, escalate].map(job => job({}, house.context)));
  expect(await heard(house.db, 'li')).toHaveLength(2);
  expect(await heard(house.db, 'secretary')).toHaveLength(1);
  expect((await heard(house.db, 'secretary'))[0]).toContain('张老（张德厚，帮扶人李明）');
});

test('somebody who cannot be reached is kept as such, and the next step is taken all the same', async () => {
  const helper = await createHelper(house.db, { name: '李明', userId: null, organisation: branch });
  await createPairing(house.db, { helper, member });
  await overTheFestival();
  const results = await house.db.promptStep.findMany({ orderBy: { takenAt: 'asc' } });
  expect(results.some(({ personId, result }) => personId === helper.id && result === 'not-reachable')).toBe(
    true,
  );
  expect(results.some(({ personId, result }) => personId === secretary.id && result === 'told')).toBe(true);
});

test('of every rule that somebody is visited for somebody up the ladder hears, but for birthdays (R6 names nobody else) and a long silence (S3-2.3: one prompt)', () => {
  const without = rules
    .filter(({ owner }) => owner === 'helper')
    .flatMap(rule => {
      const form = rule.forms?.[0] ?? { key: rule.code, name: rule.name, knobs: rule.knobs };
      const steps = rule.steps(defaultsOf(form.knobs ?? rule.knobs), form);
      const places = steps.map(({ to }) => ['owner', 'secretary', 'leader'].indexOf(to));
      return places.some(place => place > 0) ? [] : [rule.code];
    });
  expect(without.toSorted()).toEqual(['birthday', 'no-contact']);
});
