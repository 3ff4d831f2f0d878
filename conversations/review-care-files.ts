/**
 * 复核 (S1-3.1c): the files that are due, by number; "1 无变化" is a whole review and needs no second question, because it can be
 * taken back for a day. A temporary case is answered with 仍困难, 转长期 or 脱困 (S2-2.1). "2 改 住址 …" is 改档案.
 */
import { dateText } from '../src/calendar/format.ts';
import { shortText } from '../src/chat/fields/index.ts';
import type { Json, Saved } from '../src/chat/form.ts';
import { mayActFor } from '../src/scheme/access.ts';
import {
  careFilesOf,
  fileField,
  reassess,
  reviewsDue,
  stampReview,
  undoReview,
  type CareFile,
  type Reviewed,
} from '../src/scheme/care-files.ts';
import { latestPrompt, type PromptedItem } from '../src/scheme/obligations/answers.ts';
import { addressOf, hasRole, peopleById, type Person } from '../src/scheme/people.ts';
import { reviewRules } from '../src/scheme/rules/index.ts';
import { reviewAnswerIn, type Finding } from './care-file/review-words.ts';
import { fieldText } from './care-file/text.ts';
import { defineConversation, type BotContext } from './context.ts';
import { numberedToday } from './my-tasks/numbers.ts';
import { calmly, entrances, memberInFull } from './words.ts';

const mayReview = ({ me }: BotContext): boolean => hasRole(me, 'clerk', 'secretary', 'leader');
const listedAtMost = 8;

/** Shows what is due. */
export const reviewCareFiles = defineConversation({
  kind: 'reply',
  name: 'review-care-files',
  ...entrances['review-care-files'],
  mayUse: mayReview,
  answer: async (_text, ctx) => listText(ctx),
});

