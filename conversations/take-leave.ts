/**
 * 请假、外出: a helper says that they are away (“我25号到28号出差，请王芳代我去”), or the secretary or clerk says it for them. What is to be
 * done meanwhile goes to the stand-in, and comes back by itself.
 */
import { date, type PersonChoice } from '../src/chat/fields/index.ts';
import type { Answers, Saved } from '../src/chat/form.ts';
import { absencesOf, leaveDays, takeLeave as keep, undoLeave } from '../src/scheme/absences.ts';
import { visiblePeople } from '../src/scheme/access.ts';
import { addressOf, findPerson, hasRole, peopleById, searchPeople } from '../src/scheme/people.ts';
import { findPeopleIn } from '../src/scheme/understanding/index.ts';
import { understandLeave, type LeaveSaid } from '../src/scheme/understanding/leave.ts';
import { defineConversation, type BotContext } from './context.ts';
import { standInField, whoField, whoMayLeave, type Named } from './take-leave/people.ts';
import { calmly, entrances, tellAll, timely } from './words.ts';

const fields = {
  who: whoField,
  startsOn: date({
    label: '从哪天',
    question: '从哪天开始？',
    example: '明天',
    future: true,
  }),
  endsOn: date({
    label: '到哪天',
    question: '到哪天为止？说最后一天就行；哪天回来说不准，就跳过。',
    example: '1月28日',
    future: true,
    optional: true,
  }),
  standIn: standInField,
};

type Told = Answers<typeof fields>;

/** Records a leave. */
export const takeLeave = defineConversation({
  kind: 'form',
  name: 'take-leave',
  version: 1,
  ...entrances['take-leave'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  fields,
  recognise: (text, ctx) => said(text, ctx),
  understand: (text, ctx) => said(text, ctx),
  check: ({ startsOn, endsOn }) =>
    endsOn !== undefined && endsOn < startsOn
      ? { field: 'endsOn', hint: '结束的日子在开始的日子前面，请再说一遍最后一天。' }
      : null,
  reviewTitle: '请您看看对不对，存下以后这几天的事就转给代办的同志：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as string, ctx),
      say => say,
    ),
});

async function said(text: string, ctx: BotContext) {
  const understood = understandLeave(text, ctx.today);
  if (understood?.kind !== 'leave') return null;
  const who = await whoIn(text, understood, ctx);
  if (who === null) return null;
  const standIn = await standInIn(understood, who, ctx);
  const { startsOn, endsOn, plain } = understood;
  return {
    answers: {
      ...(who === undefined ? {} : { who }),
      ...(startsOn === undefined ? {} : { startsOn }),
      ...(endsOn === undefined ? {} : { endsOn }),
      ...(standIn === undefined ? {} : { standIn }),
    },
    confidence: plain ? 0.93 : 0.75,
  };
}

/** Who is away: a named helper where the writer may say so, else the writer; null where somebody else is meant (张老外出了). */
async function whoIn(
  text: string,
  { standIn }: LeaveSaid,
  ctx: BotContext,
): Promise<Named | undefined | null> {
  const { me } = ctx;
  const subject = (standIn === undefined ? text : text.split(standIn)[0]) ?? '';
  const helpers = await whoMayLeave(ctx);
  const named = findPeopleIn(subject, helpers).filter(({ by, ids }) => by === 'name' && ids.length === 1);
  const other = helpers.find(({ id }) => id === named[0]?.ids[0]);
  if (other && other.id !== me.id) return { id: other.id, name: other.name };
  if (/我/u.test(subject) || helpers.length === 1) {
    const about = findPeopleIn(subject, await colleaguesOf(ctx)).filter(
      ({ by }) => by === 'name' || by === 'form',
    );
    return about.length > 0 && !/我/u.test(subject) ? null : { id: me.id, name: me.name };
  }
  return undefined;
}

const colleaguesOf = async ({ db, me }: BotContext): Promise<PersonChoice[]> =>
  (await searchPeople(db, visiblePeople(me), { limit: 500 })).map(({ id, name }) => ({ id, name }));

async function standInIn(
  { standIn }: LeaveSaid,
  who: Named | undefined,
  ctx: BotContext,
): Promise<Named | undefined> {
  if (standIn === undefined) return undefined;
  const people = await searchPeople(ctx.db, visiblePeople(ctx.me), {
    text: standIn,
    roles: ['helper', 'secretary', 'leader', 'clerk'],
    limit: 5,
  });
  const [only] = people.filter(({ id }) => id !== who?.id);
  return only && people.length === 1 ? { id: only.id, name: only.name } : undefined;
}

