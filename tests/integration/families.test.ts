import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findVisibleMembers, maySee } from '../../src/scheme/access.ts';
import { changeAccount } from '../../src/scheme/accounts.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import { recordConsent, withdrawConsent } from '../../src/scheme/consents.ts';
import { bindRelative, relativesOf, unbindRelative } from '../../src/scheme/family.ts';
import {
  changeFamilyMember,
  familyLines,
  familyMembersOf,
  keepFamilyMember,
  recordFamilyConsent,
  referForWork,
  removeFamilyMember,
} from '../../src/scheme/family-members.ts';
import { arrangeNearby, endNearby, fourNearbyLines, fourNearbyOf } from '../../src/scheme/four-nearby.ts';
import { correctDeath, recordHappening, undoHappening } from '../../src/scheme/happenings.ts';
import { findByUserId, findPerson } from '../../src/scheme/people.ts';
import { notesOf, requestsAbout } from '../../src/scheme/requests.ts';
import { recordSurvivor, survivorLines, survivorsOf, survivorsToVisit } from '../../src/scheme/survivors.ts';
import { inTransaction } from '../../src/database.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPairing, createPerson, createRelative } from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';

const clock = heldClock('2026-11-25T10:05:00+08:00');
const today = '2026-11-25';
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

/** A member with a helper and a clerk. */
async function household() {
  const { db } = database;
  const member = await createMember(db, { name: '张德厚' });
  const clerk = await createPerson(db, { name: '赵静', roles: ['clerk'] });
  const { helper } = await createPairing(db, { member });
  return { db, member, clerk, helper, keeping: { clock, actorId: clerk.id } };
}

describe('代办人 (E-13)', () => {
  const wanted = { name: '张小军', userId: 'ZhangXiaoJun', phone: '10000000001' };

  it('is bound once, sees the member, and sees nothing from the moment it is ended', async () => {
    const { db, member, clerk } = await household();
    const tie = { memberId: member.id, relation: '儿子', relative: wanted, actorId: clerk.id };
    const { relative } = await bindRelative(db, clock, tie);
    const again = { ...tie, relative: { personId: relative.id } };
    expect((await bindRelative(db, clock, again)).already).toBe(true);
    const viewer = await findByUserId(db, 'zhangxiaojun');
    if (!viewer) throw new Error('not registered');
    expect(viewer.roles).toEqual(['family']);
    expect((await findVisibleMembers(db, viewer, { clock })).map(({ id }) => id)).toEqual([member.id]);
    await db.chatSession.create({
      data: {
        sender: 'zhangxiaojun',
        state: db.$vault.seal('chat_session.state', 'zhangxiaojun', '{}'),
        updatedAt: clock.now(),
      },
    });
    const ended = { memberId: member.id, relativeId: relative.id, actorId: clerk.id };
    expect(await unbindRelative(db, clock, ended)).toBe(true);
    expect(await unbindRelative(db, clock, ended)).toBe(false);
    expect(await maySee(db, viewer, member.id, clock)).toBe(false);
    expect((await findPerson(db, relative.id))?.roles).toEqual([]);
    expect(await db.chatSession.count()).toBe(0);
    const kept = await auditIn(db, { subject: 'family_tie' });
    expect(kept.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['bind', clerk.id],
      ['unbind', clerk.id],
    ]);
  });

  it('cannot be oneself, the member, or somebody else’s account', async () => {
    const { db, member, clerk } = await household();
    const bind = (relative: Parameters<typeof bindRelative>[2]['relative']) =>
      inTransaction(db, tx =>
        bindRelative(tx, clock, { memberId: member.id, relation: '儿子', relative, actorId: clerk.id }),
      );
    await expect(bind({ personId: clerk.id })).rejects.toMatchObject({ code: 'own-binding' });
    await expect(bind({ personId: member.id })).rejects.toMatchObject({ code: 'own-binding' });
    await expect(bind({ ...wanted, userId: clerk.userId?.toUpperCase() ?? '' })).rejects.toMatchObject({
      code: 'account-taken',
    });
    expect(await relativesOf(db, member.id)).toEqual([]);
    expect(await db.person.count({ where: { name: '张小军' } })).toBe(0);
  });

  it('keeps other members of the same relative when one tie ends', async () => {
    const { db, member, clerk } = await household();
    const { relative, member: mother } = await createRelative(db);
    await bindRelative(db, clock, {
      memberId: member.id,
      relation: '女儿',
      relative: { personId: relative.id },
      actorId: clerk.id,
    });
    await unbindRelative(db, clock, { memberId: member.id, relativeId: relative.id, actorId: clerk.id });
    const viewer = await findPerson(db, relative.id);
    expect(viewer?.roles).toEqual(['family']);
    expect(viewer && (await maySee(db, viewer, mother.id, clock))).toBe(true);
  });
});

