/** Registers of any size for what plans and prompts: members with helpers, in branches under bureaus, on a fresh database. */
import type { Clock } from '../src/clock.ts';
import type { Database } from '../src/database.ts';
import { connectTo, openBench } from './support.ts';

/** A clock that stands still at this instant. */
export const held = (at: string): Clock => ({ now: () => new Date(at), offsetMs: 0, heldAt: new Date(at) });
/** Late in the evening before the window of 春节 2027 opens: everything is planned and nothing is due. */
export const quiet = held('2027-01-16T19:47:00+08:00');

/** Does the work on a new database with so many members, and throws it away; `databaseUrl` for whoever connects themself. */
export async function withMembers(
  members: number,
  work: (db: Database, databaseUrl: string) => Promise<void>,
): Promise<void> {
  const bench = await openBench();
  const { db, close } = await connectTo(bench, 8);
  try {
    await populate(db, members);
    await work(db, bench.databaseUrl);
  } finally {
    await close();
    await bench.close();
  }
}

/** Branches of 50 under bureaus of 20 branches; a helper for every two members; births, reviews and risks of every kind. */
async function populate(db: Database, members: number): Promise<void> {
  const branches = members / 50;
  await db.$executeRaw`
    WITH bureau AS (
      SELECT gen_random_uuid() AS id, n FROM generate_series(0, ${Math.ceil(branches / 20) - 1}::int) AS n
    ), top AS (
      INSERT INTO organisation (id, name, kind, path) SELECT id, 'bureau ' || n, 'cadre-bureau', id || '/' FROM bureau
    )
    INSERT INTO organisation (id, name, kind, "parentId", path)
    SELECT made.id, 'branch ' || made.n, 'branch', bureau.id, bureau.id || '/' || made.id || '/'
    FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(0, ${branches - 1}::int) AS n) AS made
    JOIN bureau ON bureau.n = made.n / 20`;
  await db.$executeRaw`
    INSERT INTO person (id, name, "userId", "userIdKey", "organisationId", roles)
    SELECT gen_random_uuid(), role || ' ' || o.name, role || o.id, role || o.id, o.id, ARRAY[role]
    FROM organisation o CROSS JOIN unnest(ARRAY['secretary', 'clerk', 'leader']) AS role WHERE o.kind = 'cadre-bureau' OR role = 'secretary'`;
  await db.$executeRaw`
    INSERT INTO person (id, name, "userId", "userIdKey", "organisationId", roles)
    SELECT gen_random_uuid(), role || n, role || n, role || n, o.id, ARRAY[role]
    FROM generate_series(0, ${members - 1}::int) AS n
    CROSS JOIN unnest(ARRAY['member', 'helper']) AS role
    JOIN organisation o ON o.name = 'branch ' || (n / 50) WHERE role = 'member' OR n % 2 = 0`;
  await db.$executeRaw`
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "hardshipKinds", "secondaryCauses", "lastReviewedOn", living)
    SELECT id, 'enrolled', 1932 + n % 30 || '-' || to_char(DATE '2027-01-01' + (n % 365)::int, 'MM-DD'),
      CASE n % 3 WHEN 0 THEN 'lunar' ELSE 'solar' END, '{}', '{}', to_char(DATE '2026-01-16' + (n % 360)::int, 'YYYY-MM-DD'),
      CASE n % 4 WHEN 0 THEN 'alone' ELSE 'couple' END
    FROM (SELECT id, substr(name, 7)::int AS n FROM person WHERE 'member' = ANY(roles)) m`;
  await db.$executeRaw`
    INSERT INTO pairing (id, "helperId", "memberId", "primary", "startsOn", project, task, goal)
    SELECT gen_random_uuid(), h.id, m.id, true, '2026-01-01', 'a', 'b', 'c'
    FROM person m JOIN person h ON h.name = 'helper' || (substr(m.name, 7)::int / 2 * 2) WHERE 'member' = ANY(m.roles)`;
  await db.$executeRaw`ANALYZE`;
}
