/**
 * The policy's table of duties, R1 … R14, written down once more from product.md and the five texts, without looking at the
 * program: what arises from what, in which window, whose it is, which visit meets it, and who hears of it when nobody went.
 */
import {
  addDays,
  addMonths,
  dateOf,
  maxDate,
  minDate,
  shanghaiDate,
  type IsoDate,
} from '../../src/calendar/dates.ts';
import { fromLunar, lunarBirthdayIn, solarBirthdayIn, springFestival } from '../../src/calendar/lunar.ts';
import { addWorkdays } from '../../src/calendar/workdays.ts';
import { holdersOf, type KnownFile, type KnownHappening, type Model } from './model.ts';
import { meetingOf } from './who.ts';

/** Who hears of it when it was not done, from which day to which. */
export interface Rung {
  readonly to: 'secretary' | 'leader';
  readonly from: (demand: Window) => IsoDate;
  readonly until: (demand: Window) => IsoDate;
}

interface Window {
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** A row of the table. */
export interface PolicyRule {
  readonly id: string;
  /** How duties of this rule are called in the database. */
  readonly code: string;
  readonly owner: 'helper' | 'clerk' | 'secretary';
  /** Words of a message that speak of this duty. */
  readonly words: RegExp;
  /** Ways of a visit that meet it, and those that do when the visitor says that it was for it; none: no visit does. */
  readonly ways?: readonly string[];
  readonly statedWays?: readonly string[];
  readonly occasion?: string;
  /** A visit after the window still meets it. */
  readonly late?: boolean;
  /** Only what was told after it arose counts. */
  readonly sinceNews?: boolean;
  readonly toFamily?: boolean;
  /** It stays due until it is done. */
  readonly standing?: boolean;
  readonly ladder: readonly Rung[];
}

/** Something the policy demands: one duty. */
export interface Demand extends Window {
  readonly rule: PolicyRule;
  readonly subjectId: string;
  readonly memberId: string | null;
  readonly unitId: string;
  /** Part of the name of its occurrence, where the days alone do not tell it from another. */
  readonly names?: string;
  /** A visit counts from this day on; from the window's first day where absent. */
  readonly countsFrom?: IsoDate;
  /** When it became known that it is to be done. */
  readonly arose: Date;
}

const inPerson = ['home', 'hospital', 'meeting'];
const byWord = ['phone', 'video', 'other'];
const after = (days: number) => (demand: Window) => addDays(demand.dueOn, days);
const rungAfter = (to: Rung['to'], graceDays: number): Rung => ({
  to,
  from: after(1),
  until: after(graceDays),
});

const rule = <R extends PolicyRule>(row: R): PolicyRule => row;
/** The table. */
export const table = {
  festival: rule({
    id: 'R1', code: 'festival', owner: 'helper', words: /走访，|走访没有记录|走访（/, ways: inPerson, statedWays: byWord, occasion: 'festival',
    ladder: [{ to: 'secretary', from: () => '', until: () => '' }],
  }),
  illness: rule({
    id: 'R2', code: 'illness', owner: 'helper', words: /住院/, ways: ['hospital', 'home'], late: true, sinceNews: true, occasion: 'illness',
    ladder: [{ to: 'secretary', from: after(0), until: after(2) }],
  }),
  longIllness: rule({
    id: 'R2', code: 'illness-monthly', owner: 'helper', words: /还在住院|长期住院/, ways: ['hospital', 'home'], late: true, sinceNews: true,
    occasion: 'illness', ladder: [rungAfter('secretary', 3)],
  }),
  discharge: rule({
    id: 'R2', code: 'discharge', owner: 'helper', words: /出院/, ways: ['hospital', 'home'], late: true, sinceNews: true, occasion: 'discharge',
    ladder: [rungAfter('secretary', 3)],
  }),
  death: rule({
    id: 'R3', code: 'death', owner: 'helper', words: /去世|亡故|家属|家里人/, ways: [...inPerson, 'other'], late: true, sinceNews: true,
    toFamily: true, occasion: 'death', ladder: [],
  }),
  survivors: rule({ id: 'R3', code: 'survivors', owner: 'clerk', words: /去世|家里人|遗属/, ladder: [] }),
  disaster: rule({
    id: 'R4', code: 'disaster', owner: 'helper', words: /出了事|家里的事|受灾|意外/, ways: ['home', 'hospital'], late: true, sinceNews: true,
    occasion: 'disaster', ladder: [{ to: 'leader', from: after(0), until: after(1) }],
  }),
  mood: rule({
    id: 'R5', code: 'mood', owner: 'helper', words: /谈心|心里有事|家里有些矛盾|意见建议/, ways: inPerson, statedWays: byWord, late: true, sinceNews: true,
    occasion: 'mood', ladder: [rungAfter('secretary', 3)],
  }),
  despair: rule({
    id: 'R5', code: 'despair', owner: 'helper', words: /紧急|轻生/, ways: ['home', 'hospital'], late: true, sinceNews: true, occasion: 'mood',
    ladder: [{ to: 'leader', from: after(0), until: after(1) }],
  }),
  birthday: rule({
    id: 'R6', code: 'birthday', owner: 'helper', words: /生日|整寿/, ways: inPerson, statedWays: byWord, occasion: 'birthday', ladder: [],
  }),
  hardship: rule({
    id: 'R7', code: 'hardship', owner: 'helper', words: /困难/, ways: inPerson, statedWays: byWord, late: true, sinceNews: true,
    occasion: 'hardship', ladder: [rungAfter('secretary', 3)],
  }),
  request: rule({
    id: 'R7', code: 'accepted-request', owner: 'helper', words: /求助/, ways: inPerson, statedWays: byWord, late: true, sinceNews: true,
    occasion: 'hardship', ladder: [rungAfter('secretary', 3)],
  }),
  contact: rule({
    id: 'R8', code: 'regular-contact', owner: 'helper', words: /联系过|月份联系|季度联系/, ways: [...inPerson, ...byWord], late: true,
    occasion: 'routine', ladder: [rungAfter('secretary', 3)],
  }),
  silence: rule({
    id: 'R8', code: 'no-contact', owner: 'helper', words: /没有联系的记录/, ways: [...inPerson, ...byWord], late: true, standing: true,
    occasion: 'routine', ladder: [],
  }),
  review: rule({ id: 'R9', code: 'care-file-review', owner: 'clerk', words: /复核/, standing: true, ladder: [] }),
  halfYear: rule({
    id: 'R10', code: 'half-year-report', owner: 'clerk', words: /半年结对帮扶情况报告/, ladder: [rungAfter('leader', 7)],
  }),
  yearReport: rule({
    id: 'R11', code: 'year-report', owner: 'clerk', words: /年度帮扶工作报告/, ladder: [rungAfter('leader', 7)],
  }),
  festivalReview: rule({ id: 'R14', code: 'festival-review', owner: 'clerk', words: /看看有没有变化/, ladder: [] }),
  festivalPlan: rule({ id: 'R14', code: 'festival-plan', owner: 'clerk', words: /慰问方案/, ladder: [] }),
  agreement: rule({ id: 'R13', code: 'pairing-unagreed', owner: 'secretary', words: /结对内容/, ladder: [] }),
} as const; // prettier-ignore

/**
 * Duties of the program that this table does not derive, by the words of their lines: they come from papers that nobody writes in
 * this year (R12 责任书, 重新评估, 更正). The list only ever gets shorter.
 */
export const notDerived = /责任书|重新评估|更正/;

/** Festivals that are on by default, with their windows in days from the festival. */
const festivalsOf = (year: number) => [
  { day: springFestival(year), opens: -20, closes: -1 },
  { day: `${year}-07-01`, opens: -10, closes: 0 },
];

/** Everything the policy demands, as far as it is known: windows that are not over on `day` and open within `ahead` days. */
export function demandsOn(model: Model, day: IsoDate, ahead: number): Demand[] {
  const until = addDays(day, ahead);
  const soon = ({ rule: of, opensOn, dueOn }: Demand): boolean =>
    opensOn <= until && (dueOn >= day || of.standing === true);
  const files = [...model.files.values()].filter(({ state }) => state === 'enrolled');
  const visits = [
    ...files.flatMap(file => [...greetings(file, day), ...birthdays(file, day), ...contactOf(file, day)]),
    ...[...model.happenings.values()].flatMap(happening => afterHappening(model, happening, day)),
    ...requests(model),
  ];
  const asked = new Set(visits.filter(each => isAsked(model, each, day)).map(({ memberId }) => memberId));
  return [
    ...visits,
    ...files.filter(({ member }) => !asked.has(member.id)).flatMap(file => silenceOf(model, file, day)),
    ...files.flatMap(file => [reviewOf(file), ...festivalReviews(file, day)]),
    ...reports(model, day),
    ...festivalPlans(model, day),
    ...agreements(model, day),
  ].filter(soon);
}

const ofMember = (
  { member }: KnownFile,
  of: PolicyRule,
  opensOn: IsoDate,
  dueOn: IsoDate,
  arose = beginning,
): Demand => ({
  rule: of,
  subjectId: member.id,
  memberId: member.id,
  unitId: member.unitId,
  opensOn,
  dueOn,
  arose,
});
const beginning = new Date(0);
const yearOf = (day: IsoDate): number => Number(day.slice(0, 4));

const greetings = (file: KnownFile, day: IsoDate): Demand[] =>
  [yearOf(day), yearOf(day) + 1].flatMap(festivalsOf).map(({ day: on, opens, closes }) => {
    const rung: Rung = { to: 'secretary', from: () => addDays(on, -1), until: () => addDays(on, closes) };
    return ofMember(file, { ...table.festival, ladder: [rung] }, addDays(on, opens), addDays(on, closes));
  });

/** Reckoning by the moon takes its time, and the days are asked for every evening. */
const knownBirthdays = new Map<string, IsoDate>();

function birthdays(file: KnownFile, day: IsoDate): Demand[] {
  const { birthDate, birthCalendar, birthLeapMonth } = file.facts;
  const [month = 0, dayOfMonth = 0] = birthDate.split('-').slice(1).map(Number);
  const inYear = (year: number): IsoDate => {
    const key = `${birthCalendar} ${birthLeapMonth} ${month} ${dayOfMonth} ${year}`;
    const on =
      knownBirthdays.get(key) ??
      (birthCalendar === 'lunar'
        ? lunarBirthdayIn(year, { month, day: dayOfMonth, leap: birthLeapMonth })
        : solarBirthdayIn(year, { month, day: dayOfMonth }));
    knownBirthdays.set(key, on);
    return on;
  };
  return [-1, 0, 1]
    .map(offset => inYear(yearOf(day) + offset))
    .map(on => ofMember(file, table.birthday, addDays(on, -7), on));
}

function reviewOf(file: KnownFile): Demand {
  const dueOn = addDays(file.lastReviewedOn ?? file.enteredOn, 365);
  return ofMember(file, table.review, addDays(dueOn, -30), dueOn);
}

/**
 * Before each festival a file is gone through once more, within 14 days from the 45th before it: not one that was looked at in the
 * 60 days before, nor one whose yearly review is open.
 */
function festivalReviews(file: KnownFile, day: IsoDate): Demand[] {
  if (reviewOf(file).opensOn <= day) return [];
  return [yearOf(day), yearOf(day) + 1].flatMap(festivalsOf).flatMap(({ day: on }) => {
    const opensOn = addDays(on, -45);
    if ((file.lastReviewedOn ?? file.enteredOn) >= addDays(opensOn, -60)) return [];
    return [ofMember(file, table.festivalReview, opensOn, addDays(opensOn, 13))];
  });
}

/** Whether somebody is being asked to go and see: a visit whose window is open, and that nobody has made. */
const isAsked = (model: Model, demand: Demand, day: IsoDate): boolean =>
  demand.rule.ways !== undefined &&
  demand.opensOn <= day &&
  demand.dueOn >= day &&
  meetingOf(model, demand) === undefined;

/** Nobody has been heard of for 45 days (who lives alone), 60 (the others of every month) or 100: once for each silence. */
function silenceOf({ visits }: Model, file: KnownFile, day: IsoDate): Demand[] {
  const heard = (visits.get(file.member.id) ?? []).filter(({ met }) => met !== 'nobody');
  const since = heard.reduce((last, { visitedOn }) => maxDate(last, visitedOn), file.since);
  const days = file.facts.living === 'alone' ? 45 : isMonthly(file, day) ? 60 : 100;
  const opensOn = addDays(since, days);
  if (opensOn > day) return [];
  const demand = ofMember(file, table.silence, opensOn, addDays(opensOn, 13));
  return [{ ...demand, countsFrom: addDays(since, 1), names: `since-${since}` }];
}

const isMonthly = (file: KnownFile, day: IsoDate): boolean =>
  file.facts.living === 'alone' || file.facts.selfCare === 'dependent' || isVeryOld(file, day);

/** The contact of this month for whoever is over eighty, lives alone or cannot care for themself; of the quarter for the others. */
function contactOf(file: KnownFile, day: IsoDate): Demand[] {
  const monthly = isMonthly(file, day);
  const [year, month] = [yearOf(day), Number(day.slice(5, 7))];
  const from = dateOf(year, monthly ? month : month - ((month - 1) % 3), 1);
  const dueOn = addDays(addMonths(from, monthly ? 1 : 3), -1);
  const opensOn = addDays(dueOn, -6);
  // Who was taken in after the window had opened is first due in the next period.
  // Of the March of somebody who turns eighty in it and of the quarter before that both may be told: each by its name.
  const names = monthly ? from.slice(0, 7) : `${year}-Q${Math.ceil(month / 3)}`;
  return file.since > opensOn
    ? []
    : [{ ...ofMember(file, table.contact, opensOn, dueOn), countsFrom: from, names }];
}

function isVeryOld(
  { facts: { birthDate, birthCalendar, birthLeapMonth: leap } }: KnownFile,
  day: IsoDate,
): boolean {
  const [year = 0, month = 0, dayOfMonth = 0] = birthDate.split('-').map(Number);
  const lunar = (last: number): IsoDate | null => fromLunar({ year, month, day: last, leap });
  const born =
    birthCalendar === 'solar' ? birthDate : (lunar(dayOfMonth) ?? lunar(dayOfMonth - 1) ?? birthDate);
  return addMonths(born, 12 * 80) <= day;
}

/** What follows from something that happened to somebody. */
function afterHappening({ files }: Model, happening: KnownHappening, day: IsoDate): Demand[] {
  const { id, memberId, what, happenedOn, reportedAt, endedOn } = happening;
  const file = files.get(memberId);
  if (!file) return [];
  const known = shanghaiDate(reportedAt);
  const opensOn = minDate(happenedOn, known);
  const hours = (count: number): IsoDate => shanghaiDate(new Date(reportedAt.getTime() + count * 3_600_000));
  const one = (of: PolicyRule, dueOn: IsoDate, from = opensOn): Demand => ({
    ...ofMember(file, of, from, dueOn, reportedAt),
    names: id,
  });
  if (what === 'died')
    return file.state === 'deceased'
      ? [one(table.death, hours(24)), one(table.survivors, addDays(known, 14))]
      : [];
  if (what === 'despair') return dead(file) ? [] : [one(table.despair, hours(24))];
  // An illness does not wait for a decision; who is suspended, recovered or gone is not called for.
  if (file.state !== 'enrolled' && file.state !== 'proposed') return [];
  switch (what) {
    case 'hospitalised':
      return endedOn === null ? [one(table.illness, hours(72)), ...monthly(happening, one, day)] : [];
    case 'discharged':
      return [one(table.discharge, maxDate(addDays(happenedOn, 7), addDays(known, 3)))];
    case 'disaster':
    case 'accident':
      return [one(table.disaster, hours(24))];
    case 'mood':
    case 'conflict':
    case 'opinion':
      return [one(table.mood, addWorkdays(known, 3))];
    case 'hardship':
      return [one(table.hardship, addWorkdays(known, 5))];
    default:
      return [];
  }
}

const dead = ({ state }: KnownFile): boolean => state === 'deceased';

/** Each month of a stay in its last week, once that week has come: nobody knows beforehand how long a stay will be. */
function monthly(
  { happenedOn }: KnownHappening,
  one: (of: PolicyRule, dueOn: IsoDate, opensOn: IsoDate) => Demand,
  day: IsoDate,
): Demand[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    .map(month => addMonths(happenedOn, month))
    .filter(dueOn => addDays(dueOn, -6) <= day)
    .map(dueOn => one(table.longIllness, dueOn, addDays(dueOn, -6)));
}

const requests = ({ requests: known, files }: Model): Demand[] =>
  [...known.values()].flatMap(({ id, memberId, takenAt, closed }) => {
    const file = files.get(memberId);
    if (closed || !file || (file.state !== 'enrolled' && file.state !== 'proposed')) return [];
    const from = shanghaiDate(takenAt);
    return [{ ...ofMember(file, table.request, from, addWorkdays(from, 5), takenAt), names: id }];
  });

/** Half-yearly and yearly, by bureaus and by general branches that have a superior; until they are handed in. */
const reports = (model: Model, day: IsoDate): Demand[] =>
  [...model.units.values()]
    .filter(
      ({ kind, parentId }) => kind === 'cadre-bureau' || (kind === 'general-branch' && parentId !== null),
    )
    .flatMap(({ id }) => {
      const halves = [`${yearOf(day)}-06-30`, `${yearOf(day)}-12-31`, `${yearOf(day) + 1}-06-30`];
      return [
        ...halves.map(dueOn => ofUnit(id, table.halfYear, addDays(dueOn, -20), dueOn)),
        ofUnit(id, table.yearReport, `${yearOf(day)}-12-01`, `${yearOf(day)}-12-31`),
      ];
    })
    .filter(demand => !isHandedIn(model, demand));

const ofUnit = (id: string, of: PolicyRule, opensOn: IsoDate, dueOn: IsoDate): Demand => ({
  rule: of,
  subjectId: id,
  memberId: null,
  unitId: id,
  opensOn,
  dueOn,
  arose: beginning,
});

const isHandedIn = ({ reports: handedIn }: Model, { unitId, rule: { code }, dueOn }: Demand): boolean =>
  handedIn.has(`${unitId}|${code}|${dueOn}`);

/** 45 days before each festival, in fourteen days, by every unit that has a clerk, and the topmost one. */
const festivalPlans = (model: Model, day: IsoDate): Demand[] =>
  [...model.units.values()]
    .filter(
      ({ id, parentId }) =>
        parentId === null || holdersOf(model, id, 'clerk').some(each => each.unitId === id),
    )
    .flatMap(({ id }) =>
      [yearOf(day), yearOf(day) + 1].flatMap(festivalsOf).map(({ day: on }) => {
        const opensOn = addDays(on, -45);
        return ofUnit(id, table.festivalPlan, opensOn, addDays(opensOn, 13));
      }),
    )
    .filter(demand => !isHandedIn(model, demand));

/** A pairing without 项目 任务 目标: called for week by week until they are there, in rounds of twelve weeks. */
const agreements = ({ pairings, files }: Model, day: IsoDate): Demand[] =>
  [...pairings.values()].flatMap(({ id, memberId, startsOn, endsOn, agreed }) => {
    const file = files.get(memberId);
    const isLiving = file?.state === 'enrolled' || file?.state === 'proposed';
    if (agreed || !file || !isLiving || (endsOn !== null && endsOn < day) || startsOn > day) return [];
    const round = Math.floor((Date.parse(day) - Date.parse(startsOn)) / 86_400_000 / 84);
    const opensOn = addDays(startsOn, round * 84);
    return [{ ...ofMember(file, table.agreement, opensOn, addDays(opensOn, 83)), names: id }];
  });
