/**
 * 我的对象: a helper's members with their last visit and what is due; "看1" or a name shows one of them. Secretaries, leaders and
 * clerks see how things stand in their part of the tree and find anybody in it by name (access.ts decides who).
 */
import { normalizeText } from '../src/calendar/numerals.ts';
import { chineseNumber } from '../src/calendar/numerals.ts';
import { entrustedTo } from '../src/scheme/absences.ts';
import { countVisibleMembers } from '../src/scheme/access.ts';
import { overdueDuties, unpairedMembers } from '../src/scheme/obligations/lists.ts';
import { hasRole, isMember, peopleById } from '../src/scheme/people.ts';
import { findPeopleIn } from '../src/scheme/understanding/index.ts';
import { membersOf } from '../src/scheme/pairings.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { visibleCalled } from './care-file/whom.ts';
import { defineConversation, type BotContext } from './context.ts';
import { cardOf } from './my-members/card.ts';
import { lineOf, ownMembers, type Own } from './my-members/list.ts';
import { entrances, memberInFull } from './words.ts';

const listedAtMost = 9;

/** Those who see a whole part of the tree. */
const seesSubtree = ({ me }: BotContext): boolean =>
  hasRole(me, 'secretary', 'leader', 'clerk', 'approver', 'cashier', 'supervisor');

/** Shows the members. */
export const myMembers = defineConversation({
  kind: 'reply',
  name: 'my-members',
  opens: /^我的对象\s*\p{Script=Han}{2}/u,
  ...entrances['my-members'],
  mayUse: ctx => hasRole(ctx.me, 'helper') || seesSubtree(ctx),
  recognise: async (text, ctx) => wantedIn(text) !== null || isOwnName(text, ctx),
  answer: async (text, ctx) => {
    const wanted = wantedIn(text);
    if (wanted?.number !== undefined) return byNumber(wanted.number, ctx);
    if (wanted?.name !== undefined) return byName(wanted.name, ctx);
    return (await isOwnName(text, ctx)) ? byName(text, ctx) : overview(ctx);
  },
});

interface Wanted {
  readonly number?: number;
  readonly name?: string;
}

const lookAt = /^(?:看看?|查看?|打开)\s*第?\s*(\d{1,2}|[一二三四五六七八九])\s*(?:个|位|号)?$/u;
const lookFor =
  /^(?:我的对象|我的帮扶对象|帮扶对象|对象|查一?下|查找|查询|查|找一?下|找)\s*[:：]?\s*(\p{Script=Han}[\p{Script=Han}·]{0,9}?)(?:的?(?:情况|资料|电话|信息))?$/u;
const ofSomebody =
  /^(\p{Script=Han}[\p{Script=Han}·]{0,7})(?:的(?:情况|资料|电话|信息|住址|地址)|怎么样了?|最近怎么样|情况怎么样)[？?]?(?:是多少)?[？?]?$/u;

/** "看1", "我的对象 张老", "张老的电话": what is asked for; null for anything else. */
function wantedIn(said: string): Wanted | null {
  const text = normalizeText(said);
  const number = lookAt.exec(text)?.[1];
  if (number !== undefined) return { number: chineseNumber(number) ?? 0 };
  const name = lookFor.exec(text)?.[1] ?? ofSomebody.exec(text)?.[1];
  return name === undefined || /^(?:我|你|您|他|她|天气|身体)/u.test(name) ? null : { name };
}

/** A message that is the name of one of the writer's own members and nothing else: 张老. */
async function isOwnName(text: string, { db, me, clock }: BotContext): Promise<boolean> {
  const said = normalizeText(text);
  if ([...said].length > 8) return false;
  const own = (await membersOf(db, me.id, clock)).map(({ member }) => ({
    ...member,
    sex: member.member.sex,
  }));
  return findPeopleIn(said, own).some(mention => mention.ids.length > 0 && mention.text === said);
}

