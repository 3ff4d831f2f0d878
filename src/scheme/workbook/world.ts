/** What the database knows of the people and organisations a workbook speaks of: as much as the file needs, no more. */
import type { Db } from '../../database.ts';
import type { CareFileState, OrganisationKind, Role } from '../labels.ts';
import { Drafts } from './drafts.ts';

export interface OrganisationState {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parentId: string | null;
  readonly organisationDepartment: string | null;
  readonly path: string;
}

export interface PersonState {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly userIdKey: string | null;
  readonly organisationId: string;
  readonly roles: readonly Role[];
  readonly phone: string | null;
  readonly title: string | null;
}

/** A care file; `id` is the member's. */
export interface CareFileStateRow {
  readonly id: string;
  readonly state: CareFileState;
  readonly sex: string | null;
  readonly birthDate: string | null;
  readonly birthCalendar: string | null;
  readonly birthLeapMonth: boolean;
  readonly retirementKind: string | null;
  readonly partyMember: boolean | null;
  readonly joinedPartyOn: string | null;
  readonly formerUnit: string | null;
  readonly formerUnitStatus: string | null;
  readonly idNumber: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly marriage: string | null;
  readonly living: string | null;
  readonly children: string | null;
  readonly pensionFen: number | null;
  readonly spouseIncomeFen: number | null;
  readonly householdSize: number | null;
  readonly health: string | null;
  readonly selfCare: string | null;
  readonly hardshipKinds: readonly string[];
  readonly hardshipLevel: string | null;
  readonly mainCause: string | null;
  readonly secondaryCauses: readonly string[];
  readonly skills: string | null;
  readonly urgentNeeds: string | null;
  readonly lastReviewedOn: string | null;
}

export interface PairingState {
  readonly id: string;
  readonly helperId: string;
  readonly memberId: string;
  readonly primary: boolean;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly direction: string | null;
  readonly project: string | null;
  readonly task: string | null;
  readonly goal: string | null;
  readonly frequency: string | null;
}

export interface TieState {
  readonly id: string;
  readonly relativeId: string;
  readonly memberId: string;
  readonly relation: string;
}

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

const loadOrganisations = (db: Db): Promise<OrganisationState[]> => db.$queryRaw`
  SELECT "id", "name", "kind", "parentId", "organisationDepartment", "path" FROM "organisation"`;

const loadPeople = (db: Db, { userIdKeys, names }: Mentioned): Promise<PersonState[]> => db.$queryRaw`
  SELECT "id", "name", "userId", "userIdKey", "organisationId", "roles", "phone", "title" FROM "person"
  WHERE "userIdKey" = ANY(${userIdKeys}::text[]) OR "name" = ANY(${names}::text[])
  ORDER BY "createdAt", "id"`;

const loadPartners = async (db: Db, ids: readonly string[]): Promise<Map<string, Partner>> => {
  const rows = await db.$queryRaw<(Partner & { id: string })[]>`
    SELECT "id", "name", "state" FROM "person" LEFT JOIN "care_file" ON "memberId" = "id"
    WHERE "id" = ANY(${ids}::uuid[])`;
  return new Map(rows.map(({ id, ...partner }) => [id, partner]));
};

const loadCareFiles = (db: Db, ids: readonly string[]): Promise<CareFileStateRow[]> => db.$queryRaw`
  SELECT "memberId" AS "id", "state", "sex", "birthDate", "birthCalendar", "birthLeapMonth", "retirementKind", "partyMember",
    "joinedPartyOn", "formerUnit", "formerUnitStatus", "idNumber", "phone", "address", "marriage", "living", "children",
    "pensionFen", "spouseIncomeFen", "householdSize", "health", "selfCare", "hardshipKinds", "hardshipLevel", "mainCause",
    "secondaryCauses", "skills", "urgentNeeds", "lastReviewedOn"
  FROM "care_file" WHERE "memberId" = ANY(${ids}::uuid[])`;

const loadPairings = (db: Db, ids: readonly string[]): Promise<PairingState[]> => db.$queryRaw`
  SELECT "id", "helperId", "memberId", "primary", "startsOn", "endsOn", "direction", "project", "task", "goal", "frequency"
  FROM "pairing" WHERE "helperId" = ANY(${ids}::uuid[]) OR "memberId" = ANY(${ids}::uuid[])`;

const loadTies = (db: Db, ids: readonly string[]): Promise<TieState[]> => db.$queryRaw`
  SELECT "id", "relativeId", "memberId", "relation"
  FROM "family_tie" WHERE "relativeId" = ANY(${ids}::uuid[]) OR "memberId" = ANY(${ids}::uuid[])`;

/** A new care file with nothing in it. */
export const emptyCareFile = (id: string): CareFileStateRow => ({
  id,
  state: 'draft',
  sex: null,
  birthDate: null,
  birthCalendar: null,
  birthLeapMonth: false,
  retirementKind: null,
  partyMember: null,
  joinedPartyOn: null,
  formerUnit: null,
  formerUnitStatus: null,
  idNumber: null,
  phone: null,
  address: null,
  marriage: null,
  living: null,
  children: null,
  pensionFen: null,
  spouseIncomeFen: null,
  householdSize: null,
  health: null,
  selfCare: null,
  hardshipKinds: [],
  hardshipLevel: null,
  mainCause: null,
  secondaryCauses: [],
  skills: null,
  urgentNeeds: null,
  lastReviewedOn: null,
});
