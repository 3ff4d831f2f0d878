/**
 * 档案: reads a member's care file ("张老的档案"), or says how the files of one's part of the tree stand. What is personal is
 * masked (E-1); who may see whom is access.ts's to say, and somebody who may not hears what they would of nobody.
 */
import { normalizeText } from '../src/calendar/numerals.ts';
import { mayActFor, visibleMembers } from '../src/scheme/access.ts';
import {
  byPriority,
  careFilesOf,
  enrolledCounts,
  findCareFile,
  priorityOf,
  priorityText,
  reviewsDue,
  stateCounts,
} from '../src/scheme/care-files.ts';
import { careFileStates, codesOf, labelOf } from '../src/scheme/labels.ts';
import { hasRole, type Member } from '../src/scheme/people.ts';
import { thresholdsFor } from '../src/scheme/settings.ts';
import { fileTexts } from './care-file/text.ts';
import { membersInOrder, nobodyCalled, notFound, ownChoices, visibleCalled } from './care-file/whom.ts';
import { familyLines } from '../src/scheme/family-members.ts';
import { fourNearbyLines } from '../src/scheme/four-nearby.ts';
import { survivorLines } from '../src/scheme/survivors.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances, isStaff, memberInFull } from './words.ts';

/** Reads a file. */
export const careFile = defineConversation({
  kind: 'reply',
  name: 'care-file',
  ...entrances['care-file'],
  opens: /^\p{Script=Han}{2,6}的(?:关爱)?档案$/u,
  mayUse: ({ me }) => isStaff(me) && !isAdministratorOnly(me),
  recognise: text => nameIn(text) !== null && surelyMeant,
  answer: async (text, ctx) => {
    const name = nameIn(text);
    return name === null ? overview(ctx) : byName(name, ctx);
  },
});

/** "看王德茂的档案" tells of no visit. */
const surelyMeant = 0.97;

const isAdministratorOnly = ({ roles }: BotContext['me']): boolean =>
  roles.every(role => role === 'administrator');

const looked = String.raw`(?:我?(?:要|想)?(?:看看?|查看?|查一?下|打开|调出))?`;
const person = String.raw`(\p{Script=Han}[\p{Script=Han}·]{0,9}?)`;
const before = new RegExp(String.raw`^${looked}\s*(?:关爱)?档案\s*[:：]?\s*${person}(?:的)?$`, 'u');
const after = new RegExp(
  String.raw`^${looked}\s*${person}\s*的?\s*(?:关爱|帮扶)?档案(?:情况|资料)?[？?]?$`,
  'u',
);
const notAName =
  /^(?:新|建|开|立|整理|写|修|改|更|完善|补|导|上传|下载|打印|发|给|把|我|你|您|他|她|谁|哪|所有|全部|大家|老同志|各|本|要|复核|认定|关爱|帮扶|电子|看|查|有|没)/u;

/** The name in "张老的档案", "档案 张老"; null for anything else. */
function nameIn(said: string): string | null {
  const text = normalizeText(said);
  const name = after.exec(text)?.[1] ?? before.exec(text)?.[1];
  return name === undefined || notAName.test(name) ? null : name;
}

async function byName(name: string, ctx: BotContext): Promise<string | string[]> {
  const found = await visibleCalled(name, ctx);
  const [only] = found;
  if (!only) return nobodyCalled(name, ctx);
  if (found.length === 1) return textOf(only, ctx);
  const lines = found
    .slice(0, 9)
    .map(member => `· ${memberInFull(member, ctx.today)}，${member.organisation.name}`);
  return [`叫得上“${name}”的有这几位：`, ...lines, `看哪一位，说全名就行，比如“${only.name}的档案”。`].join(
    '\n',
  );
}

async function textOf(member: Member, ctx: BotContext): Promise<string | string[]> {
  const { db, me, clock, today } = ctx;
  const file = await findCareFile(db, member.id);
  if (!file) return notFound(member.name);
  const thresholds = await thresholdsFor(db, member.organisation.id, today);
  const view = { member, file, today, thresholds };
  const [own = '', ...rest] = fileTexts(view, me, await mayActFor(db, me, member.id, clock));
  return [[own, ...(await aroundThem(member, ctx))].join('\n'), ...rest];
}

