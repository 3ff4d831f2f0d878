/** The questions that the forms about pairings share. */
import { bestByName, choice, person, personChoices, shortText } from '../../src/chat/fields/index.ts';
import type { Choice, Field, Known, Parsed } from '../../src/chat/form.ts';
import { helpersOf } from '../../src/scheme/pairings.ts';
import type { BotContext } from '../context.ts';
import {
  candidates,
  fullText,
  loadText,
  paired,
  withLoad,
  type Candidate,
  type HelperChoice,
} from './people.ts';

const listedAtMost = 9;

/** A member who has a helper. */
export const pairedMember = person({
  label: '老同志',
  question: '是哪位老同志？说名字就行。',
  example: '张德厚',
  list: (ctx: BotContext) => paired(ctx),
  find: async (text, ctx: BotContext) => bestByName(text, await paired(ctx)),
});

/** A pairing as the answer of a form. */
export interface Chosen {
  readonly id: string;
  readonly helperId: string;
  readonly label: string;
  readonly [key: string]: string;
}

/** Which of the member's helpers; where there is but one, that one. */
export const whichHelper = (question: string, label = '原帮扶人') =>
  choice({
    label,
    question,
    takeOnlyOne: true,
    options: async (answers: Known, ctx: BotContext): Promise<Choice<Chosen>[]> => {
      const member = answers['member'] as { readonly id: string } | undefined;
      const helpers = member ? await helpersOf(ctx.db, member.id, ctx.clock) : [];
      return helpers.map(({ helper, pairing }) => ({
        value: { id: pairing.id, helperId: helper.id, label: helper.name },
        label: `${helper.name}${pairing.primary ? '（主帮扶人）' : ''}`,
        words: [helper.name],
      }));
    },
  });

const found = async (text: string, ctx: BotContext) =>
  bestByName(
    text,
    (await candidates(ctx)).map(each => ({ ...each, detail: detailOf(each) })),
  );
const detailOf = ({ load, unit }: Candidate): string => `${loadText(load)}，${unit}`;

/** Who helps: the first nine by how few they have, those of the member's own organisation before the others; anybody by name. */
export function helperField(label: string, question: string): Field<HelperChoice, BotContext, false> {
  const base = person({ label, question, example: '李明', find: found });
  const { example, mayLack, optional, onlyIfSaid, keeps } = base;
  return {
    ...{ label, question, example, mayLack, optional, onlyIfSaid, keeps },
    choices: async (answers: Known, ctx: BotContext) => personChoices(await offered(answers, ctx)),
    parse: async (input, ctx, asked): Promise<Parsed<HelperChoice>> => {
      const parsed = await base.parse(input, ctx, asked);
      if (!parsed.ok) {
        const { hint, options } = parsed;
        return { ok: false, hint, ...(options ? { options: await loaded(options, ctx) } : {}) };
      }
      const value = await withLoad(parsed.value, ctx);
      const full = fullText(value, ctx);
      return full === undefined ? { ok: true, value } : { ok: false, hint: full };
    },
    refuse: (value: HelperChoice, ctx: BotContext) => fullText(value, ctx),
    show: ({ name }: HelperChoice) => name,
  };
}

async function loaded(options: readonly Choice[], ctx: BotContext): Promise<Choice<HelperChoice>[]> {
  const list: Choice<HelperChoice>[] = [];
  for (const option of options)
    list.push({ ...option, value: await withLoad(option.value as { id: string; name: string }, ctx) });
  return list;
}

async function offered(answers: Known, ctx: BotContext) {
  const member = answers['member'] as { readonly id: string } | undefined;
  const own = member && (await ctx.db.person.findUnique({ where: { id: member.id } }))?.organisationId;
  const from = (answers['from'] as Chosen | undefined)?.helperId;
  const helpers = member
    ? (await helpersOf(ctx.db, member.id, ctx.clock)).map(({ helper }) => helper.id)
    : [];
  const free = (await candidates(ctx)).filter(
    ({ id, load }) =>
      id !== member?.id && id !== from && load < 2 && (from !== undefined || !helpers.includes(id)),
  );
  const near = free.filter(({ organisationId }) => organisationId === own);
  return [...near, ...free.filter(each => !near.includes(each))]
    .slice(0, listedAtMost)
    .map(each => ({ id: each.id, name: each.name, detail: loadText(each.load) }));
}

/** Why a helper gets a third member: asked of an administrator alone (S1-3.2a). */
export const overrideField = (helperField: string) =>
  shortText({
    label: '超额理由',
    question: '这位同志已经有2位老同志了。为什么还要再结一位？理由会记下来。',
    example: '第二党支部暂时没有别的帮扶人',
    max: 200,
    when: answers => (answers[helperField] as HelperChoice | undefined)?.full === true,
  });

/** One line of what is agreed. */
export const agreedField = (label: string, question: string, example: string) =>
  shortText({ label, question, example, max: 120, optional: true });

/** The same of a pairing that has words already (`from`): they are there in the review, to be changed. */
export function presentField(label: string, question: string, example: string, name: string) {
  const base = agreedField(label, question, example);
  return {
    ...base,
    takeOnlyOne: true,
    choices: async (answers: Known): Promise<readonly Choice<string>[]> => {
      const present = (answers['from'] as Chosen | undefined)?.[name] ?? '';
      return present === '' ? [] : [{ value: present, label: present }];
    },
    parse: (...[input, ctx, asked]: Parameters<typeof base.parse>) => {
      const [present] = asked.shown as readonly Choice<string>[];
      const kept = present !== undefined && input.kind === 'text' && input.text.trim() === '1';
      return kept ? ({ ok: true, value: present.value } as const) : base.parse(input, ctx, asked);
    },
  };
}
