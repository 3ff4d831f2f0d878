/** What nobody did climbed the ladder, each rung once; what an outage swallowed is listed for staff. */
import { addDays, shanghaiDate, shanghaiInstant, type IsoDate } from '../../src/calendar/dates.ts';
import { describe, type Fate, type Law } from './check-duties.ts';
import { dutiesIn, type Outage, type Played, type Shown } from './journal.ts';
import type { Model } from './model.ts';
import type { Rung } from './policy.ts';
import { readerOf } from './who.ts';

const upward = /没有记录|还没有报出/;

/** Looks at every fate; `model` is as the year ended. */
export function checkLadder(
  played: Played,
  model: Model,
  fates: Iterable<Fate>,
  find: (law: Law, what: string) => void,
): void {
  const told = played.shown
    .map(each => ({ ...each, text: dutiesIn(each.text) }))
    .filter(({ text }) => upward.test(text));
  for (const fate of fates)
    for (const rung of fate.demand.rule.ladder) lookAtRung(played, model, fate, rung, told, find);
}

function lookAtRung(
  { outages, overdueLists, lastDay }: Played,
  model: Model,
  { demand, open, rowId }: Fate,
  rung: Rung,
  told: readonly Shown[],
  find: (law: Law, what: string) => void,
): void {
  const [from, until] = [rung.from(demand), rung.until(demand)];
  // It was to be done the evening before and still was when the rung's last day was over; that day had come by the end.
  const ownerId = open.get(addDays(from, -1)) ?? lastBefore(open, from);
  if (ownerId === undefined || until >= lastDay || !openAfter(open, until, demand.dueOn)) return;
  const reader = readerOf(model, rung, demand, ownerId);
  const name = model.actors.get(demand.memberId ?? '')?.name ?? model.units.get(demand.unitId)?.name ?? '';
  const about = describe(model, demand);
  if (!reader) return;
  const heard = told.filter(({ to, at, text }) => {
    const day = shanghaiDate(at);
    return (
      to === reader.userId &&
      day >= from &&
      day <= until &&
      groupsOf(text).some(group => isNamed(group, name) && demand.rule.words.test(group))
    );
  });
  const keys = new Set(heard.map(({ key }) => key));
  if (keys.size > 1)
    find(
      'a rung twice',
      `${about}: ${rung.to} ${reader.name}, ${heard.map(({ at }) => at.toISOString()).join(' ')}`,
    );
  if (keys.size > 0) return;
  if (!isSwallowed(outages, from, until))
    return find('a rung left out', `${about}: ${rung.to} ${reader.name}, ${from} … ${until}`);
  const lists = overdueLists.filter(({ day }) => day >= until);
  if (!lists.some(({ ids }) => ids.includes(rowId ?? ''))) find('swallowed and not listed', about);
}

/** What is said of one kind of duty at a time; what the reader is to do themselves is another matter. */
const groupsOf = (text: string): string[] =>
  text.split(/\n+(?=还有|[^\n]*还没有报出|\d+\. )/u).filter(group => upward.test(group));

/** A long list names the first and counts the others. */
const isNamed = (text: string, name: string): boolean => text.includes(name) || text.includes('……共');

/** Whose it was on the last evening before, where that evening itself was not seen because of an outage. */
function lastBefore(open: ReadonlyMap<IsoDate, string>, day: IsoDate): string | undefined {
  const days = [...open.keys()].filter(each => each < day).toSorted();
  return open.get(days.at(-1) ?? '');
}

const openAfter = (open: ReadonlyMap<IsoDate, string>, until: IsoDate, dueOn: IsoDate): boolean =>
  [...open.keys()].some(day => day >= until || day > dueOn);

/** Whether nothing worked in all the hours in which the rung could have been climbed. */
function isSwallowed(outages: readonly Outage[], from: IsoDate, until: IsoDate): boolean {
  const [first, last] = [shanghaiInstant(from, '08:19'), shanghaiInstant(until, '18:43')];
  return outages.some(outage => outage.from <= first && outage.until > last);
}
