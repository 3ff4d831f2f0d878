/** 请假、外出: what is whose while a helper is away, who may see whom, what people hear, and that it all comes back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { comeBack, resumeLeaves, takeLeave, undoLeave, type NewLeave } from '../../src/scheme/absences.ts';
import { findVisibleMembers, mayActFor, mayReveal } from '../../src/scheme/access.ts';
import { recordHappening } from '../../src/scheme/happenings.ts';
import { outgoing } from '../../src/scheme/notices.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { primaryHelperOf } from '../../src/scheme/pairings.ts';
import { openRequest } from '../../src/scheme/requests.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  defaultBranch,
  type MemberRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, written, type House } from './duties-support.ts';

let house: House;
let li: PersonRow;
let wang: PersonRow;
let wu: PersonRow;
let secretary: PersonRow;
let zhang: MemberRow;
beforeAll(async () => {
  house = await createHouse('2027-01-18T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-18T09:00:00+08:00');
  const { db } = house;
  const organisation = await defaultBranch(db);
  secretary = await createPerson(db, {
    name: '王强',
    userId: 'secretary',
    roles: ['secretary'],
    organisation,
  });
  li = await createHelper(db, { name: '李明', userId: 'li' });
  wang = await createHelper(db, { name: '王芳', userId: 'wang' });
  wu = await createHelper(db, { name: '吴敏', userId: 'wu' });
  zhang = await createMember(db, { name: '张德厚', careFile: { birthDate: '1944-09-06' } });
  await createPairing(db, { helper: li, member: zhang });
});

const run = async (instant?: string) => {
  if (instant !== undefined) house.at(instant);
  await planJob({}, house.context);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await sendAll(house.db);
};

/** Tells of a leave as a conversation does: what is to be said is written in the same transaction. */
async function leave(days: Omit<NewLeave, 'personId' | 'actorId'>, person = li) {
  const taken = await takeLeave(house.db, house.clock, { personId: person.id, actorId: person.id, ...days });
  for (const notice of taken.notices) await house.context.outbox.queue(house.db, outgoing(notice));
  return taken;
}
const back = async (person = li) => {
  const returned = await comeBack(house.db, house.clock, { personId: person.id, actorId: person.id });
  for (const notice of returned.notices) await house.context.outbox.queue(house.db, outgoing(notice));
  return returned;
};

const notPartyDay = { not: 'party-day-2027' };
const open = async (rule = 'festival') =>
  house.db.obligation.findMany({
    where: { rule, occurrence: notPartyDay, state: { in: ['open', 'overdue'] } },
  });
const ownerOf = async (rule = 'festival') => {
  const rows = await open(rule);
  expect(rows, `${rule} has one owner`).toHaveLength(1);
  return rows[0]?.ownerId;
};
const seenBy = async ({ id }: PersonRow) => {
  const person = await findPerson(house.db, id);
  if (!person) throw new Error('nobody');
  return (await findVisibleMembers(house.db, person, { clock: house.clock })).map(({ name }) => name);
};
const hospital = (happenedOn: string) =>
  recordHappening(house.db, house.clock, {
    memberId: zhang.id,
    kind: 'hospitalised',
    happenedOn,
    reporterId: secretary.id,
  });

