import { pickOne, pickSeveral, type Pick } from '../numbered.ts';
import { isNone } from '../words.ts';
import { buildField } from './build.ts';
import type {
  Asked,
  Choice,
  CommonOptions,
  Field,
  Known,
  MayLack,
  Parsed,
  Presence,
  TurnContext,
} from './field.ts';
import { pleaseWrite, refusal } from './replies.ts';

/** A fixed list, or one made for the turn (what is listed is kept until it is answered). */
export type ChoiceList<T, C> =
  | readonly Choice<T>[]
  | ((answers: Known, ctx: C) => readonly Choice<T>[] | Promise<readonly Choice<T>[]>);

/** How a choice is made. */
export interface ChoiceOptions<T, C> extends CommonOptions<C> {
  readonly options: ChoiceList<T, C>;
  /**
   * The value as it reads in the review. Needed where the list is made for the turn, unless the value is a text or
   * has a `name` or `label`; a fixed list shows its labels.
   */
  readonly showAs?: (value: T) => string;
  /** A list of exactly one is taken without asking. */
  readonly takeOnlyOne?: boolean;
}

/** One out of a numbered list. */
export function choice<const T, const P extends Presence, C extends TurnContext = TurnContext>(
  options: ChoiceOptions<T, C> & P,
): Field<T, C, MayLack<P>> {
  return buildField<T, C, P>(options, {
    example: '1',
    choices: async (answers, ctx) => listOf(options.options, answers, ctx),
    ...(options.takeOnlyOne === undefined ? {} : { takeOnlyOne: options.takeOnlyOne }),
    show: value => shownAs(value, options),
    parse: async (input, ctx, asked) => {
      if (input.kind !== 'text') return pleaseWrite(input, options.example ?? '1');
      const list = await listNow(options.options, ctx, asked);
      return parsedOne(pickOne(input.text, list), list);
    },
  });
}

/** How several are chosen. */
export interface ChoicesOptions<T, C> extends Omit<ChoiceOptions<T, C>, 'takeOnlyOne'> {
  /** At most so many. */
  readonly max?: number;
}

/** Several out of a numbered list, at least one. */
export function choices<const T, const P extends Presence, C extends TurnContext = TurnContext>(
  options: ChoicesOptions<T, C> & P,
): Field<readonly T[], C, MayLack<P>> {
  const refuse = (values: readonly T[]): string | undefined =>
    options.max !== undefined && values.length > options.max
      ? `最多选${options.max}项，请挑最要紧的，比如“1 2”。`
      : undefined;
  return buildField<readonly T[], C, P>(options, {
    example: '1 3',
    choices: async (answers, ctx) => listOf(options.options, answers, ctx),
    show: values => values.map(value => shownAs(value, options)).join('、'),
    refuse,
    parse: async (input, ctx, asked) => {
      if (input.kind !== 'text') return pleaseWrite(input, options.example ?? '1 3');
      const list = await listNow(options.options, ctx, asked);
      return parsedSeveral(input.text, list, refuse);
    },
  });
}

async function listOf<T, C>(list: ChoiceList<T, C>, answers: Known, ctx: C): Promise<readonly Choice<T>[]> {
  return typeof list === 'function' ? list(answers, ctx) : list;
}

/** The list the person saw, where one was shown: numbers must mean what they meant then. */
async function listNow<T, C>(list: ChoiceList<T, C>, ctx: C, asked: Asked): Promise<readonly Choice<T>[]> {
  if (asked.shown.length > 0) return asked.shown as readonly Choice<T>[];
  return listOf(list, asked.answers, ctx);
}

function parsedOne<T>(pick: Pick<Choice<T>>, list: readonly Choice<T>[]): Parsed<T> {
  if (pick.kind === 'picked') return { ok: true, value: (pick.items[0] as Choice<T>).value };
  if (pick.kind === 'unclear') return { ok: false, hint: '您说的是哪一个？', options: pick.items };
  return refusal(noSuch(pick, list.length) ?? `没看明白选的是哪一个，回复前面的数字就行，比如“1”。`);
}

function parsedSeveral<T>(
  text: string,
  list: readonly Choice<T>[],
  refuse: (values: readonly T[]) => string | undefined,
): Parsed<readonly T[]> {
  const pick = isNone(text) ? ({ kind: 'nothing' } as const) : pickSeveral(text, list);
  if (pick.kind !== 'picked') {
    return refusal(noSuch(pick, list.length) ?? '没看明白选的是哪几个，回复前面的数字就行，比如“1 3”。');
  }
  const values = pick.items.map(item => item.value);
  const objection = refuse(values);
  return objection === undefined ? { ok: true, value: values } : refusal(objection);
}

function noSuch(pick: Pick<unknown>, count: number): string | undefined {
  if (pick.kind !== 'no-such-number') return undefined;
  return count === 1
    ? '这里只有第1项，选它就回复“1”。'
    : `没有第${pick.number}项，请回复1到${count}里的数字。`;
}

function shownAs<T, C>(value: T, options: ChoiceOptions<T, C>): string {
  if (options.showAs) return options.showAs(value);
  const wanted = JSON.stringify(value);
  const list = typeof options.options === 'function' ? [] : options.options;
  return list.find(item => JSON.stringify(item.value) === wanted)?.label ?? ownName(value);
}

function ownName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { label, name } = value as { readonly label?: unknown; readonly name?: unknown };
  return [label, name].find(text => typeof text === 'string') ?? '';
}
