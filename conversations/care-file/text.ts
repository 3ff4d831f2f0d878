/** A file as it is read: section by section, short, with what is personal masked (E-1), and what it still wants. */
import { isIsoDate, type IsoDate } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import { lunarDayName, lunarMonthName } from '../../src/calendar/lunar.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { lookableKinds } from '../../src/scheme/access.ts';
import { ageOn } from '../../src/scheme/age.ts';
import {
  completenessOf,
  eligibilityOf,
  evidenceInWords,
  evidenceOf,
  fileFields,
  missingLines,
  openTransitions,
  perCapitaMonthlyFen,
  riskFlagsOf,
  sections,
  shownValue,
  valueOf,
  type CareFile,
  type FileField,
  type Section,
  type Thresholds,
} from '../../src/scheme/care-files.ts';
import { careFileStates, labelOf, labelsOf } from '../../src/scheme/labels.ts';
import { riskFlags } from '../../src/scheme/labels/care-file.ts';
import {
  maskAddress,
  maskBankAccount,
  maskEmergencyContact,
  maskHealth,
  maskIdNumber,
  maskPhone,
} from '../../src/scheme/masking.ts';
import type { Member, Person } from '../../src/scheme/people.ts';
import { memberInFull } from '../words.ts';

/** Whose file it is, on which day, and by which lines it is looked at. */
export interface FileView {
  readonly member: Member;
  readonly file: CareFile;
  readonly today: IsoDate;
  readonly thresholds: Thresholds;
}

const masks: Readonly<Partial<Record<string, (value: string) => string>>> = {
  phone: maskPhone,
  address: maskAddress,
  emergencyContact: maskEmergencyContact,
  idNumber: maskIdNumber,
  bankAccount: maskBankAccount,
  bankName: maskHealth,
  health: maskHealth,
  disease: maskHealth,
  disability: maskHealth,
};

/** Values that say themselves what they are about. */
const plain = new Set([
  'targetGroup',
  'sex',
  'retirementKind',
  'marriage',
  'living',
  'selfCare',
  'mobility',
  'hardshipKinds',
]);
/** Flags that are only told where they hold. */
const flags: Readonly<Record<string, string>> = {
  longAbsent: '长期不参加活动',
  temporary: '暂时困难',
  noneEmployed: '零就业家庭',
  partyMember: '党员',
};

/** One field as it is read, with its name where it needs one; masked, '' for nothing. */
export function fieldText(file: CareFile, field: FileField): string {
  const text = maskedValue(file, field);
  if (text === '' || plain.has(field.name) || flags[field.name] !== undefined) return text;
  return `${field.label}${/^[\d*农闰]/u.test(text) ? ' ' : '：'}${text}`;
}

/** The value alone as it is read, masked; '' for nothing. */
export function maskedValue(file: CareFile, field: FileField): string {
  const flag = flags[field.name];
  const value = valueOf(file, field.name);
  if (flag !== undefined)
    return value === true ? flag : value === false && field.name === 'partyMember' ? '不是党员' : '';
  if (field.name === 'hardshipNote') return evidenceInWords(evidenceOf(file.hardshipNote));
  if (field.name === 'birth') return birthText(file);
  const shown = shownValue(file, field);
  const mask = masks[field.name];
  return mask ? mask(shown) : dayText(shown);
}

/** A day as everywhere else; a month or a year alone as it is said. */
function dayText(shown: string): string {
  if (isIsoDate(shown)) return dateText(shown, { year: true });
  const [, year, month] = /^(\d{4})-(\d{2})$/u.exec(shown) ?? [];
  return year === undefined ? shown : `${year}年${Number(month)}月`;
}

/** 1941年5月2日（四月初七，周五）; in the lunar calendar 农历1941年四月初七. */
function birthText({ birthDate, birthCalendar, birthLeapMonth }: CareFile): string {
  if (birthDate === null) return '';
  const [year = '', month, day] = birthDate.split('-');
  if (birthCalendar !== 'lunar' || month === undefined) return dayText(birthDate);
  const named = lunarMonthName(Number(month), birthLeapMonth);
  return `农历${year}年${named}${day === undefined ? '' : lunarDayName(Number(day))}`;
}

