/**
 * 我的信息 (PIPL 44, 45): a member, or the relative who acts for them, reads what is kept, what was agreed to and how often it was
 * looked at; 更正 asks for something to be put right (46), and the clerk answers it.
 */
import { longText, person } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { mayActFor } from '../src/scheme/access.ts';
import { correctionNumber, openCorrection } from '../src/scheme/corrections.ts';
import { clerkFor } from '../src/scheme/organisations.ts';
import { findMember } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { keptAbout } from './my-information/kept.ts';
import { ownChoices, ownFiles, whoseFile } from './my-information/own.ts';
import { calmly, entrances, isMemberOrFamily, memberInFull, quoted, staffToCall, timely } from './words.ts';

/** Shows what is kept. */
export const myInformation = defineConversation({
  kind: 'reply',
  name: 'my-information',
  ...entrances['my-information'],
  mayUse: ({ me }) => isMemberOrFamily(me),
  recognise: text => asks.test(text.trim()),
  answer: async (_text, ctx) => {
    const files = await ownFiles(ctx);
    if (files.length === 0) return nothingKept;
    const told: string[] = [];
    for (const member of files) told.push(...(await keptAbout(member, whoseFile(member, ctx), ctx)));
    return told;
  },
});

const asks =
  /^(?:你们|单位|这里|系统)?(?:都|到底)?(?:记了|存了|知道|登记了|掌握)(?:我|我们|我家|我爸|我妈|老人)的?(?:哪些|什么|多少|啥)|^谁(?:看过|查过|看了)(?:我|我爸|我妈)/u;

const nothingKept = '这里还没有您的档案。要是觉得不对，请给单位经办同志打个电话，或者回复“人工”。';

/** Asks for something to be put right. */
export const correctInformation = defineConversation({
  kind: 'form',
  name: 'correct-information',
  title: '更正',
  words: ['更正', '我要更正', '更正信息', '信息不对', '信息有误', '改信息', '删除我的信息', '不要记我的信息'],
  version: 1,
  opens: /^更正\s*\S/u,
  mayUse: ({ me }) => isMemberOrFamily(me),
  review: false,
  fields: {
    member: person({
      label: '老同志',
      question: '是哪位老同志的信息？',
      list: ownChoices,
      takeOnlyOne: true,
    }),
    wish: longText({
      label: '更正',
      question: '哪里不对？应该是什么？打字、发语音都行。',
      example: '电话换成0917-3200000',
      keeps: ['voice', 'image'],
      max: 500,
    }),
  },
  opening: async ctx => ((await ownFiles(ctx)).length > 0 ? '' : { stop: nothingKept }),
  recognise: text => {
    const wish = correcting.exec(text.trim())?.[1]?.trim() ?? '';
    if (wish === '' || /^第?\s*[\d０-９]+\s*号/u.test(wish)) return null;
    return { answers: { wish: { text: wish, attachments: [] } }, confidence: 0.95 };
  },
  understand: () => null,
  save: ({ member, wish }, ctx) =>
    calmly<Saved>(
      () => ask(member.id, wish.text, wish.attachments.length, ctx),
      say => ({ say }),
    ),
});

const correcting = /^(?:我要|请|麻烦)?(?:更正|改正|纠正)(?:一下)?[\s:：，,]*(.*)$/su;

async function ask(memberId: string, words: string, files: number, ctx: BotContext): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const member = await findMember(db, memberId);
  if (!member || !(await mayActFor(db, me, memberId, clock))) return { say: nothingKept };
  const sent = files > 0 ? `${words === '' ? '' : '，'}另发来语音或照片，请打电话问清楚` : '';
  const wish = `${words}${sent}`;
  const correction = await openCorrection(db, { memberId, askedById: me.id, wish }, clock);
  const number = correctionNumber(correction);
  const clerk = await clerkFor(db, member.organisation.id, { reachable: true });
  const to = clerk ?? (await staffToCall(ctx, member.organisation.id, [me.id]))?.person;
  if (to) {
    const writer = me.id === member.id ? '' : `（${me.name}代说）`;
    const text =
      `${memberInFull(member, today)}说档案要更正${writer}：${quoted(wish, 300)}\n` +
      `请在5个工作日内核对。改好了回复“${number} 已更正”；不能改的回复“${number} 不更正”，我会问原因。`;
    await ctx.tell({ to, text, ...timely(ctx, 'notice'), dedupeKey: `correction-opened:${correction.id}` });
  }
  const whom = to ? `已转给${to.name}同志` : '已经记下';
  return { say: `${whom}，${number}，5个工作日内给您答复。想看办得怎样，回复“我的信息”。` };
}
