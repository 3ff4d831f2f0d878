/** Whose leave somebody may tell of, and who may stand in. */
import { bestByName, person, personChoices } from '../../src/chat/fields/index.ts';
import type { Choice, Field, Known, Parsed } from '../../src/chat/form.ts';
import { standInsFor, type StandIn } from '../../src/scheme/absences.ts';
import { visiblePeople } from '../../src/scheme/access.ts';
import { membersOf } from '../../src/scheme/pairings.ts';
import { hasRole, searchPeople } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';

/** Somebody as the answer of a form. */
export type Named = { readonly id: string; readonly name: string };

const looksAfter = ({ me }: BotContext): boolean => hasRole(me, 'secretary', 'clerk');

/** Whose leave the writer may tell of: their own; a secretary or clerk also that of the helpers of their part of the tree. */
export async function whoMayLeave(ctx: BotContext, text?: string): Promise<Named[]> {
  const { db, me, clock } = ctx;
  const self = { id: me.id, name: me.name };
  if (!looksAfter(ctx)) return [self];
  const scope = { id: { not: me.id }, organisation: { path: { startsWith: me.organisation.path } } };
  const search = { limit: 50, roles: ['helper'] as const, ...(text === undefined ? {} : { text }) };
  const others = (await searchPeople(db, scope, search)).map(({ id, name }) => ({ id, name }));
  return (await membersOf(db, me.id, clock)).length > 0 ? [self, ...others] : others;
}

const base = person({
  label: '请假的同志',
  question: '是哪位同志请假？说名字就行。',
  example: '李明',
  find: async (text, ctx: BotContext) =>
    /^(?:我|我自己|自己|本人)$/u.test(text.trim())
      ? [{ id: ctx.me.id, name: ctx.me.name }]
      : bestByName(text, await whoMayLeave(ctx, text)),
});

const shownAtMost = 9;

/** Whose leave it is; of a helper it is their own. */
export const whoField: Field<Named, BotContext, false> = {
  ...base,
  takeOnlyOne: true,
  choices: async (_answers: Known, ctx: BotContext): Promise<readonly Choice[]> => {
    const people = await whoMayLeave(ctx);
    return people.length > shownAtMost ? [] : personChoices(people);
  },
};

const about = ({ load, helpsToo, organisation }: StandIn): string =>
  `${helpsToo ? '也帮扶同一位老同志' : organisation}，${load === 0 ? '现在没有对象' : `现有${load}位`}`;

const standInBase = person({
  label: '代为照看',
  question: '',
  example: '王芳',
  optional: true,
  find: async (text, ctx: BotContext) =>
    bestByName(
      text,
      await searchPeople(ctx.db, visiblePeople(ctx.me), {
        text,
        limit: 50,
        roles: ['helper', 'secretary', 'leader', 'clerk'],
      }),
    ).map(({ id, name, organisation }) => ({ id, name, detail: organisation.name })),
});

/** Who goes instead: those nearest by number, anybody of the bureau by name. */
export const standInField: Field<Named, BotContext, true> = {
  ...standInBase,
  question: '这几天请谁代为照看？没列出来的说名字就行；跳过的话，先由老同志的其他帮扶人或书记照看。',
  choices: async (answers: Known, { db, today, me }: BotContext): Promise<readonly Choice[]> => {
    const who = (answers['who'] as Named | undefined)?.id ?? me.id;
    const day = (answers['startsOn'] as string | undefined) ?? today;
    const people = await standInsFor(db, { personId: who, day: day < today ? today : day });
    return personChoices(people.map(each => ({ id: each.id, name: each.name, detail: about(each) })));
  },
  parse: async (input, ctx, asked): Promise<Parsed<Named>> => {
    const parsed = await standInBase.parse(input, ctx, asked);
    const who = (asked.answers['who'] as Named | undefined)?.id;
    if (parsed.ok && parsed.value.id === who)
      return { ok: false, hint: '代办的不能是请假的同志自己，请另选一位，或者跳过。' };
    return parsed;
  },
};
