/** Days that cannot be: before somebody was born, before two people were paired. Said so that whoever wrote it knows the way out. */
import type { IsoDate } from '../calendar/dates.ts';
import { dateText } from '../calendar/format.ts';
import type { Db } from '../database.ts';
import { entrustedTo } from './absences/entrusted.ts';
import { civilBirthDate } from './age.ts';
import { addressOf, findPerson, hasRole, type Person } from './people.ts';

const ofYear = (day: IsoDate): string => dateText(day, { year: true });

/** What is wrong with a day on which something is said to have happened to a member; undefined where nothing is. */
export async function happeningDayProblem(
  db: Db,
  memberId: string,
  day: IsoDate,
): Promise<string | undefined> {
  const member = await findPerson(db, memberId);
  return member ? beforeBirth(member, day) : undefined;
}

function beforeBirth(person: Person, day: IsoDate): string | undefined {
  const born = person.member && civilBirthDate(person.member);
  if (!born || born <= day) return undefined;
  return `档案里${person.name}同志的出生日期是${ofYear(born)}，${ofYear(day)}比这还早，请再看看是哪一天；出生日期记错了，请经办同志改档案。`;
}

/** A visit, as far as its day is looked at. */
export interface VisitDay {
  readonly memberId: string;
  readonly visitorId: string;
  readonly visitedOn: IsoDate;
}

/**
 * What is wrong with the day of a visit: before the member was born, or before the visitor was paired with them (who stood in that day, and
 * whoever looks after the branch anyway, may have gone). Undefined where nothing is.
 */
export async function visitDayProblem(
  db: Db,
  { memberId, visitorId, visitedOn }: VisitDay,
): Promise<string | undefined> {
  const member = await findPerson(db, memberId);
  const visitor = await findPerson(db, visitorId);
  if (!member || !visitor) return undefined;
  const early = beforeBirth(member, visitedOn);
  if (early !== undefined || hasRole(visitor, 'secretary', 'clerk', 'leader')) return early;
  const pairings = await db.pairing.findMany({
    where: { helperId: visitorId, memberId },
    select: { startsOn: true },
    orderBy: { startsOn: 'asc' },
  });
  const [first] = pairings;
  if (!first || first.startsOn <= visitedOn) return undefined;
  if ((await entrustedTo(db, visitorId, visitedOn)).includes(memberId)) return undefined;
  const address = addressOf(member, visitedOn);
  return (
    `${visitor.name}同志和${address}是从${ofYear(first.startsOn)}起结对的，${ofYear(visitedOn)}还没有结对。` +
    `日期说错了就改一下；那天确实去过的，请当时的帮扶人或者经办同志来补录。`
  );
}