it('another account makes a stranger of the old one, with a trace', async () => {
  const { db, clerk, helper } = await household();
  const old = helper.userId ?? '';
  await expect(
    changeAccount(db, clock, { personId: helper.id, userId: clerk.userId ?? '', actorId: clerk.id }),
  ).rejects.toMatchObject({ code: 'account-taken' });
  expect(await changeAccount(db, clock, { personId: helper.id, userId: 'NewPhone', actorId: clerk.id })).toBe(
    true,
  );
  expect(await changeAccount(db, clock, { personId: helper.id, userId: 'NewPhone', actorId: clerk.id })).toBe(
    false,
  );
  expect(await findByUserId(db, old)).toBeNull();
  expect((await findByUserId(db, 'newphone'))?.id).toBe(helper.id);
  expect(await changesOf(db, 'person', helper.id)).toMatchObject([
    { action: 'change-account', before: { userId: old }, after: { userId: 'NewPhone' } },
  ]);
});

describe('家庭成员 (S1-3.4, S3-3.4, E-4)', () => {
  const son = { name: '张小军', relation: 'son', jobless: true } as const;

  it('a child without work is one need, however often it is saved, and by two at once', async () => {
    const { db, member, keeping, helper } = await household();
    const save = () => inTransaction(db, tx => keepFamilyMember(tx, member.id, son, keeping));
    const [one, two] = await Promise.all([save(), save()]);
    await save();
    expect([one.needIsNew, two.needIsNew].filter(Boolean)).toHaveLength(1);
    expect(await familyMembersOf(db, member.id)).toHaveLength(1);
    expect(await requestsAbout(db, member.id)).toMatchObject([
      { kind: 'employment', ownerId: helper.id, state: 'open' },
    ]);
  });

  it('who found work and lost it again is a new need; a spouse without work is none', async () => {
    const { db, member, keeping } = await household();
    const { person, need } = await keepFamilyMember(db, member.id, son, keeping);
    await db.request.update({ where: { id: need?.id ?? '' }, data: { state: 'closed', outcome: 'solved' } });
    await changeFamilyMember(db, person.id, { jobless: true }, keeping);
    expect(await requestsAbout(db, member.id)).toHaveLength(1);
    await changeFamilyMember(db, person.id, { jobless: false }, keeping);
    expect((await changeFamilyMember(db, person.id, { jobless: true }, keeping)).needIsNew).toBe(true);
    await keepFamilyMember(db, member.id, { name: '王秀英', relation: 'spouse', jobless: true }, keeping);
    expect(await requestsAbout(db, member.id)).toHaveLength(2);
  });

  it('health and income wait for that person’s own consent, and so does a referral', async () => {
    const { db, member, keeping } = await household();
    const { person, need } = await keepFamilyMember(db, member.id, son, keeping);
    const refused = { code: 'family-consent-missing' };
    const refer = () =>
      referForWork(db, { familyMemberId: person.id, to: '县劳动就业服务中心', dueOn: '2026-12-20' }, keeping);
    await expect(changeFamilyMember(db, person.id, { health: '腰不好' }, keeping)).rejects.toMatchObject(
      refused,
    );
    await expect(
      keepFamilyMember(db, member.id, { name: '张小梅', relation: 'daughter', monthlyIncomeFen: 1 }, keeping),
    ).rejects.toMatchObject(refused);
    await expect(refer()).rejects.toMatchObject(refused);
    await recordFamilyConsent(db, person.id, { way: 'witness', witnessId: keeping.actorId }, keeping);
    await changeFamilyMember(db, person.id, { health: '腰不好' }, keeping);
    await refer();
    expect((await notesOf(db, need?.id ?? '')).map(({ text }) => text)).toEqual([
      '已转县劳动就业服务中心，请在12月20日（冬月十二，周日）前答复',
    ]);
    expect(await auditIn(db, { action: 'refer' })).toMatchObject([
      { after: { to: '县劳动就业服务中心', dueOn: '2026-12-20' } },
    ]);
    expect(await familyLines(db, member.id)).toEqual([
      '家里人：儿子张小军，没有工作，身体情况有记录，本人已同意',
    ]);
    const ended = {
      memberId: member.id,
      scope: 'family',
      familyMemberId: person.id,
      actorId: keeping.actorId,
    } as const;
    await withdrawConsent(db, ended, clock);
    expect(await familyMembersOf(db, member.id)).toEqual([]);
  });

  it('who is taken out leaves nothing personal behind, and no open need', async () => {
    const { db, member, keeping } = await household();
    const { person } = await keepFamilyMember(
      db,
      member.id,
      { ...son, work: '机械厂', birthYear: 1978 },
      keeping,
    );
    expect(await removeFamilyMember(db, person.id, keeping)).toBe(true);
    expect(await removeFamilyMember(db, person.id, keeping)).toBe(false);
    const row = await db.familyMember.findUniqueOrThrow({ where: { id: person.id } });
    expect(db.$vault.openRow('family_member', row.id, row)).toMatchObject({
      name: '（已删除）',
      work: null,
      birthYear: null,
    });
    expect(await requestsAbout(db, member.id)).toMatchObject([{ state: 'withdrawn' }]);
  });
});

