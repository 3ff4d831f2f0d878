import { describe, expect, it } from 'vitest';
import { ageOn, civilBirthDate } from '../../../src/scheme/age.ts';
import { ageBand } from '../../../src/scheme/care-files.ts';
import { addressOf, type Person } from '../../../src/scheme/people.ts';

const solar = (birthDate: string) => ({ birthDate, birthCalendar: 'solar', birthLeapMonth: false });
const lunar = (birthDate: string, birthLeapMonth = false) => ({
  birthDate,
  birthCalendar: 'lunar',
  birthLeapMonth,
});

describe('a birth date', () => {
  it.each([
    [solar('1944-03-12'), '1944-03-12'],
    [lunar('1942-12-30'), '1943-02-04'],
    [lunar('1944-04-12'), '1944-05-04'],
    [lunar('1944-04-12', true), '1944-06-02'],
    [lunar('1943-12-30'), '1944-01-24'],
    [solar('1944-02-30'), undefined],
    [{ birthDate: null, birthCalendar: null, birthLeapMonth: false }, undefined],
  ])('%o is the day %s', (birth, day) => expect(civilBirthDate(birth)).toBe(day));
});

describe('an age', () => {
  it.each([
    ['2027-03-11', 82],
    ['2027-03-12', 83],
    ['1944-03-12', 0],
    ['1944-03-11', undefined],
  ])('on %s is %s', (day, age) => expect(ageOn(solar('1944-03-12'), day)).toBe(age));

  it('of a lunar birth counts from the civil day', () => {
    expect(ageOn(lunar('1942-12-30'), '2027-02-03')).toBe(83);
    expect(ageOn(lunar('1942-12-30'), '2027-02-04')).toBe(84);
  });

  it.each([
    ['1967-01-17', 60],
    ['1967-01-18', undefined],
    ['1947-01-18', 70],
    ['1947-01-17', 80],
    ['1937-01-18', 80],
    ['1937-01-17', 90],
    ['1930-05-05', 90],
  ])('of somebody born on %s is in the band %s on 2027-01-17 (S3-0)', (born, band) =>
    expect(ageBand(solar(born), '2027-01-17')).toBe(band),
  );
});

describe('addressing', () => {
  const person = (name: string, born: string | null): Pick<Person, 'name' | 'member'> => ({
    name,
    member: { ...solar(''), birthDate: born, state: 'enrolled', sex: null },
  });

  it.each([
    ['张德厚', '1957-01-17', '张老'],
    ['张德厚', '1957-01-18', '张同志'],
    ['欧阳文渊', '1935-10-06', '欧阳老'],
    ['张德厚', null, '张同志'],
  ])('%s, born %s, is %s on 2027-01-17', (name, born, address) =>
    expect(addressOf(person(name, born), '2027-01-17')).toBe(address),
  );

  it('calls staff by name', () =>
    expect(addressOf({ name: '李明', member: null }, '2027-01-17')).toBe('李明'));
});
