/** States of a file: who may change them, what must be said, and what follows in the same transaction. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import {
  changeState,
  enrolledCounts,
  findCareFile,
  recognised,
  stateCounts,
} from '../../src/scheme/care-files.ts';
import type { CareFileState, Role } from '../../src/scheme/labels.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { markOverdue } from '../../src/scheme/obligations/escalation.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import { setSetting } from '../../src/scheme/settings.ts';
import {
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type MemberOptions,
  type OrganisationRow,
} from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
let bureau: OrganisationRow;
let branch: OrganisationRow;
beforeAll(async () => {
  house = await createHouse('2027-01-20T10:00:00+08:00');
});
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T10:00:00+08:00');
  bureau = await createOrganisation(house.db, { name: '县委老干部局', kind: 'cadre-bureau' });
  branch = await createOrganisation(house.db, { name: '第一党支部', parent: bureau });
});
afterAll(() => house.database.close());

async function staff(role: Role, organisation = bureau): Promise<Person> {
  const { id } = await createPerson(house.db, { roles: [role], organisation });
  return (await findPerson(house.db, id)) as Person;
}

const eligible = {
  retirementKind: 'retired',
  partyMember: true,
  formerUnitStatus: 'bankrupt',
  hardshipKinds: ['ill-health'],
};

const member = (careFile: MemberOptions['careFile'] = {}) =>
  createMember(house.db, { organisation: branch, careFile: { ...eligible, ...careFile } });

const change = (actor: Person, memberId: string, to: CareFileState, reason?: string, on?: string) =>
  inTransaction(house.db, tx =>
    changeState(
      tx,
      { memberId, to, ...(reason === undefined ? {} : { reason }), ...(on === undefined ? {} : { on }) },
      { actor, clock: house.clock },
    ),
  );

describe('recognition (D1, D5)', () => {
  it('goes from 草稿 over 待认定 to 在册 by two people, with the day and who', async () => {
    const { id } = await member({ state: 'draft' });
    const clerk = await staff('clerk');
    const approver = await staff('approver');
    await change(clerk, id, 'proposed');
    await change(approver, id, 'enrolled');
    expect(await findCareFile(house.db, id)).toMatchObject({
      state: 'enrolled',
      recognisedOn: '2027-01-20',
      recognisedById: approver.id,
    });
    expect(await changesOf(house.db, 'care_file', id)).toMatchObject([
      { actorId: clerk.id, before: { state: 'draft' }, after: { state: 'proposed' } },
      { actorId: approver.id, before: { state: 'proposed' }, after: { state: 'enrolled', on: '2027-01-20' } },
    ]);
  });

  it('is refused to everybody but the approver, to the supervisor who only reads, and to one of another branch', async () => {
    const { id } = await member({ state: 'proposed' });
    for (const role of ['clerk', 'secretary', 'leader', 'supervisor', 'helper', 'administrator'] as const)
      await expect(change(await staff(role), id, 'enrolled')).rejects.toMatchObject({
        code: 'not-theirs-to-change',
        expose: '“认定”要请审批同志来办。',
      });
    const elsewhere = await createOrganisation(house.db, { name: '第二党支部', parent: bureau });
    await expect(change(await staff('approver', elsewhere), id, 'enrolled')).rejects.toMatchObject({
      code: 'not-theirs-to-change',
    });
    expect((await findCareFile(house.db, id))?.state).toBe('proposed');
  });

  it('is not given by whoever proposed', async () => {
    const { id } = await member({ state: 'draft' });
    const both = await createPerson(house.db, { roles: ['clerk', 'approver'], organisation: bureau });
    const actor = (await findPerson(house.db, both.id)) as Person;
    await change(actor, id, 'proposed');
    await expect(change(actor, id, 'enrolled')).rejects.toMatchObject({ code: 'own-proposal' });
  });

  it('needs 离退休, 党员 and a ground, or a reason that is kept as the exception (S1-2.1)', async () => {
    const approver = await staff('approver');
    const { id } = await member({ state: 'proposed', partyMember: false, hardshipKinds: [] });
    await expect(change(approver, id, 'enrolled')).rejects.toMatchObject({
      code: 'not-eligible',
      expose: expect.stringMatching(/不是党员.*没有填写制度规定的困难情形.*请写明理由/) as string,
    });
    await expect(change(approver, id, 'enrolled', '  ')).rejects.toMatchObject({ code: 'not-eligible' });
    await change(approver, id, 'enrolled', '局务会2027年第1次会议纪要');
    expect((await findCareFile(house.db, id))?.exceptionReason).toBe('局务会2027年第1次会议纪要');
  });

  it('measures a low pension by the line set above the branch for the year', async () => {
    const { db, clock } = house;
    const approver = await staff('approver');
    const line = { organisationId: bureau.id, key: 'low-pension-fen', year: 2027, actorId: null } as const;
    await setSetting(db, clock, { ...line, value: 300_000 });
    const { id } = await member({ state: 'proposed', hardshipKinds: ['low-pension'], pensionFen: 350_000 });
    await expect(change(approver, id, 'enrolled')).rejects.toMatchObject({
      expose: expect.stringContaining('不低于2027年标准3000元') as string,
    });
    await setSetting(db, clock, { ...line, value: 400_000 });
    expect(await change(approver, id, 'enrolled')).toMatchObject({ to: 'enrolled' });
  });

  it('gives a temporary case the day on which it is looked at again (S2-2.1)', async () => {
    const { id } = await member({ state: 'proposed', temporary: true });
    await change(await staff('approver'), id, 'enrolled');
    expect((await findCareFile(house.db, id))?.reassessOn).toBe('2027-07-19');
  });
});

describe('what must be said', () => {
  it('a reason where the table asks for one, and no day to come', async () => {
    const { id } = await member();
    const clerk = await staff('clerk');
    for (const to of ['suspended', 'recovered', 'moved-away'] as const)
      await expect(change(clerk, id, to)).rejects.toMatchObject({ code: 'reason-needed' });
    await expect(change(clerk, id, 'recovered', '补发了待遇', '2027-01-21')).rejects.toMatchObject({
      code: 'day-to-come',
    });
    await expect(change(clerk, id, 'draft', '不知道')).rejects.toMatchObject({
      code: 'no-such-transition',
      expose: '这份档案现在是“在册”，不能直接改成“草稿”。',
    });
    await expect(change(clerk, id, 'deceased', '去世')).rejects.toMatchObject({
      code: 'death-is-a-happening',
      expose: expect.stringContaining('报告情况') as string,
    });
    expect(await change(clerk, id, 'recovered', '补发了待遇', '2027-01-10')).toMatchObject({
      to: 'recovered',
    });
    expect((await changesOf(house.db, 'care_file', id)).at(-1)?.after).toMatchObject({
      on: '2027-01-10',
      reason: '补发了待遇',
    });
  });

  it('twice at once is once', async () => {
    const { id } = await member();
    const clerk = await staff('clerk');
    const both = await Promise.all([1, 2].map(() => change(clerk, id, 'suspended', '出国探亲')));
    expect(both.filter(each => each !== undefined)).toHaveLength(1);
    expect(await changesOf(house.db, 'care_file', id)).toHaveLength(1);
  });
});

describe('what follows', () => {
  const states = async (memberId: string) =>
    (await house.db.obligation.findMany({ where: { memberId }, orderBy: { rule: 'asc' } })).map(
      ({ rule, state, closeReason }) => `${rule} ${state} ${closeReason ?? ''}`.trim(),
    );

  it('duties end with 暂停 and come back with 恢复', async () => {
    const { id } = await member({ lastReviewedOn: '2026-02-01' });
    await createPairing(house.db, { member: await house.db.person.findUniqueOrThrow({ where: { id } }) });
    const clerk = await staff('clerk');
    await planObligations(house.db, house.clock);
    expect(await states(id)).toEqual(expect.arrayContaining(['care-file-review open', 'festival open']));
    const before = (await states(id)).length;
    expect(await change(clerk, id, 'suspended', '出国探亲')).toMatchObject({ ended: before, opened: 0 });
    expect((await states(id)).every(each => each.includes('cancelled no-longer-due'))).toBe(true);
    expect(await change(clerk, id, 'enrolled', '回来了')).toMatchObject({ opened: before });
    expect((await states(id)).every(each => each.endsWith('open'))).toBe(true);
    await planObligations(house.db, house.clock);
    expect(await states(id)).toHaveLength(before);
  });

  it('迁出 ends what is overdue too, and the helper’s pairing on that day', async () => {
    const { db } = house;
    const { id } = await member({ lastReviewedOn: '2026-01-01' });
    const { pairing } = await createPairing(db, {
      member: await db.person.findUniqueOrThrow({ where: { id } }),
    });
    const clerk = await staff('clerk');
    await planObligations(db, house.clock);
    await markOverdue(db, house.clock.now());
    expect(await states(id)).toContain('care-file-review overdue');
    const done = await change(clerk, id, 'moved-away', '随女儿去了外省', '2027-01-15');
    expect(done).toMatchObject({ pairingsEnded: 1 });
    expect((await states(id)).every(each => each.includes('cancelled'))).toBe(true);
    expect(await db.pairing.findUnique({ where: { id: pairing.id } })).toMatchObject({
      endsOn: '2027-01-14',
      endReason: 'moved',
      endedById: clerk.id,
    });
    expect(await change(clerk, id, 'proposed', '女儿调回本县')).toMatchObject({ from: 'moved-away' });
    expect((await findCareFile(db, id))?.recognisedOn).toBeNull();
  });
});

describe('statistics', () => {
  it('leave out what is not recognised; inside and outside the scope sum up to the total (S1-2.2)', async () => {
    const { db } = house;
    await member();
    await member({ formerUnitStatus: 'restructured', retirementKind: 'veteran' });
    await member({ formerUnitStatus: 'other' });
    await member({ formerUnitStatus: null, retirementKind: null });
    await member({ state: 'proposed' });
    await member({ state: 'draft' });
    await member({ state: 'moved-away' });
    await member({ state: 'moved-away', recognisedOn: '2026-03-01' });
    const counts = await enrolledCounts(db, bureau.path);
    expect(counts).toEqual({ total: 4, within: 2, outside: 2, veteran: 1, retired: 2, otherRetirement: 1 });
    expect(counts.within + counts.outside).toBe(counts.total);
    expect(await db.careFile.count({ where: recognised })).toBe(5);
    const { states, recognised: counted } = await stateCounts(db, bureau.path);
    expect([states.get('proposed'), states.get('moved-away'), counted]).toEqual([1, 2, 5]);
  });
});
