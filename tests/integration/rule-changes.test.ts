/** Rules that organisations make their own (S1-0.2): inherited, previewed, changed, raced, undone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { changeRule, previewRuleChange, type RuleChange } from '../../src/scheme/rule-changes.ts';
import { plannedAtOnce } from '../../src/scheme/rule-effects.ts';
import { historyOf, undoRuleChange } from '../../src/scheme/rule-history.ts';
import { heldFor } from '../../src/scheme/rule-settings.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type OrganisationRow,
} from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let bureau: OrganisationRow;
let general: OrganisationRow;
let first: OrganisationRow;
let second: OrganisationRow;
let elsewhere: OrganisationRow;
beforeAll(async () => {
  house = await createHouse('2027-10-02T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-10-02T09:00:00+08:00');
  const { db } = house;
  bureau = await createOrganisation(db, { kind: 'cadre-bureau' });
  general = await createOrganisation(db, { kind: 'general-branch', parent: bureau });
  first = await createOrganisation(db, { parent: general });
  second = await createOrganisation(db, { parent: general });
  elsewhere = await createOrganisation(db, { parent: bureau });
});

const doubleNinth = 'festival:double-ninth';
const spring = 'festival:spring-festival';
const by = (organisation: OrganisationRow, form: string, values: RuleChange['values']): RuleChange => ({
  organisationId: organisation.id,
  form,
  values,
  actorId: null,
});
const change = (...args: Parameters<typeof by>) =>
  inTransaction(house.db, tx => changeRule(tx, house.clock, by(...args)));
const preview = (...args: Parameters<typeof by>) =>
  inTransaction(house.db, tx => previewRuleChange(tx, house.clock, by(...args)));
const plan = () => planObligations(house.db, house.clock);
const held = async (organisation: OrganisationRow, form: string) =>
  (await heldFor(house.db, organisation.id)).find(each => each.form.key === form);
const pair = async (organisation: OrganisationRow, careFile = {}) => {
  const member = await createMember(house.db, { organisation, careFile });
  const helper = await createHelper(house.db, { organisation });
  await createPairing(house.db, { member, helper });
  return { member, helper };
};
const festival = (name: string, state?: string) =>
  house.db.obligation.findMany({
    where: { occurrence: { startsWith: name }, ...(state ? { state } : {}) },
    orderBy: [{ opensOn: 'asc' }, { id: 'asc' }],
  });

describe('what holds', () => {
  test('goes down a tree of three levels, each value on its own, until a nearer one says otherwise', async () => {
    await change(bureau, spring, { opens: 30, prompts: [9, 3] });
    await change(general, spring, { opens: 25 });
    await change(first, spring, { prompts: [5] });
    expect(await held(bureau, spring)).toMatchObject({ held: { opens: 30, prompts: [9, 3], closes: 1 } });
    expect(await held(second, spring)).toMatchObject({ held: { opens: 25, prompts: [9, 3] } });
    const own = await held(first, spring);
    expect(own).toMatchObject({ held: { opens: 25, prompts: [5], closes: 1, on: true } });
    expect(own?.from).toEqual({ opens: general.id, prompts: first.id });
    expect(await held(elsewhere, spring)).toMatchObject({ held: { opens: 30, prompts: [9, 3] } });
    // What a nearer one does not say itself still comes from above.
    await change(bureau, spring, { closes: 2 });
    expect(await held(first, spring)).toMatchObject({ held: { opens: 25, closes: 2 } });
  });

  test('a value that is given back is inherited again', async () => {
    await change(bureau, spring, { opens: 30 });
    await change(first, spring, { opens: 10 });
    await change(first, spring, { opens: null });
    expect(await held(first, spring)).toMatchObject({ held: { opens: 30 }, from: { opens: bureau.id } });
  });

  test('the same again is no change', async () => {
    expect(await change(first, spring, { opens: 25 })).toMatchObject({
      version: expect.any(Number) as number,
    });
    expect(await change(first, spring, { opens: 25 })).toBeNull();
    expect(await house.db.ruleVersion.count()).toBe(1);
  });

  test('what was stored by a program that knew more is passed over', async () => {
    await house.db.ruleVersion.create({
      data: {
        organisationId: first.id,
        rule: spring,
        settings: { opens: 'soon', closes: 99, whatever: 1, prompts: [4] },
        changedAt: house.clock.now(),
      },
    });
    expect(await held(first, spring)).toMatchObject({ held: { opens: 20, closes: 1, prompts: [4] } });
  });
});

describe('switching on and off', () => {
  test('重阳 in October plans exactly those 在册 in that subtree', async () => {
    const one = await pair(first);
    const two = await pair(second);
    await pair(first, { state: 'suspended' });
    await pair(elsewhere);
    await plan();
    expect(await festival('double-ninth')).toEqual([]);
    expect((await preview(general, doubleNinth, { on: true })).effect).toMatchObject({
      created: 2,
      changed: 0,
      dropped: 0,
      members: 3,
    });
    expect(await festival('double-ninth')).toEqual([]);
    expect(await house.db.ruleVersion.count()).toBe(0);
    expect((await change(general, doubleNinth, { on: true }))?.effect).toMatchObject({ created: 2 });
    const duties = await festival('double-ninth', 'open');
    expect(new Set(duties.map(({ memberId }) => memberId))).toEqual(new Set([one.member.id, two.member.id]));
    expect(duties[0]).toMatchObject({
      opensOn: '2027-10-01',
      dueOn: '2027-10-08',
      title: '重阳走访',
      settingsVersion: (await house.db.ruleVersion.findFirst())?.id,
      nextTarget: 'owner',
      nextManner: 'digest',
    });
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  });

  test('off lets go what is open, keeps what is done, and withdraws what was to be said', async () => {
    const { member, helper } = await pair(first);
    const other = await pair(first);
    await change(first, doubleNinth, { on: true });
    await recordVisit(house.db, house.clock, {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2027-10-02',
      way: 'home',
    });
    await sendPrompts({}, house.context);
    const userId = other.helper.userId ?? '';
    expect(await heard(house.db, userId)).toHaveLength(1);
    expect((await change(first, doubleNinth, { on: false }))?.effect).toMatchObject({
      dropped: 1,
      created: 0,
    });
    expect(await festival('double-ninth')).toMatchObject([
      { state: expect.stringMatching(/done|cancelled/) as string },
      { state: expect.stringMatching(/done|cancelled/) as string },
    ]);
    expect(await festival('double-ninth', 'cancelled')).toMatchObject([{ closeReason: 'rule-changed' }]);
    expect(await heard(house.db, userId)).toEqual([]);
    // On again: the same rows, none twice, and what was done is done.
    await change(first, doubleNinth, { on: true });
    expect(await festival('double-ninth', 'open')).toMatchObject([{ memberId: other.member.id }]);
    expect(await festival('double-ninth')).toHaveLength(2);
  });

  test('a branch may keep what the bureau gave up', async () => {
    await pair(first);
    await pair(second);
    await change(first, spring, { on: true });
    house.at('2028-01-01T09:00:00+08:00');
    await plan();
    expect(await festival('spring-festival-2028', 'open')).toHaveLength(2);
    await change(bureau, spring, { on: false });
    expect(await festival('spring-festival-2028', 'open')).toMatchObject([{ organisationId: first.id }]);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  });

  test('what is overdue keeps its steps when the rule is switched off', async () => {
    const { member, helper } = await pair(first);
    await house.db.happening.create({
      data: {
        memberId: member.id,
        reporterId: helper.id,
        kind: 'hardship',
        happenedOn: '2027-09-20',
        reportedAt: new Date('2027-09-20T09:00:00+08:00'),
      },
    });
    house.at('2027-09-20T10:00:00+08:00');
    await plan();
    const [duty] = await house.db.obligation.findMany({ where: { rule: 'hardship' } });
    await house.db.obligation.update({ where: { id: duty?.id }, data: { state: 'overdue' } });
    house.at('2027-10-02T09:00:00+08:00');
    await change(bureau, 'hardship', { on: false });
    expect(await house.db.obligation.findMany({ where: { rule: 'hardship' } })).toMatchObject([
      { id: duty?.id, state: 'overdue' },
    ]);
  });
});

describe('a window that is moved', () => {
  test('moves what is open; prompts that were given are not given again', async () => {
    const { helper } = await pair(first);
    const userId = helper.userId ?? '';
    await change(first, doubleNinth, { on: true });
    await sendPrompts({}, house.context);
    await sendAll(house.db);
    expect(await heard(house.db, userId)).toHaveLength(1);
    // The new opening day is still to come: the opening was told already.
    expect((await change(first, doubleNinth, { opens: 5 }))?.effect).toMatchObject({
      changed: 1,
      created: 0,
    });
    expect(await festival('double-ninth', 'open')).toMatchObject([
      { opensOn: '2027-10-03', dueOn: '2027-10-08', nextStepAt: new Date('2027-10-05T08:17:00+08:00') },
    ]);
    house.at('2027-10-03T09:00:00+08:00');
    await sendPrompts({}, house.context);
    expect(await heard(house.db, userId)).toHaveLength(1);
    house.at('2027-10-05T09:00:00+08:00');
    await sendPrompts({}, house.context);
    await sendPrompts({}, house.context);
    expect(await heard(house.db, userId)).toHaveLength(2);
  });

  test('an earlier visit that lies in the new window closes the duty', async () => {
    const { member, helper } = await pair(first);
    house.at('2028-01-03T09:00:00+08:00');
    await plan();
    const visit = {
      memberId: member.id,
      visitorId: helper.id,
      visitedOn: '2028-01-02',
      way: 'home',
    } as const;
    await recordVisit(house.db, house.clock, visit);
    expect(await festival('spring-festival-2028')).toMatchObject([{ state: 'open', opensOn: '2028-01-06' }]);
    await change(first, spring, { opens: 30 });
    expect(await festival('spring-festival-2028')).toMatchObject([{ state: 'done', opensOn: '2027-12-27' }]);
  });

  test('a duty nobody was told of yet is told from the beginning', async () => {
    const { helper } = await pair(first);
    house.at('2028-01-03T09:00:00+08:00');
    await plan();
    await change(first, spring, { opens: 30 });
    await sendPrompts({}, house.context);
    expect((await heard(house.db, helper.userId ?? '')).join('')).toContain('春节走访');
  });
});

describe('what makes no sense', () => {
  test.each([
    [
      { opens: 3, closes: 5 },
      '重阳走访：还没开始就结束了（提前3天开始，却节前5天结束）。请把开始改得更早，或者把结束改得更晚。',
    ],
    [
      { prompts: [9] },
      '重阳走访：“提醒：节前9天”的时候还没有开始（提前7天才开始）。请改成7天以内，或者把开始提前。',
    ],
    [{ opens: 400 }, '重阳走访的“提前几天开始”应在0到60天之间。'],
    [{ opens: 3.5 }, '重阳走访的“提前几天开始”应在0到60天之间。'],
    [
      { on: true, opening: false, halfWay: false, prompts: [] },
      '重阳走访：一次提醒也没有，没有人会知道。请至少留一次，比如“开始那天提醒”。',
    ],
  ])('%o is answered and changes nothing', async (values, expose) => {
    await expect(change(first, doubleNinth, values)).rejects.toMatchObject({ expose });
    await expect(preview(first, doubleNinth, values)).rejects.toMatchObject({ expose });
    expect(await house.db.ruleVersion.count()).toBe(0);
    expect(await auditIn(house.db, { subject: 'rule_version' })).toEqual([]);
  });

  test('what the bureau sets must make sense together with what a branch has set', async () => {
    await change(first, spring, { closes: 10, prompts: [12] });
    await expect(change(bureau, spring, { opens: 9 })).rejects.toMatchObject({
      expose: expect.stringContaining(`${first.name}自己定过这条规则`) as string,
    });
    await change(bureau, spring, { opens: 15 });
  });

  test('an unknown rule, and an organisation that is gone', async () => {
    const sentence = { expose: '没有找到这条规则，请回复“规则”看看有哪些。' };
    await expect(change(first, 'festival:christmas', { on: true })).rejects.toMatchObject(sentence);
    const gone = { ...first, id: '00000000-0000-4000-8000-000000000000' };
    await expect(change(gone, spring, { on: false })).rejects.toMatchObject(sentence);
  });
});

describe('at once', () => {
  test('two changes of one form: both are kept, neither is lost', async () => {
    await pair(first);
    await Promise.all([change(first, doubleNinth, { on: true }), change(first, doubleNinth, { opens: 8 })]);
    expect(await held(first, doubleNinth)).toMatchObject({ held: { on: true, opens: 8 } });
    expect(await festival('double-ninth', 'open')).toMatchObject([
      { opensOn: '2027-09-30', settingsVersion: (await held(first, doubleNinth))?.version },
    ]);
  });

  test('planners and a change side by side end as the change says', async () => {
    for (let index = 0; index < 10; index += 1) await pair(index % 2 === 0 ? first : second);
    await plan();
    await Promise.all([plan(), change(general, doubleNinth, { on: true, opens: 9 }), plan(), plan()]);
    const version = (await held(first, doubleNinth))?.version;
    const all = await festival('double-ninth');
    expect(all).toHaveLength(10);
    for (const duty of all)
      expect(duty).toMatchObject({ state: 'open', opensOn: '2027-09-29', settingsVersion: version });
    await Promise.all([plan(), change(general, doubleNinth, { on: false }), plan()]);
    expect(await festival('double-ninth', 'open')).toEqual([]);
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  });

  test('a prompter that read the settings before the change waits for the next run', async () => {
    const { helper } = await pair(first);
    await planJob({}, house.context);
    await change(first, doubleNinth, { on: true });
    // As if the change above had been left to the planner: the duty still has the version before.
    await house.db.obligation.updateMany({ where: { rule: 'festival' }, data: { settingsVersion: 0 } });
    await sendPrompts({}, house.context);
    expect(await heard(house.db, helper.userId ?? '')).toEqual([]);
    await plan();
    await sendPrompts({}, house.context);
    expect(await heard(house.db, helper.userId ?? '')).toHaveLength(1);
  });
});

describe('the figures of a preview', () => {
  const figures = ({ created, changed, dropped }: Record<'created' | 'changed' | 'dropped', number>) => ({
    created,
    changed,
    dropped,
  });

  test('are what the change then does, one after another, for every kind of change', async () => {
    for (const organisation of [first, first, second, general, elsewhere])
      await pair(organisation, { birthDate: '1940-10-20' });
    await pair(second, { state: 'suspended' });
    await createMember(house.db, { organisation: first });
    await change(second, doubleNinth, { opens: 9 });
    await plan();
    const wanted: [OrganisationRow, string, RuleChange['values']][] = [
      [general, doubleNinth, { on: true }],
      [first, doubleNinth, { on: false }],
      [general, doubleNinth, { opens: 8 }],
      [bureau, doubleNinth, { on: true, closes: 1 }],
      [first, doubleNinth, { on: true }],
      [bureau, doubleNinth, { on: null, closes: null }],
      [bureau, spring, { on: false }],
      [general, spring, { on: true, opens: 30 }],
      [bureau, 'birthday', { opens: 10 }],
      [bureau, 'regular-contact', { lasts: 20 }],
      [first, 'regular-contact', { on: false }],
      [first, 'regular-contact', { on: true }],
    ];
    const seen: unknown[] = [];
    for (const [organisation, form, values] of wanted) {
      const before = await house.db.obligation.findMany({ orderBy: { id: 'asc' } });
      const told = figures((await preview(organisation, form, values)).effect);
      expect(await house.db.obligation.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
      const made = await change(organisation, form, values);
      expect(told, `${form} ${JSON.stringify(values)}`).toEqual(figures(made?.effect ?? told));
      seen.push(told);
    }
    expect(seen).toContainEqual(expect.objectContaining({ created: 4, dropped: 0 }));
    expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  });

  test('are given for any number of members; what is kept is then left to the planner', async () => {
    const count = plannedAtOnce + 1;
    await house.db.$executeRaw`
      WITH made AS (INSERT INTO person (id, name, "organisationId", roles)
        SELECT gen_random_uuid(), '甲' || n, ${first.id}::uuid, ARRAY['member'] FROM generate_series(1, ${count}::int) AS n
        RETURNING id)
      INSERT INTO care_file ("memberId", state, "hardshipKinds", "secondaryCauses")
      SELECT id, 'enrolled', '{}', '{}' FROM made`;
    await createPerson(house.db, { organisation: first, roles: ['secretary'] });
    const worked = await preview(general, doubleNinth, { on: true });
    expect(worked.effect).toEqual({ created: count, changed: 0, dropped: 0, members: count, left: true });
    expect((await change(general, doubleNinth, { on: true }))?.effect).toMatchObject({
      left: true,
      created: 0,
    });
    expect(await house.db.obligation.count()).toBe(0);
  });

  test('hold up neither a planner nor somebody else who changes a rule meanwhile', async () => {
    await pair(first);
    await inTransaction(house.db, async tx => {
      await previewRuleChange(tx, house.clock, by(general, doubleNinth, { on: true }));
      await plan();
      expect(await change(general, spring, { opens: 25 })).not.toBeNull();
    });
  });
});

test('steps that do not know yet to whom they go are taken up by the planner', async () => {
  await pair(first);
  house.at('2028-01-06T09:00:00+08:00');
  await plan();
  const old = { nextTarget: null, nextManner: null };
  await house.db.obligation.updateMany({ data: old });
  await house.db.obligation.updateMany({
    where: { rule: 'festival' },
    data: { nextStep: 2, state: 'overdue' },
  });
  await plan();
  expect(await festival('spring-festival-2028')).toMatchObject([
    { nextStep: 2, nextTarget: 'owner', nextManner: 'digest' },
  ]);
  expect(await house.db.obligation.count({ where: { nextStepAt: { not: null }, nextTarget: null } })).toBe(0);
});

describe('the record', () => {
  test('says who changed what, when, from what to what, and a change can be taken back', async () => {
    const clerk = await createPerson(house.db, { organisation: general, roles: ['clerk'] });
    await pair(first);
    const made = await inTransaction(house.db, tx =>
      changeRule(tx, house.clock, { ...by(general, doubleNinth, { on: true, opens: 9 }), actorId: clerk.id }),
    );
    expect(await auditIn(house.db, { subject: 'rule_version' })).toMatchObject([
      {
        actorId: clerk.id,
        at: house.clock.now(),
        before: { form: doubleNinth, on: false, opens: 7 },
        after: { form: doubleNinth, on: true, opens: 9 },
      },
    ]);
    const expected = {
      by: clerk.name,
      organisation: general.name,
      at: house.clock.now(),
      changes: [
        { label: '重阳走访', from: '停用', to: '在用' },
        { label: '提前几天开始', from: '提前7天开始', to: '提前9天开始' },
      ],
    };
    expect(await historyOf(house.db, first.id)).toMatchObject([expected]);
    expect(await historyOf(house.db, elsewhere.id)).toEqual([]);
    const undo = () =>
      inTransaction(house.db, tx =>
        undoRuleChange(tx, house.clock, { version: made?.version ?? 0, actorId: clerk.id }),
      );
    expect((await undo())?.effect).toMatchObject({ dropped: 1 });
    expect(await held(first, doubleNinth)).toMatchObject({ held: { on: false, opens: 7 }, from: {} });
    // Taken back once; a second time there is something newer.
    expect(await undo()).toBeNull();
    expect(await historyOf(house.db, first.id)).toHaveLength(2);
  });
});