describe('whose it is', () => {
  test('from the first day to the last the stand-in’s, in the same transaction, and then the helper’s again', async () => {
    await run('2027-01-17T08:20:00+08:00');
    house.at('2027-01-18T09:00:00+08:00');
    expect(await ownerOf()).toBe(li.id);
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-21', standInId: wang.id });
    expect(await ownerOf()).toBe(wang.id);
    await run('2027-01-21T08:20:00+08:00');
    expect(await ownerOf()).toBe(wang.id);
    await run('2027-01-22T00:10:00+08:00');
    expect(await ownerOf()).toBe(li.id);
    const history = await house.db.obligation.findMany({
      where: { rule: 'festival', occurrence: notPartyDay },
    });
    expect(history.map(({ ownerId, state, closeReason }) => [ownerId, state, closeReason])).toEqual(
      expect.arrayContaining([
        [li.id, 'open', null],
        [wang.id, 'cancelled', 'owner-changed'],
      ]),
    );
  });

  test('a leave that lies ahead moves nothing before its day but what lies wholly within it', async () => {
    await run();
    await hospital('2027-01-18');
    await leave({ startsOn: '2027-01-25', endsOn: '2027-02-10', standInId: wang.id });
    expect(await ownerOf()).toBe(li.id);
    expect(await ownerOf('illness')).toBe(li.id);
    await run('2027-01-25T00:10:00+08:00');
    expect(await ownerOf()).toBe(wang.id);
  });

  test('a duty whose window lies within the leave is the stand-in’s at once, one that opens after it stays', async () => {
    house.at('2027-01-05T09:00:00+08:00');
    await run();
    await leave({ startsOn: '2027-01-15', endsOn: '2027-02-08', standInId: wang.id });
    expect(await ownerOf()).toBe(wang.id);
    await house.database.empty();
    const { pairing } = await createPairing(house.db);
    await planJob({}, house.context);
    await takeLeave(house.db, house.clock, {
      personId: pairing.helperId,
      actorId: pairing.helperId,
      startsOn: '2027-01-05',
      endsOn: '2027-01-16',
    });
    expect(await ownerOf()).toBe(pairing.helperId);
  });

  test('without a stand-in: another helper of the member, else the secretary', async () => {
    await createPairing(house.db, { helper: wu, member: zhang, primary: false });
    const sun = await createMember(house.db, { name: '孙秀英', careFile: { birthDate: '1940-09-06' } });
    await createPairing(house.db, { helper: li, member: sun });
    await run();
    await leave({ startsOn: '2027-01-18', endsOn: null });
    const owners = new Map((await open()).map(({ memberId, ownerId }) => [memberId, ownerId]));
    expect(owners.get(zhang.id)).toBe(wu.id);
    expect(owners.get(sun.id)).toBe(secretary.id);
  });

  test('a stand-in who goes away too: next in line, and back to them when they are back first', async () => {
    await createPairing(house.db, { helper: wu, member: zhang, primary: false });
    await run();
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-30', standInId: wang.id });
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-20' }, wang);
    expect(await ownerOf()).toBe(wu.id);
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-19' }, wu);
    expect(await ownerOf()).toBe(secretary.id);
    await run('2027-01-20T09:00:00+08:00');
    expect(await ownerOf()).toBe(wu.id);
    await run('2027-01-21T09:00:00+08:00');
    expect(await ownerOf()).toBe(wang.id);
    await run('2027-01-31T09:00:00+08:00');
    expect(await ownerOf()).toBe(li.id);
  });

  test('overlapping leaves and an extension: away until the last of them is over, the newest word counts', async () => {
    await run();
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-20', standInId: wang.id });
    house.at('2027-01-18T09:00:01+08:00');
    await leave({ startsOn: '2027-01-19', endsOn: '2027-01-25', standInId: wu.id });
    expect(await ownerOf()).toBe(wang.id);
    expect(await seenBy(wang)).toEqual(['张德厚']);
    await run('2027-01-19T09:00:00+08:00');
    expect(await ownerOf()).toBe(wu.id);
    expect([await seenBy(wang), await seenBy(wu)]).toEqual([[], ['张德厚']]);
    await run('2027-01-25T09:00:00+08:00');
    expect(await ownerOf()).toBe(wu.id);
    await run('2027-01-26T09:00:00+08:00');
    expect(await ownerOf()).toBe(li.id);
  });

  test('back early: at once, and again only once', async () => {
    await run();
    await leave({ startsOn: '2027-01-18', endsOn: '2027-02-28', standInId: wang.id });
    await run('2027-01-20T09:00:00+08:00');
    expect((await back()).ended).toHaveLength(1);
    expect(await ownerOf()).toBe(li.id);
    expect(await seenBy(wang)).toEqual([]);
    expect((await back()).ended).toEqual([]);
    const [absence] = await house.db.absence.findMany();
    expect(absence).toMatchObject({ startsOn: '2027-01-18', endsOn: '2027-01-19', undoneAt: null });
  });

  test('a leave taken back, and a return taken back', async () => {
    await run();
    const { absence } = await leave({ startsOn: '2027-01-18', endsOn: null, standInId: wang.id });
    await undoLeave(house.db, house.clock, absence.id, li.id);
    expect(await ownerOf()).toBe(li.id);
    expect(await heard(house.db, 'wang')).toEqual([]);
    await leave({ startsOn: '2027-01-17', endsOn: '2027-01-30', standInId: wang.id });
    const { ended } = await back();
    expect(await ownerOf()).toBe(li.id);
    await resumeLeaves(house.db, house.clock, ended, li.id);
    expect(await ownerOf()).toBe(wang.id);
    expect(await house.db.absence.findFirst({ where: { startsOn: '2027-01-17' } })).toMatchObject({
      endsOn: '2027-01-30',
      undoneAt: null,
    });
  });

  test('what the stand-in did is done: it does not come back', async () => {
    await run();
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-20', standInId: wang.id });
    await recordVisit(house.db, house.clock, {
      memberId: zhang.id,
      visitorId: wang.id,
      visitedOn: '2027-01-18',
      way: 'home',
      occasion: 'festival',
    });
    await run('2027-01-21T09:00:00+08:00');
    expect(await open()).toEqual([]);
    expect(await house.db.obligation.count({ where: { rule: 'festival', state: 'done' } })).toBe(1);
  });

  test('what is 逾期 and a request go along, and come back', async () => {
    await hospital('2027-01-18');
    await run('2027-01-23T09:00:00+08:00');
    expect(
      await house.db.obligation.count({ where: { rule: 'illness', state: 'overdue', ownerId: li.id } }),
    ).toBe(1);
    const request = { memberId: zhang.id, writerId: zhang.id, kind: 'living', urgency: 'no-hurry' } as const;
    const mine = await openRequest(house.db, { ...request, detail: '水管漏水' }, house.clock);
    expect(mine.ownerId).toBe(li.id);
    await leave({ startsOn: '2027-01-24', endsOn: '2027-01-26', standInId: wang.id });
    expect(await ownerOf('illness')).toBe(li.id);
    await run('2027-01-24T00:10:00+08:00');
    await run('2027-01-24T00:20:00+08:00');
    const requests = () => house.db.request.findMany({ select: { ownerId: true } });
    expect(await ownerOf('illness')).toBe(wang.id);
    expect(await requests()).toEqual([{ ownerId: wang.id }]);
    expect((await openRequest(house.db, { ...request, detail: '灯坏了' }, house.clock)).ownerId).toBe(
      wang.id,
    );
    await run('2027-01-27T00:10:00+08:00');
    expect(await ownerOf('illness')).toBe(li.id);
    expect(await requests()).toEqual([{ ownerId: li.id }, { ownerId: li.id }]);
    expect(await house.db.obligation.count({ where: { rule: 'illness', state: { not: 'cancelled' } } })).toBe(
      1,
    );
  });

  test('over a whole festival: planned, prompted and missed at the stand-in’s, nothing at the helper’s', async () => {
    await leave({ startsOn: '2027-01-10', endsOn: '2027-02-20', standInId: wang.id });
    for (let day = 17; day <= 31; day += 1) await run(`2027-01-${day}T08:20:00+08:00`);
    for (let day = 1; day <= 7; day += 1) await run(`2027-02-0${day}T08:20:00+08:00`);
    expect(await heard(house.db, 'li')).toEqual([]);
    const his = { rule: 'festival', occurrence: notPartyDay, ownerId: li.id };
    expect(await house.db.obligation.findMany({ where: his })).toEqual([]);
    expect((await heard(house.db, 'wang')).length).toBeGreaterThanOrEqual(3);
    const steps = await house.db.promptStep.findMany();
    expect(steps.some(({ personId }) => personId === li.id)).toBe(false);
  });
});

