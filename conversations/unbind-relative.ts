/** 解除代办人: clerk or secretary end the tie of a relative to a member, dead or alive (E-13): from then on they see nothing of them. */
import { choice, person } from '../src/chat/fields/index.ts';
import type { Choice } from '../src/chat/form.ts';
import { relativesOf, unbindRelative } from '../src/scheme/family.ts';
import { defineConversation, type BotContext } from './context.ts';
import {
  findDeceased,
  findLiving,
  isKeeper,
  meantOrNobody,
  nobodyField,
  notTheirs,
  stillTheirs,
  type Named,
} from './family/whom.ts';
import { memberInFull } from './words.ts';

const unbinding = /^(?:解除|取消|去掉)代办人\s*(\p{Script=Han}{0,8})$/u;

/** Ends a tie. */
export const unbindRelativeForm = defineConversation({
  kind: 'form',
  name: 'unbind-relative',
  opens: /^(?:解除|取消|去掉)代办人\s*\p{Script=Han}{2}/u,
  title: '解除代办人',
  words: ['解除代办人', '取消代办人', '去掉代办人', '代办人解除'],
  version: 1,
  mayUse: isKeeper,
  fields: {
    nobody: nobodyField,
    member: person({ label: '老同志', question: '要解除哪位老同志的代办人？', find: findTied }),
    relative: choice({
      label: '代办人',
      question: '解除哪一位？',
      options: async ({ member }, { db }: BotContext): Promise<Choice<Named>[]> =>
        (await relativesOf(db, (member as Named).id)).map(({ person: { id, name }, relation }) => ({
          value: { id, name },
          label: `${name}（${relation}）`,
          words: [name, relation],
        })),
      takeOnlyOne: true,
    }),
  },
  opening: (_ctx, { nobody }) =>
    nobody === undefined
      ? ''
      : {
          stop: `没有找到“${nobody as string}”，或者现在没有登记代办人。名字写全了再说一次，比如“解除代办人 张德厚”。`,
        },
  recognise: async (text, ctx) => {
    const name = unbinding.exec(text.trim())?.[1];
    return name === undefined || name === ''
      ? null
      : { ...(await meantOrNobody(name, ctx, findTied)), confidence: 0.95 };
  },
  understand: () => null,
  reviewTitle: ({ relative }) =>
    `解除以后，${(relative as Named).name}马上就看不到这位老同志的事了。请您看看对不对：`,
  save: async ({ member: { id }, relative }, ctx) => {
    const member = await stillTheirs(id, ctx);
    if (!member) return { say: notTheirs };
    const ended = { memberId: id, relativeId: relative.id, actorId: ctx.me.id };
    const done = await unbindRelative(ctx.db, ctx.clock, ended);
    return {
      say: done
        ? `${relative.name}不再是${memberInFull(member, ctx.today)}的代办人了，从现在起看不到那边的事。`
        : `${relative.name}已经不是代办人了。`,
    };
  },
});

/** Those meant who have a relative to unbind. */
async function findTied(text: string, ctx: BotContext) {
  const found = [...(await findLiving(text, ctx)), ...(await findDeceased(text, ctx))];
  const ids = found.map(({ id }) => id);
  const ties = await ctx.db.familyTie.findMany({
    where: { memberId: { in: ids } },
    select: { memberId: true },
  });
  return found.filter(({ id }) => ties.some(({ memberId }) => memberId === id));
}
