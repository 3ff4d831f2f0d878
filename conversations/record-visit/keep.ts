/** Keeps a told visit: a row for each member, and what a second visitor tells of goes into the visit that is there already. */
import type { Kept } from '../../src/chat/fields/index.ts';
import type { Answers, Saved } from '../../src/chat/form.ts';
import { mayActFor } from '../../src/scheme/access.ts';
import type { HelpKind } from '../../src/scheme/labels.ts';
import { addressOf, findMember, peopleById, type Member } from '../../src/scheme/people.ts';
import { understandVisit } from '../../src/scheme/understanding/index.ts';
import {
  alsoToldBy,
  changeVisit,
  unchangedSince,
  type ChangedVisit,
  type VisitFacts,
} from '../../src/scheme/visit-changes.ts';
import {
  recordVisit as keepVisit,
  undoVisit,
  type NewVisit,
  type UndoneVisit,
  type Visit,
} from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';
import { firstOf } from '../words.ts';
import { afterChanging, afterSaving, afterUndoing, type Made } from './after.ts';
import type { fields } from './fields.ts';
import { everyone } from './party.ts';
import { keyOf, tellerOf, toldByOthers } from './same.ts';

/** The form's answers. */
export type Told = Answers<typeof fields>;

/** How what was kept is taken back: visits of one's own, and what one added to a colleague's. */
export type Trace = {
  readonly made: readonly string[];
  readonly added: readonly Added[];
};

type Added = { readonly id: string; readonly before: VisitFacts; readonly after: VisitFacts };

/** Keeps the visit, or adds the writer to the one a colleague told of. */
export async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const party = everyone(told.member);
  const mine: Member[] = [];
  for (const { id } of party) mine.push(...(await stillMine(id, ctx)));
  if (mine.length < party.length)
    return { say: '这位老同志现在不由您联系了，这次没有记。需要记请告诉经办同志。' };
  const joins = told.same?.key === keyOf(told) && told.same.with !== undefined;
  const known = joins ? await toldByOthers(told, ctx) : [];
  const made: Made[] = [];
  const added: Added[] = [];
  const say: string[] = [];
  for (const member of mine) {
    const visit = known.find(({ memberId }) => memberId === member.id);
    if (!visit)
      made.push({ member, recorded: await keepVisit(ctx.db, ctx.clock, visitTo(member, told, ctx)) });
    else {
      const changed = await join(visit, visitTo(member, told, ctx), ctx);
      say.push(await joinedText(member, visit, changed, told, ctx));
      added.push({ id: visit.id, before: changed.before, after: changed.after });
    }
  }
  if (made.length > 0) say.unshift(await afterSaving(made, ctx));
  const label = `${mine.map(member => addressOf(member, ctx.today)).join('、')}的走访`;
  const ref: Trace = { made: made.map(({ recorded }) => recorded.visit.id), added };
  return { say: say.join('\n'), undo: { ref: JSON.parse(JSON.stringify(ref)) as Trace, label } };
}

/** A pairing may have ended while the form was open. */
async function stillMine(id: string, { db, me, clock }: BotContext): Promise<Member[]> {
  const member = (await mayActFor(db, me, id, clock)) ? await findMember(db, id) : null;
  return member ? [member] : [];
}

