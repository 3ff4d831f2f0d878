/** What is said once a visit is kept or taken back: what is done with it, and what is still to do. */
import { dateText } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { dutiesAbout } from '../../src/scheme/obligations/lists.ts';
import { happeningsOfMember } from '../../src/scheme/happenings.ts';
import type { VisitWay } from '../../src/scheme/labels.ts';
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

/** Somebody is in hospital, and nobody has said so: from the report on, the next visits are planned (R2). */
async function notYetReported(said: string, member: Member, { db, today }: BotContext): Promise<string> {
  const { found, doubts } = findHappening(said);
  const who = addressOf(member, today);
  if (doubts.length > 0 && member.member.state !== 'deceased')
    return `您提到“${doubts[0]?.phrase ?? ''}”。要是有老同志不在了，请回复“报告情况”告诉我们。`;
  const stay = found.find(
    ({ kind, confidence, whose }) => kind === 'hospitalised' && confidence >= 0.8 && whose === undefined,
  );
  if (!stay || found.some(({ kind, confidence }) => kind === 'discharged' && confidence >= 0.8)) return '';
  const known = (await happeningsOfMember(db, member.id)).some(
    ({ kind, endedOn }) => kind === 'hospitalised' && endedOn === null,
  );
  return known ? '' : `${who}住院的事还没有登记，要登记就回复“${member.name}住院了”。`;
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
