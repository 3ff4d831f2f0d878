/** Those whose information the writer may ask for: themself, and whom they act for, the dead too (PIPL 45, 49, E-6). */
import type { PersonChoice } from '../../src/chat/fields/index.ts';
import { actedForBy } from '../../src/scheme/family.ts';
import { addressOf, hasRole, isMember, type Member } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';

/** The writer's own file first, then those of the members they act for, by name. */
export async function ownFiles({ db, me }: Pick<BotContext, 'db' | 'me'>): Promise<Member[]> {
  const tied = hasRole(me, 'family') ? await actedForBy(db, me.id) : [];
  const own = hasRole(me, 'member') && isMember(me) ? [me] : [];
  return [...own, ...tied.map(({ member }) => member).filter(({ id }) => id !== me.id)];
}

/** The same to choose from. */
export const ownChoices = async (ctx: BotContext): Promise<PersonChoice[]> =>
  (await ownFiles(ctx)).map(({ id, name }) => ({ id, name }));

/** 您的 or 张老的. */
export const whoseFile = (member: Member, { me, today }: BotContext): string =>
  member.id === me.id ? '您的' : `${addressOf(member, today)}的`;
