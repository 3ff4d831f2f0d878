/** The form's first field: one member, or several who were visited in one go (C1.10). */
import { bestByName, person, personChoices } from '../../src/chat/fields/index.ts';
import type { Choice, Doubt, Field } from '../../src/chat/form.ts';
import { householdsOf } from '../../src/scheme/households.ts';
import { noteUnseen } from '../../src/scheme/reveals.ts';
import type { VisitUnderstood } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { choosable, closest, offered, type Choosable } from './people.ts';

/** Who was visited. */
export type Party = {
  readonly id: string;
  readonly name: string;
  /** The others of whom the same holds. */
  readonly also?: readonly { readonly id: string; readonly name: string }[];
  /** The sentence it was understood from; kept with the visit. */
  readonly said?: string;
};

/** Everybody of a party. */
export const everyone = ({
  id,
  name,
  also = [],
}: Party): readonly { readonly id: string; readonly name: string }[] => [{ id, name }, ...also];

const one = person({
  label: '老同志',
  question: '看望的是哪一位老同志？',
  example: '张德厚',
  list: async (ctx: BotContext) => offered(await choosable(ctx)),
  find: async (text, ctx) => {
    const found = bestByName(text, await choosable(ctx));
    if (found.length === 0) await noteUnseen(ctx.db, ctx.me, text, ctx.clock);
    return found;
  },
  takeOnlyOne: true,
});

/** A person field whose answer may be several people. */
export const party: Field<Party, BotContext, false> = {
  ...one,
  show: value =>
    everyone(value)
      .map(({ name }) => name)
      .join('、'),
};

/** Whom the sentence means, or what must be asked first. */
export interface Meant {
  readonly member?: Party;
  readonly ask?: Doubt<Party>;
}

/** More than so many are not listed: the name is asked instead. */
const listedAtMost = 8;

/** Reads the members of an understood sentence. */
export async function meantBy(
  understood: VisitUnderstood,
  said: string,
  people: readonly Choosable[],
  ctx: BotContext,
): Promise<Meant> {
  const several = understood.doubts.find(doubt => doubt.about === 'several-members');
  const named: Choosable[][] = [];
  for (const { ids } of understood.members) named.push(byIds(await closest(ids, ctx), people));
  if (several) return severalMeant(named, several.together, said, ctx);
  const unknown = understood.doubts.find(doubt => doubt.about === 'unknown-member');
  if (unknown) await noteUnseen(ctx.db, ctx.me, unknown.said, ctx.clock);
  if (unknown) return asking(`没有找到由您联系的“${unknown.said}”。看望的是哪一位？`, offered(people), said);
  const [found = []] = named;
  const [only] = found;
  if (only && found.length === 1)
    return withSpouse(only, said, await spouseIn(only, said, understood, people, ctx));
  return found.length > 1 ? asking('您说的是哪一位？', found, said) : {};
}

const byIds = (ids: readonly string[], people: readonly Choosable[]): Choosable[] =>
  people.filter(({ id }) => ids.includes(id));

function asking(question: string, people: readonly Choosable[], said: string): Meant {
  if (people.length === 0 || people.length > listedAtMost) return {};
  return { ask: { question, options: [...withSaid(people, said), noneOfThem] } };
}

const noneOfThem = {
  cancel: true,
  label: '都不是，不记了',
  words: ['都不是', '不是', '不记了', '取消'],
} as const;

const withSaid = (people: readonly Choosable[], said: string): Choice<Party>[] =>
  personChoices(people).map(choice => ({ ...choice, value: { ...choice.value, said } }));

/** 两口子, 夫妇: both were visited. 和他老伴: whether the other is to be noted too is asked. */
const couple = /两口子?|夫妇|夫妻|两位老人|二老|老俩/u;
const andSpouse = /(?:和|跟|与|及|同|、)(?:他|她)?(?:的)?(?:老伴儿?|爱人|妻子|丈夫|夫人)/u;

