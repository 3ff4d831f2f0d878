/**
 * The fields of a file as people speak of them: which section each stands in, what it is called, who may change it, and how
 * what somebody wrote becomes what is stored. The workbook's columns and a chat read and show them the same way.
 */
import * as labels from '../labels.ts';
import type { Labels } from '../labels.ts';
import {
  birthSources,
  lowIncomes,
  mobilities,
  residences,
  surveyResults,
  targetGroups,
  urgentNeedKinds,
} from '../labels/care-file.ts';
import { settleBirth, type WrittenBirth } from '../workbook/birth.ts';
import { text } from '../workbook/cells.ts';
import type { Complaint } from '../workbook/problems.ts';
import type { Reading } from '../workbook/read-rows.ts';
import { careFileFields } from '../workbook/sheets.ts';
import { birthParts } from '../age.ts';
import { isSensitive } from '../sensitive-fields.ts';
import { extraCareFileFields } from './extra-fields.ts';
import type { CareFile, CareFilePatch } from './file.ts';

/** The parts in which a file is read (D1). */
export const sections = ['基本情况', '联系方式', '家庭', '经济', '健康', '困难', '状态'] as const;
export type Section = (typeof sections)[number];

const fixed = careFileFields;
const further = extraCareFileFields;

/** Section by section the fields that are shown and may be changed, in the order in which they are read. */
const bySection = {
  基本情况: {
    targetGroup: further.targetGroup,
    fileNumber: further.fileNumber,
    sex: fixed.sex,
    ethnicity: further.ethnicity,
    birth: fixed.birth,
    birthSource: further.birthSource,
    retirementKind: fixed.retirementKind,
    retiredOn: fixed.retiredOn,
    startedWorkOn: fixed.startedWorkOn,
    formerPost: further.formerPost,
    partyMember: fixed.partyMember,
    joinedPartyOn: fixed.joinedPartyOn,
    partyRelationsAt: further.partyRelationsAt,
    honours: further.honours,
    formerUnit: fixed.formerUnit,
    formerUnitStatus: fixed.formerUnitStatus,
    idNumber: fixed.idNumber,
  },
  联系方式: {
    phone: fixed.phone,
    address: fixed.address,
    residence: further.residence,
    emergencyContact: further.emergencyContact,
  },
  家庭: {
    marriage: fixed.marriage,
    living: fixed.living,
    householdSize: fixed.householdSize,
    children: fixed.children,
    familyBurden: { title: '家庭负担', ...text(200) },
    noneEmployed: further.noneEmployed,
  },
  经济: {
    pensionFen: fixed.pensionFen,
    spouseIncomeFen: fixed.spouseIncomeFen,
    otherIncomeFen: further.otherIncomeFen,
    lowIncome: further.lowIncome,
    insurance: further.insurance,
    housing: further.housing,
    fixedCostsFen: further.fixedCostsFen,
    debtFen: further.debtFen,
    bankName: further.bankName,
    bankAccount: further.bankAccount,
  },
  健康: {
    selfCare: fixed.selfCare,
    mobility: further.mobility,
    longAbsent: further.longAbsent,
    health: fixed.health,
    disease: further.disease,
    disability: further.disability,
  },
  困难: {
    hardshipKinds: fixed.hardshipKinds,
    hardshipLevel: fixed.hardshipLevel,
    mainCause: fixed.mainCause,
    secondaryCauses: fixed.secondaryCauses,
    hardshipNote: further.hardshipNote,
    temporary: further.temporary,
    reassessOn: further.reassessOn,
    urgentNeedKinds: further.urgentNeedKinds,
    urgentNeeds: fixed.urgentNeeds,
    skills: fixed.skills,
    canSelfHelp: further.canSelfHelp,
    policiesEnjoyed: further.policiesEnjoyed,
  },
  状态: { surveyResult: further.surveyResult, surveyedOn: further.surveyedOn },
} as const satisfies Readonly<Record<Section, object>>;

