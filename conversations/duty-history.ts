/**
 * 催办记录: “催办记录 张老”, “李明的进展”: which prompts went when to whom, what was answered, who was not reached, and how far up it went.
 * For those who look after a part of the tree; why somebody could not go is for the secretary alone, why a visit was let go
 * (免访) is not.
 */
import { shanghaiDate } from '../src/calendar/dates.ts';
import { dateRangeText, shortDate, timeText } from '../src/calendar/format.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { bestByName } from '../src/chat/fields/index.ts';
import { closeReasons, dutyStates, handBackAnswers } from '../src/scheme/labels/duties.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { findVisibleMembers } from '../src/scheme/access.ts';
import { historyOf, type About, type DutyHistory, type Prompted } from '../src/scheme/obligations/history.ts';
import { hasRole, peopleById, searchPeople, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances, memberInFull, quoted } from './words.ts';

/** Shows what was done about somebody's duties. */
export const dutyHistory = defineConversation({
  kind: 'reply',
  name: 'duty-history',
  opens: /^催办记录\s*\p{Script=Han}{2}|^\p{Script=Han}{2,6}的催办记录$/u,
  ...entrances['duty-history'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'leader'),
  recognise: text => (nameIn(text) === null ? false : 0.9),
  answer: async (text, ctx) => {
    const name = nameIn(text);
    return name === null || name === '' ? howTo : about(name, ctx);
  },
});

const howTo = '想看谁的，回复“催办记录”加名字，比如“催办记录 张老”或“催办记录 李明”。';
const asked =
  /^(?:看看?|查看?|查一?下)?(?:催办记录|催办进展|提醒记录|走访进展|进展)\s*[:：]?\s*(?<name>\p{Script=Han}[\p{Script=Han}·]{0,9})?(?:同志)?(?:的)?[？?]?$/u;
const ofSomebody =
  /^(?<name>\p{Script=Han}[\p{Script=Han}·]{0,7}?)(?:同志)?的?(?:催办记录|催办进展|催办情况|提醒记录|走访进展)[？?]?$/u;

/** Who is asked about; empty where nobody is named; null for anything else. */
function nameIn(said: string): string | null {
  const text = normalizeText(said).trim();
  const match = asked.exec(text) ?? ofSomebody.exec(text);
  if (!match) return null;
  return match.groups?.['name'] ?? '';
}

async function about(name: string, ctx: BotContext): Promise<string> {
  const { db, me, clock, today } = ctx;
  const members = bestByName(name, await findVisibleMembers(db, me, { clock, text: name, limit: 20 }));
  const scope = { organisation: { path: { startsWith: me.organisation.path } } };
  const helpers = (await searchPeople(db, scope, { text: name, limit: 20, roles: ['helper'] })).filter(
    person => person.name === name,
  );
  const [member] = members;
  const [helper] = helpers;
  if (helper && !(member && member.name === name))
    return told(`${helper.name}同志`, { ownerId: helper.id }, ctx);
  if (!member) return `没有找到“${name}”。请说一下全名，比如“催办记录 张德厚”。`;
  if (members.length > 1)
    return `叫得上“${name}”的有${members.map(each => memberInFull(each, today)).join('、')}，请说全名，比如“催办记录 ${member.name}”。`;
  return told(memberInFull(member, today), { memberId: member.id }, ctx);
}

async function told(whose: string, wanted: About, ctx: BotContext): Promise<string> {
  const histories = await historyOf(ctx.db, ctx.today, wanted);
  if (histories.length === 0) return `${whose}这两个月没有要办的走访，也没有催办。`;
  const people = await peopleById(ctx.db, idsIn(histories));
  const parts = histories.map(history => partOf(history, 'ownerId' in wanted, people, ctx));
  return [`${whose}这两个月的催办记录：`, ...parts].join('\n\n');
}

const idsIn = (histories: readonly DutyHistory[]): string[] =>
  histories.flatMap(({ duty, prompts, handBacks }) => [
    duty.ownerId,
    ...(duty.memberId === null ? [] : [duty.memberId]),
    ...prompts.map(({ personId }) => personId),
    ...handBacks.flatMap(({ personId, offeredToId }) => [personId, offeredToId ?? personId]),
  ]);

type People = ReadonlyMap<string, Person>;
const nameOf = (id: string, people: People): string => people.get(id)?.name ?? '一位同志';
const moment = (at: Date): string => `${shortDate(shanghaiDate(at))}${timeText(at)}`;

/** A duty and, line by line in the order of time, what was done about it. */
function partOf(history: DutyHistory, named: boolean, people: People, ctx: BotContext): string {
  const { duty, prompts, handBacks } = history;
  const member = duty.memberId === null ? undefined : people.get(duty.memberId);
  const who = named && member ? `${memberInFull(member, ctx.today)}的` : '';
  const lines = [
    ...prompts
      .filter(({ result }) => result !== 'missed')
      .map(each => [each.takenAt, promptLine(each, people)] as const),
    ...handBacks.map(each => [each.createdAt, handBackLine(each, people, ctx)] as const),
    ...(duty.closedAt && duty.state !== 'excused'
      ? [[duty.closedAt, `${moment(duty.closedAt)} ${labelOf(closeReasons, duty.closeReason)}`] as const]
      : []),
  ].toSorted(([one], [other]) => one.getTime() - other.getTime());
  return [
    `${who}${duty.title}，${dateRangeText(duty.opensOn, duty.dueOn)}：${labelOf(dutyStates, duty.state)}，负责${nameOf(duty.ownerId, people)}`,
    ...(lines.length > 0 ? lines.map(([, line]) => `· ${line}`) : ['· 还没有催办过']),
  ].join('\n');
}

function promptLine({ personId, result, takenAt, delivery }: Prompted, people: People): string {
  const name = nameOf(personId, people);
  const at = moment(takenAt);
  if (result === 'not-reachable') return `${at} ${name}联系不上，请打电话或上门`;
  const came = delivery === 'failed' ? '，没有送到，请打电话' : delivery === 'waiting' ? '，还没发出' : '';
  return `${at} 告诉${name}${came}`;
}

function handBackLine(
  { personId, reason, offeredToId, answer, createdAt }: DutyHistory['handBacks'][number],
  people: People,
  { me }: BotContext,
): string {
  const at = moment(createdAt);
  const name = nameOf(personId, people);
  if (answer === 'restored') return `${at} ${name}撤销了免访，还要去`;
  const decided = answer === 'excused' && offeredToId === null;
  const shown = reason !== null && (decided || hasRole(me, 'secretary'));
  const why = shown ? `：${quoted(reason, 60)}` : '';
  if (decided) return `${at} ${name}定了这次不去${why}`;
  if (offeredToId === null) return `${at} ${name}不便前往${why}，${labelOf(handBackAnswers, answer)}`;
  const asked = nameOf(offeredToId, people);
  if (answer === 'excused') return `${at} ${name}不便前往${why}；请${asked}定`;
  return `${at} ${name}不便前往${why}；问${asked}，${answer === null ? '还没有回话' : labelOf(handBackAnswers, answer)}`;
}
