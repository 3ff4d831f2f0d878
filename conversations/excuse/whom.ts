/** Whose visits may be let go, and which: members of the writer's own part of the tree, what is to be visited for soon. */
import { addDays } from '../../src/calendar/dates.ts';
import { dateRangeText } from '../../src/calendar/format.ts';
import { bestByName, person, type PersonChoice } from '../../src/chat/fields/index.ts';
import type { Choice, Field, Known, Parsed } from '../../src/chat/form.ts';
import { findVisibleMembers } from '../../src/scheme/access.ts';
import { excusableOf, excusedOf } from '../../src/scheme/hand-backs.ts';
import { castOf, whoIs } from '../../src/scheme/obligations/people.ts';
import { horizonDays } from '../../src/scheme/obligations/rounds.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import { findMember, hasRole } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';

/** Somebody as the answer of a form; `said`: the words in which the visit was named with them. */
export type Named = { readonly id: string; readonly name: string; readonly said?: string };

/** A visit as the answer of a form. */
export interface Item {
  readonly id: string;
  readonly label: string;
  /** 张老（张德厚）的春节走访. */
  readonly what: string;
  readonly title: string;
  readonly memberId: string;
  readonly ownerId: string;
  readonly [key: string]: string;
}

/** What opens later is let go when it is named. */
const soonDays = 30;

/** Who decides: the secretary and the clerk. */
export const decides = ({ me }: Pick<BotContext, 'me'>): boolean => hasRole(me, 'secretary', 'clerk');

/** Said to everybody else. */
export const asksTheSecretary =
  '这次去不去，要由书记或经办同志来定。您要是不便前往，回复“我不便前往”，写上原因，我来请别的同志；老同志那边有情况，也请跟书记说一声。';

/** The members of the writer's part of the tree who are called so. */
export async function findOwn(text: string, { db, me, clock }: BotContext): Promise<PersonChoice[]> {
  const found = await findVisibleMembers(db, me, { clock, text, limit: 50 });
  const own = found.filter(({ organisation }) => organisation.path.startsWith(me.organisation.path));
  return bestByName(text, own).map(({ id, name, organisation }) => ({ id, name, detail: organisation.name }));
}

/** The visits about a member that may be let go: those that open soon, or all that are planned. */
export async function itemsOf(memberId: string, ctx: BotContext, all = false): Promise<Item[]> {
  const until = addDays(ctx.today, all ? horizonDays : soonDays);
  return toItems(await excusableOf(ctx.db, memberId, until), ctx);
}

/** 春节走访 is called 春节, too. */
const shortOf = (title: string): string => title.replace(/(?:走访|看望|慰问|回访|联系)$/u, '');

/** Those of the items that the words name. */
export const namedBy = (words: string, items: readonly Item[]): Item[] =>
  items.filter(({ title }) =>
    [title, shortOf(title)].some(each => words.replace('过年', '春节').includes(each)),
  );

/** What there is to choose from: what was named with the member, else what opens soon. */
export async function choosableItems(member: Named | undefined, ctx: BotContext): Promise<Item[]> {
  if (!member) return [];
  const named = member.said === undefined ? [] : namedBy(member.said, await itemsOf(member.id, ctx, true));
  return named.length > 0 ? named : itemsOf(member.id, ctx);
}

/** What was let go and may come back: about a member, else the writer's last one, else what the unit let go. */
export async function letGoItems(memberId: string | undefined, ctx: BotContext): Promise<Item[]> {
  const { db, today, me } = ctx;
  const within = ({ path }: Duty): boolean => path.startsWith(me.organisation.path);
  if (memberId !== undefined) return toItems((await excusedOf(db, today, { memberId })).filter(within), ctx);
  const { path } = me.organisation;
  const [last] = await excusedOf(db, today, { path, excusedById: me.id });
  return toItems(last ? [last] : await excusedOf(db, today, { path }), ctx);
}

async function toItems(duties: readonly Duty[], { db, today }: BotContext): Promise<Item[]> {
  const { people } = await castOf(db, duties);
  return duties.flatMap(duty => {
    const member = people.get(duty.memberId ?? '');
    if (!member) return [];
    const { id, title, ownerId, opensOn, dueOn } = duty;
    const what = `${whoIs(member, today)}的${title}`;
    const label = `${what}，${dateRangeText(opensOn, dueOn)}`;
    return [{ id, label, what, title, memberId: member.id, ownerId }];
  });
}

/** Items to choose from. */
export const toChoose = (items: readonly Item[]): Choice<Item>[] =>
  items.slice(0, 9).map(value => ({ value, label: value.label, words: [value.title] }));

/** 张老（张德厚）, for an answer. */
export async function inFull({ id, name }: Named, { db, today }: BotContext): Promise<string> {
  const member = await findMember(db, id);
  return member ? whoIs(member, today) : `${name}同志`;
}

/** Said where there is nothing to be let go. */
export const nothingDue = async (who: Named, ctx: BotContext): Promise<string> =>
  `${await inFull(who, ctx)}眼下没有要走访的事，不用免。`;

const base = person({
  label: '老同志',
  question: '是哪位老同志这次不用去？',
  example: '张德厚',
  find: findOwn,
});

/** Whose visit it is: somebody who is to be visited at all. */
export const whoseField: Field<Named, BotContext, false> = {
  ...base,
  parse: async (input, ctx, asked): Promise<Parsed<Named>> => {
    const parsed = await base.parse(input, ctx, asked);
    if (!parsed.ok || (await itemsOf(parsed.value.id, ctx)).length > 0) return parsed;
    return { ok: false, hint: `${await nothingDue(parsed.value, ctx)}是别的老同志，请说一下名字。` };
  },
};

/** The member that was answered so far. */
export const memberIn = (answers: Known): Named | undefined => answers['member'] as Named | undefined;
