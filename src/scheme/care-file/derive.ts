/** What follows from a file without being written in it: income a head, bands of age, who is looked after more closely. */
import { ageOn, type BirthDay } from '../age.ts';
import type { ContactFrequency } from '../labels.ts';
import type { RiskFlag } from '../labels/care-file.ts';
import type { CareFile } from './file.ts';

/** The parts of a file that make the income. */
export type Incomes = Pick<CareFile, 'pensionFen' | 'spouseIncomeFen' | 'otherIncomeFen' | 'householdSize'>;

/** The household's income of a year, in fen: own pension and the spouse's income twelve times, and what else comes in; null without a pension. */
export function yearlyIncomeFen({ pensionFen, spouseIncomeFen, otherIncomeFen }: Incomes): number | null {
  if (pensionFen === null) return null;
  return 12 * (pensionFen + (spouseIncomeFen ?? 0)) + (otherIncomeFen ?? 0);
}

/**
 * 人均月收入 in fen (S3-1.1), rounded to the nearest: the year's income by heads and months. Null while the pension or the
 * size of the household is not known; a spouse's or other income that is not known counts as none.
 */
export function perCapitaMonthlyFen(file: Incomes): number | null {
  const yearly = yearlyIncomeFen(file);
  const { householdSize } = file;
  return yearly === null || householdSize === null || householdSize < 1
    ? null
    : Math.round(yearly / householdSize / 12);
}

/** Bands of age by which the scheme counts (S3-0): 60 for 60–69 … 90 for 90 and more; undefined below 60 or unknown. */
export function ageBand(birth: BirthDay, day: string): 60 | 70 | 80 | 90 | undefined {
  const age = ageOn(birth, day) ?? 0;
  return ([90, 80, 70, 60] as const).find(band => age >= band);
}

/** What the flags are seen in. */
export type RiskFacts = BirthDay &
  Pick<CareFile, 'living' | 'selfCare' | 'residence' | 'longAbsent' | 'mainCause' | 'secondaryCauses'>;

const veryOldFrom = 80;
const illness = 'serious-illness';

/** 重点人群 (D6, S3-0): the flags that hold on `day`, in the order of their table. */
export function riskFlagsOf(file: RiskFacts, day: string): RiskFlag[] {
  const holds: Readonly<Record<RiskFlag, boolean>> = {
    'very-old': (ageOn(file, day) ?? 0) >= veryOldFrom,
    alone: file.living === 'alone',
    'empty-nest': file.living === 'couple',
    dependent: file.selfCare === 'dependent',
    'partly-dependent': file.selfCare === 'partly',
    'serious-illness': file.mainCause === illness || file.secondaryCauses.includes(illness),
    elsewhere: file.residence === 'relocated' || file.residence === 'with-children',
    'long-absent': file.longAbsent,
  };
  return (Object.keys(holds) as RiskFlag[]).filter(flag => holds[flag]);
}

/** Flags that call for contact every month (R8, S3-2.1); the others leave it at every quarter. */
const monthly: readonly RiskFlag[] = ['very-old', 'alone', 'dependent', 'serious-illness', 'long-absent'];

/** How often a member is to be heard of where the pairing says nothing else (R8). */
export const contactClassOf = (file: RiskFacts, day: string): ContactFrequency =>
  riskFlagsOf(file, day).some(flag => monthly.includes(flag)) ? 'monthly' : 'quarterly';

/** Whether somebody should be brought their study and their news at home (送学上门, S3-1.2). */
export const wantsStudyAtHome = ({ mobility }: Pick<CareFile, 'mobility'>): boolean =>
  mobility === 'bedridden';
