/**
 * 记录走访: a helper, secretary, leader or clerk tells of a visit (S1-3.2b, S3-3.5a, D2), in one sentence or question by
 * question: who, when, how, and how the member is. The rest is kept where it is said, and nobody is asked for it (E-10).
 */
import { parseMoney } from '../src/calendar/numerals.ts';
import {
  attachments,
  choice,
  date,
  longText,
  money,
  person,
  bestByName,
  shortText,
} from '../src/chat/fields/index.ts';
import type { Answers, Choice } from '../src/chat/form.ts';
import type { Kept } from '../src/chat/fields/index.ts';
import { mayActFor } from '../src/scheme/access.ts';
import { visitDayProblem } from '../src/scheme/day-problems.ts';
import { happeningsOfMember } from '../src/scheme/happenings.ts';
import {
  metPeople,
  occasions,
  visitWays,
  type HelpKind,
  type Labels,
  type MetPerson,
  type Occasion,
  type VisitWay,
} from '../src/scheme/labels.ts';
import { addressOf, findMember, hasRole, peopleById, type Member } from '../src/scheme/people.ts';
import { understandVisit } from '../src/scheme/understanding/index.ts';
import { recordVisit as keepVisit, undoVisit, type NewVisit } from '../src/scheme/visits.ts';
import { defineConversation, type BotContext } from './context.ts';
import { afterSaving, afterUndoing } from './record-visit/after.ts';
import { heard, recognised } from './record-visit/heard.ts';
import { everyone, party, type Party } from './record-visit/party.ts';
import { choosable, colleagues } from './record-visit/people.ts';
import { calmly, entrances } from './words.ts';

const choicesOf = <Code extends string>(table: Labels): Choice<Code>[] =>
  Object.entries(table).map(([code, [label, ...words]]) => ({ value: code as Code, label, words }));

const fields = {
  member: party,
  visitedOn: date({ label: '日期', question: '哪天的事？', example: '昨天', past: true }),
  way: choice({
    label: '方式',
    question: '是怎么联系的？',
    options: choicesOf<VisitWay>(visitWays),
    example: '上门',
  }),
  condition: longText({
    label: '近况',
    question: async ({ member }, ctx: BotContext) =>
      `${(await hasDied(member as Party, ctx)) ? '家里人' : '老人家'}现在怎么样？说一两句就行，发语音、照片也可以。`,
    example: '精神还好，就是腿疼',
  }),
  occasion: choice({
    label: '事由',
    question: '是因为什么去的？',
    options: choicesOf<Occasion>(occasions),
    onlyIfSaid: true,
  }),
  met: choice({
    label: '见到谁',
    question: '见到谁了？',
    options: choicesOf<MetPerson>(metPeople),
    onlyIfSaid: true,
  }),
  findings: shortText({
    label: '需求困难',
    question: '老人有什么需要、什么难处？',
    example: '想装个扶手',
    max: 200,
    onlyIfSaid: true,
  }),
  moneyFen: money({ label: '慰问金', question: '送了多少慰问金？', onlyIfSaid: true }),
  goods: shortText({
    label: '慰问品',
    question: '送了什么东西？',
    example: '两箱牛奶',
    max: 200,
    refuse: text => (parseMoney(text) ? '这一项记东西；慰问金请改“慰问金”那一项。' : undefined),
    onlyIfSaid: true,
  }),
  followUp: shortText({
    label: '下一步',
    question: '接下来要办什么？',
    example: '下周再去',
    max: 200,
    onlyIfSaid: true,
  }),
  visitor: person({
    label: '走访人',
    question: '是哪位同志去的？',
    example: '李明',
    find: async (text, ctx: BotContext) => bestByName(text, await colleagues(ctx)),
    onlyIfSaid: true,
  }),
  photos: attachments({
    label: '照片',
    question: '把照片发来就行，一张一张发。',
    keeps: ['image', 'video'],
    onlyIfSaid: true,
  }),
};

type Told = Answers<typeof fields>;

const hasDied = async ({ id }: Party, { db }: BotContext): Promise<boolean> =>
  (await findMember(db, id))?.member.state === 'deceased';

