/** 亲属结对: the second person, a secretary or leader other than whoever made the pairing, looks at it and says yes or no (E-11). */
import { choice, shortText, yesNo } from '../src/chat/fields/index.ts';
import type { Answers, Choice, Saved } from '../src/chat/form.ts';
import { makeLetter } from '../src/scheme/letters.ts';
import { confirmPairing as keep, lackingIn, waitingFor, type Pairing } from '../src/scheme/pairings.ts';
import { findPerson, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import type { Chosen } from './pair/fields.ts';
import { sidesOf } from './pair/people.ts';
import { askToSign, tellHelper, tellMember } from './pair/telling.ts';
import { calmly, entrances, memberInFull, timely } from './words.ts';

const fields = {
  pairing: choice({
    label: '结对',
    question: '请您看的是哪一对？',
    takeOnlyOne: true,
    options: async (_answers, ctx: BotContext): Promise<Choice<Chosen>[]> =>
      (await waitingFor(ctx.db, ctx.me)).map(({ pairing, helper, member }) => {
        const label = `${helper.name}帮扶${memberInFull(member, ctx.today)}：${helper.name}${pairing.conflictNote ?? ''}`;
        return {
          value: { id: pairing.id, helperId: helper.id, label },
          label,
          words: [helper.name, member.name],
        };
      }),
  }),
  agrees: yesNo({
    label: '意见',
    question: (answers, _ctx) =>
      `${(answers['pairing'] as Chosen | undefined)?.label ?? ''}。您同意这样结对吗？`,
    yes: '同意',
    no: '不同意',
    yesWords: ['同意', '可以'],
    noWords: ['不同意', '不行', '不合适'],
  }),
  note: shortText({
    label: '说明',
    question: answers =>
      answers['agrees'] === true ? '要写一句说明吗？' : '为什么不同意？写一句，好向经手的同志说明。',
    example: '家里就他离得近，款物由支部经手',
    max: 200,
    optional: true,
  }),
};

type Told = Answers<typeof fields>;

/** Takes the second person's word. */
export const confirmPairing = defineConversation({
  kind: 'form',
  name: 'confirm-pairing',
  version: 1,
  ...entrances['confirm-pairing'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'leader'),
  fields,
  opening: async ({ db, me }) =>
    (await waitingFor(db, me)).length > 0 ? '' : { stop: '现在没有等您看的亲属结对。' },
  understand: () => null,
  check: ({ agrees, note }) =>
    !agrees && note === undefined ? { field: 'note', hint: '不同意的，请写一句原因。' } : null,
  reviewTitle: '请您看看对不对：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function save({ pairing: { id }, agrees, note }: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const word = { pairingId: id, actorId: me.id, agrees, ...(note === undefined ? {} : { note }) };
  const pairing = await keep(db, clock, word);
  const sides = { pairing, ...(await sidesOf(pairing, ctx)) };
  const full = memberInFull(sides.member, ctx.today);
  const names = `${sides.helper.name}同志和${full}`;
  if (agrees) await tellEverybody(sides, ctx);
  const why = note === undefined ? '' : `：${note}`;
  await tellMaker(
    id,
    `${me.name}同志${agrees ? '同意' : '没有同意'}${names}结对${agrees ? '，从现在起算数' : why}。`,
    ctx,
  );
  return {
    say: agrees ? `好的，${names}结对了，已经告诉他们。` : `好的，${names}不结对，已经告诉经手的同志。`,
  };
}

async function tellEverybody(
  sides: { readonly pairing: Pairing } & Awaited<ReturnType<typeof sidesOf>>,
  ctx: BotContext,
): Promise<void> {
  const complete = lackingIn(sides.pairing).length === 0 && sides.pairing.startsOn <= ctx.today;
  const letter = complete
    ? await calmly(
        async () =>
          (await makeLetter(ctx.db, ctx.clock, { pairingId: sides.pairing.id, actorId: ctx.me.id })).letter,
        () => null,
      )
    : null;
  await tellHelper(sides, letter !== null, ctx);
  await tellMember(sides, letter !== null, ctx);
  if (letter) await askToSign(letter, [sides.helper.id, sides.member.id], ctx);
}

async function tellMaker(pairingId: string, text: string, ctx: BotContext): Promise<void> {
  const { createdById } = await ctx.db.pairing.findUniqueOrThrow({ where: { id: pairingId } });
  const maker = createdById === null ? null : await findPerson(ctx.db, createdById);
  if (!maker || maker.id === ctx.me.id) return;
  await ctx.tell({ to: maker, text, ...timely(ctx, 'notice'), dedupeKey: `pairing:${pairingId}:answered` });
}
