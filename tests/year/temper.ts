/** How people answer what their phone shows them: some at once, some late, some never, some by telephone. */
import { addDays, shanghaiDate, type IsoDate } from '../../src/calendar/dates.ts';
import { isWorkday } from '../../src/calendar/workdays.ts';
import { diceFor, type Dice } from './cast.ts';
import { report, review, visit } from './deeds.ts';
import type { Actor, Shown } from './journal.ts';
import { helpersOn, holdersOf, isAwayOn, type Model } from './model.ts';
import type { PlotParts } from './plot.ts';

type Temper = 'eager' | 'steady' | 'late' | 'silent' | 'caller';

/** After how many days somebody goes who has been told; undefined: never. */
const days: Readonly<Record<Temper, (dice: Dice) => number | undefined>> = {
  eager: dice => dice.between(0, 2),
  steady: dice => dice.between(1, 6),
  late: dice => dice.between(4, 25),
  silent: () => undefined,
  caller: dice => dice.between(0, 3),
};
const tempers: readonly Temper[] = [
  ...Array.from({ length: 8 }, () => 'eager' as const),
  ...Array.from({ length: 6 }, () => 'steady' as const),
  ...Array.from({ length: 3 }, () => 'late' as const),
  ...Array.from({ length: 2 }, () => 'caller' as const),
  'silent',
];

/** Those who answer for a member, each with a temper of their own that never changes. */
export function createTempers(parts: PlotParts): (shown: Shown) => void {
  const { seed, model } = parts;
  const pending = new Set<string>();
  return ({ to, at, text }) => {
    const reader = byAccount(model).get(to);
    if (!reader) return;
    for (const memberId of namedIn(model, text)) {
      if (pending.has(`${reader.id}|${memberId}`) || !answers(model, reader, memberId, shanghaiDate(at)))
        continue;
      const temper = diceFor(seed, `temper of ${reader.name}`).pick(tempers);
      const name = `${reader.name} goes to ${model.files.get(memberId)?.member.name}`;
      const dice = diceFor(seed, `${name} ${at.toISOString()}`);
      const wait = days[temper](dice);
      if (wait === undefined) continue;
      pending.add(`${reader.id}|${memberId}`);
      const on = addDays(shanghaiDate(at), wait);
      const go = (luck: Dice): Promise<void> => {
        pending.delete(`${reader.id}|${memberId}`);
        return goThere(parts, luck, reader, memberId, on, temper);
      };
      parts.mean({ on, slot: dice.between(2, 5), name, do: go });
    }
  };
}

const accounts = new WeakMap<Model, { readonly size: number; readonly map: ReadonlyMap<string, Actor> }>();

/** People by their accounts. */
export function byAccount(model: Model): ReadonlyMap<string, Actor> {
  const known = accounts.get(model);
  if (known?.size === model.actors.size) return known.map;
  const withOne = [...model.actors.values()].filter(({ userId }) => userId !== null);
  const map = new Map(withOne.map(actor => [actor.userId ?? '', actor]));
  accounts.set(model, { size: model.actors.size, map });
  return map;
}

interface Finder {
  readonly size: number;
  readonly pattern: RegExp;
  readonly ids: ReadonlyMap<string, string>;
}
const finders = new WeakMap<Model, Finder>();

/** The members whose full names stand in a text. */
export function namedIn(model: Model, text: string): Set<string> {
  let finder = finders.get(model);
  if (finder?.size !== model.files.size) {
    const ids = new Map([...model.files.values()].map(({ member }) => [member.name, member.id]));
    finder = { size: model.files.size, ids, pattern: new RegExp([...ids.keys()].join('|'), 'gu') };
    finders.set(model, finder);
  }
  const { pattern, ids } = finder;
  return new Set([...text.matchAll(pattern)].flatMap(([name]) => ids.get(name) ?? []));
}

