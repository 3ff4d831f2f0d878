/** The rules of pairings: caps, one 主帮扶人, relatives, hand-overs, races, and the lists that digests count with. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, type Db } from '../../src/database.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import { maySee } from '../../src/scheme/access.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import {
  agree,
  confirmPairing,
  createPairing,
  endPairing,
  handOver,
  helperLeaves,
  helpersOf,
  lackingAgreement,
  leadersWithoutMember,
  primaryHelperOf,
  waitingFor,
  type NewPairing,
} from '../../src/scheme/pairings.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { heldClock } from '../support/clock.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing as givenPairing,
  createPerson,
  createRelative,
  createRequest,
} from '../support/factories.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
const today = '2027-01-17';
let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const pair = (wanted: Omit<NewPairing, 'actorId'> & { readonly actorId: string }) =>
  inTransaction(db, tx => createPairing(tx, clock, wanted));
const staff = async () => ({
  secretary: await createPerson(db, { roles: ['secretary'] }),
  leader: await createPerson(db, { roles: ['leader'] }),
  administrator: await createPerson(db, { roles: ['administrator'] }),
});
const sees = async (id: string, memberId: string, at: Db = db): Promise<boolean> => {
  const viewer = await findPerson(at, id);
  return viewer !== null && maySee(at, viewer, memberId, clock);
};
const agreed = { project: '就医陪护', task: '每月陪诊', goal: '病情平稳' };

describe('making a pairing', () => {
  it('refuses oneself, the dead, those who moved away, and the same two twice', async () => {
    const { secretary } = await staff();
    const helper = await createHelper(db);
    const actorId = secretary.id;
    const self = await createMember(db, { roles: ['member', 'helper'] });
    await expect(pair({ helperId: self.id, memberId: self.id, actorId })).rejects.toMatchObject({
      code: 'pairing-oneself',
    });
    for (const state of ['deceased', 'moved-away']) {
      const member = await createMember(db, { careFile: { state } });
      const refused = pair({ helperId: helper.id, memberId: member.id, actorId });
      await expect(refused).rejects.toMatchObject({ code: 'pairing-closed' });
    }
    const member = await createMember(db);
    await pair({ helperId: helper.id, memberId: member.id, actorId });
    const again = pair({ helperId: helper.id, memberId: member.id, actorId });
    await expect(again).rejects.toMatchObject({
      code: 'pairing-twice',
      expose: expect.stringContaining('不用再结') as string,
    });
  });

  it('counts two living members; the dead leave room; a third needs an administrator and a reason (S1-3.2a)', async () => {
    const { secretary, administrator } = await staff();
    const helper = await createHelper(db);
    const dead = await createMember(db, { careFile: { state: 'deceased' } });
    await givenPairing(db, { helper, member: dead });
    const [one, two, three] = [await createMember(db), await createMember(db), await createMember(db)];
    for (const { id } of [one, two]) await pair({ helperId: helper.id, memberId: id, actorId: secretary.id });
    const third = { helperId: helper.id, memberId: three.id };
    for (const refused of [
      { ...third, actorId: secretary.id },
      { ...third, actorId: secretary.id, overrideReason: '人手不够' },
      { ...third, actorId: administrator.id },
      { ...third, actorId: administrator.id, overrideReason: '  ' },
    ])
      await expect(pair(refused)).rejects.toMatchObject({ code: 'pairing-full' });
    const { pairing } = await pair({ ...third, actorId: administrator.id, overrideReason: '人手不够' });
    expect(await db.pairing.findUnique({ where: { id: pairing.id } })).toMatchObject({
      overrideById: administrator.id,
      overrideReason: '人手不够',
    });
  });

  it('多帮一: three helpers of one member, one 主帮扶人, each counted for themself (S5-3a); both kinds are kept (S3-3.2)', async () => {
    const { secretary } = await staff();
    const bureau = await createOrganisation(db, { name: '县委老干部局', kind: 'cadre-bureau' });
    const helpers = [
      await createHelper(db),
      await createHelper(db, { organisation: bureau }),
      await createHelper(db),
    ];
    const member = await createMember(db);
    const made = [];
    for (const { id } of helpers)
      made.push(await pair({ helperId: id, memberId: member.id, actorId: secretary.id }));
    expect(made.map(({ pairing }) => pairing.primary)).toEqual([true, false, false]);
    const kinds = await db.pairing.findMany({ select: { helperKind: true }, orderBy: { createdAt: 'asc' } });
    expect(kinds.map(({ helperKind }) => helperKind).sort()).toEqual([
      'bureau',
      'unit-leader',
      'unit-leader',
    ]);
    const fourth = await createHelper(db);
    const { pairing } = await pair({
      helperId: fourth.id,
      memberId: member.id,
      actorId: secretary.id,
      primary: true,
    });
    const rows = await db.pairing.findMany({ where: { memberId: member.id, primary: true } });
    expect(rows.map(({ id }) => id)).toEqual([pairing.id]);
    const stepped = await changesOf(db, 'pairing', made[0]?.pairing.id ?? '');
    expect(stepped.at(-1)).toMatchObject({
      action: 'update',
      before: { primary: true },
      after: { primary: false },
    });
  });

  it('two secretaries, one helper with room for one, at the same moment: the cap holds', async () => {
    const { secretary } = await staff();
    const other = await createPerson(db, { roles: ['secretary'] });
    const helper = await createHelper(db);
    await givenPairing(db, { helper });
    const members = [];
    for (let count = 0; count < 4; count += 1) members.push(await createMember(db));
    const results = await Promise.allSettled(
      members.map(({ id }, place) =>
        pair({ helperId: helper.id, memberId: id, actorId: place % 2 === 0 ? secretary.id : other.id }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.pairing.count({ where: { helperId: helper.id } })).toBe(2);
  });

  it('two helpers made 主帮扶人 of one member at the same moment: there is one', async () => {
    const { secretary } = await staff();
    const member = await createMember(db);
    const helpers = [await createHelper(db), await createHelper(db), await createHelper(db)];
    await Promise.all(
      helpers.map(({ id }) =>
        pair({ helperId: id, memberId: member.id, actorId: secretary.id, primary: true }),
      ),
    );
    expect(await db.pairing.count({ where: { memberId: member.id, primary: true } })).toBe(1);
  });

  it('makes a helper of a cadre who was none, or they would not see their own member', async () => {
    const { secretary, leader } = await staff();
    const member = await createMember(db);
    await pair({ helperId: leader.id, memberId: member.id, actorId: secretary.id });
    expect((await findPerson(db, leader.id))?.roles).toEqual(['leader', 'helper']);
    expect(await sees(leader.id, member.id)).toBe(true);
  });
});

describe('E-11, a relative or a household', () => {
  const second = async (conflict: 'tie' | 'phone' | 'address' | 'bank' | 'relative-phone') => {
    const people = await staff();
    const address = { address: '云溪县和平路1号', bankAccount: '6222000000000000001' };
    const member = await createMember(db, {
      phone: conflict === 'phone' ? '100-0000 7777' : '10000001111',
      careFile: { phone: conflict === 'phone' ? '10000007777' : '10000001111', ...address },
    });
    const helper = await createMember(db, {
      roles: ['helper'],
      phone: conflict === 'phone' || conflict === 'relative-phone' ? '10000007777' : '10000002222',
      careFile: {
        phone: null,
        address: conflict === 'address' ? '云溪县 和平路1号' : '别处',
        bankAccount: conflict === 'bank' ? '6222 0000 0000 0000 001' : '6222000000000000002',
      },
    });
    if (conflict === 'tie')
      await db.familyTie.create({ data: { relativeId: helper.id, memberId: member.id, relation: '女婿' } });
    if (conflict === 'relative-phone') await createRelative(db, { member, phone: '10000007777' });
    return { ...people, member, helper };
  };

  it.each([
    ['tie', '是帮扶对象的女婿'],
    ['phone', '和帮扶对象的电话相同'],
    ['address', '和帮扶对象的住址相同'],
    ['bank', '和帮扶对象的银行账号相同'],
    ['relative-phone', '和帮扶对象女儿的电话相同'],
  ] as const)('by %s waits for a second person and holds nothing until then', async (conflict, words) => {
    const { secretary, leader, member, helper } = await second(conflict);
    const made = await pair({ helperId: helper.id, memberId: member.id, actorId: secretary.id, ...agreed });
    expect(made.conflicts).toEqual([words]);
    expect(await sees(helper.id, member.id)).toBe(false);
    expect(await primaryHelperOf(db, member.id, clock)).toBeNull();
    const viewer = await findPerson(db, leader.id);
    expect(viewer && (await waitingFor(db, viewer))).toHaveLength(1);
    const word = { pairingId: made.pairing.id, actorId: leader.id, agrees: true, note: '离得近' };
    await inTransaction(db, tx => confirmPairing(tx, clock, word));
    expect(await sees(helper.id, member.id)).toBe(true);
    expect(await db.pairing.findUnique({ where: { id: made.pairing.id } })).toMatchObject({
      conflictSeenById: leader.id,
      conflictNote: `${words}（离得近）`,
    });
  });

  it('a clean case passes', async () => {
    const { secretary, member } = await second('tie');
    const clean = await createHelper(db);
    expect(
      (await pair({ helperId: clean.id, memberId: member.id, actorId: secretary.id })).conflicts,
    ).toEqual([]);
  });

  it('is answered once, by neither the maker nor the two of them nor a clerk', async () => {
    const { secretary, leader, member, helper } = await second('tie');
    const made = await pair({ helperId: helper.id, memberId: member.id, actorId: secretary.id });
    const clerk = await createPerson(db, { roles: ['clerk'] });
    const word = (actorId: string, agrees: boolean) =>
      inTransaction(db, tx => confirmPairing(tx, clock, { pairingId: made.pairing.id, actorId, agrees }));
    for (const { id } of [secretary, helper, member, clerk])
      await expect(word(id, true)).rejects.toMatchObject({ code: 'not-second' });
    await word(leader.id, false);
    await expect(word(leader.id, true)).rejects.toMatchObject({ code: 'pairing-answered' });
    expect(await sees(helper.id, member.id)).toBe(false);
    await pair({ helperId: helper.id, memberId: member.id, actorId: secretary.id });
    await word(leader.id, true);
    expect(await sees(helper.id, member.id)).toBe(true);
  });

  it('counts for the cap while it waits', async () => {
    const { secretary, member, helper } = await second('tie');
    await givenPairing(db, { helper });
    await pair({ helperId: helper.id, memberId: member.id, actorId: secretary.id });
    const third = await createMember(db);
    await expect(
      pair({ helperId: helper.id, memberId: third.id, actorId: secretary.id }),
    ).rejects.toMatchObject({
      code: 'pairing-full',
    });
  });

  it('cannot be got round by a hand-over', async () => {
    const { secretary, member, helper } = await second('tie');
    const { pairing, helper: from } = await givenPairing(db, { member });
    const wanted = { pairingId: pairing.id, toId: helper.id, actorId: secretary.id };
    await expect(inTransaction(db, tx => handOver(tx, clock, wanted))).rejects.toMatchObject({
      code: 'relative-takes-over',
    });
    expect(await sees(from.id, member.id)).toBe(true);
  });
});

describe('the end of a pairing', () => {
  it('takes access the same day, gives duties and requests to the secretary, and is done once', async () => {
    const { secretary } = await staff();
    const { pairing, helper, member } = await givenPairing(db);
    const request = await createRequest(db, { member, owner: helper });
    await planObligations(db, clock);
    const late = await db.obligation.create({
      data: {
        ...{
          rule: 'birthday',
          subjectId: member.id,
          occurrence: '2026',
          ownerId: helper.id,
          memberId: member.id,
        },
        ...{
          organisationId: member.organisationId,
          title: '生日走访',
          opensOn: '2026-12-20',
          dueOn: '2026-12-27',
        },
        ...{ state: 'overdue', createdAt: clock.now() },
      },
    });
    const ending = { pairingId: pairing.id, actorId: secretary.id, reason: 'left', words: '退休了' } as const;
    expect(await inTransaction(db, tx => endPairing(tx, clock, ending))).toBe(true);
    expect(await inTransaction(db, tx => endPairing(tx, clock, ending))).toBe(false);
    expect(await sees(helper.id, member.id)).toBe(false);
    expect(
      await db.obligation.count({ where: { ownerId: helper.id, state: { in: ['open', 'overdue'] } } }),
    ).toBe(0);
    expect(await db.obligation.findUnique({ where: { id: late.id } })).toMatchObject({
      ownerId: secretary.id,
      state: 'overdue',
    });
    expect(await db.request.findUnique({ where: { id: request.id } })).toMatchObject({
      ownerId: secretary.id,
    });
    const trail = await changesOf(db, 'pairing', pairing.id);
    expect(trail.filter(({ action }) => action === 'end')).toHaveLength(1);
  });

  it('the helper of longest standing becomes the 主帮扶人', async () => {
    const { secretary } = await staff();
    const { pairing, member } = await givenPairing(db);
    const other = await givenPairing(db, { member, primary: false, startsOn: '2026-06-01' });
    await givenPairing(db, { member, primary: false, startsOn: '2026-07-01' });
    const ending = { pairingId: pairing.id, actorId: secretary.id, reason: 'moved' } as const;
    await inTransaction(db, tx => endPairing(tx, clock, ending));
    const [first] = await helpersOf(db, member.id, clock);
    expect(first).toMatchObject({ helper: { id: other.helper.id }, pairing: { primary: true } });
  });

  it('a hand-over to somebody who has two is refused and changes nothing; to a helper of the same member it goes on', async () => {
    const { secretary } = await staff();
    const { pairing, helper, member } = await givenPairing(db, agreed);
    const full = await createHelper(db);
    await givenPairing(db, { helper: full });
    await givenPairing(db, { helper: full });
    const to = (toId: string) =>
      inTransaction(db, tx => handOver(tx, clock, { pairingId: pairing.id, toId, actorId: secretary.id }));
    await expect(to(full.id)).rejects.toMatchObject({ code: 'pairing-full' });
    await expect(to(helper.id)).rejects.toMatchObject({ code: 'same-helper' });
    expect(await db.pairing.findUnique({ where: { id: pairing.id } })).toMatchObject({
      endsOn: null,
      endReason: null,
    });
    const beside = await givenPairing(db, { member, primary: false });
    const made = await to(beside.helper.id);
    expect(made.pairing).toMatchObject({ id: beside.pairing.id, primary: true });
    expect(await db.pairing.findUnique({ where: { id: pairing.id } })).toMatchObject({
      endsOn: '2027-01-16',
      endReason: 'handed-over',
    });
    await expect(to(beside.helper.id)).rejects.toMatchObject({ code: 'pairing-ended' });
  });

  it('carries over what was agreed, and withdraws what was to be said to the old helper', async () => {
    const { secretary } = await staff();
    const { pairing, helper, member } = await givenPairing(db, agreed);
    const next = await createHelper(db);
    await db.outboundMessage.create({
      data: {
        ...{ recipient: helper.userId ?? '', purpose: 'notice', textHash: 'x', createdAt: clock.now() },
        ...{
          notBefore: clock.now(),
          notAfter: new Date('2027-01-18T00:00:00Z'),
          conditions: { memberId: member.id },
        },
      },
    });
    const wanted = { pairingId: pairing.id, toId: next.id, actorId: secretary.id };
    const made = await inTransaction(db, tx => handOver(tx, clock, wanted));
    expect(made.pairing).toMatchObject({ ...agreed, startsOn: today, primary: true });
    expect(await db.outboundMessage.findMany()).toMatchObject([{ state: 'cancelled', reason: 'not-paired' }]);
  });

  it('a helper who leaves: as many as the other may take, the rest for the secretary; twice changes nothing', async () => {
    const { secretary } = await staff();
    const helper = await createHelper(db);
    const [one, two] = [
      await givenPairing(db, { helper, startsOn: '2026-01-01' }),
      await givenPairing(db, { helper, startsOn: '2026-02-01' }),
    ];
    const next = await createHelper(db);
    await givenPairing(db, { helper: next });
    const leaving = { helperId: helper.id, toId: next.id, actorId: secretary.id, reason: 'moved' } as const;
    const left = await inTransaction(db, tx => helperLeaves(tx, clock, leaving));
    expect(left.handedOver.map(({ member }) => member.id)).toEqual([one.member.id]);
    expect(left.unpaired.map(({ id }) => id)).toEqual([two.member.id]);
    expect(
      await db.pairing.findMany({ where: { helperId: helper.id }, select: { endReason: true } }),
    ).toEqual([{ endReason: 'moved' }, { endReason: 'moved' }]);
    expect(await inTransaction(db, tx => helperLeaves(tx, clock, leaving))).toEqual({
      handedOver: [],
      unpaired: [],
    });
  });

  it('handed over by two at once: one new pairing', async () => {
    const { secretary } = await staff();
    const { pairing, member } = await givenPairing(db);
    const next = [await createHelper(db), await createHelper(db)];
    const results = await Promise.allSettled(
      next.map(({ id }) =>
        inTransaction(db, tx =>
          handOver(tx, clock, { pairingId: pairing.id, toId: id, actorId: secretary.id }),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await helpersOf(db, member.id, clock)).toHaveLength(1);
  });
});

describe('lists and duties', () => {
  it('leaders without a member are listed until they have a living one (S5-3b)', async () => {
    const { leader } = await staff();
    const path = (await findPerson(db, leader.id))?.organisation.path ?? '';
    const names = async () => (await leadersWithoutMember(db, today, path, 5)).rows.map(({ id }) => id);
    expect(await names()).toEqual([leader.id]);
    await givenPairing(db, {
      helper: leader,
      member: await createMember(db, { careFile: { state: 'deceased' } }),
    });
    expect(await names()).toEqual([leader.id]);
    await givenPairing(db, { helper: leader });
    expect(await names()).toEqual([]);
  });

  it('R13: one duty a window for the secretary, closed when the three are agreed; planning twice makes one', async () => {
    const { secretary } = await staff();
    const { pairing, member } = await givenPairing(db, { startsOn: '2027-01-10', task: null, goal: null });
    await planObligations(db, clock);
    await planObligations(db, clock);
    const duties = () => db.obligation.findMany({ where: { rule: 'pairing-unagreed' } });
    expect(await duties()).toMatchObject([
      {
        ownerId: secretary.id,
        memberId: member.id,
        opensOn: '2027-01-10',
        title: '结对内容（还差帮扶任务、帮扶目标）',
      },
    ]);
    const path = (await findPerson(db, member.id))?.organisation.path ?? '';
    expect(await lackingAgreement(db, today, path, 5)).toMatchObject({ count: 1 });
    const say = (words: Record<string, string>) =>
      inTransaction(db, tx => agree(tx, clock, { pairingId: pairing.id, actorId: secretary.id, words }));
    await say({ task: '每月陪诊' });
    expect(await duties()).toMatchObject([{ state: 'open', title: '结对内容（还差帮扶目标）' }]);
    await say({ goal: '病情平稳' });
    expect(await duties()).toMatchObject([{ state: 'done', closeReason: 'agreed' }]);
    await planObligations(db, clock);
    expect(await duties()).toHaveLength(1);
    expect((await say({ goal: '病情平稳' })).changed).toBe(false);
  });
});
