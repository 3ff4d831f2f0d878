/** 未送达名单 in words: who was not reached, why, what they were to know, and whom to ring (C2.13). */
import { findCareFile } from '../../src/scheme/care-files.ts';
import { actedForBy, relativesOf } from '../../src/scheme/family.ts';
import { labelOf } from '../../src/scheme/labels.ts';
import { missedReasons } from '../../src/scheme/labels/unreached.ts';
import { maskPhone } from '../../src/scheme/masking.ts';
import { lastNumber } from '../../src/scheme/obligations/numbers.ts';
import { dutiesOfOwner } from '../../src/scheme/obligations/lists.ts';
import { castOf, whoIs } from '../../src/scheme/obligations/people.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import { hasRole, isMember, peopleById, type Member, type Person } from '../../src/scheme/people.ts';
import { keepShown } from '../../src/scheme/shown.ts';
import { notReached, passedUntold, type Missed } from '../../src/scheme/unreached.ts';
import type { BotContext } from '../context.ts';
import { noSuchPage, pageOf, pageSize, restLines } from '../lists/paging.ts';

const word = '未送达名单';

/** Who may say that somebody was told. */
export const tells = ({ me }: BotContext): boolean => hasRole(me, 'clerk', 'secretary', 'leader');

/** Whom the writer has to tell: those of their part of the tree who were not reached. */
export const missedFor = ({ db, now, today, me }: BotContext, limit: number, ids?: readonly string[]) =>
  notReached(db, { now, today, path: me.organisation.path }, limit, ids);

/** One page of the list; its numbers are the writer's from now on. */
export async function unreachedText(ctx: BotContext, page = 1): Promise<string> {
  const { count, rows } = await missedFor(ctx, page * pageSize);
  if (count === 0) return '该通知的都通知到了，没有要打电话的。';
  const shown = pageOf(rows, page);
  if (shown.length === 0) return noSuchPage(count, word);
  const first = await numbersFrom(shown, ctx);
  const people = await peopleById(
    ctx.db,
    shown.map(({ id }) => id),
  );
  const lines: string[] = [];
  for (const [place, missed] of shown.entries())
    lines.push(`${first + place}. ${await lineOf(missed, people.get(missed.id), ctx)}`);
  return [
    `消息没通知到的有${count}人，请打个电话或者上门说一声：`,
    ...lines,
    ...restLines(count, page, word, '人'),
    ...(tells(ctx)
      ? [`说到了就回复“${first} 已打电话”或“${first} 已上门”，名单上就去掉；没打通的先留着。`]
      : []),
  ].join('\n');
}

/** The numbers go on from those of 我的待办: one number means one thing. */
async function numbersFrom(shown: readonly Missed[], { db, me, today, now }: BotContext): Promise<number> {
  await keepShown(db, { personId: me.id, list: 'unreached', at: now }, []);
  const first = (await lastNumber(db, { personId: me.id, today, now })) + 1;
  const items = shown.map(({ id }, place) => ({ number: first + place, ref: id }));
  await keepShown(db, { personId: me.id, list: 'unreached', at: now }, items);
  return first;
}

async function lineOf(missed: Missed, person: Person | undefined, ctx: BotContext): Promise<string> {
  const { reason, organisation } = missed;
  const who = person ? whoIn(person, ctx) : missed.name;
  const branch = organisation === ctx.me.organisation.name ? '' : `（${organisation}）`;
  const call = person ? await howToTell(person, ctx) : '';
  return `${who}${branch}：${labelOf(missedReasons, reason)}。${await whatToSay(missed, ctx)}${call}`;
}

/** So many members are named for each thing to do. */
const namedAtMost = 3;

/** What they do not know yet: 要说的事：张老、孙老的春节走访. Of what has passed meanwhile: 没来得及说的：…，日子已经过了. */
async function whatToSay({ id, obligationIds }: Missed, ctx: BotContext): Promise<string> {
  const { rows } = await dutiesOfOwner(ctx.db, ctx.today, id, 20);
  const passed = await passedUntold(ctx.db, obligationIds ?? []);
  if (rows.length + passed.length === 0) return '有一条通知没看到。';
  return [
    ...(rows.length > 0 ? [`要说的事：${await deedsIn(rows, ctx)}。`] : []),
    ...(passed.length > 0 ? [`没来得及说的：${await deedsIn(passed, ctx)}，日子已经过了。`] : []),
  ].join('');
}

async function deedsIn(duties: readonly Duty[], { db, today }: BotContext): Promise<string> {
  const { people } = await castOf(db, duties);
  const names = new Map<string, string[]>();
  for (const { title, memberId } of duties) {
    const member = people.get(memberId ?? '');
    names.set(title, [...(names.get(title) ?? []), ...(member ? [whoIs(member, today)] : [])]);
  }
  const deeds = [...names].slice(0, namedAtMost).map(([title, whom]) => {
    const more = whom.length > namedAtMost ? `等${whom.length}位` : '';
    return whom.length === 0 ? title : `${whom.slice(0, namedAtMost).join('、')}${more}的${title}`;
  });
  return deeds.join('；');
}

const whoIn = (person: Person, { today }: BotContext): string =>
  isMember(person) ? whoIs(person, today) : person.name;

/** Colleagues' numbers are open to those who answer for them; a member's is asked for, with a reason that is kept (E-1). */
async function howToTell(person: Person, ctx: BotContext): Promise<string> {
  if (isMember(person)) return memberCall(person, ctx);
  const [actedFor] = hasRole(person, 'family') ? await actedForBy(ctx.db, person.id) : [];
  if (actedFor)
    return `是${whoIs(actedFor.member, ctx.today)}的${actedFor.relation}，号码${maskPhone(person.phone) || '没有登记'}${askFor(actedFor.member, '家属电话', ctx)}`;
  if (!tells(ctx)) return '请经办同志打电话。';
  return person.phone === null || person.phone.trim() === ''
    ? '没有登记电话，请上门或托人说一声。'
    : `请打电话 ${person.phone.trim()}`;
}

/** A relative who can be rung, else the member. */
async function memberCall(member: Member, ctx: BotContext): Promise<string> {
  const relatives = await relativesOf(ctx.db, member.id);
  const relative = relatives.find(({ person }) => maskPhone(person.phone) !== '');
  if (relative)
    return `请打给${relative.relation}${relative.person.name} ${maskPhone(relative.person.phone)}${askFor(member, '家属电话', ctx)}，或上门`;
  const file = await findCareFile(ctx.db, member.id);
  const phone = maskPhone(file?.phone ?? member.phone);
  return phone === ''
    ? '没有登记电话，请上门说一声。'
    : `请打电话 ${phone}${askFor(member, '电话', ctx)}，或上门`;
}

const askFor = ({ name }: Member, kind: string, ctx: BotContext): string =>
  hasRole(ctx.me, 'clerk', 'secretary') ? `（要号码，回复“查看 ${name} ${kind}，打电话联系”）` : '';
