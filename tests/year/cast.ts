/** The people of the year: a bureau, five branches below it, 300 members and those who help them. */
import { createHash } from 'node:crypto';
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import type { Database } from '../../src/database.ts';
import { nameKeys } from '../../src/scheme/names.ts';
import { seededRandom } from '../support/random.ts';
import type { Actor, Deed, FileFacts, Unit } from './journal.ts';

/** Chance, as the year uses it. */
export interface Dice {
  /** Whether something of this likelihood comes about. */
  chance(likelihood: number): boolean;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
}

export function createDice(random: () => number): Dice {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return {
    chance: likelihood => random() < likelihood,
    between,
    pick: list => {
      const one = list[between(0, list.length - 1)];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
  };
}

/** Chance of its own for one matter, so that nobody's luck depends on who was written to first. */
export function diceFor(seed: number, matter: string): Dice {
  const digest = createHash('sha256').update(`${seed}|${matter}`).digest();
  return createDice(seededRandom(digest.readUInt32LE(0)));
}

/** An id that is the same for the same seed. */
export function idFor(seed: number, matter: string): string {
  const hex = createHash('sha256').update(`${seed}|id|${matter}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Before the year begins. */
export interface Cast {
  readonly units: readonly Unit[];
  readonly actors: readonly Actor[];
  /** What was known when it began: files and pairings. */
  readonly deeds: readonly Deed[];
  /** Helpers whom nobody was given to. */
  readonly spare: readonly Actor[];
}

const surnames = [...'赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜'];
const firsts = [...'德国建玉桂淑秀文永福庆长春志明光荣'];
const seconds = [...'厚英兰珍芳强华军平安生才林田山海波'];

/** Names of three characters, each another: none can be part of another one. */
function* names(): Generator<string> {
  for (const second of seconds)
    for (const first of firsts) for (const surname of surnames) yield surname + first + second;
}

const branches = ['第一党总支', '第二党总支', '东门党支部', '西门党支部', '北街党支部'] as const;
const membersInAll = 300;
const helpersPerBranch = 34;

/** Makes the county up; nothing is written yet. */
export function makeCast(seed: number, firstDay: IsoDate): Cast {
  const dice = diceFor(seed, 'cast');
  const naming = names();
  const actors: Actor[] = [];
  const someone = (unitId: string, roles: readonly string[], userId: string | null = '') => {
    const id = idFor(seed, `person ${actors.length}`);
    const actor = {
      id,
      name: String(naming.next().value),
      userId: userId === '' ? `u${actors.length}` : userId,
      unitId,
      roles,
    };
    actors.push(actor);
    return actor;
  };
  const bureau: Unit = {
    id: idFor(seed, 'bureau'),
    name: '云溪县委老干部局',
    kind: 'cadre-bureau',
    parentId: null,
  };
  const below = branches.map((name): Unit => {
    const kind = name.endsWith('总支') ? 'general-branch' : 'branch';
    return { id: idFor(seed, name), name, kind, parentId: bureau.id };
  });
  for (const role of ['secretary', 'clerk', 'leader', 'administrator', 'approver'])
    someone(bureau.id, [role]);
  for (const [place, unit] of below.entries()) {
    someone(unit.id, ['secretary']);
    if (place < 2) someone(unit.id, ['clerk']);
  }
  const deeds: Deed[] = [];
  const at = new Date(`${addDays(firstDay, -1)}T12:00:00+08:00`);
  const helpers = below.flatMap(unit =>
    Array.from({ length: helpersPerBranch }, (_, n) =>
      someone(unit.id, ['helper'], n === 5 ? null : undefined),
    ),
  );
  for (let n = 0; n < membersInAll; n += 1) {
    const unit = below[n % below.length] ?? bureau;
    const member = someone(unit.id, ['member'], dice.chance(0.4) ? undefined : null);
    deeds.push({ at, deed: 'entered', member, facts: factsOf(dice, n, firstDay) });
    deeds.push({ at, deed: 'state', memberId: member.id, state: n % 25 === 24 ? 'proposed' : 'enrolled' });
    // Each helper has two; the last ones of a branch have none yet, and so have some members.
    const helper = helpers.filter(({ unitId }) => unitId === unit.id)[Math.floor(n / below.length / 2)];
    if (!helper || n % 43 === 42) continue;
    const pair = { helperId: helper.id, memberId: member.id, startsOn: '2026-01-01', agreed: n % 60 !== 59 };
    deeds.push({ at, deed: 'paired', pairingId: idFor(seed, `pairing ${n}`), ...pair });
  }
  const paired = new Set(deeds.flatMap(deed => (deed.deed === 'paired' ? [deed.helperId] : [])));
  return { units: [bureau, ...below], actors, deeds, spare: helpers.filter(({ id }) => !paired.has(id)) };
}

/** What a file says: births by both calendars, with all that is odd about them. */
export function factsOf(dice: Dice, n: number, firstDay: IsoDate): FileFacts {
  const odd: readonly [string, 'solar' | 'lunar', boolean][] = [
    ['1944-02-29', 'solar', false],
    ['1944-12-30', 'lunar', false],
    ['1947-02-03', 'lunar', true],
    ['1938-07-30', 'lunar', false],
  ];
  const year = dice.between(1934, 1958);
  const month = String(dice.between(1, 12)).padStart(2, '0');
  const day = String(dice.between(1, 28)).padStart(2, '0');
  const plain = [`${year}-${month}-${day}`, dice.chance(0.5) ? 'lunar' : 'solar', false] as const;
  const [birthDate, birthCalendar, birthLeapMonth] = odd[n] ?? plain;
  return {
    birthDate,
    birthCalendar,
    birthLeapMonth,
    living: dice.pick(['alone', 'couple', 'with-children', null]),
    selfCare: dice.pick(['independent', 'partly', 'dependent', null]),
    lastReviewedOn: dice.chance(0.9) ? addDays(firstDay, -dice.between(1, 360)) : null,
  };
}

/** Writes the county as a clerk's workbook would. */
export async function enterCast(db: Database, { units, actors, deeds }: Cast): Promise<void> {
  const paths = new Map<string, string>();
  for (const unit of units) {
    const path = `${paths.get(unit.parentId ?? '') ?? ''}${unit.id}/`;
    paths.set(unit.id, path);
    await db.organisation.create({ data: { ...unit, path } });
  }
  await enterPeople(db, actors);
  await enterFiles(db, deeds);
}

/** People with their names to be found by. */
export async function enterPeople(db: Database, actors: readonly Actor[]): Promise<void> {
  await db.person.createMany({
    data: actors.map(({ unitId, roles, ...actor }) => ({
      ...actor,
      organisationId: unitId,
      roles: [...roles],
      nameKeys: nameKeys(actor.name),
      userIdKey: actor.userId,
    })),
  });
}

/** Files and pairings as they were told of. */
export async function enterFiles(db: Database, deeds: readonly Deed[]): Promise<void> {
  const states = new Map(deeds.flatMap(deed => (deed.deed === 'state' ? [[deed.memberId, deed.state]] : [])));
  await db.careFile.createMany({
    data: deeds.flatMap(deed =>
      deed.deed === 'entered'
        ? [
            {
              ...deed.facts,
              memberId: deed.member.id,
              state: states.get(deed.member.id) ?? 'enrolled',
              createdAt: deed.at,
            },
          ]
        : [],
    ),
  });
  await db.pairing.createMany({
    data: deeds.flatMap(deed => (deed.deed === 'paired' ? [pairingRow(deed)] : [])),
  });
}

const words = { project: '就医陪护', task: '每月探望', goal: '看病有人陪' };

const pairingRow = ({
  pairingId,
  helperId,
  memberId,
  startsOn,
  agreed,
}: Extract<Deed, { deed: 'paired' }>) => ({
  id: pairingId,
  helperId,
  memberId,
  startsOn,
  primary: true,
  ...(agreed ? words : {}),
});
