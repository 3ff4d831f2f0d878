/** The county as far as it is known at an instant, from the journal alone. Used by those who play in it and by the checker. */
import { addDays, shanghaiDate, type IsoDate } from '../../src/calendar/dates.ts';
import type { Actor, Deed, FileFacts, Unit } from './journal.ts';

export interface KnownFile {
  readonly member: Actor;
  readonly facts: FileFacts;
  /** The day the file was entered on. */
  readonly enteredOn: IsoDate;
  /** Since when the scheme answers for them: since the entry, or since they were recognised. */
  since: IsoDate;
  state: string;
  lastReviewedOn: IsoDate | null;
  /** When the death became known. */
  diedAt: Date | null;
}

export interface KnownPairing {
  readonly id: string;
  readonly helperId: string;
  readonly memberId: string;
  readonly startsOn: IsoDate;
  endsOn: IsoDate | null;
  agreed: boolean;
}

export interface KnownHappening {
  readonly id: string;
  readonly memberId: string;
  readonly what: string;
  readonly happenedOn: IsoDate;
  readonly reportedAt: Date;
  /** Who told of it first. */
  readonly reporterId: string;
  /** Of a stay in hospital: its last day, once it is over. */
  endedOn: IsoDate | null;
}

export interface KnownVisit {
  readonly at: Date;
  readonly visitedOn: IsoDate;
  readonly way: string;
  readonly occasion: string;
  readonly met: string | null;
}

export interface KnownRequest {
  readonly id: string;
  readonly memberId: string;
  readonly takenAt: Date;
  closed: boolean;
}

export interface KnownAbsence {
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly standInId: string | null;
}

export interface Model {
  readonly units: ReadonlyMap<string, Unit>;
  readonly actors: Map<string, Actor>;
  readonly files: Map<string, KnownFile>;
  readonly pairings: Map<string, KnownPairing>;
  readonly happenings: Map<string, KnownHappening>;
  readonly visits: Map<string, KnownVisit[]>;
  readonly requests: Map<string, KnownRequest>;
  /** `unit|rule|last day` of reports that were handed in. */
  readonly reports: Set<string>;
  readonly absences: Map<string, KnownAbsence[]>;
  apply(deed: Deed): void;
  /** How many deeds were told. */
  version(): number;
}

/** An empty county with these people in it; `apply` tells it what happened. */
export function createModel(units: readonly Unit[], actors: readonly Actor[]): Model {
  let told = 0;
  const model: Model = {
    units: new Map(units.map(unit => [unit.id, unit])),
    actors: new Map(actors.map(actor => [actor.id, actor])),
    files: new Map(),
    pairings: new Map(),
    happenings: new Map(),
    visits: new Map(),
    requests: new Map(),
    reports: new Set(),
    absences: new Map(),
    apply: deed => {
      told += 1;
      apply(model, deed);
    },
    version: () => told,
  };
  return model;
}

function apply(model: Model, deed: Deed): void {
  const { files, pairings } = model;
  switch (deed.deed) {
    case 'entered':
      return enter(model, deed);
    case 'state':
      return putInto(model, deed);
    case 'paired': {
      const { pairingId: id, helperId, memberId, startsOn, agreed } = deed;
      return void pairings.set(id, { id, helperId, memberId, startsOn, agreed, endsOn: null });
    }
    case 'parted':
      return void Object.assign(pairings.get(deed.pairingId) ?? {}, { endsOn: deed.endsOn });
    case 'agreed':
      return void Object.assign(pairings.get(deed.pairingId) ?? {}, { agreed: true });
    case 'happened':
      return happen(model, deed);
    case 'visited':
      return void listIn(model.visits, deed.memberId).push(deed);
    case 'reviewed':
      return void Object.assign(files.get(deed.memberId) ?? {}, { lastReviewedOn: shanghaiDate(deed.at) });
    case 'reported':
      return void model.reports.add(`${deed.unitId}|${deed.rule}|${deed.dueOn}`);
    case 'request-taken': {
      const { requestId: id, memberId, at: takenAt } = deed;
      return void model.requests.set(id, { id, memberId, takenAt, closed: false });
    }
    case 'request-closed':
      return void Object.assign(model.requests.get(deed.requestId) ?? {}, { closed: true });
    case 'away':
      return void listIn(model.absences, deed.personId).push(deed);
  }
}

function putInto({ files }: Model, { at, memberId, state }: Extract<Deed, { deed: 'state' }>): void {
  const file = files.get(memberId);
  if (file?.state === 'proposed' && state === 'enrolled') file.since = shanghaiDate(at);
  if (file) file.state = state;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function enter({ files, actors }: Model, { at, member, facts }: Extract<Deed, { deed: 'entered' }>): void {
  const { lastReviewedOn } = facts;
  actors.set(member.id, member);
  files.set(member.id, {
    member,
    facts,
    enteredOn: shanghaiDate(at),
    since: shanghaiDate(at),
    state: 'draft',
    lastReviewedOn,
    diedAt: null,
  });
}

function happen({ files, happenings }: Model, deed: Extract<Deed, { deed: 'happened' }>): void {
  const { id, memberId, what, happenedOn, reporterId, at, again } = deed;
  if (again) return;
  const file = files.get(memberId);
  const endStays = (endedOn: IsoDate): void => {
    for (const each of happenings.values())
      if (each.memberId === memberId && each.what === 'hospitalised') each.endedOn ??= endedOn;
  };
  if (what === 'died' && file) Object.assign(file, { state: 'deceased', diedAt: at });
  if (what === 'died' || what === 'discharged') endStays(happenedOn);
  if (what === 'hospitalised') endStays(addDays(happenedOn, -1));
  happenings.set(id, { id, memberId, what, happenedOn, reporterId, reportedAt: at, endedOn: null });
}

/** The helpers of a member on a day, the one who answers first. */
export const helpersOn = ({ pairings }: Model, memberId: string, day: IsoDate): string[] =>
  [...pairings.values()]
    .filter(
      each =>
        each.memberId === memberId && each.startsOn <= day && (each.endsOn === null || each.endsOn >= day),
    )
    .map(({ helperId }) => helperId);

/** Whether somebody is away on a day. */
export const isAwayOn = ({ absences }: Model, personId: string, day: IsoDate): boolean =>
  (absences.get(personId) ?? []).some(({ startsOn, endsOn }) => startsOn <= day && endsOn >= day);

/** From a unit upwards. */
export function lineOf({ units }: Model, unitId: string): string[] {
  const line: string[] = [];
  for (let unit = units.get(unitId); unit; unit = units.get(unit.parentId ?? '')) line.push(unit.id);
  return line;
}

/** Those who hold a role in a unit or above it, the nearest first. */
export const holdersOf = (model: Model, unitId: string, role: string): Actor[] =>
  lineOf(model, unitId).flatMap(id =>
    [...model.actors.values()].filter(actor => actor.unitId === id && actor.roles.includes(role)),
  );
