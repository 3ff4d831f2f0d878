/** Life's events and the duties, read from the database: one story told twice, days that cannot be, states that come and go. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { takeLeave } from '../../src/scheme/absences.ts';
import { changeState } from '../../src/scheme/care-files.ts';
import type { CareFileState } from '../../src/scheme/labels.ts';
import { recordHappening, undoHappening, type NewHappening } from '../../src/scheme/happenings.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { handOver } from '../../src/scheme/pairings.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  type MemberRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
let member: MemberRow;
let helper: PersonRow;
let clerk: PersonRow;
beforeAll(async () => {
  house = await createHouse('2027-01-20T10:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T10:00:00+08:00');
  member = await createMember(house.db, { name: '张德厚', careFile: { birthDate: '1944-09-06' } });
  helper = await createHelper(house.db, { name: '李明', userId: 'li' });
  clerk = await createPerson(house.db, { name: '赵静', userId: 'clerk', roles: ['clerk', 'secretary'] });
  await createPairing(house.db, { helper, member });
  await planObligations(house.db, house.clock);
});

const report = (kind: NewHappening['kind'], happenedOn: string, detail: string, reporter = clerk) =>
  recordHappening(house.db, house.clock, {
    memberId: member.id,
    kind,
    happenedOn,
    detail,
    reporterId: reporter.id,
  });
const states = async (rule: string) =>
  (
    await house.db.obligation.findMany({
      where: { rule, memberId: member.id },
      orderBy: { createdAt: 'asc' },
    })
  ).map(({ state, closeReason }) => [state, closeReason]);

describe('one story', () => {
  test('摔了, a day later 住院, told by two people: one visit, to the hospital', async () => {
    await report('accident', '2027-01-19', '摔了');
    expect(await states('disaster')).toEqual([['open', null]]);
    house.at('2027-01-20T16:00:00+08:00');
    const { opened, cancelled } = await report('hospitalised', '2027-01-20', '住院了，说是骨折', helper);
    expect(opened.map(({ rule }) => rule)).toEqual(['illness']);
    expect(cancelled).toBeGreaterThan(0);
    expect(await states('disaster')).toEqual([['cancelled', 'no-longer-due']]);
    await planObligations(house.db, house.clock);
    expect(await states('disaster')).toEqual([['cancelled', 'no-longer-due']]);
    expect(await house.db.happening.count({ where: { endedOn: null } })).toBe(1);
  });

  test('住院 first and the fall told later: kept with the stay', async () => {
    const { happening } = await report('hospitalised', '2027-01-19', '住院了');
    const again = await report('accident', '2027-01-19', '是在家摔的', helper);
    expect(again).toMatchObject({ already: true, opened: [], happening: { id: happening.id } });
    expect(again.happening.detail).toBe('住院了；是在家摔的');
    expect(await states('disaster')).toEqual([]);
  });

  test('the stay taken back, the fall is to be seen to again', async () => {
    await report('accident', '2027-01-20', '摔了');
    const { happening } = await report('hospitalised', '2027-01-20', '住院了');
    await undoHappening(house.db, house.clock, happening.id, clerk.id);
    expect(await states('disaster')).toEqual([['open', null]]);
    expect(await states('illness')).toEqual([['cancelled', 'taken-back']]);
  });

  test('a fall of last month is another story', async () => {
    await report('accident', '2027-01-02', '摔了');
    await report('hospitalised', '2027-01-20', '肺炎住院');
    expect(await house.db.happening.count({ where: { endedOn: null } })).toBe(2);
  });
});

describe('days that cannot be', () => {
  test('a happening before the birth: named, with what to do', async () => {
    await expect(report('hospitalised', '1927-01-20', '住院')).rejects.toMatchObject({
      code: 'happening-too-early',
      expose: expect.stringMatching(/张德厚同志的出生日期是1944年9月6日.*请再看看是哪一天/) as string,
    });
    expect(await house.db.happening.count()).toBe(0);
  });

  const visit = (visitedOn: string) =>
    recordVisit(house.db, house.clock, {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn,
      way: 'home',
      occasion: 'routine',
    });

  test('a visit before the birth is refused; one before the pairing is not', async () => {
    await house.db.pairing.updateMany({ data: { startsOn: '2027-01-15' } });
    await expect(visit('1927-01-14')).rejects.toMatchObject({ code: 'visit-too-early' });
    await visit('2027-01-14');
    expect(await house.db.visit.count()).toBe(1);
  });
});

describe('states of the file', () => {
  const become = async (to: CareFileState) => {
    const actor = await findPerson(house.db, clerk.id);
    if (!actor) throw new Error('nobody');
    return changeState(
      house.db,
      { memberId: member.id, to, reason: '核实过了' },
      { actor, clock: house.clock },
    );
  };
  const openVisits = () =>
    house.db.obligation.count({
      where: { memberId: member.id, rule: { in: ['festival', 'birthday', 'illness'] }, state: 'open' },
    });

  test('暂停 ends what is open, 恢复 brings it back; nothing is deleted', async () => {
    const before = await openVisits();
    expect(before).toBeGreaterThan(0);
    await become('suspended');
    expect(await openVisits()).toBe(0);
    await become('enrolled');
    expect(await openVisits()).toBe(before);
  });

  test('脱困 ends the visits, festivals among them, and keeps the file', async () => {
    const all = await house.db.obligation.count();
    await become('recovered');
    expect(await openVisits()).toBe(0);
    expect(await house.db.obligation.count()).toBe(all);
    const ended = await house.db.obligation.findMany({ where: { state: 'cancelled' } });
    expect(new Set(ended.map(({ closeReason }) => closeReason))).toEqual(new Set(['no-longer-due']));
    expect(await house.db.careFile.findUnique({ where: { memberId: member.id } })).toMatchObject({
      state: 'recovered',
      birthDate: '1944-09-06',
    });
  });

  test('迁出 ends the visits and the pairing', async () => {
    await become('moved-away');
    expect(await openVisits()).toBe(0);
    expect(await house.db.pairing.findFirst()).toMatchObject({ endReason: 'moved' });
  });

  test('住院, 出院, the visit after it, and a death that ends it all but the family', async () => {
    await report('hospitalised', '2027-01-20', '住院');
    house.at('2027-01-22T10:00:00+08:00');
    await report('discharged', '2027-01-22', '出院');
    expect([await states('illness'), await states('discharge')]).toEqual([
      [['cancelled', 'no-longer-due']],
      [['open', null]],
    ]);
    house.at('2027-01-23T10:00:00+08:00');
    await report('died', '2027-01-23', '走了');
    const left = await house.db.obligation.findMany({
      where: { memberId: member.id, state: { in: ['open', 'overdue'] } },
    });
    const rulesLeft = left.map(({ rule }) => rule);
    expect(rulesLeft).toContain('death');
    expect(rulesLeft.every(rule => ['death', 'survivors'].includes(rule))).toBe(true);
    expect(await states('discharge')).toEqual([['cancelled', 'death']]);
    await expect(report('accident', '2027-01-23', '摔了')).rejects.toMatchObject({ code: 'member-deceased' });
  });

  test('another helper gets what is open, also while the first is on leave', async () => {
    const wang = await createHelper(house.db, { name: '王芳' });
    const wu = await createHelper(house.db, { name: '吴敏' });
    const leave = { personId: helper.id, actorId: helper.id, startsOn: '2027-01-20', endsOn: null };
    await takeLeave(house.db, house.clock, { ...leave, standInId: wang.id });
    const { id: pairingId } = await house.db.pairing.findFirstOrThrow();
    await handOver(house.db, house.clock, { pairingId, toId: wu.id, actorId: clerk.id });
    const open = await house.db.obligation.findMany({ where: { rule: 'festival', state: 'open' } });
    expect(new Set(open.map(({ ownerId }) => ownerId))).toEqual(new Set([wu.id]));
  });
});
