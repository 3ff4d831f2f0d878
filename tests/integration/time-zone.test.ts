import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { connect, sqlNow } from '../../src/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('on a server whose databases count in another time zone, instants come back as they went in', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  await client.query(`ALTER DATABASE "${rows[0]?.name ?? ''}" SET TimeZone = 'Asia/Shanghai'`);
  await client.end();
  const { db, close } = connect(database.url, { vault: database.keyRing.vault, poolSize: 1 });
  const instant = new Date('2027-01-17T08:30:00+08:00');
  await db.systemState.create({ data: { key: 'x', value: {}, updatedAt: instant } });
  const [raw] = await db.$queryRaw<{ seconds: number; same: boolean; ahead: number }[]>`
    SELECT extract(epoch FROM "updatedAt")::float8 AS seconds, "updatedAt" = ${instant} AS same,
      extract(epoch FROM ${sqlNow(systemClock())} - now())::float8 AS ahead FROM system_state WHERE key = 'x'`;
  expect(raw).toMatchObject({ seconds: instant.getTime() / 1000, same: true });
  expect(Math.abs(raw?.ahead ?? NaN)).toBeLessThan(60);
  expect((await db.systemState.findUniqueOrThrow({ where: { key: 'x' } })).updatedAt).toEqual(instant);
  await close();
});
