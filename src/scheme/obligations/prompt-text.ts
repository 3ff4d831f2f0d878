/** The words of the day's prompt: whom to see and what to do, by number, and how to answer. */
import { daysBetween, shanghaiDate, shanghaiTime, type IsoDate } from '../../calendar/dates.ts';
import type { Person } from '../people.ts';
import { clerksRules, ruleOf } from '../rules/index.ts';
import { filesApart, filesLine } from './files-apart.ts';
import { greeted, whoIs, type Cast } from './people.ts';
import { togetherText } from './side-by-side.ts';
import type { Duty } from './steps.ts';

/** A message lists at most so many; the others are one word away. */
export const listedAtMost = 10;

/** The words of a prompt: greeting, numbered items, how to answer. */
export function promptText(
  owner: Pick<Person, 'name'>,
  duties: readonly Duty[],
  cast: Cast,
  now: Date,
  housemates: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const today = shanghaiDate(now);
  const { singly: listed, files } = filesApart(duties);
  const items = listed
    .slice(0, listedAtMost)
    .map(
      (duty, index) =>
        `${index + 1}. ${itemText(duty, cast, today)}${lateText(duty, today)}${togetherText(duty, listed[index - 1], housemates, cast, today)}`,
    );
  const more = listed.length - items.length;
  return [
    `${greetingAt(now)}，${greeted(owner)}。${leadIn(listed)}`,
    ...items,
    ...(more > 0 ? [`另有${more}件，回复“我的待办”都能看到。`] : []),
    ...(listed.length > 0 ? [howToAnswer(listed, housemates)] : []),
    ...(files > 0 ? [filesLine(files, listed.length > 0)] : []),
  ].join('\n');
}

/** What of a clerk's is past its day, told weekly, says so; of a visit no days are counted here. */
const lateText = (duty: Duty, today: IsoDate): string =>
  duty.dueOn < today && clerksRules.includes(duty.rule)
    ? `（过了${daysBetween(duty.dueOn, today)}天，请尽快）`
    : '';

function leadIn(listed: readonly Duty[]): string {
  if (listed.length === 0) return '';
  const members = new Set(listed.flatMap(({ memberId }) => memberId ?? []));
  if (!listed.every(isVisit)) return `这几天有${listed.length}件事等您办：`;
  const calls = listed.filter(({ rule }) => ruleOf(rule)?.usualWay === 'phone').length;
  const asked = calls === 0 ? '去看望' : calls === listed.length ? '联系' : '看望、联系';
  return `这几天有${members.size}位老同志等您${asked}：`;
}

/** One duty in words: 张老（张德厚）：春节走访，…. A report names its organisation only where it is not the owner's own. */
export function itemText(duty: Duty, { people, organisations }: Cast, today: IsoDate): string {
  const member = duty.memberId === null ? undefined : people.get(duty.memberId);
  const line = ruleOf(duty.rule)?.line(duty, member?.member) ?? duty.title;
  if (member) return `${whoIs(member, today)}：${line}`;
  const own = people.get(duty.ownerId)?.organisation.id === duty.organisationId;
  return own ? line : `${organisations.get(duty.organisationId) ?? ''}：${line}`;
}

/** Whether somebody is to be visited for it. */
export const isVisit = ({ memberId, rule }: Pick<Duty, 'memberId' | 'rule'>): boolean =>
  memberId !== null && !clerksRules.includes(rule);

function howToAnswer(listed: readonly Duty[], housemates: ReadonlyMap<string, readonly string[]>): string {
  const index = Math.max(0, listed.findIndex(isVisit));
  const first = listed[index];
  if (!first || !isVisit(first))
    return `办好后回复如“1 ${ruleOf(first?.rule ?? '')?.answer ?? '已上报'}”就行。`;
  const next = listed[index + 1];
  const both = housemates.get(first.memberId ?? '')?.includes(next?.memberId ?? '') === true;
  return `办好后回复如“${index + 1}${both ? `、${index + 2}` : ''} ${exampleAnswer(first)}”就行。`;
}

/** An answer that fits a visit or a contact: "已上门，一切都好". */
export function exampleAnswer({ rule }: Pick<Duty, 'rule'>): string {
  const usual = ruleOf(rule)?.usualWay;
  const way = usual === 'hospital' ? '已去医院' : usual === 'phone' ? '已电话联系' : '已上门';
  return `${way}，一切都好`;
}

/** 早上好 … 晚上好. */
export function greetingAt(now: Date): string {
  const { hour } = shanghaiTime(now);
  if (hour < 11) return '早上好';
  if (hour < 13) return '中午好';
  return hour < 18 ? '下午好' : '晚上好';
}