describe('遗属 (D1, S5-4)', () => {
  const die = async (memberId: string, reporterId: string) =>
    inTransaction(database.db, tx =>
      recordHappening(tx, clock, { memberId, kind: 'died', happenedOn: today, reporterId }),
    );

  it('a death keeps who is known: the relative who acted, and the spouse; each once', async () => {
    const { db, member, clerk, keeping } = await household();
    await createRelative(db, { member, name: '张小梅', relation: '女儿', phone: '10000001234' });
    await keepFamilyMember(db, member.id, { name: '王秀英', relation: 'spouse' }, keeping);
    await keepFamilyMember(db, member.id, { name: '张小军', relation: 'son' }, keeping);
    await die(member.id, clerk.id);
    await die(member.id, clerk.id);
    const kept = (await survivorsOf(db, member.id)).map(({ name, relation, keepVisiting, phone }) => ({
      name,
      relation,
      keepVisiting,
      phone,
    }));
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual({
      name: '张小梅',
      relation: '女儿',
      keepVisiting: null,
      phone: '10000001234',
    });
    expect(kept).toContainEqual({ name: '王秀英', relation: '老伴', keepVisiting: null, phone: null });
    expect(await db.obligation.findMany({ where: { rule: 'survivors' } })).toMatchObject([
      { ownerId: clerk.id, state: 'open', dueOn: '2026-12-09' },
    ]);
    expect((await survivorLines(db, member.id)).join()).toContain('女儿张小梅，还没有问，电话 100****1234');
  });

  it('the question is closed when everybody was asked about; the list has those to be visited, the living have none', async () => {
    const { db, member, clerk } = await household();
    const word = {
      memberId: member.id,
      name: '王秀英',
      relation: '老伴',
      keepVisiting: true,
      actorId: clerk.id,
    };
    await expect(recordSurvivor(db, clock, word)).rejects.toMatchObject({ code: 'member-not-deceased' });
    const { happening } = await die(member.id, clerk.id);
    await recordSurvivor(db, clock, word);
    await recordSurvivor(db, clock, word);
    const { path } = await db.organisation.findFirstOrThrow();
    expect(await survivorsToVisit(db, path)).toMatchObject({
      count: 1,
      rows: [{ name: '王秀英', memberName: '张德厚' }],
    });
    expect(await survivorsToVisit(db, `${randomUUID()}/`)).toEqual({ count: 0, rows: [] });
    expect(await db.obligation.findMany({ where: { rule: 'survivors' } })).toMatchObject([{ state: 'done' }]);
    await undoHappening(db, clock, happening.id, clerk.id);
    expect(await survivorsOf(db, member.id)).toEqual([]);
    expect(await auditIn(db, { action: 'remove', subject: 'survivor' })).toHaveLength(1);
  });

  it('a wrong death is corrected days later with a reason and not without; twice is once', async () => {
    const { db, member, clerk } = await household();
    await die(member.id, clerk.id);
    const later = heldClock('2026-12-05T10:05:00+08:00');
    const wrong = { memberId: member.id, actorId: clerk.id, reason: '同名弄混' };
    await expect(correctDeath(db, later, { ...wrong, reason: ' ' })).rejects.toMatchObject({
      code: 'reason-missing',
    });
    expect(await inTransaction(db, tx => correctDeath(tx, later, wrong))).toMatchObject({
      happening: { kind: 'died' },
    });
    expect(await correctDeath(db, later, wrong)).toBeNull();
    expect((await db.careFile.findUniqueOrThrow({ where: { memberId: member.id } })).state).toBe('enrolled');
    expect(await auditIn(db, { action: 'undo' })).toMatchObject([{ after: { reason: '同名弄混' } }]);
  });

  it('a file entered as 去世 without a report goes to 暂停', async () => {
    const { db, clerk } = await household();
    const member = await createMember(db, { careFile: { state: 'deceased' } });
    const administrator = await createPerson(db, { roles: ['administrator'] });
    const wrong = { memberId: member.id, reason: '导入时填错' };
    await inTransaction(db, tx => correctDeath(tx, clock, { ...wrong, actorId: administrator.id }));
    await correctDeath(db, clock, { ...wrong, actorId: clerk.id });
    expect((await db.careFile.findUniqueOrThrow({ where: { memberId: member.id } })).state).toBe('suspended');
  });
});

