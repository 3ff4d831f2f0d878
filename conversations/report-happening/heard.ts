/** What a sentence says of a happening: whom it concerns, what and when; and what has to be asked before it is believed (E-14). */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { findDate } from '../../src/calendar/parse-date.ts';
import { personChoices, type PersonChoice } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import { closedStates, nameableMembers } from '../../src/scheme/access.ts';
import type { HappeningKind } from '../../src/scheme/labels.ts';
import { membersOf } from '../../src/scheme/pairings.ts';
import { hasRole } from '../../src/scheme/people.ts';
import { clauseAt } from '../../src/scheme/understanding/clauses.ts';
import {
  findHappening,
  type HappeningFound,
  type HappeningReading,
} from '../../src/scheme/understanding/happenings.ts';
import {
  findPeopleIn,
  type KnownPerson,
  type PersonMention,
} from '../../src/scheme/understanding/people-in.ts';
import type { BotContext } from '../context.ts';
import { firstOf, isStaff } from '../words.ts';

/** What can be reported; despair is heard, never chosen. */
export type Kind = Exclude<HappeningKind, 'despair'>;
/** Somebody picked. */
export type Named = { readonly id: string; readonly name: string };

const living = { careFile: { is: { state: { notIn: [...closedStates] } } } };

/** How relatives call those they act for. */
const kin = {
  male: [
    '我爸',
    '我爸爸',
    '我父亲',
    '我老爸',
    '我爹',
    '我爷爷',
    '我姥爷',
    '我外公',
    '我公公',
    '我岳父',
    '老爷子',
  ],
  female: [
    '我妈',
    '我妈妈',
    '我母亲',
    '我老妈',
    '我娘',
    '我奶奶',
    '我姥姥',
    '我外婆',
    '我婆婆',
    '我岳母',
    '老太太',
  ],
} as const;

/** Somebody the writer may name, and how they are called. */
export type Nameable = PersonChoice & KnownPerson;

/** Everybody the writer may name, by name. */
export async function nameable({ db, me, clock }: BotContext): Promise<readonly Nameable[]> {
  const rows = await db.person.findMany({
    where: { AND: [await nameableMembers(db, me, clock), living] },
    select: {
      id: true,
      name: true,
      organisation: { select: { name: true } },
      careFile: { select: { sex: true } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, name, organisation, careFile }) => {
    const sex = careFile?.sex === 'male' || careFile?.sex === 'female' ? careFile.sex : null;
    const alsoCalled =
      isStaff(me) || id === me.id ? [] : [...(sex ? kin[sex] : [...kin.male, ...kin.female])];
    return { id, name, detail: organisation.name, sex, alsoCalled };
  });
}

/** The words by which a report of a visit is told from a report of what happened. */
const visiting = /看了|看望|探望|走访|慰问|探视|去看|陪了|送了/;

/** A sentence out of the blue that says what happened to somebody the writer may name. */
export async function recognised(text: string, ctx: BotContext) {
  const reading = findHappening(text, { today: ctx.today });
  const [best] = reading.found;
  if (!best || best.kind === 'despair' || sureness(best, text, ctx) < 0.55) return null;
  const about = await heard(text, ctx, reading);
  if (!about || (!isStaff(ctx.me) && about.stranger)) return null;
  const { answers, ask } = about;
  const detail = { text: firstOf(text.trim(), 1000), attachments: [] };
  return { answers: { ...answers, detail }, ask, confidence: sureness(best, text, ctx) };
}

/**
 * How sure it is that this reports a happening. What a member or relative needs (money, a leaking pipe) is asked for rather
 * than reported; 老伴 in the mouth of a spouse is the member.
 */
function sureness({ kind, confidence, whose }: HappeningFound, text: string, { me }: BotContext): number {
  if (isStaff(me)) return visiting.test(text) ? confidence * 0.5 : confidence;
  if (kind === 'hardship' || (kind === 'disaster' && confidence < 0.7)) return 0;
  if (kind === 'died' && !hasRole(me, 'family')) return 0;
  return whose !== undefined && spouse.test(whose) && hasRole(me, 'family') ? confidence * 2.5 : confidence;
}
const spouse = /老伴|爱人|丈夫|妻子|夫人|老婆|老公/;

/** What a sentence says for the form: whom, what, when. `stranger`: it names somebody the writer may not name. */
export async function heard(
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
    stranger: named.length === 0 && best !== undefined && isStranger(text, best, mentions),
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

/** In the very clause that says what happened somebody else is named: 老李走了. */
function isStranger(text: string, { index }: HappeningFound, mentions: readonly PersonMention[]): boolean {
  const clause = clauseAt(normalizeText(text), index);
  const before = mentions.filter(mention => mention.index >= clause.index && mention.index < index);
  return before.length > 0 && !/我/.test(clause.text.slice(0, index - clause.index));
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
