import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fillNameKeys } from '../../src/scheme/name-keys.ts';
import { rankByName } from '../../src/scheme/names.ts';
import { findByName, searchPeople } from '../../src/scheme/people.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPerson, defaultBranch } from '../support/factories.ts';
import { seededRandom } from '../support/random.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const surnames = [...'张章殷尹银英李黎王汪', '欧阳', '司马', '单', '仇'];
const given = ['德厚', '得厚', '秀梅', '秀', '明', '民', '敏辉', '志强', '子强', '文渊'];

it('finds what comparing every name would find, in the same order (seeded)', async () => {
  const { db } = database;
  const seed = 20261125;
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  await defaultBranch(db);
  for (let made = 0; made < 80; made += 1) await createPerson(db, { name: pick(surnames) + pick(given) });
  const all = await db.person.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
  const texts = [
    ...surnames.map(surname => `${surname}老`),
    ...given,
    ...all.slice(0, 10).map(({ name }) => name),
    '张得厚同志', '银老', '岑子强', '厚德', ' ', '无此人', '100%', '_',
  ]; // prettier-ignore
  for (const text of texts)
    for (const limit of [1, 5, 500]) {
      if (text.trim() === '') continue;
      const expected = rankByName(text, all).slice(0, limit);
      const found = await findByName(db, {}, text, limit);
      expect(
        found.map(({ id }) => id),
        `seed ${seed}: ${text}, ${limit}`,
      ).toEqual(expected.map(({ id }) => id));
    }
});

it('finds whoever has no keys yet, and gives them theirs once', async () => {
  const { db } = database;
  await createPerson(db, { name: '张德厚' });
  await createPerson(db, { name: '章得后' });
  await db.person.updateMany({ data: { nameKeys: [] } });
  const found = async () => (await searchPeople(db, {}, { text: '张德厚' })).map(({ name }) => name);
  expect(await found()).toEqual(['张德厚', '章得后']);
  expect(await Promise.all([fillNameKeys(db), fillNameKeys(db)]).then(([one, two]) => one + two)).toBe(2);
  expect(await fillNameKeys(db)).toBe(0);
  expect(await found()).toEqual(['张德厚', '章得后']);
});

it('finds a renamed person by the new name, whoever renamed them', async () => {
  const { db } = database;
  const { id } = await createPerson(db, { name: '张德厚' });
  await db.person.update({ where: { id }, data: { name: '李明' } });
  const found = async (text: string) => (await searchPeople(db, {}, { text })).length;
  expect([await found('李明'), await found('张老')]).toEqual([1, 0]);
  await fillNameKeys(db);
  expect([await found('李老'), await found('黎民'), await found('德厚')]).toEqual([1, 1, 0]);
});

it('keeps beside the name what the care file says, whoever writes there', async () => {
  const { db } = database;
  const { id } = await createMember(db, { careFile: { state: 'draft' } });
  const stated = async () => (await db.person.findUniqueOrThrow({ where: { id } })).fileState;
  expect(await stated()).toBe('draft');
  await db.$executeRaw`UPDATE care_file SET state = 'deceased'`;
  expect(await stated()).toBe('deceased');
  await db.careFile.delete({ where: { memberId: id } });
  expect(await stated()).toBeNull();
});
