/** The same plan, byte for byte, in whatever time zone the server is; and births in the years when China had summer time. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, isIsoDate } from '../../src/calendar/dates.ts';
import { createHelper, createPerson, defaultBranch } from '../support/factories.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const zones = ['Asia/Shanghai', 'UTC', 'America/New_York'];
const child = fileURLToPath(new URL('planning-child.ts', import.meta.url));

let database: TestDatabase;
const days: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const { id: branchId } = await defaultBranch(db);
  const helper = await createHelper(db);
  await createPerson(db, { roles: ['secretary', 'clerk'] });
  for (let day = '1985-01-01'; day <= '1992-12-31'; day = addDays(day, 1)) days.push(day);
  // One member born on each day of those years; every other one keeps the birthday by the moon.
  await db.$executeRaw`
    WITH born AS (SELECT day, n, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS id
      FROM unnest(${days}::text[]) WITH ORDINALITY AS x(day, n)),
    one AS (INSERT INTO person (id, name, "organisationId", roles) SELECT id, '甲' || n, ${branchId}::uuid, '{member}' FROM born),
    file AS (INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "createdAt")
      SELECT id, 'enrolled', day, CASE n % 2 WHEN 0 THEN 'solar' ELSE 'lunar' END, '2026-03-01T00:30:00+08:00' FROM born)
    INSERT INTO pairing ("helperId", "memberId", "startsOn") SELECT ${helper.id}::uuid, id, '2027-01-10' FROM born WHERE n % 3 > 0`;
});
afterAll(() => database.close());

async function planIn(zone: string): Promise<string> {
  const options = { env: { PATH: process.env['PATH'] ?? '', TZ: zone }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', child, database.url],
    options,
  );
  return stdout;
}

test(
  'UTC, New York and Shanghai plan the same, and no birthday of 1985 … 1992 is lost',
  { timeout: 180_000 },
  async () => {
    const plans: string[] = [];
    for (const zone of zones) plans.push(await planIn(zone));
    const [shanghai = '', ...others] = plans;
    for (const [index, plan] of others.entries()) expect(plan === shanghai, zones[index + 1]).toBe(true);
    const { planned, rows, births, lost } = JSON.parse(shanghai) as {
      planned: { created: number };
      rows: { rule: string; dueOn: string; subjectId: string }[];
      births: { birthDate: string }[];
      lost: string[];
    };
    expect(planned.created).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(2 * days.length);
    expect(lost).toEqual([]);
    expect(births.map(({ birthDate }) => birthDate)).toEqual(days);
    const birthdays = rows.filter(({ rule }) => rule === 'birthday');
    const bySolar = birthdays.filter(({ subjectId }) => Number(subjectId.slice(-12)) % 2 === 0);
    for (const { subjectId, dueOn } of bySolar) {
      const born = days[Number(subjectId.slice(-12)) - 1]?.slice(5) ?? '';
      expect(dueOn.slice(5)).toBe(
        born === '02-29' && !isIsoDate(`${dueOn.slice(0, 4)}-02-29`) ? '02-28' : born,
      );
    }
  },
);