type Cells = (typeof bySection)[Section];
type KeysOf<T> = T extends T ? keyof T : never;
/** A field by its name; `birth` stands for the date with its calendar. */
export type FieldName = KeysOf<Cells>;

/** A column as it is spoken of: whatever its values are. */
interface AnyCell {
  readonly title: string;
  readonly read: (text: string) => Reading<unknown>;
  readonly show: (value: never) => string;
}

/** A field as people know it. */
export interface FileField {
  readonly name: FieldName;
  readonly label: string;
  readonly section: Section;
  /** Needs the member's consent (E-2). */
  readonly sensitive: boolean;
  readonly read: (text: string) => Reading<unknown>;
  readonly show: (value: never) => string;
}

/** Every field, in the order in which a file is read. */
export const fileFields: readonly FileField[] = sections.flatMap(section =>
  Object.entries<AnyCell>(bySection[section]).map(([name, cell]) => ({
    name: name as FieldName,
    label: cell.title,
    section,
    sensitive: isSensitive(name),
    read: cell.read,
    show: cell.show,
  })),
);

const byName = new Map(fileFields.map(field => [field.name, field]));

/** The field of this name. */
export function fileField(name: FieldName): FileField {
  const field = byName.get(name);
  if (field) return field;
  throw new Error(`no field ${name}`);
}

/** Other words for a field than its title. */
const otherWords: Readonly<Partial<Record<FieldName, string>>> = {
  phone: '电话 手机号 电话号码 手机号码 联系电话',
  address: '地址 家庭住址 家庭地址 住处',
  birth: '生日 出生年月 出生',
  living: '居住 居住状况 和谁住',
  pensionFen: '退休费 离休费 退休金 离退休金 养老金 工资',
  spouseIncomeFen: '配偶收入 老伴收入',
  householdSize: '人口 家里几口人',
  health: '健康 身体 身体状况',
  selfCare: '自理',
  mobility: '行动能力',
  hardshipKinds: '困难情形 困难种类',
  hardshipLevel: '程度 困难等级 等次',
  mainCause: '原因 困难原因',
  hardshipNote: '依据 困难依据 说明',
  urgentNeeds: '需要 急需',
  emergencyContact: '紧急联系电话',
  formerUnitStatus: '原单位状况 企业状况',
  retirementKind: '离退休 离休退休',
  partyMember: '是否党员 党员身份 政治面貌',
  disability: '残疾 残疾类别 残疾等级',
  disease: '疾病 病',
  bankAccount: '银行卡号 卡号 银行卡',
  idNumber: '身份证 身份证号码 证件号',
  residence: '居住地点',
  children: '子女',
  lowIncome: '是否低保',
};

/** Every word for every field, the longest first: 居住情况 is not 居住. */
const words: readonly (readonly [word: string, field: FileField])[] = fileFields
  .flatMap(field =>
    [field.label, ...(otherWords[field.name] ?? '').split(' ')]
      .filter(word => word !== '')
      .map(word => [word, field] as const),
  )
  .sort(([one], [other]) => other.length - one.length);

/** The field whose name `said` begins with, and what follows it; undefined where it begins with none. */
export function fieldAtStart(said: string): { readonly field: FileField; readonly rest: string } | undefined {
  const found = words.find(([word]) => said.startsWith(word));
  return found && { field: found[1], rest: said.slice(found[0].length) };
}

/** The field that is called exactly so. */
export const fieldCalled = (said: string): FileField | undefined =>
  words.find(([word]) => word === said)?.[1];

/** What is stored of a field; null for nothing. */
export function valueOf(file: CareFile, name: FieldName): unknown {
  if (name === 'birth') return file.birthDate === null ? null : (birthParts(file.birthDate) ?? null);
  const value: unknown = file[name];
  return Array.isArray(value) && value.length === 0 ? null : value;
}

