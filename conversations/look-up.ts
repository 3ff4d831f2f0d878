/**
 * 查看: what is masked everywhere is shown in full to whoever may see it, once they have said what for; each look is kept
 * (E-1, C5.35). Somebody who may not see it, or a name outside what they may see, gets one and the same answer.
 */
import { bestByName, choice, person, personChoices, shortText } from '../src/chat/fields/index.ts';
import type { PersonChoice } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { findVisibleMembers, lookableKinds, mayReveal, maySee } from '../src/scheme/access.ts';
import { codesOf, labelOf } from '../src/scheme/labels.ts';
import { lookKinds, lookPurposes, type LookKind, type LookPurpose } from '../src/scheme/labels/privacy.ts';
import { staffFor } from '../src/scheme/organisations.ts';
import { findPerson, isMember, type Member } from '../src/scheme/people.ts';
import { membersOf, primaryHelperOf } from '../src/scheme/pairings.ts';
import { logDenied, noteUnseen, reveal } from '../src/scheme/reveals.ts';
import { defineConversation, type BotContext } from './context.ts';
import { askedIn, type Asked } from './look-up/asked.ts';
import { ownMembers } from './my-members/list.ts';
import { isStaff, memberInFull } from './words.ts';

/** Shows one particular of a member. */
export const lookUp = defineConversation({
  kind: 'form',
  name: 'look-up',
  title: '查看',
  words: ['查看', '看电话', '查电话', '看住址', '看资料'],
  version: 1,
  opens: /^查看\s*\S/u,
  mayUse: ({ me }) => isStaff(me),
  review: false,
  fields: {
    /** A name that nobody they may see has. */
    unknown: shortText({ label: '没有找到', question: '', onlyIfSaid: true }),
    member: person({
      label: '老同志',
      question: '想看哪位老同志的？说名字就行。',
      list: ownChoices,
      find: findOne,
    }),
    kind: choice({
      label: '看什么',
      question: '想看哪一项？',
      options: (_answers, ctx: BotContext) => kindsFor(ctx),
      showAs: kind => labelOf(lookKinds, kind),
    }),
    purpose: choice({
      label: '用途',
      question: ({ kind }) => `看${labelOf(lookKinds, kind as LookKind)}做什么用？会记下来。`,
      options: codesOf(lookPurposes).map(value => {
        const [label, ...words] = lookPurposes[value];
        return { value, label, words };
      }),
    }),
    note: shortText({
      label: '说明',
      question: '请用几个字说明做什么用。',
      example: '送体检报告',
      max: 60,
      when: ({ purpose }) => purpose === 'other',
    }),
  },
  recognise: async (text, ctx) => {
    const asked = askedIn(text);
    return asked && { ...(await understood(asked, ctx)), confidence: 0.93 };
  },
  understand: () => null,
  opening: refuseEarly,
  save: show,
});

const kindsFor = ({ me }: BotContext): Choice<LookKind>[] =>
  lookableKinds(me).map(value => {
    const [label, ...words] = lookKinds[value];
    return { value, label, words };
  });

async function ownChoices({ db, me, clock }: BotContext): Promise<PersonChoice[]> {
  const own = await membersOf(db, me.id, clock);
  return own.map(({ member: { id, name } }) => ({ id, name }));
}

/** The visible members that are meant, whatever the state of their file; of several the writer's own. */
async function visibleCalled(name: string, { db, me, clock }: BotContext): Promise<Member[]> {
  const search = { clock, text: name, limit: 50, closed: true };
  const found = bestByName(name, await findVisibleMembers(db, me, search));
  const own = new Set((await membersOf(db, me.id, clock)).map(({ member }) => member.id));
  const mine = found.filter(({ id }) => own.has(id));
  return mine.length > 0 ? mine : found;
}

const toChoose = (people: readonly Member[]): PersonChoice[] =>
  people.map(({ id, name, organisation }) => ({ id, name, detail: organisation.name }));

async function findOne(text: string, ctx: BotContext): Promise<PersonChoice[]> {
  const found = await visibleCalled(text, ctx);
  if (found.length === 0) await noteUnseen(ctx.db, ctx.me, text, ctx.clock);
  return toChoose(found);
}

