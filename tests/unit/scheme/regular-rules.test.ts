/** The windows and words of what comes round regularly: R6, R8, R11, R14, over years. */
import { describe, expect, test } from 'vitest';
import {
  addDays,
  dateParts,
  daysBetween,
  shanghaiDate,
  weekday,
  type IsoDate,
} from '../../../src/calendar/dates.ts';
import { springFestival } from '../../../src/calendar/lunar.ts';
import type { Db } from '../../../src/database.ts';
import { periodAt } from '../../../src/scheme/obligations/rounds.ts';
import { birthday } from '../../../src/scheme/rules/birthday.ts';
import { festivalPlan } from '../../../src/scheme/rules/festival-plan.ts';
import { settingsFrom } from '../../../src/scheme/rules/held.ts';
import { defaultsOf } from '../../../src/scheme/rules/knobs.ts';
import { contactDue, regularContact } from '../../../src/scheme/rules/regular-contact.ts';
import { scheduleOf, type Form, type Rule } from '../../../src/scheme/rules/rule.ts';
import { yearReport } from '../../../src/scheme/rules/year-report.ts';

const noDatabase = {} as Db;
const formOf = (rule: Rule): Form => ({ key: rule.code, name: rule.name, knobs: rule.knobs });
const planned = (
  rule: Rule,
  day: IsoDate,
  own: object = {},
  versions: Parameters<typeof settingsFrom>[0]['versions'] = [],
) =>
  rule.occurrences(
    noDatabase,
    periodAt(new Date(`${day}T09:00:00+08:00`), settingsFrom({ versions })),
    { ...defaultsOf(rule.knobs), ...own },
    formOf(rule),
  );
const scheduled = (rule: Rule, opensOn: IsoDate, dueOn: IsoDate, own: object = {}) =>
  scheduleOf(rule.steps({ ...defaultsOf(rule.knobs), ...own }, formOf(rule)), {
    occurrence: 'x',
    title: 'x',
    opensOn,
    dueOn,
    createdAt: new Date('2027-01-01T00:00:00+08:00'),
  }).map(shanghaiDate);

describe('R8: the last week of the period', () => {
  test.each([
    ['monthly', '2027-02-01', '2027-02', '2027-02-22', '2027-02-28', '2月份联系'],
    ['monthly', '2028-02-29', '2028-02', '2028-02-23', '2028-02-29', '2月份联系'],
    ['monthly', '2027-12-31', '2027-12', '2027-12-25', '2027-12-31', '12月份联系'],
    ['quarterly', '2027-01-01', '2027-Q1', '2027-03-25', '2027-03-31', '一季度联系'],
    ['quarterly', '2028-06-30', '2028-Q2', '2028-06-24', '2028-06-30', '二季度联系'],
    ['quarterly', '2027-12-31', '2027-Q4', '2027-12-25', '2027-12-31', '四季度联系'],
    ['weekly', '2027-01-01', '2026-W53', '2026-12-28', '2027-01-03', '12月28日这周的联系'],
    ['weekly', '2027-01-04', '2027-W01', '2027-01-04', '2027-01-10', '1月4日这周的联系'],
    ['weekly', '2028-02-29', '2028-W09', '2028-02-28', '2028-03-05', '2月28日这周的联系'],
  ] as const)('%s on %s: %s, %s to %s', (frequency, day, occurrence, opensOn, dueOn, title) => {
    expect(contactDue(frequency, day)).toEqual({ occurrence, opensOn, dueOn, title });
  });

  test('on every day of eight years one that is not over, of seven days, and none twice', () => {
    for (const frequency of ['weekly', 'monthly', 'quarterly'] as const) {
      const names = new Map<string, string>();
      for (let day: IsoDate = '2025-12-20'; day < '2034-01-10'; day = addDays(day, 1)) {
        const { occurrence, opensOn, dueOn } = contactDue(frequency, day);
        expect(dueOn >= day && daysBetween(opensOn, dueOn) === 6, `${frequency} ${day}`).toBe(true);
        if (frequency === 'weekly') expect([weekday(opensOn), weekday(dueOn)]).toEqual([1, 7]);
        else expect(dateParts(addDays(dueOn, 1)).day).toBe(1);
        expect(names.get(occurrence) ?? dueOn).toBe(dueOn);
        names.set(occurrence, dueOn);
      }
    }
  });

  test('prompts when it opens and with 2 days left, then the secretary; a longer window as an organisation has it', () => {
    expect(scheduled(regularContact, '2027-03-25', '2027-03-31')).toEqual([
      '2027-03-25',
      '2027-03-29',
      '2027-04-01',
    ]);
    expect(contactDue('monthly', '2027-03-01', 14)).toMatchObject({ opensOn: '2027-03-18' });
    expect(contactDue('weekly', '2027-03-01', 14)).toMatchObject({ opensOn: '2027-03-01' });
    expect(scheduled(regularContact, '2027-03-18', '2027-03-31', { lasts: 14, prompts: [2, 7, 20] })).toEqual(
      ['2027-03-18', '2027-03-24', '2027-03-29', '2027-04-01'],
    );
  });
});

