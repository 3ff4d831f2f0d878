/**
 * The workbook's way out: the same sheets and columns that are imported, so that an export can be edited and imported again,
 * and an export that was not edited changes nothing. Who may export, and why, is for the caller to ask (domain E-16).
 */
import type { Db } from '../database.ts';
import { birthParts } from './age.ts';
import { organisationTree, type Organisation } from './organisations.ts';
import type { Columns } from './workbook/read-rows.ts';
import * as sheets from './workbook/sheets.ts';
import { isBlank } from './workbook/read-rows.ts';

/** A sheet to be written: its header and rows of text. */
export interface ExportedSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is exported: an organisation and all below it, or everything. */
export interface ExportOptions {
  readonly within?: Pick<Organisation, 'path'>;
}

/** The sheets 组织 人员 关爱档案 结对 代办人 of an organisation and all below it, by name. */
export async function exportWorkbook(db: Db, { within }: ExportOptions = {}): Promise<ExportedSheet[]> {
  const organisations = await organisationTree(db, within);
  const ids = within ? organisations.map(({ id }) => id) : undefined;
  const people = await findPeople(db, ids);
  const reference = referenceTo(people);
  const { sheetNames } = sheets;
  return [
    sheet(sheetNames.organisations, sheets.organisationColumns, organisationRows(organisations)),
    sheet(
      sheetNames.people,
      sheets.personColumns,
      people.filter(isListed).map(each => personRow(each, db)),
    ),
    sheet(
      sheetNames.careFiles,
      sheets.careFileColumns,
      people.flatMap(each => careFileRow(each, db)),
    ),
    sheet(
      sheetNames.pairings,
      sheets.pairingColumns,
      people.flatMap(each => pairingRows(each, reference)),
    ),
    sheet(
      sheetNames.family,
      sheets.familyColumns,
      people.flatMap(each => familyRows(each, reference)),
    ),
  ];
}

const findPeople = (db: Db, organisationIds: readonly string[] | undefined) =>
  db.person.findMany({
    where: organisationIds ? { organisationId: { in: [...organisationIds] } } : {},
    include: {
      organisation: { select: { name: true } },
      careFile: true,
      helpedBy: {
        include: { helper: { include: { organisation: { select: { name: true } } } } },
        orderBy: { startsOn: 'asc' },
      },
      relatives: {
        include: { relative: { include: { organisation: { select: { name: true } } } } },
        orderBy: { relation: 'asc' },
      },
    },
    orderBy: [{ organisation: { name: 'asc' } }, { name: 'asc' }, { id: 'asc' }],
  });

type ExportedPerson = Awaited<ReturnType<typeof findPeople>>[number];
type Named = Pick<ExportedPerson, 'name' | 'userId' | 'organisation'>;

/** The values of a row by field, as they are stored; what is null or missing leaves its cell empty. */
type Fields = Readonly<Record<string, unknown>>;

function sheet(name: string, columns: Columns, rows: readonly Fields[]): ExportedSheet {
  const fields = Object.entries(columns);
  const cell = (show: (value: never) => string, value: unknown): string =>
    isBlank(value) ? '' : show(value as never);
  return {
    name,
    header: fields.map(([, { title }]) => title),
    rows: rows.map(row => fields.map(([field, { show }]) => cell(show, row[field]))),
  };
}

function organisationRows(organisations: readonly Organisation[]): Fields[] {
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  return organisations.map(each => ({
    ...each,
    parent: each.parentId === null ? null : names.get(each.parentId),
  }));
}

const identity = ({ name, userId, organisation }: Named) => ({
  name,
  userId,
  organisation: organisation.name,
});

/** Members and relatives who are nothing else are known from their own sheets. */
const isListed = ({ roles, careFile, relatives: _, title }: ExportedPerson): boolean =>
  title !== null ||
  roles.some(role => role !== 'member' && role !== 'family') ||
  (careFile === null && !roles.includes('family'));

const personRow = (person: ExportedPerson, db: Db): Fields => ({
  ...db.$vault.openRow('person', person.id, person),
  ...identity(person),
});

function careFileRow(person: ExportedPerson, db: Db): Fields[] {
  if (!person.careFile) return [];
  const file = db.$vault.openRow('care_file', person.id, person.careFile);
  const birth = file.birthDate === null ? null : birthParts(file.birthDate);
  const birthLeapMonth = file.birthCalendar === 'lunar' ? file.birthLeapMonth : null;
  const lists = { hardshipKinds: orNull(file.hardshipKinds), secondaryCauses: orNull(file.secondaryCauses) };
  return [{ ...file, ...lists, birth, birthLeapMonth, ...identity(person) }];
}

const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

const pairingRows = (person: ExportedPerson, reference: Reference): Fields[] =>
  person.helpedBy.map(pairing => ({
    ...pairing,
    helper: reference(pairing.helper),
    member: reference(person),
  }));

const familyRows = (person: ExportedPerson, reference: Reference): Fields[] =>
  person.relatives.map(({ relation, relative }) => ({
    relation,
    member: reference(person),
    ...identity(relative),
  }));

type Reference = (person: Named) => string;

/** A person's name, with the account or the organisation behind it where somebody else has the same name. */
function referenceTo(people: readonly Named[]): Reference {
  const bearers = new Map<string, number>();
  for (const { name } of people) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  return ({ name, userId, organisation }) =>
    bearers.get(name) === 1 ? name : `${name}（${userId ?? organisation.name}）`;
}
