/** “我回来了”, “取消请假”: a leave ends before its day, or is not taken after all; what went to others comes back at once. */
import { choice } from '../src/chat/fields/index.ts';
import type { Choice, Saved } from '../src/chat/form.ts';
import {
  absencesOf,
  comeBack,
  leaveDays,
  resumeLeaves,
  undoLeave,
  type Absence,
} from '../src/scheme/absences.ts';
import { dutiesOfOwner } from '../src/scheme/obligations/lists.ts';
import { findPerson, hasRole } from '../src/scheme/people.ts';
import { findPeopleIn } from '../src/scheme/understanding/index.ts';
import { understandLeave } from '../src/scheme/understanding/leave.ts';
import { defineConversation, type BotContext } from './context.ts';
import { whoMayLeave, type Named } from './take-leave/people.ts';
import { calmly, entrances, tellAll, timely } from './words.ts';

/** Which leave of whom: all that have begun, or one that lies ahead. */
interface Ending {
  readonly personId: string;
  readonly name: string;
  /** The leave that lies ahead and is not taken; absent where somebody is back. */
  readonly absenceId?: string;
  readonly [key: string]: string | undefined;
}

const fields = {
  leave: choice({
    label: '请假',
    question: '是哪一次？',
    takeOnlyOne: true,
    options: async (_answers, ctx: BotContext): Promise<Choice<Ending>[]> =>
      (await endingsOf({ id: ctx.me.id, name: ctx.me.name }, ctx)).map(({ value, label }) => ({
        value,
        label,
      })),
    showAs: ({ name }) => name,
  }),
};

/** Ends a leave. */
export const endLeave = defineConversation({
  kind: 'form',
  name: 'end-leave',
  version: 1,
  ...entrances['end-leave'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields,
  opening: async (ctx, { leave }) =>
    leave !== undefined || (await endingsOf({ id: ctx.me.id, name: ctx.me.name }, ctx)).length > 0
      ? ''
      : { stop: '没有记着您请假，老同志一直是由您联系的。要请假，回复“请假”。' },
  recognise: async (text, ctx) => {
    const said = await saidOf(text, ctx);
    if (!said) return null;
    const endings = await endingsOf(said.who, ctx);
    const fitting = endings.filter(({ value }) => (value.absenceId === undefined) === (said.kind === 'back'));
    const [only] = fitting.length > 0 ? fitting : endings;
    if (!only) return null;
    return {
      answers: fitting.length === 1 || endings.length === 1 ? { leave: only.value } : {},
      confidence: 0.95,
    };
  },
  understand: () => null,
  save: ({ leave }, ctx) =>
    calmly<Saved>(
      () => save(leave, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as unknown as readonly Absence[], ctx),
      say => say,
    ),
});

/** Whose return or cancellation was said: the writer's own, or that of a helper they see to (李明回来了). */
async function saidOf(
  text: string,
  ctx: BotContext,
): Promise<{ kind: 'back' | 'cancel'; who: Named } | null> {
  const own = understandLeave(text, ctx.today);
  if (own && own.kind !== 'leave') return { kind: own.kind, who: { id: ctx.me.id, name: ctx.me.name } };
  if (!hasRole(ctx.me, 'secretary', 'clerk')) return null;
  const people = await whoMayLeave(ctx);
  const mention = findPeopleIn(text, people).find(({ by, ids }) => by === 'name' && ids.length === 1);
  const who = people.find(({ id }) => id === mention?.ids[0]);
  if (!mention || !who) return null;
  const rest = understandLeave(text.replace(mention.text, '').replace(/^同志/u, ''), ctx.today);
  return rest && rest.kind !== 'leave' ? { kind: rest.kind, who } : null;
}

async function endingsOf({ id, name }: Named, ctx: BotContext): Promise<{ value: Ending; label: string }[]> {
  const leaves = await absencesOf(ctx.db, id, ctx.today);
  const begun = leaves.filter(({ startsOn }) => startsOn <= ctx.today);
  const ahead = leaves.filter(({ startsOn }) => startsOn > ctx.today);
  const who = { personId: id, name };
  return [
    ...(begun.length > 0 ? [{ value: who, label: '这次请假，已经回来了' }] : []),
    ...ahead.map(leave => ({
      value: { ...who, absenceId: leave.id },
      label: `${leaveDays(leave, ctx.today)}的请假，取消`,
    })),
  ];
}

async function save({ personId, name, absenceId }: Ending, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const back = { personId, actorId: me.id };
  const { ended, notices } =
    absenceId === undefined ? await comeBack(db, clock, back) : await undoLeave(db, clock, absenceId, me.id);
  const own = personId === me.id;
  if (ended.length === 0)
    return { say: own ? '没有记着您请假，老同志一直是由您联系的。' : `${name}同志没有在请假。` };
  await tellAll(notices, ctx);
  const say =
    absenceId === undefined
      ? await welcome(personId, name, ctx)
      : `好的，这次请假取消了，老同志还由${own ? '您' : `${name}同志`}联系。`;
  if (!own) await tellTheHelper(personId, name, ended, ctx);
  return {
    say,
    undo: { ref: ended.map(each => ({ ...each })), label: own ? '回来的登记' : `${name}同志回来的登记` },
  };
}

async function welcome(personId: string, name: string, { db, me, today }: BotContext): Promise<string> {
  const { count } = await dutiesOfOwner(db, today, personId, 1);
  if (personId !== me.id)
    return `记下了：${name}同志回来了，老同志还由${name}同志联系${count > 0 ? `，眼下有${count}件事要办` : ''}。`;
  return count === 0
    ? '欢迎回来！老同志从今天起还由您联系，眼下没有要办的事。'
    : `欢迎回来！老同志从今天起还由您联系，眼下有${count}件事要办，回复“我的待办”就能看到。`;
}

async function tellTheHelper(personId: string, name: string, ended: readonly Absence[], ctx: BotContext) {
  const to = await findPerson(ctx.db, personId);
  if (!to) return;
  const text = `${name}同志，${ctx.me.name}同志记了您请假到此为止，老同志从今天起还由您联系。要办的事，回复“我的待办”。`;
  const dedupeKey = `absence:${ended[0]?.id ?? ''}:self-back:${ctx.today}`;
  await ctx.tell({ to, text, ...timely(ctx, 'notice'), dedupeKey });
}

async function takeBack(leaves: readonly Absence[], { db, clock, me }: BotContext): Promise<string> {
  await resumeLeaves(db, clock, leaves, me.id);
  return '好的，请假还照原来的算。';
}