describe('R11: by the end of the year', () => {
  test('T-30, T-7, T-1, and late', async () => {
    for (const year of [2027, 2028]) {
      expect(await planned(yearReport, `${year}-12-31`)).toMatchObject([
        { occurrence: String(year), opensOn: `${year}-12-01`, dueOn: `${year}-12-31` },
      ]);
    }
    expect(scheduled(yearReport, '2027-12-01', '2027-12-31')).toEqual([
      '2027-12-01',
      '2027-12-24',
      '2027-12-30',
      '2028-01-01',
    ]);
  });
});

describe('R14: 45 days before', () => {
  test.each(Array.from({ length: 10 }, (_, index) => 2026 + index))(
    '春节 %i: T-45 … T-32, and on no other day',
    async year => {
      const opensOn = addDays(springFestival(year), -45);
      for (const [offset, count] of [
        [-1, 0],
        [0, 1],
        [13, 1],
        [14, 0],
      ] as const)
        expect(await planned(festivalPlan, addDays(opensOn, offset)), String(offset)).toHaveLength(count);
      expect(await planned(festivalPlan, opensOn)).toMatchObject([
        {
          occurrence: `spring-festival-${year}`,
          title: '春节慰问方案',
          opensOn,
          dueOn: addDays(opensOn, 13),
        },
      ]);
    },
  );

  test('七一 as well; the others where they are switched on, at that place alone', async () => {
    expect(await planned(festivalPlan, '2027-05-20')).toMatchObject([
      { occurrence: 'party-day-2027', opensOn: '2027-05-17', dueOn: '2027-05-30', match: '0' },
    ]);
    // 重阳 2027 is on 8 October.
    expect(await planned(festivalPlan, '2027-08-25')).toEqual([]);
    const form = 'festival:double-ninth';
    const versions = [{ id: 1, organisationId: 'a', path: 'a/', form, settings: { on: true } }];
    expect(await planned(festivalPlan, '2027-08-25', {}, versions)).toMatchObject([
      { occurrence: 'double-ninth-2027', title: '重阳慰问方案', opensOn: '2027-08-24', match: '1' },
    ]);
    const off = [
      { id: 1, organisationId: 'a', path: 'a/', form: 'festival:party-day', settings: { on: false } },
    ];
    expect((await planned(festivalPlan, '2027-05-20', {}, off)).map(({ match }) => match)).toEqual(['0']);
  });

  test('once a week', () => {
    expect(scheduled(festivalPlan, '2027-05-17', '2027-05-30')).toEqual(['2027-05-17', '2027-05-24']);
    expect(scheduled(festivalPlan, '2027-05-17', '2027-05-30', { prompts: [10, 3, 0, 15] })).toEqual([
      '2027-05-17',
      '2027-05-20',
      '2027-05-27',
    ]);
  });
});

describe('R6: great birthdays (D4)', () => {
  const line = (birthDate: string | null, occurrence: string, birthCalendar = 'solar') =>
    birthday.line(
      {
        occurrence,
        title: '生日看望',
        opensOn: '2027-03-03',
        dueOn: '2027-03-10',
        createdAt: new Date('2027-03-01T00:00:00+08:00'),
      },
      { birthDate, birthCalendar, birthLeapMonth: false },
    );

  test.each([
    ['1942-03-10', '2027', '85岁整寿'],
    ['1937-03-10', '2027', '90岁整寿'],
    ['1932-03-10', '2027', '95岁整寿'],
    ['1927-03-10', '2027', '100岁整寿'],
    ['1957-03-10', '2027', '70岁整寿'],
    ['1947-03-10', '2027', '80岁整寿'],
  ])('%s in %s: %s', (birthDate, year, words) => {
    expect(line(birthDate, year)).toBe(
      `3月10日（二月初三，周三）是${words}，3月3日（正月廿六，周三）起看望都可以`,
    );
  });

  test.each([
    ['1952-03-10', '2027'],
    ['1943-03-10', '2027'],
    ['1977-03-10', '2027'],
    [null, '2027'],
    ['', '2027'],
  ])('%s in %s is an ordinary one', (birthDate, year) => {
    expect(line(birthDate, year)).toBe('3月10日（二月初三，周三）生日，3月3日（正月廿六，周三）起看望都可以');
  });

  test('a lunar one counts in lunar years: born 腊月 of 1941, kept in January 2027, is 85 of the year 2026', () => {
    expect(line('1941-12-10', '2026', 'lunar')).toContain('是85岁整寿');
    expect(line('1941-12-10', '2027', 'lunar')).not.toContain('整寿');
  });
});
