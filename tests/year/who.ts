/** Who answers for what, and who hears of it, by the policy: from the journal alone. */
import type { IsoDate } from '../../src/calendar/dates.ts';
import type { Actor } from './journal.ts';
import { helpersOn, holdersOf, type Model } from './model.ts';
import type { Demand, Rung } from './policy.ts';

/** Whose duty it is on a day; undefined where there is nobody in the whole line. */
export function ownerOn(model: Model, demand: Demand, day: IsoDate): string | undefined {
  const { rule, memberId, unitId } = demand;
  const staff = rule.owner === 'clerk' ? ['clerk', 'secretary'] : ['secretary', 'clerk'];
  const instead = staff.flatMap(role => holdersOf(model, unitId, role)).find(({ id }) => id !== memberId)?.id;
  if (rule.owner !== 'helper' || memberId === null) return instead;
  return helperOn(model, demand, memberId, day) ?? instead;
}

/** The helper; while they are away their stand-in, else another helper of the member; undefined: the secretary's. */
function helperOn(model: Model, demand: Demand, memberId: string, day: IsoDate): string | undefined {
  const [first, ...others] = helpersOn(model, memberId, day);
  if (first === undefined) return undefined;
  const leave = leaveFor(model, first, demand, day);
  if (!leave) return first;
  const { standInId } = leave;
  if (standInId !== null && !leaveFor(model, standInId, demand, day)) return standInId;
  return others.find(id => !leaveFor(model, id, demand, day));
}

/** The leave that takes a duty from somebody on a day: it opens before they are back, or is over before they are. */
const leaveFor = ({ absences }: Model, personId: string, { opensOn, dueOn }: Demand, day: IsoDate) =>
  (absences.get(personId) ?? []).findLast(
    ({ startsOn, endsOn }) =>
      endsOn >= day && ((startsOn <= day && opensOn <= endsOn) || (startsOn <= opensOn && dueOn <= endsOn)),
  );

/** Who hears of it up the ladder: neither its owner nor whom it is about. */
export function readerOf(model: Model, rung: Rung, demand: Demand, ownerId: string): Actor | undefined {
  const order = rung.to === 'leader' ? ['leader', 'secretary', 'clerk'] : ['secretary', 'leader', 'clerk'];
  return order
    .flatMap(role => holdersOf(model, demand.unitId, role))
    .find(({ id }) => id !== ownerId && id !== demand.memberId);
}

/** Whether a visit that is known by now meets the demand, and whether it was made in time. */
export function meetingOf({ visits }: Model, demand: Demand): 'in-time' | 'late' | undefined {
  const { rule, memberId, opensOn, countsFrom = opensOn, dueOn, arose } = demand;
  const { ways, statedWays = [], occasion, late, sinceNews, toFamily } = rule;
  if (memberId === null || !ways) return undefined;
  const meets = (visits.get(memberId) ?? []).filter(
    visit =>
      visit.met !== 'nobody' &&
      visit.visitedOn >= countsFrom &&
      (visit.visitedOn <= dueOn || late === true) &&
      (ways.includes(visit.way) || (visit.occasion === occasion && statedWays.includes(visit.way))) &&
      (sinceNews !== true || visit.at >= arose || visit.occasion === occasion) &&
      (toFamily !== true || visit.met === 'family' || visit.occasion === occasion),
  );
  if (meets.length === 0) return undefined;
  return meets.some(({ visitedOn }) => visitedOn <= dueOn) ? 'in-time' : 'late';
}
