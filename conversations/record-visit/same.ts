/** Two who went together and both tell of it: it is one visit, and the second is added to it (C1.10). */
import { dateText } from '../../src/calendar/format.ts';
import type { Choice, Known } from '../../src/chat/form.ts';
import type { IsoDate } from '../../src/calendar/dates.ts';
import type { VisitWay } from '../../src/scheme/labels.ts';
import { addressOf, peopleById } from '../../src/scheme/people.ts';
import { sameVisitOf } from '../../src/scheme/visit-changes.ts';
import type { Visit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';
import { everyone, type Party } from './party.ts';
import { deeds } from './deeds.ts';

/** The answer: whether it is the visit a colleague told of. Holds for this day, way and party only. */
export type Same = {
  readonly key: string;
  /** The colleague's name; absent where it was another visit. */
  readonly with?: string;
};

interface What {
  readonly member: Party;
  readonly visitedOn: IsoDate;
  readonly way: VisitWay;
  readonly visitor?: { readonly id: string };
}

/** What an answer to the question holds for. */
export const keyOf = ({ member, visitedOn, way }: What): string =>
  [visitedOn, way, ...everyone(member).map(({ id }) => id)].join(' ');

/** The visits to the party that a colleague has told of already, and may be this very one. */
export async function toldByOthers(what: What, { db, me }: BotContext): Promise<Visit[]> {
  const visitorId = what.visitor?.id ?? me.id;
  const found: Visit[] = [];
  for (const { id } of everyone(what.member)) {
    const { visitedOn, way } = what;
    const visit = await sameVisitOf(db, { memberId: id, visitorId, visitedOn, way });
    if (visit) found.push(visit);
  }
  return found;
}

/** Who told of it first. */
export async function tellerOf({ visitorId }: Visit, { db }: BotContext): Promise<string> {
  return (await peopleById(db, [visitorId])).get(visitorId)?.name ?? '同事';
}

/** 这次走访李明已经记过了，把您也加上？ */
export async function sameQuestion(known: Known, ctx: BotContext): Promise<string> {
  const [visit] = await toldByOthers(known as unknown as What, ctx);
  if (!visit) return '是和同事一起去的吗？';
  const member = (await peopleById(ctx.db, [visit.memberId])).get(visit.memberId);
  const who = member ? addressOf(member, ctx.today) : '老同志';
  const told = `${dateText(visit.visitedOn)}${deeds[visit.way](who)}，${await tellerOf(visit, ctx)}已经记过了`;
  return visit.companionIds.includes(ctx.me.id) ? `${told}，您一起去的也记着。` : `${told}，把您也加上？`;
}

/** The ways to answer it. */
export async function sameChoices(known: Known, ctx: BotContext): Promise<Choice<Same>[]> {
  const what = known as unknown as What;
  const [visit] = await toldByOthers(what, ctx);
  const key = keyOf(what);
  const name = visit ? await tellerOf(visit, ctx) : '同事';
  const joined = visit?.companionIds.includes(ctx.me.id) === true;
  return [
    {
      value: { key, with: name },
      label: joined ? '好，记在一起就行' : '是一起去的，把我加上',
      words: ['是', '是的', '对', '好', '加上', '一起去的', '一起的', '同一次'],
    },
    {
      value: { key },
      label: '不是一回事，另外记一次',
      words: ['不是', '不', '另外记', '单独记', '我自己去的'],
    },
  ];
}
