/** 走访情况 on a real database: the parts are the whole, numbers are those of the list, and nobody is ranked (E-10, S2-4.4c). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  coverageOf,
  festivalRounds,
  notVisited,
  openRounds,
  type Scope,
  type Tally,
} from '../../src/scheme/coverage.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  type MemberRow,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { seededRandom } from '../support/random.ts';
import { createHouse, type House } from './duties-support.ts';

const today = '2027-01-20';
const spring: Scope = { kind: 'festival', occurrence: 'spring-festival-2027' };

let house: House;
beforeAll(async () => {
  house = await createHouse(`${today}T10:00:00+08:00`);
});
afterAll(() => house.database.close());
beforeEach(() => house.database.empty());

interface Duty {
  readonly member: MemberRow;
  readonly owner: PersonRow;
  readonly organisation: OrganisationRow;
  readonly rule?: string;
  readonly occurrence?: string;
  readonly title?: string;
  readonly dueOn?: string;
  readonly state: string;
}

const duty = ({ member, owner, organisation, state, ...rest }: Duty) =>
  house.db.obligation.create({
    data: {
      id: randomUUID(),
      rule: 'festival',
      occurrence: 'spring-festival-2027',
      title: '春节走访',
      opensOn: '2027-01-17',
      dueOn: '2027-02-05',
      ...rest,
      state,
      subjectId: member.id,
      memberId: member.id,
      ownerId: owner.id,
      organisationId: organisation.id,
      createdAt: house.clock.now(),
    },
  });

async function tree() {
  const top = await createOrganisation(house.db, { name: '城关区老干部局', kind: 'cadre-bureau' });
  const general = await createOrganisation(house.db, { name: '甲总支', parent: top });
  const first = await createOrganisation(house.db, { name: '甲一支部', parent: general });
  const second = await createOrganisation(house.db, { name: '甲二支部', parent: general });
  const other = await createOrganisation(house.db, { name: '乙支部', parent: top });
  const helper = await createHelper(house.db, { name: '李明', organisation: first });
  return { top, general, first, second, other, helper };
}

const sum = (parts: readonly Tally[]): Tally => {
  const of = (key: keyof Tally): number => parts.reduce((total, part) => total + part[key], 0);
  return {
    total: of('total'),
    visited: of('visited'),
    excused: of('excused'),
    overdue: of('overdue'),
    toVisit: of('toVisit'),
  };
};
const tallyOf = ({ total, visited, excused, overdue, toVisit }: Tally): Tally => ({
  total,
  visited,
  excused,
  overdue,
  toVisit,
});

describe('the figures', () => {
  test('each member counts once, by what came of it, whoever had it', async () => {
    const { top, first, helper } = await tree();
    const other = await createHelper(house.db, { name: '吴敏', organisation: first });
    const member = (name: string) => createMember(house.db, { name, organisation: first });
    const base = { owner: helper, organisation: first };
    await duty({ ...base, member: await member('甲'), state: 'done' });
    await duty({ ...base, member: await member('乙'), state: 'excused' });
    await duty({ ...base, member: await member('丙'), state: 'open' });
    await duty({ ...base, member: await member('丁'), state: 'missed' });
    const handed = await member('戊');
    await duty({ ...base, member: handed, state: 'cancelled' });
    await duty({ ...base, member: handed, owner: other, state: 'open' });
    await duty({ ...base, member: await member('己'), state: 'cancelled' });
    const dead = await createMember(house.db, { organisation: first, careFile: { state: 'deceased' } });
    await duty({ ...base, member: dead, state: 'open' });
    const view = { today, path: top.path };
    expect(tallyOf(await coverageOf(house.db, spring, view))).toEqual({
      total: 5,
      visited: 1,
      excused: 1,
      overdue: 1,
      toVisit: 2,
    });
    const { count, rows } = await notVisited(house.db, spring, view, 10);
    expect(count).toBe(3);
    const people = await house.db.person.findMany({ where: { id: { in: rows.map(row => row.memberId) } } });
    expect(people.map(({ name }) => name).sort()).toEqual(['丁', '丙', '戊']);
    expect(rows.find(({ memberId }) => memberId === handed.id)?.ownerId).toBe(other.id);
    const late = await coverageOf(house.db, spring, { today: '2027-02-06', path: top.path });
    expect(tallyOf(late)).toMatchObject({ overdue: 3, toVisit: 0 });
  });

  test('on generated facts the parts are the whole, and the list has exactly those who are missing', async () => {
    const seed = 20270206;
    const random = seededRandom(seed);
    const { top, general, first, second, other, helper } = await tree();
    const units = [first, second, other, general];
    const states = ['open', 'done', 'overdue', 'missed', 'excused', 'cancelled'];
    const rules = [
      { rule: 'festival', title: '春节走访', occurrence: 'spring-festival-2027', dueOn: '2027-02-05' },
      { rule: 'birthday', title: '生日看望', occurrence: '2027', dueOn: '2027-01-25' },
      { rule: 'hardship', title: '困难走访', occurrence: 'happening:x', dueOn: '2027-01-12' },
    ];
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const facts: { unit: string; rule: string; state: string; dueOn: string }[] = [];
    for (let made = 0; made < 60; made += 1) {
      const organisation = pick(units);
      const member = await createMember(house.db, { organisation });
      for (const rule of rules.filter(() => random() < 0.6)) {
        const state = pick(states);
        await duty({ ...rule, member, owner: helper, organisation, state });
        if (state !== 'cancelled') facts.push({ unit: organisation.path, ...rule, state });
      }
    }
    const scopes: readonly [Scope, (fact: (typeof facts)[number]) => boolean][] = [
      [spring, ({ rule }) => rule === 'festival'],
      [{ kind: 'month', month: '2027-01' }, ({ dueOn }) => dueOn.startsWith('2027-01')],
      [{ kind: 'month', month: '2027-02' }, ({ dueOn }) => dueOn.startsWith('2027-02')],
      [{ kind: 'month', month: '2027-03' }, () => false],
    ];
    for (const [scope, fits] of scopes)
      for (const { path } of [top, general, first, other]) {
        const view = { today, path };
        const coverage = await coverageOf(house.db, scope, view);
        const mine = facts.filter(fact => fits(fact) && fact.unit.startsWith(path));
        const isLate = (fact: (typeof facts)[number]): boolean =>
          ['overdue', 'missed'].includes(fact.state) || (fact.state === 'open' && fact.dueOn < today);
        expect(tallyOf(coverage), `seed ${seed}`).toEqual({
          total: mine.length,
          visited: mine.filter(({ state }) => state === 'done').length,
          excused: mine.filter(({ state }) => state === 'excused').length,
          overdue: mine.filter(isLate).length,
          toVisit: mine.filter(fact => fact.state === 'open' && !isLate(fact)).length,
        });
        expect(sum(coverage.branches), `seed ${seed}`).toEqual(tallyOf(coverage));
        expect(sum(coverage.occasions), `seed ${seed}`).toEqual(tallyOf(coverage));
        const list = await notVisited(house.db, scope, view, 1_000);
        expect(list.count).toBe(coverage.overdue + coverage.toVisit);
        expect(list.rows).toHaveLength(list.count);
      }
  });
});

describe('no ranking', () => {
  test('branches and names keep the order of the tree, whatever their figures are', async () => {
    const { top, first, second, other, helper } = await tree();
    const units = [first, second, other];
    const orders: string[][] = [];
    for (const worst of units) {
      await house.db.obligation.deleteMany();
      for (const organisation of units)
        for (let made = 0; made < 4; made += 1) {
          const member = await createMember(house.db, { organisation });
          const state = organisation === worst || made === 0 ? 'overdue' : 'done';
          await duty({ member, owner: helper, organisation, state });
        }
      const view = { today, path: top.path };
      const { branches } = await coverageOf(house.db, spring, view);
      const { rows } = await notVisited(house.db, spring, view, 100);
      expect([...new Set(rows.map(({ organisation }) => organisation))]).toEqual(
        branches.map(({ name }) => name),
      );
      orders.push(branches.map(({ name }) => name));
    }
    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2]).toEqual(orders[0]);
    // A branch stands below its superior, beside its brother.
    const [one, two] = [orders[0]?.indexOf('甲一支部') ?? -1, orders[0]?.indexOf('甲二支部') ?? -1];
    expect(Math.abs(one - two)).toBe(1);
  });
});

describe('the festivals there are', () => {
  test('by their first day; open ones by the day', async () => {
    const { top, first, helper } = await tree();
    const { member } = await createPairing(house.db, { helper });
    const base = { member: member as MemberRow, owner: helper, organisation: first, state: 'open' };
    await duty(base);
    await duty({ ...base, occurrence: 'party-day-2027', title: '七一走访', dueOn: '2027-07-01' });
    await house.db.obligation.updateMany({
      where: { occurrence: 'party-day-2027' },
      data: { opensOn: '2027-06-21' },
    });
    expect((await festivalRounds(house.db, top.path)).map(({ title }) => title)).toEqual([
      '春节走访',
      '七一走访',
    ]);
    expect((await openRounds(house.db, { today, path: top.path })).map(({ title }) => title)).toEqual([
      '春节走访',
    ]);
  });
});