async function understood({ who, ...given }: Asked, ctx: BotContext) {
  const { kind, ...others } = given;
  const said = kind === undefined ? others : { ...others, kind };
  if ('number' in who) {
    const own = (await ownMembers(ctx))[who.number - 1]?.member;
    const member = own && { id: own.id, name: own.name };
    return { answers: { ...said, member, ...(own ? {} : { unknown: `第${who.number}位` }) } };
  }
  const found = await visibleCalled(who.name, ctx);
  const [only] = found;
  if (!only) return { answers: { ...said, unknown: who.name } };
  if (found.length === 1) return { answers: { ...said, member: { id: only.id, name: only.name } } };
  const ask = {
    question: `叫得上“${who.name}”的不止一位，是哪一位？`,
    options: personChoices(toChoose(found)),
  };
  return { answers: said, ...(found.length <= 9 ? { ask: { member: ask } } : {}) };
}

/** Who may not see it hears so before they are asked what for. */
async function refuseEarly(ctx: BotContext, known: Known): Promise<string | { stop: string }> {
  const { db, me, clock } = ctx;
  const member = known['member'] as { id: string; name: string } | undefined;
  const kind = known['kind'] as LookKind | undefined;
  const unknown = known['unknown'] as string | undefined;
  const closed = await closedTo(kind, ctx);
  if (unknown !== undefined) {
    await noteUnseen(db, me, unknown, clock);
    return { stop: closed ?? notFound(unknown) };
  }
  if (closed !== undefined && (member === undefined || kind === undefined)) return { stop: closed };
  if (member === undefined || kind === undefined || (await mayReveal(db, me, member.id, kind, clock)))
    return '';
  await logDenied(db, clock, me, { memberId: member.id, what: kind });
  return { stop: closed ?? (await notYours(member, kind, ctx)) };
}

/** Whoever sees that there is such a member, and may not look, hears who may; for anybody else there is nobody of the name. */
async function notYours(
  { id, name }: { readonly id: string; readonly name: string },
  kind: LookKind,
  { db, me, clock }: BotContext,
): Promise<string> {
  if (!(await maySee(db, me, id, clock))) return notFound(name);
  const helper = await primaryHelperOf(db, id, clock);
  const [clerk] = await staffFor(db, me.organisation.id, 'clerk');
  const called = helper ? `帮扶人${helper.name}、书记` : '书记';
  const whom = [helper?.name, clerk ? `经办${clerk.name}` : '经办'].flatMap(each => each ?? []).join('或者');
  return `${name}同志的${labelOf(lookKinds, kind)}，由${called}和经办来看，看了都会记下来；您这里没有开放。需要的话，请找${whom}同志。`;
}

interface Answered {
  readonly member: { readonly id: string; readonly name: string };
  readonly kind: LookKind;
  readonly purpose: LookPurpose;
  readonly note?: string | undefined;
}

async function show({ member, kind, purpose, note }: Answered, ctx: BotContext): Promise<Saved> {
  const look = { memberId: member.id, kind, purpose, ...(note === undefined ? {} : { note }) };
  const shown = await reveal(ctx.db, ctx.me, look, ctx.clock);
  if (!shown.ok) return { say: await notYours(member, kind, ctx) };
  const found = await findPerson(ctx.db, member.id);
  const who = found && isMember(found) ? memberInFull(found, ctx.today) : member.name;
  const what = labelOf(lookKinds, kind);
  if (shown.value === '') return { say: `${who}的${what}，档案里还没有登记。` };
  const why = note ?? labelOf(lookPurposes, purpose);
  return { say: `${who}的${what}：${shown.value}\n用途记为“${why}”。办完事请不要转给别人，也别留在相册里。` };
}

/** The same for somebody who does not exist, whom the writer may not see, and of whom they may not see this. */
const notFound = (name: string): string =>
  `没有找到“${name}”，或者这一项您暂时不能看。请说全名，比如“查看 张德厚 电话”；确实工作需要的，请找经办同志。`;

/**
 * What the writer's work does not open, of whomever: who may look, and whom to ask. Says nothing of any member; undefined
 * where it is open to them.
 */
async function closedTo(kind: LookKind | undefined, { db, me }: BotContext): Promise<string | undefined> {
  const open = lookableKinds(me);
  if (open.length > 0 && (kind === undefined || open.includes(kind))) return undefined;
  const [clerk] = await staffFor(db, me.organisation.id, 'clerk');
  const ask = `需要的话，请找经办${clerk && clerk.id !== me.id ? clerk.name : ''}同志。`;
  return open.length === 0
    ? `老同志的电话、住址这些，由他们的帮扶人和书记、经办来看，看了都会记下来；您这里没有开放。${ask}`
    : `${labelOf(lookKinds, kind ?? 'id-number')}只有书记和经办能看，是办补助用的。${ask}`;
}