async function save({ who, startsOn, endsOn: last, standIn }: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me, today } = ctx;
  if (!(await whoMayLeave(ctx, who.name)).some(({ id }) => id === who.id))
    return { say: `${who.name}同志不归您这里管，没有登记。` };
  const endsOn = last ?? null;
  const leave = { personId: who.id, startsOn, endsOn, standInId: standIn?.id ?? null, actorId: me.id };
  const taken = await keep(db, clock, leave);
  const own = who.id === me.id;
  const whose = own ? '您' : `${who.name}同志`;
  if (taken.already) return { say: `这次请假已经记着了，${whose}放心。` };
  await tellAll(taken.notices, ctx);
  const lines = await whoTakesOver(taken, ctx);
  if (!own) await tellTheHelper(who, taken.absence, lines, ctx);
  const open = startsOn <= today && endsOn === null;
  return {
    say: [
      `记下了：${whose}${leaveDays(taken.absence, today)}请假外出。`,
      ...lines,
      own
        ? `${open ? '' : '到日子自动转回给您；'}提前回来说一声“我回来了”，日子有变再说一遍就行。${startsOn > today ? '' : '路上平安。'}`
        : '',
    ]
      .filter(line => line !== '')
      .join('\n'),
    undo: { ref: taken.absence.id, label: `${own ? '' : `${who.name}同志的`}请假` },
  };
}

/** One line for each who takes over: whom of, how much, and whether they could be told. */
async function whoTakesOver(
  { receivers, unreached, absence }: Awaited<ReturnType<typeof keep>>,
  ctx: BotContext,
): Promise<string[]> {
  const missed = new Set(unreached.map(({ personId }) => personId));
  const members = await peopleById(
    ctx.db,
    receivers.flatMap(({ duties }) => duties.flatMap(({ memberId }) => memberId ?? [])),
  );
  const lines = receivers.map(({ person, duties }) => {
    const titles = new Map<string, Set<string>>();
    for (const { memberId, title } of duties) {
      const member = memberId === null ? undefined : members.get(memberId);
      const whose = member ? `${addressOf(member, ctx.today)}的` : '';
      titles.set(whose, (titles.get(whose) ?? new Set()).add(title));
    }
    const shown = [...titles].map(([whose, each]) => `${whose}${[...each].join('、')}`).join('；');
    const taken = duties.length === 0 ? '眼下没有要转交的事' : `转交${duties.length}件事：${shown}`;
    const told = missed.has(person.id) ? '；收不到消息，请打个电话说一声' : '，已告诉本人';
    return `${person.name}同志${person.id === absence.standInId ? '代为照看' : ''}：${taken}${told}。`;
  });
  return lines.length > 0 ? lines : ['眼下没有要转交的事；这期间有急事，会先找老同志的其他帮扶人或书记。'];
}

/** The helper hears of a leave that was recorded for them, and what was handed on. */
async function tellTheHelper(
  who: Named,
  absence: Parameters<typeof leaveDays>[0] & { readonly id: string },
  lines: readonly string[],
  ctx: BotContext,
): Promise<void> {
  const to = await findPerson(ctx.db, who.id);
  if (!to) return;
  const text = [
    `${who.name}同志，${ctx.me.name}同志给您记了请假：${leaveDays(absence, ctx.today)}。`,
    ...lines,
    '这期间不给您发提醒。回来了说一声“我回来了”就行。',
  ].join('\n');
  await ctx.tell({ to, text, ...timely(ctx, 'notice'), dedupeKey: `absence:${absence.id}:self` });
}

async function takeBack(id: string, ctx: BotContext): Promise<string> {
  const { db, clock, me } = ctx;
  const { ended, notices } = await undoLeave(db, clock, id, me.id);
  await tellAll(notices, ctx);
  const [absence] = ended;
  if (!absence) return '这次请假已经撤销了。';
  const left = await absencesOf(db, absence.personId, ctx.today);
  return `请假已经撤销，原来转出去的事都转回来了。${left.length > 0 ? '另外还记着一次请假，不变。' : ''}`;
}
