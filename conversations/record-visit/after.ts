/** What is said once a visit is kept or taken back: what is done with it, and what is still to do. */
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { dutiesAbout } from '../../src/scheme/obligations/lists.ts';
import { happeningsOfMember, type Happening } from '../../src/scheme/happenings.ts';
import type { HappeningKind, VisitWay } from '../../src/scheme/labels.ts';
import { addressOf, peopleById, type Member, type Person } from '../../src/scheme/people.ts';
import { ruleOf } from '../../src/scheme/rules/index.ts';
import { findHappening } from '../../src/scheme/understanding/index.ts';
import type { ChangedVisit } from '../../src/scheme/visit-changes.ts';
import { isLateEntry, type RecordedVisit, type UndoneVisit, type Visit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';
import { deeds } from './deeds.ts';

/** At most so many of the duties that remain are named. */
const namedAtMost = 3;

/** A visit just kept, and to whom. */
export interface Made {
  readonly member: Member;
  readonly recorded: RecordedVisit;
}

/** Everything to say about what was kept of one telling: one visit, or one to each of a household. */
export async function afterSaving(made: readonly Made[], ctx: BotContext): Promise<string> {
  const [first] = made;
  if (!first) return '';
  const { visit } = first.recorded;
  const lines = [
    `已记下${isLateEntry(visit) ? '（补录）' : ''}：${dateText(visit.visitedOn)}${await deedOf(made, ctx)}。`,
    visit.met === 'nobody' ? '这次没见到人，没办的事项先留着，改天再去就行。' : closedText(made, ctx),
  ];
  for (const { member, recorded } of made) {
    lines.push(await remaining(member, recorded.visit.way, ctx));
    lines.push(await notYetReported(recorded.visit.said ?? recorded.visit.condition ?? '', member, ctx));
  }
  return lines.filter(line => line !== '').join('\n');
}

const whoWas = ({ member }: Made, { today }: BotContext): string =>
  member.member.state === 'deceased' ? `${member.name}同志的家属` : addressOf(member, today);

async function deedOf(made: readonly Made[], ctx: BotContext): Promise<string> {
  const [first] = made;
  if (!first) return '';
  const { way, moneyFen, goods } = first.recorded.visit;
  const each = made.length > 1 ? '每位' : '';
  const given = [moneyFen === null ? '' : `慰问金${moneyText(moneyFen)}`, goods ?? ''].filter(Boolean);
  const who = made.map(one => whoWas(one, ctx)).join('、');
  const gifts = given.length === 0 ? '' : `，送去${each}${given.join('、')}`;
  return `${await withWhom(first.recorded.visit, ctx)}${deeds[way](who)}${gifts}`;
}

/** 和王芳一起, or 李明、王芳 for whoever writes it down for them; '' for who went alone. */
async function withWhom({ visitorId, companionIds }: Visit, { db, me }: BotContext): Promise<string> {
  if (companionIds.length === 0) return '';
  const went = [visitorId, ...companionIds];
  const people = await peopleById(db, went);
  const names = went.flatMap(id => (id === me.id ? [] : (people.get(id)?.name ?? []))).join('、');
  return went.includes(me.id) ? `和${names}一起` : names;
}

/** 已办结：春节走访、本月联系，谢谢您。 */
function closedText(made: readonly Made[], ctx: BotContext): string {
  const groups = made.map(one => ({
    who: whoWas(one, ctx),
    titles: [...new Set(one.recorded.closed.map(({ title }) => title))].join('、'),
  }));
  const [first, ...others] = groups;
  if (!first || groups.every(({ titles }) => titles === '')) return '谢谢您。';
  if (others.length === 0) return `已办结：${first.titles}，谢谢您。`;
  if (others.every(({ titles }) => titles === first.titles))
    return `已办结：${groups.length === 2 ? '两位' : `${groups.length}位`}的${first.titles}，谢谢您。`;
  const said = groups.filter(({ titles }) => titles !== '').map(({ who, titles }) => `${who}的${titles}`);
  return `已办结：${said.join('；')}，谢谢您。`;
}

/** What is still to be done for a member; what a call does not do is asked for kindly. */
async function remaining(member: Member, way: VisitWay, { db, today, me }: BotContext): Promise<string> {
  const { rows } = await dutiesAbout(db, today, member.id);
  const own = rows.filter(({ ownerId }) => ownerId === me.id);
  if (own.length === 0) return '';
  const called = way === 'phone' || way === 'video';
  const inPerson = called && own.every(({ rule }) => ruleOf(rule)?.closedBy?.ways.includes(way) === false);
  const lines = own.slice(0, namedAtMost).map(duty => `· ${ruleOf(duty.rule)?.line(duty) ?? duty.title}`);
  const who = addressOf(member, today);
  return [inPerson ? `${who}这里还请您抽空当面去看看：` : `${who}这里还有：`, ...lines].join('\n');
}

/** What is worth reporting by itself, and the words that report it. */
const reports = {
  discharged: '出院了',
  hospitalised: '住院了',
  accident: '摔伤了',
  disaster: '家里受灾了',
} as const satisfies Partial<Record<HappeningKind, string>>;
type Reportable = keyof typeof reports;

/** So sure a sentence must be before it is mentioned. */
const sureEnough = 0.8;
/** A happening of the last weeks is the one that is meant. */
const sameWithinDays = 30;

/** Something happened of which nobody has said so: from the report on, the next visits are planned (R2, R4). */
async function notYetReported(said: string, member: Member, { db, today }: BotContext): Promise<string> {
  const { found, doubts } = findHappening(said);
  if (member.member.state === 'deceased') return '';
  if (doubts.length > 0)
    return `您提到“${doubts[0]?.phrase ?? ''}”。要是有老同志不在了，请回复“报告情况”告诉我们。`;
  const told = found.filter(({ confidence, whose }) => confidence >= sureEnough && whose === undefined);
  const kind = (Object.keys(reports) as Reportable[]).find(each => told.some(one => one.kind === each));
  if (!kind || isKnown(kind, await happeningsOfMember(db, member.id), today)) return '';
  const what = reports[kind];
  return `${addressOf(member, today)}${what.slice(0, -1)}的事还没有登记，要登记就回复“${member.name}${what}”。`;
}

/** Whoever came out of hospital and was never reported in need not be reported out. */
function isKnown(kind: Reportable, known: readonly Happening[], today: IsoDate): boolean {
  const staying = known.some(each => each.kind === 'hospitalised' && each.endedOn === null);
  if (kind === 'discharged') return !staying;
  if (kind === 'hospitalised') return staying;
  return known.some(each => each.kind === kind && each.happenedOn >= addDays(today, -sameWithinDays));
}

/** Everything to say about visits just taken back. */
export function afterUndoing(
  undone: readonly UndoneVisit[],
  people: ReadonlyMap<string, Person>,
  { today }: BotContext,
): string {
  const names = undone
    .flatMap(({ visit }) => people.get(visit.memberId) ?? [])
    .map(person => addressOf(person, today));
  const titles = [...new Set(undone.flatMap(({ reopened }) => reopened.map(({ title }) => title)))];
  const again = titles.length === 0 ? '' : `${titles.join('、')}又回到待办里了。`;
  return `${[...new Set(names)].join('、')}的这次走访记录已经撤销。${again}`;
}

/** Everything to say about visits just put right: how they read now, and what that means for the duties. */
export async function afterChanging(
  changed: readonly ChangedVisit[],
  people: ReadonlyMap<string, Person>,
  ctx: BotContext,
): Promise<string> {
  const [first] = changed;
  if (!first) return '';
  const { visit } = first;
  const who = changed.flatMap(each => people.get(each.visit.memberId) ?? []);
  const names = who.map(person => addressOf(person, ctx.today)).join('、');
  const deed = `${await withWhom(visit, ctx)}${deeds[visit.way](names)}`;
  const closed = titlesOf(changed.flatMap(each => each.closed));
  const reopened = titlesOf(changed.flatMap(each => each.reopened));
  return [
    `现在是：${dateText(visit.visitedOn)}${deed}${isLateEntry(visit) ? '（补录）' : ''}。`,
    closed === '' ? '' : `已办结：${closed}。`,
    reopened === '' ? '' : `${reopened}又回到待办里了。`,
  ]
    .filter(line => line !== '')
    .join('\n');
}

const titlesOf = (duties: readonly { readonly title: string }[]): string =>
  [...new Set(duties.map(({ title }) => title))].join('、');
