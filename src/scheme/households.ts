/**
 * Members who live together: those with the same address, found by its blind index, and those of whom one stands among
 * the other's family. Couples are visited in one go and are listed side by side.
 */
import { Prisma, type Db } from '../database.ts';
import { closedStates } from './care-file/states.ts';

/** An address that more members share is a home or a hospital and no household. */
const householdAtMost = 4;

interface Pair {
  readonly one: string;
  readonly other: string;
}

/** The members who share the household of each of these, by member; those who live alone are left out. */
export async function householdsOf(db: Db, memberIds: readonly string[]): Promise<Map<string, string[]>> {
  const ids = [...new Set(memberIds)];
  if (ids.length === 0) return new Map();
  const found = new Map<string, string[]>();
  for (const { one, other } of [...(await byAddress(db, ids)), ...(await byFamily(db, ids))]) {
    const known = found.get(one) ?? [];
    if (!known.includes(other)) found.set(one, [...known, other]);
  }
  return found;
}

const living = Prisma.sql`o.state <> ALL(${[...closedStates]}::text[])`;

const byAddress = (db: Db, ids: readonly string[]): Promise<Pair[]> => db.$queryRaw<Pair[]>`
  SELECT f."memberId" AS one, o."memberId" AS other FROM care_file f
  JOIN care_file o ON o."addressIndex" = f."addressIndex" AND o."memberId" <> f."memberId" AND ${living}
  WHERE f."memberId" = ANY(${[...ids]}::uuid[]) AND f."addressIndex" IS NOT NULL
    AND (SELECT count(*) FROM (SELECT 1 FROM care_file n WHERE n."addressIndex" = f."addressIndex"
      LIMIT ${householdAtMost + 1}) neighbours) <= ${householdAtMost}
  ORDER BY f."memberId", o."memberId"`;

/** A husband or wife who is a member too. Names of family members are sealed: they are opened, and looked for in the same organisation. */
async function byFamily(db: Db, ids: readonly string[]): Promise<Pair[]> {
  const rows = await db.familyMember.findMany({
    where: { removedAt: null, relation: 'spouse', memberId: { in: [...ids] } },
    include: { member: { select: { organisationId: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  if (rows.length === 0) return [];
  const spouses = rows.map(({ id, memberId, member, name }) => ({
    memberId,
    organisationId: member.organisationId,
    name: db.$vault.open('family_member.name', id, name).trim(),
  }));
  const people = await db.person.findMany({
    where: { name: { in: spouses.map(({ name }) => name) }, fileState: { notIn: [...closedStates] } },
    select: { id: true, name: true, organisationId: true },
    orderBy: { id: 'asc' },
  });
  return spouses.flatMap(({ memberId, organisationId, name }) =>
    people
      .filter(each => each.name === name && each.organisationId === organisationId && each.id !== memberId)
      .flatMap(({ id }) => [
        { one: memberId, other: id },
        { one: id, other: memberId },
      ]),
  );
}

/** A member as it is known who they are. */
export interface Housemate {
  readonly id: string;
  readonly name: string;
}

/** Who of these members lives with whom else of them, by member, in one query; for lists that are made by the thousand. */
export async function housematesAmong(
  db: Db,
  members: readonly Housemate[],
): Promise<Map<string, readonly string[]>> {
  if (members.length < 2) return new Map();
  const ids = members.map(({ id }) => id);
  const rows = await db.$queryRaw<AddressRow[]>`
    SELECT f."memberId", f."addressIndex" AS address, m.id AS "spouseId", m.name AS spouse FROM care_file f
    LEFT JOIN family_member m ON m."memberId" = f."memberId" AND m.relation = 'spouse' AND m."removedAt" IS NULL
    WHERE f."memberId" = ANY(${ids}::uuid[])`;
  const spouses = rows.flatMap(({ memberId, spouseId, spouse }) =>
    spouseId && spouse
      ? [{ memberId, name: db.$vault.open('family_member.name', spouseId, spouse).trim() }]
      : [],
  );
  const addresses = new Map(rows.map(({ memberId, address }) => [memberId, address]));
  const married = (one: Housemate, other: Housemate): boolean =>
    spouses.some(({ memberId, name }) => memberId === one.id && name === other.name);
  const together = (one: Housemate, other: Housemate): boolean => {
    const address = addresses.get(one.id) ?? null;
    const same = address !== null && addresses.get(other.id) === address;
    return same || married(one, other) || married(other, one);
  };
  return new Map(
    members.flatMap(one => {
      const others = members.filter(other => other.id !== one.id && together(one, other));
      return others.length === 0 ? [] : [[one.id, others.map(({ id }) => id)]];
    }),
  );
}

interface AddressRow {
  readonly memberId: string;
  readonly address: string | null;
  readonly spouseId: string | null;
  readonly spouse: Uint8Array | null;
}
