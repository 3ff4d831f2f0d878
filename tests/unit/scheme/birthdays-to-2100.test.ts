/** Birthdays as they are planned, year after year to 2100: 29 February, 三十 and leap months. */
import { expect, test } from 'vitest';
import { addDays, daysBetween, isIsoDate, type IsoDate } from '../../../src/calendar/dates.ts';
import { lunarMonthLength, toLunar } from '../../../src/calendar/lunar.ts';
import { occurrenceOf } from '../../../src/scheme/rules/birthday.ts';

/** The birthdays from 2027 to 2100, each found from the day after the one before. */
function birthdays(key: string): { dueOn: IsoDate; occurrence: string }[] {
  const found: { dueOn: IsoDate; occurrence: string }[] = [];
  for (let from = '2027-01-01'; from <= '2100-01-01';) {
    const next = occurrenceOf(key, from);
    if (!next) throw new Error(`no birthday ${key} from ${from} on`);
    expect(next.opensOn).toBe(addDays(next.dueOn, -7));
    found.push(next);
    from = addDays(next.dueOn, 1);
  }
  return found;
}

test('29 February: the 28th in common years, once a year', () => {
  const all = birthdays('solar:02-29');
  for (const { dueOn, occurrence } of all) {
    expect(dueOn.slice(5)).toBe(isIsoDate(`${occurrence}-02-29`) ? '02-29' : '02-28');
    expect(dueOn.slice(0, 4)).toBe(occurrence);
  }
  expect(new Set(all.map(({ occurrence }) => occurrence)).size).toBe(all.length);
});

const keys = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0')).flatMap(month =>
  ['01', '15', '30'].flatMap(day => [`lunar:${month}-${day}`, `lunar:${month}-${day}:leap`]),
);

test.each(keys)('%s comes once in every lunar year to 2100', key => {
  const all = birthdays(key);
  const [month = 0, day = 0] = key.slice(6, 11).split('-').map(Number);
  for (const [index, { dueOn, occurrence }] of all.entries()) {
    const lunar = toLunar(dueOn);
    expect(String(lunar.year)).toBe(occurrence);
    expect(lunar.month).toBe(month);
    expect(lunar.day).toBe(Math.min(day, lunarMonthLength(lunar.year, month, lunar.leap) ?? 0));
    // Born in a leap month: in the leap month where the year has it, else in the plain one; never in both.
    expect(lunar.leap).toBe(key.endsWith('leap') && lunarMonthLength(lunar.year, month, true) !== null);
    const before = all[index - 1];
    if (before) expect(Number(occurrence)).toBe(Number(before.occurrence) + 1);
    if (before) expect(daysBetween(before.dueOn, dueOn)).toBeGreaterThan(320);
  }
});
