/** The planner on a real database: what comes into being, for whom, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { planObligations, planObligationsOf } from '../../src/scheme/obligations/planner.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRequest,
  defaultBranch,
} from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-10T09:00:00+08:00');
});

const plan = () => planObligations(house.db, house.clock);
const duties = (where: Record<string, unknown> = {}) =>
  house.db.obligation.findMany({
    where,
    orderBy: [{ opensOn: 'asc' }, { createdAt: 'asc' }, { state: 'asc' }],
  });
const festivals = (state = 'open') => duties({ rule: 'festival', occurrence: 'spring-festival-2027', state });

describe('one occurrence is one row', () => {
  test('春节 2027 opens on 17 January and closes on the eve, for the primary helper', async () => {
    const { member, helper } = await createPairing(house.db);
    await plan();
    const [duty] = await festivals();
    expect(duty).toMatchObject({
      subjectId: member.id,
      memberId: member.id,
      ownerId: helper.id,
      organisationId: member.organisationId,
      title: '春节走访',
      opensOn: '2027-01-17',
      dueOn: '2027-02-05',
      nextStep: 0,
      nextStepAt: new Date('2027-01-17T08:17:00+08:00'),
    });
  });

  test('planning again, or five at once, adds nothing', async () => {
    await createPairing(house.db);
    await createPairing(house.db);
    await Promise.all([plan(), plan(), plan(), plan(), plan()]);
    const first = await duties();
    expect(first.filter(({ rule }) => rule === 'festival')).toHaveLength(4);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
    expect(await duties()).toEqual(first);
  });

  test('the job may run twice side by side', async () => {
    await createPairing(house.db);
    await Promise.all([planJob({}, house.context), planJob({}, house.context)]);
    expect(await festivals()).toHaveLength(1);
  });

  test('slices leave nobody out and take nobody twice', async () => {
    for (let each = 0; each < 20; each += 1) await createPairing(house.db);
    const { created } = await planObligations(house.db, house.clock, { membersPerSlice: 3 });
    expect(created).toBe((await duties()).length);
    expect(await festivals()).toHaveLength(20);
  });

  test('nothing is planned more than 180 days ahead', async () => {
    await createPairing(house.db, {
      member: await createMember(house.db, { careFile: { birthDate: '1944-09-09' } }),
    });
    await plan();
    expect(await duties({ rule: 'birthday' })).toEqual([]);
    house.at('2027-03-06T09:00:00+08:00');
    await plan();
    expect(await duties({ rule: 'birthday' })).toMatchObject([
      { opensOn: '2027-09-02', dueOn: '2027-09-09' },
    ]);
  });
});

describe('for whom', () => {
  test('only for members 在册', async () => {
    const states = ['draft', 'proposed', 'enrolled', 'suspended', 'recovered', 'moved-away', 'deceased'];
    for (const state of states)
      await createPairing(house.db, {
        member: await createMember(house.db, { name: state, careFile: { state } }),
      });
    await plan();
    const members = await house.db.person.findMany({
      where: { id: { in: (await festivals()).map(({ subjectId }) => subjectId) } },
    });
    expect(members.map(({ name }) => name)).toEqual(['enrolled']);
  });

  test('the primary helper before others, then the one of longest standing', async () => {
    const member = await createMember(house.db);
    await createPairing(house.db, { member, primary: false, startsOn: '2020-01-01' });
    const { helper: primary } = await createPairing(house.db, { member, startsOn: '2026-05-01' });
    await createPairing(house.db, { member, startsOn: '2020-01-01', endsOn: '2027-01-09' });
    const other = await createMember(house.db);
    await createPairing(house.db, { member: other, primary: false, startsOn: '2026-05-01' });
    const { helper: longest } = await createPairing(house.db, {
      member: other,
      primary: false,
      startsOn: '2024-05-01',
    });
    await plan();
    const owners = new Map((await festivals()).map(each => [each.subjectId, each.ownerId]));
    expect(owners).toEqual(
      new Map([
        [member.id, primary.id],
        [other.id, longest.id],
      ]),
    );
  });

  test('without a helper the nearest secretary upwards, but never the member themself', async () => {
    const bureau = await createOrganisation(house.db, { kind: 'cadre-bureau' });
    const branch = await createOrganisation(house.db, { parent: bureau });
    const above = await createPerson(house.db, { organisation: bureau, roles: ['secretary'] });
    const own = await createMember(house.db, { organisation: branch, roles: ['member', 'secretary'] });
    const member = await createMember(house.db, { organisation: branch });
    await plan();
    const owners = new Map((await festivals()).map(each => [each.subjectId, each.ownerId]));
    expect(owners).toEqual(
      new Map([
        [own.id, above.id],
        [member.id, own.id],
      ]),
    );
  });

  test('with nobody in the whole line there is no duty, and one as soon as there is somebody', async () => {
    const member = await createMember(house.db);
    await plan();
    expect(await duties()).toEqual([]);
    const { helper } = await createPairing(house.db, { member });
    await plan();
    expect(await festivals()).toMatchObject([{ ownerId: helper.id }]);
  });
});

describe('when facts change', () => {
  test('a change of helper moves what is open and leaves what is done', async () => {
    const { member, helper, pairing } = await createPairing(house.db);
    const { member: visited, helper: former, pairing: old } = await createPairing(house.db);
    await plan();
    house.at('2027-01-20T10:00:00+08:00');
    const visit = {
      memberId: visited.id,
      visitorId: former.id,
      visitedOn: '2027-01-20',
      way: 'home',
    } as const;
    await recordVisit(house.db, house.clock, visit);
    for (const { id } of [pairing, old])
      await house.db.pairing.update({ where: { id }, data: { endsOn: '2027-01-20' } });
    house.at('2027-01-21T10:00:00+08:00');
    const { helper: next } = await createPairing(house.db, { member, startsOn: '2027-01-21' });
    await createPairing(house.db, { member: visited, startsOn: '2027-01-21' });
    await plan();
    expect(await festivals('open')).toMatchObject([{ subjectId: member.id, ownerId: next.id }]);
    expect(await festivals('cancelled')).toMatchObject([
      { ownerId: helper.id, closeReason: 'owner-changed' },
    ]);
    expect(await festivals('done')).toMatchObject([{ subjectId: visited.id, ownerId: former.id }]);
  });

  test('a helper who comes back takes the same duty up again', async () => {
    const { member, helper, pairing } = await createPairing(house.db);
    await plan();
    await house.db.pairing.update({ where: { id: pairing.id }, data: { endsOn: '2027-01-09' } });
    const { pairing: between } = await createPairing(house.db, { member });
    await planObligationsOf(house.db, house.clock, [member.id]);
    await house.db.pairing.delete({ where: { id: between.id } });
    await house.db.pairing.update({ where: { id: pairing.id }, data: { endsOn: null } });
    await planObligationsOf(house.db, house.clock, [member.id]);
    expect(await festivals('open')).toMatchObject([
      { ownerId: helper.id, closeReason: null, closedAt: null },
    ]);
    expect(await festivals('cancelled')).toHaveLength(1);
  });

  test('planning for one member touches nobody else', async () => {
    const { member } = await createPairing(house.db);
    const { member: other } = await createPairing(house.db);
    await planObligationsOf(house.db, house.clock, [member.id]);
    expect(new Set((await duties()).map(({ subjectId }) => subjectId))).toEqual(new Set([member.id]));
    await plan();
    await house.db.careFile.updateMany({ data: { state: 'suspended' } });
    await planObligationsOf(house.db, house.clock, [member.id]);
    expect(new Set((await duties({ state: 'open' })).map(({ subjectId }) => subjectId))).toEqual(
      new Set([other.id]),
    );
  });

  test('a suspended file lets its duties go, and takes them up again', async () => {
    const { member } = await createPairing(house.db);
    await plan();
    const setState = (state: string) =>
      house.db.careFile.update({ where: { memberId: member.id }, data: { state } });
    await setState('suspended');
    await plan();
    expect(await festivals('cancelled')).toMatchObject([{ closeReason: 'no-longer-due' }]);
    await setState('enrolled');
    await plan();
    expect(await festivals('open')).toHaveLength(1);
  });

  test('what a death ended does not come back by planning, even if the planner saw the old facts', async () => {
    await createPairing(house.db);
    await plan();
    await house.db.obligation.updateMany({ data: { state: 'cancelled', closeReason: 'death' } });
    await plan();
    expect(await duties({ state: 'open' })).toEqual([]);
  });

  test('a newer version of a rule replaces what is open and keeps what is done', async () => {
    await createPairing(house.db);
    await createPairing(house.db);
    await plan();
    const [open, done] = await festivals();
    const old = { ruleVersion: 0, opensOn: '2027-01-05', dueOn: '2027-02-01', nextStep: 2 };
    await house.db.obligation.updateMany({ where: { rule: 'festival' }, data: old });
    await house.db.obligation.update({ where: { id: done?.id }, data: { state: 'done' } });
    house.at('2027-01-20T10:00:00+08:00');
    await plan();
    expect(await festivals()).toMatchObject([
      // The opening day is past: the next prompt is the one half way, not the first one once more.
      { id: open?.id, ruleVersion: 1, opensOn: '2027-01-17', dueOn: '2027-02-05', nextStep: 1 },
    ]);
    expect(await festivals('done')).toMatchObject([{ id: done?.id, ruleVersion: 0, opensOn: '2027-01-05' }]);
  });

  test('a newer version with the same days replaces too: its steps may be others', async () => {
    await createPairing(house.db);
    await plan();
    await house.db.obligation.updateMany({ data: { ruleVersion: 0, nextStep: 3, nextStepAt: null } });
    expect((await plan()).changed).toBe((await duties()).length);
    expect(await festivals()).toMatchObject([
      { ruleVersion: 1, nextStep: 0, nextStepAt: new Date('2027-01-17T08:17:00+08:00') },
    ]);
  });

  test('a version from the future is left alone by an older program', async () => {
    await createPairing(house.db);
    await plan();
    await house.db.obligation.updateMany({ data: { ruleVersion: 9, dueOn: '2027-02-04' } });
    expect((await plan()).changed).toBe(0);
  });
});

describe('windows', () => {
  test('who is entered within the window gets a duty, who is entered after it does not', async () => {
    house.at('2027-02-05T10:00:00+08:00');
    const { member } = await createPairing(house.db);
    await plan();
    expect(await festivals()).toMatchObject([{ subjectId: member.id, opensOn: '2027-01-17' }]);
    house.at('2027-02-06T10:00:00+08:00');
    await createPairing(house.db);
    await plan();
    expect(await festivals()).toHaveLength(1);
  });

  test('a visit made in the window before the file was entered counts', async () => {
    house.at('2027-01-25T10:00:00+08:00');
    const { member, helper } = await createPairing(house.db);
    const visit = {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-01-20',
      way: 'home',
    } as const;
    await recordVisit(house.db, house.clock, visit);
    await plan();
    expect(await festivals('done')).toHaveLength(1);
  });

  test('a birthday that was corrected moves; it is not asked for twice', async () => {
    const { member } = await createPairing(house.db, {
      member: await createMember(house.db, { careFile: { birthDate: '1944-02-20' } }),
    });
    await plan();
    await house.db.careFile.update({ where: { memberId: member.id }, data: { birthDate: '1944-03-20' } });
    await plan();
    expect(await duties({ rule: 'birthday' })).toMatchObject([{ dueOn: '2027-03-20', state: 'open' }]);
  });

  test.each([
    ['born 腊月初十', { birthDate: '1944-12-10', birthCalendar: 'lunar' }, '2027-01-17', '2026'],
    [
      'born 腊月三十, kept on 廿九 in a short month',
      { birthDate: '1944-12-30', birthCalendar: 'lunar' },
      '2027-02-05',
      '2026',
    ],
    [
      'born 闰二月初三, kept in the plain month',
      { birthDate: '1947-02-03', birthCalendar: 'lunar', birthLeapMonth: true },
      '2027-03-10',
      '2027',
    ],
    ['born on 29 February', { birthDate: '1944-02-29', birthCalendar: 'solar' }, '2027-02-28', '2027'],
  ])('birthdays: %s', async (_name, careFile, dueOn, occurrence) => {
    await createPairing(house.db, { member: await createMember(house.db, { careFile }) });
    await plan();
    expect(await duties({ rule: 'birthday' })).toMatchObject([{ dueOn, occurrence }]);
  });

  test.each(['', '1944', '1944-13-40', '1944-02-31'])(
    'a birth date of %o gives no duty and stops nothing',
    async birthDate => {
      await createPairing(house.db, {
        member: await createMember(house.db, { careFile: { birthDate } }),
      });
      await plan();
      expect(await duties({ rule: 'birthday' })).toEqual([]);
      expect(await festivals()).toHaveLength(1);
    },
  );
});

describe('duties that are not of the calendar', () => {
  test('half-year reports: bureaus, and general branches under somebody; by their clerk', async () => {
    const bureau = await createOrganisation(house.db, { kind: 'cadre-bureau' });
    const under = await createOrganisation(house.db, { kind: 'general-branch', parent: bureau });
    await createOrganisation(house.db, { kind: 'general-branch' });
    await createOrganisation(house.db, { parent: under });
    const clerk = await createPerson(house.db, { organisation: bureau, roles: ['clerk'] });
    const own = await createPerson(house.db, { organisation: under, roles: ['clerk'] });
    await plan();
    const reports = await duties({ rule: 'half-year-report' });
    expect(
      reports.map(each => [each.subjectId, each.ownerId, each.occurrence, each.opensOn, each.dueOn]),
    ).toEqual(
      expect.arrayContaining([
        [bureau.id, clerk.id, '2027-H1', '2027-06-10', '2027-06-30'],
        [under.id, own.id, '2027-H1', '2027-06-10', '2027-06-30'],
      ]),
    );
    expect(reports).toHaveLength(2);
  });

  test('long stays in hospital: one duty a month, in its last week', async () => {
    const { member } = await createPairing(house.db);
    await createHappening(house.db, {
      member,
      happenedOn: '2026-11-20',
      reportedAt: new Date('2026-11-20T09:00:00+08:00'),
    });
    await plan();
    expect(await duties({ rule: { startsWith: 'illness' } })).toEqual([]);
    house.at('2027-01-14T09:00:00+08:00');
    await plan();
    expect(await duties({ rule: { startsWith: 'illness' } })).toMatchObject([
      { rule: 'illness-monthly', opensOn: '2027-01-14', dueOn: '2027-01-20' },
    ]);
    house.at('2027-01-21T09:00:00+08:00');
    await plan();
    expect(await duties({ rule: 'illness-monthly' })).toHaveLength(1);
    house.at('2027-02-14T09:00:00+08:00');
    await plan();
    expect(await duties({ rule: 'illness-monthly' })).toMatchObject([
      { dueOn: '2027-01-20', state: 'open' },
      { opensOn: '2027-02-14', dueOn: '2027-02-20' },
    ]);
  });

  test('an accepted request asks for a visit within five working days, until it is closed', async () => {
    const { member, helper } = await createPairing(house.db);
    const takenAt = new Date('2027-01-08T15:00:00+08:00');
    const request = await createRequest(house.db, { member, owner: helper, state: 'taken', takenAt });
    await plan();
    expect(await duties({ rule: 'accepted-request' })).toMatchObject([
      { dueOn: '2027-01-15', state: 'open' },
    ]);
    await house.db.request.update({ where: { id: request.id }, data: { state: 'closed' } });
    await plan();
    expect(await duties({ rule: 'accepted-request' })).toMatchObject([{ state: 'cancelled' }]);
  });
});

test(
  '10 000 members are planned, and nothing changes when they are planned again',
  { timeout: 120_000 },
  async () => {
    const { id: organisationId } = await defaultBranch(house.db);
    const helper = await createHelper(house.db);
    await house.db.$executeRaw`
      WITH one AS (
        INSERT INTO person (id, name, "organisationId", roles)
        SELECT gen_random_uuid(), '甲' || n, ${organisationId}::uuid, '{member}' FROM generate_series(1, 10000) n RETURNING id
      ), file AS (
        INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar")
        SELECT id, 'enrolled', '1944-' || to_char(DATE '2027-01-01' + (random() * 364)::int, 'MM-DD'), 'solar' FROM one
      )
      INSERT INTO pairing ("helperId", "memberId", "startsOn") SELECT ${helper.id}::uuid, id, '2026-01-01' FROM one`;
    await house.db.$executeRaw`ANALYZE`;
    await plan();
    expect(await festivals()).toHaveLength(10_000);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  },
);
