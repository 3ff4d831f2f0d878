/**
 * 改走访, 刚才那次改成昨天: a visit that was kept is put right by whoever made it, within a month, or by the secretary and
 * clerk. What it closed is looked at again, and the trail keeps the change (S1-0.2).
 */
import { choice } from '../src/chat/fields/index.ts';
import type { Choice, Json, Known } from '../src/chat/form.ts';
import { happeningsOfMember } from '../src/scheme/happenings.ts';
import { addressOf, hasRole, peopleById } from '../src/scheme/people.ts';
import {
  changeVisit,
  unchangedSince,
  type ChangedVisit,
  type VisitFacts,
  type WantedChange,
} from '../src/scheme/visit-changes.ts';
import { defineConversation, type BotContext } from './context.ts';
import { changes, factsIn, type Changes } from './change-visit/changes.ts';
import { asksForChange, changeable, pickedFrom, type Outing } from './change-visit/which.ts';
import { afterChanging } from './record-visit/after.ts';
import { calmly, entrances } from './words.ts';

const fields = {
  outing: choice({
    label: '走访',
    question: '要改哪一次走访？',
    options: async (_known: Known, ctx: BotContext): Promise<Choice<Outing>[]> =>
      (await changeable(ctx)).map(value => ({ value, label: value.label })),
    showAs: ({ label }) => label,
    takeOnlyOne: true,
  }),
  changes,
};

/** Puts a visit right. */
export const changeVisitForm = defineConversation({
  kind: 'form',
  name: 'change-visit',
  version: 1,
  ...entrances['change-visit'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  fields,
  opening: async ctx => ((await changeable(ctx)).length > 0 ? '' : { stop: nothingToChange }),
  recognise: async (text, ctx) => {
    const wish = asksForChange(text);
    if (wish === undefined) return null;
    const outing = pickedFrom(wish, await changeable(ctx));
    const facts = await factsIn(wish.change, ctx);
    return {
      answers: {
        ...(outing ? { outing } : {}),
        ...(facts ? { changes: facts } : {}),
      },
      confidence: 0.95,
    };
  },
  understand: () => null,
  check: async ({ outing, changes: told }, ctx) => {
    const late = await afterDeath(outing, told.facts, ctx);
    return late === undefined ? null : { field: 'changes' as const, hint: late };
  },
  reviewTitle: '请您看看改得对不对：',
  save: ({ outing, changes: told }, ctx) =>
    calmly(
      () => save(outing, told, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as unknown as readonly Trace[], ctx),
      say => say,
    ),
});

const nothingToChange = '最近30天里没有您记的走访，没有可以改的。更早的要改，请告诉经办同志。';

/** After a death only the family can have been visited (E-6). */
async function afterDeath(
  { ids, memberIds }: Outing,
  { visitedOn }: VisitFacts,
  { db }: BotContext,
): Promise<string | undefined> {
  if (visitedOn === undefined || ids.length === 0) return undefined;
  for (const memberId of memberIds) {
    const death = (await happeningsOfMember(db, memberId)).find(({ kind }) => kind === 'died');
    const visits = await db.visit.findMany({
      where: { id: { in: [...ids] }, memberId },
      select: { met: true },
    });
    if (death && visitedOn >= death.happenedOn && visits.some(({ met }) => met !== 'family'))
      return '这位老同志那时已经去世了，日期请再看看。看望家属的，请重新记一次。';
  }
  return undefined;
}

interface Trace {
  readonly id: string;
  readonly before: VisitFacts;
  readonly after: VisitFacts;
}

async function save({ ids }: Outing, { facts }: Changes, ctx: BotContext) {
  const changed = await changeAll(
    ids.map(id => ({ id, facts })),
    ctx,
  );
  const people = await peopleOf(changed, ctx);
  const trace: Trace[] = changed.map(({ visit, before, after }) => ({ id: visit.id, before, after }));
  const names = [...people.values()].map(person => addressOf(person, ctx.today)).join('、');
  return {
    say: `改好了。${await afterChanging(changed, people, ctx)}`,
    undo: { ref: JSON.parse(JSON.stringify(trace)) as Json, label: `${names}走访的更正` },
  };
}

async function changeAll(
  wanted: readonly { readonly id: string; readonly facts: WantedChange['facts'] }[],
  { db, clock, me }: BotContext,
): Promise<ChangedVisit[]> {
  const changed: ChangedVisit[] = [];
  for (const { id, facts } of wanted)
    changed.push(await changeVisit(db, clock, { visitId: id, actorId: me.id, facts }));
  return changed;
}

const peopleOf = (changed: readonly ChangedVisit[], { db }: BotContext) =>
  peopleById(
    db,
    changed.map(({ visit }) => visit.memberId),
  );

async function takeBack(trace: readonly Trace[], ctx: BotContext): Promise<string> {
  const changed = await changeAll(
    trace.map(({ id, before, after }) => ({
      id,
      facts: visit => unchangedSince(visit, before, after),
    })),
    ctx,
  );
  return `改动已经撤销。${await afterChanging(changed, await peopleOf(changed, ctx), ctx)}`;
}
