/** Festivals kept in some places only, and days off entered by hand. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import { festivalsWithoutDay, setFestivalDay } from '../../src/scheme/local-festivals.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { changeRule } from '../../src/scheme/rule-changes.ts';
import { calendarGaps, missingHolidayLists, setHolidayList } from '../../src/scheme/workday-lists.ts';
import {
  createHappening,
  createMember,
  createOrganisation,
  createPairing,
  type OrganisationRow,
} from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
let bureau: OrganisationRow;
let branch: OrganisationRow;
let other: OrganisationRow;
beforeAll(async () => {
  house = await createHouse('2027-04-01T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-04-01T09:00:00+08:00');
  bureau = await createOrganisation(house.db, { kind: 'cadre-bureau' });
  branch = await createOrganisation(house.db, { parent: bureau });
  other = await createOrganisation(house.db, { parent: bureau });
  for (const organisation of [branch, other])
    await createPairing(house.db, { member: await createMember(house.db, { organisation }) });
});

const plan = () => planObligations(house.db, house.clock);
const setDay = (organisation: OrganisationRow, name: string, day: string) =>
  inTransaction(house.db, tx =>
    setFestivalDay(tx, house.clock, { organisationId: organisation.id, name, day, actorId: null }),
  );
const visits = () =>
  house.db.obligation.findMany({
    where: { occurrence: { startsWith: 'local:' } },
    orderBy: { createdAt: 'asc' },
  });

test('古尔邦节 is planned where it is kept, on the day that was announced, and nowhere else', async () => {
  expect((await setDay(branch, '古尔邦节', '2027-05-16')).planned.created).toBeGreaterThan(0);
  expect(await visits()).toMatchObject([
    {
      organisationId: branch.id,
      opensOn: '2027-05-09',
      dueOn: '2027-05-16',
      title: '古尔邦节走访',
      state: 'open',
    },
  ]);
  expect(await plan()).toMatchObject({ dropped: 0 });
  expect(await visits()).toHaveLength(1);
  // Announced anew, a day later: what is open moves.
  expect(await setDay(branch, '古尔邦节', '2027-05-17')).toMatchObject({
    before: '2027-05-16',
    isNew: false,
  });
  expect(await visits()).toMatchObject([{ dueOn: '2027-05-17', state: 'open' }]);
});

test('a year without a day has no duties, and says so until there is one', async () => {
  await setDay(branch, '古尔邦节', '2027-05-16');
  expect(await festivalsWithoutDay(house.db, bureau.path, '2027-05-16')).toEqual([]);
  expect(await festivalsWithoutDay(house.db, bureau.path, '2027-05-17')).toEqual(['古尔邦节']);
  expect(await festivalsWithoutDay(house.db, other.path, '2027-05-17')).toEqual([]);
  house.at('2028-04-10T09:00:00+08:00');
  await plan();
  expect(await visits()).toHaveLength(1);
  expect((await calendarGaps(house.db, branch.path, '2028-04-10')).join('')).toContain(
    '回复“节日 古尔邦节 2028年几月几日”',
  );
  await setDay(branch, '古尔邦节', '2028-05-05');
  expect(await visits()).toHaveLength(2);
});

test('a local festival is a rule like the others: switched off, its window moved', async () => {
  const { id } = await setDay(bureau, '古尔邦节', '2027-05-16');
  expect(await visits()).toHaveLength(2);
  const change = (values: Record<string, number | boolean>) =>
    inTransaction(house.db, tx =>
      changeRule(tx, house.clock, {
        organisationId: branch.id,
        form: `festival:local:${id}`,
        values,
        actorId: null,
      }),
    );
  expect((await change({ on: false }))?.effect).toMatchObject({ dropped: 1 });
  expect((await change({ on: true, opens: 10 }))?.effect).toMatchObject({ changed: 1 });
  expect(new Set((await visits()).map(({ opensOn }) => opensOn))).toEqual(
    new Set(['2027-05-06', '2027-05-09']),
  );
});

test('a day in a wrong year, and one that made visits look missed, are put right', async () => {
  const set = (day: string, insteadOf?: number) =>
    inTransaction(house.db, tx =>
      setFestivalDay(tx, house.clock, {
        organisationId: branch.id, name: '古尔邦节', day, actorId: null, ...(insteadOf ? { insteadOf } : {}),
      }),
    ); // prettier-ignore
  await set('2028-05-05');
  expect(await visits()).toEqual([]);
  expect(await set('2027-05-16', 2028)).toMatchObject({ out: '2028-05-05', planned: { created: 1 } });
  expect(await house.db.festivalDate.findMany()).toMatchObject([{ year: 2027, day: '2027-05-16' }]);
  house.at('2027-05-18T09:00:00+08:00');
  await house.db.obligation.updateMany({ data: { state: 'missed', closeReason: 'missed' } });
  await set('2027-05-26');
  expect(await visits()).toMatchObject([{ state: 'open', opensOn: '2027-05-19', dueOn: '2027-05-26' }]);
});

test('what is switched off is not waited for', async () => {
  const { id } = await setDay(branch, '古尔邦节', '2027-04-16');
  expect(await festivalsWithoutDay(house.db, bureau.path, '2027-04-17')).toEqual(['古尔邦节']);
  await inTransaction(house.db, tx =>
    changeRule(tx, house.clock, {
      organisationId: branch.id, form: `festival:local:${id}`, values: { on: false }, actorId: null,
    }),
  ); // prettier-ignore
  for (const path of [bureau.path, branch.path, ''])
    expect(await festivalsWithoutDay(house.db, path, '2027-04-17')).toEqual([]);
});

test('what everybody keeps is not named again, nor what a superior has named', async () => {
  await expect(setDay(branch, '重阳节', '2027-10-08')).rejects.toMatchObject({
    expose: '重阳本来就有，日子不用填。要走访，回复“开重阳走访”。',
  });
  await setDay(bureau, '古尔邦节', '2027-05-16');
  await expect(setDay(branch, '古尔邦节', '2027-05-17')).rejects.toMatchObject({
    expose: `“古尔邦节”是${bureau.name}统一定的，日子也由他们填，请联系他们的经办同志。`,
  });
});

test('days off entered by hand move what is counted in working days', async () => {
  house.at('2028-03-01T09:00:00+08:00');
  const member = await house.db.person.findFirstOrThrow({ where: { organisationId: branch.id } });
  await createHappening(house.db, {
    member,
    kind: 'mood',
    happenedOn: '2028-03-01',
    reportedAt: house.clock.now(),
  });
  await plan();
  const due = async () => (await house.db.obligation.findFirst({ where: { rule: 'mood' } }))?.dueOn;
  expect(await due()).toBe('2028-03-06');
  const list = { year: 2028, rest: ['2028-01-26', '2028-03-02', '2028-03-03'], work: ['2028-03-04'] };
  const by = { actorId: null, organisationId: bureau.id };
  const set = () => inTransaction(house.db, tx => setHolidayList(tx, house.clock, list, by));
  expect(await set()).toEqual({ complete: true });
  expect(await set()).toEqual({ complete: true });
  expect(await house.db.workdayChange.count()).toBe(4);
  await plan();
  // Saturday the 4th is worked, then Monday and Tuesday.
  expect(await due()).toBe('2028-03-07');
});

test('next year’s list is asked for from November on, until it is there', async () => {
  expect(await missingHolidayLists(house.db, '2031-10-31')).toEqual([2031]);
  expect(await missingHolidayLists(house.db, '2031-11-01')).toEqual([2031, 2032]);
  const list = { year: 2032, rest: ['2032-02-11'], work: [] };
  await inTransaction(house.db, tx =>
    setHolidayList(tx, house.clock, list, { actorId: null, organisationId: bureau.id }),
  );
  expect(await missingHolidayLists(house.db, '2031-11-01')).toEqual([2031]);
  expect(await calendarGaps(house.db, bureau.path, '2031-11-01')).toEqual([
    '2031年的放假安排还没有录入，工作日先按法定节日推算；公布后请管理员回复“放假安排 2031：休 … 班 …”。',
  ]);
});