/** The helpers who are there, who stands in for one who is not, else the secretary of the branch. */
function answers(model: Model, { id, unitId, roles }: Actor, memberId: string, day: IsoDate): boolean {
  const helpers = helpersOn(model, memberId, day);
  const there = helpers.filter(helper => !isAwayOn(model, helper, day));
  if (there.length > 0) return there.includes(id);
  const standsIn = helpers.some(helper =>
    (model.absences.get(helper) ?? []).some(({ standInId }) => standInId === id),
  );
  const file = model.files.get(memberId);
  return standsIn || (roles.includes('secretary') && file?.member.unitId === unitId);
}

/** One visit, as it is in the hour in which it is made. */
async function goThere(
  { model, doing }: PlotParts,
  dice: Dice,
  visitor: Actor,
  memberId: string,
  on: IsoDate,
  temper: Temper,
) {
  const file = model.files.get(memberId);
  if (!file || file.state === 'moved-away') return;
  if (!answers(model, visitor, memberId, shanghaiDate(doing.stage.clock.now()))) return;
  const made = { memberId, visitorId: visitor.id, visitedOn: on };
  if (file.state === 'deceased')
    return visit(doing, { ...made, way: 'home', occasion: 'death', met: 'family' });
  const away = [...model.happenings.values()].some(
    each => each.memberId === memberId && each.what === 'hospitalised' && each.endedOn === null,
  );
  if (temper === 'caller' && !away) return visit(doing, { ...made, way: 'phone' });
  const met = dice.chance(0.04) ? { met: 'nobody' as const } : {};
  return visit(doing, { ...made, way: away ? 'hospital' : 'home', ...met });
}

interface OfficeDuty {
  readonly id: string;
  readonly rule: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** On a working day the clerks look at some of the files that are due, and hand in reports: one of them always late. */
export async function officeHours(parts: PlotParts, day: IsoDate): Promise<void> {
  if (!isWorkday(day)) return;
  const { doing, seed, model } = parts;
  const dice = diceFor(seed, `office ${day}`);
  const duties = await doing.stage.app.db.$queryRaw<OfficeDuty[]>`
    SELECT id, rule, "subjectId", "ownerId", "opensOn", "dueOn" FROM obligation
    WHERE state IN ('open', 'overdue') AND "opensOn" <= ${day}
      AND rule IN ('care-file-review', 'festival-review', 'half-year-report', 'year-report', 'festival-plan') ORDER BY "dueOn", "subjectId"`;
  for (const duty of duties) {
    if (duty.rule.endsWith('-review')) {
      if (dice.chance(duty.dueOn < day ? 0.15 : 0.06)) await review(doing, duty.subjectId, duty.ownerId);
    } else if (handsIn(model, duty, day)) await report(doing, duty, duty.ownerId);
  }
}

/** The bureau a week before the day, the first general branch four days after it, the second never. */
function handsIn({ units }: Model, { subjectId, dueOn }: OfficeDuty, day: IsoDate): boolean {
  const place = [...units.keys()].indexOf(subjectId);
  if (place === 0) return day >= addDays(dueOn, -7);
  return place === 1 && day >= addDays(dueOn, 4);
}

/** A few go by themselves, with no word from anybody. */
export function ownAccord(parts: PlotParts, day: IsoDate): void {
  const { model, seed, mean, doing } = parts;
  const dice = diceFor(seed, `own accord ${day}`);
  const files = [...model.files.values()];
  for (let n = 0; n < 4; n += 1) {
    const { member } = dice.pick(files);
    const [helperId] = helpersOn(model, member.id, day);
    const visitorId = helperId ?? holdersOf(model, member.unitId, 'secretary')[0]?.id;
    if (visitorId === undefined) continue;
    const go = async (luck: Dice): Promise<void> => {
      const { state } = model.files.get(member.id) ?? {};
      if (state === 'deceased' || state === 'moved-away') return;
      // Told of on the day itself, or some days later (补录).
      await visit(doing, {
        memberId: member.id,
        visitorId,
        visitedOn: addDays(day, -luck.pick([0, 0, 1, 3])),
        way: 'home',
      });
    };
    mean({ on: day, slot: dice.between(2, 5), name: `${member.name} is seen`, do: go });
  }
}
