/** The demo county: a workbook as a clerk would fill it in, and its import into an empty database. */
import { addDays, shanghaiDate } from '../src/calendar/dates.ts';
import type { Clock } from '../src/clock.ts';
import type { Database } from '../src/database.ts';
import { readWorkbook, writeWorkbook, type NewSheet } from '../src/documents/workbook.ts';
import { civilBirthDate } from '../src/scheme/age.ts';
import { importWorkbook, type ImportReport } from '../src/scheme/workbook-import.ts';
import { checkDigitOf } from '../src/scheme/workbook/id-number.ts';
import {
  careFileColumns,
  consentColumns,
  familyColumns,
  organisationColumns,
  pairingColumns,
  personColumns,
  sheetNames,
} from '../src/scheme/workbook/sheets.ts';
import { members, pairings, relatives, staff, units } from './demo-county.ts';

/** When the county was written down; what is "so many days ago" counts from here unless a day is given. */
const writtenOn = '2026-11-23';

/** The workbook (xlsx) of the demo county, the same bytes' worth of content each time; reviews lie before `today`. */
export const demoWorkbook = (today = writtenOn): Promise<Buffer> => writeWorkbook(demoSheets(today));

/**
 * Imports the demo county into an empty database. Where there are organisations already nothing is written and undefined
 * returned: what people did since, or a real bureau's data, is never overwritten.
 */
export async function loadDemo(db: Database, clock: Clock): Promise<ImportReport | undefined> {
  if ((await db.organisation.count()) > 0) return undefined;
  const workbook = await readWorkbook(await demoWorkbook(shanghaiDate(clock.now())));
  return importWorkbook(db, workbook, { clock });
}

function demoSheets(today: string): NewSheet[] {
  return [
    sheet(sheetNames.organisations, organisationColumns, units),
    sheet(sheetNames.people, personColumns, staff.map(staffRow)),
    sheet(
      sheetNames.careFiles,
      careFileColumns,
      members.map((fields, index) => memberRow(fields, index, today)),
    ),
    sheet(sheetNames.pairings, pairingColumns, pairings.map(pairingRow)),
    sheet(sheetNames.family, familyColumns, relatives),
    sheet(
      sheetNames.consents,
      consentColumns,
      members.map((fields, index) => consentRow(fields, index)),
    ),
  ];
}

const sheet = (
  name: string,
  columns: Readonly<Record<string, { readonly title: string }>>,
  rows: readonly (readonly string[])[],
): NewSheet => ({ name, header: Object.values(columns).map(({ title }) => title), rows });

const phone = (number: number): string => `1000000${String(number).padStart(4, '0')}`;

function staffRow([name, userId, unit, roles, title]: (typeof staff)[number], index: number): string[] {
  return [name, userId, units[unit][0], roles, phone(index + 1), title];
}

/** What is not in the member's line follows from it, so that every file is complete in its own way. */
function memberRow(line: readonly string[], index: number, today: string): string[] {
  const [
    name = '',
    userId = '',
    unit = '1',
    sex = '',
    birthDate = '',
    calendar = '',
    leap = '',
    retirement = '',
  ] = line;
  const [unitStatus = '', marriage = '', living = '', selfCare = '', health = '', hardships = ''] =
    line.slice(8);
  const [level = '', cause = '', daysSinceReview = '0', state = ''] = line.slice(14);
  const veteran = retirement === '离休';
  const married = marriage === '已婚';
  const fields = {
    name,
    userId,
    organisation: units[Number(unit) as 0 | 1 | 2 | 3][0],
    sex,
    birth: birthDate,
    birthCalendar: calendar,
    birthLeapMonth: leap,
    retirementKind: retirement,
    partyMember: '是',
    joinedPartyOn: joinedParty(birthDate),
    formerUnit: formerUnits[index % formerUnits.length] ?? '',
    formerUnitStatus: unitStatus,
    idNumber: idNumber(birthDate, calendar, leap, sex, index),
    phone: phone(101 + index),
    address: `云溪县和平路${1 + (index % 9)}号院${1 + (index % 5)}单元${101 + (index % 6) * 100}`,
    marriage,
    living,
    children: living === '与子女同住' ? '有子女在本县，同住' : '子女在外地，逢年过节回来',
    pensionFen: String((veteran ? 6800 : 2600) + (index % 7) * 130),
    spouseIncomeFen: married ? String(index % 3 === 0 ? 0 : 1500 + (index % 4) * 100) : '',
    householdSize: String(living === '与子女同住' ? 4 : married ? 2 : 1),
    health,
    selfCare,
    hardshipKinds: hardships,
    hardshipLevel: level,
    mainCause: cause,
    skills: skills[index % skills.length] ?? '',
    urgentNeeds: needs[index % needs.length] ?? '',
    lastReviewedOn: addDays(today, -Number(daysSinceReview)),
    state,
    ...further(name, index, { selfCare, hardships, state }, today),
  };
  const texts: Partial<Record<keyof typeof careFileColumns, string>> = fields;
  return (Object.keys(careFileColumns) as (keyof typeof careFileColumns)[]).map(field => texts[field] ?? '');
}

