/**
 * “我不便前往（原因）”, “2 去不了，腰扭了”: a visit that somebody cannot make this time goes to the next in line, who is asked first. What
 * is only put off (今天去不了，明天去) stays where it is.
 */
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Doubt, Known, Saved } from '../src/chat/form.ts';
import { handBack as keep, offersTo, undoHandBack, type HandedOn } from '../src/scheme/hand-backs.ts';
import { latestPrompt } from '../src/scheme/obligations/answers.ts';
import { dutiesOfOwner } from '../src/scheme/obligations/lists.ts';
import { castOf } from '../src/scheme/obligations/people.ts';
import { isVisit } from '../src/scheme/obligations/prompt-text.ts';
import type { Duty } from '../src/scheme/obligations/steps.ts';
import { hasRole } from '../src/scheme/people.ts';
import { ruleOf } from '../src/scheme/rules/index.ts';
import { findPeopleIn } from '../src/scheme/understanding/index.ts';
import { understandHandBack } from '../src/scheme/understanding/hand-back.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances, memberInFull, tellAll } from './words.ts';

/** A duty of the writer's as the answer of a form. */
interface Item {
  readonly id: string;
  readonly label: string;
  readonly memberId: string;
  readonly rule: string;
  /** The ids of the others, where none of several can be done. */
  readonly others?: readonly string[];
  readonly [key: string]: string | readonly string[] | undefined;
}

const fields = {
  item: choice({
    label: '哪一件',
    question: '是哪一件去不了？这几天都要外出的，回复“请假”就行。',
    takeOnlyOne: true,
    options: async (_answers: Known, ctx: BotContext): Promise<Choice<Item>[]> => toChoose(await mine(ctx)),
  }),
  reason: shortText({
    label: '原因',
    question: '是什么原因？一句话就行，只有书记看得到。',
    example: '腰扭了，走不了路',
    max: 200,
    why: '写一句原因，好请别的同志去。',
  }),
};

