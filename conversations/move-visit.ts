/**
 * 刚才说错了，是李老不是张老: a visit kept for the wrong person is taken back and kept for the right one, after a yes. What it
 * had closed opens again, and what it fulfils now is closed (S1-0.2).
 */
import { bestByName, choice } from '../src/chat/fields/index.ts';
import type { Choice, Json, Known } from '../src/chat/form.ts';
import { mayActFor } from '../src/scheme/access.ts';
import { addressOf, findMember, hasRole, peopleById, type Member } from '../src/scheme/people.ts';
import { recordVisit, toVisit, undoVisit, type Visit } from '../src/scheme/visits.ts';
import { defineConversation, type BotContext } from './context.ts';
import { ofOneEach, type Outing } from './change-visit/which.ts';
import { movedIn } from './move-visit/heard.ts';
import { afterSaving, afterUndoing } from './record-visit/after.ts';
import { party, everyone } from './record-visit/party.ts';
import { choosable } from './record-visit/people.ts';
import { corrected } from './spoken/corrected.ts';
import { calmly, entrances } from './words.ts';

const nothingToMove = '这一天里没有您记的走访，没有可以改的。更早的要改，请告诉经办同志。';

/** Puts a visit that was kept for the wrong person where it belongs. */
export const moveVisitForm = defineConversation({
  kind: 'form',
  name: 'move-visit',
  version: 1,
  ...entrances['move-visit'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  fields: {
    outing: choice({
      label: '走访',
      question: '哪一次走访的人记错了？',
      options: async (_known: Known, ctx: BotContext): Promise<Choice<Outing>[]> =>
        (await ofOneEach(ctx)).map(value => ({ value, label: value.label })),
      showAs: ({ label }: Outing) => label,
      takeOnlyOne: true,
    }),
    member: { ...party, label: '改成', question: '看望的其实是哪一位老同志？' },
  },
  opening: async ctx => ((await ofOneEach(ctx)).length > 0 ? '' : { stop: nothingToMove }),
  recognise: async (text, ctx) => movedIn(text, await ofOneEach(ctx), await choosable(ctx), ctx),
  understand: async (text, ctx) => {
    const [only, ...more] = bestByName(corrected(text) ?? text, await choosable(ctx));
    return only && more.length === 0 ? { answers: { member: { id: only.id, name: only.name } } } : null;
  },
  check: async ({ outing, member }, ctx) => {
    if (outing.memberIds.includes(member.id))
      return { field: 'member' as const, hint: `这次走访记的就是${member.name}同志。看望的其实是哪一位？` };
    const right = await findMember(ctx.db, member.id);
    return right?.member.state === 'deceased'
      ? {
          field: 'member' as const,
          hint: `${right.name}同志已经去世了。看望家属的，请先回复“取消”，再重新记一次。看望的其实是哪一位？`,
        }
      : null;
  },
  reviewTitle: '别着急，说错了改过来就行。这次走访要改到这位老同志名下，您看对不对：',
  save: ({ outing, member }, ctx) =>
    calmly(
      () => move(outing.ids, everyone(member)[0]?.id ?? member.id, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => moveBack(ref as unknown as Trace, ctx),
      say => say,
    ),
});

interface Trace {
  readonly id: string;
  readonly wasOf: string;
}

async function move(ids: readonly string[], memberId: string, ctx: BotContext) {
  const { db, me, clock } = ctx;
  const right = (await mayActFor(db, me, memberId, clock)) ? await findMember(db, memberId) : null;
  const visit = await visitWith(ids[0] ?? '', ctx);
  if (!right || !visit) return { say: '这位老同志不由您联系，这次没有改。需要改请告诉经办同志。' };
  const { say, id } = await movedTo(right, visit, ctx);
  const trace: Trace = { id, wasOf: visit.memberId };
  const label = `把走访改到${addressOf(right, ctx.today)}名下`;
  return { say: `改好了。${say}`, undo: { ref: JSON.parse(JSON.stringify(trace)) as Json, label } };
}

async function visitWith(id: string, { db }: BotContext): Promise<Visit | undefined> {
  const row = await db.visit.findUnique({ where: { id } });
  return row && row.undoneAt === null ? toVisit(db, row) : undefined;
}

/** The same visit, of somebody else. */
async function movedTo(
  right: Member,
  visit: Visit,
  ctx: BotContext,
): Promise<{ readonly say: string; readonly id: string }> {
  const { db, clock, me } = ctx;
  const undone = await undoVisit(db, clock, visit.id, me.id);
  const { id: _id, loggedAt: _loggedAt, undoneAt: _undoneAt, ...facts } = visit;
  const recorded = await recordVisit(db, clock, { ...facts, memberId: right.id });
  const before = afterUndoing([undone], await peopleById(db, [visit.memberId]), ctx);
  const after = await afterSaving([{ member: right, recorded }], ctx);
  return { say: `${before}\n${after}`, id: recorded.visit.id };
}

async function moveBack({ id, wasOf }: Trace, ctx: BotContext): Promise<string> {
  const visit = await visitWith(id, ctx);
  const member = await findMember(ctx.db, wasOf);
  if (!visit || !member) return '这次走访后来又改过，没有撤销。需要更正请告诉经办同志。';
  return `改动已经撤销。${(await movedTo(member, visit, ctx)).say}`;
}
