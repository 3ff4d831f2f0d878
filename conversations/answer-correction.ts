/** 更正答复: the clerk says that it is put right, or why not; whoever asked, and the member, are told (PIPL 46). */
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Saved } from '../src/chat/form.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { AppError } from '../src/errors.ts';
import {
  answerCorrection,
  answersCorrections,
  correctionNumber,
  openCorrectionsFor,
  type Correction,
} from '../src/scheme/corrections.ts';
import type { CorrectionState } from '../src/scheme/labels/privacy.ts';
import { addressOf, peopleById } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, memberInFull, quoted, timely } from './words.ts';

type Picked = { readonly id: string; readonly label: string };
type Answer = Exclude<CorrectionState, 'open'>;

const answers: readonly Choice<Answer>[] = [
  { value: 'done', label: '已更正', words: ['更正了', '改好了', '已改', '改了', '删了', '已删除'] },
  { value: 'declined', label: '不更正', words: ['不改', '没有改', '不能改', '没法改'] },
];

export const answerCorrectionForm = defineConversation({
  kind: 'form',
  name: 'answer-correction',
  title: '答复更正',
  words: ['答复更正', '处理更正', '更正答复', '待更正'],
  version: 1,
  opens: /^更正第?\s*[\d０-９]+\s*号/u,
  mayUse: ({ me }) => answersCorrections(me),
  reviewTitle: '答复以后就告诉本人，请您看看对不对：',
  fields: {
    correction: choice({
      label: '哪一件',
      question: '是哪一件更正？',
      options: async (_answers, ctx: BotContext) => (await toAnswer(ctx)).map(toChoice),
      takeOnlyOne: true,
    }),
    state: choice({ label: '答复', question: '怎么答复？', options: answers }),
    reason: shortText({
      label: '原因',
      question: '为什么不改？写明了好向老同志说明。',
      example: '身份证上就是这一天，请带户口本来核对',
      max: 300,
      when: ({ state }) => state === 'declined',
    }),
  },
  opening: async (ctx, { correction }) =>
    correction === undefined && (await toAnswer(ctx)).length === 0
      ? { stop: '现在没有等您答复的更正。' }
      : '',
  recognise: async (text, ctx) => {
    const [, number, rest = ''] = numbered.exec(normalizeText(text.trim())) ?? [];
    if (number === undefined) return null;
    const found = (await toAnswer(ctx)).find(each => each.correction.number === Number(number));
    const state = answers.find(({ label, words = [] }) =>
      [label, ...words].some(word => rest.startsWith(word)),
    );
    const reason = state ? wordsAfter(rest, state) : '';
    return {
      answers: {
        ...(found ? { correction: toChoice(found).value } : {}),
        ...(state ? { state: state.value } : {}),
        ...(state?.value === 'declined' && reason !== '' ? { reason } : {}),
      },
      confidence: 0.97,
    };
  },
  understand: () => null,
  save: (given, ctx) =>
    calmly<Saved>(
      () => answer(given, ctx),
      say => ({ say }),
    ),
});

const numbered = /^更正第?\s*(\d{1,7})\s*号[\s，,：:。]*(.*)$/su;

function wordsAfter(rest: string, { label, words = [] }: Choice<Answer>): string {
  const said = [label, ...words].find(word => rest.startsWith(word)) ?? '';
  return rest.slice(said.length).replace(/^[\s，,。：:、]+/u, '');
}

interface ToAnswer {
  readonly correction: Correction;
  readonly label: string;
}

async function toAnswer(ctx: BotContext): Promise<ToAnswer[]> {
  const open = await openCorrectionsFor(ctx.db, ctx.me, ctx.clock);
  const people = await peopleById(
    ctx.db,
    open.map(({ memberId }) => memberId),
  );
  return open.map(correction => {
    const member = people.get(correction.memberId);
    const who = member ? memberInFull(member, ctx.today) : '';
    return { correction, label: `${correctionNumber(correction)} ${who} ${quoted(correction.wish, 24)}` };
  });
}

const toChoice = ({ correction, label }: ToAnswer): Choice<Picked> => ({
  value: { id: correction.id, label },
  label,
  words: [correctionNumber(correction)],
});

interface Given {
  readonly correction: Picked;
  readonly state: Answer;
  readonly reason?: string | undefined;
}

async function answer({ correction: { id }, state, reason }: Given, ctx: BotContext): Promise<Saved> {
  if (!(await toAnswer(ctx)).some(({ correction }) => correction.id === id))
    throw new AppError('correction-not-theirs', 'not open, or not theirs any more', {
      expose: '这件更正已经答复过了，或者现在不由您办了，没有记。',
    });
  const done = await answerCorrection(
    ctx.db,
    { correctionId: id, actorId: ctx.me.id, state, ...(reason === undefined ? {} : { answer: reason }) },
    ctx.clock,
  );
  const told = await tellAskers(done, ctx);
  return { say: `${correctionNumber(done)}已经答复${told}。` };
}

/** Tells whoever asked, and the member; a member who has died hears nothing any more. */
async function tellAskers(correction: Correction, ctx: BotContext): Promise<string> {
  const people = await peopleById(ctx.db, [correction.memberId, correction.askedById]);
  const member = people.get(correction.memberId);
  const to = [...people.values()].filter(
    ({ id, reachable, member: file }) => id !== ctx.me.id && reachable && file?.state !== 'deceased',
  );
  for (const person of to) {
    const whose = person.id === member?.id ? '您' : member ? addressOf(member, ctx.today) : '';
    const text =
      correction.state === 'done'
        ? `${whose}档案的${correctionNumber(correction)}：${quoted(correction.wish, 60)}，已经改好了。谢谢您告诉我们。`
        : `${whose}档案的${correctionNumber(correction)}：${quoted(correction.wish, 60)}，这次没有改，原因是：${correction.answer ?? ''}。您要是不同意，回复“人工”，请工作人员给您打电话。`;
    const dedupeKey = `correction-answered:${correction.id}:${person.id}`;
    await ctx.tell({ to: person, text, ...timely(ctx, 'notice'), dedupeKey });
  }
  if (to.length === 0) return '；没有能收到消息的人，请打电话告诉他们';
  return `，也告诉了${to.map(person => addressOf(person, ctx.today)).join('和')}`;
}
