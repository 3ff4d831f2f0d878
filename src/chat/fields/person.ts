import { pickOne } from '../numbered.ts';
import { isWordless } from '../words.ts';
import { buildField } from './build.ts';
import type { Choice, CommonOptions, Field, MayLack, Parsed, Presence, TurnContext } from './field.ts';
import { bestByName } from './names.ts';
import { pleaseWrite, refusal, suchAs } from './replies.ts';

/** The answer of a person field. */
export type Person = { readonly id: string; readonly name: string };

/** Somebody to choose; `detail` tells two of one name apart (age, place of work). */
export interface PersonChoice extends Person {
  readonly detail?: string;
}

/** Where the people come from. Both return only people the sender may see. */
export interface PersonOptions<C> extends CommonOptions<C> {
  /** Those meant by what was said; see `nameScore`. Without it, the names of `list` are searched. */
  readonly find?: (text: string, ctx: C) => readonly PersonChoice[] | Promise<readonly PersonChoice[]>;
  /** Everybody there is to choose; shown by number with the question where there are at most nine. */
  readonly list?: (ctx: C) => readonly PersonChoice[] | Promise<readonly PersonChoice[]>;
  /** Where there is but one person, take that one without asking. */
  readonly takeOnlyOne?: boolean;
}

/** More than so many are not shown as a list. */
const shownAtMost = 9;

/** The list for a doubt between several people. */
export const personChoices = (people: readonly PersonChoice[]): readonly Choice<Person>[] =>
  people.map(({ id, name, detail }) => ({
    value: { id, name },
    label: detail === undefined ? name : `${name}（${detail}）`,
    words: [name],
  }));

/** Somebody by name, by surname and form of address, by sound, or by number. */
export function person<const P extends Presence, C extends TurnContext = TurnContext>(
  options: PersonOptions<C> & P,
): Field<Person, C, MayLack<P>> {
  const { example = '王秀英', list } = options;
  return buildField<Person, C, P>(options, {
    example,
    ...(list === undefined ? {} : { choices: async (_answers, ctx) => few(await list(ctx)) }),
    ...(options.takeOnlyOne === undefined ? {} : { takeOnlyOne: options.takeOnlyOne }),
    show: value => value.name,
    parse: async (input, ctx, asked) => {
      if (input.kind !== 'text') return pleaseWrite(input, example);
      const picked = fromList(input.text, asked.shown as readonly Choice<Person>[]);
      if (picked) return picked;
      if (isWordless(input.text)) return refusal(`请告诉我姓名${suchAs(example)}。`);
      return whichOf(input.text, await found(input.text, options, ctx), example);
    },
  });
}

const few = (people: readonly PersonChoice[]): readonly Choice<Person>[] =>
  people.length <= shownAtMost ? personChoices(people) : [];

function fromList(text: string, shown: readonly Choice<Person>[]): Parsed<Person> | null {
  if (shown.length === 0) return null;
  const pick = pickOne(text, shown);
  if (pick.kind === 'picked') return { ok: true, value: (pick.items[0] as Choice<Person>).value };
  if (pick.kind === 'no-such-number')
    return refusal(`没有第${pick.number}位，请回复1到${shown.length}里的数字。`);
  return null;
}

async function found<C>(text: string, options: PersonOptions<C>, ctx: C): Promise<readonly PersonChoice[]> {
  if (options.find) return options.find(text, ctx);
  return options.list ? bestByName(text, await options.list(ctx)) : [];
}

/** Exactly one is the answer; of several, the one whose name is exactly what was said; else a question. */
function whichOf(text: string, people: readonly PersonChoice[], example: string): Parsed<Person> {
  const exact = people.filter(one => one.name === text.trim());
  const only = people.length === 1 ? people[0] : exact.length === 1 ? exact[0] : undefined;
  if (only) return { ok: true, value: { id: only.id, name: only.name } };
  if (people.length === 0) return refusal(`没找到这个人，请说一下全名${suchAs(example)}。`);
  if (people.length > shownAtMost)
    return refusal(`叫得上的有${people.length}位，请说一下全名${suchAs(example)}。`);
  return { ok: false, hint: '您说的是哪一位？', options: personChoices(people) };
}
