/**
 * 结对: a secretary, clerk or administrator gives a member a helper (S1-3.2a, S3-3.2, S5-3a), question by question or in one
 * sentence. What is agreed may follow later, but until 项目 任务 目标 are there the pairing is not 生效 (S2-4.4b); with them the letter is
 * written at once and everybody is asked to sign. A relative waits for a second person (E-11).
 */
import { bestByName, choice, date, person } from '../src/chat/fields/index.ts';
import type { Answers, Choice, Known, Saved } from '../src/chat/form.ts';
import { makeLetter, type Letter } from '../src/scheme/letters.ts';
import { createPairing, helpersOf, lackingIn, mayManage, type Made } from '../src/scheme/pairings.ts';
import { addressOf, hasRole } from '../src/scheme/people.ts';
import { AppError } from '../src/errors.ts';
import { defineConversation, type BotContext } from './context.ts';
import { agreedField, frequencyField, helperField, overrideField, taken } from './pair/fields.ts';
import { agreedIn, sidesIn, startIn } from './pair/heard.ts';
import { pairable } from './pair/people.ts';
import { askSecond, conflictWarning } from './pair/second.ts';
import { askToSign, tellHelper, tellMember } from './pair/telling.ts';
import { calmly, entrances, memberInFull } from './words.ts';

const fields = {
  member: person({
    label: '老同志',
    question: async (_answers, ctx: BotContext) =>
      (await pairable(ctx)).some(({ unpaired }) => unpaired)
        ? '给哪位老同志结对？还没有帮扶人的排在前面，别的老同志说名字就行。'
        : '给哪位老同志结对？大家都有帮扶人了；要再添一位，说老同志的名字就行。',
    example: '张德厚',
    list: async (ctx: BotContext) => (await pairable(ctx)).filter(({ unpaired }) => unpaired).slice(0, 9),
    find: async (text, ctx: BotContext) => bestByName(text, await pairable(ctx)),
  }),
  helper: helperField('帮扶人', '由哪位同志来帮扶？没列出来的，说名字就行。'),
  primary: choice({
    label: '主帮扶人',
    question: '这位老同志已经有主帮扶人了，新结的这位怎么算？',
    takeOnlyOne: true,
    showAs: (value: string) => (value === 'primary' ? '是' : '否，一起帮扶'),
    options: async (answers: Known, ctx: BotContext): Promise<Choice<'primary' | 'together'>[]> => {
      const member = answers['member'] as { readonly id: string } | undefined;
      const [first] = member ? await helpersOf(ctx.db, member.id, ctx.clock) : [];
      if (!first?.pairing.primary) return [{ value: 'primary', label: '主帮扶人' }];
      return [
        { value: 'together', label: `一起帮扶，主帮扶人还是${first.helper.name}` },
        { value: 'primary', label: `做主帮扶人，${first.helper.name}改为一起帮扶` },
      ];
    },
  }),
  overrideReason: overrideField('helper'),
  startsOn: taken(
    date({ label: '开始日期', question: '从哪天开始？', example: '今天' }),
    'startsOn',
    (_answers, ctx: BotContext) => ctx.today,
  ),
  direction: agreedField('帮扶方向', '帮扶方向是什么？', '生活照料'),
  project: agreedField('帮扶项目', '帮扶项目是什么？填了项目、任务、目标，结对才算生效。', '就医陪护'),
  task: agreedField('帮扶任务', '帮扶任务是什么？', '每月陪同复诊取药一次'),
  goal: agreedField('帮扶目标', '想达到什么目标？', '病情平稳，有人照应'),
  frequency: frequencyField,
};

type Told = Answers<typeof fields>;