describe('what people hear', () => {
  test('the stand-in one message with what is to be done, by numbers; no prompt says it again that day', async () => {
    await run('2027-01-17T08:20:00+08:00');
    await run('2027-01-18T09:00:00+08:00');
    const before = (await written(house.db)).length;
    const { receivers } = await leave({ startsOn: '2027-01-18', endsOn: '2027-01-21', standInId: wang.id });
    expect(receivers.map(({ person, duties }) => [person.name, duties.map(({ title }) => title)])).toEqual([
      ['王芳', ['春节走访']],
    ]);
    await run();
    await run();
    expect((await written(house.db)).length).toBe(before + 1);
    expect(await heard(house.db, 'wang')).toEqual([
      [
        '王芳同志，您好。李明同志1月18日（腊月十一，周一）至1月21日（腊月十四，周四）请假外出，想请您代为照看张老（张德厚）。',
        '这段时间要办的有1件：',
        '1. 张老（张德厚）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以',
        '去过以后回复如“1 已上门，一切都好”就行。1月21日（腊月十四，周四）以后还由李明同志接着联系。您要是也不方便，请跟李明同志说一声。',
      ].join('\n'),
    ]);
    const steps = await house.db.promptStep.findMany({ where: { personId: wang.id } });
    expect(steps).toMatchObject([{ step: 0, result: 'told' }]);
  });

  test('somebody who is away gets no prompt, even before the planner has run', async () => {
    await planJob({}, house.context);
    await house.db.absence.create({
      data: { personId: li.id, startsOn: '2027-01-18', endsOn: '2027-01-25', createdAt: house.clock.now() },
    });
    await sendPrompts({}, house.context);
    expect(await heard(house.db, 'li')).toEqual([]);
  });

  test('what happens meanwhile reaches the stand-in at once, and the helper when they are back', async () => {
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-19', standInId: wang.id });
    const { notices, opened } = await hospital('2027-01-18');
    expect(notices.map(({ personId }) => personId)).toEqual([wang.id]);
    expect(opened.map(({ ownerId }) => ownerId)).toEqual([wang.id]);
    await run('2027-01-20T08:20:00+08:00');
    expect((await heard(house.db, 'li')).join()).toContain('张老（张德厚）1月18日（腊月十一，周一）住院了');
  });

  test('a stand-in who stood in hears when it is over early; one who had not read of it hears nothing', async () => {
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-30', standInId: wang.id });
    await sendAll(house.db);
    await back();
    expect((await heard(house.db, 'wang')).at(-1)).toMatch(/李明同志的请假取消了|李明同志回来了/);
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-30', standInId: wu.id });
    await back();
    expect(await heard(house.db, 'wu')).toEqual([]);
  });

  test('the same leave told twice is one, and nobody hears twice', async () => {
    const days = { startsOn: '2027-01-18', endsOn: '2027-01-21', standInId: wang.id };
    await leave(days);
    expect(await leave(days)).toMatchObject({ already: true, notices: [] });
    expect(await house.db.absence.count()).toBe(1);
  });
});

