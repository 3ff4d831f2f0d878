/**
 * The workbook's way out: the same sheets and columns that are imported, so that an export can be edited and imported again,
 * and an export that was not edited changes nothing. Who may export, and why, is for the caller to ask (domain E-16).
 */
import { Prisma, type Db } from '../database.ts';
import { birthParts } from './age.ts';
import { organisationTree, type Organisation } from './organisations.ts';
import { batches } from './workbook/batches.ts';
import { isBlank, type Columns } from './workbook/read-rows.ts';
import * as sheets from './workbook/sheets.ts';
import {
  careFileTable,
  consentTable,
  pairingTable,
  personTable,
  selectRows,
  tieTable,
  type CareFileStateRow,
} from './workbook/tables.ts';

/** A sheet to be written: its header, and its rows of text, which are read from the database as they are taken. */
export interface ExportedSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: AsyncIterable<readonly string[]>;
}

/** What is exported: an organisation and all below it, or everything. */
export interface ExportOptions {
  readonly within?: Pick<Organisation, 'path'>;
}

/**
 * The sheets 组织 人员 关爱档案 结对 代办人 同意 of an organisation and all below it, by name. Give it a transaction that sees one
 * state of the database, and take the rows within it: some hundred are in the memory at a time.
 */
export async function exportWorkbook(db: Db, { within }: ExportOptions = {}): Promise<ExportedSheet[]> {
  const organisations = await organisationTree(db, within);
  const source: Source = { db, people: await findPeople(db, within && organisations.map(({ id }) => id)) };
  const { sheetNames } = sheets;
  return [
    sheet(sheetNames.organisations, sheets.organisationColumns, organisationRows(organisations)),
    sheet(sheetNames.people, sheets.personColumns, personRows(source)),
    sheet(sheetNames.careFiles, sheets.careFileColumns, careFileRows(source)),
    sheet(sheetNames.pairings, sheets.pairingColumns, pairingRows(source)),
    sheet(sheetNames.family, sheets.familyColumns, familyRows(source)),
    sheet(sheetNames.consents, sheets.consentColumns, consentRows(source)),
  ];
}

/** Who is exported, in the order of the sheets, and where the rest of what is known of them is read. */
interface Source {
  readonly db: Db;
  readonly people: readonly Exported[];
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly organisation: string;
}

interface Exported extends Named {
  readonly listed: boolean;
}

/** Members and relatives who are nothing else are known from their own sheets; everybody else is listed under 人员. */
const findPeople = (db: Db, organisationIds: readonly string[] | undefined): Promise<Exported[]> => {
  const within = organisationIds
    ? Prisma.sql`WHERE p."organisationId" = ANY(${[...organisationIds]}::uuid[])`
    : Prisma.empty;
  return db.$queryRaw`
    SELECT p.id, p.name, p."userId", o.name AS organisation,
      p.title IS NOT NULL OR NOT p.roles <@ ARRAY['member', 'family']
        OR (c."memberId" IS NULL AND NOT 'family' = ANY(p.roles)) AS listed
    FROM person p JOIN organisation o ON o.id = p."organisationId" LEFT JOIN care_file c ON c."memberId" = p.id
    ${within} ORDER BY o.name, p.name, p.id`;
};

/** The values of a row by field, as they are stored; what is null or missing leaves its cell empty. */
type Fields = Readonly<Record<string, unknown>>;

function sheet(
  name: string,
  columns: Columns,
  rows: Iterable<Fields> | AsyncIterable<Fields>,
): ExportedSheet {
  const fields = Object.entries(columns);
  return { name, header: fields.map(([, { title }]) => title), rows: textRows(fields, rows) };
}

