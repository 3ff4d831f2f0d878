import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import { updateCareFile } from '../../src/scheme/care-files.ts';
import {
  activeConsent,
  consentText,
  consentsOf,
  expireConsents,
  membersConsenting,
  membersWithExpired,
  recordConsent,
  requireConsent,
  sensitiveFields,
  withdrawConsent,
  type NewConsent,
} from '../../src/scheme/consents.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPerson } from '../support/factories.ts';
import { auditIn, careFileIn } from '../support/sealed.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
const today = '2027-01-17';
const filled = {
  idNumber: '610302194405060012',
  bankAccount: '6222020000000001234',
  bankName: '宝岭银行',
  health: '高血压',
  disease: '冠心病',
  disability: '肢体二级',
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const given = async (memberId: string, more: Partial<NewConsent> = {}) =>
  recordConsent(
    database.db,
    { memberId, scope: 'sensitive', way: 'chat', givenById: memberId, recordedById: memberId, ...more },
    clock,
  );

describe('a consent', () => {
  it('is kept with the words, the way, who and when, and logged', async () => {
    const { id } = await createMember(database.db);
    const clerk = await createPerson(database.db, { roles: ['clerk'] });
    const consent = await given(id, {
      way: 'witness',
      witnessId: clerk.id,
      recordedById: clerk.id,
      note: '在家里念给他听的',
      givenOn: '2027-01-15',
    });
    expect(consent).toMatchObject({
      scope: 'sensitive',
      textVersion: consentText('sensitive').version,
      textHash: consentText('sensitive').hash,
      way: 'witness',
      note: '在家里念给他听的',
      givenOn: '2027-01-15',
      expiresOn: null,
    });
    expect(await activeConsent(database.db, id, 'sensitive', today)).toMatchObject({ id: consent.id });
    expect(await activeConsent(database.db, id, 'publicity', today)).toBeNull();
    const [entry] = await auditIn(database.db, { subject: 'consent' });
    expect(entry).toMatchObject({ action: 'consent', actorId: clerk.id, ref: id });
    expect(JSON.stringify(entry?.after)).not.toContain('念给他听');
  });

  it('of the same day and words is kept once, also when two record it at once', async () => {
    const { id } = await createMember(database.db);
    const once = () =>
      inTransaction(database.db, tx =>
        recordConsent(
          tx,
          { memberId: id, scope: 'sensitive', way: 'chat', givenById: id, recordedById: id },
          clock,
        ),
      );
    const ids = (await Promise.all([once(), once(), once(), once()])).map(consent => consent.id);
    expect(new Set(ids).size).toBe(1);
    expect(await consentsOf(database.db, id)).toHaveLength(1);
  });

  it('needs its proof', async () => {
    const { id } = await createMember(database.db);
    const refused: Partial<NewConsent>[] = [
      { way: 'witness' },
      { givenOn: '2027-01-18' },
      { scope: 'family' },
      { familyMemberId: randomUUID() },
      { textVersion: 'sensitive-1999-9' },
      { scope: 'publicity', textVersion: consentText('sensitive').version },
    ];
    for (const more of refused)
      await expect(given(id, more), JSON.stringify(more)).rejects.toMatchObject({
        code: 'consent-incomplete',
      });
    expect(await consentsOf(database.db, id)).toEqual([]);
  });

  it('for publicity holds a year', async () => {
    const { id } = await createMember(database.db);
    expect(await given(id, { scope: 'publicity' })).toMatchObject({ expiresOn: '2028-01-17' });
  });
});

describe('sensitive fields', () => {
  it('are not stored without a consent, each by itself, and can always be emptied', async () => {
    const { id } = await createMember(database.db);
    for (const [field, value] of Object.entries(filled))
      await expect(
        updateCareFile(database.db, id, { [field]: value }, { actorId: null, clock }),
      ).rejects.toMatchObject({ code: 'consent-missing' });
    await updateCareFile(database.db, id, { address: '和平路1号' }, { actorId: null, clock });
    await given(id);
    await updateCareFile(database.db, id, filled, { actorId: null, clock });
    expect(await careFileIn(database.db, id)).toMatchObject(filled);
  });

  it('are erased and locked when the consent is taken back; the trail names them and not what they held', async () => {
    const { id } = await createMember(database.db, { careFile: { ...filled, address: '和平路1号' } });
    await given(id);
    const { disability: _, ...without } = filled;
    await updateCareFile(database.db, id, { disability: null }, { actorId: null, clock });
    const done = await inTransaction(database.db, tx =>
      withdrawConsent(tx, { memberId: id, scope: 'sensitive', actorId: id }, clock),
    );
    expect([...done.erased].sort()).toEqual(Object.keys(without).sort());
    const file = await careFileIn(database.db, id);
    for (const field of sensitiveFields) expect(file[field], field).toBeNull();
    expect(file).toMatchObject({ idNumberIndex: null, bankAccountIndex: null, address: '和平路1号' });
    const trail = JSON.stringify(await auditIn(database.db));
    for (const value of Object.values(filled)) expect(trail).not.toContain(value);
    expect(await auditIn(database.db, { action: 'withdraw-consent' })).toMatchObject([
      { actorId: id, ref: id, after: { scope: 'sensitive', erased: done.erased } },
    ]);
    await expect(
      updateCareFile(database.db, id, { health: '高血压' }, { actorId: null, clock }),
    ).rejects.toMatchObject({ code: 'consent-missing' });
    await given(id);
    await updateCareFile(database.db, id, { health: '高血压' }, { actorId: null, clock });
  });

  it('come back with the transaction that failed', async () => {
    const { id } = await createMember(database.db, { careFile: filled });
    await given(id);
    const fails = inTransaction(database.db, async tx => {
      await withdrawConsent(tx, { memberId: id, scope: 'sensitive', actorId: id }, clock);
      throw new Error('the end');
    });
    await expect(fails).rejects.toThrow('the end');
    expect(await careFileIn(database.db, id)).toMatchObject(filled);
    expect(await activeConsent(database.db, id, 'sensitive', today)).not.toBeNull();
  });

  it('are never left behind by a change that runs at the same moment as the withdrawal', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { id } = await createMember(database.db);
      await given(id);
      await Promise.allSettled([
        inTransaction(database.db, tx =>
          updateCareFile(tx, id, { health: '高血压' }, { actorId: null, clock }),
        ),
        inTransaction(database.db, tx =>
          withdrawConsent(tx, { memberId: id, scope: 'sensitive', actorId: id }, clock),
        ),
      ]);
      expect((await careFileIn(database.db, id)).health).toBeNull();
    }
  });

  it('stay while another consent holds, and nothing is erased where none stood', async () => {
    const { id } = await createMember(database.db, { careFile: filled });
    const none = await withdrawConsent(database.db, { memberId: id, scope: 'sensitive', actorId: id }, clock);
    expect(none).toEqual({ consents: 0, erased: [] });
    expect(await careFileIn(database.db, id)).toMatchObject(filled);
  });

  it('are erased by expiry, once', async () => {
    const { id } = await createMember(database.db, { careFile: filled });
    await given(id, { expiresOn: '2027-01-16', givenOn: '2026-01-16' });
    await expect(requireConsent(database.db, id, { health: '好' }, today)).rejects.toMatchObject({
      code: 'consent-missing',
    });
    expect(await membersWithExpired(database.db, today)).toEqual([id]);
    const done = await expireConsents(database.db, id, clock);
    expect(done).toMatchObject({ consents: 1 });
    expect((await careFileIn(database.db, id)).health).toBeNull();
    expect(await expireConsents(database.db, id, clock)).toEqual({ consents: 0, erased: [] });
    expect(await auditIn(database.db, { action: 'expire-consent' })).toHaveLength(1);
    expect(await membersWithExpired(database.db, today)).toEqual([]);
  });

  it('outlive an expired consent that was renewed', async () => {
    const { id } = await createMember(database.db, { careFile: filled });
    await given(id, { expiresOn: '2027-01-16', givenOn: '2026-01-16' });
    await given(id);
    expect(await expireConsents(database.db, id, clock)).toEqual({ consents: 1, erased: [] });
    expect(await careFileIn(database.db, id)).toMatchObject(filled);
  });
});

