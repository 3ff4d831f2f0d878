/**
 * 认定、暂停、脱困、迁出、恢复…: a file into another state (care-file/states.ts has the table), shown and confirmed first. Who may
 * not see the member hears what they would of nobody; who sees but may not do it hears whose it is to do.
 */
import { choice, date, person, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import {
  changeState,
  eligibilityOf,
  findCareFile,
  openTransitions,
  transitions,
  type StateVerb,
  type Transition,
} from '../src/scheme/care-files.ts';
import { isWithin, staffFor } from '../src/scheme/organisations.ts';
import { careFileStates, labelOf, labelsOf, roles } from '../src/scheme/labels.ts';
import { addressOf, findMember, hasRole, type Member } from '../src/scheme/people.ts';
import { thresholdsFor } from '../src/scheme/settings.ts';
import { stateWishIn, type StateWish } from './care-file/state-wish.ts';
import { afterChange } from './care-file/state-news.ts';
import { nobodyCalled, notFound, toChoose, visibleCalled, whichOf } from './care-file/whom.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances, memberInFull } from './words.ts';

/** Whose file; without an id a name that nobody they may see has. */
type Whom = { readonly id: string; readonly name: string };
type Way = { readonly verb: StateVerb; readonly label: string };

const transitionOf = (answers: Known): Transition | undefined =>
  transitions.find(({ verb }) => verb === (answers['way'] as Way | undefined)?.verb);

/** Changes a state. */
export const changeFileState = defineConversation({
  kind: 'form',
  name: 'change-file-state',
  version: 1,
  ...entrances['change-file-state'],
  opens: /^(?:提请认定|认定|退回|暂停|恢复|脱困|返困|迁出|迁回)\s+\p{Script=Han}{2}/u,
  mayUse: ({ me }) => hasRole(me, 'clerk', 'secretary', 'leader', 'approver'),
  fields: {
    member: person({
      label: '老同志',
      question: '是哪位老同志的档案？说名字就行。',
      find: async (text, ctx: BotContext) => toChoose(await visibleCalled(text, ctx)),
    }),
    way: choice({
      label: '办什么',
      question: ({ member }, ctx: BotContext) => whatCanBeDone(member as Whom, ctx),
      options: ({ member }, ctx: BotContext) => waysFor(member as Whom, ctx),
    }),
    reason: shortText({
      label: '原因',
      question: answers => transitionOf(answers)?.ask ?? '是什么原因？',
      example: '随女儿去外地居住',
      max: 200,
      when: answers => transitionOf(answers)?.reason === true,
    }),
    on: date({
      label: '从哪天起',
      question: '从哪天起？今天就回复“今天”。',
      example: '今天',
      past: true,
      when: answers => transitionOf(answers)?.dated === true,
    }),
    exception: shortText({
      label: '例外理由',
      question: '例外认定的理由是什么？比如哪次会议定的。',
      example: '局务会2027年第1次会议纪要',
      max: 200,
      onlyIfSaid: true,
      quiet: true,
      when: answers => transitionOf(answers)?.verb === '认定',
    }),
  },
  recognise: async (text, ctx) => {
    const wish = stateWishIn(text);
    return wish?.name === undefined ? null : understood(wish, wish.name, ctx);
  },
  understand: () => null,
  opening: refuseEarly,
  check: notEligible,
  reviewTitle: title,
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function understood({ verb, reason }: StateWish, name: string, ctx: BotContext) {
  const transition = transitions.find(each => each.verb === verb);
  const words = transition?.reason ? { reason } : verb === '认定' ? { exception: reason } : {};
  const answers = { way: { verb, label: verb }, ...words };
  const confidence = 0.94;
  const found = await visibleCalled(name, ctx);
  const [only] = found;
  if (!only) return { answers: { ...answers, member: { id: '', name } }, confidence };
  if (found.length === 1)
    return { answers: { ...answers, member: { id: only.id, name: only.name } }, confidence };
  return { answers, ask: { member: whichOf(name, found) }, confidence };
}

/** A member within the writer's part of the tree; a helper's member elsewhere is no file of theirs to decide on. */
async function memberHere(whom: Whom, { db, me }: BotContext): Promise<Member | null> {
  const member = await findMember(db, whom.id);
  return member && isWithin(member.organisation.path, me.organisation.path) ? member : null;
}

async function waysFor(whom: Whom, ctx: BotContext): Promise<Choice<Way>[]> {
  const member = await memberHere(whom, ctx);
  const open = member ? openTransitions(member.member.state, ctx.me.roles) : [];
  return open
    .filter(({ verb }) => verb !== '更正去世')
    .map(({ verb, to }) => ({
      value: { verb, label: verb },
      label: verb === labelOf(careFileStates, to) ? verb : `${verb}（改为${labelOf(careFileStates, to)}）`,
      words: [verb],
    }));
}

async function whatCanBeDone(whom: Whom, ctx: BotContext): Promise<string> {
  const member = await memberHere(whom, ctx);
  return `${whom.name}同志的档案现在是“${labelOf(careFileStates, member?.member.state)}”，要办哪一样？`;
}

async function refuseEarly(ctx: BotContext, known: Known): Promise<string | { stop: string }> {
  const whom = known['member'] as Whom | undefined;
  if (whom?.id === '') return { stop: await nobodyCalled(whom.name, ctx) };
  if (!whom) return '';
  const stop = await refusal(whom, transitionOf(known), ctx);
  return stop === undefined ? '' : { stop };
}

/** Why this cannot be done with this file by this writer; undefined when it can. */
async function refusal(
  whom: Whom,
  wanted: Transition | undefined,
  ctx: BotContext,
): Promise<string | undefined> {
  const member = await memberHere(whom, ctx);
  if (!member) return notFound(whom.name);
  const { state } = member.member;
  const now = `${memberInFull(member, ctx.today)}的档案现在是“${labelOf(careFileStates, state)}”`;
  const open = openTransitions(state, ctx.me.roles);
  if (!wanted) return open.length > 0 ? undefined : `${now}，眼下没有要您办的。`;
  if (!wanted.from.includes(state)) {
    const instead = open.map(({ verb }) => `“${verb} ${member.name}”`).join('、');
    return `${now}，不能“${wanted.verb}”。${instead === '' ? '' : `可以办的是${instead}。`}`;
  }
  if (wanted.by.some(role => ctx.me.roles.includes(role))) return undefined;
  return `“${wanted.verb}”要请${labelsOf(roles, wanted.by)}同志来办${await whoThatIs(wanted, member, ctx)}。`;
}

async function whoThatIs({ by }: Transition, member: Member, { db }: BotContext): Promise<string> {
  const [role] = by;
  const [first] = role === undefined ? [] : await staffFor(db, member.organisation.id, role);
  return first ? `，比如${first.name}` : '';
}

interface Told {
  readonly member: Whom;
  readonly way: Way;
  readonly reason: string | undefined;
  readonly on: string | undefined;
  readonly exception: string | undefined;
}

/** Who does not meet the conditions is recognised only as an exception with its reason (S1-2.1). */
async function notEligible({ member: whom, way, exception }: Told, ctx: BotContext) {
  if (way.verb !== '认定' || exception !== undefined) return null;
  const look = await lookAt(whom, ctx);
  if (!look || look.eligible) return null;
  return {
    field: 'exception' as const,
    hint: [
      '对照制度，还差这些：',
      ...look.lacking.map(line => `· ${line}`),
      '不合适就回复“取消”，再用“退回”请经办同志补充；确属例外的，请写明理由。',
    ].join('\n'),
  };
}

async function lookAt(whom: Whom, { db, today }: BotContext) {
  const member = await findMember(db, whom.id);
  const file = member && (await findCareFile(db, whom.id));
  return member && file ? eligibilityOf(file, await thresholdsFor(db, member.organisation.id, today)) : null;
}

async function title(answers: Known, ctx: BotContext): Promise<string> {
  const { member: whom, way } = answers as unknown as Told;
  const look = way.verb === '认定' || way.verb === '提请认定' ? await lookAt(whom, ctx) : null;
  const grounds = look
    ? [...look.reasons.map(line => `✓ ${line}`), ...look.lacking.map(line => `· ${line}`)]
    : [];
  return [`${whom.name}同志的档案要“${way.verb}”，请您看看对不对：`, ...grounds].join('\n');
}

async function save({ member: whom, way, reason, on, exception }: Told, ctx: BotContext): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const transition = transitions.find(({ verb }) => verb === way.verb);
  const refused = await refusal(whom, transition, ctx);
  if (refused !== undefined || !transition) return { say: refused ?? notFound(whom.name) };
  const why = reason ?? exception;
  const change = {
    memberId: whom.id,
    to: transition.to,
    ...(why === undefined ? {} : { reason: why }),
    ...(on === undefined ? {} : { on }),
  };
  const changed = await changeState(db, change, { actor: me, clock });
  const member = await findMember(db, whom.id);
  if (!changed || !member) return { say: `${whom.name}同志的档案已经是这样了，没有变动。` };
  return {
    say: `${addressOf(member, today)}的档案已改为“${labelOf(careFileStates, changed.to)}”。${await afterChange(changed, transition, member, ctx, why)}`,
  };
}
