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

/** 高龄: from this age on (R8, 高龄80+). */
export const veryOldFrom = 80;
const illness = 'serious-illness';

/** 重点人群 (D6, S3-0): the flags that hold on `day`, in the order of their table. In SQL: risk-sql.ts. */
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

/** How often those with a flag are to be heard of, and `others`: those for whom no flag asks for more. */
export type ContactClasses = Readonly<Partial<Record<RiskFlag, ContactFrequency>>> & {
  readonly others: ContactFrequency;
};

/** The classes of R8 and S3-2.1 where an organisation has none of its own. */
export const contactClasses: ContactClasses = {
  'very-old': 'monthly',
  alone: 'monthly',
  dependent: 'monthly',
  'serious-illness': 'monthly',
  'long-absent': 'monthly',
  others: 'quarterly',
};

/** Frequencies, the most frequent first. */
export const byFrequency: readonly ContactFrequency[] = ['weekly', 'monthly', 'quarterly'];

/**
 * How often a member is to be heard of (R8): what the most demanding of their flags asks, or their pairing (`asked`) where
 * that asks for more.
 */
export const contactClassOf = (
  file: RiskFacts,
  day: string,
  asked?: string | null,
  classes: ContactClasses = contactClasses,
): ContactFrequency => contactClassFrom(riskFlagsOf(file, day), asked, classes);

/** The same from the flags that hold: what the planner finds of a member in SQL (risk-sql.ts). */
export function contactClassFrom(
  flags: readonly string[],
  asked: string | null | undefined,
  classes: ContactClasses,
): ContactFrequency {
  const wanted = [...flags.map(flag => classes[flag as RiskFlag]), asked, classes.others];
  return byFrequency.find(each => wanted.includes(each)) ?? classes.others;
}

/** Whether somebody should be brought their study and their news at home (送学上门, S3-1.2). */
export const wantsStudyAtHome = ({ mobility }: Pick<CareFile, 'mobility'>): boolean =>
  mobility === 'bedridden';
