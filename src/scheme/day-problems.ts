/** Days that cannot be: before somebody was born. Said so that whoever wrote it knows the way out. */
import type { IsoDate } from '../calendar/dates.ts';
import { dateText } from '../calendar/format.ts';
import type { Db } from '../database.ts';
import { civilBirthDate } from './age.ts';
import { findPerson } from './people.ts';

const ofYear = (day: IsoDate): string => dateText(day, { year: true });

/** What is wrong with a day on which a member is said to have been visited, or something to have happened to them; undefined where nothing is. */
export async function birthProblem(db: Db, memberId: string, day: IsoDate): Promise<string | undefined> {
  const person = await findPerson(db, memberId);
  const born = person?.member && civilBirthDate(person.member);
  if (!born || born <= day) return undefined;
  return `档案里${person.name}同志的出生日期是${ofYear(born)}，${ofYear(day)}比这还早，请再看看是哪一天；出生日期记错了，请经办同志改档案。`;
}
