import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Connections } from '../../src/database.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { createHouse, type House } from './duties-support.ts';

const members = 6_000;
let house: House;
/** One connection, whose counters are told at once. */
let lone: Connections;
beforeAll(async () => {
  house = await createHouse('2027-01-16T19:47:00+08:00');
  lone = connect(house.database.url, { vault: house.database.keyRing.vault, poolSize: 1 });
  await populate();
  await planObligations(lone.db, house.clock);
  await lone.db.$executeRaw`VACUUM ANALYZE`;
}, 200_000);
afterAll(async () => {
  await lone.close();
  await house.database.close();
});

/** Branches of 60 with a secretary each; every third member has no helper. */
async function populate(): Promise<void> {
  const { db } = house;
  await db.$executeRaw`
    WITH branch AS (
      INSERT INTO organisation (id, name, kind, path)
      SELECT id, 'branch ' || n, 'branch', id || '/' FROM (
        SELECT gen_random_uuid() AS id, n FROM generate_series(0, ${members / 60 - 1}::int) AS n) made
      RETURNING id, substr(name, 8)::int AS n
    ), secretary AS (
      INSERT INTO person (id, name, "organisationId", roles)
      SELECT gen_random_uuid(), 'secretary', id, '{secretary}' FROM branch
    )
    INSERT INTO person (id, name, "organisationId", roles)
    SELECT gen_random_uuid(), role || each.n, branch.id, ARRAY[role]
    FROM generate_series(0, ${members - 1}::int) AS each(n) CROSS JOIN unnest(ARRAY['member', 'helper']) AS role
    JOIN branch ON branch.n = each.n / 60 WHERE role = 'member' OR each.n % 3 > 0`;
  await db.$executeRaw`
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar")
    SELECT id, 'enrolled', '1940-01-20', 'solar' FROM person WHERE 'member' = ANY(roles)`;
  await db.$executeRaw`
    INSERT INTO pairing ("helperId", "memberId", "startsOn")
    SELECT h.id, m.id, '2026-01-01' FROM person m
    JOIN person h ON h."organisationId" = m."organisationId" AND h.name = 'helper' || substr(m.name, 7)
    WHERE 'member' = ANY(m.roles)`;
}

/** How many rows the server looks at to plan everything in slices of this size, when everything is planned already. */
async function rowsRead(membersPerSlice: number): Promise<number> {
  const before = await counted();
  const planned = await planObligations(lone.db, house.clock, { membersPerSlice });
  expect(planned).toEqual({ created: 0, changed: 0, dropped: 0 });
  return (await counted()) - before;
}

async function counted(): Promise<number> {
  await lone.db.$executeRaw`SELECT pg_stat_force_next_flush()`;
  const [row] = await lone.db.$queryRaw<{ rows: number }[]>`
    SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0))::float8 AS rows FROM pg_stat_user_tables
    WHERE relname IN ('person', 'care_file', 'pairing', 'obligation')`;
  return row?.rows ?? 0;
}

test(
  'five times as many slices look at hardly more rows: each stays within its own',
  { timeout: 200_000 },
  async () => {
    const few = await rowsRead(members / 2);
    const many = await rowsRead(members / 10);
    expect(many / few).toBeLessThan(1.5);
  },
);
