import { describe, expect, test } from 'vitest';
import { addDays, shanghaiDate, shanghaiTime, type IsoDate } from '../../../src/calendar/dates.ts';
import { springFestival } from '../../../src/calendar/lunar.ts';
import type { Db } from '../../../src/database.ts';
import { occasions, visitWays } from '../../../src/scheme/labels.ts';
import { periodAt } from '../../../src/scheme/obligations/rounds.ts';
import { occurrenceOf } from '../../../src/scheme/rules/birthday.ts';
import { happeningIdOf, occurrenceName } from '../../../src/scheme/rules/happening.ts';
import { monthOfStay } from '../../../src/scheme/rules/illness.ts';
import { rules, ruleOf } from '../../../src/scheme/rules/index.ts';
import { isOn, settingsFrom } from '../../../src/scheme/rules/held.ts';
import {
  scheduleOf,
  type DutyWindow,
  type Form,
  type Occurrence,
  type Rule,
  type Step,
} from '../../../src/scheme/rules/rule.ts';

/** These rules ask the calendar alone. */
const noDatabase = {} as Db;
const rule = (code: string): Rule => {
  const found = ruleOf(code);
  if (!found) throw new Error(code);
  return found;
};
/** Nobody has set anything. */
const settings = settingsFrom({ versions: [] });
const heldOf = (form: Form) => settings.at(form, '').held;
const planned = async (code: string, day: string): Promise<readonly Occurrence[]> => {
  const period = periodAt(new Date(`${day}T09:00:00+08:00`), settings);
  const forms = settings.formsOf(rule(code)).filter(form => isOn(heldOf(form)));
  const found = await Promise.all(
    forms.map(form => rule(code).occurrences(noDatabase, period, heldOf(form), form)),
  );
  return found.flat();
};
const stepsOf = (of: Rule, occurrence: string): readonly Step[] => {
  const form = settings.formOf(of, occurrence);
  return form ? of.steps(heldOf(form), form) : [];
};
const duty = (opensOn: IsoDate, dueOn: IsoDate, more: Partial<DutyWindow> = {}): DutyWindow => ({
  occurrence: 'x',
  title: 'x',
  opensOn,
  dueOn,
  createdAt: new Date(`${opensOn}T10:00:00+08:00`),
  ...more,
});
const written = (instant: Date): string => {
  const { hour, minute } = shanghaiTime(instant);
  return `${shanghaiDate(instant)} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};
const schedule = (code: string, window: DutyWindow) =>
  scheduleOf(stepsOf(rule(code), window.occurrence), window).map(written);
const ladder = (code: string) =>
  stepsOf(rule(code), 'spring-festival-2027').map(({ to, manner }) => `${to} ${manner}`);

describe('every rule', () => {
  test('has a code of its own, a version, and the clauses it stands on', () => {
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
    for (const each of rules) {
      expect(each.version).toBeGreaterThanOrEqual(1);
      expect(each.clauses.length).toBeGreaterThan(0);
      for (const clause of each.clauses) expect(clause).toMatch(/^(S[1-5]-|E-)/);
    }
  });

  test('the policy’s visits all have one: 四必访 (S3-3.5b), 五必访 (S5-4)', () => {
    const ids = new Set(rules.map(({ id }) => id));
    for (const id of ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R10']) expect(ids).toContain(id);
  });

  test.each(rules.map(each => [each.code, each] as const))(
    '%s prompts in order and never in quiet hours',
    (_code, each) => {
      for (const hour of ['00', '03', '07', '08', '12', '19', '21', '23']) {
        const createdAt = new Date(`2027-01-20T${hour}:30:00+08:00`);
        const window = duty('2027-01-20', '2027-01-23', { createdAt, occurrence: 'spring-festival-2027' });
        const steps = stepsOf(each, window.occurrence);
        const times = scheduleOf(steps, window);
        expect(times.map(Number)).toEqual([...times].map(Number).sort((one, other) => one - other));
        times.forEach((time, index) => {
          const step = steps[index];
          const atOnce = time.getTime() === createdAt.getTime();
          if (step?.manner === 'digest' || !atOnce) expect(shanghaiTime(time).hour).toBeGreaterThanOrEqual(8);
          expect(shanghaiTime(time).hour).toBeLessThan(atOnce ? 24 : 21);
        });
      }
    },
  );

  test.each(rules.map(each => [each.code, each] as const))(
    '%s names known ways and a known occasion',
    (_code, each) => {
      const { closedBy, occasion, usualWay, owner } = each;
      if (owner !== 'helper') return expect(closedBy).toBeUndefined();
      for (const way of [...(closedBy?.ways ?? []), ...(closedBy?.statedWays ?? [])])
        expect(visitWays).toHaveProperty(way);
      expect(occasions).toHaveProperty(occasion ?? '');
      expect(closedBy?.ways).toContain(usualWay);
    },
  );

  test('the owner is prompted before anybody up the ladder, except where somebody may be in danger or has died', () => {
    for (const each of rules) {
      const order = stepsOf(each, 'spring-festival-2027').map(({ to }) => to);
      if (['death', 'despair'].includes(each.code)) expect(order.slice(0, 2)).toEqual(['owner', 'secretary']);
      else expect(order.lastIndexOf('owner')).toBeLessThan(order.findIndex(to => to !== 'owner') >>> 0);
    }
  });
});

describe('R1 festivals', () => {
  test.each(Array.from({ length: 10 }, (_, index) => 2026 + index))('春节 %i: T-20 … T-1', async year => {
    const festival = springFestival(year);
    const [found] = (await planned('festival', addDays(festival, -30))).filter(({ occurrence }) =>
      occurrence.startsWith('spring'),
    );
    expect(found).toMatchObject({
      occurrence: `spring-festival-${year}`,
      title: '春节走访',
      opensOn: addDays(festival, -20),
      dueOn: addDays(festival, -1),
    });
  });

  test('2027 and 2030 are on the days the astronomers say', async () => {
    const of = async (day: string) =>
      (await planned('festival', day)).find(({ occurrence }) => occurrence.startsWith('spring'));
    expect(await of('2027-01-01')).toMatchObject({ opensOn: '2027-01-17', dueOn: '2027-02-05' });
    expect(await of('2030-01-01')).toMatchObject({ opensOn: '2030-01-14', dueOn: '2030-02-02' });
  });

  test('is planned to its last day and not on the day after', async () => {
    const codes = async (day: string) => (await planned('festival', day)).map(({ occurrence }) => occurrence);
    expect(await codes('2027-02-05')).toEqual(['spring-festival-2027', 'party-day-2027']);
    expect(await codes('2027-02-06')).toEqual(['party-day-2027']);
    expect(await codes('2027-07-01')).toEqual(['party-day-2027']);
    expect(await codes('2027-07-02')).toEqual([]);
    expect(await codes('2027-07-09')).toEqual([]);
    expect(await codes('2027-07-10')).toEqual(['spring-festival-2028']);
  });

  test('steps: opening day, half way, T-3 to the helper; T-1 to the secretary', () => {
    expect(
      schedule('festival', duty('2027-01-17', '2027-02-05', { occurrence: 'spring-festival-2027' })),
    ).toEqual(['2027-01-17 08:17', '2027-01-26 08:17', '2027-02-03 08:17', '2027-02-05 08:17']);
    expect(schedule('festival', duty('2027-06-21', '2027-07-01', { occurrence: 'party-day-2027' }))).toEqual([
      '2027-06-21 08:17',
      '2027-06-26 08:17',
      '2027-06-28 08:17',
      '2027-06-30 08:17',
    ]);
    expect(ladder('festival')).toEqual(['owner digest', 'owner digest', 'owner digest', 'secretary digest']);
  });
});

describe('R2 illness', () => {
  test('three days: at once, next morning, last day; the secretary when 72 hours are over', () => {
    const window = duty('2027-01-20', '2027-01-23', { createdAt: new Date('2027-01-20T10:12:00+08:00') });
    expect(schedule('illness', window)).toEqual([
      '2027-01-20 10:12',
      '2027-01-21 08:17',
      '2027-01-23 08:17',
      '2027-01-23 10:12',
    ]);
    expect(ladder('illness')).toEqual(['owner own', 'owner digest', 'owner digest', 'secretary own']);
  });

  test('reported at night: told in the morning, prompted again the morning after, the secretary not before the last prompt', () => {
    const window = duty('2027-01-20', '2027-01-23', { createdAt: new Date('2027-01-20T22:40:00+08:00') });
    expect(schedule('illness', window).slice(1)).toEqual([
      '2027-01-22 08:17',
      '2027-01-23 08:17',
      '2027-01-24 08:01',
    ]);
    const early = duty('2027-01-20', '2027-01-23', { createdAt: new Date('2027-01-20T05:00:00+08:00') });
    expect(schedule('illness', early).slice(1)).toEqual([
      '2027-01-21 08:17',
      '2027-01-23 08:17',
      '2027-01-23 08:47',
    ]);
  });

  test('months of a stay end on the day of the month, the last day where the month is short', () => {
    expect(monthOfStay('2027-01-31', '2027-02-01')).toEqual({ number: 1, dueOn: '2027-02-28' });
    expect(monthOfStay('2027-01-31', '2027-03-01')).toEqual({ number: 2, dueOn: '2027-03-31' });
    expect(monthOfStay('2026-01-15', '2027-01-15')).toEqual({ number: 12, dueOn: '2027-01-15' });
  });
});

describe('R4 … R7', () => {
  test('受灾: at once, 4 hours later, the leader at 24 hours; counted from the morning for news of the night', () => {
    const at = (createdAt: string) =>
      schedule('disaster', duty('2027-01-20', '2027-01-21', { createdAt: new Date(createdAt) }));
    expect(at('2027-01-20T10:12:00+08:00')).toEqual([
      '2027-01-20 10:12',
      '2027-01-20 14:12',
      '2027-01-21 10:12',
    ]);
    expect(at('2027-01-20T23:12:00+08:00').slice(1)).toEqual(['2027-01-21 12:01', '2027-01-22 08:01']);
    expect(ladder('disaster')).toEqual(['owner own', 'owner own', 'leader own']);
  });

  test('思想情绪 and 困难 count working days', () => {
    const window = duty('2027-01-22', '2027-01-27', { createdAt: new Date('2027-01-22T10:12:00+08:00') });
    expect(schedule('mood', window).slice(1)).toEqual(['2027-01-26 08:17', '2027-01-28 08:17']);
    expect(schedule('hardship', { ...window, dueOn: '2027-01-29' }).slice(1)).toEqual([
      '2027-01-27 08:17',
      '2027-01-30 08:17',
    ]);
  });
});

describe('R6 birthdays', () => {
  const next = (key: string, today: string) => {
    const { occurrence, opensOn, dueOn } = occurrenceOf(key, today) ?? {};
    return [occurrence, opensOn, dueOn];
  };

  test.each([
    ['solar:01-20', '2027-01-20', ['2027', '2027-01-13', '2027-01-20']],
    ['solar:01-20', '2027-01-21', ['2028', '2028-01-13', '2028-01-20']],
    ['solar:02-29', '2027-01-20', ['2027', '2027-02-21', '2027-02-28']],
    ['solar:02-29', '2028-01-20', ['2028', '2028-02-22', '2028-02-29']],
    // 腊月初十 lies in January of the next civil year and belongs to the lunar year before.
    ['lunar:12-10', '2027-01-10', ['2026', '2027-01-10', '2027-01-17']],
    // 腊月三十 in a year whose 腊月 has 29 days.
    ['lunar:12-30', '2027-01-20', ['2026', '2027-01-29', '2027-02-05']],
    // 闰六月 exists in 2025, and not in 2026: the plain sixth month.
    ['lunar:06-15:leap', '2025-08-01', ['2025', '2025-08-01', '2025-08-08']],
    ['lunar:06-15:leap', '2026-06-01', ['2026', '2026-07-21', '2026-07-28']],
    // 闰十一月 of 2033, the trap of many calendars.
    ['lunar:11-15:leap', '2033-12-01', ['2033', '2033-12-29', '2034-01-05']],
  ])('%s from %s', (key, today, expected) => {
    expect(next(key, today)).toEqual(expected);
  });

  test('one that falls twice in a civil year is two occurrences', () => {
    const first = next('lunar:11-17', '2026-01-01');
    const second = next('lunar:11-17', '2026-01-06');
    expect([first[2]?.slice(0, 4), second[2]?.slice(0, 4)]).toEqual(['2026', '2026']);
    expect([first[0], second[0]]).toEqual(['2025', '2026']);
  });

  test('over sixty years every lunar day has one birthday each lunar year, and no two share a key', () => {
    for (const key of ['lunar:01-01', 'lunar:04-30:leap', 'lunar:12-30', 'lunar:08-15']) {
      const seen = new Set<string>();
      for (let day: IsoDate = '2000-01-01'; day < '2060-01-01';) {
        const { occurrence = '', dueOn = day } = occurrenceOf(key, day) ?? {};
        expect(seen.has(occurrence)).toBe(false);
        seen.add(occurrence);
        day = addDays(dueOn, 1);
      }
      expect(seen.size).toBeGreaterThanOrEqual(60);
    }
  });

  test.each(['solar:02-30', 'solar:13-01', 'lunar:13-01', 'lunar:01-31', 'lunar:', 'solar:xx-yy'])(
    '%s is no birthday',
    key => {
      expect(occurrenceOf(key, '2027-01-01')).toBeUndefined();
    },
  );

  test('steps: T-7 and T-1; the words name both calendars and the day the visit may begin', () => {
    const window = duty('2027-01-10', '2027-01-17', { title: '生日看望' });
    expect(schedule('birthday', window)).toEqual(['2027-01-10 08:17', '2027-01-16 08:17']);
    expect(rule('birthday').line(window)).toBe(
      '1月17日（腊月初十，周日）生日，1月10日（腊月初三，周日）起看望都可以',
    );
  });
});

describe('R10 reports', () => {
  test('06-30 and 12-31: T-20 … T; the clerk at T-20, T-7, T-1, the leader when late', async () => {
    expect(await planned('half-year-report', '2027-01-10')).toMatchObject([
      { occurrence: '2027-H1', opensOn: '2027-06-10', dueOn: '2027-06-30' },
    ]);
    expect(await planned('half-year-report', '2026-12-31')).toMatchObject([
      { occurrence: '2026-H2', opensOn: '2026-12-11', dueOn: '2026-12-31' },
      { occurrence: '2027-H1' },
    ]);
    expect(schedule('half-year-report', duty('2027-06-10', '2027-06-30'))).toEqual([
      '2027-06-10 08:17',
      '2027-06-23 08:17',
      '2027-06-29 08:17',
      '2027-07-01 08:17',
    ]);
    expect(ladder('half-year-report')).toEqual([
      'owner digest',
      'owner digest',
      'owner digest',
      'leader digest',
    ]);
  });
});

test('a duty names its happening, and only such a duty does', () => {
  const id = '0d1f8c9e-1111-4111-8111-111111111111';
  expect(happeningIdOf(occurrenceName(id, 'month-2'))).toBe(id);
  expect(happeningIdOf('spring-festival-2027')).toBeUndefined();
});
