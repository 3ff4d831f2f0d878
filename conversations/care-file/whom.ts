/** Whose file is meant: by name among those the writer may see, or by the number of the list read last. */
import { bestByName, personChoices, type PersonChoice } from '../../src/chat/fields/index.ts';
import { actableMembers, findVisibleMembers } from '../../src/scheme/access.ts';
import { careFileStates, labelOf } from '../../src/scheme/labels.ts';
import { latestPrompt } from '../../src/scheme/obligations/answers.ts';
import { membersOf } from '../../src/scheme/pairings.ts';
import { findMember, isMember, personFields, toPerson, type Member } from '../../src/scheme/people.ts';
import { noteUnseen } from '../../src/scheme/reveals.ts';
import type { BotContext } from '../context.ts';

/** `notFound`, and the name is kept as one that was asked for in vain: nobody must learn by trying (E-13). */
export async function nobodyCalled(name: string, { db, me, clock }: BotContext): Promise<string> {
  await noteUnseen(db, me, name, clock);
  return notFound(name);
}

/** Said where nobody the writer may see is called so: the same for somebody who does not exist. */
export const notFound = (name: string): string =>
  `没有找到“${name}”。请说一下全名，比如“张德厚”；不归您这里的同志，请找经办同志。`;

/** Those meant, whatever the state of their file; of several the writer's own. */
export async function visibleCalled(name: string, ctx: BotContext): Promise<Member[]> {
  const { db, me, clock } = ctx;
  const search = { clock, text: name, limit: 50, closed: true };
  const found = bestByName(name, await findVisibleMembers(db, me, search));
  const own = new Set((await membersOf(db, me.id, clock)).map(({ member }) => member.id));
  const mine = found.filter(({ id }) => own.has(id));
  return mine.length > 0 ? mine : found;
}

/** Those meant among whom the writer may write for. */
export async function actableCalled(name: string, ctx: BotContext): Promise<Member[]> {
  const { db, me, clock } = ctx;
  const found = await visibleCalled(name, ctx);
  const where = { AND: [{ id: { in: found.map(({ id }) => id) } }, await actableMembers(db, me, clock)] };
  const allowed = new Set((await db.person.findMany({ where, select: { id: true } })).map(({ id }) => id));
  return found.filter(({ id }) => allowed.has(id));
}

/** Two of one name are told apart by their branch; a file that is not 在册 says so. */
export const toChoose = (people: readonly Member[]): PersonChoice[] =>
  people.map(({ id, name, organisation, member: { state } }) => ({
    id,
    name,
    detail: `${organisation.name}${state === 'enrolled' ? '' : `，${labelOf(careFileStates, state)}`}`,
  }));

/** A doubt between several; more than nine are asked for by their full name. */
export const whichOf = (name: string, people: readonly Member[]) => ({
  question: `叫得上“${name}”的有这几位，是哪一位？`,
  options: personChoices(toChoose(people.slice(0, 9))),
});

/** The writer's own members, to choose from; empty for those who look after a whole branch. */
export async function ownChoices(ctx: BotContext): Promise<PersonChoice[]> {
  const own = await membersOf(ctx.db, ctx.me.id, ctx.clock);
  return own.map(({ member: { id, name } }) => ({ id, name }));
}

/** The member that stands under a number in the prompt or list read last; null where there is none. */
export async function memberByNumber(number: number, { db, clock, me }: BotContext): Promise<Member | null> {
  const items = await latestPrompt(db, clock, me.id);
  const memberId = items.find(item => item.number === number)?.duty.memberId;
  return memberId ? findMember(db, memberId) : null;
}

/** The members of a list of ids, in its order; those without a file are left out. */
export async function membersInOrder(ids: readonly string[], { db }: BotContext): Promise<Member[]> {
  const rows = await db.person.findMany({ where: { id: { in: [...ids] } }, select: personFields });
  const people = new Map(rows.map(row => [row.id, toPerson(db, row)]));
  return ids.flatMap(id => {
    const person = people.get(id);
    return person && isMember(person) ? [person] : [];
  });
}
