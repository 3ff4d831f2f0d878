/**
 * Who learns of whom (row 78, E-1, reliability 3.5): two hundred organisations in random trees, people of all roles, and every
 * reading route compared with an oracle that says what access.ts promises as plainly as possible. 0 mismatches.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import {
  actableMembers,
  countVisibleMembers,
  findVisibleMembers,
  mayExport,
  visibleMember,
} from '../../src/scheme/access.ts';
import { digestFor } from '../../src/scheme/digests.ts';
import { codesOf, roles, type Role } from '../../src/scheme/labels.ts';
import { lookKinds, type LookKind } from '../../src/scheme/labels/privacy.ts';
import { dutiesOfOwner, unpairedMembers } from '../../src/scheme/obligations/lists.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import { makeRegister } from '../../src/scheme/registers.ts';
import { reveal } from '../../src/scheme/reveals.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seededRandom } from '../support/random.ts';
import { allOf } from '../support/workbook.ts';
import { createChat, workday } from './conversations-help-chat.ts';

const seed = 20_270_118;
const sizes = { organisations: 200, people: 320 };
const clock = workday();
const today = '2027-01-18';
const random = seededRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const some = <T>(list: readonly T[], count: number): T[] => Array.from({ length: count }, () => pick(list));

interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly roles: readonly Role[];
  /** The state of their care file; null without one. */
  readonly state: string | null;
}
interface Pair {
  readonly helperId: string;
  readonly memberId: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
}
interface Facts {
  readonly people: Somebody[];
  readonly members: Somebody[];
  readonly pairs: Pair[];
  readonly absences: {
    readonly personId: string;
    readonly standInId: string;
    readonly startsOn: string;
    readonly endsOn: string | null;
  }[];
  readonly ties: { readonly relativeId: string; readonly memberId: string }[];
}

/** What a viewer may do, in so many words. */
function oracle({ pairs, absences, ties }: Facts) {
  const has = (viewer: Somebody, ...some: Role[]) => some.some(role => viewer.roles.includes(role));
  const below = (viewer: Somebody, member: Somebody) => member.path.startsWith(viewer.path);
  const holds = ({ startsOn, endsOn }: Pick<Pair, 'startsOn' | 'endsOn'>) =>
    startsOn <= today && (endsOn === null || endsOn >= today);
  const isPaired = (id: string, member: Somebody) =>
    pairs.some(each => each.helperId === id && each.memberId === member.id && holds(each));
  const isAway = (id: string) => absences.some(each => each.personId === id && holds(each));
  const standsIn = (viewer: Somebody, member: Somebody) =>
    viewer.id !== member.id &&
    !isAway(viewer.id) &&
    absences.some(each => each.standInId === viewer.id && holds(each) && isPaired(each.personId, member));
  const helps = (viewer: Somebody, member: Somebody) =>
    has(viewer, 'helper') && (isPaired(viewer.id, member) || standsIn(viewer, member));
  const own = (viewer: Somebody, member: Somebody) =>
    (has(viewer, 'member') && viewer.id === member.id) ||
    (has(viewer, 'family') && ties.some(tie => tie.relativeId === viewer.id && tie.memberId === member.id));
  const acts = (viewer: Somebody, member: Somebody) =>
    helps(viewer, member) ||
    own(viewer, member) ||
    (has(viewer, 'secretary', 'leader', 'clerk') && below(viewer, member));
  const sees = (viewer: Somebody, member: Somebody) =>
    acts(viewer, member) || (has(viewer, 'approver', 'cashier', 'supervisor') && below(viewer, member));
  const looks = (viewer: Somebody, member: Somebody, kind: LookKind) =>
    (has(viewer, 'clerk', 'secretary') && below(viewer, member)) ||
    (helps(viewer, member) && kind !== 'id-number' && kind !== 'bank');
  const paired = (member: Somebody) => pairs.some(each => each.memberId === member.id && holds(each));
  return { has, below, acts, sees, looks, paired };
}

let database: TestDatabase;
let facts: Facts;
let viewers: { readonly who: Somebody; readonly as: Person }[];
let may: ReturnType<typeof oracle>;

