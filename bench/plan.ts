/** Planning one festival: how long for 10 000 members, and whether a member costs the same at 1 000 and at 10 000. */
import { planObligations } from '../src/scheme/obligations/planner.ts';
import type { Database } from '../src/database.ts';
import { median } from './quantile.ts';
import { connectTo, openBench, type Bench, type Print } from './support.ts';
import type { Clock } from '../src/clock.ts';

const rounds = 5;
/** Twenty days before the Spring Festival of 2027: its obligations are what is planned. */
const atFestival: Clock = {
  now: () => new Date('2027-01-17T09:00:00+08:00'),
  offsetMs: 0,
  heldAt: new Date('2027-01-17T09:00:00+08:00'),
};

export async function benchPlan(print: Print): Promise<void> {
  const small = await planning(1_000);
  const large = await planning(10_000);
  const [perSmall, perLarge] = [small.ms / 1_000, large.ms / 10_000];
  print(
    `planning one festival for 10 000 members: ${(large.ms / 1000).toFixed(2)} s (want ≤ 10), ${large.planned} obligations`,
  );
  print(`cost per member at 10 000 over that at 1 000: ${(perLarge / perSmall).toFixed(2)} (want ≤ 1.30)`);
  print(`running it again when all is planned: ${(large.againMs / 1000).toFixed(2)} s`);
}

async function planning(members: number) {
  const bench = await openBench();
  const { db, close } = await connectTo(bench, 4);
  try {
    await populate(bench, db, members);
    const first: number[] = [];
    let planned = 0;
    for (let round = 0; round < rounds; round += 1) {
      await db.$executeRaw`TRUNCATE obligation CASCADE`;
      first.push(await timed(() => planObligations(db, atFestival)));
      planned = await db.obligation.count({ where: { occurrence: { contains: 'spring' } } });
    }
    const againMs = await timed(() => planObligations(db, atFestival));
    return { ms: median(first), againMs, planned };
  } finally {
    await close();
    await bench.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Branches of 50 members, each member with a helper of their own organisation. */
async function populate(_bench: Bench, db: Database, members: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO organisation (id, name, kind, path)
    SELECT id, 'org ' || n, 'branch', id || '/' FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, ${members / 50}::int) AS n) AS made`;
  await db.$executeRaw`
    INSERT INTO person (id, name, "userId", "userIdKey", "organisationId", roles)
    SELECT gen_random_uuid(), kind || n, kind || n, kind || n, o.id, ARRAY[kind]
    FROM generate_series(1, ${members}::int) AS n
    CROSS JOIN unnest(ARRAY['member', 'helper']) AS kind
    JOIN (SELECT id, row_number() OVER () AS place FROM organisation) AS o ON o.place = 1 + n % ${members / 50}::int`;
  await db.$executeRaw`
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "hardshipKinds", "secondaryCauses")
    SELECT id, 'enrolled', '1942-03-15', 'solar', '{}', '{}' FROM person WHERE 'member' = ANY(roles)`;
  await db.$executeRaw`
    INSERT INTO pairing (id, "helperId", "memberId", "primary", "startsOn")
    SELECT gen_random_uuid(), h.id, m.id, true, '2026-01-01'
    FROM person m JOIN person h ON h.name = replace(m.name, 'member', 'helper') WHERE 'member' = ANY(m.roles)`;
  await db.$executeRaw`ANALYZE`;
}
