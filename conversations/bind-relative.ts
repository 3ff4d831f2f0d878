/**
 * 代办人: clerk or secretary bind a relative to a member (E-13). Nobody binds themselves; an account that
 * somebody uses already is asked about; the relative is told in a few kind words.
 */
import { choice, person, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { findVisiblePeople } from '../src/scheme/access.ts';
import { bindRelative, unbindRelative, type NewRelative } from '../src/scheme/family.ts';
import { addressOf, findByUserId, type Member, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { refuseAccount, refuseName, refusePhone } from './family/answers.ts';
import { findLiving, isKeeper, meant, notTheirs, stillTheirs, type Named } from './family/whom.ts';
import { calmly, phoneOf, timely } from './words.ts';

/** Whom the words mean: somebody known, or somebody new. */
type Who = { readonly id: string; readonly label: string };
const newcomer = 'new';
const mistaken = 'mistaken';

const spoken = /^代办人\s+(\p{Script=Han}{1,8})$/u;

/** Binds a relative. */
export const bindRelativeForm = defineConversation({
  kind: 'form',
  name: 'bind-relative',
  opens: /^代办人\s+\p{Script=Han}{2}/u,
  title: '代办人',
  words: ['代办人', '登记代办人', '绑定代办人', '设代办人', '加代办人'],
  version: 1,
  mayUse: isKeeper,
  fields: {
    member: person({
      label: '老同志',
      question: '给哪位老同志登记代办人？说名字就行。',
      find: findLiving,
    }),
    name: shortText({
      label: '代办人',
      question: ({ member }) => `谁替${(member as Named).name}同志在这里办事？请写姓名。`,
      example: '张小梅',
      refuse: refuseName,
    }),
    relation: shortText({
      label: '关系',
      question: ({ member, name }) =>
        `${String(name)}是${(member as Named).name}同志的什么人？比如女儿、老伴。`,
      example: '女儿',
      max: 12,
    }),
    userId: shortText({
      label: '企业微信账号',
      question: ({ name }) => `${String(name)}的企业微信账号是什么？还没有账号，回复“跳过”，以后可以再补。`,
      example: 'ZhangXiaoMei',
      max: 64,
      refuse: refuseAccount,
      optional: true,
    }),
    who: choice({
      label: '是哪一位',
      question: ({ userId }) =>
        userId === undefined ? '单位里已有同名的人，是不是同一位？' : '这个账号已经有人在用，是不是同一位？',
      options: whoItMayBe,
      takeOnlyOne: true,
      showAs: ({ label }: Who) => label,
    }),
    phone: shortText({
      label: '电话',
      question: '留个电话吧，没有就回复“跳过”。',
      example: '10000001234',
      refuse: refusePhone,
      optional: true,
      when: ({ who }) => (who as Who | undefined)?.id === newcomer,
    }),
  },
  recognise: async (text, ctx) => {
    const name = spoken.exec(text.trim())?.[1];
    return name === undefined ? null : { ...(await meant(name, ctx, findLiving)), confidence: 0.9 };
  },
  understand: () => null,
  check: async ({ member, who, userId }, ctx) => {
    if (who.id === ctx.me.id) return { field: 'name', hint: '代办人不能登记成自己，请另一位同志来登记。' };
    if (who.id === member.id)
      return { field: 'name', hint: '代办人是替本人办事的家里人，请写家里人的姓名。' };
    const holder = userId === undefined ? null : await findByUserId(ctx.db, userId.trim());
    if (holder && who.id === mistaken) return { field: 'userId', hint: '好的，请重新写一下账号。' };
    return holder && holder.id !== who.id
      ? { field: 'who', hint: '账号换过了，请再确认一下是哪一位。' }
      : null;
  },
  reviewTitle: ({ member, name }) =>
    `登记以后，${String(name)}就能替${(member as Named).name}同志求助、报情况，也能看到求助办得怎样。请您看看对不对：`,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => bind(answers, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) => takeBack(ref as { memberId: string; relativeId: string }, ctx),
});

/** Whoever has that account, else those of that name in the bureau; somebody new where there is nobody. */
async function whoItMayBe({ name, userId }: Known, { db, me }: BotContext): Promise<Choice<Who>[]> {
  const fresh: Choice<Who> = {
    value: { id: newcomer, label: '新登记' },
    label: '不是，是另一位，新登记',
    words: ['不是', '新登记', '另一位'],
  };
  if (typeof userId === 'string') {
    const holder = await findByUserId(db, userId);
    if (!holder) return [fresh];
    const wrong = {
      value: { id: mistaken, label: '新登记' },
      label: '不是，账号写错了',
      words: ['不是', '写错了'],
    };
    return [known(holder, ['是', '是的', '就是', '对']), wrong];
  }
  const found = await findVisiblePeople(db, me, { text: String(name), limit: 8 });
  const same = found.filter(person => person.name === name).map(person => known(person, []));
  return [...same, fresh];
}

const known = (person: Person, words: readonly string[]): Choice<Who> => ({
  value: { id: person.id, label: `${person.name}（${person.organisation.name}）` },
  label: `就是${person.name}（${person.organisation.name}）`,
  words,
});

interface Binding {
  readonly member: Named;
  readonly name: string;
  readonly relation: string;
  readonly userId: string | undefined;
  readonly who: Who;
  readonly phone: string | undefined;
}

async function bind({ member: { id }, who, ...said }: Binding, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const member = await stillTheirs(id, ctx);
  if (!member) return { say: notTheirs };
  const fresh = { name: said.name.trim(), userId: said.userId?.trim() ?? null, phone: said.phone ?? null };
  const relative: NewRelative = who.id === newcomer || who.id === mistaken ? fresh : { personId: who.id };
  const tie = { memberId: id, relation: said.relation.trim(), relative, actorId: me.id };
  const { relative: bound, already } = await bindRelative(db, clock, tie);
  if (already) return { say: `${bound.name}早就是${member.name}同志的代办人了，不用再登记。` };
  const told = await greet(bound, member, ctx);
  const aware = told
    ? `我已经跟${bound.name}打过招呼了。`
    : bound.userId === null
      ? `${bound.name}还没有企业微信账号，有了请管理员补上，就能在这里说话了。`
      : '';
  return {
    say: `登记好了：${bound.name}（${tie.relation}）可以替${member.name}同志在这里办事了。${aware}`,
    undo: {
      ref: { memberId: id, relativeId: bound.id },
      label: `${bound.name}作${member.name}同志代办人的登记`,
    },
  };
}

async function greet(relative: Person, member: Member, ctx: BotContext): Promise<boolean> {
  const { me, today } = ctx;
  const address = addressOf(member, today);
  const text =
    `${relative.name}，您好！${me.name}同志帮您登记好了，以后${address}要是有什么事，您在这里说一声就行：` +
    `要人帮忙、住院了、心里有什么话，打字、发语音都可以，我们会马上转给帮扶的同志。\n` +
    `要是登记错了，请告诉${me.name}${phoneOf(me)}。谢谢您照顾${address}，辛苦了。`;
  return ctx.tell({ to: relative, text, ...timely(ctx, 'notice'), conditions: { memberId: member.id } });
}

async function takeBack(
  { memberId, relativeId }: { readonly memberId: string; readonly relativeId: string },
  ctx: BotContext,
): Promise<string> {
  const ended = await unbindRelative(ctx.db, ctx.clock, { memberId, relativeId, actorId: ctx.me.id });
  return ended
    ? '代办人的登记撤销了，那边从现在起看不到这位老同志的事了。'
    : '这个登记已经不在了，不用撤销。';
}
