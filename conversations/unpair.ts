/** 解除结对: a pairing ends, with a reason; whoever helped sees nothing of the member from today on (C3.26). */
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Answers, Saved } from '../src/chat/form.ts';
import type { EndReason } from '../src/scheme/labels/pairing.ts';
import { endPairing, helpersOf, mayManage } from '../src/scheme/pairings.ts';
import { addressOf, findMember, findPerson, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { pairedMember, whichHelper } from './pair/fields.ts';
import { sidesIn } from './pair/heard.ts';
import { paired } from './pair/people.ts';
import { reachableFor } from './pair/telling.ts';
import { calmly, entrances, memberInFull, timely } from './words.ts';

const reasons: readonly {
  readonly value: EndReason;
  readonly label: string;
  readonly words: readonly string[];
}[] = [
  { value: 'moved', label: '帮扶人调到别的单位', words: ['调走', '调动', '调离'] },
  { value: 'left', label: '帮扶人退休或离岗', words: ['退休', '离岗', '离职'] },
  { value: 'other', label: '别的原因', words: ['其他', '别的'] },
];

const fields = {
  member: pairedMember,
  from: whichHelper('解除和哪位帮扶人的结对？', '帮扶人'),
  reason: choice({ label: '原因', question: '是什么原因？', options: reasons }),
  words: shortText({
    label: '说明',
    question: '请用一句话说明，会记下来。',
    example: '家里人接到省城去住了',
    max: 200,
    optional: true,
  }),
};

type Told = Answers<typeof fields>;

/** Ends a pairing. */
export const unpair = defineConversation({
  kind: 'form',
  name: 'unpair',
  version: 1,
  ...entrances.unpair,
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'administrator'),
  fields,
  opening: async ctx => ((await paired(ctx)).length > 0 ? '' : { stop: '您这里还没有结对的老同志。' }),
  recognise: async (text, ctx) =>
    /(?:解除|取消|结束).{0,12}结对|结对.{0,6}(?:解除|取消)/u.test(text) ? said(text, ctx) : null,
  understand: () => null,
  check: ({ reason, words }) =>
    reason === 'other' && words === undefined
      ? { field: 'words', hint: '选了“别的原因”，请写一句是什么原因。' }
      : null,
  reviewTitle: '解除以后，帮扶人从今天起就看不到这位老同志的情况了。请您看看对不对：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function said(text: string, ctx: BotContext) {
  const { member, ask } = await sidesIn(text, await paired(ctx), ctx);
  if (!member && !ask) return null;
  return { answers: member ? { member } : {}, ...(ask ? { ask } : {}), confidence: 0.98 };
}

async function save({ member: { id }, from, reason, words }: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me, today } = ctx;
  if (!(await mayManage(db, me, id))) return { say: '这位老同志的结对不由您来办，没有解除。' };
  const ending = { pairingId: from.id, actorId: me.id, reason, ...(words === undefined ? {} : { words }) };
  const ended = await endPairing(db, clock, ending);
  const member = await findMember(db, id);
  if (!ended || !member) return { say: '这一对已经结束了，不用再解除。' };
  await tellBoth(from, member, ctx);
  const left = await helpersOf(db, id, clock);
  const next =
    left.length === 0
      ? '现在还没有帮扶人，没办完的事先转给书记；找好了人，回复“结对”。'
      : `现在的帮扶人：${left.map(({ helper }) => helper.name).join('、')}。`;
  return { say: `解除了${from.label}同志和${memberInFull(member, today)}的结对。${next}` };
}

async function tellBoth(
  from: { readonly id: string; readonly helperId: string },
  member: NonNullable<Awaited<ReturnType<typeof findMember>>>,
  ctx: BotContext,
): Promise<void> {
  const helper = await findPerson(ctx.db, from.helperId);
  const full = memberInFull(member, ctx.today);
  if (helper && helper.id !== ctx.me.id) {
    const text = `${helper.name}同志，从今天起${full}不再由您帮扶。这段时间辛苦您了，谢谢您。`;
    await ctx.tell({ to: helper, text, ...timely(ctx, 'notice'), dedupeKey: `pairing:${from.id}:former` });
  }
  const others = await helpersOf(ctx.db, member.id, ctx.clock);
  const next = others[0]?.helper;
  for (const to of await reachableFor(member, ctx)) {
    const hello = to.id === member.id ? `${addressOf(member, ctx.today)}，您好！` : '您好！';
    const who = next ? `有${next.name}同志常来看望` : '我们正在安排新的帮扶人';
    const text = `${hello}${helper?.name ?? '原来的'}同志往后不再负责联系了，${who}。有什么事，在这里说一声就行。`;
    const conditions = { memberId: member.id };
    await ctx.tell({
      to,
      text,
      ...timely(ctx, 'notice'),
      conditions,
      dedupeKey: `pairing:${from.id}:ended:${to.id}`,
    });
  }
}
