/**
 * The sheets of the workbook and their fixed columns; the same table reads an import and writes an export, and what is stored
 * follows from it (tables.ts). A new column is one line here, and a migration; whether it is
 * sealed is for src/vault/sealed-columns.ts to say.
 */
import { extraCareFileFields } from '../care-file/extra-fields.ts';
import * as labels from '../labels.ts';
import { consentScopes, consentWays } from '../labels/privacy.ts';
import { birth } from './birth.ts';
import {
  choice,
  choices,
  count,
  date,
  dayOrMonth,
  idNumber,
  money,
  personName,
  phone,
  text,
  userId,
  yesNo,
  type StoredCell,
} from './cells.ts';
import type { Columns, Row } from './read-rows.ts';

const column = <C extends object>(title: string, cell: C) => ({ title, ...cell });
const needed = <C extends object>(title: string, cell: C) => ({ title, ...cell, needed: true as const });
/** A cell of which a new row holds something else than nothing. */
const startingWith = <T, Empty>(empty: Empty, cell: StoredCell<T, unknown>): StoredCell<T, Empty> => ({
  ...cell,
  empty,
});

/** Names of the sheets, in the order in which they are written; 代办人 and 同意 may be missing. */
export const sheetNames = {
  organisations: '组织',
  people: '人员',
  careFiles: '关爱档案',
  pairings: '结对',
  family: '代办人',
  consents: '同意',
} as const;

/** A sheet that tells where an export comes from; an import passes over it. */
export { aboutSheet } from '../../documents/workbook-writer.ts';

/** Fields of an organisation that are stored as they are written. */
export const organisationFields = {
  kind: column('类别', startingWith('other', choice(labels.organisationKinds))),
  organisationDepartment: column('上级组织部门', text(60)),
} as const;

export const organisationColumns = {
  name: needed('组织名称', text(60)),
  parent: column('上级组织', text(60)),
  ...organisationFields,
} as const;

/** What says who a row is about. */
const identityColumns = {
  name: needed('姓名', personName),
  userId: column('企业微信账号', userId),
  organisation: needed('所属组织', text(60)),
} as const;

/** Fields of a person that are stored as they are written. */
export const personFields = {
  roles: column('角色', choices(labels.roles)),
  phone: column('手机', phone),
  title: column('职务', text(60)),
} as const;

export const personColumns = { ...identityColumns, ...personFields } as const;

/** Fields of a care file (domain D1), the fixed columns first; all but `birth` are stored as they are written. */
export const careFileFields = {
  sex: column('性别', choice(labels.sexes)),
  birth: column('出生日期', birth),
  birthCalendar: column('历法', choice(labels.birthCalendars)),
  birthLeapMonth: column('闰月', startingWith(false, yesNo)),
  retirementKind: column('离退休类别', choice(labels.retirementKinds)),
  partyMember: column('党员', yesNo),
  joinedPartyOn: column('入党时间', dayOrMonth),
  formerUnit: column('原单位', text(100)),
  formerUnitStatus: column('单位状况', choice(labels.formerUnitStatuses)),
  idNumber: column('身份证号', idNumber),
  phone: column('手机', phone),
  address: column('住址', text(200)),
  marriage: column('婚姻', choice(labels.marriages)),
  living: column('居住情况', choice(labels.livings)),
  children: column('子女情况', text(500)),
  pensionFen: column('月离退休费', money),
  spouseIncomeFen: column('配偶月收入', money),
  householdSize: column('家庭人口', count(1, 30)),
  health: column('健康状况', text(500)),
  selfCare: column('自理能力', choice(labels.selfCares)),
  hardshipKinds: column('困难类型', choices(labels.hardshipKinds)),
  hardshipLevel: column('困难程度', choice(labels.hardshipLevels)),
  mainCause: column('主要原因', choice(labels.hardshipCauses)),
  secondaryCauses: column('次要原因', choices(labels.hardshipCauses, 3)),
  skills: column('特长', text(500)),
  urgentNeeds: column('急需帮助', text(500)),
  lastReviewedOn: column('上次复核日期', date),
  state: column('状态', startingWith('draft', choice(labels.careFileStates))),
  ...extraCareFileFields,
} as const;

export const careFileColumns = { ...identityColumns, ...careFileFields } as const;

/** Fields of a pairing that are stored as they are written. */
export const pairingFields = {
  primary: column('主帮扶人', startingWith(false, yesNo)),
  endsOn: column('结束日期', date),
  direction: column('帮扶方向', text(500)),
  project: column('帮扶项目', text(500)),
  task: column('帮扶任务', text(500)),
  goal: column('帮扶目标', text(500)),
  frequency: column('走访频次', choice(labels.contactFrequencies)),
} as const;

const { primary, ...agreed } = pairingFields;

export const pairingColumns = {
  helper: needed('帮扶人', text(100)),
  member: needed('帮扶对象', text(100)),
  primary,
  startsOn: needed('开始日期', date),
  ...agreed,
} as const;

export const familyColumns = {
  name: needed('姓名', personName),
  userId: column('企业微信账号', userId),
  organisation: column('所属组织', text(60)),
  member: needed('帮扶对象', text(100)),
  relation: column('关系', text(20)),
} as const;

const { family: _, ...scopesOnPaper } = consentScopes;

/** Who consented to what, on paper or before a witness (E-2); what a relative agrees to is theirs and not here. */
export const consentColumns = {
  ...identityColumns,
  scope: needed('同意事项', choice(scopesOnPaper)),
  way: needed('方式', choice(consentWays)),
  givenOn: needed('日期', date),
  witness: column('见证人', text(60)),
} as const;

/** The columns of each sheet by its name. */
export const sheetColumns: ReadonlyMap<string, Columns> = new Map<string, Columns>([
  [sheetNames.organisations, organisationColumns],
  [sheetNames.people, personColumns],
  [sheetNames.careFiles, careFileColumns],
  [sheetNames.pairings, pairingColumns],
  [sheetNames.family, familyColumns],
  [sheetNames.consents, consentColumns],
]);

export type OrganisationRow = Row<typeof organisationColumns>;
export type PersonRow = Row<typeof personColumns>;
export type CareFileRow = Row<typeof careFileColumns>;
export type PairingRow = Row<typeof pairingColumns>;
export type FamilyRow = Row<typeof familyColumns>;
export type ConsentRow = Row<typeof consentColumns>;
