/** What is said once a visit is kept or taken back: what is done with it, and what is still to do. */
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { dutiesAbout } from '../../src/scheme/obligations/lists.ts';
import { happeningsOfMember, type Happening } from '../../src/scheme/happenings.ts';
import type { HappeningKind, VisitWay } from '../../src/scheme/labels.ts';
import { addressOf, type Member, type Person } from '../../src/scheme/people.ts';
import { ruleOf } from '../../src/scheme/rules/index.ts';
import { findHappening } from '../../src/scheme/understanding/index.ts';
import type { RecordedVisit, UndoneVisit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';

const deeds: Readonly<Record<VisitWay, (who: string) => string>> = {
  home: who => `上门看望${who}`,
  hospital: who => `到医院看望${who}`,
  phone: who => `给${who}打电话`,
  video: who => `和${who}视频（微信）联系`,
  meeting: who => `座谈时见到${who}`,
  other: who => `看望${who}`,
};

/** At most so many of the duties that remain are named. */
const namedAtMost = 3;

/** Everything to say about one visit just kept. */
export async function afterSaving(
  { visit, closed }: RecordedVisit,
  member: Member,
  ctx: BotContext,
): Promise<string> {
  const who = member.member.state === 'deceased' ? `${member.name}同志的家属` : addressOf(member, ctx.today);
  const given = [
    visit.moneyFen === null ? '' : `慰问金${moneyText(visit.moneyFen)}`,
    visit.goods ?? '',
  ].filter(Boolean);
  const gifts = given.length === 0 ? '' : `，送去${given.join('、')}`;
  const done = `已记下：${dateText(visit.visitedOn)}${deeds[visit.way](who)}${gifts}。`;
  const titles = [...new Set(closed.map(({ title }) => title))];
  return [
    `${done}${titles.length > 0 ? `${titles.join('、')}也办好了，谢谢您。` : visit.met === 'nobody' ? '' : '谢谢您。'}`,
    visit.met === 'nobody' ? '这次没见到人，没办的事项先留着，改天再去就行。' : '',
    await remaining(member, ctx),
    await notYetReported(visit.said ?? visit.condition ?? '', member, ctx),
  ]
    .filter(line => line !== '')
    .join('\n');
}

async function remaining(member: Member, { db, today, me }: BotContext): Promise<string> {
  const { rows } = await dutiesAbout(db, today, member.id);
  const own = rows.filter(({ ownerId }) => ownerId === me.id);
  if (own.length === 0) return '';
  const lines = own.slice(0, namedAtMost).map(duty => `· ${ruleOf(duty.rule)?.line(duty) ?? duty.title}`);
  return [`${addressOf(member, today)}这里还有：`, ...lines].join('\n');
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
