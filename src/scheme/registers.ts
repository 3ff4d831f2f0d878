/**
 * The registers people print and pass on: 分类花名册 (S2-4.2a) and 结对花名册, and the workbook that can be imported again.
 * Every one is made of what its reader may see today and of nothing else (access.ts).
 */
import { shanghaiDate } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { visibleMembers, type Viewer } from './access.ts';
import { ageOn } from './age.ts';
import { closedStates } from './care-file/states.ts';
import * as labels from './labels.ts';
import type { Register } from './labels/registers.ts';
import { maskPhone } from './masking.ts';
import { currentOn } from './pairings.ts';
import type { NewSheet } from '../documents/workbook.ts';
import { exportWorkbook } from './workbook-export.ts';
import { maskSheets } from './workbook/mask-sheets.ts';
import { sheetNames } from './workbook/sheets.ts';

/** A register as sheets, whose rows are to be taken in the same transaction, and how many people are in it. */
export interface MadeRegister {
  readonly sheets: readonly NewSheet[];
  readonly people: number;
}

/** For whom a register is made, and whether numbers and addresses are masked in it. */
export interface RegisterOptions {
  readonly viewer: Viewer;
  readonly clock: Clock;
  readonly masked: boolean;
}

/** Makes a register of what the viewer may see today. */
export async function makeRegister(
  db: Db,
  register: Register,
  options: RegisterOptions,
): Promise<MadeRegister> {
  if (register === 'by-category') return byCategory(db, await listedMembers(db, options), options);
  if (register === 'pairings') return pairingRoster(await listedMembers(db, options));
  return workbook(db, register, options);
}

/** The importable sheets of the viewer's part of the tree. */
async function workbook(
  db: Db,
  register: Register,
  { viewer, masked }: RegisterOptions,
): Promise<MadeRegister> {
  const all = await exportWorkbook(db, { within: viewer.organisation });
  const wanted = register === 'care-files' ? all.filter(({ name }) => name === sheetNames.careFiles) : all;
  const people = await db.careFile.count({
    where: { person: { organisation: { path: { startsWith: viewer.organisation.path } } } },
  });
  return { sheets: masked ? maskSheets(wanted) : wanted, people };
}

const listedMembers = async (db: Db, { viewer, clock }: RegisterOptions) =>
  db.person.findMany({
    where: {
      AND: [
        await visibleMembers(db, viewer, clock),
        { careFile: { is: { state: { notIn: [...closedStates, 'draft'] } } } },
      ],
    },
    include: {
      organisation: { select: { name: true } },
      careFile: true,
      helpedBy: {
        where: currentOn(shanghaiDate(clock.now())),
        include: {
          helper: { select: { name: true, title: true, organisation: { select: { name: true } } } },
        },
        orderBy: [{ primary: 'desc' }, { startsOn: 'asc' }],
      },
    },
    orderBy: [{ organisation: { path: 'asc' } }, { name: 'asc' }, { id: 'asc' }],
  });

type Listed = Awaited<ReturnType<typeof listedMembers>>[number];
type File = NonNullable<Listed['careFile']>;

const categoryHeader = [
  '序号', '姓名', '性别', '年龄', '所属组织', '离退休类别', '单位状况', '困难类型', '主要原因', '急需帮助', '帮扶人', '手机',
]; // prettier-ignore

/** One sheet for each degree of hardship, the gravest first; those of whom it is not said come last. */
function byCategory(db: Db, members: readonly Listed[], options: RegisterOptions): MadeRegister {
  const levels = [...labels.codesOf(labels.hardshipLevels), null];
  const sheets = levels.map(level => {
    const rows = members.filter(({ careFile }) => (careFile?.hardshipLevel ?? null) === level);
    const name = level === null ? '困难程度未填' : labels.labelOf(labels.hardshipLevels, level);
    return {
      name,
      header: categoryHeader,
      rows: rows.map((each, index) => categoryRow(db, each, index, options)),
    };
  });
  return { sheets: sheets.filter(({ rows }) => rows.length > 0), people: members.length };
}

function categoryRow(db: Db, person: Listed, index: number, { clock, masked }: RegisterOptions): string[] {
  const file = person.careFile as File;
  const age = ageOn(file, shanghaiDate(clock.now()));
  return [
    String(index + 1),
    person.name,
    labels.labelOf(labels.sexes, file.sex),
    age === undefined ? '' : String(age),
    person.organisation.name,
    labels.labelOf(labels.retirementKinds, file.retirementKind),
    labels.labelOf(labels.formerUnitStatuses, file.formerUnitStatus),
    labels.labelsOf(labels.hardshipKinds, file.hardshipKinds),
    labels.labelOf(labels.hardshipCauses, file.mainCause),
    file.urgentNeeds ?? '',
    person.helpedBy.map(({ helper }) => helper.name).join('、'),
    masked ? maskPhone(phoneOf(db, person)) : phoneOf(db, person),
  ];
}

function phoneOf(db: Db, { id, phone, careFile }: Listed): string {
  if (careFile?.phone) return db.$vault.open('care_file.phone', id, careFile.phone);
  return phone ? db.$vault.open('person.phone', id, phone) : '';
}

const pairingHeader = [
  '序号', '帮扶对象', '所属组织', '帮扶人', '帮扶人单位', '职务', '主帮扶人', '开始日期', '帮扶方向', '帮扶项目', '帮扶任务', '帮扶目标',
  '走访频次',
]; // prettier-ignore

/** Every member with each of their helpers; those without one have a row that says so. */
function pairingRoster(members: readonly Listed[]): MadeRegister {
  const rows = members.flatMap(member =>
    member.helpedBy.length === 0
      ? [[member.name, member.organisation.name, '（还没有结对）', '', '', '', '', '', '', '', '', '']]
      : member.helpedBy.map(pairing => pairingRow(member, pairing)),
  );
  const numbered = rows.map((row, index) => [String(index + 1), ...row]);
  return { sheets: [{ name: '结对花名册', header: pairingHeader, rows: numbered }], people: members.length };
}

const pairingRow = (member: Listed, pairing: Listed['helpedBy'][number]): string[] => [
  member.name,
  member.organisation.name,
  pairing.helper.name,
  pairing.helper.organisation.name,
  pairing.helper.title ?? '',
  pairing.primary ? '是' : '否',
  pairing.startsOn,
  pairing.direction ?? '',
  pairing.project ?? '',
  pairing.task ?? '',
  pairing.goal ?? '',
  labels.labelOf(labels.contactFrequencies, pairing.frequency),
];
