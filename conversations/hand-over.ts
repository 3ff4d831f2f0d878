/**
 * 移交: a member goes from one helper to another (C3.26). From today on the old one sees nothing of the member; what was theirs to
 * do, and the letter that is to be signed anew, go with the member.
 */
import { shortText } from '../src/chat/fields/index.ts';
import type { Answers, Saved } from '../src/chat/form.ts';
import { currentLetter, makeLetter } from '../src/scheme/letters.ts';
import { handOver as keep, lackingIn, mayManage, type HandedOver } from '../src/scheme/pairings.ts';
import { findPerson, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { helperField, overrideField, pairedMember, whichHelper } from './pair/fields.ts';
import { sidesIn } from './pair/heard.ts';
import { paired } from './pair/people.ts';
import { askToSign, tellFormerHelper, tellHelper, tellMember } from './pair/telling.ts';
import { calmly, entrances, memberInFull } from './words.ts';

const fields = {
  member: pairedMember,
  from: whichHelper('从哪位帮扶人手里移交？'),
  to: helperField('接手人', '移交给哪位同志？没列出来的，说名字就行。'),
  overrideReason: overrideField('to'),
  reason: shortText({
    label: '原因',
    question: '为什么移交？一句话就行。',
    example: '李明同志调到别的单位了',
    max: 200,
  }),
};

type Told = Answers<typeof fields>;

/** Hands a member over. */
export const handOver = defineConversation({
  kind: 'form',
  name: 'hand-over',
  version: 1,
  ...entrances['hand-over'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'administrator'),
  fields,
  opening: async ctx =>
    (await paired(ctx)).length > 0
      ? ''
      : { stop: '您这里还没有结对的老同志，不用移交。先结对，回复“结对”。' },
  recognise: async (text, ctx) => (/移交|换(?:成|个|一位)?帮扶人/u.test(text) ? said(text, ctx) : null),
  understand: (text, ctx) => said(text, ctx),
  reviewTitle: '请您看看移交对不对，存下就从今天算起：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function said(text: string, ctx: BotContext) {
  const { member, helper, ask } = await sidesIn(toWhom(text), await paired(ctx), ctx);
  const reason =
    /(?:因为|由于)([^。]{2,})|[，,。；;]([^，,。；;]*(?:调|退休|离岗|出差|生病|请假)[^。；;]*)/u.exec(text);
  const why = (reason?.[1] ?? reason?.[2])?.trim();
  if (!member && !helper && !ask) return null;
  return {
    answers: {
      ...(member ? { member } : {}),
      ...(helper ? { to: helper } : {}),
      ...(why === undefined || why === '' ? {} : { reason: why }),
    },
    ...(ask ? { ask } : {}),
    confidence: 0.98,
  };
}

/** The old helper is known already: of two cadres the one behind 给 or 由 is meant. */
function toWhom(text: string): string {
  const to = /(?:移交给|交给|换成|改由|由)(.{2,12})/u.exec(text);
  const before = to ? text.slice(0, to.index) : text;
  const member = /把(.{1,8}?)(?:从|移交|交|换|$)/u.exec(before)?.[1] ?? before;
  return to ? `${member}，${to[1]?.split(/[，,。；;]/u)[0] ?? ''}` : text;
}

async function save({ member, from, to, reason, overrideReason }: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me, today } = ctx;
  if (!(await mayManage(db, me, member.id))) return { say: '这位老同志的结对不由您来办，没有移交。' };
  const override = overrideReason === undefined ? {} : { overrideReason };
  const wanted = { pairingId: from.id, toId: to.id, actorId: me.id, words: reason, ...override };
  const made = await keep(db, clock, wanted);
  const former = await findPerson(db, from.helperId);
  if (former)
    await tellFormerHelper(
      { ...made, pairing: { ...made.pairing, id: from.id }, helper: former },
      made.helper,
      ctx,
    );
  const letter = await newLetter(made, ctx);
  await tellHelper(made, letter !== null, ctx);
  const told = await tellMember(made, letter !== null, ctx);
  if (letter) await askToSign(letter, [made.helper.id, made.member.id], ctx);
  const full = memberInFull(made.member, today);
  const lines = [
    `移交好了：从今天起，${full}由${made.helper.name}同志帮扶，没办完的事也一起交过去了。`,
    letter ? `原来的责任书到此为止，新的责任书${letter.number}写好了，已请三方重新签字。` : '',
    told ? '' : '老同志收不到消息，请当面或打电话说一声。',
  ];
  return { say: lines.filter(line => line !== '').join('\n') };
}

/** A new helper signs anew (S5-3c): a letter where there was one, or where everything for one is there. */
async function newLetter({ pairing, hadLetter }: HandedOver, { db, clock, me }: BotContext) {
  const known = await currentLetter(db, pairing.id);
  if (known || (!hadLetter && lackingIn(pairing).length > 0)) return known;
  return calmly(
    async () => (await makeLetter(db, clock, { pairingId: pairing.id, actorId: me.id })).letter,
    () => null,
  );
}
