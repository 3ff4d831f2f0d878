/** The class of contact in SQL and in TypeScript: one rule, held against itself on generated files. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import {
  contactClasses,
  contactClassOf,
  riskFlagsOf,
  veryOldFrom,
  type ContactClasses,
  type RiskFacts,
} from '../../src/scheme/care-file/derive.ts';
import { contactClassOn, frequencyAskedOn, riskFlagsOn } from '../../src/scheme/care-file/risk-sql.ts';
import { contactFrequencies } from '../../src/scheme/labels.ts';
import { riskFlags, type RiskFlag } from '../../src/scheme/labels/care-file.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createHelper, defaultBranch } from '../support/factories.ts';
import { seededRandom } from '../support/random.ts';

const seed = 20_270_117;
const flags = Object.keys(riskFlags) as RiskFlag[];
const count = 4_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const random = seededRandom(seed);
const pick = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const two = (number: number): string => String(number).padStart(2, '0');

/** Birth dates of every sort: round about eighty years before `today`, real and impossible, solar, lunar, in leap months. */
function birth(today: IsoDate): Pick<RiskFacts, 'birthDate' | 'birthCalendar' | 'birthLeapMonth'> {
  const birthCalendar = pick('solar', 'lunar', 'lunar', null);
  const birthLeapMonth = birthCalendar === 'lunar' && random() < 0.3;
  const eighty = Number(today.slice(0, 4)) - veryOldFrom;
  if (random() < 0.4) return { birthDate: near(`${eighty}${today.slice(4)}`), birthCalendar, birthLeapMonth };
  const year = pick(eighty - 1, eighty, eighty, eighty + 1, 1900 + Math.floor(random() * 100));
  const day = `${year}-${two(Math.floor(random() * 14))}-${two(Math.floor(random() * 33))}`;
  return {
    birthDate: pick(day, day, day, day, null, '', '0000-01-01', '1940-1-1'),
    birthCalendar,
    birthLeapMonth,
  };
}

/** A day within three months: lunar dates lie one to two months behind the civil ones. */
const near = (day: string): string =>
  addDays(day === '1948-02-30' ? '1948-02-29' : day, Math.floor(random() * 180) - 90);

const fileFor = (today: IsoDate): RiskFacts => ({
  ...birth(today),
  living: pick('alone', 'couple', 'with-children', null),
  selfCare: pick('independent', 'partly', 'dependent', null),
  residence: pick('local', 'relocated', 'with-children', null),
  longAbsent: random() < 0.2,
  mainCause: pick('serious-illness', 'other', null),
  secondaryCauses: pick([], ['serious-illness'], ['other']),
});

interface Made {
  readonly id: string;
  readonly file: RiskFacts;
  readonly asked: string | null;
}

async function fill(today: IsoDate): Promise<Made[]> {
  const { db } = database;
  await database.empty();
  const { id: organisationId } = await defaultBranch(db);
  const helper = await createHelper(db);
  const people = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO person (id, name, "organisationId", roles) SELECT gen_random_uuid(), '甲' || n, ${organisationId}::uuid, '{member}'
    FROM generate_series(1, ${count}::int) n RETURNING id`;
  const made = people.map(({ id }) => ({
    id,
    file: fileFor(today),
    asked: pick('weekly', 'monthly', 'quarterly', null, null, null),
  }));
  const rows = made.map(({ id, file, asked }) => ({ ...file, id, asked }));
  await db.$executeRaw`
    WITH made AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(id uuid, "birthDate" text, "birthCalendar" text,
        "birthLeapMonth" boolean, living text, "selfCare" text, residence text, "longAbsent" boolean, "mainCause" text,
        "secondaryCauses" text[], asked text)
    ), paired AS (
      INSERT INTO pairing ("helperId", "memberId", "startsOn", frequency)
      SELECT ${helper.id}::uuid, id, '2020-01-01', asked FROM made
    )
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "birthLeapMonth", living, "selfCare", residence,
      "longAbsent", "mainCause", "secondaryCauses")
    SELECT id, 'enrolled', "birthDate", "birthCalendar", "birthLeapMonth", living, "selfCare", residence, "longAbsent",
      "mainCause", "secondaryCauses" FROM made`;
  return made;
}

// The day after 29 February, the day itself, an ordinary one, and one in a year with a leap month (闰五月 of 2028).
test.each(['2027-01-17', '2028-02-29', '2028-03-01', '2028-07-20'])(
  `on %s the flags and the class are the same in both (seed ${seed})`,
  async today => {
    const made = await fill(today);
    const rows = await database.db.$queryRaw<
      { memberId: string; flags: string; asked: string; class: string }[]
    >`
      SELECT cf."memberId", ${riskFlagsOn(today)} AS flags, ${frequencyAskedOn(today)} AS asked,
        ${contactClassOn(today, contactClasses)} AS class FROM care_file cf`;
    const byId = new Map(rows.map(row => [row.memberId, row]));
    const seen = new Map<string, number>();
    for (const { id, file, asked } of made) {
      const own = riskFlagsOf(file, today);
      const expected = {
        flags: own.map(flag => `${flag},`).join(''),
        asked,
        class: contactClassOf(file, today, asked),
      };
      const found = byId.get(id);
      expect(
        { flags: found?.flags, asked: found?.asked, class: found?.class },
        JSON.stringify({ file, asked }),
      ).toEqual(expected);
      for (const each of [...own, expected.class]) seen.set(each, (seen.get(each) ?? 0) + 1);
    }
    // The generator has to reach both sides of every flag.
    for (const each of [...flags, ...Object.keys(contactFrequencies)])
      expect(seen.get(each) ?? 0, each).toBeGreaterThan(50);
    expect(seen.get('very-old')).toBeLessThan(count - 50);
  },
);

test('other classes than the usual ones are reckoned alike: weekly for who lives alone, nothing more for the old', async () => {
  const today = '2027-01-17';
  const made = await fill(today);
  const classes: ContactClasses = { alone: 'weekly', dependent: 'monthly', others: 'quarterly' };
  const rows = await database.db.$queryRaw<{ memberId: string; class: string }[]>`
    SELECT cf."memberId", ${contactClassOn(today, classes)} AS class FROM care_file cf`;
  const byId = new Map(rows.map(row => [row.memberId, row.class]));
  for (const { id, file, asked } of made)
    expect(byId.get(id), JSON.stringify({ file, asked })).toBe(contactClassOf(file, today, asked, classes));
});
