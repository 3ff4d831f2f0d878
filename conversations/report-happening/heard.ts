/** What a sentence says of a happening: whom it concerns, what and when; and what has to be asked before it is believed (E-14). */
import { findDate } from '../../src/calendar/parse-date.ts';
import { personChoices, type PersonChoice } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import type { HappeningKind } from '../../src/scheme/labels.ts';
import { membersOf } from '../../src/scheme/pairings.ts';
import { addressOf, findPerson } from '../../src/scheme/people.ts';
import {
  findHappening,
  findPeopleIn,
  understand,
  type HappeningReading,
  type Interpretation,
} from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { corrected } from '../spoken/corrected.ts';
import { nameable, onlyOne, understoodOf, type Nameable, type Named } from '../spoken/reading.ts';
import { firstOf, isStaff } from '../words.ts';

/** What can be reported; despair is heard, never chosen. */
export type Kind = Exclude<HappeningKind, 'despair'>;
/** A sentence out of the blue that says what happened to somebody the writer may name. */
export async function recognised(text: string, ctx: BotContext) {
  const told = isStaff(ctx.me) ? await toldByStaff(text, ctx) : await toldByMember(text, ctx);
  if (!told) return null;
  const detail = { text: firstOf(text.trim(), 1000), attachments: [] };
  return { ...told, answers: { ...told.answers, detail } };
}

async function toldByStaff(text: string, ctx: BotContext) {
  const reading = understand(text, { today: ctx.today, people: await nameable(ctx), as: 'helper' });
  if (reading.intent !== 'happening' || !reading.happening) return null;
  const about = await heardFromStaff(text, ctx, reading.happening);
  return about && { ...about, confidence: reading.confidence };
}

async function toldByMember(text: string, ctx: BotContext) {
  const reading = await understoodOf(text, ctx);
  return reading && (await factsFor(reading, ctx));
}

/** What a sentence says for the form: whom, what, when. */
export function heard(text: string, ctx: BotContext) {
  const said = corrected(text) ?? text;
  return isStaff(ctx.me) ? heardFromStaff(said, ctx) : heardFromMember(said, ctx);
}

async function heardFromMember(text: string, ctx: BotContext) {
  const told = await toldByMember(text, ctx);
  if (told) return told;
  const day = findDate(text, ctx.today)?.date;
  const member = await onlyOne(findPeopleIn(text, await nameable(ctx)), ctx);
  return day === undefined && !member ? null : { answers: { member, happenedOn: day } };
}

/** A member's or relative's happening for the form; a death goes in only behind a question that names the dead (E-14). */
async function factsFor({ intent, facts, doubts, confidence }: Interpretation, ctx: BotContext) {
  if (intent !== 'happening') return null;
  const ids = new Set((facts.members ?? []).flatMap(each => each.ids));
  const named = (await nameable(ctx)).filter(({ id }) => ids.has(id));
  const [only] = named;
  const alone = named.length === 1 ? only : await theOnly(ctx);
  const member = alone && { id: alone.id, name: alone.name };
  const gone = doubts.find(({ about }) => about === 'died-or-left');
  const phrase = gone && 'said' in gone ? gone.said : '';
  const kind = facts.happening === undefined || facts.happening === 'despair' ? undefined : facts.happening;
  const dead = gone && facts.whose === undefined && member;
  return {
    answers: { member, kind: dead ? ('died' as const) : kind, happenedOn: facts.happenedOn },
    ask: {
      ...(named.length > 1 && named.length <= 9 ? { member: whichOne(named) } : {}),
      ...(dead ? { certain: isItDeath(phrase, member, await calledBy(member.id, ctx)) } : {}),
      ...(gone && !dead ? { kind: goneOf(phrase, facts.whose) } : {}),
    },
    confidence,
  };
}

/** The only one a member or relative may mean. */
async function theOnly(ctx: BotContext): Promise<Nameable | undefined> {
  const all = await nameable(ctx);
  return all.length === 1 ? all[0] : undefined;
}

