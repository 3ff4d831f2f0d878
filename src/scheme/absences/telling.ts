/** What people are told when somebody goes and comes back: whom to look after, what is to be done, until when. */
import { maxDate, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import { dateRangeText, dateText } from '../../calendar/format.ts';
import type { Db } from '../../database.ts';
import { closedStates } from '../care-file/states.ts';
import { castOf, greeted, whoIs } from '../obligations/people.ts';
import { isVisit, itemText } from '../obligations/prompt-text.ts';
import type { Duty } from '../obligations/steps.ts';
import { currentOn } from '../pairing/holding.ts';
import { peopleById, type Person } from '../people.ts';
import { keyOf } from './going.ts';

/** Somebody who takes over, and what. */
export interface Receiver {
  readonly person: Person;
  readonly duties: readonly Duty[];
  /** The numbers under which they may answer, by duty (`keyOf`); empty while the leave lies ahead. */
  readonly numbered: ReadonlyMap<string, number>;
}

interface Leave {
  readonly personId: string;
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate | null;
  readonly standInId: string | null;
}

/** 11月25日（…）至11月28日（…）; 从今天起. */
export function leaveDays({ startsOn, endsOn }: Pick<Leave, 'startsOn' | 'endsOn'>, today: IsoDate): string {
  if (endsOn !== null) return dateRangeText(maxDate(startsOn, today), endsOn);
  return startsOn <= today ? '从今天起' : `从${dateText(startsOn)}起`;
}

/** A message lists at most so many. */
const listedAtMost = 20;

/** The one message to whoever takes over: who is away, whom to look after, what is to be done, until when. */
export async function leaveText(
  db: Db,
  now: Date,
  person: Person,
  leave: Leave,
  receiver: Receiver,
): Promise<string> {
  const today = shanghaiDate(now);
  const { duties, numbered } = receiver;
  const cast = await castOf(db, duties);
  const lines = duties.slice(0, listedAtMost).map(duty => {
    const number = numbered.get(keyOf(duty));
    const late = duty.dueOn < today ? '（日子过了，补上就行）' : '';
    return `${number === undefined ? '· ' : `${number}. `}${itemText(duty, cast, today)}${late}`;
  });
  const more = duties.length - lines.length;
  return [
    await opening(db, today, person, leave, receiver),
    ...(lines.length > 0 ? [`这段时间要办的有${duties.length}件：`] : []),
    ...lines,
    ...(more > 0 ? [`另有${more}件，回复“我的待办”都能看到。`] : []),
    howToGoOn(today, person, leave, receiver),
  ].join('\n');
}

async function opening(
  db: Db,
  today: IsoDate,
  person: Person,
  leave: Leave,
  { person: reader, duties }: Receiver,
): Promise<string> {
  const hello = `${greeted(reader)}，您好。${greeted(person)}${leaveDays(leave, today)}请假外出`;
  if (leave.standInId !== reader.id) {
    const whose = await namesOf(
      db,
      duties.flatMap(({ memberId }) => memberId ?? []),
      today,
    );
    return `${hello}，${whose}的事这段时间先请您接着办。`;
  }
  const whose = await namesOf(db, await membersOn(db, leave.personId, maxDate(leave.startsOn, today)), today);
  return `${hello}，想请您代为照看${whose === '' ? '要办的事' : whose}。`;
}

const namesOf = async (db: Db, ids: readonly string[], today: IsoDate): Promise<string> =>
  [...(await peopleById(db, ids)).values()]
    .filter(({ member }) => member !== null && !closedStates.includes(member.state))
    .map(member => whoIs(member, today))
    .join('、');

const membersOn = async (db: Db, helperId: string, day: IsoDate): Promise<string[]> =>
  (
    await db.pairing.findMany({
      where: { helperId, ...currentOn(day) },
      select: { memberId: true },
      orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
    })
  ).map(({ memberId }) => memberId);

function howToGoOn(
  today: IsoDate,
  person: Person,
  { startsOn, endsOn, standInId }: Leave,
  { person: reader, duties, numbered }: Receiver,
): string {
  const first = duties.find(duty => isVisit(duty) && numbered.has(keyOf(duty)));
  const number = first && numbered.get(keyOf(first));
  return [
    number === undefined ? '' : `去过以后回复如“${number} 已上门，一切都好”就行。`,
    startsOn > today && duties.length > 0 ? '到时候我会再提醒您。' : '',
    endsOn === null ? `等${person.name}同志回来，就还由${person.name}同志接着联系。` : '',
    endsOn === null ? '' : `${dateText(endsOn)}以后还由${person.name}同志接着联系。`,
    standInId === reader.id ? `您要是也不方便，请跟${person.name}同志说一声。` : '',
  ].join('');
}

/** Said to whoever stood in when it is over. */
export const returnText = (reader: Person, person: Person, undone: boolean): string =>
  undone
    ? `${greeted(reader)}，${person.name}同志的请假取消了，老同志还由${person.name}同志联系，不用您代办了。谢谢您。`
    : `${greeted(reader)}，${person.name}同志回来了，老同志从今天起还由${person.name}同志联系。这些天辛苦您了，谢谢您。`;
