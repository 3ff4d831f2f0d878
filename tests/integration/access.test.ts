import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  actableMembers,
  countVisibleMembers,
  findNameableMembers,
  findVisibleMembers,
  findVisiblePeople,
  mayActFor,
  mayName,
  maySee,
  nameableMembers,
  visibleMember,
  visibleMembers,
  type Viewer,
} from '../../src/scheme/access.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { seededRandom } from '../support/random.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
const today = '2027-01-17';
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const viewerOf = async ({ id }: Pick<PersonRow, 'id'>): Promise<Person> => {
  const person = await findPerson(database.db, id);
  if (!person) throw new Error('no such person');
  return person;
};
const namesOf = (people: readonly { readonly name: string }[]): string[] =>
  people.map(({ name }) => name).sort();

describe('a random small world', () => {
  const allRoles = [
    'helper',
    'member',
    'family',
    'secretary',
    'leader',
    'clerk',
    'approver',
    'cashier',
    'supervisor',
    'administrator',
  ];

  interface Fact {
    readonly person: PersonRow;
    readonly path: string;
    readonly member: boolean;
  }
  interface World {
    readonly people: Fact[];
    readonly pairings: { helperId: string; memberId: string; startsOn: string; endsOn: string | null }[];
    readonly ties: { relativeId: string; memberId: string }[];
  }

  /** What access.ts promises, said another way and as plainly as possible. */
  function mayBySpeech(world: World, viewer: Fact, target: Fact, what: 'see' | 'act' | 'name'): boolean {
    if (!target.member) return false;
    const { roles, id } = viewer.person;
    const subtree = target.path.startsWith(viewer.path);
    const own = roles.includes('member') && target.person.id === id;
    const tied =
      roles.includes('family') &&
      world.ties.some(tie => tie.relativeId === id && tie.memberId === target.person.id);
    const paired =
      roles.includes('helper') &&
      world.pairings.some(
        ({ helperId, memberId, startsOn, endsOn }) =>
          helperId === id && memberId === target.person.id && startsOn <= today && (endsOn ?? today) >= today,
      );
    const acts =
      own ||
      tied ||
      paired ||
      (subtree && ['secretary', 'leader', 'clerk'].some(role => roles.includes(role)));
    if (what === 'act') return acts;
    const sees =
      acts || (subtree && ['approver', 'cashier', 'supervisor'].some(role => roles.includes(role)));
    if (what === 'see') return sees;
    const staff = roles.some(role => !['member', 'family'].includes(role));
    return sees || (staff && target.path.split('/')[0] === viewer.path.split('/')[0]);
  }

  async function makeWorld(random: () => number): Promise<World> {
    const { db } = database;
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const units: OrganisationRow[] = [];
    for (let index = 0; index < 7; index += 1) {
      const parent = index >= 2 && random() < 0.85 ? pick(units) : undefined;
      units.push(await createOrganisation(db, { name: `unit ${index}`, ...(parent ? { parent } : {}) }));
    }
    const people: Fact[] = [];
    for (let index = 0; index < 24; index += 1) {
      const organisation = pick(units);
      const roles = allRoles.filter(() => random() < 0.18);
      const member = random() < 0.5;
      const state = pick(['enrolled', 'draft', 'deceased', 'moved-away']);
      const options = { name: `p${index}`, organisation, roles };
      const person = member
        ? await createMember(db, { ...options, careFile: { state } })
        : await createPerson(db, options);
      people.push({ person, path: organisation.path, member });
    }
    const members = people.filter(each => each.member);
    const days = ['2026-01-01', '2027-01-16', today, '2027-01-18'];
    const pairings = [];
    const ties = [];
    for (const { person } of people)
      for (const target of members) {
        if (random() < 0.12) {
          const startsOn = pick(days);
          const endsOn = pick([null, ...days.filter(day => day >= startsOn)]);
          pairings.push(
            (await createPairing(db, { helper: person, member: target.person, startsOn, endsOn })).pairing,
          );
        }
        if (random() < 0.08) {
          const tie = { relativeId: person.id, memberId: target.person.id, relation: '子' };
          ties.push(await db.familyTie.create({ data: tie }));
        }
      }
    return { people, pairings, ties };
  }

  it.each(Array.from({ length: 6 }, (_, index) => 20_270_117 + index))(
    'opens to each viewer what it should (seed %i)',
    async seed => {
      const { db } = database;
      const world = await makeWorld(seededRandom(seed));
      const scopes = { see: visibleMembers, act: actableMembers, name: nameableMembers };
      let opened = 0;
      for (const viewer of world.people) {
        const as = await viewerOf(viewer.person);
        for (const what of ['see', 'act', 'name'] as const) {
          const where = await scopes[what](db, as, clock);
          const found = await db.person.findMany({ where, select: { name: true } });
          const expected = world.people.filter(target => mayBySpeech(world, viewer, target, what));
          expect(namesOf(found), `${viewer.person.name} (${as.roles.join()}) ${what}s, seed ${seed}`).toEqual(
            namesOf(expected.map(({ person }) => person)),
          );
          opened += found.length;
        }
      }
      expect(opened, 'a world in which nobody sees anybody proves nothing').toBeGreaterThan(20);
    },
  );
});