/** What stands in a field, as people read it; '' for nothing. Nothing is masked. */
export function shownValue(file: CareFile, field: FileField): string {
  const value = valueOf(file, field.name);
  if (value === null || value === undefined) return '';
  const shown = field.show(value as never);
  if (field.name === 'birth') return `${calendarWord(file)}${shown}`;
  return field.name.endsWith('Fen') ? `${shown}元` : shown;
}

const calendarWord = ({ birthCalendar, birthLeapMonth }: CareFile): string =>
  birthCalendar === 'lunar' ? `农历${birthLeapMonth ? '闰月' : ''}` : '';

/** A change that was understood, or what would have been right. */
export type PatchReading = { readonly patch: CareFilePatch } | { readonly complaint: Complaint };

/** The change that `text` asks for in a field; 清空 empties it. */
export function patchFrom(file: CareFile, field: FileField, said: string): PatchReading {
  const given = said.trim();
  if (/^(?:清空|删掉|去掉|不填)$/u.test(given)) return { patch: emptied(field.name) };
  const reading = field.read(given);
  if ('complaint' in reading) return { complaint: reading.complaint };
  if (field.name === 'birth') return birthPatch(reading.value as WrittenBirth, given, file);
  return { patch: { [field.name]: reading.value } };
}

function emptied(name: FieldName): CareFilePatch {
  if (name === 'birth') return { birthDate: null, birthCalendar: null, birthLeapMonth: false };
  if (name === 'longAbsent' || name === 'temporary') return { [name]: false };
  if (name === 'targetGroup') return {};
  const list = name === 'hardshipKinds' || name === 'secondaryCauses' || name === 'urgentNeedKinds';
  return { [name]: list ? [] : null };
}

/** The calendar that was said, else the one the file counts in. */
function birthPatch(written: WrittenBirth, said: string, { birthCalendar }: CareFile): PatchReading {
  const solar = /公历|阳历/u.test(said);
  const calendar = solar ? 'solar' : written.lunar || birthCalendar === 'lunar' ? 'lunar' : 'solar';
  const settled = settleBirth(written, calendar, written.leap);
  return 'complaint' in settled ? settled : { patch: settled.birth };
}

/** Fields whose answer is one of a list, and those whose answer is several of one. */
const tables: Readonly<Partial<Record<FieldName, Labels>>> = {
  targetGroup: targetGroups,
  sex: labels.sexes,
  birthSource: birthSources,
  retirementKind: labels.retirementKinds,
  formerUnitStatus: labels.formerUnitStatuses,
  residence: residences,
  marriage: labels.marriages,
  living: labels.livings,
  lowIncome: lowIncomes,
  selfCare: labels.selfCares,
  mobility: mobilities,
  hardshipLevel: labels.hardshipLevels,
  mainCause: labels.hardshipCauses,
  surveyResult: surveyResults,
};
const manyOf: Readonly<Partial<Record<FieldName, Labels>>> = {
  hardshipKinds: labels.hardshipKinds,
  secondaryCauses: labels.hardshipCauses,
  urgentNeedKinds,
};

/** The list of which one is chosen for a field; undefined for fields of words and numbers. */
export const oneOutOf = (name: FieldName): Labels | undefined => tables[name];

/** The list of which several are chosen for a field. */
export const severalOutOf = (name: FieldName): Labels | undefined => manyOf[name];

/** Who may only note what they see, and not what is decided or sensitive: a helper. */
const helperFields: readonly FieldName[] = [
  'phone',
  'address',
  'residence',
  'emergencyContact',
  'living',
  'marriage',
  'children',
  'householdSize',
  'selfCare',
  'mobility',
  'longAbsent',
  'urgentNeeds',
  'urgentNeedKinds',
  'skills',
];

/** Whether somebody with these roles may change the field: secretary, leader and clerk any, a helper what they see. */
export const mayChange = (roles: readonly string[], name: FieldName): boolean =>
  ['secretary', 'leader', 'clerk'].some(role => roles.includes(role)) ||
  (roles.includes('helper') && helperFields.includes(name));
