/** The codes of a care file (domain D1, D6) whose tables do not stand in labels.ts: code → [label, synonym, …]. */
import type { CodeOf, Labels } from '../labels.ts';

/** 对象类别: whose text somebody is helped by (S1, S2, S5). */
export const targetGroups = {
  'retired-cadre-member': ['离退休干部党员', '离退休干部', '离退休党员'],
  'party-member': ['困难党员', '党员'],
  'cadre-worker': ['困难干部职工', '干部职工', '职工'],
} as const satisfies Labels;
export type TargetGroup = CodeOf<typeof targetGroups>;

/** 出生日期的依据: the three often differ (D1). */
export const birthSources = {
  'id-card': ['身份证', '证件'],
  household: ['户籍', '户口本', '户口'],
  'own-word': ['本人口述', '本人说', '口述'],
} as const satisfies Labels;
export type BirthSource = CodeOf<typeof birthSources>;

/** 居住地. */
export const residences = {
  local: ['本地', '在本地', '本县', '本市'],
  relocated: ['异地安置', '异地', '外地'],
  'with-children': ['随子女', '随子女异地', '投靠子女'],
} as const satisfies Labels;
export type Residence = CodeOf<typeof residences>;

/** 低保. */
export const lowIncomes = {
  none: ['否', '无', '没有', '不是'],
  borderline: ['低保边缘', '低边', '边缘'],
  minimum: ['低保', '是', '吃低保'],
} as const satisfies Labels;
export type LowIncome = CodeOf<typeof lowIncomes>;

/** 行动 (S3-1.2). */
export const mobilities = {
  outdoors: ['可外出', '能外出', '行动自如', '能出门'],
  accompanied: ['需陪同', '要人陪', '需人陪同', '行动不便'],
  bedridden: ['卧床', '长期卧床', '卧床不起'],
} as const satisfies Labels;
export type Mobility = CodeOf<typeof mobilities>;

/** 摸底结果 (S1-3.1a). */
export const surveyResults = {
  enrolled: ['在册', '符合', '符合条件'],
  'not-eligible': ['不符合', '不符合条件'],
  unreachable: ['联系不上', '没联系上'],
} as const satisfies Labels;
export type SurveyResult = CodeOf<typeof surveyResults>;

/** 急需帮助的五类 (S2-3.1 … S2-3.5, S2-4.1). */
export const urgentNeedKinds = {
  mind: ['思想', '精神', '帮思想'],
  living: ['生活', '帮生活'],
  production: ['生产', '帮生产'],
  employment: ['就业', '帮就业'],
  information: ['信息', '帮信息'],
} as const satisfies Labels;
export type UrgentNeedKind = CodeOf<typeof urgentNeedKinds>;

/** 重点人群 (D6, S3-0): whom the scheme looks at more often. */
export const riskFlags = {
  'very-old': ['高龄'],
  alone: ['独居'],
  'empty-nest': ['空巢'],
  dependent: ['失能'],
  'partly-dependent': ['半失能'],
  'serious-illness': ['重病'],
  elsewhere: ['异地'],
  'long-absent': ['长期不参加活动'],
} as const satisfies Labels;
export type RiskFlag = CodeOf<typeof riskFlags>;