/** The one member who lives with this one, where the sentence speaks of two; `asked` where it does so in passing. */
async function spouseIn(
  { id }: Choosable,
  said: string,
  { members: [mention] }: VisitUnderstood,
  people: readonly Choosable[],
  { db }: BotContext,
): Promise<{ readonly person: Choosable; readonly asked: boolean } | undefined> {
  const after = said.slice(said.indexOf(mention?.text ?? '') + (mention?.text.length ?? 0));
  const both = couple.test(said);
  if (!both && !andSpouse.test(after.slice(0, 12))) return undefined;
  const others =
    (
      await householdsOf(
        db,
        offered(people).map(each => each.id),
      )
    ).get(id) ?? [];
  const [person, ...more] = people.filter(each => others.includes(each.id));
  return person && more.length === 0 ? { person, asked: !both } : undefined;
}

function withSpouse(only: Choosable, said: string, spouse: Awaited<ReturnType<typeof spouseIn>>): Meant {
  const alone = { id: only.id, name: only.name, said };
  if (!spouse) return { member: alone };
  const { id, name } = spouse.person;
  const together = { ...alone, also: [{ id, name }] };
  if (!spouse.asked) return { member: together };
  const options = [
    { value: together, label: `两位都记`, words: ['都记', '都看了', '是', '是的', '对'] },
    { value: alone, label: `只记${only.name}`, words: [only.name, '不是', '不'] },
  ];
  return { ask: { question: `${name}同志和${only.name}同志住在一起，这次也看望了吗？`, options } };
}

/** Those of one household, or named as a couple, were visited in one go: the review shows both names. */
async function severalMeant(
  named: readonly (readonly Choosable[])[],
  together: boolean,
  said: string,
  { db }: BotContext,
): Promise<Meant> {
  const people = named.flatMap(each => (each.length === 1 ? each : []));
  const [first, ...also] = people;
  if (!first || !together || people.length < named.length || !(await oneHousehold(people, said, db)))
    return { ask: whichFirst(named, together, said) };
  return {
    member: { id: first.id, name: first.name, also: also.map(({ id, name }) => ({ id, name })), said },
  };
}

async function oneHousehold(
  people: readonly Choosable[],
  said: string,
  db: BotContext['db'],
): Promise<boolean> {
  const [first, ...others] = people;
  if (!first) return false;
  if (people.length === 2 && couple.test(said)) return true;
  const withFirst =
    (
      await householdsOf(
        db,
        people.map(({ id }) => id),
      )
    ).get(first.id) ?? [];
  return others.every(({ id }) => withFirst.includes(id));
}

/** Two in one breath are kept in one go; of two who were told of apart, one comes first. */
function whichFirst(named: readonly (readonly Choosable[])[], together: boolean, said: string): Doubt<Party> {
  const people = named.flat().slice(0, listedAtMost);
  const singles = withSaid(people, said);
  const parties = named.map(([first, ...others]) => (first && others.length === 0 ? first : undefined));
  const [first, ...also] = parties.flatMap(each => each ?? []);
  const all = together && first && parties.every(each => each !== undefined);
  // Told of apart, the sentence is not kept either: it holds what was said of somebody else.
  if (!all)
    return {
      question: '您说到了几位老同志，一次记一位。先记哪一位？记完再说另一位就行。',
      options: personChoices(people),
    };
  const value = { id: first.id, name: first.name, also: also.map(({ id, name }) => ({ id, name })), said };
  const everybody = {
    value,
    label: also.length === 1 ? '两位都记，内容一样' : '几位都记，内容一样',
    words: ['都记', '都是', '一起记'],
  };
  return { question: '您说到了几位老同志，怎么记？', options: [everybody, ...singles.map(onlyThis)] };
}

const onlyThis = (choice: Choice<Party>): Choice<Party> => ({
  ...choice,
  label: `只记${choice.label}`,
  words: [choice.label, ...(choice.words ?? [])],
});
