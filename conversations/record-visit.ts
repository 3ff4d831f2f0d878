/**
 * 记录走访: a helper, secretary, leader or clerk tells of a visit (S1-3.2b, S3-3.5a, D2), in one sentence or question by
 * question: who, when, how, and how the member is. The rest is kept where it is said, and nobody is asked for it (E-10).
 */
import { dateText } from '../src/calendar/format.ts';
import type { Known } from '../src/chat/form.ts';
import { birthProblem } from '../src/scheme/day-problems.ts';
import { happeningsOfMember } from '../src/scheme/happenings.ts';
import { addressOf, findMember, hasRole } from '../src/scheme/people.ts';
import { pairedSince } from '../src/scheme/pairings.ts';
import { defineConversation, type BotContext } from './context.ts';
import { fields } from './record-visit/fields.ts';
import { heard, recognised } from './record-visit/heard.ts';
import { save, takeBack, type Told, type Trace } from './record-visit/keep.ts';
import { everyone } from './record-visit/party.ts';
import { choosable } from './record-visit/people.ts';
import { keyOf, toldByOthers } from './record-visit/same.ts';
import { calmly, entrances } from './words.ts';

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
  check: async (told, ctx) =>
    (await dayIsPossible(told, ctx)) ?? (await familyOnly(told, ctx)) ?? (await sameVisit(told, ctx)),
  reviewTitle: (told, ctx) => titleOf(told, ctx),
  save: (told, ctx) =>
    calmly(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as Trace | readonly string[], ctx),
      say => say,
    ),
});

/** A day before somebody was born is asked again; nothing that was told is lost. */
async function dayIsPossible({ member, visitedOn }: Told, ctx: BotContext) {
  for (const { id } of everyone(member)) {
    const hint = await birthProblem(ctx.db, id, visitedOn);
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

/** A colleague has told of it already: asked once for this day and party. */
async function sameVisit(told: Told, ctx: BotContext) {
  if (told.same?.key === keyOf(told)) return null;
  return (await toldByOthers(told, ctx)).length === 0 ? null : { field: 'same' as const, hint: '' };
}

const usualTitle = '请您看看记得对不对：';

/** A day before the writer's pairing is pointed out once, with the review: whoever says yes to it was there before. */
async function titleOf(known: Known, { db, me, today, clock }: BotContext): Promise<string> {
  const told = known as unknown as Told;
  if (told.same?.with !== undefined && told.same.key === keyOf(told))
    return `这次和${told.same.with}记在一起，您说的这些补进同一条记录：`;
  if (told.visitor !== undefined) return usualTitle;
  for (const { id } of everyone(told.member)) {
    const since = await pairedSince(db, { helperId: me.id, memberId: id, clock });
    if (since === undefined || told.visitedOn >= since) continue;
    const member = await findMember(db, id);
    const who = member ? addressOf(member, today) : '这位老同志';
    return `您是${dateText(since)}开始联系${who}的，这次走访在那以前。当时确实去过，回复“1”照样记上；日子不对，回复“改2”再说是哪天。\n${usualTitle}`;
  }
  return usualTitle;
}