async function calledBy(memberId: string, { db, today }: BotContext): Promise<string> {
  const member = await findPerson(db, memberId);
  return member ? addressOf(member, today) : '老人家';
}

const left = {
  cancel: true,
  label: '不是，是出门、搬走了',
  words: ['离开', '出门', '搬走', '回家', '不是'],
} as const;
const never = { cancel: true, label: '不记了', words: ['没有', '取消', '不记'] } as const;

/** 老爷子昨晚走了: is it death? */
const isItDeath = (phrase: string, member: Named, called: string): Doubt<string> => ({
  question: `您说的“${phrase}”，是${called}去世了吗？`,
  options: [
    { value: member.id, label: '是，已经去世', words: ['是', '是的', '对', '去世了', '过世了', '人没了'] },
    left,
    never,
  ],
});

/** 我老伴走了, or 走了 of one of two parents. */
const goneOf = (phrase: string, whose: string | undefined): Doubt<Kind> => ({
  question: `您说的“${phrase}”，是${whose === undefined ? '老人家' : whose.replace(/^我(?:们家|家|的)?/u, '')}去世了吗？`,
  options: [
    {
      value: whose === undefined ? 'died' : 'upheaval',
      label: '是，去世了',
      words: ['是', '是的', '对', '去世了', '过世了', '人没了'],
    },
    left,
    never,
  ],
});

/** What a sentence of somebody of the staff says for the form: whom, what, when. */
async function heardFromStaff(
  text: string,
  ctx: BotContext,
  reading = findHappening(text, { today: ctx.today }),
) {
  const people = await nameable(ctx);
  const mentions = findPeopleIn(text, people);
  const meant = await closest(
    mentions.flatMap(({ ids }) => ids),
    ctx,
  );
  const named = people.filter(({ id }) => meant.includes(id));
  const [best] = reading.found;
  const kind = best?.kind === 'despair' ? 'mood' : best?.kind;
  const day = best?.happenedOn ?? findDate(text, ctx.today)?.date;
  const [only] = named;
  if (!only && !kind && !day) return null;
  const doubtful = kind === 'died' && (best?.confidence ?? 1) < 0.9;
  return {
    answers: {
      member: only && named.length === 1 ? { id: only.id, name: only.name } : undefined,
      kind: doubtful ? undefined : kind,
      happenedOn: day,
    },
    ask: {
      ...(named.length > 1 && named.length <= 9 ? { member: whichOne(named) } : {}),
      ...(doubtful ? { kind: gone(reading, only?.name) } : {}),
    },
  };
}

const whichOne = (people: readonly PersonChoice[]): Doubt<Named> => ({
  question: '您说的是哪一位？',
  options: personChoices(people),
});

/** Of several of a surname, the writer's own members are meant where there are any. */
async function closest(ids: readonly string[], { db, me, clock }: BotContext): Promise<readonly string[]> {
  const own = new Set((await membersOf(db, me.id, clock)).map(({ member }) => member.id));
  const mine = ids.filter(id => own.has(id));
  return mine.length > 0 ? mine : ids;
}

/** "老王走了": died, merely gone, or nothing to record (E-14). */
function gone({ doubts }: HappeningReading, name: string | undefined): Doubt<Kind> {
  const phrase = doubts[0]?.phrase;
  return {
    question:
      phrase === undefined
        ? `您是说${name ? `${name}同志` : '老人'}去世了吗？`
        : `您说的“${phrase}”是哪个意思？`,
    options: [
      { value: 'died', label: '去世了', words: ['去世', '亡故', '人没了', '过世'] },
      { cancel: true, label: '离开了（出门、搬走）', words: ['离开', '出门', '搬走', '回家'] },
      { cancel: true, label: '取消', words: ['不是', '没有', '不记了'] },
    ],
  };
}
