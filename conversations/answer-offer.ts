/**
 * “1 我去”, “2 我也不便”: the answer to whether somebody could go in another's place. Whoever is last in line decides: goes, names
 * somebody (“请宋雨晴去看张老”) or lets it go with a reason.
 */
import { bestByName, choice, person, shortText } from '../src/chat/fields/index.ts';
import type { Answers, Choice, Known, Saved } from '../src/chat/form.ts';
import { decideOffer, refuseOffer, takeOffer } from '../src/scheme/hand-backs.ts';
import { castOf } from '../src/scheme/obligations/people.ts';
import { addressOf, hasRole } from '../src/scheme/people.ts';
import type { Told } from '../src/scheme/notices.ts';
import { askedOf, colleagues, labelOfAnswer, optionsFor, type Asked } from './answer-offer/asked.ts';
import { said } from './answer-offer/heard.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances, tellAll } from './words.ts';

const fields = {
  offer: choice({
    label: '哪一件',
    question: '是哪一件？',
    takeOnlyOne: true,
    options: async (_answers: Known, ctx: BotContext): Promise<Choice<Asked>[]> =>
      (await askedOf(ctx)).map(value => ({ value, label: value.label })),
  }),
  word: choice({
    label: '回话',
    question: ({ offer }) => `${(offer as Asked | undefined)?.label ?? ''}，您看怎么办？`,
    options: (answers: Known) => optionsFor(answers['offer'] as Asked | undefined),
    showAs: labelOfAnswer,
  }),
  who: person({
    label: '请谁去',
    question: '请哪位同志去？说名字就行。',
    example: '宋雨晴',
    when: ({ word }) => word === 'other',
    find: async (text, ctx: BotContext) => bestByName(text, await colleagues(ctx, text)),
  }),
  reason: shortText({
    label: '原因',
    question: '这次为什么不去了？写一句，会记下来。',
    example: '老人去女儿家过年，节后回来',
    max: 200,
    why: '不去走访，一定要写一句原因。',
    when: ({ word }) => word === 'excuse',
  }),
};

type Answered = Answers<typeof fields>;

/** Answers an offer, or decides. */
export const answerOffer = defineConversation({
  kind: 'form',
  name: 'answer-offer',
  version: 1,
  ...entrances['answer-offer'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields,
  opening: async (ctx, { offer }) =>
    offer !== undefined || (await askedOf(ctx)).length > 0 ? '' : { stop: '现在没有等您回话的事。' },
  recognise: (text, ctx) => said(text, ctx),
  understand: () => null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => save(answers, ctx),
      say => ({ say }),
    ),
});

async function save({ offer, word, who, reason }: Answered, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const asked = offer;
  if (word === 'take')
    return done(await takeOffer(db, clock, asked.id, me.id), await thanks(asked, ctx), ctx);
  if (word === 'refuse') {
    const { next, ...told } = await refuseOffer(db, clock, asked.id, { personId: me.id });
    return done(told, next ? '知道了，再问问别的同志，您安心。' : '知道了，您安心。', ctx);
  }
  if (word === 'other' && who) {
    const decision = { kind: 'someone', personId: who.id } as const;
    const told = await decideOffer(db, clock, asked.id, { actorId: me.id, decision });
    const missed = told.unreached.some(({ personId }) => personId === who.id);
    const words = missed ? `可是${who.name}同志收不到消息，请打个电话说一声` : '已经告诉本人';
    return done(told, `好的，${asked.label}这次由${who.name}同志去，${words}。`, ctx);
  }
  const decision = { kind: 'excuse', reason: reason ?? '' } as const;
  const told = await decideOffer(db, clock, asked.id, { actorId: me.id, decision });
  return done(told, `记下了：${asked.label}这次不去了，原因也记下了。`, ctx);
}

async function done(told: Told, say: string, ctx: BotContext): Promise<Saved> {
  await tellAll(told.notices, ctx);
  return { say: [say, ...(await nextOf(ctx))].join('\n') };
}

/** What else waits for their word. */
async function nextOf(ctx: BotContext): Promise<string[]> {
  const [next] = await askedOf(ctx);
  if (!next) return [];
  const how = next.decides
    ? '您去就回复“我去”，请别人去就说“请某某去”，不去了就说“免了”和原因'
    : '能去回复“我去”，不便回复“我也不便”';
  return [`还有一件等您回话：${next.label}。${how}。`];
}

async function thanks({ label, memberId }: Asked, { db, today }: BotContext): Promise<string> {
  const { people } = await castOf(db, [{ ownerId: memberId, memberId, organisationId: memberId }]);
  const member = people.get(memberId);
  const address = member ? addressOf(member, today) : '';
  return (
    `太好了，谢谢您。${label}这次由您去，这段时间可以看到${address}的情况：回复“我的对象 ${member?.name ?? ''}”。\n` +
    `去过以后告诉我一句就行，比如“今天上门看了${address}，精神还好”。`
  );
}
