/** What the database knows of the people and organisations a workbook speaks of: as much as the file needs, no more. */
import { Prisma, type Db } from '../../database.ts';
import type { CareFileState } from '../labels.ts';
import { batches } from './batches.ts';
import { Drafts } from './drafts.ts';
import { findByIdNumber, type Holder } from './id-number-holders.ts';
import {
  careFileTable,
  consentTable,
  organisationTable,
  pairingTable,
  personTable,
  selectRows,
  tieTable,
  type CareFileStateRow,
  type ConsentState,
  type OrganisationState,
  type PairingState,
  type PersonState,
  type TieState,
} from './tables.ts';

/** The rows a workbook may touch, as they are and as they will be. */
export interface World {
  readonly organisations: Drafts<OrganisationState>;
  readonly people: Drafts<PersonState>;
  readonly careFiles: Drafts<CareFileStateRow>;
  readonly pairings: Drafts<PairingState>;
  readonly ties: Drafts<TieState>;
  /** The members' own consents, those taken back too. */
  readonly consents: Drafts<ConsentState>;
  /** Sides of the pairings and ties that are not among `people`. */
  readonly partners: ReadonlyMap<string, Partner>;
  /** Whoever else is registered with an ID number that the workbook mentions. */
  readonly holders: readonly Holder[];
}

/** Somebody a workbook may not mention, but who is paired or tied with one it does. */
export interface Partner {
  readonly name: string;
  /** The state of their care file, if they have one. */
  readonly state: CareFileState | null;
}

/** Who a workbook speaks of: accounts (in lower case), names and ID numbers. */
export interface Mentioned {
  readonly userIdKeys: readonly string[];
  readonly names: readonly string[];
  readonly idNumbers: readonly string[];
}

/** Reads what the database knows of all organisations and of the people mentioned. */
export async function loadWorld(db: Db, mentioned: Mentioned): Promise<World> {
  const organisations = new Drafts<OrganisationState>();
  const people = new Drafts<PersonState>();
  const careFiles = new Drafts<CareFileStateRow>();
  const pairings = new Drafts<PairingState>();
  const ties = new Drafts<TieState>();
  const consents = new Drafts<ConsentState>();
  organisations.load(await loadOrganisations(db));
  people.load(await loadPeople(db, mentioned));
  const ids = people.all().map(({ id }) => id);
  careFiles.load(await loadCareFiles(db, ids));
  pairings.load(await loadPairings(db, ids));
  ties.load(await loadTies(db, ids));
  consents.load(await loadConsents(db, ids));
  const sides = [
    ...pairings.all().flatMap(each => [each.helperId, each.memberId]),
    ...ties.all().flatMap(each => [each.relativeId, each.memberId]),
  ];
  const isOther = (id: string): boolean => people.get(id) === undefined;
  const holders = await findByIdNumber(db, mentioned.idNumbers);
  return {
    organisations,
    people,
    careFiles,
    pairings,
    ties,
    consents,
    partners: await loadPartners(db, [...new Set(sides)].filter(isOther)),
    holders: holders.filter(({ id }) => isOther(id)),
  };
}

const loadOrganisations = (db: Db) => selectRows(db, organisationTable, Prisma.empty);

/** People by their accounts and by their names; somebody may be found by both. */
async function loadPeople(db: Db, { userIdKeys, names }: Mentioned): Promise<PersonState[]> {
  const byKey = await inPieces(userIdKeys, keys =>
    selectRows(db, personTable, Prisma.sql`WHERE "userIdKey" = ANY(${keys}::text[])`),
  );
  const found = new Set(byKey.map(({ id }) => id));
  const byName = await inPieces(names, async some => {
    const named = await selectRows(
      db,
      personTable,
      Prisma.sql`WHERE "name" = ANY(${some}::text[]) ORDER BY "createdAt", "id"`,
    );
    return named.filter(({ id }) => !found.has(id));
  });
  return [...byKey, ...byName];
}

const loadPartners = async (db: Db, ids: readonly string[]): Promise<Map<string, Partner>> => {
  const rows = await inPieces(
    ids,
    some => db.$queryRaw<(Partner & { id: string })[]>`
      SELECT "id", "name", "state" FROM "person" LEFT JOIN "care_file" ON "memberId" = "id"
      WHERE "id" = ANY(${some}::uuid[])`,
  );
  return new Map(rows.map(({ id, ...partner }) => [id, partner]));
};

const loadCareFiles = (db: Db, ids: readonly string[]) =>
  inPieces(ids, some => selectRows(db, careFileTable, Prisma.sql`WHERE "memberId" = ANY(${some}::uuid[])`));

/** Where either side is among `ids`; a pairing that two pieces find is the same row twice. */
const loadPairings = (db: Db, ids: readonly string[]) =>
  inPieces(ids, some =>
    selectRows(
      db,
      pairingTable,
      Prisma.sql`WHERE "helperId" = ANY(${some}::uuid[]) OR "memberId" = ANY(${some}::uuid[])`,
    ),
  );

const loadTies = (db: Db, ids: readonly string[]) =>
  inPieces(ids, some =>
    selectRows(
      db,
      tieTable,
      Prisma.sql`WHERE "relativeId" = ANY(${some}::uuid[]) OR "memberId" = ANY(${some}::uuid[])`,
    ),
  );

const loadConsents = (db: Db, ids: readonly string[]) =>
  inPieces(ids, some =>
    selectRows(
      db,
      consentTable,
      Prisma.sql`WHERE "memberId" = ANY(${some}::uuid[]) AND "familyMemberId" IS NULL`,
    ),
  );

/** How many are asked for in one statement. */
const idsAtOnce = 500;

async function inPieces<T extends { readonly id: string }>(
  list: readonly string[],
  load: (some: string[]) => Promise<T[]>,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (const some of batches(list, idsAtOnce)) for (const row of await load(some)) found.set(row.id, row);
  return [...found.values()];
}
