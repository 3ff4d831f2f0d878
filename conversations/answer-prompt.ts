/**
 * "1 已上门，一切都好": the answer to the day's prompt or to 我的待办. It is kept at once, with 撤销 for a day; anything more than
 * "done" (money, goods, bad news) is left to 记录走访, which shows it first (E-14).
 */
import { addDays } from '../src/calendar/dates.ts';
import { shortText } from '../src/chat/fields/index.ts';
import { mayActFor } from '../src/scheme/access.ts';
import {
  answerPrompt as keepAnswers,
  latestPrompt,
  type PromptedItem,
} from '../src/scheme/obligations/answers.ts';
import { parsePromptAnswer, type PromptAnswer } from '../src/scheme/obligations/answer-words.ts';
import { addressOf, hasRole, peopleById } from '../src/scheme/people.ts';
import { ruleOf } from '../src/scheme/rules/index.ts';
import { findHappening, understandVisit } from '../src/scheme/understanding/index.ts';
import { housematesAmong } from '../src/scheme/households.ts';
import { isVisit } from '../src/scheme/obligations/prompt-text.ts';
import { sameVisitOf } from '../src/scheme/visit-changes.ts';
import { undoVisit, type RecordedVisit } from '../src/scheme/visits.ts';
import { dutiesOfOwner } from '../src/scheme/obligations/lists.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly } from './words.ts';

/** Keeps the answer to a prompt. */
export const answerPrompt = defineConversation({
  kind: 'form',
  name: 'answer-prompt',
  version: 1,
  title: '回复提醒',
  words: [],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields: {
    answer: shortText({ label: '回复', question: '办好了哪一项？', example: '1 已上门，一切都好', max: 500 }),
  },
  opening: (_ctx, { answer }) => (answer === undefined ? { stop: howTo } : ''),
  recognise: async (text, ctx) => {
    if (!isPlain(text, ctx)) return null;
    const items = await latestPrompt(ctx.db, ctx.clock, ctx.me.id);
    if (items.length === 0 || (await toldByColleague(text, items, ctx))) return null;
    return { answers: { answer: text.trim() }, confidence: 0.99 };
  },
  understand: () => null,
  save: ({ answer }, ctx) =>
    calmly(
      () => save(answer, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as readonly string[], ctx),
      say => say,
    ),
});

const howTo = '先回复“我的待办”看看有哪些事，办好后回复如“1 已上门，一切都好”就行。';

/** Whether it is an answer by number that says no more than that something was done, or was not. */
function isPlain(text: string, { today }: BotContext): boolean {
  const answers = parsePromptAnswer(text);
  if (
    answers.length === 0 ||
    answers.some(({ number, moneyFen }) => number === 'all' || moneyFen !== undefined)
  )
    return false;
  const { goods, moneyFen, doubts } = understandVisit(text, { today, people: [] });
  const grave = findHappening(text).found.some(
    ({ kind, confidence }) => kind === 'died' && confidence >= 0.4,
  );
  const unclear = doubts.some(
    ({ about }) => about === 'money' || about === 'died-or-left' || about === 'day',
  );
  return goods === undefined && moneyFen === undefined && !grave && !unclear;
}

/** A colleague who went too has told of the visit: 记录走访 asks whether it is the same. */
async function toldByColleague(
  text: string,
  items: readonly PromptedItem[],
  { db, me, today }: BotContext,
): Promise<boolean> {
  for (const { number, done, way, daysAgo = 0 } of parsePromptAnswer(text)) {
    const duty = items.find(item => item.number === number)?.duty;
    if (!done || !duty?.memberId) continue;
    const told = { memberId: duty.memberId, visitorId: me.id, visitedOn: addDays(today, -daysAgo) };
    const usual = ruleOf(duty.rule)?.usualWay ?? 'home';
    if (await sameVisitOf(db, { ...told, way: way ?? usual })) return true;
  }
  return false;
}