function visitTo({ id, member: { state } }: Member, told: Told, { me }: BotContext): NewVisit {
  const { member, condition, met, occasion, moneyFen, visitor, companions, photos } = told;
  const pictures: readonly Kept[] = [...condition.attachments, ...(photos ?? [])];
  const visitorId = visitor?.id ?? me.id;
  const along = companions === undefined ? [] : everyone(companions);
  return {
    memberId: id,
    visitorId,
    companionIds: along.map(each => each.id).filter(each => each !== visitorId),
    visitedOn: told.visitedOn,
    way: told.way,
    occasion: occasion ?? (state === 'deceased' && met !== undefined ? 'death' : 'routine'),
    met: met ?? null,
    condition: condition.text === '' ? null : condition.text,
    findings: told.findings ?? null,
    moneyFen: moneyFen ?? null,
    goods: told.goods ?? null,
    helpKind: helpKindOf(told),
    followUp: told.followUp ?? null,
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

const longest = 500;

/** Both texts, where they differ. */
function both(one: string | null, other: string | null | undefined): string | null {
  if (one === null || !other || one.includes(other)) return one ?? other ?? null;
  return firstOf(`${one}；${other}`, longest);
}

/** Adds the writer and what they tell. A sum of money already told stands: two who tell of one gift are not two gifts. */
const join = ({ id }: Visit, told: NewVisit, { db, clock, me }: BotContext): Promise<ChangedVisit> =>
  changeVisit(db, clock, { visitId: id, actorId: me.id, facts: visit => joined(visit, told) });

function joined(visit: Visit, told: NewVisit): VisitFacts {
  const { visitorId, companionIds = [], attachmentIds = [], occasion } = told;
  const along = [...visit.companionIds, visitorId, ...companionIds].filter(id => id !== visit.visitorId);
  const given = visit.moneyFen === null && visit.goods === null;
  return {
    companionIds: [...new Set(along)],
    condition: both(visit.condition, told.condition),
    findings: both(visit.findings, told.findings),
    goods: both(visit.goods, told.goods),
    followUp: both(visit.followUp, told.followUp),
    moneyFen: visit.moneyFen ?? told.moneyFen ?? null,
    met: visit.met === 'nobody' ? (told.met ?? visit.met) : (visit.met ?? told.met ?? null),
    attachmentIds: [...new Set([...visit.attachmentIds, ...attachmentIds])],
    ...(visit.occasion === 'routine' && occasion !== undefined ? { occasion } : {}),
    ...(given && told.helpKind !== undefined ? { helpKind: told.helpKind } : {}),
  };
}

async function joinedText(
  member: Member,
  visit: Visit,
  changed: ChangedVisit,
  { moneyFen }: Told,
  ctx: BotContext,
): Promise<string> {
  const teller = await tellerOf(visit, ctx);
  const differs = visit.moneyFen !== null && moneyFen !== undefined && visit.moneyFen !== moneyFen;
  return [
    `好的，和${teller}记在一起了。`,
    await afterChanging([changed], new Map([[member.id, member]]), ctx),
    differs ? `慰问金${teller}记的是${visit.moneyFen / 100}元，先按这个数；不对的话回复“改走访”。` : '',
  ]
    .filter(line => line !== '')
    .join('\n');
}

/** Takes back what `save` kept. A visit that a colleague has told of since stays theirs. */
export async function takeBack(ref: Trace | readonly string[], ctx: BotContext): Promise<string> {
  const { made, added } = 'made' in ref ? ref : { made: ref, added: [] };
  const say: string[] = [];
  const undone: UndoneVisit[] = [];
  for (const id of made) {
    const heir = await leaveTo(id, ctx);
    if (heir === undefined) undone.push(await undoVisit(ctx.db, ctx.clock, id, ctx.me.id));
    else say.push(`您记的已经撤销；${heir}也记过这次走访，那一份还留着。`);
  }
  const people = await peopleById(
    ctx.db,
    undone.map(({ visit }) => visit.memberId),
  );
  if (undone.length > 0) say.unshift(afterUndoing(undone, people, ctx));
  for (const each of added) say.push(await withdraw(each, ctx));
  return say.join('\n');
}

/** Whoever went along and told of the visit too has it from now on; resolves to their name. */
async function leaveTo(visitId: string, { db, clock, me }: BotContext): Promise<string | undefined> {
  const [heirId] = await alsoToldBy(db, visitId);
  if (heirId === undefined) return undefined;
  const facts = ({ companionIds }: Visit): VisitFacts => ({
    visitorId: heirId,
    companionIds: companionIds.filter(id => id !== heirId),
  });
  await changeVisit(db, clock, { visitId, actorId: me.id, facts });
  return (await peopleById(db, [heirId])).get(heirId)?.name ?? '同事';
}

/** What the writer added goes; what others have changed since stays. */
async function withdraw({ id, before, after }: Added, ctx: BotContext): Promise<string> {
  const { db, clock, me } = ctx;
  const facts = (visit: Visit): VisitFacts => ({
    ...unchangedSince(visit, before, after),
    companionIds: visit.companionIds.filter(each => each !== me.id),
  });
  const { visit } = await changeVisit(db, clock, { visitId: id, actorId: me.id, facts });
  return `您加进去的已经撤销，${await tellerOf(visit, ctx)}记的那次走访还留着。`;
}