describe('四就近 (S3-3.3)', () => {
  const arrangement = {
    kinds: ['study', 'care'],
    community: '幸福社区',
    contactName: '赵春梅',
    contactPhone: '10000008888',
  } as const;

  it('cannot begin without the member’s consent, and leaves 隶属关系 as it is', async () => {
    const { db, member, clerk } = await household();
    const wanted = { ...arrangement, memberId: member.id, actorId: clerk.id };
    await expect(arrangeNearby(db, clock, wanted)).rejects.toMatchObject({
      code: 'four-nearby-consent-missing',
    });
    const before = await db.person.findUniqueOrThrow({ where: { id: member.id } });
    const given = { memberId: member.id, scope: 'four-nearby', way: 'witness', witnessId: clerk.id } as const;
    await recordConsent(db, { ...given, givenById: member.id, recordedById: clerk.id }, clock);
    await arrangeNearby(db, clock, wanted);
    await arrangeNearby(db, clock, { ...wanted, kinds: ['study'] });
    expect(await db.fourNearby.count()).toBe(1);
    expect(await fourNearbyLines(db, member.id, today)).toEqual([
      '四就近：就近学习，在幸福社区，联系人赵春梅 100****8888，11月25日（十月十七，周三）起',
    ]);
    expect(await db.person.findUniqueOrThrow({ where: { id: member.id } })).toEqual(before);
    expect(await endNearby(db, clock, { memberId: member.id, actorId: clerk.id })).toBe(true);
    expect(await fourNearbyOf(db, member.id, today)).toBeNull();
  });

  it('ends with the consent', async () => {
    const { db, member, clerk } = await household();
    const given = { memberId: member.id, scope: 'four-nearby', way: 'witness', witnessId: clerk.id } as const;
    await recordConsent(db, { ...given, givenById: member.id, recordedById: clerk.id }, clock);
    await arrangeNearby(db, clock, { ...arrangement, memberId: member.id, actorId: clerk.id });
    await withdrawConsent(db, { memberId: member.id, scope: 'four-nearby', actorId: member.id }, clock);
    expect(await fourNearbyOf(db, member.id, today)).toBeNull();
  });
});
