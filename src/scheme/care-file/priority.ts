/**
 * Whom to help first, and why (S2-4.2c 农村困难、企业下岗、生活困难; S3-3.2 参加工作早、离退休早、金低、生活十分困难). It sorts a list and
 * explains itself line by line; nobody is approved, recognised or paid by it.
 */
import { moneyText } from '../../calendar/numerals.ts';
import { hardshipLevels, labelOf } from '../labels.ts';
import type { Thresholds } from './eligibility.ts';
import { perCapitaMonthlyFen } from './derive.ts';
import type { CareFile } from './file.ts';

/** What counts. */
export type PriorityFacts = Pick<
  CareFile,
  | 'hardshipLevel'
  | 'hardshipKinds'
  | 'mainCause'
  | 'secondaryCauses'
  | 'formerUnitStatus'
  | 'startedWorkOn'
  | 'retiredOn'
  | 'retirementKind'
  | 'pensionFen'
  | 'spouseIncomeFen'
  | 'otherIncomeFen'
  | 'householdSize'
  | 'lowIncome'
  | 'targetGroup'
>;

/** One reason, and how much it counts for the order. */
export interface PriorityReason {
  readonly points: number;
  readonly line: string;
}

/** The sum orders a list; the reasons, the weightiest first, are what people read. */
export interface Priority {
  readonly points: number;
  readonly reasons: readonly PriorityReason[];
}

const severity: Readonly<Record<string, number>> = { severe: 40, considerable: 20, ordinary: 5 };
/** 参加工作早: before the founding of the state; 离退休早: before the wages' reform of 1993. Retired since are the many. */
const earlyWork = '1949-10-01';
const earlyRetirement = '1993-10-01';

/** The priority of a file, explained. */
export function priorityOf(file: PriorityFacts, { lowPensionFen }: Thresholds): Priority {
  const causes = [file.mainCause, ...file.secondaryCauses];
  const perHead = perCapitaMonthlyFen(file);
  const reasons = [
    reason(
      severity[file.hardshipLevel ?? ''] ?? 0,
      `困难程度：${labelOf(hardshipLevels, file.hardshipLevel)}`,
    ),
    reason(file.lowIncome === 'minimum' ? 20 : file.lowIncome === 'borderline' ? 10 : 0, lowIncomeLine(file)),
    reason(isPoorRural(file) ? 15 : 0, '农村困难党员'),
    reason(causes.includes('laid-off') ? 15 : 0, '企业下岗失业'),
    reason(file.hardshipKinds.includes('hard-living') ? 15 : 0, '生活确有困难'),
    reason(isBefore(file.startedWorkOn, earlyWork) ? 10 : 0, `参加工作早：${file.startedWorkOn ?? ''}`),
    reason(isBefore(file.retiredOn, earlyRetirement) ? 10 : 0, `离退休早：${file.retiredOn ?? ''}`),
    reason(isLow(file, lowPensionFen) ? 15 : 0, `离退休费低：每月${moneyText(file.pensionFen ?? 0)}`),
    reason(
      perHead !== null && lowPensionFen !== undefined && perHead < lowPensionFen / 2 ? 10 : 0,
      `家里人均月收入${moneyText(perHead ?? 0)}`,
    ),
  ].filter(({ points }) => points > 0);
  const sorted = reasons.sort((one, other) => other.points - one.points);
  return { points: sorted.reduce((sum, { points }) => sum + points, 0), reasons: sorted };
}

const reason = (points: number, line: string): PriorityReason => ({ points, line });

const lowIncomeLine = ({ lowIncome }: PriorityFacts): string =>
  lowIncome === 'minimum' ? '享受低保' : '低保边缘家庭';

/** A member whose living is the land: party members of S2 in want of means or skill to produce. */
const isPoorRural = ({ targetGroup, mainCause, secondaryCauses }: PriorityFacts): boolean =>
  targetGroup === 'party-member' &&
  [mainCause, ...secondaryCauses].some(cause => cause === 'lack-of-capital' || cause === 'lack-of-skill');

const isBefore = (day: string | null, limit: string): boolean => day !== null && day < limit;

const isLow = ({ pensionFen, hardshipKinds }: PriorityFacts, line: number | undefined): boolean =>
  pensionFen !== null && (line === undefined ? hardshipKinds.includes('low-pension') : pensionFen < line);

/** What is sorted, with what decides between equals. */
export interface Prioritised {
  readonly memberId: string;
  readonly name: string;
  readonly priority: Priority;
}

/** Most urgent first; equals by name, so that the order is always the same. */
export const byPriority = (one: Prioritised, other: Prioritised): number =>
  other.priority.points - one.priority.points ||
  one.name.localeCompare(other.name, 'zh-CN') ||
  one.memberId.localeCompare(other.memberId);

/** 1. 特困 …: why somebody stands where they stand, in one line. */
export const priorityText = ({ reasons }: Priority): string =>
  reasons.length === 0 ? '没有需要优先的情形' : reasons.map(({ line }) => line).join('；');
