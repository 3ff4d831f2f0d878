import { expect, test } from 'vitest';
import {
  isVisitSentence,
  understandVisit,
  type VisitUnderstood,
} from '../../../../src/scheme/understanding/index.ts';
import { people, today } from './cast.ts';
import { readCorpus, type Sentence } from '../../../corpus/format.ts';
import { labelled } from '../../../corpus/score.ts';

const read = (said: string): VisitUnderstood => understandVisit(said, { today, people });
const factsOf = (said: string) => {
  const { confidence: _confidence, doubts, ...facts } = read(said);
  return { facts: labelled(facts), ask: doubts.map(({ about }) => about) };
};

/** Kept whole, not only within the bars of the score. */
const helpers = readCorpus()
  .filter(({ file }) => ['visits.jsonl', 'happenings.jsonl', 'despair.jsonl'].includes(file))
  .flatMap(({ sentences }) => sentences)
  .filter(({ as }) => as === 'helper');
const all = helpers.filter(({ intent, exact }) => intent === 'visit' && exact);

test.each(all)('$say', ({ say, facts, ask = [] }) => {
  expect(factsOf(say)).toEqual({ facts, ask });
  expect(read(say).confidence).toBeGreaterThanOrEqual(0.5);
  expect(isVisitSentence(say, people)).toBe(true);
});

/** What nothing but a visit would be recorded from. */
const notVisits = helpers.filter(({ intent }) =>
  ['other', 'question', 'negation', 'despair'].includes(intent),
);

test.each(notVisits)('not a visit: $say', ({ say }) => {
  expect(read(say).confidence).toBeLessThan(0.5);
});

/** How many questions the form still has to ask: who, when, how, how they are, and every doubt. */
const leftToAsk = ({ facts, ask = [] }: Sentence): number =>
  [facts.members, facts.visitedOn, facts.way, facts.condition].filter(fact => fact === undefined).length +
  ask.length;

test('two in three visits leave at most one thing to ask', () => {
  expect(all.length).toBeGreaterThanOrEqual(260);
  expect(all.filter(row => leftToAsk(row) === 0).length).toBeGreaterThan(80);
  expect(all.filter(row => leftToAsk(row) <= 1).length).toBeGreaterThan((all.length * 2) / 3);
});

test('how it is typed changes nothing: full-width figures, a stop at the end, spaces in front', () => {
  for (const { say } of all.filter(row => !row.say.includes('\n'))) {
    const wide = say.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect(factsOf(`  ${wide}。`)).toEqual(factsOf(say));
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
