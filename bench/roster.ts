/** A made-up roster of any size: branches of 50 members, a helper for every two of them, some relatives; nothing in it is real. */
import { addDays } from '../src/calendar/dates.ts';
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

/** A sheet's rows as `writeWorkbook` takes them. */
export interface RosterSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Cells<Columns> = Partial<Record<keyof Columns, string>>;

/** The six sheets for so many care files, the same each time. */
export function roster(members: number): RosterSheet[] {
  const each = <T>(count: number, make: (n: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => make(n));
  return [
    sheet(sheetNames.organisations, organisationColumns, [
      { name: bureau, kind: '老干部局' },
      ...each(Math.ceil(members / 50), n => ({ name: branch(n * 50), parent: bureau, kind: '支部' })),
    ]),
    sheet(sheetNames.people, personColumns, each(Math.ceil(members / 2), helperRow)),
    sheet(sheetNames.careFiles, careFileColumns, each(members, memberRow)),
    sheet(sheetNames.pairings, pairingColumns, each(members, pairingRow)),
    sheet(sheetNames.family, familyColumns, each(Math.ceil(members / 4), relativeRow)),
    sheet(sheetNames.consents, consentColumns, each(members, consentRow)),
  ];
}

function sheet<Columns extends Readonly<Record<string, { readonly title: string }>>>(
  name: string,
  columns: Columns,
  rows: readonly Cells<Columns>[],
): RosterSheet {
  const fields = Object.keys(columns) as (keyof Columns)[];
  return {
    name,
    header: fields.map(field => columns[field]?.title ?? ''),
    rows: rows.map(row => fields.map(field => row[field] ?? '')),
  };
}

const bureau = '云溪县委老干部局';
const branch = (n: number): string => `第${Math.floor(n / 50) + 1}党支部`;
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜';
const characters = '德厚守信桂兰文渊玉珍长庚淑芬立本秀云万春凤英国梁大海守仁建平志强';
/** Names repeat after a while, as they do; accounts tell their bearers apart. */
const nameOf = (n: number): string =>
  (surnames[n % surnames.length] ?? '') +
  (characters[Math.floor(n / 7) % characters.length] ?? '') +
  (characters[Math.floor(n / 211) % characters.length] ?? '');
const phoneOf = (n: number): string => `1000${String(n).padStart(7, '0')}`;

const helperRow = (n: number): Cells<typeof personColumns> => ({
  name: nameOf(n * 3 + 1),
  userId: `helper${n}`,
  organisation: branch(n * 2),
  roles: '帮扶人',
  phone: phoneOf(n),
  title: '科员',
});

function memberRow(n: number): Cells<typeof careFileColumns> {
  const birth = addDays('1930-01-01', (n * 37) % 9_000);
  const first17 = `0000${String(Math.floor(n / 1000) % 100).padStart(2, '0')}${birth.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`;
  return {
    name: nameOf(n),
    userId: `member${n}`,
    organisation: branch(n),
    sex: n % 2 === 1 ? '男' : '女',
    birth,
    birthCalendar: '公历',
    retirementKind: n % 20 === 0 ? '离休' : '退休',
    partyMember: '是',
    joinedPartyOn: `${Number(birth.slice(0, 4)) + 23}-07-01`,
    formerUnit: '云溪机械厂',
    formerUnitStatus: '破产',
    idNumber: first17 + checkDigitOf(first17),
    phone: phoneOf(10_000 + n),
    address: `云溪县和平路${1 + (n % 90)}号院${1 + (n % 5)}单元${n}`,
    marriage: '丧偶',
    living: '独居',
    children: '子女在外地，逢年过节回来',
    pensionFen: String(2_600 + (n % 70) * 13),
    householdSize: '1',
    health: '高血压、冠心病，长期服药',
    selfCare: '自理',
    hardshipKinds: '体弱多病、空巢独居',
    hardshipLevel: '一般',
    mainCause: '重特大疾病',
    skills: '会写毛笔字',
    urgentNeeds: '陪同就医',
    lastReviewedOn: '2026-03-01',
    state: '在册',
  };
}

const pairingRow = (n: number): Cells<typeof pairingColumns> => ({
  helper: `helper${Math.floor(n / 2)}`,
  member: `member${n}`,
  primary: '是',
  startsOn: '2026-03-01',
  direction: '精神慰藉与就医帮助',
  project: '就医陪护',
  task: '每月陪同复诊取药一次',
  goal: '病情平稳，有人照应',
  frequency: '每月',
});

const relativeRow = (n: number): Cells<typeof familyColumns> => ({
  name: `${surnames[n % surnames.length] ?? ''}小${characters[n % characters.length] ?? ''}`,
  userId: `family${n}`,
  member: `member${n * 4}`,
  relation: '女儿',
});

const consentRow = (n: number): Cells<typeof consentColumns> => ({
  name: nameOf(n),
  userId: `member${n}`,
  organisation: branch(n),
  scope: '健康、证件和银行卡',
  way: '签字照片',
  givenOn: '2026-03-01',
});
