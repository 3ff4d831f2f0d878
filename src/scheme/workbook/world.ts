/** What the database knows of the people and organisations a workbook speaks of: as much as the file needs, no more. */
import { Prisma, type Db } from '../../database.ts';
import type { CareFileState } from '../labels.ts';
import { Drafts } from './drafts.ts';
import {
  careFileTable,
  organisationTable,
  pairingTable,
  personTable,
  selectRows,
  tieTable,
  type CareFileStateRow,
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
  /** Both sides of every pairing and tie that was read. */
  readonly partners: ReadonlyMap<string, Partner>;
}

/** Somebody a workbook may not mention, but who is paired or tied with one it does. */
export interface Partner {
  readonly name: string;
  /** The state of their care file, if they have one. */
  readonly state: CareFileState | null;
}

/** Who a workbook speaks of: accounts (in lower case) and names. */
export interface Mentioned {
  readonly userIdKeys: readonly string[];
  readonly names: readonly string[];
}

/** Reads what the database knows of all organisations and of the people mentioned. */
export async function loadWorld(db: Db, mentioned: Mentioned): Promise<World> {
  const people = await loadPeople(db, mentioned);
  const ids = people.map(({ id }) => id);
  const pairings = await loadPairings(db, ids);
  const ties = await loadTies(db, ids);
  const partners = [
    ...pairings.flatMap(each => [each.helperId, each.memberId]),
    ...ties.flatMap(each => [each.relativeId, each.memberId]),
  ];
  const world = {
    organisations: new Drafts<OrganisationState>(),
    people: new Drafts<PersonState>(),
    careFiles: new Drafts<CareFileStateRow>(),
    pairings: new Drafts<PairingState>(),
    ties: new Drafts<TieState>(),
    partners: await loadPartners(db, partners),
  };
  world.organisations.load(await loadOrganisations(db));
  world.people.load(people);
  world.careFiles.load(await loadCareFiles(db, ids));
  world.pairings.load(pairings);
  world.ties.load(ties);
  return world;
}

const loadOrganisations = (db: Db) => selectRows(db, organisationTable, Prisma.empty);

const loadPeople = (db: Db, { userIdKeys, names }: Mentioned) =>
  selectRows(
    db,
    personTable,
    Prisma.sql`
      WHERE "userIdKey" = ANY(${userIdKeys}::text[]) OR "name" = ANY(${names}::text[])
      ORDER BY "createdAt", "id"`,
  );

const loadPartners = async (db: Db, ids: readonly string[]): Promise<Map<string, Partner>> => {
  const rows = await db.$queryRaw<(Partner & { id: string })[]>`
    SELECT "id", "name", "state" FROM "person" LEFT JOIN "care_file" ON "memberId" = "id"
    WHERE "id" = ANY(${ids}::uuid[])`;
  return new Map(rows.map(({ id, ...partner }) => [id, partner]));
};

const loadCareFiles = (db: Db, ids: readonly string[]) =>
  selectRows(db, careFileTable, Prisma.sql`WHERE "memberId" = ANY(${ids}::uuid[])`);

const loadPairings = (db: Db, ids: readonly string[]) =>
  selectRows(
    db,
    pairingTable,
    Prisma.sql`WHERE "helperId" = ANY(${ids}::uuid[]) OR "memberId" = ANY(${ids}::uuid[])`,
  );

const loadTies = (db: Db, ids: readonly string[]) =>
  selectRows(
    db,
    tieTable,
    Prisma.sql`WHERE "relativeId" = ANY(${ids}::uuid[]) OR "memberId" = ANY(${ids}::uuid[])`,
  );
