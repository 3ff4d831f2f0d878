/**
 * 帮扶内容: 方向 项目 任务 目标 频次 of a pairing (S2-4.4b), filled in or changed, question by question or in one sentence. What somebody
 * has signed stays as it was; a changed text is a new version that everybody signs anew (S5-3c).
 */
import type { Answers, Choice, Known, Saved } from '../src/chat/form.ts';
import { choice } from '../src/chat/fields/index.ts';
import { makeLetter, type Letter } from '../src/scheme/letters.ts';
import {
  agree,
  helpersOf,
  inForce,
  lackingIn,
  mayManage,
  type AgreedChange,
} from '../src/scheme/pairings.ts';
import { addressOf, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { agreedField, frequencyField, pairedMember, presentIn, taken, type Chosen } from './pair/fields.ts';
import type { ContactFrequency } from '../src/scheme/labels.ts';
import { agreedIn, sidesIn } from './pair/heard.ts';
import { paired, sidesOf } from './pair/people.ts';
import { askToSign } from './pair/telling.ts';
import { calmly, entrances } from './words.ts';

const fields = {
  member: pairedMember,
  from: choice({
    label: '帮扶人',
    question: '是和哪位帮扶人的？',
    takeOnlyOne: true,
    options: async (answers: Known, ctx: BotContext): Promise<Choice<Chosen>[]> => {
      const member = answers['member'] as { readonly id: string } | undefined;
      const helpers = member ? await helpersOf(ctx.db, member.id, ctx.clock) : [];
      return helpers.map(({ helper, pairing }) => ({
        value: {
          id: pairing.id,
          helperId: helper.id,
          label: helper.name,
          direction: pairing.direction ?? '',
          project: pairing.project ?? '',
          task: pairing.task ?? '',
          goal: pairing.goal ?? '',
          frequency: pairing.frequency ?? '',
        },
        label: helper.name,
      }));
    },
  }),
  direction: taken(
    agreedField('帮扶方向', '帮扶方向是什么？', '生活照料'),
    'direction',
    presentIn('direction'),
  ),
  project: taken(agreedField('帮扶项目', '帮扶项目是什么？', '就医陪护'), 'project', presentIn('project')),
  task: taken(agreedField('帮扶任务', '帮扶任务是什么？', '每月陪同复诊取药一次'), 'task', presentIn('task')),
  goal: taken(agreedField('帮扶目标', '想达到什么目标？', '病情平稳，有人照应'), 'goal', presentIn('goal')),
  frequency: taken(frequencyField, 'frequency', presentIn<ContactFrequency>('frequency')),
};

type Told = Answers<typeof fields>;

/** Fills in or changes what is agreed. */
export const agreePairing = defineConversation({
  kind: 'form',
  name: 'agree-pairing',
  version: 1,
  ...entrances['agree-pairing'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'administrator'),
  fields,
  opening: async ctx =>
    (await paired(ctx)).length > 0 ? '' : { stop: '您这里还没有结对的老同志。先结对，回复“结对”。' },
  recognise: async (text, ctx) => {
    if (/结对|移交/u.test(text) || Object.keys(agreedIn(text)).length < 2) return null;
    return said(text, ctx);
  },
  understand: (text, ctx) => said(text, ctx),
  reviewTitle: '这是帮扶内容。要改哪一项就直接说，比如“目标：病情平稳”；请您看看对不对：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function said(text: string, ctx: BotContext) {
  const { member, ask } = await sidesIn(text, await paired(ctx), ctx);
  const answers = { ...agreedIn(text), ...(member ? { member } : {}) };
  return Object.keys(answers).length === 0 && !ask
    ? null
    : { answers, ...(ask ? { ask } : {}), confidence: 0.97 };
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const { member, from, direction, project, task, goal, frequency } = told;
  if (!(await mayManage(db, me, member.id))) return { say: '这位老同志的结对不由您来办，没有存。' };
  const given = Object.entries({ direction, project, task, goal, frequency });
  const words = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const change = await agree(db, clock, { pairingId: from.id, actorId: me.id, words });
  if (!change.changed) return { say: '和原来一样，没有要改的。' };
  return { say: await whatFollows(change, ctx) };
}

async function whatFollows({ pairing, letter }: AgreedChange, ctx: BotContext): Promise<string> {
  const { helper, member } = await sidesOf(pairing, ctx);
  const pairNames = `${helper.name}同志和${addressOf(member, ctx.today)}`;
  if (letter.kind !== 'none') {
    await askToSign(letter.letter, [], ctx);
    return letter.kind === 'superseded'
      ? `改好了。已经有人签过原来的责任书，那一版原样留着；新的第${letter.letter.version}版写好了，已请三方重新签字。`
      : '改好了。责任书还没有人签，文字也跟着改好了，已请三方来签。';
  }
  const lacking = lackingIn(pairing);
  if (lacking.length > 0) return `记下了。${lacking.join('、')}还没填，填好了${pairNames}的结对才算生效。`;
  const written = inForce(pairing, ctx.today) ? await writeLetter(pairing.id, ctx) : null;
  if (written) await askToSign(written, [], ctx);
  return `记下了，${pairNames}的结对生效了。${written ? `责任书${written.number}写好了，已请三方签字。` : ''}`;
}

const writeLetter = (pairingId: string, { db, clock, me }: BotContext): Promise<Letter | null> =>
  calmly<Letter | null>(
    async () => (await makeLetter(db, clock, { pairingId, actorId: me.id })).letter,
    () => null,
  );