async function listText(ctx: BotContext): Promise<string> {
  const { db, me, today } = ctx;
  const { count, rows } = await reviewsDue(db, today, me.organisation.path, listedAtMost);
  if (count === 0) return '眼下没有要复核的档案，都在一年以内。';
  const numbered = await numberedToday(rows, ctx);
  const people = await peopleById(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const files = await careFilesOf(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const lines = numbered.map(({ number, duty }) => {
    const [member, file] = [people.get(duty.memberId ?? ''), files.get(duty.memberId ?? '')];
    return member && file
      ? `${number}. ${memberInFull(member, today)}：${dueText(duty, file, today)}\n　${knownText(file)}`
      : '';
  });
  const more = count > rows.length ? [`另有${count - rows.length}份，办完这些再看就有了。`] : [];
  const first = numbered.find(({ duty }) => reviewRules.includes(duty.rule));
  const temporary = numbered.find(({ duty }) => duty.rule === 'care-file-reassess');
  return [
    `要复核的档案有${count}份：`,
    ...lines.filter(line => line !== ''),
    ...more,
    ...(first
      ? [
          `没有变化，回复“${first.number} 无变化”，几份一起就“1、2 无变化”；有变化，回复如“${first.number} 改 住址 …”。`,
        ]
      : []),
    ...(temporary
      ? [
          `暂时困难的，回复“${temporary.number} 仍困难”“${temporary.number} 转长期”，已经好转的回复“脱困 名字”。`,
        ]
      : []),
  ].join('\n');
}

function dueText({ rule, title, dueOn }: PromptedItem['duty'], file: CareFile, today: string): string {
  if (rule === 'care-file-reassess') return '暂时困难到期，要重新评估';
  const last =
    file.lastReviewedOn === null
      ? '还没有复核过'
      : `上次复核是${dateText(file.lastReviewedOn, { year: true })}`;
  if (rule !== 'care-file-review') return `${title}（${last}），${dateText(dueOn)}前`;
  return dueOn < today ? `${last}，已满一年` : `${last}，${dateText(dueOn)}前`;
}

/** What stands in the file, so that it can be told whether it is still so. */
function knownText(file: CareFile): string {
  const names = ['living', 'selfCare', 'phone', 'address'] as const;
  const parts = names.map(name => fieldText(file, fileField(name))).filter(part => part !== '');
  return parts.length === 0 ? '档案里填的还很少' : parts.join('，');
}

/** Keeps what was found. */
export const noteReview = defineConversation({
  kind: 'form',
  name: 'note-review',
  version: 1,
  title: '记复核',
  words: [],
  mayUse: mayReview,
  review: false,
  fields: {
    answer: shortText({ label: '复核结果', question: '哪一份怎么样？', example: '1 无变化', max: 200 }),
  },
  opening: (_ctx, { answer }) => (answer === undefined ? { stop: '先回复“复核”，看看有哪些档案。' } : ''),
  recognise: async (text, ctx) => {
    const said = reviewAnswerIn(text);
    if (!said) return null;
    const items = await latestPrompt(ctx.db, ctx.clock, ctx.me.id);
    const unclear = said.numbers === 'only' && items.filter(isLook).length !== 1;
    return items.length === 0 || unclear ? null : { answers: { answer: text.trim() }, confidence: 0.995 };
  },
  understand: () => null,
  save: ({ answer }, ctx) =>
    calmly<Saved>(
      () => save(answer, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as unknown as readonly Reviewed[], ctx),
      say => say,
    ),
});

async function save(said: string, ctx: BotContext): Promise<Saved> {
  const answer = reviewAnswerIn(said);
  if (!answer) return { say: '回复如“1 无变化”就行。' };
  const items = await latestPrompt(ctx.db, ctx.clock, ctx.me.id);
  const people = await peopleById(
    ctx.db,
    items.flatMap(({ duty }) => duty.memberId ?? []),
  );
  const wanted = typeof answer.numbers === 'string' ? numbersOf(items, answer.numbers) : answer.numbers;
  const turns: Turn[] = [];
  for (const number of wanted) {
    const item = items.find(each => each.number === number);
    const member = people.get(item?.duty.memberId ?? '');
    turns.push(
      item && member
        ? await noteOne(item, member, answer.finding, ctx)
        : { say: `没有第${number}项，请看看号码。` },
    );
  }
  const reviewed = turns.flatMap(turn => turn.reviewed ?? []);
  const say = [summary(turns), ...turns.flatMap(turn => turn.say ?? []), await leftOver(ctx)].filter(
    line => line !== '',
  );
  if (reviewed.length === 0) return { say: say.join('\n') };
  const label = `${reviewed.length === 1 ? (turns.find(turn => turn.reviewed)?.who ?? '') : `${reviewed.length}份档案`}的复核`;
  return { say: say.join('\n'), undo: { ref: reviewed as unknown as Json, label } };
}

interface Turn {
  readonly who?: string;
  readonly reviewed?: Reviewed;
  /** Said of this one alone. */
  readonly say?: string;
}

const isReview = ({ duty }: PromptedItem): boolean => reviewRules.includes(duty.rule);
const isOpen = ({ duty }: PromptedItem): boolean => duty.state === 'open' || duty.state === 'overdue';
const isLook = (item: PromptedItem): boolean =>
  isOpen(item) && (isReview(item) || item.duty.rule === 'care-file-reassess');

/** 都 speaks of the yearly reviews; where no number was said, of the one thing there is. */
const numbersOf = (items: readonly PromptedItem[], which: 'all' | 'only'): number[] =>
  items.filter(which === 'all' ? item => isReview(item) && isOpen(item) : isLook).map(({ number }) => number);

async function noteOne(item: PromptedItem, member: Person, finding: Finding, ctx: BotContext): Promise<Turn> {
  const { db, me, clock, today } = ctx;
  const who = addressOf(member, today);
  const editing = { actorId: me.id, clock };
  if (!(await mayActFor(db, me, member.id, clock)))
    return { say: `第${item.number}项现在不归您办了，没有记。` };
  if (item.duty.rule === 'care-file-reassess') return { say: await noteCase(member, finding, ctx) };
  if (!isReview(item))
    return { say: `第${item.number}项是${who}的${item.duty.title}，不是档案复核。回复“复核”看要复核的。` };
  if (finding !== 'unchanged')
    return { say: `第${item.number}项是${who}的${item.duty.title}，没有变化就回复“${item.number} 无变化”。` };
  const reviewed = await stampReview(db, member.id, editing);
  return reviewed ? { who, reviewed } : { say: `${who}的档案今天已经复核过了。` };
}

async function noteCase(
  member: Person,
  finding: Finding,
  { db, me, clock, today }: BotContext,
): Promise<string> {
  const who = addressOf(member, today);
  const outcome = finding === 'lasting' ? 'lasting' : 'still';
  const next = await reassess(db, member.id, outcome, { actorId: me.id, clock });
  return next === null
    ? `${who}的困难转为长期，以后跟着每年的复核看。`
    : `${who}仍然困难，记下了；${dateText(next, { year: true })}再评估。`;
}

function summary(turns: readonly Turn[]): string {
  const names = turns.flatMap(({ who }) => who ?? []);
  if (names.length === 0) return '';
  const named = names.length <= 5 ? names.join('、') : `${names.slice(0, 5).join('、')}等${names.length}位`;
  return `记下了：${named}的档案复核过，没有变化。明年这时候再看。`;
}

async function leftOver({ db, me, today }: BotContext): Promise<string> {
  const { count } = await reviewsDue(db, today, me.organisation.path, 1);
  return count === 0 ? '该复核的都办完了，辛苦您。' : `还有${count}份，回复“复核”接着办。`;
}

async function takeBack(reviewed: readonly Reviewed[], { db, me, clock }: BotContext): Promise<string> {
  for (const each of reviewed) await undoReview(db, each, { actorId: me.id, clock });
  return `${reviewed.length}份复核已经撤回，又回到要复核的里面了。`;
}
