/**
 * 办理求助: whoever sees to a request writes how it goes ("第3号 已联系，明天上门") and what came of it ("3号办好了，已经修好水管").
 *
 * Two small forms. A word of progress is kept at once, without a review: it ends nothing, and the first one takes the request
 * on (接单). Closing is shown for confirmation: it needs an outcome (S1-1) and cannot be taken back. Whoever asked hears of
 * each step in one sentence.
 */
import type { Choice, Saved } from '../src/chat/form.ts';
import { choice, shortText } from '../src/chat/fields/index.ts';
import { dateText } from '../src/calendar/format.ts';
import { AppError } from '../src/errors.ts';
import { mayActFor } from '../src/scheme/access.ts';
import { labelOf, outcomes, type Outcome } from '../src/scheme/labels.ts';
import { addressOf, findPerson, peopleById, type Person } from '../src/scheme/people.ts';
import {
  addNote,
  closeRequest,
  findRequest,
  requestNumber,
  takeRequest,
  type Request,
} from '../src/scheme/requests.ts';
import { acceptRequest, answerCame, settleRequest, type Accepted } from '../src/scheme/request-duties.ts';
import { defineConversation, type BotContext } from './context.ts';
import {
  aboutRequest,
  picked,
  requestsToHandle,
  saysAnswer,
  type AboutRequest,
  type Picked,
} from './handle-request/about-request.ts';
import { calmly, isStaff, quoted, tellAll, timely } from './words.ts';

const which = choice({
  label: '哪一件',
  question: '是哪一件求助？',
  options: async (_answers, ctx: BotContext): Promise<Choice<Picked>[]> =>
    (await requestsToHandle(ctx)).map(({ request, member }) => ({
      value: picked(request, member, ctx),
      label: picked(request, member, ctx).label,
      words: [requestNumber(request), member.name],
    })),
  takeOnlyOne: true,
});

const nothingToHandle = async (ctx: BotContext) =>
  (await requestsToHandle(ctx)).length > 0
    ? ''
    : { stop: '现在没有交给您办的求助。看看别的，回复“我的申请”或“我的待办”。' };

const whichOf = ({ request }: AboutRequest) => (request === undefined ? {} : { request });

/** “第3号 …” can be about nothing but a request. */
const numberedOpening = /^第\s*[\d０-９]{1,7}\s*号/u;

/** Writes how a request goes. */
export const noteProgress = defineConversation({
  kind: 'form',
  name: 'note-progress',
  title: '写进展',
  words: ['写进展', '办理进展', '记进展', '接单'],
  version: 1,
  opens: numberedOpening,
  mayUse: ({ me }) => isStaff(me),
  review: false,
  fields: {
    request: which,
    text: shortText({
      label: '进展',
      question: '进展怎么样？一句话就行。',
      example: '已联系，明天上门',
      max: 300,
    }),
  },
  opening: async (ctx, { request }) => (request === undefined ? nothingToHandle(ctx) : ''),
  recognise: async (text, ctx) => {
    const said = await aboutRequest(text, ctx);
    if (!said || said.outcome !== undefined) return null;
    return { answers: { ...whichOf(said), text: said.rest }, confidence: said.confidence };
  },
  understand: () => null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => note(answers, ctx),
      say => ({ say }),
    ),
});

async function note(
  { request: { id }, text }: { request: Picked; text: string },
  ctx: BotContext,
): Promise<Saved> {
  const { request, visit } = await acceptIfOpen(id, ctx);
  await addNote(ctx.db, { requestId: id, actorId: ctx.me.id, text }, ctx.clock);
  if (saysAnswer(text)) await answerCame(ctx.db, ctx.clock, request, ctx.me.id);
  const told = await tellWriters(request, `有进展了。${ctx.me.name}说：${quoted(text, 200)}`, ctx);
  const number = requestNumber(request);
  return {
    say: `${number}求助的进展记下了${told}。${await whoGoes(visit, ctx)}办完了，回复“${number}办好了”。`,
  };
}

/** Closes a request with its outcome (S1-1). */
export const closeRequestForm = defineConversation({
  kind: 'form',
  name: 'close-request',
  title: '办结求助',
  words: ['办结', '办结求助', '求助办结'],
  version: 1,
  opens: numberedOpening,
  mayUse: ({ me }) => isStaff(me),
  reviewTitle: '办结以后就不再提醒了，请您看看对不对：',
  fields: {
    request: which,
    outcome: choice({
      label: '结果',
      question: '办得怎么样？',
      options: [
        { value: 'solved', label: '解决了', words: ['解决', '办好了', '办完了', '好了'] },
        { value: 'partly', label: '解决了一部分', words: ['部分解决', '一部分'] },
        { value: 'passed-on', label: '转给别的单位办', words: ['转办', '转交'] },
        { value: 'impossible', label: '无法解决', words: ['解决不了', '办不了'] },
      ] satisfies readonly Choice<Outcome>[],
    }),
    note: shortText({
      label: '说明',
      question: ({ outcome }) => noteQuestions[outcome as Outcome],
      example: '已经修好水管',
      max: 300,
      optional: true,
    }),
  },
  opening: async (ctx, { request }) => (request === undefined ? nothingToHandle(ctx) : ''),
  recognise: async (text, ctx) => {
    const said = await aboutRequest(text, ctx);
    if (said?.outcome === undefined) return null;
    const note = said.note === '' ? undefined : said.note;
    return { answers: { ...whichOf(said), outcome: said.outcome, note }, confidence: said.confidence };
  },
  check: ({ outcome, note }) =>
    outcome === 'impossible' && note === undefined
      ? { field: 'note', hint: '无法解决的，请写一句原因，好向老同志说明。' }
      : null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => close(answers, ctx),
      say => ({ say }),
    ),
});

