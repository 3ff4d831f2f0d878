/** Numbers that organisations make their own (S1-0.2), and the survey's coverage (S1-3.1a). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  recordSurvey,
  surveyCoverage,
  updateCareFile,
  findCareFile,
  namesakesOf,
  openFile,
} from '../../src/scheme/care-files.ts';
import { getSetting, setSetting, settingText, thresholdsFor } from '../../src/scheme/settings.ts';
import { recordConsent } from '../../src/scheme/consents.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createMember,
  createOrganisation,
  createPerson,
  type OrganisationRow,
} from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';

let database: TestDatabase;
let bureau: OrganisationRow;
let branch: OrganisationRow;
const clock = heldClock('2027-01-20T10:00:00+08:00');
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.empty();
  bureau = await createOrganisation(database.db, { kind: 'cadre-bureau' });
  branch = await createOrganisation(database.db, { parent: bureau });
});
afterAll(() => database.close());

describe('settings', () => {
  const key = 'low-pension-fen';

  it('hold for all below, until a nearer one is set', async () => {
    const { db } = database;
    expect(await getSetting(db, branch.id, key, 2027)).toBeUndefined();
    expect(await thresholdsFor(db, branch.id, '2027-01-20')).toEqual({});
    await setSetting(db, clock, {
      organisationId: bureau.id,
      key,
      year: 2027,
      value: 300_000,
      actorId: null,
    });
    expect(await getSetting(db, branch.id, key, 2027)).toMatchObject({
      value: 300_000,
      organisationId: bureau.id,
    });
    await setSetting(db, clock, {
      organisationId: branch.id,
      key,
      year: 2027,
      value: 280_000,
      actorId: null,
    });
    expect(await thresholdsFor(db, branch.id, '2027-01-20')).toEqual({ lowPensionFen: 280_000, year: 2027 });
    expect((await getSetting(db, bureau.id, key, 2027))?.value).toBe(300_000);
  });

  it('a year without its own takes the latest before it, and says which', async () => {
    const { db } = database;
    const line = { organisationId: bureau.id, key, actorId: null } as const;
    await setSetting(db, clock, { ...line, year: 2025, value: 250_000 });
    await setSetting(db, clock, { ...line, year: 2026, value: 270_000 });
    expect(await thresholdsFor(db, branch.id, '2027-01-20')).toEqual({ lowPensionFen: 270_000, year: 2026 });
    expect((await getSetting(db, branch.id, key, 2024))?.value).toBeUndefined();
  });

  it('a change keeps who, when, from what to what; the same again is no change', async () => {
    const { db } = database;
    const { id: actorId } = await createPerson(db, { organisation: bureau, roles: ['leader'] });
    const line = { organisationId: bureau.id, key: 'reassess-days', actorId } as const;
    expect((await getSetting(db, branch.id, 'reassess-days'))?.value).toBe(180);
    expect(await setSetting(db, clock, { ...line, value: 90 })).toBe(true);
    expect(await setSetting(db, clock, { ...line, value: 90 })).toBe(false);
    expect(await setSetting(db, clock, { ...line, value: 120 })).toBe(true);
    expect(await auditIn(db, { subject: 'setting' })).toMatchObject([
      { actorId, at: clock.now(), before: { key: 'reassess-days', value: null }, after: { value: 90 } },
      { actorId, before: { value: 90 }, after: { value: 120 } },
    ]);
    await expect(setSetting(db, clock, { ...line, value: 3 })).rejects.toMatchObject({
      expose: '“暂时困难重新评估天数”应在7天到730天之间，请再看看。',
    });
    expect([settingText('reassess-days', 90), settingText(key, 300_050)]).toEqual(['90天', '3000.5元']);
  });
});

describe('the 摸底', () => {
  it('counts who was asked since it began, of all who are there', async () => {
    const { db } = database;
    const made = [];
    for (let index = 0; index < 8; index += 1) made.push(await createMember(db, { organisation: branch }));
    await createMember(db, { organisation: branch, careFile: { state: 'deceased' } });
    const editing = { actorId: null, clock };
    const results = ['enrolled', 'enrolled', 'not-eligible', 'unreachable', 'enrolled'] as const;
    for (const [index, result] of results.entries())
      await recordSurvey(db, made[index]?.id ?? '', result, editing);
    await db.careFile.update({ where: { memberId: made[4]?.id ?? '' }, data: { surveyedOn: '2026-12-31' } });
    expect(await surveyCoverage(db, bureau.path, '2027-01-01')).toEqual({
      total: 8,
      enrolled: 2,
      notEligible: 1,
      unreachable: 1,
      open: 4,
      percent: 50,
    });
    const empty = await createOrganisation(db, { parent: bureau });
    expect((await surveyCoverage(db, empty.path, '2027-01-01')).percent).toBe(100);
  });
});

describe('sensitive fields (E-2)', () => {
  const editing = { actorId: null, clock };

  it.each(['idNumber', 'bankAccount', 'bankName', 'health', 'disease', 'disability'] as const)(
    '%s is kept only with a consent; emptying it needs none',
    async field => {
      const { db } = database;
      const { id } = await createMember(db, { organisation: branch });
      await expect(updateCareFile(db, id, { [field]: '某某' }, editing)).rejects.toMatchObject({
        code: 'consent-missing',
      });
      expect((await findCareFile(db, id))?.[field]).toBeNull();
      const given = {
        memberId: id,
        scope: 'sensitive',
        way: 'chat',
        givenById: id,
        recordedById: null,
      } as const;
      await recordConsent(db, given, clock);
      expect(await updateCareFile(db, id, { [field]: '某某' }, editing)).toBe(true);
      expect((await findCareFile(db, id))?.[field]).toBe('某某');
      expect(await updateCareFile(db, id, { [field]: null }, editing)).toBe(true);
    },
  );
});

describe('opening a file', () => {
  const editing = { actorId: null, clock };

  it('makes a 草稿 and a person, once', async () => {
    const { db } = database;
    const fields = { phone: '13900000001', sex: 'female', hardshipKinds: ['ill-health'] };
    const id = await openFile(db, { name: '王秀英', organisationId: branch.id, fields }, editing);
    expect(await findCareFile(db, id)).toMatchObject({ state: 'draft', phone: '13900000001', sex: 'female' });
    expect(await db.person.findUnique({ where: { id } })).toMatchObject({
      name: '王秀英',
      roles: ['member'],
    });
    await expect(
      openFile(db, { name: '王秀英', organisationId: branch.id, personId: id, fields: {} }, editing),
    ).rejects.toMatchObject({ code: 'file-exists' });
    expect((await auditIn(db, { subject: 'care_file' })).map(({ action }) => action)).toEqual(['create']);
  });

  it('finds who may be the same: by name in the organisation, by telephone however written, by ID number', async () => {
    const { db } = database;
    const other = await createOrganisation(db, { parent: bureau });
    await createMember(db, { name: '王秀英', organisation: branch, phone: null });
    await createMember(db, { name: '王秀英', organisation: other, phone: null });
    await createMember(db, { name: '王秀莲', organisation: other, phone: '139-0000 0001' });
    await createMember(db, {
      name: '李桂英',
      organisation: other,
      phone: null,
      careFile: { idNumber: '00000019450101122X' },
    });
    const sought = {
      name: '王秀英',
      organisationId: branch.id,
      phone: '13900000001',
      idNumber: '00000019450101122x',
    };
    const found = await namesakesOf(db, sought);
    expect(found.map(({ name, why }) => `${name} ${why}`).sort()).toEqual([
      '李桂英 id-number',
      '王秀英 name',
      '王秀莲 phone',
    ]);
    expect(await namesakesOf(db, { name: '无名氏', organisationId: branch.id })).toEqual([]);
  });
});