/** The further fields of D1. */
function further(
  name: string,
  index: number,
  { selfCare, hardships, state }: Readonly<Record<'selfCare' | 'hardships' | 'state', string>>,
  today: string,
) {
  return {
    // Every third has nobody to be called, so that what is missing can be seen.
    mobility: selfCare === '失能' ? '卧床' : selfCare === '半失能' ? '需陪同' : '可外出',
    longAbsent: selfCare === '失能' ? '是' : '',
    emergencyContact: index % 3 === 1 ? '' : `${name.slice(0, 1)}家亲属 ${phone(201 + index)}`,
    hardshipNote: hardships
      .split('、')
      .filter(kind => kind !== '')
      .map(kind => `${kind}：入户了解属实`)
      .join('；'),
    temporary: hardships === '突发性事故' ? '是' : '',
    reassessOn: hardships === '突发性事故' ? reassessed(today) : '',
    recognisedOn: state === '草稿' || state === '待认定' ? '' : '2026-03-01',
  };
}

/**
 * The end of March or of September, two months off at least: a county loaded some days ago and a workbook written today
 * say the same, so that importing it changes nothing.
 */
function reassessed(today: string): string {
  const soonest = addDays(today, 60);
  const year = Number(soonest.slice(0, 4));
  const ends = [`${year}-03-31`, `${year}-09-30`, `${year + 1}-03-31`];
  return ends.find(day => day >= soonest) ?? soonest;
}

/** Everybody has consented, most on paper, some before a witness: the county's files are complete. */
function consentRow([name = '', userId = '', unit = '1']: readonly string[], index: number): string[] {
  const way = index % 4 === 3 ? ['见证人', consentedOn, '社区干部孙玉兰'] : ['签字照片', consentedOn, ''];
  return [name, userId, units[Number(unit) as 0 | 1 | 2 | 3][0], '健康、证件和银行卡', ...way];
}
const consentedOn = '2026-09-10';

const formerUnits = [
  '云溪机械厂',
  '云溪棉纺厂',
  '云溪县供销社',
  '云溪农机站',
  '云溪化肥厂',
  '云溪县食品公司',
];
const skills = ['会写毛笔字', '', '懂电工', '会剪纸', '', '讲党史故事', ''];
const needs = ['陪同就医', '定期有人说说话', '', '申请大病救助', '子女找工作', '', '安装扶手'];

const joinedParty = (birthDate: string): string => `${Number(birthDate.slice(0, 4)) + 23}-07-01`;

/** A number that passes every check and belongs to nobody: there is no place 000000. Every third member has given none. */
function idNumber(birthDate: string, calendar: string, leap: string, sex: string, index: number): string {
  if (index % 3 === 2) return '';
  const born = civilBirthDate({
    birthDate,
    birthCalendar: calendar === '农历' ? 'lunar' : 'solar',
    birthLeapMonth: leap === '是',
  });
  const order = String(100 + index * 2 + (sex === '男' ? 1 : 0));
  const first17 = `000000${(born ?? '').replaceAll('-', '')}${order}`;
  return first17 + checkDigitOf(first17);
}

/** One pairing has nothing agreed yet, so that the duty to write it down can be seen. */
function pairingRow(
  [helper, member, primary, startsOn, endsOn]: (typeof pairings)[number],
  index: number,
): string[] {
  const agreed =
    startsOn === '2026-09-01'
      ? ['', '', '', '']
      : (agreements[index % agreements.length] ?? agreements[0] ?? []);
  return [helper, member, primary, startsOn, endsOn, ...agreed, index % 4 === 0 ? '每月' : ''];
}

const agreements = [
  ['精神慰藉与就医帮助', '就医陪护', '每月陪同复诊取药一次', '病情平稳，有人照应'],
  ['生活照料', '居家安全', '检查水电燃气，安装扶手', '居家安全无隐患'],
  ['政策落实', '医疗救助', '协助申请大病救助', '自费负担减轻'],
  ['子女就业', '就业推荐', '联系劳动部门推荐岗位', '家庭有稳定收入'],
];
