/** How urgent a duty is: in which order duties are read, and in which words their time is told (C1.8). */
import { daysBetween, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { ruleOf } from '../rules/index.ts';
import { whoIs, type Cast } from './people.ts';
import { isVisit, itemText } from './prompt-text.ts';
import type { Duty } from './steps.ts';

/** The home of each member who lives with another of the list: those with the same home are visited at one go. */
export type Homes = ReadonlyMap<string, string>;

/** The homes of those who live together (`housematesAmong`). */
export const homesOf = (housemates: ReadonlyMap<string, readonly string[]>): Homes =>
  new Map([...housemates].map(([id, others]) => [id, [id, ...others].toSorted()[0] ?? id]));

/** 逾期 0, today's 1, this week's 2, later 3. */
function degreeOf({ dueOn }: Pick<Duty, 'dueOn'>, today: IsoDate): number {
  const left = daysBetween(today, dueOn);
  return left < 0 ? 0 : left === 0 ? 1 : left <= 7 ? 2 : 3;
}

/**
 * What is most urgent first, in the order given where it is equal; those of one household side by side, as long as the one
 * is as urgent as the other.
 */
export function byUrgency<D extends Pick<Duty, 'dueOn' | 'memberId'>>(
  duties: readonly D[],
  today: IsoDate,
  homes: Homes,
): D[] {
  const sorted = duties.toSorted((a, b) => degreeOf(a, today) - degreeOf(b, today));
  const groups = new Map<string, D[]>();
  sorted.forEach((duty, place) => {
    const home = duty.memberId === null ? undefined : (homes.get(duty.memberId) ?? duty.memberId);
    const key = `${degreeOf(duty, today)} ${home ?? `#${place}`}`;
    const group = groups.get(key);
    if (group) group.push(duty);
    else groups.set(key, [duty]);
  });
  return [...groups.values()].flat();
}

/** 过了2天，请尽快 · 今天最后一天 · 还有3天，2月5日（腊月廿九，周五）前. */
export const windowText = ({ dueOn }: Pick<Duty, 'dueOn'>, today: IsoDate): string =>
  dueOn <= today ? leftText({ dueOn }, today) : `${leftText({ dueOn }, today)}，${dateText(dueOn)}前`;

/** The same without the date. */
export function leftText({ dueOn }: Pick<Duty, 'dueOn'>, today: IsoDate): string {
  const left = daysBetween(today, dueOn);
  if (left < 0) return `过了${-left}天，请尽快`;
  return left === 0 ? '今天最后一天' : `还有${left}天`;
}

/** What has weeks to go says so by its date alone. */
const noticeDays = 7;

/** A death or a cry for help: it stands apart, and no days are counted. */
export const isGrave = (duty: Pick<Duty, 'rule'>): boolean => ruleOf(duty.rule)?.discreet === true;

/** One line of 我的待办: 张老（张德厚）：春节走访，还有3天，2月5日（腊月廿九，周五）前. */
export function dutyLine(duty: Duty, cast: Cast, today: IsoDate): string {
  if (isGrave(duty)) return itemText(duty, cast, today);
  const late = duty.dueOn <= today;
  if (late || isVisit(duty)) return `${whose(duty, cast, today)}${duty.title}，${windowText(duty, today)}`;
  const soon = daysBetween(today, duty.dueOn) <= noticeDays;
  return `${itemText(duty, cast, today)}${soon ? `（${leftText(duty, today)}）` : ''}`;
}

/** Whom it is about; a report names its organisation only where it is not the owner's own. */
function whose(duty: Duty, { people, organisations }: Cast, today: IsoDate): string {
  const member = duty.memberId === null ? undefined : people.get(duty.memberId);
  if (member) return `${whoIs(member, today)}：`;
  const own = people.get(duty.ownerId)?.organisation.id === duty.organisationId;
  return own ? '' : `${organisations.get(duty.organisationId) ?? ''}：`;
}
