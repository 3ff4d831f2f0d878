/** Sentences of members and of those who write for them, read once a turn: every conversation asks the same reading. */
import type { PersonChoice } from '../../src/chat/fields/index.ts';
import { closedStates, nameableMembers } from '../../src/scheme/access.ts';
import { codeOf } from '../../src/scheme/labels.ts';
import { familyRelations } from '../../src/scheme/labels/family.ts';
import { hasRole } from '../../src/scheme/people.ts';
import {
  kinOf,
  understand,
  type Intent,
  type Interpretation,
  type KnownPerson,
  type PersonMention,
} from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { isMemberOrFamily, isStaff } from '../words.ts';

const living = { careFile: { is: { state: { notIn: [...closedStates] } } } };

/** Somebody the writer may name, and how they are called. */
export type Nameable = PersonChoice & KnownPerson;
/** Somebody picked. */
export type Named = { readonly id: string; readonly name: string };

/** Everybody the writer may name, by name; a relative calls them as relatives do. */
export async function nameable({ db, me, clock }: BotContext): Promise<readonly Nameable[]> {
  const rows = await db.person.findMany({
    where: { AND: [await nameableMembers(db, me, clock), living] },
    select: {
      id: true,
      name: true,
      organisation: { select: { name: true } },
      careFile: { select: { sex: true } },
      relatives: { where: { relativeId: me.id }, select: { relation: true } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, name, organisation, careFile, relatives }) => {
    const sex = careFile?.sex === 'male' || careFile?.sex === 'female' ? careFile.sex : null;
    const relation = relatives.map(tie => codeOf(familyRelations, tie.relation)).find(code => code);
    const alsoCalled = isStaff(me) || id === me.id ? [] : kinOf(sex, relation);
    return { id, name, detail: organisation.name, sex, alsoCalled };
  });
}

/** Longer ones are not read: their writer is asked for the most important part. */
const longest = 1000;

const read = new WeakMap<BotContext, { readonly text: string; readonly reading: Promise<Interpretation> }>();

/** What a sentence of a member or relative wants; null for the staff, whose sentences are about others. */
export async function understoodOf(text: string, ctx: BotContext): Promise<Interpretation | null> {
  const said = text.trim();
  if (!isMemberOrFamily(ctx.me) || isStaff(ctx.me) || said.length < 2 || said.length > longest) return null;
  const known = read.get(ctx);
  if (known?.text === said) return known.reading;
  const reading = readFor(said, ctx);
  read.set(ctx, { text: said, reading });
  return reading;
}

async function readFor(said: string, ctx: BotContext): Promise<Interpretation> {
  const { me, today } = ctx;
  if (hasRole(me, 'family')) return understand(said, { today, people: await nameable(ctx), as: 'family' });
  return understand(said, { today, people: [{ id: me.id, name: me.name }], as: 'elder' });
}

/** How sure it is that a sentence of a member or relative has one of these intents; false where it has another. */
export async function meant(
  text: string,
  ctx: BotContext,
  ...intents: readonly Intent[]
): Promise<number | false> {
  const reading = await understoodOf(text, ctx);
  return reading && intents.includes(reading.intent) ? reading.confidence : false;
}

/** The one person of the mentions, by id and name; undefined where there is none or it may be several. */
export async function onlyOne(
  mentions: readonly PersonMention[] | undefined,
  ctx: BotContext,
): Promise<Named | undefined> {
  const ids = new Set((mentions ?? []).flatMap(each => each.ids));
  const [id] = ids;
  const person = ids.size === 1 ? (await nameable(ctx)).find(each => each.id === id) : undefined;
  return person && { id: person.id, name: person.name };
}
