/**
 * Whether somebody belongs to the people of their text, line by line and in plain words: S1-2.1 and S1-2.2 for retired cadre
 * members, S2-2.1 … S2-2.4 for party members, S5-1 for cadres and workers. Nothing is decided here: a person recognises.
 */
import { moneyText } from '../../calendar/numerals.ts';
import { enrolmentGrounds, hardshipCauses, hardshipKinds, labelOf, type HardshipCause } from '../labels.ts';
import { isCode } from '../labels.ts';
import { targetGroups, type TargetGroup } from '../labels/care-file.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import type { CareFile } from './file.ts';

/** The year's lines of an organisation (settings.ts); absent where nobody has set them. */
export interface Thresholds {
  /** 离退休费偏低: a pension below this, in fen a month. */
  readonly lowPensionFen?: number;
  /** The year they were set for, which may be an earlier one. */
  readonly year?: number;
}

/** What came of the look. */
export interface Eligibility {
  readonly eligible: boolean;
  /** What speaks for it, one line each. */
  readonly reasons: readonly string[];
  /** What is missing or speaks against it, one line each; some of it may be missing though they are eligible. */
  readonly lacking: readonly string[];
  /** 范围外: not of a bankrupt, restructured or struggling enterprise (S1-2.2). Allowed, and counted apart. */
  readonly outOfScope: boolean;
}

/** The part of a file that is looked at. */
export type EligibilityFacts = Pick<
  CareFile,
  | 'targetGroup'
  | 'retirementKind'
  | 'partyMember'
  | 'hardshipKinds'
  | 'mainCause'
  | 'secondaryCauses'
  | 'urgentNeedKinds'
  | 'hardshipNote'
  | 'pensionFen'
  | 'spouseIncomeFen'
  | 'marriage'
  | 'formerUnitStatus'
  | 'temporary'
>;

/** One thing looked at: a line for or against it, and whether it holds. */
interface Finding {
  readonly holds: boolean;
  readonly line: string;
  /** What is missing although it holds. */
  readonly note?: string;
}

/** Looks at a file. */
export function eligibilityOf(file: EligibilityFacts, thresholds: Thresholds): Eligibility {
  const group = isCode(targetGroups, file.targetGroup) ? file.targetGroup : 'retired-cadre-member';
  const identity = identities[group](file);
  const grounds = groundsOf[group](file, thresholds);
  const established = grounds.filter(({ holds }) => holds);
  const outOfScope = group === 'retired-cadre-member' && !isWithinScope(file);
  return {
    eligible: identity.every(({ holds }) => holds) && established.length > 0,
    reasons: [...identity, ...grounds].filter(({ holds }) => holds).map(({ line }) => line),
    lacking: [
      ...[...identity, ...grounds].filter(({ holds }) => !holds).map(({ line }) => line),
      ...(grounds.length === 0 ? [noGround[group]] : []),
      ...established.flatMap(({ note }) => note ?? []),
      ...(outOfScope ? [scopeLine(file)] : []),
    ],
    outOfScope,
  };
}

/** 范围内 (S1-2.2): the former unit is bankrupt, restructured or struggling. One that nobody has noted is outside until it is. */
export const isWithinScope = ({ formerUnitStatus }: Pick<CareFile, 'formerUnitStatus'>): boolean =>
  formerUnitStatus !== null && formerUnitStatus !== 'other';

const scopeLine = ({ formerUnitStatus }: EligibilityFacts): string =>
  formerUnitStatus === null
    ? '原单位状况没有填，暂按范围外统计'
    : '原单位不属于破产、改制或困难企业，按范围外统计';

const noGround: Readonly<Record<TargetGroup, string>> = {
  'retired-cadre-member':
    '没有填写制度规定的困难情形（离退休费偏低、体弱多病、配偶无收入、生活确有困难、突发性事故）',
  'party-member': '没有填写困难情形（意外灾祸或重病、下岗失业、创业发展遇到困难、其他）',
  'cadre-worker': '没有填写困难类型或困难原因',
};

const partyMember = ({ partyMember }: EligibilityFacts): Finding => {
  if (partyMember === true) return { holds: true, line: '是党员' };
  return { holds: false, line: partyMember === false ? '不是党员' : '未注明党员身份' };
};

function retired({ retirementKind }: EligibilityFacts): Finding {
  if (retirementKind === 'veteran') return { holds: true, line: '离休干部' };
  if (retirementKind === 'retired') return { holds: true, line: '退休干部' };
  return { holds: false, line: retirementKind === null ? '离休还是退休没有填' : '不是离休、退休干部' };
}

const identities: Readonly<Record<TargetGroup, (file: EligibilityFacts) => Finding[]>> = {
  'retired-cadre-member': file => [retired(file), partyMember(file)],
  'party-member': file => [partyMember(file)],
  // S5: whoever works there, in the party or not.
  'cadre-worker': () => [],
};

const groundsOf: Readonly<
  Record<TargetGroup, (file: EligibilityFacts, thresholds: Thresholds) => Finding[]>
