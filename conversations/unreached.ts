/** 未送达名单 (C2.13): who was reached by no message; "1 已打电话" or "已电话通知 张德厚的女儿" takes somebody off it, with trace. */
import { dateText, timeText } from '../src/calendar/format.ts';
import { shanghaiDate } from '../src/calendar/dates.ts';
import { shortText } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { toldWays } from '../src/scheme/labels/unreached.ts';
import { hasRole, peopleById, findPerson } from '../src/scheme/people.ts';
import { shownAs } from '../src/scheme/shown.ts';
import { lastTelling, tellOtherwise, untell, type Missed } from '../src/scheme/unreached.ts';
import { defineConversation, type BotContext } from './context.ts';
import { pageIn } from './lists/paging.ts';
import { missedFor, tells, unreachedText } from './unreached/list.ts';
import { toldIn, type Told } from './unreached/told.ts';
import { entrances } from './words.ts';

const { title, words } = entrances.unreached;

/** Shows the list. */
export const unreached = defineConversation({
  kind: 'reply',
  name: 'unreached',
  title,
  words,
  mayUse: ({ me }) => hasRole(me, 'clerk', 'secretary', 'leader', 'supervisor', 'approver'),
  recognise: said => [title, ...words].includes(pageIn(said).text),
  answer: (said, ctx) => unreachedText(ctx, pageIn(said).page),
});

/** Keeps that somebody on it was told. */
export const toldForm = defineConversation({
  kind: 'form',
  name: 'told-otherwise',
  version: 1,
  title: '记通知',
  words: [],
  mayUse: tells,
  review: false,
  fields: {
    answer: shortText({ label: '通知', question: '通知到了哪一位？', example: '1 已打电话', max: 100 }),
  },
  opening: (_ctx, { answer }) => (answer === undefined ? { stop: `先回复“${title}”看看有哪几位。` } : ''),
  recognise: async (text, ctx) => {
    const told = toldIn(text);
    if (!told || (await meant(told, ctx)).length === 0) return null;
    return { answers: { answer: text.trim() }, confidence: 0.996 };
  },
  understand: () => null,
  save: ({ answer }, ctx) => save(answer, ctx),
  undo: (ref, ctx) => takeBack(ref as readonly string[], ctx),
});

/** A number of the list read last, or a name on it: who is meant, whether they stand on it still or not. */
async function meant({ numbers, about }: Told, ctx: BotContext): Promise<string[]> {
  const since = new Date(ctx.now.getTime() - listStandsMs);
  const ids: string[] = [];
  for (const number of numbers) {
    const id = await shownAs(ctx.db, ctx.me.id, 'unreached', number, since);
    if (id !== null) ids.push(id);
  }
  if (numbers.length > 0) return ids;
  const { rows } = await missedFor(ctx, named.rows);
  const found = rows.filter(({ name }) => about.includes(name));
  if (found.length > 0) return found.map(({ id }) => id);
  return relativesMeant(rows, about, ctx);
}

/** For so long the numbers of the list are remembered. */
const listStandsMs = 3 * 24 * 60 * 60 * 1000;
const named = { rows: 500 } as const;

/** "张德厚的女儿" where the daughter herself is on the list. */
async function relativesMeant(rows: readonly Missed[], about: string, { db }: BotContext): Promise<string[]> {
  const ties = await db.familyTie.findMany({
    where: { relativeId: { in: rows.map(({ id }) => id) } },
    select: { relativeId: true, member: { select: { name: true } } },
  });
  return ties.filter(({ member }) => about.includes(member.name)).map(({ relativeId }) => relativeId);
}

async function save(said: string, ctx: BotContext): Promise<Saved> {
  const told = toldIn(said);
  if (!told) return { say: '回复如“1 已打电话”就行。' };
  const ids = await meant(told, ctx);
  const people = await peopleById(ctx.db, ids);
  const names = ids.flatMap(id => people.get(id)?.name ?? []);
  if (!told.done)
    return { say: `好的，${names.join('、')}先留在名单上。电话打不通的，麻烦上门或托邻居说一声。` };
  const { rows } = await missedFor(ctx, ids.length, ids);
  const refs: string[] = [];
  for (const { id } of rows)
    refs.push(
      await tellOtherwise(ctx.db, ctx.clock, { personId: id, toldById: ctx.me.id, way: told.way, said }),
    );
  const gone = ids.filter(id => !rows.some(row => row.id === id));
  const say = [
    ...(rows.length > 0
      ? [`记下了：${rows.map(({ name }) => name).join('、')}，${deeds[told.way]}，谢谢您。`]
      : []),
    ...(await Promise.all(gone.map(id => goneText(id, ctx)))),
    await left(ctx),
  ];
  if (refs.length === 0) return { say: say.join('\n') };
  return {
    say: say.join('\n'),
    undo: { ref: refs, label: `通知${rows.map(({ name }) => name).join('、')}的记录` },
  };
}

const deeds = { phone: '您打电话说到了', visit: '您上门说到了', other: '您通知到了' } as const;

/** Why somebody is not on the list any more. */
async function goneText(id: string, { db, today }: BotContext): Promise<string> {
  const person = await findPerson(db, id);
  const last = await lastTelling(db, id, today);
  const by = last && (await findPerson(db, last.toldById));
  if (!last || !by) return `${person?.name ?? '这一位'}已经不在名单上了，消息后来送到了。`;
  return `${person?.name ?? '这一位'}已经由${by.name}${dateText(shanghaiDate(last.toldAt))}${timeText(last.toldAt)}${labelOf(toldWays, last.way)}通知过了。`;
}

async function left(ctx: BotContext): Promise<string> {
  const { count } = await missedFor(ctx, 1);
  return count === 0 ? '名单上没有别人了。' : `名单上还有${count}人，回复“${title}”接着看。`;
}

async function takeBack(refs: readonly string[], { db, clock, me }: BotContext): Promise<string> {
  const names: string[] = [];
  for (const ref of refs) {
    const id = await untell(db, clock, ref, me.id);
    const person = id === null ? null : await findPerson(db, id);
    if (person) names.push(person.name);
  }
  return names.length === 0 ? '这条记录已经撤销过了。' : `已经撤销，${names.join('、')}又回到名单上了。`;
}