async function save(text: string, ctx: BotContext) {
  const { db, clock, me } = ctx;
  const answers = parsePromptAnswer(text);
  const items = await latestPrompt(db, clock, me.id);
  const lost = await notMine(items, ctx);
  const mine = answers.filter(({ number }) => !lost.includes(number));
  const answered = await keepAnswers(db, clock, me, mine, text);
  const gone = answers.length - mine.length;
  const say = [
    ...(answered?.sentences ?? []),
    ...(gone > 0 ? ['有的老同志现在不由您联系了，那一项没有记。'] : []),
    await alsoSeen(items, answered?.recorded ?? [], ctx),
    await leftOver(mine, ctx),
  ].filter(sentence => sentence !== '');
  const ids = (answered?.recorded ?? []).map(({ visit }) => visit.id);
  if (ids.length === 0) return { say: say.join('\n') };
  return { say: say.join('\n'), undo: { ref: ids, label: await labelFor(ids, ctx) } };
}

/** The numbers of members whom somebody else has by now. */
async function notMine(
  items: readonly PromptedItem[],
  { db, me, clock }: BotContext,
): Promise<PromptAnswer['number'][]> {
  const lost: number[] = [];
  for (const { number, duty } of items) {
    if (duty.memberId !== null && !(await mayActFor(db, me, duty.memberId, clock))) lost.push(number);
  }
  return lost;
}

/** Whoever lives with somebody just visited was probably seen too: how to say so is one line away. */
async function alsoSeen(
  items: readonly PromptedItem[],
  recorded: readonly RecordedVisit[],
  { db, me, today, clock }: BotContext,
): Promise<string> {
  const seen = recorded.filter(
    ({ visit }) => !['phone', 'video'].includes(visit.way) && visit.met !== 'nobody',
  );
  const visited = new Set(seen.map(({ visit }) => visit.memberId));
  const open = (await latestPrompt(db, clock, me.id)).filter(
    ({ number, duty }) =>
      items.some(item => item.number === number) &&
      isVisit(duty) &&
      !visited.has(duty.memberId ?? '') &&
      (duty.state === 'open' || duty.state === 'overdue'),
  );
  if (visited.size === 0 || open.length === 0) return '';
  const people = await peopleById(db, [...visited, ...open.flatMap(({ duty }) => duty.memberId ?? [])]);
  const housemates = await housematesAmong(db, [...people.values()]);
  const other = open.find(({ duty }) => housemates.get(duty.memberId ?? '')?.some(id => visited.has(id)));
  const person = people.get(other?.duty.memberId ?? '');
  if (!other || !person) return '';
  return `同住的${addressOf(person, today)}这次也见到了吗？见到了，回复“${other.number} 也看了”。`;
}

/** How much is still to be done, as 我的待办 counts it. */
async function leftOver(answers: readonly PromptAnswer[], { db, me, today }: BotContext): Promise<string> {
  if (!answers.some(({ done }) => done)) return '';
  const { count } = await dutiesOfOwner(db, today, me.id, 1);
  return count === 0 ? '' : `还有${count}件，回复“我的待办”随时能看。`;
}

async function labelFor(visitIds: readonly string[], { db, today }: BotContext): Promise<string> {
  const visits = await db.visit.findMany({
    where: { id: { in: [...visitIds] } },
    select: { memberId: true },
  });
  const people = await peopleById(
    db,
    visits.map(({ memberId }) => memberId),
  );
  return `${[...people.values()].map(person => addressOf(person, today)).join('、')}的走访`;
}

async function takeBack(visitIds: readonly string[], { db, clock, me }: BotContext): Promise<string> {
  const titles: string[] = [];
  for (const id of visitIds) {
    const { reopened } = await undoVisit(db, clock, id, me.id);
    titles.push(...reopened.map(({ title }) => title));
  }
  return `已经撤销。${titles.length > 0 ? `${[...new Set(titles)].join('、')}又回到待办里了。` : ''}`;
}
