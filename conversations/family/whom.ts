/** Whose family, whose death, whose life nearby: members by name among those the writer may write for. */
import { bestByName, personChoices, shortText, type PersonChoice } from '../../src/chat/fields/index.ts';
import { actableMembers, findVisibleMembers, mayActFor, visiblePeople } from '../../src/scheme/access.ts';
import { findMember, hasRole, searchPeople, type Member, type Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';

/** Somebody picked. */
export type Named = { readonly id: string; readonly name: string };
/** Those meant by a name, among whom the writer may choose. */
export type Find = (text: string, ctx: BotContext) => Promise<PersonChoice[]>;

/** Clerk and secretary: those who keep ties, survivors and arrangements. */
export const isKeeper = ({ me }: BotContext): boolean => hasRole(me, 'clerk', 'secretary');
/** Those who write for members of their own or of their branch. */
export const actsForMembers = ({ me }: BotContext): boolean =>
  hasRole(me, 'clerk', 'secretary', 'helper', 'leader');

const toChoice = ({ id, name, organisation }: Person): PersonChoice => ({
  id,
  name,
  detail: organisation.name,
});

async function actable(text: string, { db, me, clock }: BotContext, dead: boolean): Promise<Member[]> {
  const found = await findVisibleMembers(db, me, { clock, text, limit: 50, closed: true });
  const wanted = found.filter(({ member }) => (member.state === 'deceased') === dead);
  const where = { AND: [{ id: { in: wanted.map(({ id }) => id) } }, await actableMembers(db, me, clock)] };
  const allowed = new Set((await db.person.findMany({ where, select: { id: true } })).map(({ id }) => id));
  return bestByName(
    text,
    wanted.filter(({ id }) => allowed.has(id)),
  );
}

/** The living whom the writer may write for. */
export const findLiving: Find = async (text, ctx) => (await actable(text, ctx, false)).map(toChoice);

/** Those who have died, of the writer's own part of the tree. */
export const findDeceased: Find = async (text, ctx) => (await actable(text, ctx, true)).map(toChoice);

/** The same for an administrator, who sees who people are and nothing of their files. */
export const findDeceasedAnywhere: Find = async (text, ctx) => {
  if (!hasRole(ctx.me, 'administrator')) return findDeceased(text, ctx);
  const where = { AND: [visiblePeople(ctx.me), { fileState: 'deceased' }] };
  return bestByName(text, await searchPeople(ctx.db, where, { text, limit: 50 })).map(toChoice);
};

/** What a name after a word says of the field `member`: the one, or a question which of several. */
export async function meant(name: string | undefined, ctx: BotContext, find: Find) {
  const found = name === undefined || name === '' ? [] : await find(name, ctx);
  const [only] = found;
  if (only && found.length === 1) return { answers: { member: { id: only.id, name: only.name } }, ask: {} };
  if (found.length === 0 || found.length > 9) return { answers: { member: undefined }, ask: {} };
  return {
    answers: { member: undefined },
    ask: { member: { question: '您说的是哪一位？', options: personChoices(found) } },
  };
}

/** `meant`, and the name as `nobody` where it is nobody's: a form that has nothing to do for them says so and does not ask. */
export async function meantOrNobody(name: string, ctx: BotContext, find: Find) {
  const { answers, ask } = await meant(name, ctx, find);
  const nobody = answers.member === undefined && Object.keys(ask).length === 0;
  return { answers: nobody ? { nobody: name } : answers, ask };
}

/** Keeps the name of somebody for whom there is nothing to do; never asked. */
export const nobodyField = shortText({ label: '没有找到', question: '', onlyIfSaid: true });

/** The member, as long as the writer may write for them; otherwise null. */
export async function stillTheirs(id: string, { db, me, clock }: BotContext): Promise<Member | null> {
  return (await mayActFor(db, me, id, clock)) ? findMember(db, id) : null;
}

/** Said where the member is no longer the writer's to write for. */
export const notTheirs = '这位老同志现在不由您这边管，这次没有记。';
