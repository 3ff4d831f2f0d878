/** What comes upon the county on a day: drawn by chance, and always the same for the same seed. */
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import type { HappeningKind } from '../../src/scheme/labels.ts';
import { diceFor, factsOf, idFor, type Dice } from './cast.ts';
import {
  askForHelp,
  enter,
  fillIn,
  finishRequest,
  goAway,
  happen,
  handToAnother,
  pair,
  part,
  putInto,
  type Doing,
} from './deeds.ts';
import { helpersOn, holdersOf, type KnownFile, type Model } from './model.ts';

/** A deed that somebody means to do in one of the day's hours; what no longer makes sense by then is left out. */
export interface Intention {
  readonly on: IsoDate;
  /** Place in the day's hours. */
  readonly slot: number;
  /** Whose it is and what about: deeds of one slot are done in the order of their names, with luck of their own. */
  readonly name: string;
  readonly do: (dice: Dice) => Promise<void>;
}

export interface PlotParts {
  readonly seed: number;
  readonly model: Model;
  readonly doing: Doing;
  /** Helpers without a member. */
  readonly spare: string[];
  /** Puts an intention into the diary. */
  readonly mean: (intention: Intention) => void;
}

/** How many slots a day has; the first is in the middle of the night, the last after nine in the evening. */
export const slotsPerDay = 6;

/** How often a year each of these comes upon one member of a hundred. */
const perHundred: Readonly<Partial<Record<HappeningKind, number>>> = {
  hospitalised: 26,
  disaster: 3,
  accident: 4,
  mood: 6,
  opinion: 4,
  conflict: 2,
  hardship: 6,
  despair: 1.5,
  died: 5,
};

/** Draws one day. */
export function drawDay(parts: PlotParts, day: IsoDate, times = 1): void {
  const { seed, model, mean } = parts;
  const dice = diceFor(seed, day);
  for (const file of model.files.values()) {
    const { name } = file.member;
    for (const [what, often] of Object.entries(perHundred) as [HappeningKind, number][])
      if (dice.chance((often * times) / 100 / 365)) {
        const slot = dice.between(what === 'despair' ? 0 : 1, slotsPerDay - 1);
        mean({ on: day, slot, name: `${name} ${what}`, do: luck => comeUpon(parts, luck, file, what, day) });
      }
    if (dice.chance(0.05 / 365))
      mean({ on: day, slot: 2, name: `${name} asks`, do: luck => help(parts, luck, file, day) });
  }
  for (const { name, perYear, do: make } of changes)
    if (dice.chance(perYear / 365))
      mean({ on: day, slot: dice.between(1, 4), name, do: luck => make(parts, luck, day) });
}

const living = ['proposed', 'enrolled', 'suspended', 'recovered'];

/** Somebody tells of it; often somebody else does too, a little later and not quite sure of the day. */
async function comeUpon(
  parts: PlotParts,
  dice: Dice,
  file: KnownFile,
  kind: HappeningKind,
  day: IsoDate,
): Promise<void> {
  const { mean, doing, model } = parts;
  const { id: memberId, name } = file.member;
  if (!living.includes(file.state) || (kind === 'hospitalised' && inHospital(model, memberId))) return;
  const happenedOn = addDays(day, -dice.pick([0, 0, 0, 1, 2]));
  await happen(doing, { memberId, kind, happenedOn, reporterId: reporter(parts, dice, file) });
  if (dice.chance(0.35)) {
    const after = dice.between(0, 1);
    const again = { memberId, kind, happenedOn: addDays(happenedOn, dice.chance(0.2) ? -1 : 0) };
    const tell = (luck: Dice): Promise<void> => tellAgain(parts, luck, file, again);
    const slot = after === 0 ? slotsPerDay - 1 : dice.between(1, slotsPerDay - 1);
    mean({ on: addDays(day, after), slot, name: `${name} ${kind} again`, do: tell });
  }
  if (kind === 'hospitalised') {
    const on = addDays(day, dice.pick([1, 4, 6, 9, 12, 15, 20, 28, 45, 75]));
    mean({ on, slot: 3, name: `${name} comes home`, do: luck => comeHome(parts, luck, file, on) });
  }
}

const inHospital = ({ happenings }: Model, memberId: string): boolean =>
  [...happenings.values()].some(
    each => each.memberId === memberId && each.what === 'hospitalised' && each.endedOn === null,
  );