describe('who sees whom', () => {
  test('the stand-in sees, writes and looks as a helper does, on the days of the leave and not one longer', async () => {
    const days = ['2027-01-17', '2027-01-18', '2027-01-20', '2027-01-21'];
    await leave({ startsOn: '2027-01-18', endsOn: '2027-01-20', standInId: wang.id });
    const person = await findPerson(house.db, wang.id);
    if (!person) throw new Error('nobody');
    const seen: [string, string[], boolean, boolean, boolean][] = [];
    for (const day of days) {
      house.at(`${day}T12:00:00+08:00`);
      seen.push([
        day,
        await seenBy(wang),
        await mayActFor(house.db, person, zhang.id, house.clock),
        await mayReveal(house.db, person, zhang.id, 'phone', house.clock),
        await mayReveal(house.db, person, zhang.id, 'bank', house.clock),
      ]);
    }
    expect(seen).toEqual([
      ['2027-01-17', [], false, false, false],
      ['2027-01-18', ['张德厚'], true, true, false],
      ['2027-01-20', ['张德厚'], true, true, false],
      ['2027-01-21', [], false, false, false],
    ]);
  });

  test('only while the pairing holds', async () => {
    await leave({ startsOn: '2027-01-18', endsOn: null, standInId: wang.id });
    await house.db.pairing.updateMany({ data: { endsOn: '2027-01-19' } });
    house.at('2027-01-20T12:00:00+08:00');
    expect(await seenBy(wang)).toEqual([]);
  });

  test('whoever answers for a member today is the stand-in', async () => {
    await leave({ startsOn: '2027-01-18', endsOn: null, standInId: wang.id });
    expect((await primaryHelperOf(house.db, zhang.id, house.clock))?.id).toBe(wang.id);
    await back();
    expect((await primaryHelperOf(house.db, zhang.id, house.clock))?.id).toBe(li.id);
  });
});

describe('what is refused', () => {
  test.each([
    [{ startsOn: '2027-01-28', endsOn: '2027-01-25' }, /结束的日子在开始的日子前面/],
    [{ startsOn: '2027-01-10', endsOn: '2027-01-15' }, /已经过去了/],
    [{ startsOn: '2029-01-10', endsOn: null }, /太远了/],
  ])('%j', async (days, words) => {
    await expect(leave(days)).rejects.toMatchObject({ expose: expect.stringMatching(words) as string });
    expect(await house.db.absence.count()).toBe(0);
  });

  test('oneself as one’s own stand-in', async () => {
    await expect(leave({ startsOn: '2027-01-18', endsOn: null, standInId: li.id })).rejects.toMatchObject({
      code: 'leave-own-stand-in',
    });
  });
});
