import { afterAll, beforeAll, expect, test } from 'vitest';
import { diffAgainstSchema, migrate, pendingMigrations } from '../../prisma/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('after every migration the database is what schema.prisma says', async () => {
  expect(await diffAgainstSchema(database.url)).toBe('');
});

test('a column that the schema does not know shows in the difference', async () => {
  await database.db.$executeRawUnsafe('ALTER TABLE "visit" ADD COLUMN "stray" text');
  expect(await diffAgainstSchema(database.url)).toContain('"stray"');
  await database.db.$executeRawUnsafe('ALTER TABLE "visit" DROP COLUMN "stray"');
});

test('migrating twice applies nothing the second time', async () => {
  expect(await pendingMigrations(database.url)).toEqual([]);
  expect(await migrate(database.url)).toEqual([]);
});
