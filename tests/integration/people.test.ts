import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeState, findCareFile, reviewCareFile, updateCareFile } from '../../src/scheme/care-files.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import { actedForBy, relativesOf } from '../../src/scheme/family.ts';
import {
  clerkFor,
  findOrganisation,
  isWithin,
  organisationTree,
  secretaryFor,
  staffFor,
  topPathOf,
} from '../../src/scheme/organisations.ts';
import {
  helpersOf,
  helpersOfMany,
  loadOf,
  loadsOf,
  membersOf,
  primaryHelperOf,
} from '../../src/scheme/pairings.ts';
import { findByUserId, findMember, peopleById, searchPeople, findPerson } from '../../src/scheme/people.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
} from '../support/factories.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

describe('finding people', () => {
  it('ignores the case of the account, and tells where somebody belongs and what they are', async () => {
    const { db } = database;
    const organisation = await createOrganisation(db, { name: '第一党支部' });
    const made = await createHelper(db, { name: '李明', userId: 'LiMing', organisation });
    for (const userId of ['LiMing', 'liming', 'LIMING'])
      expect(await findByUserId(db, userId)).toMatchObject({
        id: made.id,
        name: '李明',
        userId: 'LiMing',
        organisation: { id: organisation.id, name: '第一党支部', path: organisation.path },
        roles: ['helper'],
        reachable: true,
        member: null,
      });
    expect(await findByUserId(db, 'LiMin')).toBeNull();
  });

  it('finds the same person by account as by id, file and all', async () => {
    const { db } = database;
    const title = '原副局长';
    const some = await createPerson(db, { userId: 'SomeOne', title, unreachableSince: clock.now() });
    const member = await createMember(db, { userId: 'OldZhang', phone: '13800000001' });
    for (const { id, userId } of [some, member])
      expect(await findByUserId(db, userId ?? '')).toEqual(await findPerson(db, id));
  });

  it('knows who cannot be reached', async () => {
    const { db } = database;
    const without = await createPerson(db, { userId: null });
    const gone = await createPerson(db, { unreachableSince: clock.now() });
    const found = await peopleById(db, [without.id, gone.id]);
    expect([...found.values()].map(({ reachable }) => reachable)).toEqual([false, false]);
  });

  it('finds a member only where there is a file', async () => {
    const { db } = database;
    const [member, helper] = [await createMember(db), await createHelper(db)];
    expect((await findMember(db, member.id))?.member.state).toBe('enrolled');
    expect(await findMember(db, helper.id)).toBeNull();
  });

  it('searches within a scope, by role and by name', async () => {
    const { db } = database;
    const [here, there] = [await createOrganisation(db), await createOrganisation(db)];
    for (const name of ['李明', '黎民', '王芳']) await createHelper(db, { name, organisation: here });
    await createPerson(db, { name: '李明辉', organisation: here, roles: ['clerk'] });
    await createHelper(db, { name: '李明', organisation: there });
    const scope = { organisationId: here.id };
    const found = async (search: object) => (await searchPeople(db, scope, search)).map(({ name }) => name);
    expect(await found({ text: '李明' })).toEqual(['李明', '李明辉', '黎民']);
    expect(await found({ text: '李明', roles: ['helper'] })).toEqual(['李明', '黎民']);
    expect((await found({ limit: 2 })).length).toBe(2);
  });
});