async function byNumber(number: number, ctx: BotContext): Promise<string> {
  const own = await ownMembers(ctx);
  const chosen = own[number - 1];
  if (chosen) return cardOf(chosen.member, ctx);
  if (own.length === 0) return seesSubtree(ctx) ? howToSearch : noMembers;
  return own.length === 1
    ? '这里只有第1位，回复“看1”就行。'
    : `没有第${number}位，请回复“看1”到“看${own.length}”。`;
}

async function byName(name: string, ctx: BotContext): Promise<string> {
  const found = await visibleCalled(name, ctx);
  const [only] = found;
  if (!only) {
    await noteUnseen(ctx.db, ctx.me, name, ctx.clock);
    return `没有找到“${name}”。请说一下全名，比如“我的对象 张德厚”。`;
  }
  if (found.length === 1) return cardOf(only, ctx);
  const lines = found
    .slice(0, listedAtMost)
    .map(member => `· ${memberInFull(member, ctx.today)}，${member.organisation.name}`);
  const more = found.length > listedAtMost ? ['人数多，只列了前几位。'] : [];
  return [
    `叫得上“${name}”的有这几位：`,
    ...lines,
    ...more,
    `看哪一位，回复“我的对象”加全名，比如“我的对象 ${only.name}”。`,
  ].join('\n');
}

const noMembers = '目前还没有登记由您帮扶的老同志。请给单位经办同志打个电话，登记好就能看到了。';
const howToSearch = '找哪一位，回复“我的对象”加名字，比如“我的对象 张老”。';

async function overview(ctx: BotContext): Promise<string> {
  const own = await ownMembers(ctx);
  const entrusted = await entrustedText(own, ctx);
  const staff = seesSubtree(ctx) ? await subtreeText(ctx) : '';
  const parts = [own.length === 0 ? '' : listOf(own, ctx), entrusted, staff].filter(part => part !== '');
  return parts.length === 0 ? noMembers : parts.join('\n\n');
}

/** Whom the reader looks after for a colleague who is away, or goes to see this once. */
async function entrustedText(own: readonly Own[], { db, me, today }: BotContext): Promise<string> {
  const mine = new Set(own.map(({ member }) => member.id));
  const ids = (await entrustedTo(db, me.id, today)).filter(id => !mine.has(id));
  const people = [...(await peopleById(db, ids)).values()].filter(isMember);
  const [first] = people;
  if (!first) return '';
  const names = people.slice(0, listedAtMost).map(member => memberInFull(member, today));
  const more = people.length > listedAtMost ? `等${people.length}位` : '';
  return `您代看的：${names.join('、')}${more}。\n看哪一位，回复如“我的对象 ${first.name}”。`;
}

function listOf(own: readonly Own[], { today }: BotContext): string {
  // 看1 and not 1: a bare number answers the list of duties, where it may mean somebody else.
  const lines = own.slice(0, listedAtMost).map((each, place) => `看${place + 1}. ${lineOf(each, today)}`);
  const more =
    own.length > listedAtMost ? [`另有${own.length - listedAtMost}位，回复“我的对象”加名字就能看。`] : [];
  return [
    `您帮扶的老同志有${own.length}位：`,
    ...lines,
    ...more,
    '想看哪一位，回复“看1”这样的话，或者直接说名字。',
  ].join('\n');
}

/** How many there are, what is overdue, who has no helper: the same queries as the digest's. */
async function subtreeText({ db, me, clock, today }: BotContext): Promise<string> {
  const { path, name } = me.organisation;
  const count = await countVisibleMembers(db, me, { clock });
  const overdue = (await overdueDuties(db, today, path, 1)).count;
  const unpaired = (await unpairedMembers(db, today, path, 1)).count;
  return [
    `${name}（含下级）在联系的老同志${count}位。`,
    `${overdue > 0 ? `逾期的事项有${overdue}件` : '没有逾期的事项'}，${unpaired > 0 ? `还没有帮扶人的有${unpaired}位` : '在册的都有帮扶人'}；详细的回复“简报”。`,
    howToSearch,
  ].join('\n');
}
