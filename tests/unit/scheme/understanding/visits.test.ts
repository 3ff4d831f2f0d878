import { describe, expect, test } from 'vitest';
import {
  isVisitSentence,
  understandVisit,
  type VisitUnderstood,
} from '../../../../src/scheme/understanding/index.ts';
import { people, today } from './cast.ts';
import { dictated, heldOut, tooTerse, written } from './corpus-visits-more.ts';
import { gifts, helpers, hurried, names, notVisits, staff, type Told } from './corpus-visits.ts';

const read = (said: string): VisitUnderstood => understandVisit(said, { today, people });

/** 2027-01-20 as 01-20, other years in full. */
const short = (day: string | undefined): string | undefined => day?.replace(/^2027-/, '');

const whoOf = ({ members }: VisitUnderstood): string | undefined =>
  members.map(({ ids, text }) => (ids.length > 0 ? ids.join('/') : `?${text}`)).join('、') || undefined;

/** An understood sentence in the words of the corpus. */
function asTold(said: string, understood: VisitUnderstood): Told {
  const {
    visitedOn,
    way,
    occasion,
    met,
    condition,
    findings,
    moneyFen,
    goods,
    helpKind,
    followUp,
    visitor,
    doubts,
  } = understood;
  const told = {
    said,
    who: whoOf(understood),
    on: short(visitedOn),
    way,
    why: occasion,
    met,
    how: condition,
    need: findings,
    yuan: moneyFen === undefined ? undefined : moneyFen / 100,
    goods,
    help: helpKind,
    next: followUp,
    visitor,
    ask: doubts.map(({ about }) => about).join(' ') || undefined,
  };
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined),
  ) as unknown as Told;
}

const corpus = { helpers, hurried, gifts, names, staff, dictated, written, heldOut };

describe.each(Object.entries(corpus))('%s', (_name, sentences) => {
  test.each(sentences)('$said', row => {
    const understood = read(row.said);
    expect(asTold(row.said, understood)).toEqual(row);
    expect(understood.confidence).toBeGreaterThanOrEqual(0.5);
    expect(isVisitSentence(row.said, people)).toBe(true);
  });
});

test.each([...notVisits, ...tooTerse])('not a visit: %s', said => {
  expect(read(said).confidence).toBeLessThan(0.5);
});

const all = Object.values(corpus).flat();

/** How many questions the form still has to ask: who, when, how, how they are, and every doubt. */
const leftToAsk = ({ who, on, way, how, ask }: Told): number =>
  [who, on, way, how].filter(fact => fact === undefined).length + (ask?.split(' ').length ?? 0);

test('the corpus is large, each sentence in it once, and two in three leave at most one thing to ask', () => {
  expect(all.length).toBeGreaterThanOrEqual(260);
  expect(new Set(all.map(({ said }) => said)).size).toBe(all.length);
  expect(all.filter(row => leftToAsk(row) === 0).length).toBeGreaterThan(80);
  expect(all.filter(row => leftToAsk(row) <= 1).length).toBeGreaterThan((all.length * 2) / 3);
});

test('how it is typed changes nothing: full-width figures, a stop at the end, spaces in front', () => {
  for (const { said } of all.filter(row => !row.said.includes('\n'))) {
    const wide = said.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect(asTold(said, read(`  ${wide}。`))).toEqual(asTold(said, read(said)));
  }
});

test('money is never read from what something costs, from a figure or from a refusal', () => {
  for (const said of [
    '看了张老，药费3000元，退休金2800元',
    '看了张老，血压160，血糖11.3，住11床',
    '看了张老，电话13900001111',
    '看了张老，85岁，党龄50年',
    '看了张老，没送慰问金',
    '看了张老，给500元他没要',
    '看了张老，他借了邻居2000元',
    '看了张老，房租每月800元',
    '看了张老，下次准备送500元',
    '看了张老，走了一万步',
  ]) {
    expect({ said, money: read(said).moneyFen }).toEqual({ said, money: undefined });
  }
});

test('a day of something else is not the day of the visit', () => {
  expect(read('看了张老，他是1月15号住的院').visitedOn).toBeUndefined();
  expect(read('看了张老，下周三再去').visitedOn).toBeUndefined();
  expect(read('看了张老，生日是3月12日').visitedOn).toBeUndefined();
  expect(read('1月19日看了张老，1月15日出院的').visitedOn).toBe('2027-01-19');
});

test('whatever is typed, it answers, and soon', () => {
  const junk = [
    '',
    ' ',
    '。',
    '😀',
    '看'.repeat(3000),
    '昨天'.repeat(2000),
    '送了500元'.repeat(500),
    '张老'.repeat(1500),
    '<a>',
    '１',
  ];
  for (const said of junk) {
    const start = performance.now();
    const understood = read(said);
    expect(understood.confidence).toBeLessThanOrEqual(1);
    expect(performance.now() - start).toBeLessThan(3_000);
  }
});

test('whom the sentence names is all that is looked at: a stranger’s list gives nobody', () => {
  const { members } = understandVisit('今天上门看了张德厚', { today, people: [{ id: 'x', name: '李四' }] });
  expect(members.flatMap(({ ids }) => ids)).toEqual([]);
});