/** Records a visit. */
export const recordVisit = defineConversation({
  kind: 'form',
  name: 'record-visit',
  version: 1,
  ...entrances['record-visit'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  fields,
  opening: async ctx =>
    (await choosable(ctx)).length > 0
      ? ''
      : { stop: '目前还没有登记由您联系的老同志。请给单位经办同志打个电话，登记好就能记了。' },
  recognise: (text, ctx) => recognised(text, ctx),
  understand: (text, ctx, known) => heard(text, ctx, known),
  check: async (told, ctx) => (await dayIsPossible(told, ctx)) ?? (await familyOnly(told, ctx)),
  reviewTitle: '请您看看记得对不对：',
  save: (told, ctx) =>
    calmly(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as readonly string[], ctx),
      say => say,
    ),
});

/** A day before somebody was born, or before the two were paired, is asked again; nothing that was told is lost. */
async function dayIsPossible({ member, visitedOn, visitor }: Told, ctx: BotContext) {
  for (const { id } of everyone(member)) {
    const visit = { memberId: id, visitorId: visitor?.id ?? ctx.me.id, visitedOn };
    const hint = await visitDayProblem(ctx.db, visit);
    if (hint !== undefined) return { field: 'visitedOn' as const, hint };
  }
  return null;
}

/** After a death only the family can be visited; a visit of the days before may still be entered (C1.9, E-6). */
async function familyOnly({ member, visitedOn, met }: Told, ctx: BotContext) {
  for (const { id, name } of everyone(member)) {
    const person = await findMember(ctx.db, id);
    if (person?.member.state !== 'deceased' || met === 'family' || met === 'nobody') continue;
    const death = (await happeningsOfMember(ctx.db, id)).find(({ kind }) => kind === 'died');
    if (death && visitedOn < death.happenedOn) continue;
    return {
      field: 'met' as const,
      hint: `${name}同志已经去世，这里记的是看望家属。见到的是家属，还是没见到人？`,
    };
  }
  return null;
}

async function save(told: Told, ctx: BotContext) {
  const party = everyone(told.member);
  const mine: Member[] = [];
  for (const { id } of party) mine.push(...(await stillMine(id, ctx)));
  if (mine.length < party.length)
    return { say: '这位老同志现在不由您联系了，这次没有记。需要记请告诉经办同志。' };
  const say: string[] = [];
  const ids: string[] = [];
  for (const member of mine) {
    const recorded = await keepVisit(ctx.db, ctx.clock, visitTo(member, told, ctx));
    ids.push(recorded.visit.id);
    say.push(await afterSaving(recorded, member, ctx));
  }
  const label = `${mine.map(member => addressOf(member, ctx.today)).join('、')}的走访`;
  return { say: say.join('\n'), undo: { ref: ids, label } };
}

/** A pairing may have ended while the form was open. */
async function stillMine(id: string, { db, me, clock }: BotContext): Promise<Member[]> {
  const member = (await mayActFor(db, me, id, clock)) ? await findMember(db, id) : null;
  return member ? [member] : [];
}

function visitTo({ id, member: { state } }: Member, told: Told, { me }: BotContext): NewVisit {
  const {
    member,
    visitedOn,
    way,
    condition,
    occasion,
    met,
    findings,
    moneyFen,
    goods,
    followUp,
    visitor,
    photos,
  } = told;
  const pictures: readonly Kept[] = [...condition.attachments, ...(photos ?? [])];
  return {
    memberId: id,
    visitorId: visitor?.id ?? me.id,
    visitedOn,
    way,
    occasion: occasion ?? (state === 'deceased' && met !== undefined ? 'death' : 'routine'),
    met: met ?? null,
    condition: condition.text === '' ? null : condition.text,
    findings: findings ?? null,
    moneyFen: moneyFen ?? null,
    goods: goods ?? null,
    helpKind: helpKindOf(told),
    followUp: followUp ?? null,
    attachmentIds: pictures.map(each => each.id),
    said: member.said ?? null,
  };
}

/** 精神 or 物质, counted apart (S1-3.2b): things count as both only where talk and comfort were told of too. */
function helpKindOf({ moneyFen, goods, member, condition }: Told): HelpKind {
  if (moneyFen === undefined && goods === undefined) return 'spirit';
  const spoken = understandVisit(`${member.said ?? ''}，${condition.text}`, {
    today: '2000-01-01',
    people: [],
  }).helpKind;
  return spoken === 'spirit' || spoken === 'both' ? 'both' : 'material';
}

async function takeBack(visitIds: readonly string[], ctx: BotContext): Promise<string> {
  const undone = [];
  for (const id of visitIds) undone.push(await undoVisit(ctx.db, ctx.clock, id, ctx.me.id));
  return afterUndoing(
    undone,
    await peopleById(
      ctx.db,
      undone.map(({ visit }) => visit.memberId),
    ),
    ctx,
  );
}
