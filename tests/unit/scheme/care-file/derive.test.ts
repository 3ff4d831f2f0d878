import { describe, expect, test } from 'vitest';
import {
  ageBand,
  contactClassOf,
  perCapitaMonthlyFen,
  riskFlagsOf,
  wantsStudyAtHome,
  yearlyIncomeFen,
} from '../../../../src/scheme/care-files.ts';
import { fileWith } from './files.ts';

const day = '2027-01-17';

describe('income a head (S3-1.1)', () => {
  // 2860.00 a month and 1200.50 for the spouse: 4060.50 × 12 = 48726.00; with 3000.00 a year besides 51726.00.
  // Three heads, twelve months: 51726.00 / 3 / 12 = 1436.83 and a third: 143683 fen.
  const file = fileWith({
    pensionFen: 286_000,
    spouseIncomeFen: 120_050,
    otherIncomeFen: 300_000,
    householdSize: 3,
  });

  test('is what was worked out by hand', () => {
    expect(yearlyIncomeFen(file)).toBe(5_172_600);
    expect(perCapitaMonthlyFen(file)).toBe(143_683);
  });

  test('takes no other income for none, and is not made up without a pension or heads', () => {
    expect(perCapitaMonthlyFen(fileWith({ pensionFen: 260_000, householdSize: 1 }))).toBe(260_000);
    expect(perCapitaMonthlyFen(fileWith({ householdSize: 2 }))).toBeNull();
    expect(perCapitaMonthlyFen(fileWith({ pensionFen: 260_000 }))).toBeNull();
  });
});

describe('bands of age (S3-0)', () => {
  test.each([
    ['1967-01-18', undefined],
    ['1967-01-17', 60],
    ['1957-01-18', 60],
    ['1957-01-17', 70],
    ['1947-01-18', 70],
    ['1947-01-17', 80],
    ['1937-01-18', 80],
    ['1937-01-17', 90],
  ])('born on %s: %s', (birthDate, band) => {
    expect(ageBand(fileWith({ birthDate, birthCalendar: 'solar' }), day)).toBe(band);
  });

  test('a lunar date counts by the day it was: 腊月初十 of 1946 was New Year’s Day of 1947', () => {
    const born = fileWith({ birthDate: '1946-12-10', birthCalendar: 'lunar' });
    expect(ageBand(born, '2026-12-31')).toBe(70);
    expect(ageBand(born, '2027-01-01')).toBe(80);
  });
});

describe('whom one looks at more closely (D6)', () => {
  test('every flag has its sign, and without one there is none', () => {
    expect(riskFlagsOf(fileWith(), day)).toEqual([]);
    expect(riskFlagsOf(fileWith({ birthDate: '1947-01-18' }), day)).toEqual([]);
    expect(riskFlagsOf(fileWith({ birthDate: '1947-01-17' }), day)).toEqual(['very-old']);
    expect(riskFlagsOf(fileWith({ living: 'alone' }), day)).toEqual(['alone']);
    expect(riskFlagsOf(fileWith({ living: 'couple' }), day)).toEqual(['empty-nest']);
    expect(riskFlagsOf(fileWith({ selfCare: 'dependent' }), day)).toEqual(['dependent']);
    expect(riskFlagsOf(fileWith({ selfCare: 'partly' }), day)).toEqual(['partly-dependent']);
    expect(riskFlagsOf(fileWith({ mainCause: 'serious-illness' }), day)).toEqual(['serious-illness']);
    expect(riskFlagsOf(fileWith({ secondaryCauses: ['serious-illness'] }), day)).toEqual(['serious-illness']);
    expect(riskFlagsOf(fileWith({ residence: 'relocated' }), day)).toEqual(['elsewhere']);
    expect(riskFlagsOf(fileWith({ longAbsent: true }), day)).toEqual(['long-absent']);
  });

  test('contact is monthly instead of quarterly for who is long absent (S3-2.1), old, alone, dependent or gravely ill', () => {
    expect(contactClassOf(fileWith(), day)).toBe('quarterly');
    expect(contactClassOf(fileWith({ living: 'couple', selfCare: 'partly' }), day)).toBe('quarterly');
    for (const known of [
      { longAbsent: true },
      { living: 'alone' },
      { selfCare: 'dependent' },
      { mainCause: 'serious-illness' },
      { birthDate: '1940-01-01' },
    ])
      expect(contactClassOf(fileWith(known), day), JSON.stringify(known)).toBe('monthly');
  });

  test('who is bedridden should be brought their study at home (S3-1.2)', () => {
    expect(wantsStudyAtHome(fileWith({ mobility: 'bedridden' }))).toBe(true);
    expect(wantsStudyAtHome(fileWith({ mobility: 'accompanied' }))).toBe(false);
  });
});