beforeAll(async () => {
  console.info(`access matrix, seed ${seed}`);
  database = await createTestDatabase();
  facts = await makeWorld();
  may = oracle(facts);
  await planObligations(database.db, clock);
  const loaded = await Promise.all(
    facts.people.map(async who => ({ who, as: await findPerson(database.db, who.id) })),
  );
  viewers = loaded.flatMap(({ who, as }) => (as ? [{ who, as }] : []));
}, 120_000);
afterAll(() => database.close());

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'];
const digits = [...'零一二三四五六七八九'];
/** Four characters, so that no name is part of another. */
const nameOf = (n: number): string =>
  pick(surnames) + [...String(n).padStart(3, '0')].map(digit => digits[Number(digit)]).join('');

async function makeWorld(): Promise<Facts> {
  const { db } = database;
  const units: { id: string; path: string }[] = [];
  for (let n = 0; n < sizes.organisations; n += 1) {
    const parent = n >= 12 && random() < 0.9 ? pick(units) : undefined;
    const id = randomUUID();
    const path = `${parent?.path ?? ''}${id}/`;
    await db.organisation.create({
      data: {
        id,
        name: `单位${n}`,
        kind: n < 12 ? 'cadre-bureau' : 'branch',
        parentId: parent?.id ?? null,
        path,
      },
    });
    units.push({ id, path });
  }
  const all = codesOf(roles);
  const people: (Somebody & { organisationId: string })[] = [];
  for (let n = 0; n < sizes.people; n += 1) {
    const unit = random() < 0.25 ? pick(units.slice(0, 12)) : pick(units);
    const state = random() < 0.5 ? pick(['enrolled', 'enrolled', 'draft', 'deceased', 'moved-away']) : null;
    const held = all.filter(role => random() < (role === 'helper' ? 0.3 : 0.13));
    people.push({
      id: randomUUID(),
      name: nameOf(n),
      path: unit.path,
      organisationId: unit.id,
      roles: state && random() < 0.7 ? [...new Set([...held, 'member' as const])] : held,
      state,
    });
  }
  await db.person.createMany({
    data: people.map(({ id, name, organisationId, roles: held }, n) => ({
      id,
      name,
      organisationId,
      roles: [...held],
      userId: `u${n}`,
      userIdKey: `u${n}`,
      ...db.$vault.sealRow('person', id, { phone: `1380000${String(n).padStart(4, '0')}` }),
    })),
  });
  const members = people.filter(({ state }) => state !== null);
  await db.careFile.createMany({
    data: members.map(({ id, state }, n) => ({
      memberId: id,
      state: state ?? 'draft',
      birthDate: '1944-01-25',
      ...db.$vault.sealRow('care_file', id, {
        phone: `1390000${String(n).padStart(4, '0')}`,
        address: `和平路${n}号`,
        health: `病情${n}`,
        idNumber: `61030219440125${String(n).padStart(4, '0')}`,
      }),
    })),
  });
  const days = ['2026-01-01', '2027-01-17', today, '2027-01-19'];
  const pairs: Pair[] = [];
  const helpers = people.filter(({ roles: held }) => held.includes('helper'));
  for (const member of members)
    for (const helper of new Set(some(helpers, Math.floor(random() * 3)))) {
      const startsOn = pick(days);
      const endsOn = pick([null, null, ...days.filter(day => day >= startsOn)]);
      if (helper.id !== member.id) pairs.push({ helperId: helper.id, memberId: member.id, startsOn, endsOn });
    }
  await db.pairing.createMany({ data: pairs.map(each => ({ ...each, primary: true })) });
  // Leaves of yesterday, of today and of tomorrow, some of stand-ins who are away themselves; one for each helper.
  const absences = helpers.flatMap(({ id: personId }) => {
    const startsOn = pick(days);
    const endsOn = pick([null, ...days.filter(day => day >= startsOn)]);
    const standInId = pick(helpers).id;
    return random() < 0.4 && standInId !== personId ? [{ personId, standInId, startsOn, endsOn }] : [];
  });
  await db.absence.createMany({ data: absences.map(each => ({ ...each, createdAt: clock.now() })) });
  const relatives = people.filter(({ roles: held }) => held.includes('family'));
  const ties = relatives.map(({ id }) => ({ relativeId: id, memberId: pick(members).id }));
  await db.familyTie.createMany({ data: ties.map(tie => ({ ...tie, relation: '女儿' })) });
  for (const member of some(members, 60)) {
    const id = randomUUID();
    const words = db.$vault.sealRow('request', id, { detail: '家里水管坏了', phone: null });
    await db.request.create({
      data: {
        ...words,
        id,
        memberId: member.id,
        writerId: member.id,
        ownerId: pick(helpers).id,
        kind: 'living',
        urgency: 'this-week',
        createdAt: clock.now(),
      },
    });
  }
  return { people, members, pairs, absences, ties };
}

