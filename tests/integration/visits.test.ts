/** 走访: which duties a visit closes, and taking one back. */
import { auditIn } from '../support/sealed.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { stillRight } from '../../src/scheme/still-right.ts';
import {
  lastVisitOf,
  lastVisitsOf,
  recordVisit,
  undoVisit,
  visitsOf,
  type NewVisit,
} from '../../src/scheme/visits.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createPairing,
  createPerson,
} from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-02-01T10:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-02-01T10:00:00+08:00');
});

const plan = () => planObligations(house.db, house.clock);
async function pair() {
  const made = await createPairing(house.db, {
    member: await createMember(house.db, { careFile: { birthDate: '1944-02-04' } }),
  });
  const record = (visit: Partial<NewVisit> = {}) =>
    recordVisit(house.db, house.clock, {
      memberId: made.member.id,
      visitorId: made.helper.id,
      visitedOn: '2027-02-01',
      way: 'home',
      ...visit,
    });
  return { ...made, record };
}
const rulesOf = (rows: readonly { rule: string }[]) => rows.map(({ rule }) => rule).sort();
const states = async () =>
  Object.fromEntries(
    (await house.db.obligation.findMany({ where: { dueOn: { lt: '2027-06-01' } } })).map(each => [
      each.rule,
      each.state,
    ]),
  );

describe('what closes what', () => {
  test('one home visit on 1 February closes 春节, the birthday and the hospital follow-up', async () => {
    const { member, record } = await pair();
    await createHappening(house.db, {
      member,
      kind: 'discharged',
      happenedOn: '2027-01-30',
      reportedAt: new Date('2027-01-30T10:00:00+08:00'),
    });
    await plan();
    const { visit, closed } = await record();
    expect(rulesOf(closed)).toEqual(['birthday', 'discharge', 'festival']);
    const rows = await house.db.obligation.findMany({ where: { state: 'done' } });
    for (const row of rows) expect(row).toMatchObject({ visitId: visit.id, closeReason: 'visited' });
    expect((await record()).closed).toEqual([]);
  });

  test.each([
    ['home', 'routine', null, true],
    ['hospital', 'routine', null, true],
    ['meeting', 'other', null, true],
    ['phone', 'routine', null, false],
    ['video', 'illness', null, false],
    ['phone', 'festival', null, true],
    ['video', 'festival', null, true],
    ['home', 'festival', 'nobody', false],
    ['phone', 'festival', 'nobody', false],
  ] as const)('春节: %s, said to be %s, met %s → %s', async (way, occasion, met, closes) => {
    const { record } = await pair();
    await plan();
    expect(rulesOf((await record({ way, occasion, met })).closed).includes('festival')).toBe(closes);
  });

  test.each([
    ['hospital', true],
    ['home', true],
    ['meeting', false],
    ['phone', false],
  ] as const)('住院: %s → %s, whatever it is said to be for', async (way, closes) => {
    const { member, record } = await pair();
    await createHappening(house.db, {
      member,
      happenedOn: '2027-01-31',
      reportedAt: new Date('2027-01-31T10:00:00+08:00'),
    });
    await plan();
    expect(rulesOf((await record({ way, occasion: 'illness' })).closed).includes('illness')).toBe(closes);
  });

  test('anybody’s visit counts, not only the helper’s', async () => {
    const { record } = await pair();
    await plan();
    const leader = await createPerson(house.db, { roles: ['leader'] });
    expect(rulesOf((await record({ visitorId: leader.id })).closed)).toContain('festival');
  });

  test('a visit before the window does not count', async () => {
    const { record } = await pair();
    await plan();
    expect((await record({ visitedOn: '2027-01-16' })).closed).toEqual([]);
    expect(rulesOf((await record({ visitedOn: '2027-01-17' })).closed)).toEqual(['festival']);
  });

  test('entered late, a visit made in time takes the duty off the list of what is 逾期', async () => {
    const { record } = await pair();
    await plan();
    await house.db.obligation.updateMany({ where: { rule: 'festival' }, data: { state: 'overdue' } });
    house.at('2027-02-10T10:00:00+08:00');
    expect((await record({ visitedOn: '2027-02-06' })).closed).toEqual([]);
    expect(rulesOf((await record({ visitedOn: '2027-02-05' })).closed)).toEqual(['festival']);
  });

  test('a hospital visit that comes too late still closes the duty, and is marked so', async () => {
    const { member, record } = await pair();
    await createHappening(house.db, {
      member,
      happenedOn: '2027-01-31',
      reportedAt: new Date('2027-01-31T10:00:00+08:00'),
    });
    await plan();
    await house.db.obligation.updateMany({ where: { rule: 'illness' }, data: { state: 'overdue' } });
    house.at('2027-02-20T10:00:00+08:00');
    await record({ visitedOn: '2027-02-20', way: 'hospital' });
    expect(await house.db.obligation.findFirst({ where: { rule: 'illness' } })).toMatchObject({
      state: 'done',
      closeReason: 'visited-late',
    });
  });

  test('other members are not touched', async () => {
    const { record } = await pair();
    const { member: other } = await createPairing(house.db);
    await plan();
    await record();
    expect(await house.db.obligation.count({ where: { memberId: other.id, state: 'done' } })).toBe(0);
  });

  test('ten at once close a duty once', async () => {
    const { record } = await pair();
    await plan();
    const all = await Promise.all(Array.from({ length: 10 }, () => record()));
    expect(all.filter(({ closed }) => closed.length > 0)).toHaveLength(1);
    expect(await house.db.visit.count()).toBe(10);
  });

  test('a day that has not come is refused', async () => {
    const { record } = await pair();
    await expect(record({ visitedOn: '2027-02-02' })).rejects.toMatchObject({ code: 'visit-in-future' });
    expect(await house.db.visit.count()).toBe(0);
  });
});