> = {
  'retired-cadre-member': (file, thresholds) => {
    const evidence = evidenceOf(file.hardshipNote);
    return enrolmentGrounds
      .filter(ground => file.hardshipKinds.includes(ground))
      .map(ground => cadreGround(ground, file, thresholds, evidence));
  },
  'party-member': memberGrounds,
  'cadre-worker': workerGrounds,
};

function cadreGround(
  ground: string,
  file: EligibilityFacts,
  thresholds: Thresholds,
  evidence: Evidence,
): Finding {
  if (ground === 'low-pension') return lowPension(file, thresholds, evidence);
  if (ground === 'spouse-without-income') return spouseWithoutIncome(file, evidence);
  return withNote(ground, evidence);
}

/** A ground that stands on words: it holds, and the words are asked for where there are none. */
function withNote(ground: string, evidence: Evidence): Finding {
  const label = labelOf(hardshipKinds, ground);
  const words = evidence[ground];
  return words === undefined
    ? { holds: true, line: label, note: `“${label}”还没有写依据，写一句就行` }
    : { holds: true, line: `${label}：${words}` };
}

function lowPension(
  file: EligibilityFacts,
  { lowPensionFen, year }: Thresholds,
  evidence: Evidence,
): Finding {
  const label = labelOf(hardshipKinds, 'low-pension');
  const { pensionFen } = file;
  if (pensionFen === null)
    return { ...withNote('low-pension', evidence), note: '“离退休费偏低”要写月离退休费是多少' };
  const own = `月离退休费${moneyText(pensionFen)}`;
  if (lowPensionFen === undefined)
    return { holds: true, line: `${label}：${own}`, note: '本单位还没有定偏低的标准，请认定时把握' };
  const line = `${year === undefined ? '' : `${year}年`}标准${moneyText(lowPensionFen)}`;
  return pensionFen < lowPensionFen
    ? { holds: true, line: `${label}：${own}，低于${line}` }
    : { holds: false, line: `${own}，不低于${line}，“${label}”不成立` };
}

function spouseWithoutIncome(file: EligibilityFacts, evidence: Evidence): Finding {
  const label = labelOf(hardshipKinds, 'spouse-without-income');
  const { spouseIncomeFen, marriage } = file;
  if (spouseIncomeFen !== null && spouseIncomeFen > 0)
    return { holds: false, line: `配偶月收入${moneyText(spouseIncomeFen)}，“${label}”不成立` };
  if (marriage !== null && marriage !== 'married')
    return { holds: false, line: `现在没有配偶，“${label}”不成立` };
  if (spouseIncomeFen === 0) return { holds: true, line: `${label}：配偶月收入0元` };
  return withNote('spouse-without-income', evidence);
}

const disasters: readonly HardshipCause[] = ['natural-disaster', 'accident', 'serious-illness'];
const livelihoods: readonly HardshipCause[] = ['lack-of-skill', 'lack-of-capital'];

/** S2-2.1 … S2-2.4. */
function memberGrounds(file: EligibilityFacts): Finding[] {
  const causes = causesOf(file);
  const evidence = evidenceOf(file.hardshipNote);
  const named = (codes: readonly string[]) =>
    codes
      .filter(code => causes.includes(code))
      .map(code => labelOf(hardshipCauses, code))
      .join('、');
  const [struck, livelihood] = [named(disasters), named(livelihoods)];
  return [
    ...(struck === '' ? [] : [suddenly(file, struck)]),
    ...(causes.includes('laid-off') ? [{ holds: true, line: '下岗失业' }] : []),
    ...(livelihood === '' && !file.urgentNeedKinds.includes('production')
      ? []
      : [{ holds: true, line: `创业、发展生产遇到困难${livelihood === '' ? '' : `（${livelihood}）`}` }]),
    ...otherGround(file, evidence),
  ];
}

/** S2-2.1 speaks of hardship for a time. */
const suddenly = ({ temporary }: EligibilityFacts, struck: string): Finding => ({
  holds: true,
  line: `意外灾祸或重病（${struck}）`,
  ...(temporary ? {} : { note: '因灾、因病的困难一般是一时的，请注明“暂时困难”，到期再评估' }),
});

/** 其他 needs its words (S2-2.4). */
function otherGround(file: EligibilityFacts, evidence: Evidence): Finding[] {
  if (!file.hardshipKinds.includes('other') && !causesOf(file).includes('other')) return [];
  const words = evidence['other'];
  return [
    words === undefined
      ? { holds: false, line: '选了“其他”，要写明是什么困难' }
      : { holds: true, line: `其他：${words}` },
  ];
}

const causesOf = ({ mainCause, secondaryCauses }: EligibilityFacts): string[] => [
  ...(mainCause === null ? [] : [mainCause]),
  ...secondaryCauses,
];

function workerGrounds(file: EligibilityFacts): Finding[] {
  const kinds = file.hardshipKinds.filter(kind => kind !== 'other');
  const causes = causesOf(file).filter(cause => cause !== 'other');
  return [
    ...kinds.map(kind => ({ holds: true, line: labelOf(hardshipKinds, kind) })),
    ...causes.map(cause => ({ holds: true, line: `困难原因：${labelOf(hardshipCauses, cause)}` })),
    ...otherGround(file, evidenceOf(file.hardshipNote)),
  ];
}
