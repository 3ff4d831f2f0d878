/** The people duties speak of and to, read for many duties at once. */
import type { IsoDate } from '../../calendar/dates.ts';
import { Prisma, type Db } from '../../database.ts';
import { addressOf, peopleById, toPerson, type Person, type PersonRow } from '../people.ts';
import { clerksRules } from '../rules/index.ts';
import type { Target } from '../rules/rule.ts';
import { staffByOrganisation, standIns } from './owners.ts';
import type { Duty } from './steps.ts';

/** Whom duties name: people by id, and the names of the organisations that are the subject of one. */
export interface Cast {
  readonly people: ReadonlyMap<string, Person>;
  readonly organisations: ReadonlyMap<string, string>;
}

/** Everybody the duties name: their owners and members, and the organisations where there is no member. */
export async function castOf(
  db: Db,
  duties: readonly Pick<Duty, 'ownerId' | 'memberId' | 'organisationId'>[],
): Promise<Cast> {
  const ids = duties.flatMap(({ ownerId, memberId }) =>
    memberId === null ? [ownerId] : [ownerId, memberId],
  );
  const without = duties.flatMap(({ memberId, organisationId }) =>
    memberId === null ? [organisationId] : [],
  );
  const organisations =
    without.length === 0
      ? []
      : await db.organisation.findMany({ where: { id: { in: without } }, select: { id: true, name: true } });
  return {
    people: await peopleInOneQuery(db, ids),
    organisations: new Map(organisations.map(({ id, name }) => [id, name])),
  };
}

/** `peopleById` as one statement: this runs for every helper on the first morning of a festival. */
async function peopleInOneQuery(db: Db, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await db.$queryRaw<PersonRow[]>`
    SELECT p.id, p.name, p."userId", p.roles, p.phone, p.title, p."unreachableSince",
      json_build_object('id', g.id, 'name', g.name, 'path', g.path) AS organisation,
      CASE WHEN f."memberId" IS NOT NULL THEN json_build_object('state', f.state, 'sex', f.sex, 'birthDate', f."birthDate",
        'birthCalendar', f."birthCalendar", 'birthLeapMonth', f."birthLeapMonth") END AS "careFile"
    FROM person p JOIN organisation g ON g.id = p."organisationId" LEFT JOIN care_file f ON f."memberId" = p.id
    WHERE p.id = ANY(${[...new Set(ids)]}::uuid[])`;
  return new Map(rows.map(row => [row.id, toPerson(db, row)]));
}

/** 张老（张德厚）: how a member is called in a list, so that nobody is mistaken for another. */
export const whoIs = (member: Person, today: string): string =>
  `${addressOf(member, today)}（${member.name}）`;

/** 李明同志, or what somebody is called who has a title. */
export const greeted = (person: Pick<Person, 'name'>): string => `${person.name}同志`;

/** 帮扶人李明; 书记王芳, who has what there is no helper for; 经办人 for what is no visit, 负责人 for whoever else stands in. */
export const ownerWords = (owner: Person, duty: Pick<Duty, 'memberId' | 'rule'>): string =>
  `${wordFor(owner, duty)}${owner.name}`;

function wordFor({ roles }: Person, { memberId, rule }: Pick<Duty, 'memberId' | 'rule'>): string {
  if (memberId === null || clerksRules.includes(rule)) return '经办人';
  if (roles.includes('secretary')) return '书记';
  return roles.includes('helper') ? '帮扶人' : '负责人';
}

/**
 * For each duty the person up the ladder who hears of it: neither its owner nor its member, nor somebody who is away on `day`
 * where there is another; undefined where there is none.
 */
export async function ladderOf(
  db: Db,
  duties: readonly Duty[],
  target: Exclude<Target, 'owner'>,
  day?: IsoDate,
): Promise<Map<string, Person | undefined>> {
  if (duties.length === 0) return new Map();
  const ids = [...new Set(duties.map(({ organisationId }) => organisationId))];
  const rows = await db.$queryRaw<{ organisationId: string; people: string[] }[]>(
    staffByOrganisation(standIns[target], Prisma.sql`SELECT unnest(${ids}::uuid[])`, day),
  );
  const staff = new Map(rows.map(row => [row.organisationId, row.people]));
  const people = await peopleById(
    db,
    rows.flatMap(row => row.people),
  );
  const chosen = ({ organisationId, ownerId, memberId }: Duty): Person | undefined => {
    const id = staff.get(organisationId)?.find(each => each !== ownerId && each !== memberId);
    return id === undefined ? undefined : people.get(id);
  };
  return new Map(duties.map(duty => [duty.id, chosen(duty)]));
}