/** What follows from a section without being written in it. */
function derived(section: Section, { member, file, today }: FileView): string[] {
  switch (section) {
    case '基本情况': {
      const age = ageOn(file, today);
      return age === undefined ? [] : [`${age}岁`];
    }
    case '联系方式':
      return file.phone === null && member.phone !== null ? [`手机 ${maskPhone(member.phone)}`] : [];
    case '经济': {
      const perHead = perCapitaMonthlyFen(file);
      return perHead === null ? [] : [`人均月收入 ${moneyText(perHead)}`];
    }
    case '困难': {
      const risks = labelsOf(riskFlags, riskFlagsOf(file, today));
      return risks === '' ? [] : [`重点关注：${risks}`];
    }
    case '状态':
      return stateParts(file);
    case '家庭':
    case '健康':
      return [];
  }
}

const stateParts = ({ state, recognisedOn, lastReviewedOn, exceptionReason }: CareFile): string[] => [
  labelOf(careFileStates, state),
  ...(recognisedOn === null ? [] : [`${dayText(recognisedOn)}认定`]),
  ...(exceptionReason === null ? [] : [`例外：${exceptionReason}`]),
  lastReviewedOn === null ? '还没有复核过' : `上次复核 ${dayText(lastReviewedOn)}`,
];

/** One section in one paragraph; '' where nothing is known. */
export function sectionText(section: Section, view: FileView): string {
  const fields = fileFields.filter(field => field.section === section);
  const parts = [...derived(section, view), ...fields.map(field => fieldText(view.file, field))].filter(
    part => part !== '',
  );
  return parts.length === 0 ? '' : `【${section}】${parts.join('，')}`;
}

/** The whole file, in messages. `me` decides what is offered at the end, not what is shown. */
export function fileTexts(view: FileView, me: Person, mayWrite: boolean): string[] {
  const { member, today } = view;
  const head = `${memberInFull(member, today)}，${member.organisation.name}`;
  const body = sections.map(section => sectionText(section, view)).filter(text => text !== '');
  return [
    [head, ...body].join('\n'),
    [...judged(view), ...wanted(view, mayWrite), ...offers(view, me, mayWrite)].join('\n'),
  ];
}

/** For files that wait for a decision: what speaks for it and what is missing (S1-2.1). */
function judged({ file, thresholds }: FileView): string[] {
  if (file.state !== 'draft' && file.state !== 'proposed') return [];
  const { eligible, reasons, lacking, outOfScope } = eligibilityOf(file, thresholds);
  return [
    eligible ? `符合认定条件${outOfScope ? '（范围外）' : ''}：` : '还不符合认定条件：',
    ...reasons.map(line => `✓ ${line}`),
    ...lacking.map(line => `· ${line}`),
  ];
}

function wanted({ member, file, today, thresholds }: FileView, mayWrite: boolean): string[] {
  const completeness = completenessOf(file, today, { thresholds, personPhone: member.phone });
  const lines = missingLines(completeness);
  const suggestions = completeness.suggestions.map(line => `建议：${line}。`);
  if (lines.length === 0) return ['这份档案填得很完整，辛苦了。', ...suggestions];
  const example = completeness.missing[0]?.label ?? '住址';
  return [
    `完整度${completeness.score}分，还缺：`,
    ...lines.map((line, index) => `${index + 1}. ${line}`),
    ...(mayWrite ? [`补一项就说一项，比如“改 ${member.name} ${example} …”。`] : []),
    ...suggestions,
  ];
}

function offers({ member, file }: FileView, me: Person, mayWrite: boolean): string[] {
  const verbs = openTransitions(file.state, me.roles).map(({ verb }) => `“${verb} ${member.name}”`);
  return [
    ...(mayWrite && lookableKinds(me).includes('phone')
      ? [`打了星号的，回复如“查看 ${member.name} 电话”就能看。`]
      : []),
    ...(verbs.length === 0 ? [] : [`还可以办：${verbs.join('、')}。`]),
  ];
}
