/** People: whoever is known by name, and how they are spoken to. What a viewer may see of them is decided in access.ts. */
import type { Db, Prisma } from '../database.ts';
import { ageOn, type BirthDay } from './age.ts';
import { isCode, roles, type CareFileState, type Role, type Sex } from './labels.ts';
import { calledAs, rankByName, surnameOf, wantedKeys } from './names.ts';

/** A person with the organisation they belong to. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** On the platform; null for those without an account, to whom no message can be sent. */
  readonly userId: string | null;
  readonly organisation: { readonly id: string; readonly name: string; readonly path: string };
  readonly roles: readonly Role[];
  readonly phone: string | null;
  readonly title: string | null;
  /** Whether messages reach them: with an account, and not reported unreachable by the platform. */
  readonly reachable: boolean;
  /** What a member's file says of who they are; null for everybody else. */
  readonly member: MemberBasics | null;
}

/** The part of a care file that is needed to speak to or about a member. */
export interface MemberBasics extends BirthDay {
  readonly state: CareFileState;
  readonly sex: Sex | null;
}

/** A person who is helped: one with a care file. */
export type Member = Person & { readonly member: MemberBasics };

/** What a query must select to make a `Person` of its rows with `toPerson`. */
export const personFields = {
  id: true,
  name: true,
  userId: true,
  roles: true,
  phone: true,
  title: true,
  unreachableSince: true,
  organisation: { select: { id: true, name: true, path: true } },
  careFile: {
    select: { state: true, sex: true, birthDate: true, birthCalendar: true, birthLeapMonth: true },
  },
} as const satisfies Prisma.PersonSelect;

/** A row selected with `personFields`. */
export type PersonRow = Prisma.PersonGetPayload<{ select: typeof personFields }>;

/** Makes a `Person` of a row selected with `personFields`. */
export function toPerson(db: Db, { careFile, unreachableSince, ...row }: PersonRow): Person {
  return {
    ...db.$vault.openRow('person', row.id, row),
    roles: row.roles.filter(role => isCode(roles, role)),
    reachable: row.userId !== null && unreachableSince === null,
    member: careFile as MemberBasics | null,
  };
}

/** Whether this person has a care file, whatever its state. */
export const isMember = (person: Person): person is Member => person.member !== null;

/** Whether this person holds the role. */
export const hasRole = (person: Pick<Person, 'roles'>, ...wanted: readonly Role[]): boolean =>
  wanted.some(role => person.roles.includes(role));

/**
 * The person with this user id of the platform, in whatever case it is written (the platform ignores it), or null. Asked of
 * every message that comes in: one statement, where Prisma sends one for each table. The columns are those of `personFields`.
 */
export async function findByUserId(db: Db, userId: string): Promise<Person | null> {
  const [row] = await db.$queryRaw<PersonRow[]>`
    SELECT person.id, person.name, person."userId", person.roles, person.phone, person.title, person."unreachableSince",
      json_build_object('id', unit.id, 'name', unit.name, 'path', unit.path) AS organisation,
      CASE WHEN file."memberId" IS NOT NULL THEN json_build_object('state', file.state, 'sex', file.sex,
        'birthDate', file."birthDate", 'birthCalendar', file."birthCalendar",
        'birthLeapMonth', file."birthLeapMonth") END AS "careFile"
    FROM person JOIN organisation unit ON unit.id = person."organisationId"
      LEFT JOIN care_file file ON file."memberId" = person.id
    WHERE person."userIdKey" = ${userId.toLowerCase()}`;
  return row ? toPerson(db, row) : null;
}

/** One person, or null. */
export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const row = await db.person.findUnique({ where: { id }, select: personFields });
  return row && toPerson(db, row);
}

/** One member, or null when there is no such person or they have no care file. */
export async function findMember(db: Db, id: string): Promise<Member | null> {
  const person = await findPerson(db, id);
  return person && isMember(person) ? person : null;
}

/** The people with these ids, by id. Ids that nobody has are left out. */
export async function peopleById(db: Db, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await db.person.findMany({ where: { id: { in: [...new Set(ids)] } }, select: personFields });
  return new Map(rows.map(row => [row.id, toPerson(db, row)]));
}

/**
 * How to address somebody on `today` ('YYYY-MM-DD'): a member of 70 or more by 姓+老, a younger one or one of unknown age by
 * 姓+同志, everybody else by name. Never by a number.
 */
export function addressOf(person: Pick<Person, 'name' | 'member'>, today: string): string {
  if (!person.member) return person.name;
  const age = ageOn(person.member, today);
  return surnameOf(person.name) + (age !== undefined && age >= venerableAge ? '老' : '同志');
}

const venerableAge = 70;

/** What to look for among people. */
export interface PeopleSearch {
  /** A name, part of one, "张老", or something that sounds alike; everybody when absent. */
  readonly text?: string;
  readonly roles?: readonly Role[];
  /** At most so many; 10 when absent. */
  readonly limit?: number;
}

/** The people within `scope` (one of access.ts) who fit, best first. */
export async function searchPeople(
  db: Db,
  scope: Prisma.PersonWhereInput,
  { text, roles: wanted, limit = 10 }: PeopleSearch = {},
): Promise<Person[]> {
  const where: Prisma.PersonWhereInput = wanted
    ? { AND: [scope, { roles: { hasSome: [...wanted] } }] }
    : scope;
  return findByName(db, where, text, limit);
}

/**
 * The people of `where` whose name fits `text`, best first, equal ones by name; without `text` all by name. Reads no more
 * than a few times `limit` rows, however many people there are (docs/decisions/0012).
 */
export async function findByName(
  db: Db,
  where: Prisma.PersonWhereInput,
  text: string | undefined,
  limit: number,
): Promise<Person[]> {
  if (text === undefined || text.trim() === '') {
    return (await db.person.findMany({ where, ...byName, take: limit, select: personFields })).map(row =>
      toPerson(db, row),
    );
  }
  const best = rankByName(text, await candidates(db, where, text, limit)).slice(0, limit);
  const people = await peopleById(
    db,
    best.map(({ id }) => id),
  );
  return best.flatMap(({ id }) => people.get(id) ?? []);
}

const byName = { orderBy: [{ name: 'asc' }, { id: 'asc' }] } as const satisfies Prisma.PersonFindManyArgs;

/**
 * Whoever is among the `limit` best, in the order of `byName` where they fit equally well: exact names, then each of
 * `wantedKeys` until there are enough. Those whose keys have not been worked out yet come last, fitting or not.
 */
async function candidates(
  db: Db,
  where: Prisma.PersonWhereInput,
  text: string,
  limit: number,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const read = (fits: Prisma.PersonWhereInput, take?: number) =>
    db.person.findMany({
      where: { AND: [where, fits] },
      ...byName,
      ...(take === undefined ? {} : { take }),
      select: { id: true, name: true },
    });
  const found = await read({ name: calledAs(text).name }, limit);
  const others = () => ({ id: { notIn: found.map(({ id }) => id) } });
  for (const { keys, part } of wantedKeys(text)) {
    if (found.length >= limit) break;
    const written = part === undefined ? {} : { name: { contains: part } };
    found.push(...(await read({ nameKeys: { hasEvery: [...keys] }, ...written, ...others() }, limit)));
  }
  return [...found, ...(await read({ nameKeys: { isEmpty: true }, ...others() }))];
}