/** Pairs a member with a helper. */
export const pair = defineConversation({
  kind: 'form',
  name: 'pair',
  version: 1,
  ...entrances.pair,
  opens: /^\p{Script=Han}{2,4}(?:同志)?[和跟与同]\p{Script=Han}{2,4}(?:同志)?(?:结对|结成?对子)/u,
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'administrator'),
  fields,
  opening: async ctx =>
    (await pairable(ctx)).length > 0 ? '' : { stop: '您这里还没有登记老同志，先建好档案再来结对。' },
  recognise: async (text, ctx) => (isAbout(text) ? said(text, ctx) : null),
  understand: async (text, ctx) => said(text, ctx),
  reviewTitle: async (answers, ctx) => `请您看看结对对不对：${await conflictWarning(answers, ctx)}`,
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

/** Words that speak of making a pairing and of nothing else. */
const isAbout = (text: string): boolean =>
  /结对|结成?对子|结个对/u.test(text) &&
  !/解除|取消|不再|结束|移交|亲属|多少|几对|情况|简报|哪些|谁/u.test(text) &&
  [...text.trim()].length > 4;

async function said(text: string, ctx: BotContext) {
  const { member, helper, ask } = await sidesIn(text, await pairable(ctx), ctx);
  const startsOn = startIn(text, ctx.today);
  const answers = {
    ...agreedIn(text),
    ...(member ? { member } : {}),
    ...(helper ? { helper } : {}),
    ...(startsOn === undefined ? {} : { startsOn }),
    ...(/(?:做|当|为|是)主帮扶人/u.test(text) ? { primary: 'primary' as const } : {}),
    ...(/一起帮扶|协助帮扶|不(?:做|当|是)主帮扶人/u.test(text) ? { primary: 'together' as const } : {}),
  };
  const empty = Object.keys(answers).length === 0 && ask === undefined;
  return empty ? null : { answers, ...(ask ? { ask } : {}), confidence: 0.98 };
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  if (!(await mayManage(db, me, told.member.id)))
    throw new AppError('not-theirs', 'not theirs to pair', {
      expose: '这位老同志的结对不由您来办，没有存。',
    });
  const { direction, project, task, goal, frequency, overrideReason, startsOn } = told;
  const words = Object.entries({ direction, project, task, goal, frequency, overrideReason, startsOn });
  const made = await createPairing(db, clock, {
    ...Object.fromEntries(words.filter(([, value]) => value !== undefined)),
    helperId: told.helper.id,
    memberId: told.member.id,
    actorId: me.id,
    primary: told.primary === 'primary',
  });
  if (made.conflicts.length > 0) return { say: await askSecond(made, ctx) };
  return { say: await tellPaired(made, ctx) };
}

/** Everybody hears of it, and of the letter where one could be written. */
async function tellPaired(made: Made, ctx: BotContext): Promise<string> {
  const { pairing, helper, member } = made;
  const written = await letterFor(made, ctx);
  await tellHelper(made, written.letter !== null, ctx);
  const told = await tellMember(made, written.letter !== null, ctx);
  if (written.letter) await askToSign(written.letter, [helper.id, member.id], ctx);
  const address = addressOf(member, ctx.today);
  const role = pairing.primary ? '主帮扶人' : '帮扶人之一';
  return [
    `结好了：${helper.name}同志是${memberInFull(member, ctx.today)}的${role}。`,
    written.say,
    told ? '' : `${address}收不到消息，请当面或打电话说一声。`,
  ]
    .filter(line => line !== '')
    .join('\n');
}

async function letterFor(
  { pairing }: Made,
  { db, clock, me, today }: BotContext,
): Promise<{ letter: Letter | null; say: string }> {
  const lacking = lackingIn(pairing);
  if (lacking.length > 0)
    return {
      letter: null,
      say: `${lacking.join('、')}还没填，结对先不算生效，责任书也写不了；想好了回复“帮扶内容”补上。`,
    };
  if (pairing.startsOn > today) return { letter: null, say: '到了开始那天，回复“责任书”就能写责任书。' };
  return calmly<{ letter: Letter | null; say: string }>(
    async () => {
      const { letter } = await makeLetter(db, clock, { pairingId: pairing.id, actorId: me.id });
      return { letter, say: `责任书${letter.number}写好了，已请三方签字；您要看，回复“责任书”。` };
    },
    say => ({ letter: null, say }),
  );
}
