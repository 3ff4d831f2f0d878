/**
 * 免访 (S2-4.4a): “免访 张老 春节走访，在外地子女家过年”: a secretary or clerk lets a visit go this time, with a reason that is kept, and
 * brings it back by “撤销免访”. Whoever is to go hears of both.
 */
import { choice, person, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { excuseDuty, undoExcusal, type Restored } from '../src/scheme/hand-backs.ts';
import type { Unreached } from '../src/scheme/notices.ts';
import { findPerson, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { excusalIn, excusalSaid, namedIn, undoSaid } from './excuse/heard.ts';
import {
  asksTheSecretary,
  choosableItems,
  decides,
  findOwn,
  inFull,
  itemsOf,
  letGoItems,
  memberIn,
  nothingDue,
  toChoose,
  whoseField,
  type Item,
} from './excuse/whom.ts';
import { choosable } from './record-visit/people.ts';
import { calmly, entrances, tellAll } from './words.ts';

/** Lets a visit go. */
export const excuseForm = defineConversation({
  kind: 'form',
  name: 'excuse',
  version: 1,
  ...entrances.excuse,
  opens: /^免访[\s:：]/u,
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'helper', 'leader'),
  fields: {
    member: whoseField,
    item: choice({
      label: '哪一件',
      question: '是哪一件不用去？',
      takeOnlyOne: true,
      options: async (answers: Known, ctx: BotContext): Promise<Choice<Item>[]> =>
        toChoose(await choosableItems(memberIn(answers), ctx)),
    }),
    reason: shortText({
      label: '原因',
      question: '为什么这次不用去？写一句，要留底。',
      example: '在外地子女家过年，节后回来',
      min: 2,
      max: 200,
      why: '不去走访，一定要写一句原因。',
    }),
  },
  opening: async (ctx, answers) => {
    if (!decides(ctx)) return { stop: asksTheSecretary };
    const member = memberIn(answers);
    if (!member || answers['item'] !== undefined || (await itemsOf(member.id, ctx)).length > 0) return '';
    return { stop: await nothingDue(member, ctx) };
  },
  recognise: async (text, ctx) => (decides(ctx) ? excusalIn(text, ctx) : fromHelper(text, ctx)),
  understand: () => null,
  reviewTitle: async ({ item }, ctx) => {
    const owner = await findPerson(ctx.db, (item as Item | undefined)?.ownerId ?? '');
    const whom = owner && owner.id !== ctx.me.id ? `，也告诉${owner.name}同志不用去了` : '';
    return `免访：这次不去，不再提醒${whom}。请您看看对不对：`;
  },
  save: ({ item, reason }, ctx) =>
    calmly<Saved>(
      () => letGo(item, reason, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) => bringBack(ref as unknown as Item, ctx),
});

/** A helper who asks for it, or says so of one of their own: told kindly whose word it needs. */
async function fromHelper(text: string, ctx: BotContext) {
  const said = excusalSaid(text);
  if (!said) return null;
  const asked = /^(?:请)?(?:登记|办理|申请)?免访/u.test(text.trim());
  return asked || namedIn(said.head, await choosable(ctx)).length > 0
    ? { answers: {}, confidence: 0.99 }
    : null;
}

async function letGo(item: Item, reason: string, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  if (!(await isOwn(item, ctx))) return { say: '这位老同志现在不由您这边管，这次没有记。' };
  const told = await excuseDuty(db, clock, { obligationId: item.id, actorId: me.id, reason });
  await tellAll(told.notices, ctx);
  const member = await findPerson(db, item.memberId);
  return {
    say: [
      `记下了：${item.what}这次不去了，原因也记下了，不再提醒。${missed(told.unreached)}`,
      `还要去的话，回复“撤销免访 ${member?.name ?? ''}”。`,
    ].join('\n'),
    undo: { ref: { ...item }, label: `${item.what}的免访` },
  };
}

const missed = (unreached: readonly Unreached[]): string =>
  unreached.length === 0
    ? ''
    : `${unreached.map(({ name }) => name).join('、')}同志收不到消息，请打个电话说一声。`;

const isOwn = async ({ memberId }: Item, { db, me }: BotContext): Promise<boolean> =>
  (await findPerson(db, memberId))?.organisation.path.startsWith(me.organisation.path) === true;

const fieldsOfUndo = {
  member: person({
    label: '老同志',
    question: '是哪位老同志的？',
    find: findOwn,
    onlyIfSaid: true,
    quiet: true,
  }),
  item: choice({
    label: '哪一件',
    question: '是哪一件还要去？',
    takeOnlyOne: true,
    options: async (answers: Known, ctx: BotContext): Promise<Choice<Item>[]> =>
      toChoose(await letGoItems(memberIn(answers)?.id, ctx)),
  }),
};

/** Brings a visit back that was let go. */
export const undoExcuseForm = defineConversation({
  kind: 'form',
  name: 'undo-excuse',
  version: 1,
  ...entrances['undo-excuse'],
  opens: /^撤销免访/u,
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'helper', 'leader'),
  fields: fieldsOfUndo,
  opening: async (ctx, answers) => {
    if (!decides(ctx)) return { stop: '免访由书记或经办同志来定。要恢复，请跟他们说一声。' };
    const member = memberIn(answers);
    if ((await letGoItems(member?.id, ctx)).length > 0) return '';
    const who = member ? await inFull(member, ctx) : '您这边眼下';
    return { stop: `${who}没有能恢复的免访：要么没有免过，要么日子已经过了。` };
  },
  recognise: async (text, ctx) => {
    const name = undoSaid(text);
    if (name === null) return null;
    const found = name === '' ? [] : await findOwn(name.replace(/(?:同志)?的.*$/u, ''), ctx);
    const [only] = found;
    return {
      answers: only && found.length === 1 ? { member: { id: only.id, name: only.name } } : {},
      confidence: 0.997,
    };
  },
  understand: () => null,
  reviewTitle: '撤销免访：还是要去，从现在起照常提醒。请您看看对不对：',
  save: async ({ item }, ctx): Promise<Saved> => ({ say: await bringBack(item, ctx) }),
});

const bringBack = (item: Item, ctx: BotContext): Promise<string> =>
  calmly(
    async () => {
      if (!(await isOwn(item, ctx))) return '这位老同志现在不由您这边管，这次没有改。';
      const wanted = { obligationId: item.id, actorId: ctx.me.id };
      const restored = await undoExcusal(ctx.db, ctx.clock, wanted);
      await tellAll(restored.notices, ctx);
      return outcome(item, restored, ctx);
    },
    say => say,
  );

async function outcome(
  item: Item,
  { state, ownerId, unreached }: Restored,
  { db, me }: BotContext,
): Promise<string> {
  const { what } = item;
  if (state === 'done') return `撤销了。${what}这期间已经去过，记成办好了。`;
  if (state === 'cancelled') return `撤销了免访，不过${what}照现在的规则和档案已经不用办了。`;
  const owner = ownerId === me.id ? '您' : `${(await findPerson(db, ownerId))?.name ?? '负责的'}同志`;
  return `好的，${what}还是要去，由${owner}负责，从现在起照常提醒。${missed(unreached)}`;
}
