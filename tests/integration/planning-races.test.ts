/** Planners beside each other and one after another: one occurrence is one row, however many there are of them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { createPerson, defaultBranch } from '../support/factories.ts';
import { createHouse, type House } from './duties-support.ts';

const members = 3_000;

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  const branch = await defaultBranch(house.db);
  await createPerson(house.db, { roles: ['secretary'] });
  // Two festivals, a birthday for half of them and a review for each within the half year: more than 10 000 occurrences.
  await house.db.$executeRaw`
    WITH one AS (
      INSERT INTO person (id, name, "organisationId", roles)
      SELECT gen_random_uuid(), '甲' || n, ${branch.id}::uuid, '{member}' FROM generate_series(1, ${members}::int) n RETURNING id
    )
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "lastReviewedOn")
    SELECT id, 'enrolled', '1944-' || to_char(DATE '2027-01-01' + (row_number() OVER () % 365)::int, 'MM-DD'), 'solar', '2026-04-01'
    FROM one`;
  await house.db.$executeRaw`ANALYZE`;
});

const plan = () => planObligations(house.db, house.clock);
const rows = () =>
  house.db.$queryRaw<
    object[]
  >`SELECT * FROM obligation ORDER BY rule, "subjectId", occurrence, "ownerId", id`;
const twice = () =>
  house.db.$queryRaw<object[]>`
    SELECT rule, "subjectId", occurrence FROM obligation GROUP BY rule, "subjectId", occurrence HAVING count(*) > 1`;

test.each([2, 8])(
  '%d planners at once over 10 000 occurrences make one row of each',
  { timeout: 180_000 },
  async count => {
    const runs = await Promise.all(Array.from({ length: count }, plan));
    const planned = await rows();
    expect(planned.length).toBeGreaterThan(10_000);
    expect(await twice()).toEqual([]);
    expect(runs.reduce((sum, { created }) => sum + created, 0)).toBe(planned.length);
    expect(runs.reduce((sum, { changed, dropped }) => sum + changed + dropped, 0)).toBe(0);
  },
);

test('a planner that runs again changes nothing, to the last column', { timeout: 60_000 }, async () => {
  await plan();
  const before = await rows();
  house.clock.advance(60_000);
  expect(await plan()).toEqual({ created: 0, changed: 0, dropped: 0 });
  expect(await rows()).toEqual(before);
});