describe('taking a visit back', () => {
  test('opens again what it closed, with a trace; a second time changes nothing', async () => {
    const { record, helper } = await pair();
    await plan();
    const { visit } = await record();
    expect(await states()).toEqual({ festival: 'done', birthday: 'done' });
    house.at('2027-02-02T09:59:00+08:00');
    const { reopened } = await undoVisit(house.db, house.clock, visit.id, helper.id);
    expect(rulesOf(reopened)).toEqual(['birthday', 'festival']);
    expect(await states()).toEqual({ festival: 'open', birthday: 'open' });
    expect((await undoVisit(house.db, house.clock, visit.id, helper.id)).reopened).toEqual([]);
    expect(await auditIn(house.db)).toMatchObject([
      { action: 'undo', subject: 'visit', subjectId: visit.id, actorId: helper.id },
    ]);
    expect(await visitsOf(house.db, visit.memberId)).toEqual([]);
  });

  test('what is past its last day by then is 逾期', async () => {
    const { record, helper } = await pair();
    await plan();
    house.at('2027-02-05T20:00:00+08:00');
    const { visit } = await record({ visitedOn: '2027-02-05' });
    house.at('2027-02-06T10:00:00+08:00');
    await undoVisit(house.db, house.clock, visit.id, helper.id);
    expect(await states()).toMatchObject({ festival: 'overdue' });
  });

  test('another visit that fulfils the duty keeps it closed', async () => {
    const { record, helper } = await pair();
    await plan();
    const { visit: first } = await record();
    const { visit: second } = await record();
    expect((await undoVisit(house.db, house.clock, first.id, helper.id)).reopened).toEqual([]);
    expect(await house.db.obligation.findFirst({ where: { rule: 'birthday' } })).toMatchObject({
      state: 'done',
      visitId: second.id,
    });
  });

  test('after a change of helper the duty opens for the new one', async () => {
    const { member, record, helper, pairing } = await pair();
    await plan();
    const { visit } = await record();
    await house.db.pairing.update({ where: { id: pairing.id }, data: { endsOn: '2027-01-31' } });
    const { helper: next } = await createPairing(house.db, { member });
    await undoVisit(house.db, house.clock, visit.id, helper.id);
    const open = await house.db.obligation.findMany({
      where: { rule: 'festival', state: 'open', dueOn: '2027-02-05' },
    });
    expect(open).toMatchObject([{ ownerId: next.id }]);
  });

  test('after 24 hours it is refused, and everything stays', async () => {
    const { record, helper } = await pair();
    await plan();
    const { visit } = await record();
    house.at('2027-02-02T10:00:01+08:00');
    await expect(undoVisit(house.db, house.clock, visit.id, helper.id)).rejects.toMatchObject({
      code: 'undo-too-late',
    });
    expect(await states()).toMatchObject({ festival: 'done' });
  });
});