async function* textRows(
  fields: readonly (readonly [string, Columns[string]])[],
  rows: Iterable<Fields> | AsyncIterable<Fields>,
): AsyncGenerator<string[]> {
  const cell = (show: (value: never) => string, value: unknown): string =>
    isBlank(value) || isEmptyList(value) ? '' : show(value as never);
  for await (const row of rows) yield fields.map(([field, { show }]) => cell(show, row[field]));
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function organisationRows(organisations: readonly Organisation[]): Fields[] {
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  return organisations.map(each => ({
    ...each,
    parent: each.parentId === null ? null : names.get(each.parentId),
  }));
}

const identity = ({ name, userId, organisation }: Named) => ({ name, userId, organisation });

/** How many people's rows are read in one statement. */
const peopleAtOnce = 250;

async function* personRows({ db, people }: Source): AsyncGenerator<Fields> {
  for (const some of batches(
    people.filter(({ listed }) => listed),
    peopleAtOnce,
  )) {
    const stored = await byId(some, ids =>
      selectRows(db, personTable, Prisma.sql`WHERE "id" = ANY(${ids}::uuid[])`),
    );
    for (const person of some) yield { ...stored.get(person.id), ...identity(person) };
  }
}

async function* careFileRows({ db, people }: Source): AsyncGenerator<Fields> {
  for (const some of batches(people, peopleAtOnce)) {
    const files = await byId(some, ids =>
      selectRows(db, careFileTable, Prisma.sql`WHERE "memberId" = ANY(${ids}::uuid[])`),
    );
    for (const person of some) {
      const file = files.get(person.id);
      if (file) yield { ...careFileFields(file), ...identity(person) };
    }
  }
}

const byId = async <T extends { readonly id: string }>(
  people: readonly Named[],
  select: (ids: string[]) => Promise<T[]>,
): Promise<Map<string, T>> => new Map((await select(people.map(({ id }) => id))).map(row => [row.id, row]));

function careFileFields(file: CareFileStateRow): Fields {
  const birth = file.birthDate === null ? null : birthParts(file.birthDate);
  const birthLeapMonth = file.birthCalendar === 'lunar' ? file.birthLeapMonth : null;
  return { ...file, birth, birthLeapMonth };
}

async function* pairingRows({ db, people }: Source): AsyncGenerator<Fields> {
  const reference = referenceTo(people);
  const textOf = (person: Named | undefined): string => (person ? reference(person) : '');
  for (const some of batches(people, peopleAtOnce)) {
    const ids = some.map(({ id }) => id);
    const pairings = await selectRows(db, pairingTable, holding(ids));
    const helpers = await named(
      db,
      pairings.map(({ helperId }) => helperId),
    );
    for (const member of some)
      yield* pairings
        .filter(({ memberId }) => memberId === member.id)
        .map(pairing => ({
          ...pairing,
          helper: textOf(helpers.get(pairing.helperId)),
          member: textOf(member),
        }))
        .sort((one, other) => compare(one.startsOn, other.startsOn) || compare(one.helper, other.helper));
  }
}

/** Pairings that wait for a second person, or were not agreed to (E-11), are none yet: imported again they would hold. */
const holding = (memberIds: readonly string[]): Prisma.Sql => Prisma.sql`
  WHERE "memberId" = ANY(${[...memberIds]}::uuid[]) AND ("conflictNote" IS NULL OR "conflictSeenById" IS NOT NULL)
    AND "endReason" IS DISTINCT FROM 'declined'`;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

async function* familyRows({ db, people }: Source): AsyncGenerator<Fields> {
  const reference = referenceTo(people);
  for (const some of batches(people, peopleAtOnce)) {
    const ids = some.map(({ id }) => id);
    const ties = await selectRows(
      db,
      tieTable,
      Prisma.sql`WHERE "memberId" = ANY(${ids}::uuid[]) ORDER BY "relation", "id"`,
    );
    const relatives = await named(
      db,
      ties.map(({ relativeId }) => relativeId),
    );
    for (const member of some)
      for (const { relation, relativeId } of ties.filter(({ memberId }) => memberId === member.id)) {
        const relative = relatives.get(relativeId);
        yield { relation, member: reference(member), ...(relative && identity(relative)) };
      }
  }
}

/** The members' own consents that nobody took back, in the order in which they were given. */
async function* consentRows({ db, people }: Source): AsyncGenerator<Fields> {
  for (const some of batches(people, peopleAtOnce)) {
    const ids = some.map(({ id }) => id);
    const consents = await selectRows(
      db,
      consentTable,
      Prisma.sql`WHERE "memberId" = ANY(${ids}::uuid[]) AND "familyMemberId" IS NULL AND "withdrawnAt" IS NULL
        ORDER BY "givenOn", "scope", "id"`,
    );
    for (const member of some)
      for (const consent of consents.filter(({ memberId }) => memberId === member.id))
        yield { ...consent, witness: consent.note, ...identity(member) };
  }
}

/** People by id, also those who belong to organisations that are not exported. */
async function named(db: Db, ids: readonly string[]): Promise<Map<string, Named>> {
  const rows = await db.$queryRaw<Named[]>`
    SELECT p.id, p.name, p."userId", o.name AS organisation
    FROM person p JOIN organisation o ON o.id = p."organisationId" WHERE p.id = ANY(${[...new Set(ids)]}::uuid[])`;
  return new Map(rows.map(row => [row.id, row]));
}

type Reference = (person: Named) => string;

/** A person's name, with the account or the organisation behind it where somebody else has the same name. */
function referenceTo(people: readonly Named[]): Reference {
  const bearers = new Map<string, number>();
  for (const { name } of people) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  return ({ name, userId, organisation }) =>
    bearers.get(name) === 1 ? name : `${name}（${userId ?? organisation}）`;
}
