/** 准确、完整 (S1-3.1c): what a file still wants, the most important first, as a score and as lines for a chat. */
import type { RiskFlag } from '../labels/care-file.ts';
import { riskFlagsOf, wantsStudyAtHome, type RiskFacts } from './derive.ts';
import { eligibilityOf, type EligibilityFacts, type Thresholds } from './eligibility.ts';
import type { CareFile } from './file.ts';

/** What is looked at. */
export type CompletenessFacts = RiskFacts &
  EligibilityFacts &
  Pick<
    CareFile,
    | 'sex'
    | 'phone'
    | 'address'
    | 'mobility'
    | 'emergencyContact'
    | 'formerUnit'
    | 'hardshipLevel'
    | 'householdSize'
    | 'children'
    | 'skills'
    | 'urgentNeeds'
    | 'retiredOn'
    | 'joinedPartyOn'
    | 'insurance'
    | 'state'
  >;

/** One thing missing: what it is called, why it matters, and how much it weighs. */
export interface Missing {
  readonly field: string;
  readonly label: string;
  readonly line: string;
  readonly weight: number;
}

/** How complete a file is. */
export interface Completeness {
  /** 0 to 100. */
  readonly score: number;
  /** Nothing that must be there is missing. */
  readonly complete: boolean;
  /** The most important first. */
  readonly missing: readonly Missing[];
  /** Help that what is written calls for: 送学上门. */
  readonly suggestions: readonly string[];
}

interface Item {
  readonly field: string;
  readonly label: string;
  readonly weight: number;
  readonly line: string;
  readonly there: boolean;
}

/** From this weight on a file without it is incomplete. */
const required = 6;

/** Looks at a file on a day. `personPhone` is the number kept with the person, which does as well. */
export function completenessOf(
  file: CompletenessFacts,
  day: string,
  { thresholds = {}, personPhone = null }: { thresholds?: Thresholds; personPhone?: string | null } = {},
): Completeness {
  const items = [...contact(file, day, personPhone), ...identity(file), ...hardship(file), ...further(file)];
  const missing = items
    .filter(({ there, weight }) => !there && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ field, label, line, weight }) => ({ field, label, line, weight }));
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const lost = missing.reduce((sum, { weight }) => sum + weight, 0);
  const blocked = file.state === 'draft' && !eligibilityOf(file, thresholds).eligible;
  return {
    score: Math.round((100 * (total - lost)) / total),
    complete: !blocked && missing.every(({ weight }) => weight < required),
    missing,
    suggestions: wantsStudyAtHome(file) ? ['长期卧床，建议安排送学上门'] : [],
  };
}

const item = (field: string, label: string, weight: number, value: unknown, line = label): Item => ({
  field,
  label,
  weight,
  line,
  there:
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
});

/** Who cannot call for help themselves needs somebody to be called (S1-3.3). */
function contact(file: CompletenessFacts, day: string, personPhone: string | null): Item[] {
  const flags = riskFlagsOf(file, day);
  const alone = flags.includes('alone');
  const grave: readonly RiskFlag[] = ['serious-illness', 'dependent', 'partly-dependent'];
  const urgent = alone && flags.some(flag => grave.includes(flag));
  const why = urgent
    ? `紧急联系人（独居${flags.includes('serious-illness') ? '又有重病' : '又不能自理'}，一定要有）`
    : alone
      ? '紧急联系人（一个人住，最好有）'
      : '紧急联系人';
  return [
    item('emergencyContact', '紧急联系人', urgent ? 10 : alone ? 5 : 3, file.emergencyContact, why),
    item('phone', '手机', 8, file.phone ?? personPhone),
    item('address', '住址', 7, file.address),
    item('living', '居住情况', 6, file.living),
  ];
}

const identity = (file: CompletenessFacts): Item[] => [
  item('birth', '出生日期', 7, file.birthDate, '出生日期（生日看望要用）'),
  item('sex', '性别', 3, file.sex),
  ...(file.targetGroup === 'retired-cadre-member'
    ? [
        item('retirementKind', '离退休类别', 8, file.retirementKind, '是离休还是退休'),
        item(
          'formerUnitStatus',
          '单位状况',
          6,
          file.formerUnitStatus,
          '原单位状况（破产、改制、困难企业还是其他）',
        ),
        item('formerUnit', '原单位', 3, file.formerUnit),
        item('retiredOn', '离退休时间', 2, file.retiredOn),
      ]
    : []),
  ...(file.targetGroup === 'cadre-worker'
    ? []
    : [item('partyMember', '党员', 8, file.partyMember, '是不是党员')]),
  item('joinedPartyOn', '入党时间', file.partyMember === true ? 2 : 0, file.joinedPartyOn),
];

/** S2-4.1: 家庭结构、生活状况、困难原因、特长、急需何种帮助. */
const hardship = (file: CompletenessFacts): Item[] => [
  item('hardshipKinds', '困难类型', 9, [...file.hardshipKinds, ...(file.mainCause ? [file.mainCause] : [])]),
  item('mainCause', '主要原因', 6, file.mainCause, '困难的主要原因'),
  item('hardshipLevel', '困难程度', 6, file.hardshipLevel, '困难程度（特困、比较困难、一般）'),
  item('pensionFen', '月离退休费', 6, file.pensionFen),
  item('householdSize', '家庭人口', 4, file.householdSize, '家里几口人（算人均收入要用）'),
  item('urgentNeeds', '急需帮助', 5, [
    ...(file.urgentNeeds ? [file.urgentNeeds] : []),
    ...file.urgentNeedKinds,
  ]),
];

const further = (file: CompletenessFacts): Item[] => [
  item('selfCare', '自理能力', 5, file.selfCare),
  item('mobility', '行动', 3, file.mobility, '行动（可外出、需陪同、卧床）'),
  item('children', '子女情况', 3, file.children),
  item('spouseIncomeFen', '配偶月收入', file.marriage === 'married' ? 4 : 0, file.spouseIncomeFen),
  item('skills', '特长', 1, file.skills),
  item('insurance', '医保', 1, file.insurance),
];

const linesAtMost = 5;

/** At most five lines for a chat, the most important first; empty when nothing is missing. */
export function missingLines({ missing }: Completeness, limit = linesAtMost): string[] {
  if (missing.length <= limit) return missing.map(({ line }) => line);
  return [
    ...missing.slice(0, limit - 1).map(({ line }) => line),
    `另外还有${missing.length - limit + 1}项，不急`,
  ];
}
