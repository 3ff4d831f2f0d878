import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorkbook, loadDemo } from '../../prisma/demo.ts';
import { readWorkbook } from '../../src/documents/workbook.ts';
import { ageOn } from '../../src/scheme/age.ts';
import { membersOf, primaryHelperOf } from '../../src/scheme/pairings.ts';
import { findByUserId, isMember, type Person } from '../../src/scheme/people.ts';
import { importWorkbook } from '../../src/scheme/workbook-import.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { careFilesIn, peopleIn } from '../support/sealed.ts';

const clock = heldClock('2026-11-23T09:12:00+08:00');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const report = await loadDemo(database.db, clock);
  expect(report?.problems, report?.text).toEqual([]);
  expect(report?.applied).toBe(true);
});
afterAll(() => database.close());

const person = async (userId: string): Promise<Person> => {
  const found = await findByUserId(database.db, userId);
  if (!found) throw new Error(`nobody with the account ${userId}`);
  return found;
};

describe('the demo county', () => {
  it('has about sixty people in four organisations', async () => {
    const { db } = database;
    expect(await db.organisation.count()).toBe(4);
    expect(await db.person.count()).toBeGreaterThanOrEqual(55);
    expect(await db.person.count()).toBeLessThanOrEqual(65);
  });

  it('has the people whom the stories speak of, in whatever case their account is written', async () => {
    const named = await Promise.all(
      ['liming', 'ZHANGDEHOU', 'WangFang', 'ChenZhiYuan', 'ZhaoJing', 'ZhangXiaoMei'].map(person),
    );
    expect(named.map(({ name, roles }) => [name, ...roles])).toEqual([
      ['李明', 'helper'],
      ['张德厚', 'member'],
      ['王芳', 'helper', 'secretary'],
      ['陈志远', 'helper', 'leader'],
      ['赵静', 'clerk'],
      ['张小梅', 'family'],
    ]);
  });

  it('has 李明 help 张德厚, who is 82 and lives alone, and one more member', async () => {
    const { db } = database;
    const [helper, member] = [await person('LiMing'), await person('ZhangDeHou')];
    const members = await membersOf(db, helper.id, clock);
    expect(members).toHaveLength(2);
    expect(members.map(each => each.member.name)).toContain('张德厚');
    expect((await primaryHelperOf(db, member.id, clock))?.name).toBe('李明');
    if (!isMember(member)) throw new Error('张德厚 has no care file');
    expect(ageOn(member.member, '2026-11-23')).toBe(82);
    expect(ageOn(member.member, '2027-02-28')).toBe(82);
    expect((await db.careFile.findUniqueOrThrow({ where: { memberId: member.id } })).living).toBe('alone');
  });

  it('has every state, both calendars, leap months and the thirtieth', async () => {
    const files = await database.db.careFile.findMany();
    expect(new Set(files.map(({ state }) => state)).size).toBe(7);
    expect(files.some(file => file.birthCalendar === 'lunar' && file.birthLeapMonth)).toBe(true);
    expect(files.some(file => file.birthCalendar === 'lunar' && file.birthDate?.endsWith('-12-30'))).toBe(
      true,
    );
    expect(files.some(file => file.birthCalendar === 'solar' && file.birthDate?.includes('-01-'))).toBe(true);
  });

  it('has a member without a helper, a helper without a member, and members without an account', async () => {
    const { db } = database;
    const today = {
      startsOn: { lte: '2026-11-23' },
      OR: [{ endsOn: null }, { endsOn: { gte: '2026-11-23' } }],
    };
    const unpaired = await db.person.findMany({
      where: { careFile: { is: { state: 'enrolled' } }, helpedBy: { none: today } },
    });
    expect(unpaired.map(({ name }) => name)).toEqual(['朱凤英']);
    const idle = await db.person.findMany({ where: { roles: { has: 'helper' }, helping: { none: today } } });
    expect(idle.map(({ name }) => name)).toEqual(['罗志强']);
    expect(await db.person.count({ where: { careFile: { isNot: null }, userId: null } })).toBeGreaterThan(0);
  });

  it('uses telephone and ID numbers that nobody can have', async () => {
    const { db } = database;
    const phones = (await peopleIn(db)).flatMap(({ phone }) => phone ?? []);
    expect(phones.length).toBeGreaterThan(0);
    for (const phone of phones) expect(phone).toMatch(/^1000000\d{4}$/);
    const idNumbers = (await careFilesIn(db)).flatMap(({ idNumber }) => idNumber ?? []);
    expect(idNumbers.length).toBeGreaterThan(0);
    for (const idNumber of idNumbers) expect(idNumber).toMatch(/^000000/);
  });

  it('is not imported over what is there', async () => {
    const { db } = database;
    const { id } = await person('ZhangDeHou');
    await db.careFile.update({ where: { memberId: id }, data: { state: 'suspended' } });
    expect(await loadDemo(db, clock)).toBeUndefined();
    expect((await db.careFile.findUniqueOrThrow({ where: { memberId: id } })).state).toBe('suspended');
    await db.careFile.update({ where: { memberId: id }, data: { state: 'enrolled' } });
  });

  it('changes nothing when its workbook is imported into a county that was loaded days ago', async () => {
    const other = await createTestDatabase();
    await loadDemo(other.db, heldClock('2026-12-09T10:00:00+08:00'));
    const workbook = await readWorkbook(await demoWorkbook());
    const { total } = await importWorkbook(other.db, workbook, {
      clock: heldClock('2026-12-20T10:00:00+08:00'),
    });
    expect(total).toMatchObject({ added: 0, updated: 0, bad: 0 });
    await other.close();
  });

  it('changes nothing when its workbook is imported once more', async () => {
    const { db } = database;
    const logged = await db.auditEntry.count();
    const report = await importWorkbook(db, await readWorkbook(await demoWorkbook()), { clock });
    expect(report.sheets.map(({ added, updated, bad }) => [added, updated, bad])).toEqual(
      Array(6).fill([0, 0, 0]),
    );
    expect(report.sheets.every(({ unchanged }) => unchanged > 0)).toBe(true);
    expect(await db.auditEntry.count()).toBe(logged);
  });
});