async function tellAgain(
  parts: PlotParts,
  dice: Dice,
  file: KnownFile,
  report: { memberId: string; kind: HappeningKind; happenedOn: IsoDate },
): Promise<void> {
  // Of somebody who has died nothing but the death itself may be told once more.
  if (file.state === 'deceased' && report.kind !== 'died') return;
  await happen(parts.doing, { ...report, reporterId: reporter(parts, dice, file) });
}

async function comeHome(parts: PlotParts, dice: Dice, file: KnownFile, day: IsoDate): Promise<void> {
  const { doing, model } = parts;
  const memberId = file.member.id;
  if (!living.includes(file.state) || !inHospital(model, memberId)) return;
  await happen(doing, {
    memberId,
    kind: 'discharged',
    happenedOn: day,
    reporterId: reporter(parts, dice, file),
  });
}

/** The helper, the secretary, or any colleague of the branch. */
function reporter({ model }: PlotParts, dice: Dice, { member }: KnownFile): string {
  const colleagues = [...model.actors.values()].filter(
    ({ unitId, roles, userId }) => unitId === member.unitId && userId !== null && !roles.includes('member'),
  );
  return dice.pick(colleagues).id;
}

async function help(
  { doing, model, mean }: PlotParts,
  dice: Dice,
  { member, state }: KnownFile,
  day: IsoDate,
) {
  const [secretary] = holdersOf(model, member.unitId, 'secretary');
  if (state !== 'enrolled' || !secretary) return;
  const id = await askForHelp(doing, member.id, secretary.id);
  const on = addDays(day, dice.between(2, 20));
  mean({ on, slot: 3, name: `${member.name} is helped`, do: () => finishRequest(doing, id, secretary.id) });
}

interface Change {
  readonly name: string;
  readonly perYear: number;
  readonly do: (parts: PlotParts, dice: Dice, day: IsoDate) => Promise<void>;
}

/** A member in this state, drawn by chance, with the secretary of the branch. */
function somebody({ model }: PlotParts, dice: Dice, state: string) {
  const files = [...model.files.values()].filter(
    file => file.state === state && !inHospital(model, file.member.id),
  );
  if (files.length === 0) return undefined;
  const { member } = dice.pick(files);
  const [secretary] = holdersOf(model, member.unitId, 'secretary');
  return secretary && { member, secretary };
}

const currentPairing = ({ pairings }: Model, memberId: string, day: IsoDate) =>
  [...pairings.values()].find(
    each =>
      each.memberId === memberId && each.startsOn <= day && (each.endsOn === null || each.endsOn >= day),
  );

/** Who has no member, of the same branch where there is one. */
function takeSpare({ model, spare }: PlotParts, unitId: string): string | undefined {
  const place = spare.findIndex(id => model.actors.get(id)?.unitId === unitId);
  return spare.splice(Math.max(0, place), 1)[0];
}

const changes: readonly Change[] = [
  { name: 'another helper', perYear: 22, do: changeHelper },
  { name: 'a helper less', perYear: 8, do: loseHelper },
  { name: 'suspended', perYear: 10, do: suspend },
  { name: 'on leave', perYear: 26, do: takeLeave },
  { name: 'recovered', perYear: 5, do: (parts, dice) => leave(parts, dice, 'recovered') },
  { name: 'moved away', perYear: 6, do: (parts, dice) => leave(parts, dice, 'moved-away') },
  { name: 'recognised', perYear: 14, do: recognise },
  { name: 'a new file', perYear: 14, do: enterSomebody },
];

async function changeHelper(parts: PlotParts, dice: Dice, day: IsoDate): Promise<void> {
  const found = somebody(parts, dice, 'enrolled');
  const pairing = found && currentPairing(parts.model, found.member.id, day);
  const toId = pairing && takeSpare(parts, found.member.unitId);
  if (!toId) return;
  await handToAnother(parts.doing, pairing.id, toId, found.secretary.id);
  if (helpedBy(parts.model, pairing.helperId, day) === 0) parts.spare.push(pairing.helperId);
}

async function loseHelper(parts: PlotParts, dice: Dice, day: IsoDate): Promise<void> {
  const found = somebody(parts, dice, 'enrolled');
  const pairing = found && currentPairing(parts.model, found.member.id, day);
  if (!pairing) return;
  await part(parts.doing, pairing.id, found.secretary.id);
  const on = addDays(day, dice.between(5, 30));
  const again = (luck: Dice): Promise<void> => pairAgain(parts, luck, found.member.id, on);
  parts.mean({ on, slot: 2, name: `${found.member.name} is paired`, do: again });
}

