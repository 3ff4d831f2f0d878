import { expect, test } from 'vitest';
import { understand } from '../../../../src/scheme/understanding/index.ts';
import { people, today } from './cast.ts';

const read = (said: string) => understand(said, { today, people, as: 'helper' });

test('what is kept of a visit still holds when it is read later: the day, and whose money it was', () => {
  const { visit, facts } = read('今天看了于老，自己掏钱买了一箱牛奶，下周三前送轮椅过去');
  expect(visit).toMatchObject({
    goods: '一箱牛奶（个人出资）',
    followUp: '下周三前送轮椅过去，也就是1月27日（腊月二十，周三）',
  });
  expect(facts).toMatchObject({
    goods: '一箱牛奶',
    followUp: '下周三前送轮椅过去',
    followUpBy: '2027-01-27',
  });
});

test('a day that was written out is not said twice', () => {
  const { visit } = read('走访于老，他对退休金调整有疑问，2月5日前我去社保局问清楚回复他');
  expect(visit?.followUp).toBe('2月5日前我去社保局问清楚回复他');
});

test('dialect is understood, and kept as it was written', () => {
  const { facts } = read('俺今儿头晌去瞅了瞅张老，精神头可好，还给俺倒茶嘞');
  expect(facts).toMatchObject({ visitedOn: today, condition: '精神头可好，还给俺倒茶嘞' });
});

test('whatever is typed is read, and nothing is what nothing says', () => {
  for (const said of [
    '',
    ' ',
    '👍',
    '。。。',
    '1',
    '看'.repeat(5_000),
    '没'.repeat(3_000),
    '请假'.repeat(2_000),
  ])
    expect(read(said).confidence).toBeLessThanOrEqual(1);
  expect(read('')).toEqual({ intent: 'other', confidence: 0, facts: {}, doubts: [] });
});

test('a member or relative records no visit and takes no leave', () => {
  for (const as of ['elder', 'family'] as const)
    for (const said of ['今天上门看了张老，身体好', '我下周一到周三出差', '张老那边我去不了'])
      expect(['visit', 'leave', 'hand-back']).not.toContain(understand(said, { today, people, as }).intent);
});