describe('the tree', () => {
  const county = async () => {
    const { db } = database;
    const bureau = await createOrganisation(db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
    const general = await createOrganisation(db, {
      name: '机械厂总支',
      parent: bureau,
      kind: 'general-branch',
    });
    const branch = await createOrganisation(db, { name: '第一党支部', parent: general });
    return { bureau, general, branch };
  };

  it('lists superiors before subordinates, all of them or those below one', async () => {
    const { db } = database;
    const { bureau, general, branch } = await county();
    const other = await createOrganisation(db, { name: '乙局' });
    expect((await organisationTree(db)).map(({ id }) => id).slice(2)).toEqual([general.id, branch.id]);
    expect((await organisationTree(db, general)).map(({ name }) => name)).toEqual([
      '机械厂总支',
      '第一党支部',
    ]);
    expect(topPathOf(branch.path)).toBe(bureau.path);
    expect([
      isWithin(branch.path, bureau.path),
      isWithin(bureau.path, branch.path),
      isWithin(other.path, bureau.path),
    ]).toEqual([true, false, false]);
    expect(await findOrganisation(db, branch.id)).toMatchObject({ name: '第一党支部', parentId: general.id });
  });

  it('has staff answer for what is below them, the nearest first (S2-4.4a)', async () => {
    const { db } = database;
    const { bureau, general, branch } = await county();
    const names = async (id: string, role: 'secretary' | 'clerk') =>
      (await staffFor(db, id, role)).map(({ name }) => name);
    expect(await names(branch.id, 'secretary')).toEqual([]);
    await createPerson(db, { name: '局书记', organisation: bureau, roles: ['secretary'] });
    expect(await names(branch.id, 'secretary')).toEqual(['局书记']);
    await createPerson(db, { name: '总支书记', organisation: general, roles: ['secretary'] });
    expect(await names(branch.id, 'secretary')).toEqual(['总支书记']);
    expect(await names(bureau.id, 'secretary')).toEqual(['局书记']);
    expect(await clerkFor(db, branch.id)).toBeNull();
  });

  it('puts those first who can be reached, and leaves out the others where asked', async () => {
    const { db } = database;
    const { bureau, branch } = await county();
    await createPerson(db, { name: '甲', organisation: branch, roles: ['secretary'], userId: null });
    expect((await secretaryFor(db, branch.id))?.name).toBe('甲');
    await createPerson(db, { name: '乙', organisation: branch, roles: ['secretary'] });
    expect((await staffFor(db, branch.id, 'secretary')).map(({ name }) => name)).toEqual(['乙', '甲']);
    await createPerson(db, { name: '丙', organisation: bureau, roles: ['clerk'] });
    await createPerson(db, {
      name: '丁',
      organisation: branch,
      roles: ['clerk'],
      unreachableSince: clock.now(),
    });
    expect((await clerkFor(db, branch.id))?.name).toBe('丁');
    expect((await clerkFor(db, branch.id, { reachable: true }))?.name).toBe('丙');
  });
});

describe('pairings', () => {
  it('give a member’s helpers of today, the primary one first', async () => {
    const { db } = database;
    const member = await createMember(db);
    const make = async (name: string, pairing: object) =>
      createPairing(db, { member, helper: await createHelper(db, { name }), ...pairing });
    await make('从前', { startsOn: '2025-01-01', endsOn: '2027-01-16' });
    await make('协助', { primary: false, startsOn: '2025-06-01' });
    await make('主帮', { startsOn: '2026-06-01' });
    await make('将来', { startsOn: '2027-01-18' });
    expect((await helpersOf(db, member.id, clock)).map(({ helper }) => helper.name)).toEqual([
      '主帮',
      '协助',
    ]);
    expect((await primaryHelperOf(db, member.id, clock))?.name).toBe('主帮');
    const alone = await createMember(db);
    const many = await helpersOfMany(db, [member.id, alone.id], clock);
    expect([many.get(member.id)?.length, many.get(alone.id)]).toEqual([2, []]);
    expect(await primaryHelperOf(db, alone.id, clock)).toBeNull();
  });

  it('count a helper’s load per member, without the dead and the moved away (S1-3.2a, S5-3a)', async () => {
    const { db } = database;
    const helper = await createHelper(db);
    const pairWith = async (careFile: object, pairing: object = {}) =>
      createPairing(db, { helper, member: await createMember(db, { careFile }), ...pairing });
    await pairWith({});
    await pairWith({ state: 'draft' });
    await pairWith({ state: 'deceased' });
    await pairWith({}, { endsOn: '2027-01-16' });
    const idle = await createHelper(db);
    expect(await loadOf(db, helper.id, clock)).toBe(2);
    expect(await loadsOf(db, [helper.id, idle.id], clock)).toEqual(
      new Map([
        [helper.id, 2],
        [idle.id, 0],
      ]),
    );
    expect(await membersOf(db, helper.id, clock)).toHaveLength(3);
  });
});

describe('family', () => {
  it('is known from both sides', async () => {
    const { db } = database;
    const { relative, member } = await createRelative(db, { name: '张小梅', relation: '女儿' });
    expect(await relativesOf(db, member.id)).toMatchObject([
      { relation: '女儿', person: { name: '张小梅' } },
    ]);
    expect(await actedForBy(db, relative.id)).toMatchObject([
      { relation: '女儿', member: { id: member.id } },
    ]);
    expect(await actedForBy(db, member.id)).toEqual([]);
  });
});

describe('care files', () => {
  const editing = { actorId: null, clock };

  it('are changed field by field, with what they were', async () => {
    const { db } = database;
    const { id } = await createMember(db, { careFile: { skills: '书法', address: '和平路' } });
    expect(await updateCareFile(db, id, { skills: '象棋', address: '和平路' }, editing)).toBe(true);
    expect(await updateCareFile(db, id, { skills: '象棋' }, editing)).toBe(false);
    const log = await changesOf(db, 'care_file', id);
    expect(log).toMatchObject([{ action: 'update', before: { skills: '书法' }, after: { skills: '象棋' } }]);
  });

  it('are reviewed once a day, and a review that is there is kept (S1-3.1c)', async () => {
    const { db } = database;
    const { id } = await createMember(db, { careFile: { lastReviewedOn: '2026-01-01' } });
    expect(await Promise.all([1, 2, 3].map(() => reviewCareFile(db, id, editing)))).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect((await findCareFile(db, id))?.lastReviewedOn).toBe('2027-01-17');
    expect(
      await reviewCareFile(db, id, { actorId: null, clock: heldClock('2026-12-31T09:00:00+08:00') }),
    ).toBe(false);
    expect(await changesOf(db, 'care_file', id)).toHaveLength(1);
  });

  it('of the dead come back only with a reason', async () => {
    const { db } = database;
    const { id } = await createMember(db, { careFile: { state: 'deceased' } });
    const { id: clerkId } = await createPerson(db, { roles: ['clerk'] });
    const actor = await findPerson(db, clerkId);
    if (!actor) throw new Error('nobody');
    const changing = { actor, clock };
    await expect(changeState(db, { memberId: id, to: 'suspended' }, changing)).rejects.toMatchObject({
      code: 'death-is-final',
    });
    expect(
      await changeState(db, { memberId: id, to: 'suspended', reason: '同名误报' }, changing),
    ).toMatchObject({ from: 'deceased', to: 'suspended' });
  });
});
