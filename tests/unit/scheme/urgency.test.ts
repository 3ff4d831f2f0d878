/** In which order duties are read, and how their time is told. */
import { expect, test } from 'vitest';
import { addDays } from '../../../src/calendar/dates.ts';
import { byUrgency, leftText, windowText } from '../../../src/scheme/obligations/urgency.ts';
import { seededRandom } from '../../support/random.ts';

const today = '2027-01-20';
const duty = (memberId: string | null, days: number) => ({ memberId, dueOn: addDays(today, days) });

test.each([
  [-2, '过了2天，请尽快'],
  [-1, '过了1天，请尽快'],
  [0, '今天最后一天'],
  [1, '还有1天，1月21日（腊月十四，周四）前'],
  [16, '还有16天，2月5日（腊月廿九，周五）前'],
])('%i days: %s', (days, text) => {
  expect(windowText(duty('a', days), today)).toBe(text);
  expect(text.startsWith(leftText(duty('a', days), today))).toBe(true);
});

test('a household stands side by side as long as one is as urgent as the other', () => {
  const homes = new Map([
    ['wife', 'home'],
    ['husband', 'home'],
  ]);
  const list = [duty('wife', -3), duty('other', -1), duty('wife', 9), duty('third', 10), duty('husband', 12)];
  const order = byUrgency(list, today, homes).map(({ memberId, dueOn }) => `${memberId} ${dueOn}`);
  expect(order).toEqual([
    'wife 2027-01-17',
    'other 2027-01-19',
    'wife 2027-01-29',
    'husband 2027-02-01',
    'third 2027-01-30',
  ]);
});

test('whatever there is, nothing is lost, and what is late stands before what is not', () => {
  const seed = 20270120;
  const random = seededRandom(seed);
  for (let round = 0; round < 200; round += 1) {
    const list = Array.from({ length: Math.floor(random() * 12) }, () =>
      duty(random() < 0.2 ? null : `m${Math.floor(random() * 5)}`, Math.floor(random() * 40) - 10),
    );
    const homes = new Map([
      ['m0', 'h'],
      ['m1', 'h'],
    ]);
    const sorted = byUrgency(list, today, homes);
    expect(sorted.toSorted(byText), `seed ${seed}`).toEqual(list.toSorted(byText));
    const degrees = sorted.map(({ dueOn }) => (dueOn < today ? 0 : dueOn === today ? 1 : 2));
    expect(degrees, `seed ${seed}`).toEqual(degrees.toSorted());
  }
});

const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
