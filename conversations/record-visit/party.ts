/** The form's first field: one member, or several who were visited in one go (C1.10). */
import { bestByName, person, personChoices } from '../../src/chat/fields/index.ts';
import type { Choice, Doubt, Field } from '../../src/chat/form.ts';
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
  if (several) return { ask: whichFirst(named, several.together, said) };
  const unknown = understood.doubts.find(doubt => doubt.about === 'unknown-member');
  if (unknown) await noteUnseen(ctx.db, ctx.me, unknown.said, ctx.clock);
  if (unknown) return asking(`没有找到由您联系的“${unknown.said}”。看望的是哪一位？`, offered(people), said);
  const [found = []] = named;
  const [only] = found;
  if (only && found.length === 1) return { member: { id: only.id, name: only.name, said } };
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