/** A helper goes away for some days, at once or some days later; every other one has found somebody to stand in. */
async function takeLeave({ model, doing, spare }: PlotParts, dice: Dice, day: IsoDate): Promise<void> {
  const current = [...model.pairings.values()].filter(
    ({ startsOn, endsOn }) => startsOn <= day && endsOn === null,
  );
  const { helperId } = dice.pick(current);
  if (model.absences.has(helperId)) return;
  const startsOn = addDays(day, dice.pick([0, 0, 1, 5]));
  const standInId = dice.chance(0.5) ? (spare.find(id => !model.absences.has(id)) ?? null) : null;
  await goAway(doing, {
    personId: helperId,
    startsOn,
    endsOn: addDays(startsOn, dice.between(1, 25)),
    standInId,
  });
}

async function suspend(parts: PlotParts, dice: Dice, day: IsoDate): Promise<void> {
  const found = somebody(parts, dice, 'enrolled');
  if (!found) return;
  const { id, name } = found.member;
  await putInto(parts.doing, id, 'suspended', found.secretary.id);
  const resume = async (): Promise<void> => {
    if (parts.model.files.get(id)?.state === 'suspended')
      await putInto(parts.doing, id, 'enrolled', found.secretary.id);
  };
  parts.mean({ on: addDays(day, dice.between(3, 40)), slot: 2, name: `${name} resumes`, do: resume });
}

async function leave(parts: PlotParts, dice: Dice, to: 'recovered' | 'moved-away'): Promise<void> {
  const found = somebody(parts, dice, 'enrolled');
  if (found) await putInto(parts.doing, found.member.id, to, found.secretary.id);
}

async function recognise(parts: PlotParts, dice: Dice): Promise<void> {
  const found = somebody(parts, dice, 'proposed');
  const [approver] = found ? holdersOf(parts.model, found.member.unitId, 'approver') : [];
  if (found && approver) await putInto(parts.doing, found.member.id, 'enrolled', approver.id);
}

/** Names that nobody had before. */
const heavens = [...'天地玄黄宇宙洪荒'];
const stems = [...'甲乙丙丁戊己庚辛壬癸'];

async function enterSomebody(parts: PlotParts, dice: Dice, day: IsoDate): Promise<void> {
  const { model, doing, seed, mean } = parts;
  const unitId = dice.pick([...model.units.keys()].slice(1));
  const place = model.files.size;
  const name = `新${stems[place % stems.length]}${heavens[Math.floor(place / stems.length) % heavens.length]}`;
  const member = { id: idFor(seed, name), name, userId: `n${place}`, unitId, roles: ['member'] };
  await enter(doing, member, { ...factsOf(dice, place, day), lastReviewedOn: null });
  const on = addDays(day, dice.between(0, 20));
  mean({ on, slot: 4, name: `${name} is paired`, do: luck => pairAgain(parts, luck, member.id, on) });
}

const helpedBy = ({ pairings }: Model, helperId: string, day: IsoDate): number =>
  [...pairings.values()].filter(
    each => each.helperId === helperId && (each.endsOn === null || each.endsOn >= day),
  ).length;

/** A new helper; what is to be agreed is sometimes left for later. */
async function pairAgain(parts: PlotParts, dice: Dice, memberId: string, day: IsoDate): Promise<void> {
  const { model, doing, mean } = parts;
  const file = model.files.get(memberId);
  if (!file || file.state !== 'enrolled' || helpersOn(model, memberId, day).length > 0) return;
  const helperId = takeSpare(parts, file.member.unitId);
  const [secretary] = holdersOf(model, file.member.unitId, 'secretary');
  if (!helperId || !secretary) return;
  const agreed = dice.chance(0.4);
  await pair(doing, { helperId, memberId, actorId: secretary.id }, agreed);
  const pairing = [...model.pairings.values()].at(-1);
  if (agreed || !pairing) return;
  const fill = async (): Promise<void> => {
    if (pairing.endsOn === null && file.state !== 'deceased') await fillIn(doing, pairing.id, secretary.id);
  };
  mean({ on: addDays(day, dice.between(10, 110)), slot: 3, name: `${file.member.name} is agreed`, do: fill });
}