/** Hands a visit back. */
export const handBack = defineConversation({
  kind: 'form',
  name: 'hand-back',
  version: 1,
  ...entrances['hand-back'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields,
  opening: async (ctx, { item }) => {
    if (item !== undefined || (await mine(ctx)).length > 0) return '';
    return (await offersTo(ctx.db, ctx.me.id)).length > 0
      ? { stop: '要回绝刚才问您的那件事，请回复“我也不便”。' }
      : { stop: '您眼下没有要走访的事，不用转。要外出几天，回复“请假”。' };
  },
  recognise: (text, ctx) => said(text, ctx),
  understand: () => null,
  save: ({ item, reason }, ctx) =>
    calmly<Saved>(
      () => save(item, reason, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(typeof ref === 'string' ? [ref] : (ref as readonly string[]), ctx),
      say => say,
    ),
});

/** The visits the writer has to make now. */
async function mine(ctx: BotContext): Promise<Item[]> {
  const { rows } = await dutiesOfOwner(ctx.db, ctx.today, ctx.me.id, 9);
  return itemsOf(rows.filter(isVisit), ctx);
}

async function itemsOf(duties: readonly Duty[], { db, today }: BotContext): Promise<Item[]> {
  const { people } = await castOf(db, duties);
  return duties.flatMap(({ id, rule, memberId, title }) => {
    const member = memberId === null ? undefined : people.get(memberId);
    const label = member && `${memberInFull(member, today)}：${title}`;
    return member && label ? [{ id, rule, memberId: member.id, label }] : [];
  });
}

const toChoose = (items: readonly Item[]): Choice<Item>[] =>
  items.map(value => ({ value, label: value.label }));

/** Of one member's: each, or all of them, as whoever sprained their back means it. */
function orAll(items: readonly Item[]): Choice<Item>[] {
  const [first, ...others] = items;
  if (!first || others.length === 0) return toChoose(items);
  const label = items.length === 2 ? '两件都去不了' : '都去不了';
  const all = { ...first, label, others: others.map(({ id }) => id) };
  return [...toChoose(items), { value: all, label, words: ['都去不了', '都不去', '全部', '都是', '都'] }];
}

async function said(text: string, ctx: BotContext) {
  const understood = understandHandBack(text);
  if (!understood) return null;
  const items = await mine(ctx);
  if (items.length === 0 || (await offersTo(ctx.db, ctx.me.id)).length > 0) return null;
  const meant = await meantBy(text, understood.numbers, items, ctx);
  if (meant === null) return null;
  const { reason } = understood;
  return {
    answers: { ...(meant.item ? { item: meant.item } : {}), ...(reason === '' ? {} : { reason }) },
    ...(meant.doubt ? { ask: { item: meant.doubt } } : {}),
    confidence: 0.995,
  };
}

/** Which visit is meant: by its number, by whom it is to, or the only one; null where a number is none of theirs. */
async function meantBy(
  text: string,
  [number]: readonly number[],
  items: readonly Item[],
  ctx: BotContext,
): Promise<{ readonly item?: Item; readonly doubt?: Doubt<Item> } | null> {
  if (number !== undefined) {
    const prompted = (await latestPrompt(ctx.db, ctx.clock, ctx.me.id)).find(each => each.number === number);
    const item = items.find(({ id }) => id === prompted?.duty.id);
    return item ? { item } : null;
  }
  const named = toGoTo(await namedIn(text, items, ctx));
  const [only] = named;
  if (only && named.length === 1) return { item: only };
  if (named.length > 1) return { doubt: { question: '是哪一件去不了？', options: orAll(named) } };
  const [single, ...others] = toGoTo(items);
  return single && others.length === 0 ? { item: single } : {};
}

/** What somebody must go for: who cannot go may still ring, so of several a mere contact is not what is meant. */
function toGoTo(items: readonly Item[]): readonly Item[] {
  const going = items.filter(({ rule }) => ruleOf(rule)?.usualWay !== 'phone');
  return going.length > 0 ? going : items;
}

async function namedIn(text: string, items: readonly Item[], { db }: BotContext): Promise<Item[]> {
  const people = await db.person.findMany({
    where: { id: { in: items.map(({ memberId }) => memberId) } },
    select: { id: true, name: true },
  });
  const ids = new Set(findPeopleIn(text, people).flatMap(mention => mention.ids));
  return items.filter(({ memberId }) => ids.has(memberId));
}

async function save(item: Item, reason: string, ctx: BotContext): Promise<Saved> {
  const ids = [item.id, ...(item.others ?? [])];
  const labels = new Map((await mine(ctx)).map(({ id, label }) => [id, label]));
  const lines: string[] = [];
  const refs: string[] = [];
  for (const id of ids) {
    const wanted = { obligationId: id, personId: ctx.me.id, actorId: ctx.me.id, reason };
    const handed = await keep(ctx.db, ctx.clock, wanted);
    await tellAll(handed.notices, ctx);
    lines.push(sentence(labels.get(id) ?? item.label, handed));
    refs.push(handed.handBackId);
  }
  return { say: lines.join('\n'), undo: { ref: refs, label: '不便前往的登记' } };
}

function sentence(label: string, { next, decides, unreached }: HandedOn): string {
  if (!next) return `记下了，不过眼下没有找到别的同志能去，${label}还在您名下。请给单位打个电话商量一下。`;
  if (unreached.length > 0)
    return `记下了。这件事转给${next.name}同志了，可是${next.name}同志收不到消息，请您打个电话说一声。`;
  return decides
    ? `好的，您安心。${label}，已经请${next.name}同志安排。`
    : `好的，您安心。${label}，已经在问${next.name}同志能不能去，有了回音就告诉您。`;
}

async function takeBack(ids: readonly string[], { db, clock, me }: BotContext): Promise<string> {
  const back: boolean[] = [];
  for (const id of ids) back.push(await undoHandBack(db, clock, id, me.id));
  if (!back.includes(false)) return `好的，${ids.length > 1 ? '这些事' : '这件事'}还由您去，辛苦您了。`;
  return back.includes(true)
    ? '好的，还没有人答应的仍由您去；有同志答应了的就不改了。'
    : '这件事已经有同志答应去了，就不改了。';
}