interface Closing {
  readonly request: Picked;
  readonly outcome: Outcome;
  readonly note: string | undefined;
}

async function close({ request: { id }, outcome, note: done }: Closing, ctx: BotContext): Promise<Saved> {
  const { state } = await theirRequest(id, ctx);
  if (state === 'open') await takeRequest(ctx.db, { requestId: id, actorId: ctx.me.id }, ctx.clock);
  const closing = {
    requestId: id,
    actorId: ctx.me.id,
    outcome,
    ...(done === undefined ? {} : { note: done }),
  };
  const request = await closeRequest(ctx.db, closing, ctx.clock);
  await settleRequest(ctx.db, ctx.clock, request, ctx.me.id);
  const told = await tellWriters(request, closingWords(outcome, done), ctx);
  return {
    say: `${requestNumber(request)}求助已办结，结果是“${labelOf(outcomes, outcome)}”${told}。辛苦您了。`,
  };
}

const noteQuestions: Readonly<Record<Outcome, string>> = {
  solved: '做了什么？一句话就行。',
  partly: '解决了什么，还差什么？',
  'passed-on': '转给了哪里，接着找谁？',
  impossible: '是什么原因？写明了好向老同志说明。',
};

/** What whoever asked is told at the end: what came of it and a word of thanks, and no further question. */
function closingWords(outcome: Outcome, note: string | undefined): string {
  const details = note === undefined ? '' : `：${note.replace(/[。.！!]+$/, '')}`;
  switch (outcome) {
    case 'solved':
      return `办好了${details}。谢谢您信任我们，有事随时说。`;
    case 'partly':
      return `解决了一部分${details}。谢谢您体谅，有事随时说。`;
    case 'passed-on':
      return `已经转给相关单位去办${details}。谢谢您耐心等待，有事随时说。`;
    case 'impossible':
      return `我们尽力了，这次没能办成${details}。请您谅解，谢谢您，有别的事随时说。`;
  }
}

/** The request, taken on if nobody has: then whoever is to go and see hears of it at once (R7). */
async function acceptIfOpen(id: string, ctx: BotContext): Promise<Pick<Accepted, 'request' | 'visit'>> {
  const request = await theirRequest(id, ctx);
  if (request.state !== 'open') return { request, visit: undefined };
  const accepted = await acceptRequest(ctx.db, { requestId: id, actorId: ctx.me.id }, ctx.clock);
  await tellAll(accepted.notices, ctx);
  return accepted;
}

/** Who goes to see, and by when: said once, to whoever took the request on. */
async function whoGoes(visit: Accepted['visit'], { db, me }: BotContext): Promise<string> {
  if (!visit) return '';
  const by = dateText(visit.dueOn);
  const owner = visit.ownerId === me.id ? undefined : await findPerson(db, visit.ownerId);
  return owner ? `也请${owner.name}在${by}前去看一看。` : `请您在${by}前去看一看。`;
}

/** The request; refused to a helper whose pairing has ended since (domain C3-26). */
async function theirRequest(id: string, { db, clock, me }: BotContext): Promise<Request> {
  const request = await findRequest(db, id);
  if (!request || !(await mayActFor(db, me, request.memberId, clock)))
    throw new AppError('not-handling', 'the request is no longer theirs', {
      expose: '这件求助现在不由您办了，没有记。',
    });
  return request;
}

/** A relative who no longer acts for the member hears no more of it. */
const isTheirs = async (person: Person, memberId: string, { db, clock }: BotContext): Promise<boolean> =>
  person.id === memberId || mayActFor(db, person, memberId, clock);

/** Tells the member, and whoever wrote for them; resolves to the words that say so. */
async function tellWriters(request: Request, news: string, ctx: BotContext): Promise<string> {
  const people = await peopleById(ctx.db, [request.memberId, request.writerId]);
  const member = people.get(request.memberId);
  const reachable = [...people.values()].filter(each => each.id !== ctx.me.id && each.reachable);
  const theirs = await Promise.all(reachable.map(each => isTheirs(each, request.memberId, ctx)));
  const others = reachable.filter((_, index) => theirs[index]);
  for (const to of others) {
    const whose = to.id === member?.id ? '您的' : `${member ? addressOf(member, ctx.today) : ''}的`;
    const text = `${whose}${requestNumber(request)}求助${news}`;
    await ctx.tell({ to, text, ...timely(ctx, 'notice'), conditions: { memberId: request.memberId } });
  }
  if (others.length > 0) return `，也告诉了${others.map(person => addressOf(person, ctx.today)).join('和')}`;
  return member && member.id !== ctx.me.id
    ? `。${addressOf(member, ctx.today)}收不到消息，请当面或打电话说一声`
    : '';
}