const namesOf = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name).sort();

/** One line for each difference, so that the first failure tells them all. */
async function mismatches(
  check: (viewer: (typeof viewers)[number], report: (what: string) => void) => Promise<void>,
) {
  const found: string[] = [];
  for (const viewer of viewers)
    await check(viewer, what => found.push(`${viewer.who.name} (${viewer.who.roles.join()}): ${what}`));
  return found;
}

describe('every route gives what the oracle says', () => {
  it('list, count, and those acted for', async () => {
    const { db } = database;
    let seen = 0;
    const found = await mismatches(async ({ who, as }, report) => {
      const expected = facts.members.filter(member => may.sees(who, member));
      const living = expected.filter(({ state }) => state !== 'deceased' && state !== 'moved-away');
      const list = await findVisibleMembers(db, as, { clock, closed: true, limit: 1000 });
      if (String(namesOf(list)) !== String(namesOf(expected))) report('list');
      if ((await countVisibleMembers(db, as, { clock, closed: true })) !== expected.length) report('count');
      if ((await countVisibleMembers(db, as, { clock })) !== living.length) report('count of the living');
      const acted = await db.person.findMany({
        where: await actableMembers(db, as, clock),
        select: { name: true },
      });
      if (String(namesOf(acted)) !== String(namesOf(facts.members.filter(member => may.acts(who, member)))))
        report('acts');
      seen += expected.length;
    });
    expect(found).toEqual([]);
    expect(seen, 'a world in which nobody sees anybody proves nothing').toBeGreaterThan(500);
  });

  it('search by name, card and file', async () => {
    const { db } = database;
    let opened = 0;
    const found = await mismatches(async ({ who, as }, report) => {
      const targets = [
        ...some(facts.members, 4),
        ...some(
          facts.members.filter(each => may.sees(who, each)),
          2,
        ),
      ];
      for (const target of targets.filter(Boolean)) {
        const expected = may.sees(who, target);
        const search = { clock, text: target.name, closed: true, limit: 50 };
        const hit = (await findVisibleMembers(db, as, search)).some(({ id }) => id === target.id);
        const file = await visibleMember(db, as, target.id, clock).then(
          () => true,
          (error: { code?: string }) => (error.code === 'not-visible' ? false : undefined),
        );
        if (hit !== expected) report(`search ${target.name}`);
        if (file !== expected) report(`file ${target.name}`);
        opened += Number(expected);
      }
    });
    expect(found).toEqual([]);
    expect(opened).toBeGreaterThan(100);
  });

  it('looks at what is masked, each kept, each refusal too', async () => {
    const { db } = database;
    const kinds = codesOf(lookKinds);
    let [shown, refused] = [0, 0];
    const found = await mismatches(async ({ who, as }, report) => {
      const near = facts.members.filter(each => may.sees(who, each));
      for (const target of [pick(facts.members), ...some(near, near.length > 0 ? 2 : 0)]) {
        const kind = pick(kinds);
        const expected = may.looks(who, target, kind);
        const look = { memberId: target.id, kind, purpose: 'visit' } as const;
        const { ok } = await inTransaction(db, tx => reveal(tx, as, look, clock));
        if (ok !== expected) report(`${kind} of ${target.name}`);
        if (ok) shown += 1;
        else refused += 1;
      }
    });
    expect(found).toEqual([]);
    expect(await db.auditEntry.count({ where: { action: 'reveal' } })).toBe(shown);
    expect(await db.auditEntry.count({ where: { action: 'deny' } })).toBe(refused);
    expect(Math.min(shown, refused)).toBeGreaterThan(50);
  });

  it('numbers of the digest, and no name in it from outside', async () => {
    const { db } = database;
    const found = await mismatches(async ({ who, as }, report) => {
      const { text } = await digestFor(db, clock, as, 'now');
      for (const { name } of facts.members.filter(each => !may.sees(who, each) && each.id !== who.id))
        if (text.includes(name)) report(`digest names ${name}`);
      if (!may.has(who, 'secretary', 'leader', 'clerk')) return;
      const { count } = await unpairedMembers(db, today, who.path, 1);
      const expected = facts.members.filter(
        each => each.state === 'enrolled' && may.below(who, each) && !may.paired(each),
      );
      if (count !== expected.length) report(`unpaired ${count} for ${expected.length}`);
    });
    expect(found).toEqual([]);
  });

  it('the export holds those of the exporter’s unit, and is made for nobody else', async () => {
    const { db } = database;
    let made = 0;
    const found = await mismatches(async ({ who, as }, report) => {
      if (mayExport(as) !== may.has(who, 'clerk', 'secretary')) report('may export');
      if (!mayExport(as)) return;
      const rows = await inTransaction(db, async tx => {
        const { sheets } = await makeRegister(tx, 'care-files', { viewer: as, clock, masked: true });
        return (
          await Promise.all(sheets.map(sheet => allOf(sheet.rows as AsyncIterable<readonly unknown[]>)))
        ).flat();
      });
      const text = JSON.stringify(rows);
      for (const member of facts.members) {
        const inside = text.includes(`"${member.name}"`);
        if (inside && !may.sees(who, member)) report(`export of ${member.name}`);
        if (!inside && may.below(who, member) && member.state === 'enrolled')
          report(`no export of ${member.name}`);
      }
      if (/1390000\d{4}|病情\d|和平路\d/.test(text)) report('export unmasked');
      made += 1;
    });
    expect(found).toEqual([]);
    expect(made).toBeGreaterThan(20);
  }, 120_000);

  it('duties are of those whom their owner sees', async () => {
    const { db } = database;
    let duties = 0;
    const found = await mismatches(async ({ who }, report) => {
      // An administrator is the very last to stand in, and has no list of duties.
      if (!may.has(who, 'helper', 'secretary', 'leader', 'clerk')) return;
      const { rows } = await dutiesOfOwner(db, today, who.id, 200);
      for (const { memberId } of rows) {
        const member = facts.members.find(({ id }) => id === memberId);
        if (member && !may.sees(who, member)) report(`duty about ${member.name}`);
        duties += 1;
      }
    });
    expect(found).toEqual([]);
    expect(duties).toBeGreaterThan(50);
  });

  it('the chat, whatever is asked: lists, duties, requests, cards, files, telephone numbers, digest', async () => {
    const chat = createChat(database.db, clock);
    // Helpers and relatives are named to those they help and act for; members who are nothing else to nobody outside.
    const onlyMembers = facts.members.filter(each => each.roles.every(role => role === 'member'));
    const strangers = (who: Somebody) =>
      onlyMembers.filter(each => !may.sees(who, each) && each.id !== who.id);
    const found: string[] = [];
    for (const { who } of some(viewers, 60)) {
      const outside = strangers(who);
      const target = pick(outside);
      const sentences = [
        '我的对象',
        '我的待办',
        '我的申请',
        '我的信息',
        '简报',
        '档案',
        '看1',
        `我的对象 ${target.name}`,
        `${target.name}的档案`,
        `查看 ${target.name} 电话 打电话联系`,
        `查看 ${target.name} 身份证号 办理补助`,
        `${target.name}的住址`,
        target.name,
      ];
      for (const sentence of sentences) {
        const answer = await chat.say(who, sentence);
        // What somebody wrote themselves may be given back to them.
        const news = answer.replaceAll(`“${sentence}”`, '').replaceAll(`“${target.name}`, '');
        for (const { name } of outside)
          if (news.includes(name)) found.push(`${who.name} (${who.roles.join()}) “${sentence}”: ${answer}`);
        await chat.say(who, '取消');
      }
    }
    expect(found).toEqual([]);
  }, 180_000);
});