describe('other scopes', () => {
  it('name the members who consent', async () => {
    const [one, other] = [await createMember(database.db), await createMember(database.db)];
    await given(one.id);
    expect(await membersConsenting(database.db, [one.id, other.id], 'sensitive', today)).toEqual(
      new Set([one.id]),
    );
  });

  it('end the arrangement nearby and erase the relative', async () => {
    const { db } = database;
    const { id } = await createMember(db);
    const relative = randomUUID();
    const consent = await given(id, { scope: 'family', familyMemberId: relative });
    const kept = db.$vault.sealRow('family_member', relative, { name: '张小梅', health: '腰椎病' });
    await db.familyMember.create({
      data: {
        ...kept,
        id: relative,
        memberId: id,
        relation: 'daughter',
        jobless: true,
        consentId: consent.id,
        createdAt: clock.now(),
      },
    });
    const nearby = await given(id, { scope: 'four-nearby' });
    const arrangement = {
      memberId: id,
      kinds: ['care'],
      community: '和平社区',
      contactName: '王主任',
      consentId: nearby.id,
    };
    await db.fourNearby.create({
      data: { ...arrangement, startsOn: '2026-12-01', createdAt: clock.now() },
    });
    const ended = await withdrawConsent(db, { memberId: id, scope: 'four-nearby', actorId: id }, clock);
    expect(ended.erased).toContain('contactName');
    expect(await db.fourNearby.findMany()).toMatchObject([{ endsOn: today, contactName: null }]);
    const family = { memberId: id, scope: 'family', familyMemberId: relative, actorId: id } as const;
    expect((await withdrawConsent(db, family, clock)).erased).toEqual(['name', 'health']);
    const row = await db.familyMember.findUniqueOrThrow({ where: { id: relative } });
    expect(db.$vault.openRow('family_member', row.id, row)).toMatchObject({
      name: '（已撤回同意）',
      health: null,
      jobless: false,
      removedAt: clock.now(),
    });
  });
});