describe('a helper', () => {
  it('sees a member on the first and the last day of the pairing, and not a day before or after', async () => {
    const { db } = database;
    const { helper, member } = await createPairing(db, { startsOn: '2027-01-10', endsOn: '2027-01-20' });
    const viewer = await viewerOf(helper);
    const seenOn = (day: string) => maySee(db, viewer, member.id, heldClock(`${day}T00:30:00+08:00`));
    expect(await Promise.all(['2027-01-09', '2027-01-10', '2027-01-20', '2027-01-21'].map(seenOn))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('goes by the day in China, not by the server’s', async () => {
    const { db } = database;
    const { helper, member } = await createPairing(db, { endsOn: '2027-01-20' });
    const viewer = await viewerOf(helper);
    expect(await maySee(db, viewer, member.id, heldClock('2027-01-20T23:59:00+08:00'))).toBe(true);
    expect(await maySee(db, viewer, member.id, heldClock('2027-01-20T16:01:00Z'))).toBe(false);
  });
});

describe('a supervisor', () => {
  it('sees the files below and acts for nobody', async () => {
    const { db } = database;
    const bureau = await createOrganisation(db);
    const member = await createMember(db, { organisation: await createOrganisation(db, { parent: bureau }) });
    const viewer = await viewerOf(await createPerson(db, { organisation: bureau, roles: ['supervisor'] }));
    expect(await maySee(db, viewer, member.id, clock)).toBe(true);
    expect(await mayActFor(db, viewer, member.id, clock)).toBe(false);
  });
});

describe('an administrator', () => {
  it('looks up everybody and opens no file', async () => {
    const { db } = database;
    const member = await createMember(db, { name: '张德厚', organisation: await createOrganisation(db) });
    const viewer = await viewerOf(await createPerson(db, { roles: ['administrator'] }));
    expect(namesOf(await findVisiblePeople(db, viewer, { text: '张德厚' }))).toEqual(['张德厚']);
    expect(await findVisibleMembers(db, viewer, { clock })).toEqual([]);
    await expect(visibleMember(db, viewer, member.id, clock)).rejects.toMatchObject({ code: 'not-visible' });
  });
});

describe('a relative', () => {
  it('acts for the member they are tied with, and looks up nobody else', async () => {
    const { db } = database;
    const { relative, member } = await createRelative(db);
    const other = await createMember(db);
    const viewer = await viewerOf(relative);
    expect(await mayActFor(db, viewer, member.id, clock)).toBe(true);
    expect(await mayActFor(db, viewer, other.id, clock)).toBe(false);
    expect(await mayName(db, viewer, other.id, clock)).toBe(false);
    expect((await findVisiblePeople(db, viewer, {})).map(({ id }) => id)).toEqual([relative.id]);
  });
});

describe('picking a member', () => {
  const secretary = async (): Promise<Viewer> =>
    viewerOf(await createPerson(database.db, { roles: ['secretary'] }));

  it('leaves out the dead and those who moved away, unless they are asked for', async () => {
    const { db } = database;
    for (const state of ['draft', 'proposed', 'enrolled', 'suspended', 'recovered', 'moved-away', 'deceased'])
      await createMember(db, { name: state, careFile: { state } });
    const viewer = await secretary();
    const found = await findVisibleMembers(db, viewer, { clock });
    expect(namesOf(found)).toEqual(['draft', 'enrolled', 'proposed', 'recovered', 'suspended']);
    expect(await findVisibleMembers(db, viewer, { clock, closed: true })).toHaveLength(7);
    expect(await countVisibleMembers(db, viewer, { clock })).toBe(5);
    expect(await countVisibleMembers(db, viewer, { clock, closed: true })).toBe(7);
  });

  it('finds by surname, by title, by part of a name and by sound, the closest first', async () => {
    const { db } = database;
    for (const name of ['尹德顺', '殷秀梅', '张德厚', '章建国', '欧阳文渊']) await createMember(db, { name });
    const viewer = await secretary();
    const found = async (text: string) =>
      (await findVisibleMembers(db, viewer, { clock, text })).map(({ name }) => name);
    expect(await found('张老')).toEqual(['张德厚', '章建国']);
    expect(await found('老章')).toEqual(['章建国', '张德厚']);
    expect(await found('殷老')).toEqual(['殷秀梅', '尹德顺']);
    expect(await found('银同志')).toEqual(['尹德顺', '殷秀梅']);
    expect(await found('德厚')).toEqual(['张德厚']);
    expect(await found('张得厚')).toEqual(['张德厚']);
    expect(await found('欧阳老')).toEqual(['欧阳文渊']);
    expect(await found('赵老')).toEqual([]);
  });

  it('gives at most as many as asked for, the best ones', async () => {
    const { db } = database;
    for (const name of ['章一', '章二', '张三']) await createMember(db, { name });
    expect(
      (await findVisibleMembers(db, await secretary(), { clock, text: '张', limit: 1 })).map(
        ({ name }) => name,
      ),
    ).toEqual(['张三']);
  });
});

describe('naming a member when reporting', () => {
  it('is open to any colleague of the bureau, by name and branch alone', async () => {
    const { db } = database;
    const bureau = await createOrganisation(db, { name: '云溪县委老干部局' });
    const [first, second] = [
      await createOrganisation(db, { parent: bureau }),
      await createOrganisation(db, { name: '第二党支部', parent: bureau }),
    ];
    const elsewhere = await createOrganisation(db);
    const member = await createMember(db, { name: '张德厚', organisation: second });
    await createMember(db, { name: '张守信', organisation: elsewhere });
    await createMember(db, { name: '张已故', organisation: second, careFile: { state: 'deceased' } });
    const viewer = await viewerOf(await createHelper(db, { organisation: first }));
    expect(await findNameableMembers(db, viewer, { clock, text: '张老' })).toEqual([
      { id: member.id, name: '张德厚', organisation: '第二党支部' },
    ]);
    expect(await maySee(db, viewer, member.id, clock)).toBe(false);
    expect(await findVisibleMembers(db, viewer, { clock, text: '张老' })).toEqual([]);
  });
});