test('the last visits, for one and for many', async () => {
  const { member, record } = await pair();
  const { member: other } = await createPairing(house.db);
  await record({ visitedOn: '2027-01-02' });
  await record({ visitedOn: '2027-01-05', way: 'phone' });
  await record({ visitedOn: '2027-01-03' });
  expect((await visitsOf(house.db, member.id)).map(({ visitedOn }) => visitedOn)).toEqual([
    '2027-01-05',
    '2027-01-03',
    '2027-01-02',
  ]);
  expect(await lastVisitOf(house.db, member.id)).toMatchObject({ visitedOn: '2027-01-05', way: 'phone' });
  expect(await lastVisitOf(house.db, other.id)).toBeNull();
  const last = await lastVisitsOf(house.db, [member.id, other.id]);
  expect([...last.keys()]).toEqual([member.id]);
});

describe('the last look before a message leaves', () => {
  const look = (conditions: Record<string, string | string[]>, recipient?: string) =>
    stillRight(house.db, house.clock, conditions, recipient);

  test('a message without conditions may leave', async () => {
    expect(await look({}, 'nobody')).toEqual({ ok: true });
  });

  test('its duties must all be to do still; 逾期 is still to do', async () => {
    const { record } = await pair();
    await plan();
    const ids = (await house.db.obligation.findMany()).map(({ id }) => id);
    expect(await look({ obligationIds: ids })).toEqual({ ok: true });
    await house.db.obligation.updateMany({ where: { rule: 'festival' }, data: { state: 'overdue' } });
    expect(await look({ obligationIds: ids })).toEqual({ ok: true });
    const { closed } = await record();
    expect(await look({ obligationIds: ids })).toEqual({ ok: false, reason: 'partly-done' });
    expect(await look({ obligationIds: closed.map(({ id }) => id) })).toEqual({
      ok: false,
      reason: 'all-done',
    });
  });

  test('its members must be alive, one or several', async () => {
    const { member } = await pair();
    const { member: other } = await createPairing(house.db);
    expect(await look({ memberId: member.id, memberIds: [other.id] })).toEqual({ ok: true });
    await house.db.careFile.update({ where: { memberId: other.id }, data: { state: 'deceased' } });
    expect(await look({ memberId: member.id, memberIds: [other.id] })).toEqual({
      ok: false,
      reason: 'member-deceased',
    });
    expect(await look({ memberId: member.id })).toEqual({ ok: true });
  });

  test('what it reports must not have been taken back', async () => {
    const { member } = await pair();
    const happening = await createHappening(house.db, { member });
    expect(await look({ happeningId: happening.id })).toEqual({ ok: true });
    await house.db.happening.update({
      where: { id: happening.id },
      data: { undoneAt: new Date('2027-02-01T10:00:00+08:00') },
    });
    expect(await look({ happeningId: happening.id })).toEqual({ ok: false, reason: 'taken-back' });
  });

  test('its helper must still have the member', async () => {
    const { member, helper, pairing } = await pair();
    const conditions = { memberId: member.id, helperId: helper.id };
    expect(await look(conditions)).toEqual({ ok: true });
    await house.db.pairing.update({ where: { id: pairing.id }, data: { endsOn: '2027-01-31' } });
    expect(await look(conditions)).toEqual({ ok: false, reason: 'not-paired' });
  });

  test('its reader must still be known', async () => {
    const { member } = await pair();
    const reader = await createHelper(house.db, { userId: 'LiMing' });
    expect(await look({ memberId: member.id }, 'liming')).toEqual({ ok: true });
    await house.db.person.update({ where: { id: reader.id }, data: { userId: null, userIdKey: null } });
    expect(await look({ memberId: member.id }, 'LiMing')).toEqual({ ok: false, reason: 'recipient-gone' });
  });
});