/** Their family, who looks after them nearby, and after a death who is left. */
const aroundThem = async ({ id }: Member, { db, today }: BotContext): Promise<string[]> => [
  ...(await familyLines(db, id)),
  ...(await fourNearbyLines(db, id, today)),
  ...(await survivorLines(db, id)),
];

async function overview(ctx: BotContext): Promise<string> {
  const { me } = ctx;
  if (!hasRole(me, 'secretary', 'leader', 'clerk', 'approver', 'cashier', 'supervisor')) return ownFiles(ctx);
  const { path, name } = me.organisation;
  const { states } = await stateCounts(ctx.db, path);
  const shown = codesOf(careFileStates).filter(state => (states.get(state) ?? 0) > 0);
  const counts = shown.map(state => `${labelOf(careFileStates, state)}${states.get(state)}份`);
  if (counts.length === 0) return `${name}（含下级）还没有档案。要建一份，回复“新建档案”。`;
  const enrolled = await enrolledCounts(ctx.db, path);
  return [
    `${name}（含下级）的档案：${counts.join('、')}。`,
    `在册的里面，离休${enrolled.veteran}位、退休${enrolled.retired}位${enrolled.otherRetirement > 0 ? `、其他${enrolled.otherRetirement}位` : ''}；范围内${enrolled.within}位、范围外${enrolled.outside}位。`,
    ...(await waiting(ctx)),
    ...(await toReview(ctx)),
    `看谁的，回复如“${await exampleName(ctx)}的档案”${hasRole(me, 'clerk', 'secretary') ? '；新建一份，回复“新建档案”' : ''}。`,
  ].join('\n');
}

const listedAtMost = 5;

/** 待认定, the most urgent first; the order is advice and no decision (S2-4.2c). */
async function waiting(ctx: BotContext): Promise<string[]> {
  const { db, me, clock, today } = ctx;
  if (!hasRole(me, 'approver', 'clerk', 'secretary', 'leader')) return [];
  const where = { AND: [await visibleMembers(db, me, clock), { careFile: { is: { state: 'proposed' } } }] };
  const rows = await db.person.findMany({ where, select: { id: true, name: true, organisationId: true } });
  if (rows.length === 0) return [];
  const files = await careFilesOf(
    db,
    rows.map(({ id }) => id),
  );
  const thresholds = await thresholdsFor(db, me.organisation.id, today);
  const sorted = rows
    .flatMap(({ id, name }) => {
      const file = files.get(id);
      return file ? [{ memberId: id, name, priority: priorityOf(file, thresholds) }] : [];
    })
    .sort(byPriority)
    .slice(0, listedAtMost);
  const people = await membersInOrder(
    sorted.map(({ memberId }) => memberId),
    ctx,
  );
  const lines = people.map(
    (each, place) =>
      `· ${memberInFull(each, today)}：${priorityText(sorted[place]?.priority ?? { points: 0, reasons: [] })}`,
  );
  const verb = hasRole(me, 'approver') ? [`看过了，回复如“认定 ${sorted[0]?.name ?? ''}”。`] : [];
  return [`等认定的${rows.length}份，困难重的排在前面，供参考：`, ...lines, ...verb];
}

async function toReview({ db, me, today }: BotContext): Promise<string[]> {
  if (!hasRole(me, 'clerk', 'secretary', 'leader')) return [];
  const { count } = await reviewsDue(db, today, me.organisation.path, 1);
  return count === 0 ? [] : [`该复核的${count}份，回复“复核”就能办。`];
}

async function exampleName({ db, me, clock }: BotContext): Promise<string> {
  const row = await db.person.findFirst({
    where: { AND: [await visibleMembers(db, me, clock), { careFile: { state: 'enrolled' } }] },
    orderBy: { name: 'asc' },
    select: { name: true },
  });
  return row?.name ?? '张德厚';
}

async function ownFiles(ctx: BotContext): Promise<string> {
  const own = await ownChoices(ctx);
  if (own.length === 0) return '目前还没有登记由您帮扶的老同志。请给单位经办同志打个电话，登记好就能看到了。';
  if (own.length === 1)
    return `您帮扶的是${own[0]?.name ?? ''}同志，回复“${own[0]?.name ?? ''}的档案”就能看。`;
  return [`看哪一位的？回复名字加“的档案”：`, ...own.map(({ name }) => `· ${name}的档案`)].join('\n');
}
