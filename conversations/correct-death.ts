/**
 * 更正去世: somebody was recorded as dead who lives, and 24 hours have passed. A clerk or an administrator puts it right with a
 * reason, and is asked twice: once for the name, once with everything that comes back.
 */
import { choice, person, shortText } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { correctDeath } from '../src/scheme/happenings.ts';
import { findMember, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { findDeceasedAnywhere, meant, type Named } from './family/whom.ts';
import { calmly, tellAll } from './words.ts';

const spoken = /^更正(?:去世|亡故)(?:登记)?\s*[:：]?\s*(\p{Script=Han}{2,8})$/u;
const lives = 'lives';

/** Puts a death right that was recorded by mistake. */
export const correctDeathForm = defineConversation({
  kind: 'form',
  name: 'correct-death',
  title: '更正去世',
  words: ['更正去世', '更正亡故', '更正去世登记', '去世登记错了'],
  version: 1,
  mayUse: ({ me }) => hasRole(me, 'clerk', 'administrator'),
  fields: {
    member: person({
      label: '老同志',
      question: '哪位老同志登记错了？请说全名。',
      find: findDeceasedAnywhere,
    }),
    reason: shortText({
      label: '原因',
      question: '是怎么弄错的？请写明原因，要留底。',
      example: '和同名的另一位同志弄混了',
      min: 4,
      max: 200,
    }),
    certain: choice({
      label: '确认',
      question: ({ member }) => `请确认：${(member as Named).name}同志还健在，是吗？`,
      options: [
        { value: lives, label: '是，人还健在', words: ['是', '是的', '健在', '对', '确认'] },
        { value: 'unsure', label: '不确定', words: ['不是', '不知道', '不清楚', '不确定'] },
      ],
    }),
  },
  recognise: async (text, ctx) => {
    const name = spoken.exec(text.trim())?.[1];
    return name === undefined
      ? null
      : { ...(await meant(name, ctx, findDeceasedAnywhere)), confidence: 0.95 };
  },
  understand: () => null,
  check: ({ certain }) =>
    certain === lives
      ? null
      : { field: 'certain', hint: '那就先不改，问清楚了再来。现在不改，回复“取消”；确实健在，请选1。' },
  reviewTitle: ({ member }) =>
    `请再确认一次：更正以后，${(member as Named).name}同志的档案和原来的事项都恢复，登记的遗属会删掉，告诉过的同志会收到一句更正。`,
  save: ({ member: { id, name }, reason }, ctx) =>
    calmly<Saved>(
      () => correct(id, name, reason, ctx),
      say => ({ say }),
    ),
});

async function correct(id: string, name: string, reason: string, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const [still] = (await findDeceasedAnywhere(name, ctx)).filter(each => each.id === id);
  if (!still) return { say: `${name}同志现在没有登记去世，不用更正。` };
  const undone = await correctDeath(db, clock, { memberId: id, actorId: me.id, reason });
  if (undone) await tellAll(undone.notices, ctx);
  const state = (await findMember(db, id))?.member.state;
  const told = undone && undone.notices.length > 0 ? '，也告诉了当时收到消息的同志' : '';
  const next =
    state === 'suspended' ? `档案先放在“暂停”，核对好了回复“恢复 ${name}”。` : '档案和原来的事项都恢复了。';
  return { say: `更正好了：${name}同志去世的登记撤销了${told}。${next}` };
}
